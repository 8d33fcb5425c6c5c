"""Whether a paragraph invites its reader to edit or expand the post, in any language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from pelican_haiku.languages import tables

INVITATION_WORDS: Final = 60
"""A paragraph of more words, punctuation marks counted, is no invitation.

Each character of Chinese, Japanese and Korean counts as a word.
"""
INVITATION_LENGTH: Final = 10 * INVITATION_WORDS
"""Characters at the end of a paragraph that may be an invitation."""

_Phrases = Mapping[str, list[tuple[list[str], str]]]

_SENTENCE_ENDS: Final = ".!…。！।"
_QUESTION_MARKS: Final = "?？؟"
_CLAUSE_ENDS: Final = ",;:()–—、，：；،؛"
_ENDS: Final = _SENTENCE_ENDS + _QUESTION_MARKS + _CLAUSE_ENDS
# Chinese, Japanese and Korean: no spaces between words, or endings written onto them.
_CHARACTER: Final = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_SPACE: Final = r"\s\x00-/:-@\[-`{-\xbf\u05be\u2000-\u200b\u200d-\u206f\u3000-\u303f"
# All patterns are compiled on first use: few posts end so that they may invite.
# A mark or a word. The dot of "1.5" is no mark; apostrophes and hyphens divide words.
_WORD: Final = rf"(?![.,:]\w)[{_ENDS}{_CHARACTER}]|[^{_SPACE}{_ENDS}{_CHARACTER}]+"
# Closing quotes and white space between two sentences.
_GAP: Final = r"[^\w\s]*\s+"
_MARKUP: Final = r"<[^<>]*>|\]\([^)]*\)"

# Clauses that invite, by the kinds of their words: (e)dits, e(x)pands, (a)sks, (p)ost,
# (w)ords and (o)thers. "feel free to edit this post" is "awewp".
_ASKS: Final = (
    # All is known up to the verb and then to the clause's end, or to the post.
    r"(?:.*a)?[aexpw]*[ex][aexw]*(?:p.*)?"
    # "please correct the numbers in this post"
    r"|.*a[aexpw]*[ex].*[^o]p.*"
    # "feel free to edit or expand the map"
    r"|.*a[aexpw]*(?:ew?x|xw?e).*"
)
_IS_KNOWN: Final = r"[aexpw]*[ex][aexpw]*"


def find(phrases: Iterable[str], text: str) -> tuple[int, int] | None:
    """Return the bounds of the first of *phrases* in *text*, whole and in any case."""
    words = [*re.finditer(_WORD, text)]
    wanted = _by_first_word((phrase, "found") for phrase in phrases)
    for kind, start, end in _scan([word[0].lower() for word in words], wanted):
        if kind == "found":
            return words[start].start(), words[end - 1].end()
    return None


def invites(text: str) -> bool:
    """Whether a paragraph of no more than `INVITATION_WORDS` ends by inviting."""
    # Longer than any text of so few words, which would take long to divide.
    if len(text) > INVITATION_LENGTH or len(re.findall(_WORD, text)) > INVITATION_WORDS:
        return False
    return begins(text) is not None


def begins(text: str) -> int | None:
    """Return where those last sentences of a paragraph begin that invite, if any do.

    They ask the reader to edit or expand the post, in any language; *text* may be
    Markdown. In the clause that has the verb all words are known to the language's table,
    at least up to a name for the post: "please fix your alerts" is prose. The sentence
    speaks to the reader or of the post, asks (a question and its answer count as one
    sentence), or names both editing and expanding. One other sentence may end the text.
    """
    skipped = max(0, len(text) - INVITATION_LENGTH)
    shown = re.sub(_MARKUP, lambda match: " " * len(match[0]), text[skipped:])
    matches = [*re.finditer(_WORD, shown)]
    words = [match[0].lower() for match in matches]
    codes = {code for word in words for code in _codes_by_verb().get(word, ())}
    for code in sorted(codes):
        scanned = [*_scan(words, _kinds(code))]
        first = _first_inviting("".join(kind for kind, *_ in scanned))
        if first == 0:
            # A sentence whose beginning is cut off is too long.
            return None if skipped else 0
        if first:
            end = matches[scanned[first][1] - 1].end() + skipped
            gap = re.match(_GAP, text[end:])
            return end + gap.end() if gap else end
    return None


def _first_inviting(kinds: str) -> int | None:
    """Return the place in *kinds* of the first of the last sentences that invite."""
    first, known, others = None, "", 0
    position = len(kinds)
    for sentence in reversed(re.findall(r"[^.]+\.*", kinds)):
        position -= len(sentence)
        clauses = re.split("[,?]", sentence.rstrip("."))
        own = [clause for clause in clauses if re.fullmatch(_IS_KNOWN, clause)]
        known += "".join(own)
        if _sentence_invites(sentence, clauses, own) or (
            # "Edit it if it is wrong. Expand it if it is short."
            first is None and {"e", "x"}.issubset(known)
        ):
            first = position
        elif first is not None:
            break
        elif not own:
            others += 1
            if others > 1:
                break
    return first


def _sentence_invites(sentence: str, clauses: list[str], known: list[str]) -> bool:
    if "a" in sentence and any(re.fullmatch(_ASKS, clause) for clause in clauses):
        return True
    if {"e", "x"}.issubset("".join(known)):
        return True
    # "Edit: this post was wrong" has a clause of the verb alone.
    return ("p" in sentence or "?" in sentence) and any(len(c) > 1 for c in known)


@cache
def _codes_by_verb() -> Mapping[str, set[str]]:
    """Return the languages that have a verb, or a phrase with it, by its first word."""
    found = defaultdict(set)
    for code, table in tables().items():
        for verb in (*table.edits, *table.expands):
            found[re.findall(_WORD, verb.lower())[0]].add(code)
    return dict(found)


@cache
def _kinds(code: str) -> _Phrases:
    """Return the kind of each mark, word and phrase of a language."""
    table = tables()[code]
    kinds = {
        ".": _SENTENCE_ENDS,
        "?": _QUESTION_MARKS,
        ",": [*_CLAUSE_ENDS, *table.ifs],
        "w": table.words,
        "p": table.post,
        "a": table.asks,
        "e": table.edits,
        "x": table.expands,
    }
    return _by_first_word((word, kind) for kind in kinds for word in kinds[kind])


def _by_first_word(phrases: Iterable[tuple[str, str]]) -> _Phrases:
    """Return phrases and their kinds by their first word, the longest first."""
    found: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
    for phrase, kind in phrases:
        words = re.findall(_WORD, phrase.lower())
        # Of two kinds the later one counts.
        found[words[0]].insert(0, (words, kind))
    return {
        word: sorted(entries, key=lambda entry: -len(entry[0]))
        for word, entries in found.items()
    }


def _scan(words: list[str], phrases: _Phrases) -> Iterator[tuple[str, int, int]]:
    """Yield the kind and the bounds of each word, or of the longest phrase there."""
    start = 0
    while start < len(words):
        kind, end = "o", start + 1
        for phrase, phrase_kind in phrases.get(words[start], ()):
            if words[start : start + len(phrase)] == phrase:
                kind, end = phrase_kind, start + len(phrase)
                break
        yield kind, start, end
        start = end

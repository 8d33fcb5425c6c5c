"""Whether a paragraph invites its reader to edit or expand the post, in any language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from pelican_haiku.languages import tables

INVITATION_WORDS: Final = 60
"""A paragraph of more words, punctuation marks counted, is no invitation.

Each character of Chinese, Japanese and Korean counts as a word.
"""
PHRASE_WORDS: Final = 8
"""Words of a phrase in the tables, at most."""

_SENTENCE_ENDS: Final = ".!…。！।"
_QUESTION_MARKS: Final = "?？؟"
_CLAUSE_ENDS: Final = ",;:()–—、，：；،؛"
_ENDS: Final = _SENTENCE_ENDS + _QUESTION_MARKS + _CLAUSE_ENDS
# Chinese, Japanese and Korean: no spaces between words, or endings written onto them.
_CHARACTER: Final = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_SPACE: Final = r"\s\x00-/:-@\[-`{-\xbf\u05be\u2000-\u200b\u200d-\u206f\u3000-\u303f"
# A mark or a word. The dot of "1.5" is no mark; apostrophes and hyphens divide words.
_WORD: Final = re.compile(
    rf"(?![.,:]\w)[{_ENDS}{_CHARACTER}]|[^{_SPACE}{_ENDS}{_CHARACTER}]+"
)
_MARKUP: Final = re.compile(r"<[^<>]*>|\]\([^)]*\)")

# Clauses that invite, by the kinds of their words: (e)dits, e(x)pands, (a)sks, (p)ost,
# (w)ords and (o)thers. "feel free to edit this post" is "awewp".
_ASKS: Final = re.compile(
    # All is known up to the verb and then to the clause's end, or to the post.
    r"(?:.*a)?[aexpw]*[ex][aexw]*(?:p.*)?"
    # "please correct the numbers in this post"
    r"|.*a[aexpw]*[ex].*[^o]p.*"
)
_IS_KNOWN: Final = re.compile(r"[aexpw]*[ex][aexpw]*")


def find(phrases: Iterable[str], text: str) -> tuple[int, int] | None:
    """Return the bounds of the first of *phrases* in *text*, whole and in any case."""
    words = [*_WORD.finditer(text)]
    wanted = dict.fromkeys(map(_normal, phrases), "found")
    for kind, start, end in _scan([word[0].lower() for word in words], wanted):
        if kind == "found":
            return words[start].start(), words[end - 1].end()
    return None


def invites(text: str) -> bool:
    """Whether a paragraph asks its reader to edit or expand the post, in any language.

    *text* may be Markdown. One sentence will do. In the clause that has the verb all
    words are known to the language's table, at least up to a name for the post: "please
    fix your alerts" is prose. The sentence speaks to the reader or of the post, asks
    (a question and its answer count as one sentence), or names both editing and
    expanding.
    """
    # Longer than any text of so few words, which would take long to divide.
    if len(text) > 10 * INVITATION_WORDS:
        return False
    words = _WORD.findall(_MARKUP.sub(" ", text).lower())
    if len(words) > INVITATION_WORDS:
        return False
    found = {code for word in words for code in _codes_by_verb().get(word, ())}
    for code in found:
        kinds = "".join(kind for kind, *_ in _scan(words, _kinds(code)))
        if any(map(_sentence_invites, kinds.split("."))):
            return True
    return False


def _sentence_invites(kinds: str) -> bool:
    clauses = re.split("[,?]", kinds)
    if "a" in kinds and any(map(_ASKS.fullmatch, clauses)):
        return True
    known = [clause for clause in clauses if _IS_KNOWN.fullmatch(clause)]
    if {"e", "x"}.issubset("".join(known)):
        return True
    # "Edit: this post was wrong" has a clause of the verb alone.
    return ("p" in kinds or "?" in kinds) and any(len(clause) > 1 for clause in known)


def _normal(phrase: str) -> str:
    return " ".join(_WORD.findall(phrase.lower()))


@cache
def _codes_by_verb() -> Mapping[str, set[str]]:
    """Return the languages that have a verb, or a phrase with it, by its first word."""
    found = defaultdict(set)
    for code, table in tables().items():
        for verb in (*table.edits, *table.expands):
            found[_normal(verb).partition(" ")[0]].add(code)
    return dict(found)


@cache
def _kinds(code: str) -> Mapping[str, str]:
    """Return the kind of each mark, word and phrase of a language."""
    table = tables()[code]
    kinds = {
        "w": table.words,
        ",": table.ifs,
        "p": table.post,
        "a": table.asks,
        "e": table.edits,
        "x": table.expands,
    }
    return {
        **dict.fromkeys(_SENTENCE_ENDS, "."),
        **dict.fromkeys(_QUESTION_MARKS, "?"),
        **dict.fromkeys(_CLAUSE_ENDS, ","),
        **{_normal(word): kind for kind in kinds for word in kinds[kind]},
    }


def _scan(
    words: Sequence[str], kinds: Mapping[str, str]
) -> Iterator[tuple[str, int, int]]:
    """Yield the kind and the bounds of each word, or of the longest phrase there."""
    start = 0
    while start < len(words):
        for end in range(min(start + PHRASE_WORDS, len(words)), start, -1):
            kind = kinds.get(" ".join(words[start:end]))
            if kind:
                break
        yield kind or "o", start, end
        start = end

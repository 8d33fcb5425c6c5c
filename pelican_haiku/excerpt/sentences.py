"""Where sentences end in running text of any script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pelican_haiku.excerpt.names import names

_CLOSERS: Final = "\"'”’“‘»«›‹)\\]}"
_WIDE_CLOSERS: Final = "」』）”’》】〉〕］｝"
# Emoji and emoticons belong to the sentence before them.
_EMOJI: Final = (
    "[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
    "[\ufe0f\ufe0e\u20e3\u200d\U0001f3fb-\U0001f3ff\U0001f000-\U0001faff"
    "\u2640\u2642\u2600-\u27bf\U000e0020-\U000e007f]*+"
)
_EMOTICON: Final = r"[:;=8][-^']?[)(DPpo/\\|](?!\w)"
# Each run of stops is looked at once.
_RUN: Final = re.compile(
    "(?P<stop>[.!?…‽⁇⁈⁉؟۔؞።፧।॥\u037e]++|(?<=[\u0370-\u03ff]);)"
    "|(?P<wide>[。！？｡．។៕။།։]++)"
    "|\u2029++"
)
# What belongs to the sentence after its stop, and white space or the text's end.
_TAIL: Final = re.compile(
    rf"(?:[{_CLOSERS}]|\[\d+\])*+(?:[\u00a0\u202f ][»›](?=[\s,.;:]|$))?+"
    rf"(?:[ \u00a0\ufe0f]?(?:{_EMOJI}|{_EMOTICON}))*+(?=\s|$)"
)
# Particles after a quotation, and no adverbs that begin with their letters.
_PARTICLE: Final = (
    "(?!とても|ところ|とき|とに|とも|とり|もう|もし|はい|はじめ|のち|やが|やっ)"
    "(?:[とっがをにはのもへや]|など|だけ|だの|です|だっ)"
)
# In scripts without spaces between sentences none need follow, but a Japanese quotation
# goes on, as in 「はい。」と言った. The first post that needs this pattern or some others
# compiles them; few do.
_WIDE_TAIL: Final = (
    rf"[{_WIDE_CLOSERS}]*+(?:{_EMOJI})*+(?![、，])(?!(?<=[」』]){_PARTICLE})"
)
_SPACES: Final = " \t\n\u00a0\u202f"
_GOING_ON: Final = frozenset(",;:—–")
_OPENERS: Final = "\"'“‘„«»‹›([{¿¡*_—–-"
# Letters between stops, or one alone with its marks, but not "I".
_ABBREVIATED: Final = re.compile(
    r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,3}|(?!I$)[^\W\d_][^\w\x00-\u02ff]*"
)
_CAMEL: Final = re.compile(r"[a-zß-ÿ]+[A-Z]")
_ELISION: Final = re.compile(r"(?:[cdjlmnst]|qu)['’](?=\w)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d|[IVXLC]+\b")
_WORD: Final = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


def ends(text: str, lang: str = "") -> Iterator[int]:
    """Yield the place after each sentence of *text*, closing quotes and emoji included.

    A paragraph separator, U+2029, ends a sentence too. *lang* is the text's language,
    as in ``de``; it matters to ordinals alone. Where it is not certain that a full stop
    ends a sentence, it ends none: abbreviations, initials, versions, file names.
    """
    last = 0
    for run in _RUN.finditer(text):
        if run["wide"]:
            if tail := re.compile(_WIDE_TAIL).match(text, run.end()):
                last = tail.end()
                yield last
        elif run["stop"] is None:
            end = run.start()
            if end > last and not text[end - 1].isspace():
                yield end
        elif (tail := _TAIL.match(text, run.end())) and _is_end(text, run, tail, lang):
            last = tail.end()
            yield last


def _is_end(text: str, run: re.Match[str], tail: re.Match[str], lang: str) -> bool:
    """Whether a sentence ends with a run of stops and the *tail* that belongs to it."""
    rest = text[tail.end() : tail.end() + 80].lstrip(_SPACES)
    if rest[:1] in {"", "\u2029"}:
        return True
    following = rest.lstrip(_SPACES + _OPENERS)
    if rest[0] in _GOING_ON or (following[:1].islower() and not _CAMEL.match(following)):
        return False
    before = text[max(0, run.start() - 40) : run.start()]
    if before[-1:].isspace():
        return True
    words = before.split()
    if run[0] == ".":
        return not (words and _belongs_to_word(words, following, lang))
    name = "".join(words[-1:]).lstrip(_OPENERS) + run[0]
    return name.lower() not in names("abbreviations")["names"]


def _belongs_to_word(words: list[str], following: str, lang: str) -> bool:
    """Whether a full stop after *words* belongs to an abbreviation or a number."""
    known = names("abbreviations")
    *before, word = words
    if word.isdecimal() and len(word) <= 2:
        return _is_ordinal(before, following, lang)
    small = _bare(word).lower()
    if small in known["before_number"]:
        return _NUMBER.match(following) is not None
    first = "".join(before[-1:]).lstrip(_OPENERS)
    return _is_abbreviation(word) or (
        small in known["after_initial"] and len(first) == 2 and first[1] == "."
    )


def _is_abbreviation(word: str) -> bool:
    """Whether *word*, without its full stop, is short for something."""
    known = names("abbreviations")
    word = _bare(word)
    return (
        word.lower().rpartition("-")[2] in known["always"]
        or (word.lower() in known["with_capital"] and word[0].isupper())
        # An ideograph is no letter.
        or (not "\u3040" <= word[:1] <= "\u9fff" and bool(_ABBREVIATED.fullmatch(word)))
    )


def _bare(word: str) -> str:
    """Return *word* without what is written together with it: a bracket, an *l'*."""
    return _ELISION.sub("", re.split(r"[/(]", word.lstrip(_OPENERS))[-1])


def _is_ordinal(before: list[str], following: str, lang: str) -> bool:
    """Whether a small number is one of a list's, or an ordinal as in *3. Oktober*."""
    known = names("abbreviations")
    last = before[-1].rstrip(".") if before else ""
    if last.lower() in known["before_number"] or _is_abbreviation(last):
        return False
    next_word = _WORD.match(following)
    return (
        not before
        or before[-1][-1] in ".!?:"
        or (next_word is not None and next_word[0].lower() in known["after_ordinal"])
        or re.split("[-_]", lang.lower())[0] in known["ordinal_languages"]
    )

"""Where sentences end in running text of any script."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_CLOSERS: Final = "\"'”’“‘»«›‹)\\]}"
_WIDE_CLOSERS: Final = "」』）”’》】〉〕］｝"
# Emoji and emoticons belong to the sentence before them.
_EMOJI: Final = (
    "[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
    "[\ufe0f\ufe0e\u20e3\u200d\U0001f3fb-\U0001f3ff\U0001f000-\U0001faff"
    "\u2640\u2642\u2600-\u27bf\U000e0020-\U000e007f]*+"
)
_EMOTICON: Final = r"[:;=8][-^']?[)(DPpo/\\|](?!\w)"
_END: Final = re.compile(
    # With white space after it, or the text's end.
    rf"(?P<stop>[.!?…‽⁇⁈⁉؟۔؞։።፧।॥\u037e]++|(?<=[\u0370-\u03ff]);)"
    rf"(?:[{_CLOSERS}]|\[\d+\])*+(?:[\u00a0\u202f ][»›](?=[\s,.;:]|$))?+"
    rf"(?:[ \u00a0\ufe0f]?(?:{_EMOJI}|{_EMOTICON}))*+(?=\s|$)"
    # Scripts without spaces between sentences.
    rf"|[。！？｡．។៕။།॥।։።]++[{_WIDE_CLOSERS}]*+(?:{_EMOJI})*+"
    # A block's end, whatever it ends with.
    r"|(?<=[^\u2029])(?=\u2029)"
)
_OPENERS: Final = "\"'“‘„«»‹›([{¿¡*_—–-"
_ABBREVIATED: Final = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,3}")
_CAMEL: Final = re.compile(r"[a-zß-ÿ]+[A-Z]")
_NUMBER: Final = re.compile(r"\d|[IVXLC]+\b")
_WORD: Final = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class _Abbreviations:
    """Words of ``data/abbreviations.toml``, which says what each set is."""

    always: frozenset[str]
    with_capital: frozenset[str]
    before_number: frozenset[str]
    after_ordinal: frozenset[str]
    ordinal_languages: frozenset[str]
    names: frozenset[str]


@cache
def _abbreviations() -> _Abbreviations:
    data = files("pelican_haiku").joinpath("data", "abbreviations.toml")
    tables = tomllib.loads(data.read_text(encoding="utf-8"))
    return _Abbreviations(
        **{name: frozenset(" ".join(lines).split()) for name, lines in tables.items()}
    )


def ends(text: str, lang: str = "") -> Iterator[int]:
    """Yield the place after each sentence of *text*, closing quotes and emoji included.

    A paragraph separator, U+2029, ends a sentence too. *lang* is the text's language,
    as in ``de``; it matters to ordinals alone. Where it is not certain that a full stop
    ends a sentence, it ends none: abbreviations, initials, versions, file names.
    """
    for match in _END.finditer(text):
        stop = match["stop"]
        if stop is None:
            if not _is_spoken_on(text, match):
                yield match.end()
            continue
        rest = text[match.end() : match.end() + 80]
        following = rest.lstrip(" \t\n\u00a0\u202f" + _OPENERS)
        if rest.lstrip(" \t\n\u00a0\u202f")[:1] not in {"", "\u2029"} and (
            _goes_on(rest, following)
            or (stop == "." and _is_no_end(text, match, following, lang))
            or (stop[-1] in "!?" and _is_name(text, match))
        ):
            continue
        yield match.end()


def _goes_on(rest: str, following: str) -> bool:
    """Whether what follows a stop is no beginning of a sentence."""
    mark = rest.lstrip(" \t\n\u00a0\u202f")[:1]
    if mark in {",", ";", ":", "—", "–"}:
        return True
    return following[:1].islower() and not _CAMEL.match(following)


def _is_spoken_on(text: str, match: re.Match[str]) -> bool:
    """Whether a Japanese quotation goes on, as in ``「はい。」と言った``."""
    following = text[match.end() : match.end() + 1]
    return (
        bool(match[0])
        and match[0][-1] in "」』"
        and ("\u3041" <= following <= "\u3096" or following in {"、", "，"})
    ) or following in {"、", "，"}


def _is_no_end(text: str, match: re.Match[str], following: str, lang: str) -> bool:
    """Whether the full stop of *match* belongs to an abbreviation or a number."""
    known = _abbreviations()
    start = match.start()
    head = text[max(0, start - 40) : start]
    pieces = head.split()
    if not pieces or head[-1:].isspace():
        return False
    word = pieces[-1].lstrip(_OPENERS)
    # "(Mr./Mrs."
    word = re.split(r"[/(]", word)[-1] or word
    small = word.lower()
    if _is_ordinal(word, pieces, following, lang):
        return True
    if small in known.before_number:
        return _NUMBER.match(following) is not None
    last = small.rpartition("-")[2]
    return (
        small in known.always
        or last in known.always
        or (small in known.with_capital and word[:1].isupper())
        or _ABBREVIATED.fullmatch(word) is not None
        or _is_initial(word)
    )


def _is_initial(word: str) -> bool:
    """Whether *word* is a single letter, not the pronoun *I* and no ideograph."""
    letters = [c for c in word if unicodedata.category(c)[0] != "M"]
    return (
        len(letters) == 1
        and letters[0].isalpha()
        and word != "I"
        and unicodedata.name(letters[0], "").partition(" ")[0]
        not in {"CJK", "HIRAGANA", "KATAKANA"}
    )


def _is_ordinal(word: str, pieces: list[str], following: str, lang: str) -> bool:
    known = _abbreviations()
    if not (word.isdecimal() and len(word) <= 2):
        return False
    if len(pieces) == 1 or pieces[-2][-1:] in ".!?:":
        # A list's number: "1. Build it. 2. Ship it."
        return True
    next_word = _WORD.match(following)
    if next_word and next_word[0].lower() in known.after_ordinal:
        return True
    language = lang.lower().replace("_", "-").partition("-")[0]
    return language in known.ordinal_languages


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether a mark belongs to a name, as in *Yahoo!*."""
    word = text[max(0, match.start() - 20) : match.start() + 1].split()[-1:]
    return bool(word) and word[0].lower().lstrip(_OPENERS) in _abbreviations().names

"""Grapheme clusters: what a reader takes for one character.

The rules of https://www.unicode.org/reports/tr29/ as far as the categories of Python's
own Unicode data tell them.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
_REGIONAL: Final = range(0x1F1E6, 0x1F200)
_SKIN: Final = range(0x1F3FB, 0x1F400)
_TAGS: Final = range(0xE0020, 0xE0080)
# Thai and Lao vowels that are letters by category.
_SPACING: Final = frozenset("\u0e33\u0eb3")
# Between consonants these join them into one sign.
_VIRAMAS: Final = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")


def _extends(character: str) -> bool:
    code = ord(character)
    if code < 0x300:
        return False
    return (
        unicodedata.category(character) in {"Mn", "Me", "Mc"}
        or character in {_JOINER, "\u200c"}
        or character in _SPACING
        or code in _SKIN
        or code in _TAGS
    )


def is_boundary(text: str, position: int) -> bool:
    """Whether *text* may be cut at *position* without cutting a grapheme open."""
    if not 0 < position < len(text):
        return True
    before, after = text[position - 1], text[position]
    if after < "\u0300" and before < "\u0300":
        return not (before == "\r" and after == "\n")
    if _extends(after):
        return before in "\r\n"
    if before == _JOINER:
        return unicodedata.category(after) != "So"
    if before in _VIRAMAS:
        return unicodedata.category(after) != "Lo"
    if ord(after) in _REGIONAL and ord(before) in _REGIONAL:
        start = position
        while start and ord(text[start - 1]) in _REGIONAL:
            start -= 1
        return (position - start) % 2 == 0
    return not _is_jamo_pair(ord(before), ord(after))


def after(text: str, position: int) -> int:
    """Return the first place from *position* on at which *text* may be cut."""
    while not is_boundary(text, position):
        position += 1
    return position


def first(text: str, count: int) -> int:
    """Return where the first *count* graphemes of *text* end."""
    position = 0
    for _ in range(count):
        if position >= len(text):
            break
        position = after(text, position + 1)
    return position


def _is_jamo_pair(before: int, after: int) -> bool:
    """Whether two Hangul code points make one syllable."""
    leading, vowel, trailing = (
        range(0x1100, 0x1160),
        range(0x1160, 0x11A8),
        range(0x11A8, 0x1200),
    )
    syllable = range(0xAC00, 0xD7A4)
    if before in leading:
        return after in leading or after in vowel or after in syllable
    if before in vowel or (before in syllable and (before - 0xAC00) % 28 == 0):
        return after in vowel or after in trailing
    return (before in trailing or before in syllable) and after in trailing

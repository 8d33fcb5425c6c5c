"""Grapheme clusters: what a reader takes for one character.

The rules of https://www.unicode.org/reports/tr29/ as far as the categories of Python's
own Unicode data tell them.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
_REGIONAL: Final = range(0x1F1E6, 0x1F200)
_EXTENDING: Final = (
    range(0x1160, 0x1200),  # vowels and final consonants of Hangul
    range(0x1F3FB, 0x1F400),  # skin tones
    range(0xE0020, 0xE0080),  # tags, in the flags of regions
)
# The zero-width non-joiner and joiner, and Thai and Lao vowels that are letters.
_EXTENDING_TOO: Final = frozenset("\u200c\u200d\u0e33\u0eb3")
# Between consonants these join them into one sign.
_VIRAMAS: Final = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character) in {"Mn", "Me", "Mc"}
        or character in _EXTENDING_TOO
        or any(ord(character) in extending for extending in _EXTENDING)
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
    return True


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

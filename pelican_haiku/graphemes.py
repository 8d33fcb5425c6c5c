"""Grapheme clusters: what a reader takes for one character.

The rules of https://www.unicode.org/reports/tr29/ as far as the categories of Python's
own Unicode data tell them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Letters that belong to the one before them: Thai and Lao vowels, Hangul's vowels and
# final consonants.
_EXTENDING: Final = re.compile("[\u0e33\u0eb3\u1160-\u11ff]")
# The zero-width joiner, and viramas: these join the emoji or consonants beside them.
_JOINING: Final = frozenset("\u200d\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2")
_REGIONAL: Final = re.compile("[\U0001f1e6-\U0001f1ff]")


def is_boundary(text: str, position: int) -> bool:
    """Whether *text* may be cut at *position* without cutting a grapheme open."""
    if not 0 < position < len(text):
        return True
    before, after = text[position - 1], text[position]
    if after < "\u0300" and before < "\u0300":
        return True
    category = unicodedata.category(after)
    # Marks; joiners and tags in flags; skin tones.
    if category[0] == "M" or category in {"Cf", "Sk"} or _EXTENDING.match(after):
        return False
    if before in _JOINING:
        return category not in {"So", "Lo"}
    start = position
    while _REGIONAL.match(after) and start and _REGIONAL.match(text[start - 1]):
        start -= 1
    return (position - start) % 2 == 0


def after(text: str, position: int) -> int:
    """Return the first place from *position* on at which *text* may be cut."""
    while not is_boundary(text, position):
        position += 1
    return position


def first(text: str, count: int) -> int:
    """Return where the first *count* graphemes of *text* end."""
    # In ASCII each character is one; to look at each by itself takes long.
    position = count if text[: count + 1].isascii() else 0
    for _ in range(count - position):
        position = after(text, min(position + 1, len(text)))
    return min(position, len(text))

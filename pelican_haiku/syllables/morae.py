"""Morae of Japanese in kana."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_KANA: Final = re.compile(r"[\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe]+")
_SMALL: Final = frozenset("ぁぃぅぇぉゃゅょゎァィゥェォャュョヮ")
"""Kana that join the one before them; the small *tsu* is a mora of its own."""


def count(text: str) -> int | None:
    """Return the morae of *text*; ``None`` if it has letters other than kana.

    Half-width kana count as full-width ones; punctuation and symbols have none.
    """
    kana = unicodedata.normalize("NFKC", text)
    letters = [letter for letter in kana if letter.isalnum()]
    if not letters or not all(map(_KANA.fullmatch, letters)):
        return None
    return sum(bool(_KANA.fullmatch(c)) and c not in _SMALL for c in kana)

"""What is said for a symbol, and which signs are not said at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pelican_haiku.syllables.numbers import Counts

SPOKEN: Final[Mapping[str, tuple[Counts, Counts]]] = {
    symbol: (frozenset(alone), frozenset(within))
    for symbols, alone, within in (
        ("& + @ ¥ ×", {1}, {1}),
        ("% = ° §", {2}, {2}),
        ("#", {1, 2}, {1}),
        ("$ € ^ \\", {2}, {0, 2}),
        ("£ |", {1}, {0, 1}),
        ("~", {0, 2}, {0, 2}),
        ("→ ← ⇒", {1, 2}, {1, 2}),
        ("≠", {3, 4}, {3, 4}),
        ("≈", {2, 4}, {2, 4}),
        ("<", {2}, {0}),
        (">", {2, 3}, {0}),
        ("≤", {2, 5}, {2, 5}),
        ("≥", {2, 6}, {2, 6}),
        ("÷ ± ∞", {4}, {4}),
        ("−", {2, 3}, {2, 3}),
        ("*", {1, 3}, {0, 1}),
        ("/", {0, 1}, {0, 1}),
        (".", {0}, {0, 1}),
        ("_", {3}, {0}),
    )
    for symbol in symbols.split()
}
"""The counts of a symbol by itself, and within a word, where it may be silent."""

# Compiled on first use. What only faces have, so that ":wq" and "8)" are none.
_EMOTICON: Final = (
    r"[<>]?[:;=8][-^'o*]+[)(\]\[{}DPpOo3/\\|]+|[<>]?[:;=]+[)(\]\[{}DOPp/\\|]+"
    r"|[xX]D+|<[/\\]?3+|\^[_.-]*\^|[oO0][_.][oO0]|[T>-][_.]+[T<-]|\\o/"
    r"|[¯‾]\\_\(.\)_/[¯‾]|:[a-z0-9_+-]{2,}:"
)


def without_emoticons(text: str) -> str:
    """Return *text* without emoticons, ``:smile:`` and hearts, which are not said."""
    if not re.search(r"[:;=<^_.]|[xX]D|\\o/", text):
        return text
    # A heart may touch the word before it; "<3.5" is none.
    ends = r"(?![^\s.,!?…]|[.,]\d)"
    return re.sub(rf"(?:(?<!\S)(?:{_EMOTICON})|<3+){ends}", " ", text)

"""What is said for a symbol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Counts = frozenset[int]

SPOKEN: Final[Mapping[str, tuple[Counts, Counts]]] = {
    symbol: (frozenset(alone), frozenset(within))
    for symbol, alone, within in (
        ("&", {1}, {1}),
        ("+", {1}, {1}),
        ("@", {1}, {1}),
        ("%", {2}, {2}),
        ("#", {1, 2}, {1}),
        ("$", {2}, {0, 2}),
        ("€", {2}, {2}),
        ("£", {1}, {1}),
        ("~", {2}, {0, 2}),
        ("→", {1, 2}, {1, 2}),
        ("←", {1, 2}, {1, 2}),
        ("⇒", {1, 2}, {1, 2}),
        ("=", {2}, {2}),
        ("≠", {3, 4}, {3, 4}),
        ("≈", {2, 4}, {2, 4}),
        ("<", {2}, {0}),
        (">", {3}, {0}),
        ("≤", {2, 5}, {2, 5}),
        ("≥", {2, 6}, {2, 6}),
        ("×", {1}, {1}),
        ("÷", {4}, {4}),
        ("±", {4}, {4}),
        ("*", {1, 3}, {0, 1}),
        ("^", {2}, {0, 2}),
        ("|", {1}, {0, 1}),
        ("\\", {2}, {0, 2}),
        ("/", {0, 1}, {0, 1}),
        (".", {0}, {0, 1}),
        ("_", {3}, {0}),
        (":", {0}, {0}),
        ("°", {2}, {2}),
        ("§", {2}, {2}),
        ("∞", {4}, {4}),
    )
}
"""The counts of a symbol by itself, and within a word, where it may be silent."""

"""Terms that no rule gets right: ``data/lexicon.txt``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parents[1] / "data"


@lru_cache(maxsize=1)
def load() -> Mapping[str, frozenset[int]]:
    """Return the shipped lexicon; reads the file once for a process."""
    return parse((DATA / "lexicon.txt").read_text(encoding="utf-8"))


def parse(text: str) -> dict[str, frozenset[int]]:
    """Return the terms of a lexicon with their counts.

    A line is a term and its counts, divided by spaces, and may end with a comment; lines
    that begin with ``# `` are comments. Raises :exc:`ValueError` with the number of a
    line that is anything else.
    """
    terms: dict[str, frozenset[int]] = {}
    # Many terms share few sets, which are read once.
    sets: dict[str, frozenset[int]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("# "):
            continue
        term, _, counts = line.partition(" ")
        if "#" in counts:
            counts = counts.partition("  # ")[0]
        if counts not in sets:
            if not re.fullmatch(r"[0-9]+(?: [0-9]+)*", counts):
                raise ValueError(f"line {number} is no term with its counts: {line!r}")
            sets[counts] = frozenset(map(int, counts.split()))
        if term in terms:
            raise ValueError(f"line {number} repeats {term!r}")
        terms[term] = sets[counts]
    return terms

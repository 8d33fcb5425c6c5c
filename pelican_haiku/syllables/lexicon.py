"""Terms that no rule gets right: ``data/lexicon.txt``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from pelican_haiku.syllables.dictionary import DATA

_LINE: Final = re.compile(r"(\S+) ([0-9]+(?: [0-9]+)*)(?: +# .+)?")


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
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("# "):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"line {number} is no term with its counts: {line!r}")
        if match[1] in terms:
            raise ValueError(f"line {number} repeats {match[1]!r}")
        terms[match[1]] = frozenset(map(int, match[2].split()))
    return terms

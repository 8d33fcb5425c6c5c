"""The cost of an excerpt by the length of its body, and of bodies made to cost much.

python -m tests.benchmarks.excerpt
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Final

from bs4 import BeautifulSoup
from pelican.utils import truncate_html_words

from pelican_haiku.excerpt.excerpt import Options, excerpt

WORDS: Final = 50
SIZES: Final = (1_000, 10_000, 100_000, 1_000_000, 5_000_000)
SHORTEST: Final = 0.05
"""Seconds of CPU to measure at least, so that the clock's steps do not show."""
PARAGRAPH: Final = (
    "<p>The queue had grown since midnight, and <em>nobody</em> had looked. It was not "
    'the <a href="disk.html">disk</a> this time, and not the network either; a job had '
    "been waiting for a lock that its own parent held.</p>\n"
)
HARD: Final = {
    "a paragraph of 5 MB": "<p>" + "It was late. " * 400_000,
    "a sentence of 5 MB": "<p>" + "it was late " * 400_000,
    "10,000 elements in each other": "<div>" * 10_000 + "<p>It was late.",
    "10,000 quotes in each other": "<blockquote><p>" * 10_000 + "It was late.",
    "10,000 lists in each other": "<ul><li>" * 10_000 + "It was late.",
    "10,000 tables in each other": "<table><tr><td>" * 10_000 + "<p>It was late.",
    "100,000 comments without end": "<p>It was late.</p>" + "<!-- " * 100_000,
    "100,000 beginnings of tags": "<p>It was late. " + "<a " * 100_000,
    "200,000 spaces": "<p>" + " " * 200_000 + "It was late.</p>" + " " * 200_000,
    "300,000 full stops": "<p>It was late" + "." * 300_000 + " And then?</p>",
    "300,000 ends of sentences": "<p>" + ". " * 300_000 + "And then?</p>",
    "a word of 1 MB": "<p>" + "w" * 1_000_000,
    "an attribute of 1 MB": f'<p><a href="{"x" * 1_000_000}">It</a> was late.</p>',
    "a mark after a letter 1,000,000 times": "<p>e" + "\u0301" * 1_000_000,
    "a link of 1 MB": '<p><a href="x">' + "It was late. " * 80_000,
    "100,000 dollars": "<p>" + "$x " * 100_000,
    "20,000 images": '<p><img src="x.png">' * 20_000 + "It was late.",
    "code of 5 MB alone": "<pre>" + "x = 1\n" * 800_000,
}


def shown(html: str) -> object:
    """Return the excerpt of *html* as on a site without settings."""
    return excerpt(html, Options())


def cost(function: Callable[[str], object], body: str) -> float:
    """Return the seconds of CPU that *function* takes for *body*."""
    times: list[float] = []
    total = 0.0
    while total < SHORTEST or len(times) < 3:
        # A copy, so that nothing is remembered of the string.
        copy = "".join([body[:1], body[1:]])
        start = process_time()
        function(copy)
        times.append(process_time() - start)
        total += times[-1]
    return median(times)


def body(size: int) -> str:
    """Return a body of about *size* characters."""
    return PARAGRAPH * max(1, round(size / len(PARAGRAPH)))


def main() -> None:
    """Print a line for each length, then one for each hard body."""
    functions: dict[str, Callable[[str], object]] = {
        "excerpt": shown,
        "Pelican's": lambda html: truncate_html_words(html, WORDS),
        "BeautifulSoup": lambda html: BeautifulSoup(html, "html.parser"),
    }
    print(f"{'characters':>10}" + "".join(f" {name:>15}" for name in functions))
    for size in SIZES:
        html = body(size)
        costs = [cost(function, html) * 1000 for function in functions.values()]
        print(f"{len(html):10,}" + "".join(f" {ms:12.3f} ms" for ms in costs))
        sys.stdout.flush()
    print()
    for name, html in HARD.items():
        print(f"{name:38} {cost(shown, html) * 1000:9.1f} ms")


if __name__ == "__main__":
    main()

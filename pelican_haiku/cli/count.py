"""``pelican-haiku count``: the syllables of words and lines."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping

from rich.cells import cell_len
from rich.text import Text

from pelican_haiku.cli import console, site
from pelican_haiku.syllables.numbers import Counts
from pelican_haiku.syllables.words import ORIGINS, either, fits, total, words
from pelican_haiku.title.haiku import divide


def run(args: argparse.Namespace) -> int:
    """Print each line of *args* or of standard input, its words and their counts."""
    settings = site.read(site.find(args.settings))
    names = site.known_syllables(settings)
    for text in args.words or sys.stdin:
        for line in filter(None, divide(text)):
            say(line, settings["DEFAULT_LANG"], names)
    return 0


def say(
    line: str, lang: str, names: Mapping[str, Counts], wanted: int | None = None
) -> None:
    """Print *line* with its accepted counts, then each word with its own.

    *names* is ``HAIKU_SYLLABLES``. The words of a line that has the *wanted* count are
    left out; it is said if the line cannot be read so.
    """
    out = console()
    counted = words(line, lang=lang, names=names)
    if counted is None:
        why = f": not counted, since the language {lang} has no rules for it"
        out.print(Text.assemble((line, "cyan"), why))
        return
    sums = total(counted)
    unit = "morae" if lang.startswith("ja") else "syllables"
    said = f": {either(sums)} {unit if sums != {1} else unit[:-1]}"
    fails = wanted is not None and not fits(counted, wanted)
    wrong = (f", not {wanted}" if fails else "", "red")
    out.print(Text.assemble((line, "cyan"), said, wrong))
    if wanted in sums:
        return
    width = max((cell_len(word.text) for word in counted), default=0)
    for word in counted:
        gap = " " * (width - cell_len(word.text))
        out.print(f"  {word.text}{gap}  {either(word.counts)}  {ORIGINS[word.source]}")

"""Whole builds, bare and with plugins: CPU time, memory, and what each part costs.

python -m tests.benchmarks.whole_site [pairs]

A ratio is the median over so many pairs of builds, five unless another number is given.
The two builds of a pair run one after the other, so that a machine that slows down slows
both. Other plugins are measured on the same blog if `make neighbours` has installed them.
"""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.run_pelican import ROOT, build_environ, conf, write

PAIRS: Final = 5
POSTS: Final = 500
WORDS: Final = 400
PARAGRAPH: Final = (
    "The queue had grown since midnight, and nobody had looked. It was not the disk this "
    "time, and not the network either; a job had been waiting for a lock that its own "
    "parent held. We wrote that down, drew the arrows, and moved the lock.\n\n"
)
SYLLABLES: Final = "queue disk cache node page log pod host rack net bug fix".split()

THEME: Final = {"THEME": "notmyidea"}
BARE: Final[dict[str, Any]] = {"PLUGINS": []}
OURS: Final = {"HAIKU_REPOSITORY": "example/notes", "HAIKU_BRANCH": "main"}
SEO: Final = {"SEO_REPORT": True, "SEO_ENHANCER": True}
OFF: Final = {"HAIKU_EXCERPT": False, "HAIKU_FOOTER": False}
PYTHON: Final = Path(sys.executable)
NEIGHBOURS: Final = (
    "read_more",
    "sitemap",
    "similar_posts",
    "featured_image",
    "seo",
    "image_process",
)

PROCESS: Final = """
import resource
from pelican import main
from pelican.plugins import _utils
# Pelican imports every plugin of its namespace, and only one is to be measured.
_utils.get_namespace_plugins = lambda: {}
main(["-s", "pelicanconf.py", "-q"])
usage = resource.getrusage(resource.RUSAGE_SELF)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
"""
IMPORT: Final = """
import time, pelican, markdown
start = time.process_time()
import pelican_haiku.plugin
print(1000 * (time.process_time() - start))
"""


def run(folder: Path, *command: str, python: Path = PYTHON) -> str:
    """Return the last line that *command* prints in *folder*."""
    done = subprocess.run(
        [python, *command],
        cwd=folder,
        # Modules are compiled beforehand, as pip does when it installs them.
        env=build_environ(PYTHONDONTWRITEBYTECODE=""),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip().rpartition("\n")[2]


def blog(
    folder: Path,
    settings: dict[str, Any],
    *,
    posts: int = POSTS,
    words: int = WORDS,
    haiku: bool = True,
) -> Path:
    """Write a blog of so many *posts*, each of about so many *words*, into *folder*."""
    files = {}
    body = PARAGRAPH * round(words / len(PARAGRAPH.split()))
    choose = random.Random(0).choices
    for number in range(posts):
        lines = " / ".join(" ".join(choose(SYLLABLES, k=count)) for count in (5, 7, 5))
        head = f"Haiku: {lines}\n" if haiku else ""
        head += f"Title: Note {number}\nDate: 2024-01-01\n\n"
        files[f"content/{number}.md"] = head + body
    write(folder, {**files, "pelicanconf.py": conf(settings)})
    return folder


def measure(folder: Path, python: Path = PYTHON) -> tuple[float, float]:
    """Return the seconds of CPU and the MB of memory that a build of *folder* takes."""
    printed = run(folder, "-c", PROCESS, python=python)
    seconds, megabytes = map(float, printed.split())
    return seconds, megabytes


def compare(
    pairs: int, settings: dict[str, Any], python: Path = PYTHON, **kind: Any
) -> tuple[float, float]:
    """Return the CPU time and memory of a build, each as a ratio to a bare one's."""
    theme = {name: value for name, value in settings.items() if name == "THEME"}
    ratios = []
    with TemporaryDirectory() as name:
        bare = blog(Path(name, "bare"), {**BARE, **theme}, **kind)
        other = blog(Path(name, "other"), settings, **kind)
        for _ in range(pairs):
            before, after = measure(bare, python), measure(other, python)
            ratios.append([a / b for a, b in zip(after, before, strict=True)])
    cpu, memory = map(median, zip(*ratios, strict=True))
    return cpu, memory


def parts(**kind: Any) -> dict[str, float]:
    """Return the milliseconds that each part takes in a build."""
    with TemporaryDirectory() as name:
        folder = blog(Path(name), {**THEME, **OURS}, **kind)
        found: dict[str, float] = json.loads(run(folder, "-m", "tests.benchmarks.parts"))
    return found


def print_ratios(pairs: int) -> None:
    """Print what a build costs with this plugin, and with others on the same blog."""
    print(f"| {POSTS} posts of {WORDS} words | CPU | memory |\n|---|---|---|")
    rows: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("with a haiku, theme notmyidea", {**THEME, **OURS}, {}),
        ("with a haiku, theme simple", OURS, {}),
        ("ordinary, theme notmyidea", {**THEME, **OURS}, {"haiku": False}),
        ("ordinary, excerpt and footer off", {**THEME, **OFF}, {"haiku": False}),
    ]
    for python in ROOT.glob(".venv-neighbours/*/python"):
        for name in NEIGHBOURS:
            settings = {**THEME, **SEO, "PLUGINS": [f"pelican.plugins.{name}"]}
            rows.append((f"{name} alone", settings, {"python": python}))
    for name, settings, kind in rows:
        cpu, memory = compare(pairs, settings, **kind)
        print(f"| {name} | {cpu:.2f} × | {memory:.2f} × |", flush=True)


def print_parts() -> None:
    """Print the cost of each part by the length of the posts."""
    posts, sizes = POSTS // 5, (WORDS, 10 * WORDS, 100 * WORDS)
    columns = [parts(posts=posts, words=words) for words in sizes]
    print("\n| µs a post | " + " | ".join(f"{words:,} words" for words in sizes) + " |")
    print("|---" * (1 + len(sizes)) + "|")
    for part in columns[0]:
        if part != "import":
            cells = (f"{column[part] * 1000 / posts:.0f}" for column in columns)
            print(f"| {part} | {' | '.join(cells)} |")
    imports = (float(run(ROOT, "-c", IMPORT)) for _ in range(PAIRS))
    print(f"\nImporting the plugin: {min(imports):.0f} ms")


def print_growth() -> None:
    """Print how the time of a build grows with the number of posts."""
    few, many = POSTS, 20 * POSTS
    spent = []
    with TemporaryDirectory() as name:
        for posts in (few, many):
            for kind, settings in (("bare", BARE), ("ours", OURS)):
                folder = blog(Path(name, f"{kind}-{posts}"), settings, posts=posts)
                spent.append(measure(folder)[0])
    bare, ours = (
        math.log(later / first, many / few)
        for first, later in ((spent[0], spent[2]), (spent[1], spent[3]))
    )
    print(f"From {few:,} to {many:,} posts a build's time grows with the exponent")
    print(f"{ours:.2f}, a bare one's with {bare:.2f}")


def main(arguments: Sequence[str]) -> None:
    """Print all tables."""
    print_ratios(int(arguments[0]) if arguments else PAIRS)
    print_parts()
    print_growth()


if __name__ == "__main__":
    main(sys.argv[1:])

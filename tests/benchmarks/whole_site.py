"""A whole build, bare and with the plugin: CPU time and peak memory, and their ratio.

python -m tests.benchmarks.whole_site [posts]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from tests.run_pelican import BASE, ROOT, write

POSTS: Final = 500
RUNS: Final = 5
PARAGRAPH: Final = (
    "The queue had grown since midnight, and nobody had looked. It was not the disk this "
    "time, and not the network either; a job had been waiting for a lock that its own "
    "parent held. We wrote that down, drew the arrows, and moved the lock.\n\n"
)
PROCESS: Final = """
import resource, sys
from pelican import main
main(["-s", "pelicanconf.py", "-q"])
usage = resource.getrusage(resource.RUSAGE_SELF)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


def post(number: int) -> str:
    """Return one of the posts: each fifth has no haiku."""
    title = f"Note {number}"
    if number % 5:
        title = (
            f"The queue grew all night / no one had set a limit / run {number} was late"
        )
    return f"Title: {title}\nDate: 2024-01-01\nSlug: post-{number}\n\n" + PARAGRAPH * 12


def measure(folder: Path) -> tuple[float, float]:
    """Return the seconds of CPU and the MB of memory that a build of *folder* takes."""
    run = subprocess.run(
        [sys.executable, "-c", PROCESS],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, kilobytes = run.stdout.split()[-2:]
    return float(seconds), int(kilobytes) / 1024


def main(arguments: Sequence[str]) -> None:
    """Print a line for the bare build, one for the plugin's, and their ratios."""
    posts = int(arguments[0]) if arguments else POSTS
    with tempfile.TemporaryDirectory() as name:
        figures = {}
        folders = {kind: Path(name, kind) for kind in ("bare", "plugin")}
        for kind, folder in folders.items():
            files = {f"content/{number}.md": post(number) for number in range(posts)}
            settings = BASE | {
                "HAIKU_REPOSITORY": "example/notes",
                "HAIKU_BRANCH": "main",
            }
            if kind == "bare":
                settings = {**BASE, "PLUGINS": []}
            conf = "\n".join(f"{key} = {value!r}" for key, value in settings.items())
            write(folder, {**files, "pelicanconf.py": conf})
        # In turn, so that a machine that slows down slows both.
        runs = [{kind: measure(folders[kind]) for kind in folders} for _ in range(RUNS)]
        for kind in folders:
            seconds = median(run[kind][0] for run in runs)
            memory = median(run[kind][1] for run in runs)
            figures[kind] = seconds, memory
            print(f"{kind:8} {seconds:6.2f} s CPU {memory:7.1f} MB")
    cpu, memory = (
        ours / bare for ours, bare in zip(figures["plugin"], figures["bare"], strict=True)
    )
    print(f"{'ratio':8} {cpu:6.2f}       {memory:7.2f}   ({posts} posts)")


if __name__ == "__main__":
    main(sys.argv[1:])

"""How much work a build is: what is read, parsed and started, against a recorded table.

Unlike time, this is the same on every machine. If a change means to do other work, record
what it does: the failing test prints it.
"""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.run_pelican import ROOT, build, build_environ

RECORDED = tomllib.loads((ROOT / "tests/site/work.toml").read_text(encoding="utf-8"))
OFF = {"HAIKU_EXCERPT": False, "HAIKU_FOOTER": False}
POST = "Title: Note {}\n\nIt began with a graph, and nobody had looked at it.\n"


def work(folder: Path) -> dict[str, int]:
    """Build the site in *folder* and return the work that it was."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.site.count_work"],
        cwd=folder,
        env=build_environ(),
        capture_output=True,
        text=True,
        check=True,
    )
    counted: dict[str, int] = json.loads(run.stdout.splitlines()[-1])
    return counted


def test_the_example_site_is_the_recorded_work(tmp_path: Path) -> None:
    copy = runpy.run_path(str(ROOT / "tools/demo.py"))["copy_with_history"]
    assert work(copy(tmp_path)) == RECORDED["example site"]


def test_a_site_with_all_switched_off_is_next_to_none(tmp_path: Path) -> None:
    posts = {f"content/{number}.md": POST.format(number) for number in range(3)}
    build(tmp_path, posts, OFF)
    assert work(tmp_path) == RECORDED["all switched off"]

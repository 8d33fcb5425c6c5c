"""Builds in one process that has built before, as with ``pelican -r``."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.run_pelican import BASE, ROOT, Site, build, clean_environ, write
from tests.site.posts import HAIKU, POSTS

REBUILDS = """
import json, pathlib, shutil, sys
from pelican import Pelican
from pelican.settings import read_settings
steps = json.loads(pathlib.Path("steps.json").read_text())
pelican = Pelican(read_settings("pelicanconf.py"))
for number, step in enumerate(steps):
    for name, text in step.items():
        path = pathlib.Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True) if text is None else path.write_text(text)
    shutil.rmtree("output", ignore_errors=True)
    pelican.run()
    shutil.copytree("output", f"output-{number}")
"""


def test_rebuilds_in_one_process_equal_fresh_builds(tmp_path: Path) -> None:
    """After adding, editing and removing a post, as with ``pelican -r``."""
    texts = {name: text for name, text in POSTS.items() if isinstance(text, str)}
    steps: list[dict[str, str | None]] = [
        dict(texts),
        {"content/new.md": f"Haiku: {HAIKU}\nDate: 2024-05-05\n\nA twin."},
        {"content/new.md": f"Haiku: {HAIKU} again\nDate: 2024-05-05\n\nEdited."},
        {"content/new.md": None},
    ]
    settings = {"HAIKU_REPOSITORY": "r/notes"}
    one = tmp_path / "one"
    write(one, {"steps.json": json.dumps(steps), "content/images/dot.png": b"\x89PNG"})
    conf = "\n".join(f"{k} = {v!r}" for k, v in {**BASE, **settings}.items())
    write(one, {"pelicanconf.py": conf, "run.py": REBUILDS})
    subprocess.run(
        [sys.executable, "run.py"],
        cwd=one,
        env={**clean_environ(), "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    files: dict[str, str | bytes] = {"content/images/dot.png": b"\x89PNG"}
    for number, step in enumerate(steps):
        for name, text in step.items():
            if text is None:
                del files[name]
            else:
                files[name] = text
        fresh = build(tmp_path / f"fresh-{number}", files, settings)
        shutil.rmtree(one / "output")
        shutil.copytree(one / f"output-{number}", one / "output")
        assert Site(one, 0, "").files() == fresh.files(), number

"""Builds in one process that has built before, as with ``pelican -r``."""

from __future__ import annotations

from pathlib import Path

from tests.run_pelican import build, rebuild, write
from tests.site.posts import HAIKU, POSTS


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
    files: dict[str, str | bytes] = {"content/images/dot.png": b"\x89PNG"}
    write(tmp_path / "one", files)
    for number, site in enumerate(rebuild(tmp_path / "one", steps, settings)):
        for name, text in steps[number].items():
            if text is None:
                del files[name]
            else:
                files[name] = text
        fresh = build(tmp_path / f"fresh-{number}", files, settings)
        assert site.files() == fresh.files(), number

"""What the README says of a blog that exists: what changes at once, and the way back."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.run_pelican import ROOT, Site, build

# One syllable short in its last line, so that it is a haiku and does not scan.
POSTS: Mapping[str, str] = {
    "content/queue.md": "Title: the queue grew all night / no one had set a limit / "
    "the disk set it\nDate: 2020-01-01\n{keys}\nIt began with a graph.\n",
    "content/essay.md": "Title: An Essay\nDate: 2020-02-02\n{keys}\n"
    "## A heading\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    + "The text is as long as a summary and then some. " * 12
    + "\n",
}
EFFECTS: Mapping[str, Callable[[Site, Site], bool]] = {
    "three lines and a nested address": lambda site, bare: (
        site.files().keys() != bare.files().keys()
    ),
    "`article.summary` ends at a sentence": lambda site, bare: (
        _summary(site) != _summary(bare)
    ),
    "Articles get a footer": lambda site, _: (
        'class="haiku-footer"' in site.read("an-essay.html")
    ),
    "does not scan is warned of": lambda site, _: bool(site.complaints),
}
"""For words of each row, whether what it tells of can be seen in a build."""


def _summary(site: Site) -> str:
    entries = site.soup("index.html").select("article")
    return next(str(tag) for tag in entries if "long as a summary" in tag.text)


def _table() -> list[tuple[str, str]]:
    """Return the cells of each row of the README's table."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("\n## What changes at once")[2].partition("\n## ")[0]
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return [(what.strip("| "), switch.strip("| ")) for what, switch in rows[1:]]


def _switches(cell: str) -> list[tuple[dict[str, object], str]]:
    """Return what the code in *cell* asks for: settings one by one, and a post's keys."""
    settings: list[tuple[str, str]] = []
    keys = []
    for code in re.findall("`(.*?)`", cell):
        if found := re.fullmatch(r"(HAIKU_\w+) = (.*)", code):
            settings.append((found[1], found[2]))
        elif code.startswith('"'):
            # Another value of the setting before it.
            settings.append((settings[-1][0], code))
        else:
            keys.append(code)
    switches: list[tuple[dict[str, object], str]] = [
        ({name: ast.literal_eval(value)}, "") for name, value in settings
    ]
    return [*switches, *([({}, "\n".join(keys) + "\n")] if keys else [])]


def _build(folder: Path, settings: Mapping[str, object], keys: str = "") -> Site:
    files = {name: text.replace("{keys}", keys) for name, text in POSTS.items()}
    repository = {"HAIKU_REPOSITORY": "robin/blog", "HAIKU_BRANCH": "main"}
    return build(folder, files, {**repository, **settings})


@pytest.mark.parametrize(("what", "switch"), _table(), ids=lambda cell: cell[:30])
def test_a_row_of_the_table_is_true(what: str, switch: str, tmp_path: Path) -> None:
    bare = _build(tmp_path / "bare", {"PLUGINS": []})
    shows = next(seen for words, seen in EFFECTS.items() if words in what)
    ways_back = _switches(switch)

    assert ways_back
    assert shows(_build(tmp_path / "ours", {}), bare)
    for number, (settings, keys) in enumerate(ways_back):
        site = _build(tmp_path / f"back-{number}", settings, keys)
        assert not shows(site, bare), (settings, keys)


def test_the_table_is_whole(tmp_path: Path) -> None:
    """With one way back of each row nothing is left of the plugin."""
    bare = _build(tmp_path / "bare", {"PLUGINS": []})
    keys = "Haiku: no\n"
    switches = [_switches(switch) for _, switch in _table()]
    settings = {
        name: value
        for ways_back in switches
        for name, value in ways_back[0][0].items()
        if name != "HAIKU_SLUG"
    }

    assert len(switches) == len(EFFECTS)
    site = _build(tmp_path / "ours", settings, keys)
    plain = {
        name: text.replace(b"Haiku: no\n", b"") for name, text in site.files().items()
    }
    assert plain == bare.files()

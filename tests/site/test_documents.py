"""Every sample of the README and of docs/ is built, as it stands on the page."""

from __future__ import annotations

import re
import runpy
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.run_pelican import ROOT, Site, build
from tests.site.posts import RAIN, SNOW

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(
    r"(?:^`(?P<name>[^`\n]+)`:\n\n)?"
    r"^(?P<margin> *)```(?P<language>\w+)\n(?P<text>.*?)^ *```$",
    re.DOTALL | re.MULTILINE,
)
BASE: dict[str, str | bytes] = {
    "content/rain.md": f"Haiku: {RAIN}\nTitle: Rain\nDate: 2024-03-01\n\n"
    + "It rained, and then it rained some more, for all of the week. " * 12,
    "content/plain.md": "Title: Plain\nDate: 2024-02-01\n\nText.",
}
SETTINGS = {"HAIKU_REPOSITORY": "robin/blog", "HAIKU_BRANCH": "main"}
# What a sample needs beside it to be seen.
BESIDE: Mapping[str, str] = {
    "Syllables": f"Haiku: {SNOW.replace('the signal', 'New Foo')}\n"
    "Title: Snow\nDate: 2024-03-02\n\nText."
}


@dataclass
class Sample:
    """What a section of a page shows: files, and lines of a settings file."""

    section: str
    files: dict[str, str] = field(default_factory=dict)
    settings: str = ""


def blocks(page: Path) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield each fenced block with the heading above it."""
    text = page.read_text(encoding="utf-8")
    assert text.count("```") == 2 * len(BLOCK.findall(text))
    for match in BLOCK.finditer(text):
        yield re.findall(r"^##+ (.*)", text[: match.start()], re.MULTILINE)[-1], match


def samples(page: Path) -> list[Sample]:
    """Return the sites of *page*; a post without a name of its own is a site alone."""
    shared: dict[str, Sample] = {}
    posts = []
    for section, block in blocks(page):
        text = textwrap.dedent(block["text"])
        sample = shared.setdefault(section, Sample(section))
        if block["name"] == "pelicanconf.py" or block["language"] == "python":
            sample.settings += text
        elif block["name"]:
            sample.files[block["name"]] = text
        elif block["language"] == "markdown":
            posts.append(Sample(section, {"content/sample.md": text}, sample.settings))
        else:
            # Read by a test of its own: below, and in tests/cli/test_readme.py.
            assert block["language"] in {"nginx", "yaml", "console"}, block[0]
    found = [*shared.values(), *posts]
    return [sample for sample in found if sample.files or sample.settings]


SAMPLES = {
    f"{page.name}-{number}-{sample.section}": sample
    for page in PAGES
    for number, sample in enumerate(samples(page), start=1)
}


def site(folder: Path, sample: Sample, files: Mapping[str, Any], extra: str) -> Site:
    more = (
        {"content/beside.md": BESIDE[sample.section]} if sample.section in BESIDE else {}
    )
    settings: dict[str, Any] = dict(SETTINGS)
    if "PLUGINS" in sample.settings:
        settings["PLUGINS"] = []
    return build(folder, {**BASE, **more, **files}, settings, extra=extra)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_sample_does_something(sample: Sample, tmp_path: Path) -> None:
    without = site(tmp_path / "without", sample, {}, "")
    ours = site(tmp_path / "with", sample, sample.files, sample.settings)

    assert ours.exit_code == 0, ours.terminal
    assert ours.complaints == []
    assert ours.log("ERROR", "WARNING") == []
    assert (ours.files(), ours.complaints) != (without.files(), without.complaints)


def test_there_are_samples() -> None:
    assert len(SAMPLES) > 12


def test_the_haiku_of_the_pages_is_at_its_address(tmp_path: Path) -> None:
    """The addresses of the redirect are what Pelican and the plugin make."""
    text = (ROOT / "docs" / "titles.md").read_text(encoding="utf-8")
    found = re.search(r"location = /(\S+) \{\s+return 301 /(\S+);", text)
    assert found
    (sample,) = [
        it for it in samples(ROOT / "docs/titles.md") if "moved" in str(it.files)
    ]
    post = {
        "content/queue.md": "Title: the queue grew all night / no one had set a limit / "
        "the disk set one first\nDate: 2025-03-04\n\nText."
    }
    bare = build(tmp_path / "bare", post, {"PLUGINS": []}).files()
    ours = build(tmp_path / "ours", {**post, **sample.files}, extra=sample.settings)

    assert found[1] in bare
    assert f"url=/{found[2]}" in ours.read(found[1])
    assert found[2] in ours.files()


def test_the_hook_that_is_shown_is_there() -> None:
    (shown,) = [
        block["text"]
        for _, block in blocks(ROOT / "docs" / "command-line.md")
        if block["language"] == "yaml"
    ]
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    named = re.findall(r"- id: (\S+)", shown)
    assert named
    assert set(named) <= set(re.findall(r"- id: (\S+)", hooks))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        assert file.is_file(), target
        headings = (
            re.findall(r"^#+ (.*)", file.read_text("utf-8"), re.MULTILINE)
            if anchor
            else []
        )
        slugs = [re.sub(r"[^\w -]", "", it.lower()).replace(" ", "-") for it in headings]
        assert not anchor or anchor in slugs, target


def test_a_package_index_gets_a_readme_of_absolute_links() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    absolute = runpy.run_path(str(ROOT / "tools" / "absolute_links.py"))["absolute"]
    text = absolute(text, "https://forge.example/r/b", "v1")
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert "https://forge.example/r/b/raw/v1/docs/example.png" in links
    assert "https://forge.example/r/b/blob/v1/docs/themes.md" in links
    assert all(link.startswith("https://") for link in links)


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150

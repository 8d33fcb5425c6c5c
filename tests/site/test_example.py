"""The example site: what its posts show, what its pages weigh and what they ask for."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pelican_haiku.title.haiku import Haiku
from tests.run_pelican import ROOT, Site, lines, pelican
from tests.site.test_internal_links import broken_links

BUDGET = 30_000
"""Bytes that a page and its stylesheet may weigh together, without images."""

QUEUE = (
    "the-queue-grew-all-night/no-one-had-set-a-limit/the-disk-set-one-first/index.html"
)
OFF = "four-hundred-megabytes.md"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("example") / "site"
    ignored = shutil.ignore_patterns("output", "__pycache__")
    shutil.copytree(ROOT / "example_site", folder, ignore=ignored)
    return pelican(folder, environ={"COLUMNS": "1000"})


def html(site: Site) -> list[str]:
    return [name for name in site.files() if name.endswith(".html")]


def test_it_builds_and_warns_of_the_one_post_that_shows_a_warning(example: Site) -> None:
    assert example.exit_code == 0
    messages = [
        line
        for line in example.terminal.splitlines()
        if "WARNING" in line or "ERROR" in line
    ]
    assert all(OFF in line for line in messages), messages
    assert len(messages) <= 1


def test_every_internal_link_resolves(example: Site) -> None:
    assert broken_links(example) == []


def test_a_page_asks_for_one_stylesheet_and_images_alone(example: Site) -> None:
    sheet = example.output / "theme" / "css" / "style.css"
    for name in html(example):
        soup = example.soup(name)
        asked = [str(tag["href"]) for tag in soup.select("link[rel=stylesheet]")]
        assert asked == ["/theme/css/style.css"], name
        others = "iframe, object, style, [style], [onclick]"
        assert soup.select(f"script:not([type='application/ld+json']), {others}") == []
        for image in soup.select("img"):
            assert not urlsplit(str(image["src"])).netloc
            assert image.get("alt"), name
        weight = (example.output / name).stat().st_size + sheet.stat().st_size
        assert weight < BUDGET, f"{name}: {weight} bytes"
    assert "url(" not in sheet.read_text()
    assert "@import" not in sheet.read_text()


def test_a_post_has_its_parts_and_its_path_as_breadcrumb(example: Site) -> None:
    soup = example.soup(QUEUE)
    assert [lines(tag) for tag in soup.select("h1")] == [
        "The queue grew all night | no one had set a limit | the disk set one first"
    ]
    subtitles = [lines(tag) for tag in soup.select(".haiku-subtitle")]
    assert subtitles == ["Backpressure Is a Promise"]
    trail = soup.select("nav[aria-label=Breadcrumb] .steps a")
    assert [tag["href"] for tag in trail] == [
        "/",
        "/the-queue-grew-all-night/",
        "/the-queue-grew-all-night/no-one-had-set-a-limit/",
    ]
    assert len(soup.select(".haiku-footer a[href]")) == 2
    assert [lines(tag) for tag in example.soup("404.html").select("h1 .haiku-line")] == [
        "You asked for a page",
        "the path was good once, maybe",
        "here there is silence",
    ]


def test_every_haiku_is_three_lines(example: Site) -> None:
    shown = {
        name: [lines(tag) for tag in example.soup(name).select("h1, h2")]
        for name in html(example)
    }
    on_one_line = {
        name: text for name, texts in shown.items() for text in texts if " / " in text
    }
    assert on_one_line == {}
    assert shown["de/two-clocks/index.html"] == [
        "Zwei Uhren streiten | das Log erzählt es rückwärts | wir fragen die dritte"
    ]


def test_there_are_an_index_of_haiku_and_a_page_at_each_step(example: Site) -> None:
    listed = example.soup("haiku/index.html").select("li .haiku")
    assert len(listed) >= 10
    step = example.soup("the-queue-grew-all-night/index.html")
    assert lines(step.select_one("h1")) == "The queue grew all night"
    assert len(step.select("li .haiku")) == 1


# What the posts show between them: a file's suffix, and what stands in the file.
SHOWN = {
    "transcript": (".md", r"\A\$ cat "),
    "reStructuredText": (".rst", r"\A[^/]+ / [^/]+ / "),
    "no haiku": (".md", r"\ATitle: [^/\n]+\n(?!Haiku:)"),
    "code first": (".md", r"\A(?:\w+: .*\n)+\n```"),
    "draft": (".md", r"\nStatus: draft\n"),
    "translation": (".md", r"\nLang: de\n"),
    "image": (".md", r"!\[[^\]]+\]\("),
    "long": (".md", r"(?:\S+\s+){350}"),
    "short": (".md", r"\A(?:\w+: .*\n)+\n(?:\S+\s+){1,20}\Z"),
    "an invitation of its own": (".md", r"\nInvitation: "),
    "the two forms of HAIKU_TITLE": (".md", r'HAIKU_TITLE = "haiku"(?s:.*)= "title"'),
    "a warning": (".md", r"(?s)does not\s+scan.*HAIKU_CHECK = False"),
}


def test_its_posts_show_between_them_what_there_is_to_show() -> None:
    posts = {
        path: path.read_text(encoding="utf-8")
        for path in (ROOT / "example_site" / "content").rglob("*")
        if path.suffix in {".md", ".rst"} and "pages" not in path.parts
    }
    assert len(posts) >= 10
    for what, (suffix, pattern) in SHOWN.items():
        assert any(
            path.suffix == suffix and re.search(pattern, text)
            for path, text in posts.items()
        ), what


def test_each_setting_of_the_plugin_is_commented() -> None:
    conf = (ROOT / "example_site" / "pelicanconf.py").read_text().splitlines()
    for before, line in pairwise(conf):
        if line.startswith("HAIKU_"):
            assert before.startswith(("#", "HAIKU_")), line


def test_the_page_for_what_is_not_there_has_a_haiku_that_scans() -> None:
    page = (ROOT / "example_site/theme/templates/404.html").read_text()
    parts = page.split('<span class="haiku-line">')[1:]
    first, second, third = (part.partition("<")[0] for part in parts)
    assert Haiku((first, second, third)).scans


def test_the_readmes_picture_is_there_and_small() -> None:
    picture = Path(ROOT / "docs" / "example.png")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 100_000

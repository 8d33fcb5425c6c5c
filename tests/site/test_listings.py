"""The pages that list haiku, the stylesheet, and what stands in their way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.run_pelican import ROOT, build, lines

A = "The fans spun up loud / we wrote it off as summer / the core had been pinned"
B = "The fans spun up loud / nobody was near a desk / the cat read the page"
C = "Rain on the windows / the deploy waits for green light / we wait for the rain"
DE = "Regen am Fenster / die Ampel steht noch auf Rot / wir warten auf Grün"
POSTS: dict[str, str | bytes] = {
    "content/a.md": f"Haiku: {A}\nTitle: On Pagers\nDate: 2024-01-01\n\nText.",
    "content/b.md": f"Haiku: {B}\nDate: 2024-01-02\n\nText.",
    "content/c.md": f"Haiku: {C}\nSlug: rain/waits\nDate: 2024-01-03\n\nText.",
    "content/c-de.md": f"Haiku: {DE}\nSlug: rain/waits\nLang: de\nDate: 2024-01-03\n\nT.",
    "content/draft.md": "Haiku: A draft on the desk / nobody has read it yet / not even "
    "the cat\nStatus: draft\n\nText.",
    "content/hidden.md": "Haiku: A note in a drawer / nobody will ever look / not even "
    "the cat\nStatus: hidden\n\nText.",
    "content/plain.md": "Title: Plain\nDate: 2024-01-04\n\nText.",
}
BOTH = {
    "HAIKU_INDEX_SAVE_AS": "haiku/index.html",
    "HAIKU_LINE_PAGES": True,
    "ARTICLE_URL": "{slug}/",
    "ARTICLE_SAVE_AS": "{slug}/index.html",
    "HAIKU_FOOTER": False,
}


def three(haiku: str) -> str:
    return haiku.replace(" / ", " | ")


@pytest.mark.parametrize("relative", [False, True], ids=["absolute", "relative"])
def test_the_index_lists_every_published_haiku(relative: bool, tmp_path: Path) -> None:
    site = build(tmp_path, POSTS, {**BOTH, "RELATIVE_URLS": relative})
    assert site.complaints == []
    soup = site.soup("haiku/index.html")
    items = soup.select("main ul.haiku-list > li")
    assert [lines(item) for item in items] == [three(C), three(DE), three(B), three(A)]
    assert [item.get("lang") for item in items] == [None, "de", None, None]
    for link in soup.select("ul.haiku-list a"):
        target = str(link["href"]).removeprefix("https://blog.example.org/")
        name = target.removeprefix("../")
        assert name.startswith("rain/") or (site.output / name / "index.html").is_file()
    assert soup.title is not None
    assert soup.title.get_text() == "A small blog - Haiku"


def test_each_step_of_a_nested_address_lists_what_lies_under_it(tmp_path: Path) -> None:
    site = build(tmp_path, POSTS, BOTH)
    first = site.soup("the-fans-spun-up-loud/index.html")
    assert lines(first.select_one("main article h2")) == "The fans spun up loud"
    assert [lines(item) for item in first.select("main li")] == [three(B), three(A)]
    second = site.soup("the-fans-spun-up-loud/we-wrote-it-off-as-summer/index.html")
    heading = lines(second.select_one("main article h2"))
    assert heading == "The fans spun up loud | we wrote it off as summer"
    assert [lines(item) for item in second.select("main li")] == [three(A)]
    under = site.soup("rain/index.html").select("main li")
    assert [lines(item) for item in under] == [three(C), three(DE)]
    unwanted = ("a-draft", "a-note")
    pages = [name for name in site.files() if name.endswith("index.html")]
    assert not any(name.startswith(unwanted) and name.count("/") < 3 for name in pages)


@pytest.mark.parametrize(
    ("url", "save_as", "step"),
    [
        ("{slug}.html", "{slug}.html", "the-fans-spun-up-loud/index.html"),
        (
            "{date:%Y}/{slug}/",
            "{date:%Y}/{slug}/index.html",
            "2024/the-fans-spun-up-loud/index.html",
        ),
        ("x/{date:%d}.html", "x/{date:%d}.html", None),
    ],
)
def test_steps_are_the_slugs_alone(
    url: str, save_as: str, step: str | None, tmp_path: Path
) -> None:
    settings = {**BOTH, "ARTICLE_URL": url, "ARTICLE_SAVE_AS": save_as}
    site = build(tmp_path, {"content/a.md": POSTS["content/a.md"]}, settings)
    bare = build(
        tmp_path / "bare",
        {"content/a.md": POSTS["content/a.md"]},
        settings | {"HAIKU_LINE_PAGES": False},
    )
    added = set(site.files()) - set(bare.files())
    assert len(added) == (2 if step else 0)
    assert step is None or step in added


def test_a_path_that_something_of_the_users_takes_is_left_to_it(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        **POSTS,
        "content/pages/p.md": "Title: P\nSave_as: haiku/index.html\nURL: haiku/\n\nMine.",
        "content/images/i.html": "mine too",
        "content/rain.md": "Title: Rain\nSlug: rain\n\nAn article.",
    }
    settings = {
        **BOTH,
        "EXTRA_PATH_METADATA": {
            "images/i.html": {"path": "the-fans-spun-up-loud/index.html"}
        },
        "ARTICLE_EXCLUDES": ["images", "pages"],
    }
    site = build(tmp_path, files, settings)
    assert site.exit_code == 0
    assert "Mine." in site.read("haiku/index.html")
    assert "haiku-list" not in site.read("haiku/index.html")
    assert site.read("the-fans-spun-up-loud/index.html") == "mine too"
    assert "An article." in site.read("rain/index.html")
    taken = site.complaints
    assert all(re.match("ERROR HAIKU_.*lists haiku", text) for text in taken), taken
    named = [text.split()[1] for text in taken]
    assert named == ["HAIKU_INDEX_SAVE_AS", *["HAIKU_LINE_PAGES"] * 2]
    assert "= 'haiku/index.html' " in taken[0]


PAGE = (
    '{% extends "!simple/page.html" %}{% block page_content %}'
    '<div class="card">{{ page.content }}</div>{% endblock %}'
)


@pytest.mark.parametrize("theme", ["simple", "notmyidea", "theme"])
def test_a_listing_stands_where_a_page_of_the_theme_does(
    theme: str, tmp_path: Path
) -> None:
    files = {**POSTS, "theme/templates/page.html": PAGE, "theme/static/x": "x"}
    files["content/pages/p.md"] = "Title: P\n\nText."
    site = build(tmp_path, files, {**BOTH, "THEME": theme})
    assert site.complaints == []
    listing, page = site.soup("haiku/index.html"), site.soup("pages/p.html")
    items = listing.select_one("ul.haiku-list")
    text = page.find("p", string="Text.")
    assert items is not None
    assert text is not None
    assert [tag.name for tag in items.parents] == [tag.name for tag in text.parents]
    assert [tag.get("class") for tag in items.parents] == [
        tag.get("class") for tag in text.parents
    ]
    assert len(items.select("li")) == 4
    first = site.soup("the-fans-spun-up-loud/we-wrote-it-off-as-summer/index.html")
    headings = [lines(tag) for tag in first.find_all(["h1", "h2"])]
    assert "The fans spun up loud | we wrote it off as summer" in headings


def test_other_plugins_see_the_pages_as_pelicans_own(tmp_path: Path) -> None:
    watcher = """
from pelican.plugins import signals
def _seen(path, context):
    with open("seen.txt", "a") as file:
        file.write(f"{context['output_file']} {path}\\n")
signals.content_written.connect(_seen)
"""
    site = build(tmp_path, POSTS, BOTH, extra=watcher)
    seen = (site.folder / "seen.txt").read_text()
    for name in ("haiku/index.html", "the-fans-spun-up-loud/index.html"):
        assert f"{name} {(site.output / name).resolve()}" in seen


def test_by_default_there_are_none(tmp_path: Path) -> None:
    site = build(tmp_path, POSTS, {"HAIKU_FOOTER": False})
    assert not any("haiku/" in name or "off/index" in name for name in site.files())


def test_an_index_outside_the_output_is_refused(tmp_path: Path) -> None:
    site = build(tmp_path, POSTS, {**BOTH, "HAIKU_INDEX_SAVE_AS": "../haiku.html"})
    assert [text for text in site.complaints if "HAIKU_INDEX_SAVE_AS" in text]
    assert not (tmp_path / "haiku.html").exists()


def test_the_stylesheet_is_served_and_linked_where_it_is_needed(tmp_path: Path) -> None:
    site = build(tmp_path, POSTS, {**BOTH, "HAIKU_CSS": True})
    css = ROOT / "pelican_haiku" / "static" / "haiku.css"
    assert (site.output / "theme" / "haiku.css").read_bytes() == css.read_bytes()
    link = '<link rel="stylesheet" href="https://blog.example.org/theme/haiku.css">'
    assert site.read("rain/waits/index.html").count(link) == 1
    assert site.read("haiku/index.html").count(link) == 1
    assert link not in site.read("plain/index.html")


def test_a_themes_own_stylesheet_of_that_name_is_the_one(tmp_path: Path) -> None:
    files = {**POSTS, "theme/static/haiku.css": "mine", "theme/templates/x.html": ""}
    site = build(tmp_path, files, {**BOTH, "HAIKU_CSS": True, "THEME": "theme"})
    assert site.read("theme/haiku.css") == "mine"


def test_without_the_setting_there_is_no_stylesheet(tmp_path: Path) -> None:
    site = build(tmp_path, POSTS, BOTH)
    assert not [name for name in site.files() if name.endswith("haiku.css")]
    assert "haiku.css" not in site.read("index.html")

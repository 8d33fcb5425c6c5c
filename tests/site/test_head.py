"""The macro `head`: what a page says to search engines, and where it is shared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import html5lib
import pytest
from pyld import jsonld

from tests.footer.test_history import begin, commit
from tests.run_pelican import Site, build
from tests.site.test_golden import CASES, load

PAGE = "the-queue-grew-all-night/no-one-had-set-a-limit/the-disk-set-one-first.html"
HAIKU = "the queue grew all night / no one had set a limit / the disk set one first"
THEME = {
    "theme/templates/article.html": "<!doctype html><html><head><title>x</title>\n"
    '{% from "haiku/macros.html" import head %}{{ head(article) }}\n'
    "</head><body></body></html>"
}
# Titles as tests/site/cases and posts about code have them.
TITLES = [
    "Plain",
    "R&D said <3 at 3am",
    "\"Quoted\" and 'quoted'",
    "</script><script>alert(1)</script> in a title",
    "<em>Marked</em> up",
    "Back\\slash and \u2028 separator",
    "Größe 100 % – ½ 漢字 🍵",
    "{{ not_a_template }} {% raw %}",
    "A title &amp; an entity",
]


def site_with(folder: Path, post: str, settings: Mapping[str, Any] | None = None) -> Site:
    site = build(
        folder, {**THEME, "content/a.md": post}, {"THEME": "theme", **(settings or {})}
    )
    assert site.exit_code == 0, site.terminal
    return site


def metas(site: Site, page: str) -> dict[str, list[str]]:
    """Return what each meta element says, by its name or property."""
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(site.read(page))
    found: dict[str, list[str]] = {}
    for tag in site.soup(page).select("head meta, head link"):
        key = tag.get("name") or tag.get("property") or tag.get("rel")
        name = key[0] if isinstance(key, list) else str(key)
        found.setdefault(name, []).append(str(tag.get("content") or tag.get("href")))
    return found


def json_ld(site: Site, page: str) -> dict[str, Any]:
    """Return the data of a page, every key of which a reader of JSON-LD knows."""
    (script,) = site.soup(page).select('script[type="application/ld+json"]')
    data = json.loads(script.get_text())
    assert isinstance(data, dict)
    # The vocabulary without the network: its context maps each name so.
    vocabulary = {"document": {"@context": {"@vocab": "http://schema.org/"}}}
    context = {**vocabulary, "documentUrl": "https://schema.org", "contextUrl": None}
    (posting,) = jsonld.expand(data, {"documentLoader": lambda *_: context})
    assert posting["@type"] == ["http://schema.org/BlogPosting"]
    assert len(posting) == len(data) - 1
    return data


def test_a_haiku_post_with_everything(tmp_path: Path) -> None:
    post = (
        f"Haiku: {HAIKU}\nTitle: Limits & Queues\nDate: 2026-01-05 10:00\n"
        "Modified: 2026-02-06 11:00\nCategory: post\nTags: disks, queues\n"
        'Authors: Robin; Kim\n\n![A "full" disk]({static}/images/disk.png)\n\n'
        'It began with a graph. The "graph" went up.\n'
    )
    (tmp_path / "content/images").mkdir(parents=True)
    (tmp_path / "content/images/disk.png").write_bytes(b"x")
    site = site_with(tmp_path, post)

    url = f"https://blog.example.org/{PAGE}"
    image = "https://blog.example.org/images/disk.png"
    description = "It began with a graph. The “graph” went up."
    assert metas(site, PAGE) == {
        "description": [description],
        "canonical": [url],
        "og:url": [url],
        "og:type": ["article"],
        "og:title": [HAIKU],
        "og:description": [description],
        "og:site_name": ["A small blog"],
        "og:image": [image],
        "og:image:alt": ['A "full" disk'],
        "article:published_time": ["2026-01-05T10:00:00+00:00"],
        "article:modified_time": ["2026-02-06T11:00:00+00:00"],
        "article:section": ["post"],
        "article:tag": ["disks", "queues"],
        "twitter:card": ["summary_large_image"],
    }
    assert json_ld(site, PAGE) == {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": HAIKU,
        "description": description,
        "url": url,
        "mainEntityOfPage": url,
        "image": image,
        "inLanguage": "en",
        "datePublished": "2026-01-05T10:00:00+00:00",
        "dateModified": "2026-02-06T11:00:00+00:00",
        "author": [
            {"@type": "Person", "name": "Robin"},
            {"@type": "Person", "name": "Kim"},
        ],
        "articleSection": "post",
        "keywords": ["disks", "queues"],
        "isPartOf": {"@type": "Blog", "name": "A small blog"},
    }


def test_what_a_post_does_not_have_is_not_said(tmp_path: Path) -> None:
    """Code alone has no excerpt; without SITEURL no address is known."""
    post = "Title: Code\nDate: 2026-01-05\n\n    x = 1\n\n![dot](dot.png)\n"
    site = site_with(tmp_path, post, {"SITEURL": "", "AUTHOR": None})

    assert metas(site, "code.html").keys() == {
        "og:type",
        "og:title",
        "og:site_name",
        "article:published_time",
        "article:section",
        "twitter:card",
    }
    data = json_ld(site, "code.html")
    assert not {"url", "image", "description", "author", "dateModified"} & data.keys()
    assert None not in data.values()


def test_links_of_the_image_are_absolute_with_relative_ones_on_the_page(
    tmp_path: Path,
) -> None:
    post = (
        f"Haiku: {HAIKU}\nDate: 2026-01-05\n\n![disk]({{static}}/images/disk.png) Text."
    )
    (tmp_path / "content/images").mkdir(parents=True)
    (tmp_path / "content/images/disk.png").write_bytes(b"x")
    site = site_with(tmp_path, post, {"RELATIVE_URLS": True})

    found = metas(site, PAGE)
    assert found["og:image"] == ["https://blog.example.org/images/disk.png"]
    assert found["canonical"] == [f"https://blog.example.org/{PAGE}"]


def test_a_draft_has_no_date(tmp_path: Path) -> None:
    site = site_with(tmp_path, "Title: Later\nStatus: draft\n\nText.")
    assert "article:published_time" not in metas(site, "drafts/later.html")
    assert "datePublished" not in json_ld(site, "drafts/later.html")


@pytest.mark.parametrize("title", TITLES)
def test_any_title_is_one_line_of_text(title: str, tmp_path: Path) -> None:
    post = f"Title: {title}\nSlug: x\nDate: 2026-01-05\n\nText."
    site = site_with(tmp_path, post, {"SITENAME": "Notes & <more>"})

    (shown,) = metas(site, "x.html")["og:title"]
    assert json_ld(site, "x.html")["headline"] == shown
    assert "\n" not in shown
    assert not {"<em>Marked</em>", "&amp;"} & set(shown.split())
    assert len(site.soup("x.html").select("script")) == 1


@pytest.mark.parametrize(
    "case", sorted(CASES.glob("title-*.toml")), ids=lambda path: path.stem
)
def test_the_titles_of_all_cases_are_valid_json(case: Path, tmp_path: Path) -> None:
    data = load(case)
    settings = {
        **data.get("settings", {}),
        "THEME_TEMPLATES_OVERRIDES": ["theme/templates"],
    }
    site = build(tmp_path, {**data["files"], **THEME}, settings)

    pages = [name for name in site.files() if b"ld+json" in site.files()[name]]
    assert pages
    for page in pages:
        assert json_ld(site, page)["headline"] == metas(site, page)["og:title"][0]


def test_contributors_are_named_if_they_are_thanked(tmp_path: Path) -> None:
    begin(tmp_path)
    post = "Title: X\nDate: 2026-01-05\n\nText."
    commit(tmp_path, "Robin", {"content/a.md": post})
    commit(tmp_path, "Kim", {"content/a.md": f"{post} More."}, 2)
    silent = json_ld(site_with(tmp_path, f"{post} More."), "x.html")
    said = json_ld(
        site_with(tmp_path, f"{post} More.", {"HAIKU_CREDITS": True}), "x.html"
    )

    assert "contributor" not in silent
    assert "dateModified" not in silent
    assert said["dateModified"] == "2026-03-02T12:00:00+00:00"
    assert [person["name"] for person in said["contributor"]] == ["Robin", "Kim"]

"""Themes that know nothing of the plugin, and the one that docs/ shows.

The themes are the bundled ones and all that PyPI has under a name that says *theme* and
Pelican, that build on the oldest Pelican supported without plugins of their own.
"""

from __future__ import annotations

import importlib.util
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import html5lib
import pytest

from tests.run_pelican import ROOT, Site, build, lines

HAIKU = "Salt & rain at noon / the deploy waits, don't ask it / we wait for the rain"
SNOW = "Snow on the rooftop / the signal is a rumor / someone fetch a broom"
RAIN = "Regen am Fenster / die Ampel steht noch auf Rot / wir warten auf Grün"
PAGE = "salt-rain-at-noon/the-deploy-waits-dont-ask-it/we-wait-for-the-rain.html"

I18N = """
def _gettext(text, **values):
    return text % values if values else text
def _ngettext(one, many, count, **values):
    return (one if count == 1 else many) % {"num": count, **values}
JINJA_GLOBALS = {"gettext": _gettext, "ngettext": _ngettext}
"""
# Package, the theme's folder in it, and the settings that its documentation asks for.
THEMES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "simple": ("pelican", "themes/simple", {}),
    "notmyidea": ("pelican", "themes/notmyidea", {}),
    "pelican-engineering-theme": ("pelican_engineering_theme", "theme", {}),
    "jwk-theme": ("jwk_theme", "", {}),
    "pelican-themeless": ("pelican.themes.themeless", "", {}),
    "pelican-theme-reflex": (
        "pelican.themes.reflex",
        "",
        {"CC_LICENSE": None, "JINJA_ENVIRONMENT": {"extensions": ["jinja2.ext.i18n"]}},
    ),
}


def folder(package: str, theme: str) -> Path:
    spec = importlib.util.find_spec(package)
    assert spec is not None, f"{package} is missing; make test installs it"
    assert spec.submodule_search_locations is not None
    return Path(next(iter(spec.submodule_search_locations))) / theme


def posts(*, with_haiku: bool) -> dict[str, str | bytes]:
    """The same site, with haiku or with the titles and slugs that Pelican has."""

    def post(haiku: str, title: str, head: str, body: str) -> str:
        if with_haiku:
            return f"Haiku: {haiku}\nTitle: {title}\n{head}\n\n{body}"
        escaped = haiku.replace("&", "&amp;")
        return f"Title: {escaped}\nSubtitle: {title}\n{head}\n\n{body}"

    head = "Category: post\nTags: one\nSlug: "
    body = "The first words. More of them.\n\n## A heading\n\nMore *text*.\n\nThe end."
    return {
        "content/a.md": post(
            HAIKU, "On Salt & Waiting", f"{head}{PAGE[:-5]}\nDate: 2024-03-01", body
        ),
        "content/b.md": post(
            SNOW, "On Brooms", f"{head}snow/antenna\nLang: en\nDate: 2024-03-02", body
        ),
        "content/b-de.md": post(
            RAIN, "Regen", f"{head}snow/antenna\nLang: de\nDate: 2024-03-02", body
        ),
        "content/d.md": post(
            "A draft on the desk / nobody has read it yet / not even the cat",
            "Not Yet",
            f"{head}draft\nStatus: draft\nDate: 2024-03-02",
            body,
        ),
        "content/p.md": f"Title: Plain & ordinary\n{head}plain\nDate: 2024-02-02\n\n"
        f"{body}",
        "content/pages/about.md": "Title: About\n\nA page.",
    }


def errors(page: str) -> int:
    parser = html5lib.HTMLParser()
    parser.parse(page)
    return len(parser.errors)


def headings(site: Site, name: str) -> list[str]:
    found = site.soup(name).select(":is(h1, h2, h3, h4, h5, h6) .haiku")
    return [lines(tag) for tag in found]


@pytest.mark.parametrize("typogrify", [False, True], ids=["plain", "typogrify"])
@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_is_right_as_it_is(theme: str, typogrify: bool, tmp_path: Path) -> None:
    package, path, asked = THEMES[theme]
    settings = {
        "THEME": str(folder(package, path)),
        "TYPOGRIFY": typogrify,
        "HAIKU_REPOSITORY": "robin/notes",
        "HAIKU_EXCERPT": False,
        **asked,
    }
    ours = build(tmp_path / "ours", posts(with_haiku=True), settings, extra=I18N)
    bare = build(
        tmp_path / "bare",
        posts(with_haiku=False),
        {k: v for k, v in settings.items() if not k.startswith("HAIKU_")}
        | {"PLUGINS": []},
        extra=I18N,
    )
    assert ours.exit_code == bare.exit_code == 0, ours.terminal + bare.terminal
    assert [text for text in ours.complaints if "haiku" in text.lower()] == []
    assert set(ours.files()) == set(bare.files())

    three = {name: text.replace(" / ", " | ") for name, text in
             (("a", HAIKU), ("b", SNOW), ("de", RAIN))}  # fmt: skip
    assert headings(ours, PAGE) == [three["a"]]
    assert headings(ours, "snow/antenna.html") == [three["b"]]
    assert headings(ours, "snow/antenna-de.html") == [three["de"]]
    assert len(headings(ours, "drafts/draft.html")) == 1

    for name, content in ours.files().items():
        if name.startswith("theme/") or not name.endswith((".html", ".xml")):
            continue
        page = content.decode()
        if name.endswith(".xml"):
            assert "haiku-" not in page
            assert "&lt;br" not in page.partition("<content")[0]
            continue
        check(name, page, bare.read(name))


def check(name: str, page: str, bare: str) -> None:
    """Compare a page with what the theme makes of it without the plugin."""
    article = name in {
        PAGE,
        "snow/antenna.html",
        "snow/antenna-de.html",
        "drafts/draft.html",
        "plain.html",
    }
    assert page.count('<div class="haiku-footer"') == article, name
    if article:
        assert re.search(r"The(?:\s|&nbsp;)end\.</p>\s*<div class=\"haiku-footer", page)
    assert page.count("haiku-subtitle") == (article and name != "plain.html"), name
    if "haiku-subtitle" in page:
        assert re.search(r"haiku-subtitle\">[^<]*(?:<[^>]*>[^<]*)*?</p>\n<p>The", page)
    assert errors(page) <= errors(bare), name
    undone = re.sub(r'\n<div class="haiku-footer".*?</div>', "", page, flags=re.DOTALL)
    undone = re.sub(r'<p class="haiku-subtitle">.*?</p>\n', "", undone)
    assert "haiku" not in re.sub(
        r'<span class="haiku(?:-line)?">', "", undone.replace("pelican-haiku", "")
    ), name
    if "haiku" not in page:
        assert plain(page) == plain(bare), name
    undone = re.sub(r"</span><br><span[^>]*>", " / ", undone)
    assert plain(undone) == plain(bare), name
    for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page):
        json.loads(script)


def plain(page: str) -> str:
    """Return a page in the form that it has whether or not typogrify saw a title."""
    text = re.sub(r'<span class="(?:amp|haiku|haiku-line|caps)">|</span>', "", page)
    text = unescape(text).replace("\u00a0", " ").replace("’", "'")
    return re.sub(r"(?:<p>)?\s+", " ", text)


def recipe(heading: str) -> dict[str, str]:
    """Return the files that a section of the page for theme authors shows, by name."""
    text = (ROOT / "docs" / "themes.md").read_text(encoding="utf-8")
    section = re.split(r"\n##+ ", text.partition(f"\n{heading}\n")[2])[0]
    return dict(
        re.findall(
            r"^`([^`\n]+)`:\n\n```\w+\n(.*?)^```", section, re.DOTALL | re.MULTILINE
        )
    )


def test_the_recipe_makes_a_haiku_theme_of_simple(tmp_path: Path) -> None:
    files = recipe("## Make a theme of your own")
    conf = files.pop("pelicanconf.py")
    assert sum(text.count("\n") for text in files.values()) <= 14
    site = build(
        tmp_path,
        {**posts(with_haiku=True), **files},
        {"HAIKU_REPOSITORY": "robin/notes"},
        extra=conf,
    )
    assert site.exit_code == 0, site.terminal
    assert site.complaints == []
    soup = site.soup(PAGE)
    assert [lines(tag) for tag in soup.select("article > h1")] == [
        HAIKU.replace(" / ", " | ")
    ]
    assert [lines(tag) for tag in soup.select("article > h1 + .haiku-subtitle")] == [
        "On Salt & Waiting"
    ]
    assert len(soup.select(".haiku-subtitle")) == 1
    [footer] = soup.select("article > .haiku-footer")
    assert footer.get_text().strip().startswith("$ ")
    assert len(footer.select("a[href]")) == 2
    assert len(soup.select('link[href$="/theme/haiku.css"]')) == 1
    assert (site.output / "theme" / "haiku.css").is_file()
    ordinary = site.soup("plain.html")
    assert [lines(tag) for tag in ordinary.select("h1")][-1] == "Plain & ordinary"
    assert len(ordinary.select(".haiku-footer")) == 1
    assert ordinary.select(".haiku, .haiku-subtitle") == []


@pytest.mark.parametrize("theme", ["simple", "notmyidea"])
def test_the_recipe_gives_a_theme_a_head(theme: str, tmp_path: Path) -> None:
    files = recipe("## The head of a page")
    assert files.keys() == {"templates/article.html"}
    settings = {"THEME": theme, "THEME_TEMPLATES_OVERRIDES": ["templates"]}
    site = build(tmp_path, {**posts(with_haiku=True), **files}, settings)

    assert site.complaints == []
    head = site.soup(PAGE).head
    assert head is not None
    assert [tag["content"] for tag in head.select('[property="og:title"]')] == [HAIKU]
    assert len(head.select('[rel="canonical"]')) == 1
    (script,) = head.select('script[type="application/ld+json"]')
    assert json.loads(script.get_text())["headline"] == HAIKU

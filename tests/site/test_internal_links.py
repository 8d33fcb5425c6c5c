"""Every link inside a site leads to a file, whatever the shape of its addresses."""

from __future__ import annotations

from pathlib import Path
from posixpath import normpath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.run_pelican import BASE, Site, build
from tests.site.posts import POSTS

SHAPES = [
    ("{slug}.html", "{slug}.html"),
    ("{slug}/", "{slug}/index.html"),
    ("blog/{slug}/", "blog/{slug}/index.html"),
    ("{date:%Y}/{slug}.html", "{date:%Y}/{slug}.html"),
    ("{date:%Y}/{date:%m}/{slug}/", "{date:%Y}/{date:%m}/{slug}/index.html"),
    ("{category}/{slug}.html", "{category}/{slug}.html"),
    ("posts/{slug}/index.html", "posts/{slug}/index.html"),
    ("{lang}/{slug}.html", "{lang}/{slug}.html"),
]


def broken_links(site: Site) -> list[str]:
    """Return every internal link of every page that leads to no file."""
    broken = []
    names = set(site.files())
    for name in names:
        if not name.endswith(".html"):
            continue
        for tag in site.soup(name).select("[href], [src]"):
            link = str(tag.get("href") or tag.get("src"))
            link = link.removeprefix(str(BASE["SITEURL"]))
            if urlsplit(link).scheme or link.startswith("#"):
                continue
            path = urlsplit(urljoin(f"http://x/{name}", link)).path
            target = normpath(unquote(path)).lstrip("/").removeprefix(".")
            if target not in names and f"{target}/index.html".lstrip("/") not in names:
                broken.append(f"{name}: {link}")
    return broken


@pytest.mark.parametrize("relative", [False, True], ids=["absolute", "relative"])
@pytest.mark.parametrize(("url", "save_as"), SHAPES)
def test_every_internal_link_resolves(
    url: str, save_as: str, relative: bool, tmp_path: Path
) -> None:
    settings: dict[str, Any] = {
        "RELATIVE_URLS": relative,
        "HAIKU_REPOSITORY": "r/notes",
    }
    for prefix, folder in (("ARTICLE", ""), ("DRAFT", "drafts/")):
        settings |= {
            f"{prefix}_URL": folder + url,
            f"{prefix}_SAVE_AS": folder + save_as,
            f"{prefix}_LANG_URL": f"{folder}l/{{lang}}/{url}",
            f"{prefix}_LANG_SAVE_AS": f"{folder}l/{{lang}}/{save_as}",
        }
    site = build(tmp_path, POSTS, settings)

    assert site.exit_code == 0, site.terminal
    assert site.complaints == []
    haiku_pages = [
        name
        for name in site.files()
        if name.endswith(".html") and site.soup(name).select("article .haiku")
    ]
    assert len(haiku_pages) >= 5
    assert broken_links(site) == []

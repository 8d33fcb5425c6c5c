"""The links of a post's HTML, for a page that is not the post's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Final
from urllib.parse import urljoin

_TAG: Final = re.compile(r"<[a-z][^<>]*>")
_URL: Final = re.compile(r'(?<= )(?P<name>href|src|srcset|cite)="(?P<value>[^"]*)"')
_ABSOLUTE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/|\\")


def relocate(
    html: str, post: str, site_url: str, is_pelicans: Callable[[str], object]
) -> str:
    """Return *html* with links that are relative to the post resolved.

    *html* is as :func:`.sanitise.render` writes it. *post* is the post's
    URL from the site's root and *site_url* the root's, as seen from the page at hand.
    Links for which *is_pelicans* is true, as ``{filename}x.md``, stay for Pelican.
    """

    def resolved(url: str) -> str:
        if _ABSOLUTE.match(url) or is_pelicans(url):
            return url
        try:
            if _ABSOLUTE.match(site_url):
                return urljoin(f"{site_url}/{post}", url)
            return site_url + urljoin(f"/{post}", url)
        except ValueError:
            return url

    def attribute(match: re.Match[str]) -> str:
        value = unescape(match["value"])
        if match["name"] == "srcset":
            candidates = (part.strip().partition(" ") for part in value.split(","))
            value = ", ".join(
                resolved(url) + space + size for url, space, size in candidates
            )
        else:
            value = resolved(value)
        return f'{match["name"]}="{escape(value)}"'

    if not _URL.search(html):
        return html
    return _TAG.sub(lambda tag: _URL.sub(attribute, tag[0]), html)

"""An article's excerpt and summary, for the page on which a theme shows them."""

from __future__ import annotations

import logging
import re
import unicodedata
from dataclasses import replace
from functools import cached_property, partial
from html import escape, unescape
from typing import Any, Final

from markupsafe import Markup
from pelican.contents import Article, Content

from pelican_haiku.excerpt.excerpt import Excerpt, Limits, Source, excerpt
from pelican_haiku.excerpt.links import relocate
from pelican_haiku.settings import Settings
from pelican_haiku.state import BuildState
from pelican_haiku.title.haiku import plain
from pelican_haiku.title.transcript import prompt_path

logger = logging.getLogger(__name__)

_LAST_PARAGRAPH: Final = re.compile(r"</p>\s*$")


class ArticleExcerpt:
    """The excerpt of one article: worked out when a template asks, once per site URL.

    Its attributes are those of :class:`~pelican_haiku.excerpt.excerpt.Excerpt`.
    """

    def __init__(self, article: Content, settings: Settings) -> None:
        self._article = article
        self._settings = settings
        # Pelican freezes the links in a `Summary:` for the first page that shows it.
        self._written = _text(article.metadata.get("summary"))
        self._unresolved: dict[int | None, Excerpt] = {}
        self._resolved: dict[tuple[str, int | None], Excerpt] = {}

    def __str__(self) -> str:
        return self.html

    def __html__(self) -> str:
        return self.html

    @property
    def html(self) -> str:
        """HTML, balanced, its links right for the page at hand."""
        return self._here.html

    @property
    def text(self) -> str:
        """Plain text, single-spaced."""
        return self._here.text

    @property
    def description(self) -> Markup:
        """One line for an attribute, at most 160 graphemes."""
        return self._here.description

    @property
    def truncated(self) -> bool:
        """Whether the post has prose that the excerpt leaves out."""
        return self._here.truncated

    @property
    def source(self) -> Source:
        """Where it comes from."""
        return self._here.source

    @property
    def _here(self) -> Excerpt:
        return self.at(_site_url(self._article))

    def at(self, site_url: str, words: int | None = None) -> Excerpt:
        """Return the excerpt for a page at *site_url*, of *words* where not ``None``."""
        key = (site_url, words)
        if key not in self._resolved:
            if words not in self._unresolved:
                self._unresolved[words] = self._compute(words)
            found = self._unresolved[words]
            html = _resolve(found.html, self._article, site_url)
            self._resolved[key] = replace(found, html=html)
        return self._resolved[key]

    def _compute(self, words: int | None) -> Excerpt:
        article = self._article
        settings = article.settings
        found = excerpt(
            article._content or "",
            Limits(
                words=self._limit if words is None else words,
                paragraphs=settings.get("SUMMARY_MAX_PARAGRAPHS"),
                suffix=settings.get("SUMMARY_END_SUFFIX", "…"),
            ),
            # What another plugin has written since is in the metadata alone.
            summary=self._written or _text(article.metadata.get("summary")),
            lang=getattr(article, "lang", ""),
            is_head=self._is_head,
        )
        description = plain(_text(article.metadata.get("description")))
        return replace(found, written_description=description)

    def _is_head(self, line: str) -> bool:
        """Whether *line* is the haiku, on one line or three, or a prompt."""
        if (line[:1] in "$%" or "@" in line) and prompt_path(line) is not None:
            return True
        return bool(self._haiku) and _letters(line) == self._haiku

    @cached_property
    def _haiku(self) -> str:
        haiku = getattr(self._article, "haiku", None)
        return _letters(str(haiku)) if haiku else ""

    @cached_property
    def _limit(self) -> int | None:
        article = self._article
        limit: int | None = article.settings.get("SUMMARY_MAX_LENGTH")
        written = _text(article.metadata.get("excerpt-words")).strip()
        if not written:
            return limit
        if written.isdecimal() and int(written) > 0:
            return int(written)
        logger.warning(
            "%s: its Excerpt-Words: %s is no whole number above 0 and is left out; write "
            "one, as in Excerpt-Words: 30",
            article.relative_source_path,
            written,
        )
        return limit


def attach(article: Article, settings: Settings) -> None:
    """Give *article* its ``excerpt``, and with ``HAIKU_EXCERPT`` its ``summary``."""
    article.excerpt = ArticleExcerpt(article, settings)
    if settings.excerpt:
        # Pelican's `summary` property calls this; a partial of a function pickles.
        article.get_summary = partial(_get_summary, article)


def excerpt_filter(content: Content, words: int | None = None) -> Markup:
    """Return the excerpt of *content* of at most *words* words, as a Jinja filter.

    *content* is an article or any other of Pelican's contents, a page for one. A summary
    that the author has written, or ended by a marker, is not cut.
    """
    found = getattr(content, "excerpt", None)
    if not isinstance(found, ArticleExcerpt):
        state = BuildState.of(content._context)
        found = ArticleExcerpt(content, state.settings if state else Settings())
    return Markup(found.at(_site_url(content), words).html)  # noqa: S704


def _get_summary(article: Any, site_url: str) -> str:
    # Pelican's own property hands over what is stale on period archives.
    if site_url == article.get_siteurl():
        site_url = _site_url(article)
    found: Excerpt = article.excerpt.at(site_url)
    text = article.excerpt._settings.read_more
    if not (text and found.truncated):
        return found.html
    url = escape(f"{site_url}/{article.url}")
    link = f'<a class="haiku-more" href="{url}">{escape(unescape(text))}</a>'
    end = _LAST_PARAGRAPH.search(found.html)
    if end is None:
        return f"{found.html}\n<p>{link}</p>".lstrip()
    return f"{found.html[: end.start()]} {link}{found.html[end.start() :]}"


def _resolve(html: str, article: Content, site_url: str) -> str:
    """Return *html* with its links as they must be on a page at *site_url*."""
    pattern = re.compile(article.settings["INTRASITE_LINK_REGEX"])
    html = relocate(html, article.url, site_url, pattern.match)
    resolved: str = article._update_content(html, site_url)
    return resolved


def _site_url(article: Content) -> str:
    """Return the site URL of the page being rendered, else Pelican's."""
    state = BuildState.of(article._context)
    if state is not None and state.site_url is not None:
        return state.site_url
    site_url: str = article.get_siteurl()
    return site_url


def _text(value: object) -> str:
    """Return a metadata value as text: Markdown has a list for one of several lines."""
    if value is None:
        return ""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _letters(line: str) -> str:
    text = unicodedata.normalize("NFKC", line).casefold()
    return "".join(filter(str.isalnum, text))

"""An article's excerpt and summary, for the page on which a theme shows them."""

from __future__ import annotations

import logging
import re
from functools import partial
from html import escape
from typing import Any, Final

from markupsafe import Markup
from pelican.contents import Article

from pelican_haiku import build, excerpt
from pelican_haiku.excerpt import Excerpt, Source
from pelican_haiku.settings import Settings

logger = logging.getLogger(__name__)

_FRAGMENT: Final = re.compile(r'(<[^<>]+?\shref=")(#[^"]*")')


class ArticleExcerpt:
    """The excerpt of one article: worked out when a template asks, once per site URL.

    Its attributes are those of :class:`~pelican_haiku.excerpt.Excerpt`.
    """

    def __init__(self, article: Article, settings: Settings) -> None:
        self._article = article
        self._settings = settings
        # Pelican freezes the links in a `Summary:` for the first page that shows it.
        self._written: str | None = article.metadata.get("summary")
        self._raw: dict[int | None, Excerpt] = {}
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
        """One line for an attribute, at most 160 characters."""
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
            found = self._excerpt(words)
            article = self._article
            html = article._update_content(found.html, site_url)
            page = escape(f"{site_url}/{article.url}")
            html = _FRAGMENT.sub(lambda match: match[1] + page + match[2], html)
            self._resolved[key] = Excerpt(
                html, found.truncated, found.source, found.written_description
            )
        return self._resolved[key]

    def _excerpt(self, words: int | None) -> Excerpt:
        if words not in self._raw:
            self._raw[words] = self._compute(words)
        return self._raw[words]

    def _compute(self, words: int | None) -> Excerpt:
        article = self._article
        description = article.metadata.get("description")
        if self._written and self._written.strip():
            found = excerpt.from_metadata(self._written, truncated=bool(article._content))
        else:
            settings = article.settings
            found = excerpt.first_prose(
                article._content or "",
                words=words or self._limit(),
                paragraphs=settings.get("SUMMARY_MAX_PARAGRAPHS"),
                suffix=settings["SUMMARY_END_SUFFIX"],
                head_lines=frozenset(
                    filter(None, (article.prompt, article.haiku and str(article.haiku)))
                ),
            )
        if not isinstance(description, str):
            return found
        return Excerpt(found.html, found.truncated, found.source, description)

    def _limit(self) -> int | None:
        article = self._article
        limit: int | None = article.settings["SUMMARY_MAX_LENGTH"]
        written = article.metadata.get("excerpt-words")
        if written is None:
            return limit
        if str(written).strip().isdecimal() and int(written) > 0:
            return int(written)
        logger.warning(
            "%s: its Excerpt-Words: %s is no whole number above 0; it is left out",
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


def _get_summary(article: Any, site_url: str) -> str:
    if site_url == article.get_siteurl():
        site_url = _site_url(article)
    found: Excerpt = article.excerpt.at(site_url)
    text = article.excerpt._settings.read_more
    if not (text and found.truncated):
        return found.html
    url = escape(f"{site_url}/{article.url}")
    link = f'<a class="haiku-more" href="{url}">{text}</a>'
    end = re.search(r"</p>\s*$", found.html)
    if end is None:
        return f"{found.html}\n<p>{link}</p>"
    return f"{found.html[: end.start()]} {link}{found.html[end.start() :]}"


def excerpt_filter(article: Article, words: int | None = None) -> Markup:
    """Return *article*'s excerpt of at most *words* words, as a Jinja filter."""
    found: Excerpt = article.excerpt.at(_site_url(article), words)
    return Markup(found.html)  # noqa: S704


def _site_url(article: Article) -> str:
    """Return the site URL of the page being rendered, else Pelican's."""
    state = build.of(article._context)
    return (state and state.site_url) or article.get_siteurl()

"""An article's excerpt and summary, for the page on which a theme shows them."""

from __future__ import annotations

import logging
import re
import unicodedata
from dataclasses import replace
from functools import partial
from html import escape, unescape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from markupsafe import Markup
from pelican.contents import Article, Content

from pelican_haiku.errors import attempt
from pelican_haiku.metadata import plain, text
from pelican_haiku.settings import Settings
from pelican_haiku.state import BuildState
from pelican_haiku.title.prompt import read_prompt

if TYPE_CHECKING:
    from pelican_haiku.excerpt.blocks import Image
    from pelican_haiku.excerpt.excerpt import Excerpt

logger = logging.getLogger(__name__)

# The first address in a tag; excerpts quote with nothing else, and escape what is quoted.
_ADDRESS: Final = re.compile(r'(<[^>]*? (?:cite|href|src)=")([^"]*)')
_ABSOLUTE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/|\\")


class ArticleExcerpt:
    """The excerpt of one article, worked out when a template asks.

    Its attributes are those of :class:`~pelican_haiku.excerpt.excerpt.Excerpt`, the links
    right for the page being rendered.
    """

    def __init__(self, article: Content) -> None:
        self._article = article
        # Pelican freezes the links in a `Summary:` for the first page that shows it, and
        # an `Excerpt:` was an attribute of the article's, where this stands now.
        written = map(article.metadata.get, ("summary", "excerpt"))
        self._summary = next(filter(None, map(text, written)), "")
        self._found: dict[int | None, Excerpt] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._of(None), name)

    def __str__(self) -> str:
        return self.html

    __html__ = __str__

    @property
    def html(self) -> str:
        """The excerpt as HTML."""
        return self.html_at(_site_url(self._article))

    def html_at(self, site_url: str, words: int | None = None) -> str:
        """Return the HTML for a page at *site_url*, of *words* unless ``None``."""
        return _resolve(self._of(words).html, self._article, site_url)

    @property
    def image(self) -> Image | None:
        """The first image of the post."""
        from pelican_haiku.excerpt.blocks import first_image  # noqa: PLC0415

        found = first_image(self._article._content or "")
        if found is None:
            return None
        tag = f'<img src="{escape(found.src)}">'
        resolved = _resolve(tag, self._article, _site_url(self._article))
        return replace(found, src=unescape(resolved.split('"')[1]))

    def _of(self, words: int | None) -> Excerpt:
        if words not in self._found:
            limit = self._limit() if words is None else words
            self._found[words] = self._compute(limit)
        return self._found[words]

    def _compute(self, words: int | None) -> Excerpt:
        # BeautifulSoup is imported by the first excerpt that is asked for.
        from pelican_haiku.excerpt.excerpt import Options, excerpt  # noqa: PLC0415

        article = self._article
        options = Options(
            words=words,
            paragraphs=article.settings.get("SUMMARY_MAX_PARAGRAPHS"),
            suffix=article.settings.get("SUMMARY_END_SUFFIX", "…"),
            lang=getattr(article, "lang", ""),
            is_head=self._is_head,
        )
        # A summary that another plugin has written since is in the metadata alone.
        summary = self._summary or text(article.metadata.get("summary"))
        found = excerpt(article._content or "", options, summary)
        description = plain(text(article.metadata.get("description")))
        return replace(found, written_description=description)

    def _is_head(self, line: str) -> bool:
        """Whether *line* is the haiku, on one line or three, or a prompt."""
        prompt = read_prompt(line)
        if prompt and prompt.is_certain:
            return True
        haiku = getattr(self._article, "haiku", None)
        return bool(haiku) and _letters(line) == _letters(str(haiku))

    def _limit(self) -> int | None:
        article = self._article
        limit: int | None = article.settings.get("SUMMARY_MAX_LENGTH")
        written = text(article.metadata.get("excerpt-words")).strip()
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
    article.excerpt = ArticleExcerpt(article)
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
        found = ArticleExcerpt(content)
    return Markup(found.html_at(_site_url(content), words))  # noqa: S704


def _get_summary(article: Any, site_url: str) -> str:
    found = attempt(article, _summary, article, site_url)
    if found is None:
        # Pelican makes this article's summaries from here on.
        del article.get_summary
        found = article.get_summary(site_url)
    return found


def _summary(article: Any, site_url: str) -> str:
    # Pelican's own property hands over what is stale on period archives.
    if site_url == article.get_siteurl():
        site_url = _site_url(article)
    html: str = article.excerpt.html_at(site_url)
    state = BuildState.of(article._context)
    # Themes make the description of the article's own page of its summary.
    is_own_page = state is not None and state.article is article
    read_more = state.settings.read_more if state and not is_own_page else None
    if not (read_more and article.excerpt.truncated):
        return html
    url = escape(f"{site_url}/{article.url}")
    link = f'<a class="haiku-more" href="{url}">{escape(unescape(read_more))}</a>'
    if html.endswith("</p>"):
        return f"{html.removesuffix('</p>')} {link}</p>"
    return f"{html}\n<p>{link}</p>".lstrip()


def _resolve(html: str, article: Content, site_url: str) -> str:
    """Return *html* with its links as they must be on a page at *site_url*."""
    is_pelicans = re.compile(article.settings["INTRASITE_LINK_REGEX"]).match

    def resolved(match: re.Match[str]) -> str:
        url: str = match[2]
        if _ABSOLUTE.match(url) or is_pelicans(url):
            return match[0]
        try:
            if _ABSOLUTE.match(site_url):
                url = urljoin(escape(f"{site_url}/{article.url}"), url)
            else:
                url = escape(site_url) + urljoin(escape(f"/{article.url}"), url)
        except ValueError:
            return match[0]
        return f"{match[1]}{url}"

    linked: str = article._update_content(_ADDRESS.sub(resolved, html), site_url)
    return linked


def _site_url(article: Content) -> str:
    """Return the site URL of the page being rendered, else Pelican's."""
    state = BuildState.of(article._context)
    if state is not None and state.site_url is not None:
        return state.site_url
    site_url: str = article.get_siteurl()
    return site_url


def _letters(line: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", line).casefold()))

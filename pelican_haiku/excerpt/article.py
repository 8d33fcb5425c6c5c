"""An article's excerpt and summary, for the page on which a theme shows them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import partial
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from markupsafe import Markup
from pelican.contents import Article, Content
from pelican.readers import MarkdownReader

from pelican_haiku.errors import attempt, logger
from pelican_haiku.metadata import plain, text
from pelican_haiku.settings import Settings
from pelican_haiku.state import BuildState

if TYPE_CHECKING:
    from pelican_haiku.excerpt.blocks import Image
    from pelican_haiku.excerpt.excerpt import Excerpt

# The first address in a tag; excerpts quote with nothing else, and escape what is quoted.
_ADDRESS: Final = re.compile(r'(<[^>]*? (?:cite|href|src)=")([^"]*)')
_ABSOLUTE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/|\\")


class ArticleExcerpt(str):
    """The excerpt of an article, on the page that is being rendered.

    As a text it is the author's `Excerpt:`, as it is without the plugin, else its HTML.
    Its attributes are those of :class:`~pelican_haiku.excerpt.excerpt.Excerpt`, the links
    right for the page.
    """

    html: str
    _excerpts: Excerpts

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._excerpts.of(None), name)

    def __html__(self) -> str:
        return str(self) if self == self.html else escape(self)

    @property
    def image(self) -> Image | None:
        """The first image of the post."""
        from pelican_haiku.excerpt.blocks import first_image  # noqa: PLC0415

        article = self._excerpts.article
        found = first_image(article._content or "")
        if found is None:
            return None
        tag = f'<img src="{escape(found.src)}">'
        resolved = _resolve(tag, article, _site_url(article))
        return replace(found, src=unescape(resolved.split('"')[1]))


class Excerpts:
    """The excerpts of one article or page by their lengths, each worked out once."""

    def __init__(self, article: Content) -> None:
        self.article = article
        # Pelican freezes the links in either for the first page that shows it.
        self._summary = text(article.metadata.get("summary"))
        self._excerpt = text(article.metadata.get("excerpt"), "\n")
        self._found: dict[int | None, Excerpt] = {}
        self._htmls: dict[tuple[str, int | None], str] = {}

    @staticmethod
    def by(content: Content) -> Excerpts:
        """Return what :func:`attach` has given *content*, or a page's own."""
        return vars(content).get("_haiku_excerpts") or Excerpts(content)

    def html_at(self, site_url: str, words: int | None = None) -> str:
        """Return the HTML for a page at *site_url*, of *words* unless ``None``."""
        html = self._htmls.get((site_url, words))
        if html is None:
            html = _resolve(self.of(words).html, self.article, site_url)
            state = BuildState.of(self.article._context)
            if state is not None and state.site_url is not None:
                # Links take long, and every list shows them. Before any page is rendered
                # the site's files need not be known.
                self._htmls[site_url, words] = html
        return html

    def of(self, words: int | None) -> Excerpt:
        """Return the excerpt of at most *words* words, ``None`` for the post's limit."""
        if words not in self._found:
            self._found[words] = self._compute(words)
        return self._found[words]

    def _compute(self, words: int | None) -> Excerpt:
        # BeautifulSoup is imported by the first excerpt that is asked for.
        from pelican_haiku.excerpt.excerpt import Options, excerpt  # noqa: PLC0415
        from pelican_haiku.title.prompt import read_prompt  # noqa: PLC0415

        article = self.article
        written = str(getattr(article, "haiku", None) or "")
        haiku = _letters(written)

        def is_head(line: str) -> bool:
            """Whether *line* is the haiku, on one line or three, or a prompt."""
            prompt = read_prompt(line)
            # To compare letters takes long, and most paragraphs are much longer.
            is_haiku = 0 < len(line) <= 3 * len(written) and _letters(line) == haiku
            return is_haiku or bool(prompt and prompt.is_certain)

        options = Options(
            words=self._limit() if words is None else words,
            paragraphs=article.settings.get("SUMMARY_MAX_PARAGRAPHS"),
            suffix=article.settings.get("SUMMARY_END_SUFFIX", "…"),
            lang=getattr(article, "lang", ""),
            is_head=is_head,
        )
        summary = (
            self._summary
            or self._formatted()
            # One that another plugin has written since is in the metadata alone.
            or text(article.metadata.get("summary"))
        )
        found = excerpt(article._content or "", options, summary)
        description = text(article.metadata.get("description"))
        if not description:
            return found
        is_html = "description" in article.settings["FORMATTED_FIELDS"]
        said = excerpt("", options, description).text if is_html else plain(description)
        return replace(found, written_description=said)

    def _formatted(self) -> str:
        """Return an `Excerpt:` as the HTML that Pelican makes of a `Summary:`."""
        settings = self.article.settings
        if not self._excerpt or "excerpt" in settings["FORMATTED_FIELDS"]:
            return self._excerpt
        suffix = Path(self.article.source_path or "").suffix[1:]
        if suffix not in MarkdownReader.file_extensions:
            return f"<p>{self._excerpt}</p>"
        from markdown import Markdown  # noqa: PLC0415

        markdown = Markdown(**settings["MARKDOWN"])
        # "Note: we were wrong" is no metadata.
        markdown.preprocessors.deregister("meta", strict=False)
        return markdown.convert(self._excerpt)

    def _limit(self) -> int | None:
        article = self.article
        limit: int | None = article.settings.get("SUMMARY_MAX_LENGTH")
        written = text(article.metadata.get("excerpt-words")).strip()
        if written.isdecimal() and int(written) > 0:
            return int(written)
        if written:
            logger.warning(
                "%s: its Excerpt-Words: %s is no whole number above 0 and is left out; "
                "write one, as in Excerpt-Words: 30",
                article.relative_source_path,
                written,
            )
        return limit


def attach(article: Article, settings: Settings) -> None:
    """Give *article* its ``excerpt``, and with ``HAIKU_EXCERPT`` its ``summary``."""
    article._haiku_excerpts = Excerpts(article)
    if settings.excerpt:
        # Pelican's `summary` property calls this; a partial of a function pickles.
        article.get_summary = partial(_get_summary, article)


def get_excerpt(article: Article) -> str:
    """Return ``article.excerpt``, which is worked out when a template asks."""
    written = text(vars(article).get("excerpt"))
    found = attempt(article, _excerpt, article, written)
    return written if found is None else found


def set_excerpt(article: Article, value: object) -> None:
    """Keep what Pelican makes of the author's `Excerpt:`, for the excerpt's text."""
    vars(article)["excerpt"] = value


def _excerpt(article: Article, written: str) -> ArticleExcerpt:
    excerpts = Excerpts.by(article)
    html = excerpts.html_at(_site_url(article))
    found = ArticleExcerpt(written or html)
    found.html, found._excerpts = html, excerpts
    return found


def excerpt_filter(content: Content, words: int | None = None) -> Markup:
    """Return the excerpt of *content* of at most *words* words, as a Jinja filter.

    *content* is an article or any other of Pelican's contents, a page for one. A summary
    that the author has written, or ended by a marker, is not cut.
    """
    return Markup(Excerpts.by(content).html_at(_site_url(content), words))  # noqa: S704


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
    excerpts = Excerpts.by(article)
    html = excerpts.html_at(site_url)
    state = BuildState.of(article._context)
    # Themes make the description of the article's own page of its summary.
    is_listed = state is not None and state.article is not article
    read_more = state.settings.read_more if state and is_listed else None
    if not (read_more and excerpts.of(None).truncated):
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

    return str(article._update_content(_ADDRESS.sub(resolved, html), site_url))


def _site_url(article: Content) -> str:
    """Return the site URL of the page being rendered, else Pelican's."""
    state = BuildState.of(article._context)
    if state is not None and state.site_url is not None:
        return state.site_url
    return str(article.get_siteurl())


def _letters(line: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", line).casefold()))

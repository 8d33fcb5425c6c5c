"""The pages that list haiku: an index of all, and one at each step of a nested URL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Final

from pelican.contents import Article
from pelican.generators import Generator
from pelican.writers import FileOverwriteFailedError, Writer

from pelican_haiku.articles import haiku_of
from pelican_haiku.errors import TEMPLATE_FAILURE, attempt, logger
from pelican_haiku.page import title_key
from pelican_haiku.settings import Settings
from pelican_haiku.state import BuildState

TEMPLATE: Final = "haiku/list.html"


@dataclass(frozen=True)
class Listing:
    """A page that lists *articles*, the newest first.

    ``url`` and ``save_as`` are as Pelican's own: relative to the site and to its output.
    ``lines`` are those of the haiku up to this step, none on the index.
    """

    url: str
    save_as: str
    lines: tuple[str, ...]
    articles: list[Article]

    @property
    def title(self) -> str:
        """The lines in one, or what the index is headed by."""
        return " / ".join(self.lines) or "Haiku"


def _listings(articles: list[Article], settings: Settings) -> Iterator[Listing]:
    """Yield the index of *articles*, and a page for each folder that their slugs make.

    Folders before the slug, for a date or a language, are not the haiku's. An article
    whose address does not hold its slug has no steps.
    """
    if save_as := settings.index_save_as:
        yield Listing(save_as.removesuffix("index.html"), save_as, (), articles)
    found: dict[tuple[str, str], Listing] = {}
    for article in articles if settings.line_pages else ():
        parts = article.slug.split("/")
        before_url, in_url, _ = article.url.partition(article.slug)
        before_file, in_file, _ = article.save_as.partition(article.slug)
        if not (in_url and in_file):
            continue
        spelled = [part.replace("-", " ") for part in parts]
        for count in range(1, len(parts)):
            is_haiku = parts[:count] == list(article.haiku.slugs[:count])
            lines = article.haiku.lines if is_haiku else spelled
            step = "/".join(parts[:count]) + "/"
            url, save_as = before_url + step, f"{before_file}{step}index.html"
            page = Listing(url, save_as, tuple(lines[:count]), [])
            found.setdefault((url, save_as), page).articles.append(article)
    yield from found.values()


class ListingsGenerator(Generator):  # type: ignore[misc] # Pelican has no types
    """Writes the listings as Pelican writes its own pages, so other plugins see them."""

    def generate_output(self, writer: Writer) -> None:
        """Write each listing unless the site has a file of its own at its path."""
        state = BuildState.of(self.context)
        if state is None:
            return
        articles = [
            article
            for original in self.context["articles"]
            for article in (original, *original.translations)
            if haiku_of(article)
        ]
        articles.sort(key=lambda article: (article.date, article.slug), reverse=True)
        files = self._files()
        folders = {folder for file in files for folder in file.parents}
        for listing in _listings(articles, state.settings):
            path = PurePosixPath(normpath(listing.save_as))
            if path in folders or not files.isdisjoint((path, *path.parents)):
                _log_taken(listing)
                continue
            shown = (escape(line, quote=False) for line in listing.lines)
            state.titles[title_key(listing.title)] = "<br>".join(shown) or listing.title
            names = f"{TEMPLATE} or page.html"
            attempt(names, self._write, writer, listing, message=TEMPLATE_FAILURE)

    def _files(self) -> set[PurePosixPath]:
        # Pelican copies static files after this, and they would replace a listing. What
        # `Save_as:` or `TEMPLATE_PAGES` put at a path makes it pass over a listing there.
        settings, context = self.settings, self.context
        static, made = context["static_content"], context["generated_content"]
        found = [*static.values(), *made.values()]
        names = [content.save_as for content in found if content and content.save_as]
        names += settings["TEMPLATE_PAGES"].values()
        for folder in settings["THEME_STATIC_PATHS"]:
            root = Path(self.theme, folder)
            files = (path.relative_to(root).as_posix() for path in root.rglob("*"))
            names += (f"{settings['THEME_STATIC_DIR']}/{file}" for file in files)
        return {PurePosixPath(normpath(name)) for name in names}

    def _write(self, writer: Writer, listing: Listing) -> None:
        try:
            writer.write_file(
                listing.save_as,
                self.env.get_template(TEMPLATE),
                self.context,
                self.settings["RELATIVE_URLS"],
                url=listing.url,
                page_name=listing.save_as.removesuffix(".html"),
                listing=listing,
            )
        except (
            FileOverwriteFailedError,
            FileExistsError,
            IsADirectoryError,
            NotADirectoryError,
        ):
            _log_taken(listing)


def _log_taken(listing: Listing) -> None:
    logger.error(
        "%s in the settings file: the site has a file or folder of its own at %s, so no "
        "page that lists haiku is written there; %s",
        "HAIKU_LINE_PAGES = True"
        if listing.lines
        else f"HAIKU_INDEX_SAVE_AS = {listing.save_as!r}",
        listing.save_as,
        "move that file" if listing.lines else "write another name",
    )

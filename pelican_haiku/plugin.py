"""Pelican's signals, and what the other modules do at each of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

from pelican import Pelican
from pelican.contents import Article, Content, Page
from pelican.generators import (
    ArticlesGenerator,
    Generator,
    PagesGenerator,
    StaticGenerator,
)
from pelican.plugins import signals

from pelican_haiku import cache, dropped, page, rendering
from pelican_haiku.articles import all_articles, find_translations, haiku_of
from pelican_haiku.errors import OncePerCause, attempt, logger, never_raises
from pelican_haiku.excerpt import article as summary
from pelican_haiku.listings import ListingsGenerator
from pelican_haiku.settings import Settings
from pelican_haiku.state import KEY, BuildState
from pelican_haiku.themes import hides_spans_in_headings
from pelican_haiku.title import article as title
from pelican_haiku.title import slugs
from pelican_haiku.title.keys import is_transcript

EXTENSION: Final = "pelican_haiku.title.transcript"


def register() -> None:
    """Connect to Pelican's signals."""
    Article.edit_or_expand = Page.edit_or_expand = LateAttribute("edit_or_expand")
    Article.history = LateAttribute("history")
    Article.excerpt = property(summary.get_excerpt, summary.set_excerpt)
    signals.initialized.connect(_prepare_settings)
    signals.generator_init.connect(_prepare_generator)
    signals.content_object_init.connect(_change_article)
    signals.article_generator_pretaxonomy.connect(_settle_articles)
    signals.article_generator_finalized.connect(_finish_articles)
    signals.page_generator_finalized.connect(_finish_pages)
    signals.get_generators.connect(_add_generators)
    signals.static_generator_finalized.connect(_copy_stylesheet)
    signals.finalized.connect(_finish_build)


@dataclass(frozen=True)
class LateAttribute:
    """An attribute of Pelican's contents that is worked out when it is asked for.

    The method of its name finds it, of the build's ``Footers``. It is missing if nothing
    is known, as themes ask with ``is defined`` and ``default``. So it stands on the
    classes.
    """

    name: str

    def __get__(self, content: Content | None, _owner: type) -> Any:
        """Return what is found of *content*; raises :exc:`AttributeError` if nothing."""
        if content is None:
            return self
        state = BuildState.of(content._context)
        found = None
        if state:
            found = attempt(content, getattr(state.footers, self.name), content)
        if found is None:
            raise AttributeError(self.name)
        return found


@never_raises
def _prepare_settings(pelican: Pelican) -> None:
    pelican.haiku_messages = OncePerCause.install()
    settings = pelican.settings
    markdown = settings.get("MARKDOWN") or {}
    # The extension's name, since Pelican pickles its settings; and in a new list, since
    # all instances share the default settings.
    extensions = [name for name in markdown.get("extensions") or () if name != EXTENSION]
    settings["MARKDOWN"] = {**markdown, "extensions": [*extensions, EXTENSION]}
    if not cache.is_current(settings):
        settings["LOAD_CONTENT_CACHE"] = False
    # A haiku is plain text, and Pelican could not update the links in our object.
    fields = settings.get("FORMATTED_FIELDS") or ()
    settings["FORMATTED_FIELDS"] = [name for name in fields if name != "haiku"]


@never_raises
def _prepare_generator(generator: Generator) -> None:
    context = generator.context
    if BuildState.of(context) is None:
        context[KEY] = BuildState(Settings.read(generator.settings), generator)
    rendering.extend(generator.env)


@never_raises
def _change_article(article: Content) -> None:
    """Give a post that was just read its excerpt, and what its haiku changes on it."""
    state = BuildState.of(article._context)
    if state is None or not isinstance(article, Article):
        return
    # Read by later handlers, whatever fails below.
    article._haiku_slug = None
    # Pelican's attributes are in lower case, but some readers keep the case of the keys.
    # A summary that Pelican then does not find is not ours to add.
    for key, value in list(article.metadata.items()):
        if key.lower() != "summary":
            article.metadata.setdefault(key.lower(), value)
    # Pelican sets what the metadata has under these names.
    for name in ("haiku", "edit_or_expand"):
        vars(article).pop(name, None)
    summary.attach(article, state.settings)
    changes = title.find_changes(article, state.settings)
    changes.apply(article)
    if state.settings.excerpt == "haiku" and haiku_of(article) is None:
        # The summary is Pelican's own again.
        del article.get_summary
    path = article.relative_source_path
    if dropped.is_complete(article):
        changes.messages.log(path)
        slugs.take(article, state.addresses)
        state.read[path] = article, None
    else:
        # One message then says all, unless another plugin still completes the post.
        state.read[path] = article, changes.messages
    _move_invitation(article, state)


@never_raises
def _settle_articles(generator: ArticlesGenerator) -> None:
    """Do what takes all articles, also those that come from Pelican's cache."""
    articles = all_articles(generator)
    _bind(articles, generator)
    state = BuildState.of(generator.context)
    for article in articles if state else ():
        # The environment may have changed since it was cached, and with it who has a
        # footer.
        attempt(article, _move_invitation, article, state)
    before = [article.slug for article in articles]
    for error in slugs.settle(articles):
        logger.error("%s", error)
    if before != [article.slug for article in articles]:
        find_translations(generator)


def _bind(contents: Iterable[Content], generator: Generator) -> None:
    """Give *contents* this build's context: those from a cache have an earlier one's."""
    for content in contents:
        content._context = generator.context
        content.settings = generator.settings


def _move_invitation(article: Article, state: BuildState) -> None:
    # In other posts the class by which it is found is the author's.
    if is_transcript(article.metadata):
        state.footers.move_invitation(article)


@never_raises
def _finish_articles(generator: ArticlesGenerator) -> None:
    """Make the footers, which link to what was read, and explain what was not."""
    state = BuildState.of(generator.context)
    if state is None:
        return
    articles = all_articles(generator)
    attempt("the titles", _note_titles, articles, state, generator.settings)
    if state.settings.footer:
        for article in articles:
            attempt(article, state.footers.make, article)
    for path, content in generator.context["generated_content"].items():
        article, messages = state.read.get(path, (None, None))
        if content is None:
            why = article and dropped.incomplete(article)
            why = why or dropped.unreadable(Path(generator.path, path))
            logger.error("%s: %s. The post is left out", path, why)
        elif messages:
            messages.log(path)


def _note_titles(
    articles: Iterable[Article], state: BuildState, settings: Mapping[str, Any]
) -> None:
    # Also with HAIKU_TITLE = "title": a theme may print the haiku in a second heading.
    titles = [haiku for article in articles if (haiku := haiku_of(article))]
    without_spans = titles and hides_spans_in_headings(settings)
    for haiku in titles:
        html = haiku.html
        if without_spans:
            html = "<br>".join(escape(line, quote=False) for line in haiku.lines)
        state.titles[page.title_key(str(haiku))] = html


def _add_generators(pelican: Pelican) -> type[Generator] | None:
    settings = pelican.settings
    if settings.get("HAIKU_INDEX_SAVE_AS") or settings.get("HAIKU_LINE_PAGES"):
        return ListingsGenerator
    return None


@never_raises
def _finish_pages(generator: PagesGenerator) -> None:
    for kind in ("pages", "hidden_pages", "draft_pages"):
        _bind(getattr(generator, kind), generator)
        _bind(getattr(generator, kind.replace("pages", "translations")), generator)


@never_raises
def _copy_stylesheet(generator: StaticGenerator) -> None:
    """Put the stylesheet beside the theme's own, which replaces it if named the same."""
    state = BuildState.of(generator.context)
    if state is None or not state.settings.css:
        return
    folder = Path(generator.output_path, generator.settings["THEME_STATIC_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    source = Path(__file__).parent / "static" / rendering.STYLESHEET
    shutil.copyfile(source, folder / rendering.STYLESHEET)


@never_raises
def _finish_build(pelican: Pelican) -> None:
    pelican.haiku_messages.end_build()
    cache.mark(pelican.settings)

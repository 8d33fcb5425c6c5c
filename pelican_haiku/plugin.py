"""Pelican's signals, and what the other modules do at each of them."""

from __future__ import annotations

import logging
import shutil
from collections import defaultdict
from html import escape
from itertools import chain
from pathlib import Path
from typing import Any, Final

from jinja2 import FileSystemLoader, Template
from pelican import Pelican
from pelican.contents import Article, Content
from pelican.generators import ArticlesGenerator, Generator, StaticGenerator
from pelican.plugins import signals
from pelican.utils import order_content, process_translations

from pelican_haiku import build, cache, dropped, page
from pelican_haiku.build import Build
from pelican_haiku.errors import attempt, guarded
from pelican_haiku.excerpt import article as summary
from pelican_haiku.footer.article import Footers
from pelican_haiku.listings import ListingsGenerator
from pelican_haiku.settings import Settings
from pelican_haiku.title import slugs
from pelican_haiku.title.article import Dress, dress

logger = logging.getLogger(__name__)

EXTENSION: Final = "pelican_haiku.title.transcript"
STYLESHEET: Final = "haiku.css"

_FOLDER: Final = Path(__file__).parent


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(_prepare)
    signals.generator_init.connect(_open_generator)
    signals.content_object_init.connect(_dress_article)
    signals.article_generator_pretaxonomy.connect(_settle_slugs)
    signals.article_generator_finalized.connect(_finish_articles)
    signals.get_generators.connect(_add_generators)
    signals.static_generator_finalized.connect(_copy_stylesheet)
    signals.finalized.connect(_finish_build)


@guarded
def _prepare(pelican: Pelican) -> None:
    settings = pelican.settings
    markdown = settings.get("MARKDOWN") or {}
    # A string, and in a list of its own: Pelican pickles its settings, and the default
    # ones are shared by all instances.
    extensions = [name for name in markdown.get("extensions") or () if name != EXTENSION]
    settings["MARKDOWN"] = {**markdown, "extensions": [*extensions, EXTENSION]}
    if not cache.is_current(settings):
        settings["LOAD_CONTENT_CACHE"] = False


@guarded
def _open_generator(generator: Generator) -> None:
    context = generator.context
    if build.of(context) is None:
        context[build.KEY] = Build(Settings.read(generator.settings))
    environment = generator.env
    environment.template_class = FinishedTemplate
    # Last, so that a theme's own template of the same name wins.
    environment.loader.loaders.append(FileSystemLoader(_FOLDER / "templates"))
    environment.tests.setdefault("haiku", _is_haiku)
    environment.filters.setdefault("excerpt", summary.excerpt_filter)


def _is_haiku(value: object) -> bool:
    """Jinja's test ``is haiku``: whether an article has one."""
    return getattr(value, "haiku", None) is not None


@guarded
def _dress_article(content: Content) -> None:
    state = build.of(content._context)
    if state is None or not isinstance(content, Article):
        return
    # What every post has, whatever fails below.
    content.haiku = content.prompt = content.edit_or_expand = content._haiku_slug = None
    content.subtitle = content.metadata.get("subtitle")
    summary.attach(content, state.settings)
    dressed = dress(content, state.settings)
    _wear(content, dressed)
    for level, text in dressed.messages:
        logger.log(level, "%s", text)
    if dressed.derived_slug:
        namesakes = state.namesakes[dressed.derived_slug, content.lang]
        namesakes.append(content)
        # Before Pelican looks for translations, which two posts of one slug would be.
        slugs.number(namesakes)


def _wear(article: Article, dressed: Dress) -> None:
    """Set on *article* what it becomes."""
    for name in ("haiku", "subtitle", "prompt"):
        _set(article, name, getattr(dressed, name))
    for name in ("title", "slug", "category"):
        value = getattr(dressed, name)
        if value is not None:
            _set(article, name, value)
    if dressed.date is not None:
        _set(article, "date", dressed.date)
        article.locale_date = dressed.date.strftime(article.date_format)
    article._haiku_slug = dressed.derived_slug


def _set(article: Article, name: str, value: object) -> None:
    setattr(article, name, value)
    article.metadata[name] = value


@guarded
def _settle_slugs(generator: ArticlesGenerator) -> None:
    """Say which posts share a haiku; mend what came from Pelican's cache."""
    articles = _all_articles(generator)
    namesakes = defaultdict(list)
    for article in articles:
        # The cache has brought back the context and settings of an earlier build.
        article._context = generator.context
        article.settings = generator.settings
        if article._haiku_slug:
            namesakes[article._haiku_slug, article.lang].append(article)
    before = [article.slug for article in articles]
    for group in namesakes.values():
        first, *others = slugs.number(group)
        for article in others:
            logger.error(
                "%s: its haiku is also that of %s, in the same language; its slug "
                "becomes %s. Change one of them, or write Slug: in one",
                article.relative_source_path,
                first.relative_source_path,
                article.slug,
            )
    if before != [article.slug for article in articles]:
        _pair_translations(generator)


def _pair_translations(generator: ArticlesGenerator) -> None:
    """Have Pelican look for translations again, after a slug has changed."""
    for originals, translations in (
        ("articles", "translations"),
        ("hidden_articles", "hidden_translations"),
        ("drafts", "drafts_translations"),
    ):
        found = getattr(generator, originals) + getattr(generator, translations)
        index, others = process_translations(
            found, translation_id=generator.settings["ARTICLE_TRANSLATION_ID"]
        )
        setattr(
            generator,
            originals,
            order_content(index, generator.settings["ARTICLE_ORDER_BY"]),
        )
        setattr(generator, translations, others)


def _all_articles(generator: ArticlesGenerator) -> list[Article]:
    return list(
        chain(
            generator.articles,
            generator.translations,
            generator.hidden_articles,
            generator.hidden_translations,
            generator.drafts,
            generator.drafts_translations,
        )
    )


@guarded
def _finish_articles(generator: ArticlesGenerator) -> None:
    """All is read and nothing written: the footers, and what could not be read."""
    state = build.of(generator.context)
    if state is None:
        return
    articles = _all_articles(generator)
    for article in articles:
        attempt(article, _note_title, article, state)
    if state.settings.footer:
        footers = Footers(state.settings, generator.settings, generator.env)
        for article in articles:
            attempt(article, footers.attach, article)
        # Whoever has asked for a body before has had it with its invitation.
        Article.get_content.cache.clear()
    _explain_losses(generator)


def _note_title(article: Article, state: Build) -> None:
    # Where the prose title is the heading, a theme may print the haiku in one below it.
    if article.haiku:
        state.titles[page.key(str(article.haiku))] = article.haiku.html


def _explain_losses(generator: ArticlesGenerator) -> None:
    for path, content in generator.context["generated_content"].items():
        if content is None and (why := dropped.reason(Path(generator.path, path))):
            logger.error("%s: %s. The post is left out", path, why)


def _add_generators(pelican: Pelican) -> type[Generator] | None:
    settings = pelican.settings
    if settings.get("HAIKU_INDEX_SAVE_AS") or settings.get("HAIKU_LINE_PAGES"):
        return ListingsGenerator
    return None


@guarded
def _copy_stylesheet(generator: StaticGenerator) -> None:
    """Put the stylesheet beside the theme's own; one of the same name lies over it."""
    state = build.of(generator.context)
    if state is None or not state.settings.css:
        return
    folder = Path(generator.output_path, generator.settings["THEME_STATIC_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_FOLDER / "static" / STYLESHEET, folder / STYLESHEET)


@guarded
def _finish_build(pelican: Pelican) -> None:
    cache.mark(pelican.settings)


class FinishedTemplate(Template):
    """A template whose page is finished for themes that do not know the plugin.

    Only a whole page is rendered by this method: what it extends or includes is not.
    """

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the page, finished."""
        context = dict(*args, **kwargs)
        state = build.of(context)
        if state is None:
            return super().render(context)
        outer, state.site_url = state.site_url, context.get("localsiteurl")
        try:
            html = super().render(context)
            name = context.get("output_file", self.name)
            return attempt(name, _finish_page, html, state, context) or html
        finally:
            state.site_url = outer


def _finish_page(html: str, state: Build, context: dict[str, Any]) -> str:
    article = context.get("article")
    own = None
    if isinstance(article, Article):
        footer = article.edit_or_expand
        own = page.Own(
            body=article.content,
            subtitle=_subtitle(article),
            footer=footer.html if footer else None,
        )
    stylesheet = None
    if state.settings.css:
        stylesheet = (
            f"{context.get('SITEURL', '')}/{context['THEME_STATIC_DIR']}/{STYLESHEET}"
        )
    return page.finish(html, state.titles, own, stylesheet)


def _subtitle(article: Article) -> str | None:
    """Return what stands before the body: the subtitle, or the haiku in its place."""
    if article.haiku is None or article.subtitle is None:
        return None
    if article.subtitle == escape(str(article.haiku), quote=False):
        return str(article.haiku.html)
    return str(article.subtitle)

"""What the plugin adds to the templates of a theme, and to the pages they render."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, Template
from pelican.contents import Article, Content, Page

from pelican_haiku import page
from pelican_haiku.articles import haiku_of
from pelican_haiku.errors import attempt
from pelican_haiku.excerpt.article import excerpt_filter
from pelican_haiku.footer.history import credits_of
from pelican_haiku.head import head_of
from pelican_haiku.state import BuildState

STYLESHEET: Final = "haiku.css"

_TEMPLATES: Final = Path(__file__).parent / "templates"


def extend(environment: Environment) -> None:
    """Add the plugin's templates, test and filter to those of a theme."""
    environment.template_class = FinishedTemplate
    # Last, so that a theme's own template of the same name wins.
    environment.loader.loaders.append(FileSystemLoader(_TEMPLATES))  # type: ignore[union-attr]
    environment.tests.setdefault("haiku", lambda value: haiku_of(value) is not None)
    environment.filters.setdefault("excerpt", excerpt_filter)
    environment.filters.setdefault("haiku_head", head_of)
    environment.filters.setdefault("haiku_credits", credits_of)


class FinishedTemplate(Template):
    """A template whose page is finished for themes that do not know the plugin.

    Only a whole page is rendered by this method: what it extends or includes is not.
    """

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the page, finished."""
        context = dict(*args, **kwargs)
        state = BuildState.of(context)
        if state is None:
            return super().render(context)
        outer = state.site_url, state.article
        state.site_url = context.get("localsiteurl")
        state.article = context.get("article")
        try:
            html = super().render(context)
            name = context.get("output_file", self.name)
            return attempt(name, _finish, html, state, context) or html
        finally:
            state.site_url, state.article = outer


def _finish(html: str, state: BuildState, context: dict[str, Any]) -> str:
    parts = None
    content = context.get("article") or context.get("page")
    if isinstance(content, (Article, Page)):
        footer = None
        if state.settings.footer:
            footer = attempt(content, state.footers.footer, content)
        if footer or isinstance(content, Article):
            parts = page.ArticleParts(content.content, _subtitle(content), footer)
    stylesheet = None
    if state.settings.css:
        theme = f"{context.get('SITEURL', '')}/{context['THEME_STATIC_DIR']}"
        stylesheet = f"{theme}/{STYLESHEET}"
    return page.finish(html, state.titles, parts, stylesheet)


def _subtitle(content: Content) -> str | None:
    """Return what to put before the body: the subtitle, or the haiku as one."""
    haiku, subtitle = haiku_of(content), getattr(content, "subtitle", None)
    if haiku is None or subtitle is None:
        return None
    is_haiku = subtitle == escape(str(haiku), quote=False)
    return haiku.html if is_haiku else str(subtitle)

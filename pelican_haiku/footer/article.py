"""An article or a page → its edit and expand links, and the footer that shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import Any, Final

from jinja2 import Environment, Template
from pelican.contents import Article, Content, Page

from pelican_haiku import addresses
from pelican_haiku.articles import haiku_of
from pelican_haiku.errors import TEMPLATE_FAILURE, attempt, logger
from pelican_haiku.footer import remotes, sentence
from pelican_haiku.footer.forges import Repository
from pelican_haiku.footer.history import History, credits_of
from pelican_haiku.footer.links import Links, links_of
from pelican_haiku.footer.source import Sources
from pelican_haiku.languages import table
from pelican_haiku.metadata import plain, text
from pelican_haiku.settings import Settings, refuse

INVITATION_KEY: Final = "haiku-transcript-invitation"
"""The metadata key of the paragraph that was taken out of a body, and what came after it.

Pelican caches both with the article, so that a later build may put it back. Other plugins
make articles of the metadata and the body of one that was read before.
"""

TEMPLATE: Final = "haiku/footer.html"

# As Markdown writes what the plugin's own extension has marked.
_OPENING: Final = '<p class="haiku-invitation">'
_CLOSING: Final = "</p>"
_OFF: Final = frozenset({"no", "false", "off"})
_ON: Final = frozenset({"", "yes", "true", "on"})


@dataclass(frozen=True)
class EditOrExpand(Links):
    """The links of an article or a page.

    ``forge`` is the software behind the links, by the names that ``HAIKU_FORGE`` takes;
    ``None`` if they come from templates or from the post alone. ``has_footer`` tells
    whether ``HAIKU_FOOTER`` gives the page a footer.
    """

    forge: str | None = None
    has_footer: bool = False
    _render: Callable[[], str | None] = lambda: None

    @cached_property
    def html(self) -> str:
        """The footer, for a theme that shows one whatever ``HAIKU_FOOTER`` says too."""
        return self._render() or ""


class Footers:
    """The links and footers of one build."""

    def __init__(
        self, settings: Settings, site: Mapping[str, Any], templates: Environment
    ) -> None:
        """Take the plugin's *settings*, Pelican's own, and the theme's *templates*."""
        self._settings = settings
        self._templates = templates
        self._sources = Sources(settings, site)
        self._links = cache(self._find)
        url = str(site.get("SITEURL") or "")
        if "://" in url:
            # A `file:` would name a folder of this machine.
            url = addresses.clean(url) or ""
        self._site_url = url.rstrip("/")

    def wants(self, content: Content) -> bool:
        """Whether ``HAIKU_FOOTER`` gives the page of *content* a footer."""
        scope = self._settings.footer
        if isinstance(content, Page):
            return scope == "all"
        return scope is True or scope == "all" or bool(scope and haiku_of(content))

    def edit_or_expand(self, content: Content) -> EditOrExpand | None:
        """Return the links of an article or a page, ``None`` if it has none.

        They are worked out once for an address, which may change while other articles
        are read.
        """
        return self._links(content, content.url)

    def footer(self, content: Content) -> str | None:
        """Return the HTML of the footer that *content* gets, ``None`` if it gets none."""
        found = self.edit_or_expand(content) if self.wants(content) else None
        return found.html or None if found else None

    def history(self, article: Article) -> History | None:
        """Return who has changed the source of *article*, ``None`` if nobody knows."""
        return self._sources.history(article)

    # A transcript's invitation

    def move_invitation(self, article: Article) -> None:
        """Take the invitation of a transcript out of its body if a footer will show it.

        Put it back if an earlier build had a footer and this one has none. Call this
        before anything asks for the article's ``content``, which Pelican keeps.
        """
        taken = INVITATION_KEY in article.metadata
        if not taken and _OPENING not in article._content:
            return
        # Whether there are links does not depend on the address, which may yet change.
        has_footer = self.wants(article) and self._find(article, "") is not None
        if has_footer and not taken:
            _take_out_invitation(article)
        elif taken and not has_footer:
            _put_back_invitation(article)

    def make(self, article: Article) -> None:
        """Make the footer of *article*; if it fails, its invitation goes back.

        Call this when all articles are read and nothing is written yet. To make all in a
        row takes half the time of making each between other work.
        """
        made = attempt(article, self.footer, article)
        if not made and INVITATION_KEY in article.metadata:
            _put_back_invitation(article)

    # Links

    def _find(self, content: Content, url: str) -> EditOrExpand | None:
        written = {
            key: text(content.metadata.get(key)).strip() for key in ("edit", "expand")
        }
        refused = {key for key, value in written.items() if value.lower() in _OFF}
        if content.status == "draft":
            refused.add("expand")
        if len(refused) == len(written):
            return None
        source = self._sources.of(content)
        body = f"Page: {self._site_url}/{url}\n"
        if source.path:
            body += f"Source: {source.path}\n"
        # A post without a title, which Pelican will leave out, has no such attribute.
        title = " ".join(plain(str(getattr(content, "title", ""))).split())
        links = links_of(source, title, f"{body}\n", self._settings, self._tracker)
        for key, value in written.items():
            if key in refused:
                links = replace(links, **{f"{key}_url": None})
            elif address := _own_address(content, key, value):
                links = replace(links, **{f"{key}_url": address})
        if not (links.edit_url or links.expand_url):
            return None
        return EditOrExpand(
            **vars(links),
            forge=source.repository.forge.name or None if source.repository else None,
            has_footer=self.wants(content),
            _render=partial(attempt, content, self._render, content, links),
        )

    @cached_property
    def _tracker(self) -> Repository | str | None:
        setting = self._settings.tracker
        if setting is None:
            return None
        try:
            return remotes.tracker(setting, self._sources.repository)
        except ValueError as error:
            allowed = "a repository, the address of a page or an e-mail address"
            refuse("HAIKU_TRACKER", setting, f"{allowed} ({error})")
            return None

    # The footer

    def _render(self, content: Content, links: Links) -> str:
        invitation, _ = content.metadata.get(INVITATION_KEY, ("", ""))
        html, lang = sentence.write(
            content.lang,
            links,
            own=text(content.metadata.get("invitation")).strip(),
            invitation=invitation.strip().removeprefix(_OPENING).removesuffix(_CLOSING),
            setting=self._settings.footer_text,
            is_page=isinstance(content, Page),
        )
        thanks = ""
        if self._settings.credits and isinstance(content, Article):
            thanks = credits_of(content)
        values = {"article": content, "sentence": html, "credits": thanks}
        values |= {"lang": lang, "rtl": table(lang).rtl}
        made = attempt(
            TEMPLATE, lambda: self._template.render(values), message=TEMPLATE_FAILURE
        )
        return (made or "").strip()

    @cached_property
    def _template(self) -> Template:
        return self._templates.get_template(TEMPLATE)


def _take_out_invitation(article: Article) -> None:
    body, _, rest = article._content.rpartition(_OPENING)
    html, closing, after = rest.partition(_CLOSING)
    space = body[len(body.rstrip()) :]
    article.metadata[INVITATION_KEY] = space + _OPENING + html + closing, after
    article._content = body.rstrip() + after


def _put_back_invitation(article: Article) -> None:
    paragraph, after = article.metadata.pop(INVITATION_KEY)
    # If another plugin has changed the end of the body, it comes last.
    body = article._content.removesuffix(after)
    article._content = body + paragraph + article._content[len(body) :]


def _own_address(content: Content, key: str, value: str) -> str | None:
    """Return the address that a post itself gives for a link, if it gives one."""
    if value.lower() in _ON:
        return None
    address = addresses.clean(value)
    if address is None:
        # What has been said once in a build is not said again.
        logger.warning(
            "%s: its %s: %s is neither `no` nor an http, https or mailto address; "
            "it is left out",
            content.relative_source_path,
            key.title(),
            addresses.quoted(value),
        )
    return address

"""An article → its edit and expand links, and the footer that shows them."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from jinja2 import Environment
from pelican.contents import Article

from pelican_haiku import addresses
from pelican_haiku.footer import remotes, sentence
from pelican_haiku.footer.forges import Repository
from pelican_haiku.footer.links import Links, links_of
from pelican_haiku.footer.source import Sources
from pelican_haiku.languages import table
from pelican_haiku.metadata import plain, text
from pelican_haiku.settings import Settings
from pelican_haiku.title.head import LINE_KEY, PROMPT_KEY

logger = logging.getLogger(__name__)

# As Markdown writes what the plugin's own extension has marked.
_OPENING: Final = '<p class="haiku-invitation">'
_CLOSING: Final = "</p>"
_KINDS: Final = ("edit", "expand")
_OFF: Final = frozenset({"no", "false", "off"})
_ON: Final = frozenset({"", "yes", "true", "on"})


@dataclass(frozen=True, slots=True)
class EditOrExpand:
    """A post's links, each an address or ``None``, and its footer's HTML.

    ``forge`` is the software behind the links, by the names that ``HAIKU_FORGE`` takes;
    ``None`` if they come from templates or from the post alone.
    """

    edit_url: str | None
    expand_url: str | None
    source_url: str | None
    history_url: str | None
    forge: str | None
    html: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """What was taken out of a transcript's body, which a later build may put back.

    Pelican caches it with the article.
    """

    paragraph: str
    """The paragraph, and the white space before it."""
    after: str
    """The rest of the body: a sign-off, footnotes."""

    @property
    def html(self) -> str:
        """What is in the paragraph."""
        return self.paragraph.lstrip()[len(_OPENING) : -len(_CLOSING)]


class Footers:
    """The footers of one build."""

    def __init__(self, settings: Settings, site: Mapping[str, Any]) -> None:
        """Take the plugin's *settings* and Pelican's own."""
        self._settings = settings
        self._site = site
        self._sources = Sources(settings, site, os.environ)

    def move_invitation(self, article: Article) -> None:
        """Take a transcript's invitation out of its body if a footer will show it.

        Put it back if an earlier build had a footer and this one has none. Call this
        before anything asks for the article's ``content``, which Pelican keeps.
        """
        if article._haiku_invitation is not None:
            if self._links(article) is None:
                _put_back_invitation(article)
            return
        found = _find_invitation(article)
        if found and self._links(article):
            article._haiku_invitation = found
            rest = article._content.removesuffix(found.paragraph + found.after)
            article._content = rest + found.after

    def attach(self, article: Article, templates: Environment) -> None:
        """Set ``article.edit_or_expand`` if the article has a footer."""
        try:
            links = self._links(article)
            if links:
                article.edit_or_expand = self._footer(article, links, templates)
        finally:
            if not hasattr(article, "edit_or_expand"):
                _put_back_invitation(article)

    def _footer(
        self, article: Article, links: Links, templates: Environment
    ) -> EditOrExpand:
        invitation = article._haiku_invitation
        html, lang = sentence.write(
            article.lang,
            links,
            own=text(article.metadata.get("invitation")).strip(),
            invitation=invitation.html if invitation else "",
            setting=self._settings.footer_text,
        )
        html = templates.get_template("haiku/footer.html").render(
            article=article, sentence=html, lang=lang, rtl=table(lang).rtl, links=links
        )
        repository = self._sources.of(article).repository
        return EditOrExpand(
            edit_url=links.edit,
            expand_url=links.expand,
            source_url=links.source,
            history_url=links.history,
            forge=repository.forge.name or None if repository else None,
            html=html.strip(),
        )

    # Links

    def _links(self, article: Article) -> Links | None:
        """Return the links of an article's footer, ``None`` if it has no footer."""
        written = {key: text(article.metadata.get(key)).strip() for key in _KINDS}
        refused = {key for key in _KINDS if written[key].lower() in _OFF}
        if article.status == "draft":
            refused.add("expand")
        if refused == set(_KINDS):
            return None
        links = self._known_links(article)
        for key in _KINDS:
            address = _own_address(article, key, written[key]) or getattr(links, key)
            links = replace(links, **{key: None if key in refused else address})
        return links if links.edit or links.expand else None

    def _known_links(self, article: Article) -> Links:
        """Return the links by the settings and the repository alone."""
        source = self._sources.of(article)
        site_url = str(self._site.get("SITEURL") or "")
        if "://" in site_url:
            # A `file:` would name a folder of this machine.
            site_url = addresses.clean(site_url) or ""
        body = f"Page: {site_url.rstrip('/')}/{article.url}\n"
        if source.path:
            body += f"Source: {source.path}\n"
        # A post without a title, which Pelican will leave out, has no such attribute.
        title = " ".join(plain(str(getattr(article, "title", ""))).split())
        return links_of(source, title, f"{body}\n", self._settings, self._tracker)

    @cached_property
    def _tracker(self) -> Repository | str | None:
        if self._settings.tracker is None:
            return None
        try:
            found = remotes.tracker(self._settings.tracker, self._sources.repository)
        except ValueError as error:
            problem = f"is not understood: {error}"
        else:
            if isinstance(found, str) or found.forge.new_issue:
                return found
            problem = "names a repository of a forge whose issues are not known"
        logger.error(
            "HAIKU_TRACKER in the settings file %s; it must be a repository, the address "
            "of a page or an e-mail address; issues go to the posts' repository",
            problem,
        )
        return None


def _find_invitation(article: Article) -> Invitation | None:
    """Return what the extension has marked; in other posts the class is the author's."""
    if not {LINE_KEY, PROMPT_KEY} & article.metadata.keys():
        return None
    body, opening, rest = article._content.rpartition(_OPENING)
    html, closing, after = rest.partition(_CLOSING)
    if not (opening and closing):
        return None
    return Invitation(body[len(body.rstrip()) :] + opening + html + closing, after)


def _put_back_invitation(article: Article) -> None:
    taken, article._haiku_invitation = article._haiku_invitation, None
    if taken:
        # If another plugin has changed the end of the body, it comes last.
        body = article._content.removesuffix(taken.after)
        after = article._content[len(body) :]
        article._content = body + taken.paragraph + after


def _own_address(article: Article, key: str, value: str) -> str | None:
    """Return the address that a post itself gives for a link, if it gives one."""
    if value.lower() in _ON | _OFF:
        return None
    address = addresses.clean(value)
    if address is None:
        # Pelican's logger leaves out a warning that it has given before.
        logger.warning(
            "%s: its %s: %s is neither `no` nor an http, https or mailto address; "
            "it is left out",
            article.relative_source_path,
            key.title(),
            addresses.quoted(value),
        )
    return address

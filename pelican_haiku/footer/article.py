"""An article or a page → its edit and expand links, and the footer that shows them."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, Final

from jinja2 import Environment, Template
from pelican.contents import Article, Content, Page

from pelican_haiku import addresses
from pelican_haiku.articles import haiku_of
from pelican_haiku.errors import attempt
from pelican_haiku.footer import remotes, sentence
from pelican_haiku.footer.forges import Repository
from pelican_haiku.footer.links import Links, links_of
from pelican_haiku.footer.source import Sources
from pelican_haiku.languages import table
from pelican_haiku.metadata import plain, text
from pelican_haiku.settings import Settings, refuse
from pelican_haiku.state import BuildState
from pelican_haiku.title.head import LINE_KEY, PROMPT_KEY

logger = logging.getLogger(__name__)

INVITATION_KEY: Final = "haiku-transcript-invitation"
"""The metadata key of what was taken out of a body.

Other plugins make articles of the metadata and the body of one that was read before.
"""

# As Markdown writes what the plugin's own extension has marked.
_OPENING: Final = '<p class="haiku-invitation">'
_CLOSING: Final = "</p>"
_OFF: Final = frozenset({"no", "false", "off"})
_ON: Final = frozenset({"", "yes", "true", "on"})


@dataclass(frozen=True)
class EditOrExpand:
    """The links of an article or a page, each an address or ``None``.

    ``forge`` is the software behind the links, by the names that ``HAIKU_FORGE`` takes;
    ``None`` if they come from templates or from the post alone. ``has_footer`` tells
    whether ``HAIKU_FOOTER`` gives the page a footer.
    """

    edit_url: str | None
    expand_url: str | None
    source_url: str | None
    history_url: str | None
    forge: str | None
    has_footer: bool
    _render: Callable[[], str | None]

    @cached_property
    def html(self) -> str:
        """The footer, for a theme that shows one whatever ``HAIKU_FOOTER`` says too."""
        return self._render() or ""


class EditOrExpandAttribute:
    """The attribute ``edit_or_expand`` of Pelican's articles and pages.

    It is worked out when it is asked for and missing if no link is known, as themes ask
    with ``is defined`` and ``default``. So it stands on the classes.
    """

    def __get__(self, content: Content | None, _owner: type) -> Any:
        """Return the links of *content*; raises :exc:`AttributeError` if it has none."""
        if content is None:
            return self
        state = BuildState.of(content._context)
        found = None
        if state and state.footers:
            found = attempt(content, state.footers.of, content)
        if found is None:
            raise AttributeError("edit_or_expand")
        return found


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
    """The links and footers of one build."""

    def __init__(
        self, settings: Settings, site: Mapping[str, Any], templates: Environment
    ) -> None:
        """Take the plugin's *settings*, Pelican's own, and the theme's *templates*."""
        self._settings = settings
        self._templates = templates
        self._sources = Sources(settings, site, os.environ)
        self._found: dict[tuple[Content, str], EditOrExpand | None] = {}
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

    def of(self, content: Content) -> EditOrExpand | None:
        """Return the links of an article or a page, ``None`` if it has none.

        They are worked out once for an address, which may change while other articles
        are read.
        """
        key = (content, content.url)
        if key not in self._found:
            # What fails fails once.
            self._found[key] = None
            self._found[key] = self._find(content)
        return self._found[key]

    def footer(self, content: Content) -> str | None:
        """Return the HTML of the footer that *content* gets, ``None`` if it gets none."""
        found = self.of(content) if self.wants(content) else None
        return found.html or None if found else None

    # A transcript's invitation

    def move_invitation(self, article: Article) -> None:
        """Take a transcript's invitation out of its body if a footer will show it.

        Put it back if an earlier build had a footer and this one has none. Call this
        before anything asks for the article's ``content``, which Pelican keeps.
        """
        if INVITATION_KEY in article.metadata:
            if not (self.wants(article) and self._find(article)):
                _put_back_invitation(article)
            return
        found = _find_invitation(article)
        if found and self.wants(article) and self._find(article):
            article.metadata[INVITATION_KEY] = found
            rest = article._content.removesuffix(found.paragraph + found.after)
            article._content = rest + found.after

    def make(self, article: Article) -> None:
        """Make the footer of *article*; if it fails, its invitation goes back.

        Call this when all articles are read and nothing is written yet.
        """
        if not attempt(article, self.footer, article):
            _put_back_invitation(article)

    # Links

    def _find(self, content: Content) -> EditOrExpand | None:
        written = {
            key: text(content.metadata.get(key)).strip() for key in ("edit", "expand")
        }
        refused = {key for key, value in written.items() if value.lower() in _OFF}
        if content.status == "draft":
            refused.add("expand")
        if len(refused) == len(written):
            return None
        source = self._sources.of(content)
        body = f"Page: {self._site_url}/{content.url}\n"
        if source.path:
            body += f"Source: {source.path}\n"
        # A post without a title, which Pelican will leave out, has no such attribute.
        title = " ".join(plain(str(getattr(content, "title", ""))).split())
        links = links_of(source, title, f"{body}\n", self._settings, self._tracker)
        for key, value in written.items():
            if key in refused:
                links = replace(links, **{key: None})
            elif address := _own_address(content, key, value):
                links = replace(links, **{key: address})
        if not (links.edit or links.expand):
            return None
        return EditOrExpand(
            edit_url=links.edit,
            expand_url=links.expand,
            source_url=links.source,
            history_url=links.history,
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
            found = remotes.tracker(setting, self._sources.repository)
        except ValueError as error:
            problem = str(error)
        else:
            if isinstance(found, str) or found.forge.new_issue:
                return found
            problem = "the issues of its forge have no address"
        allowed = "a repository, the address of a page or an e-mail address"
        refuse("HAIKU_TRACKER", setting, f"{allowed} ({problem})")
        return None

    # The footer

    def _render(self, content: Content, links: Links) -> str:
        invitation = content.metadata.get(INVITATION_KEY)
        html, lang = sentence.write(
            content.lang,
            links,
            own=text(content.metadata.get("invitation")).strip(),
            invitation=invitation.html if invitation else "",
            setting=self._settings.footer_text,
        )
        values = {"article": content, "sentence": html, "lang": lang}
        return self._template.render(values, rtl=table(lang).rtl).strip()

    @cached_property
    def _template(self) -> Template:
        return self._templates.get_template("haiku/footer.html")


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
    if taken := article.metadata.pop(INVITATION_KEY, None):
        # If another plugin has changed the end of the body, it comes last.
        body = article._content.removesuffix(taken.after)
        after = article._content[len(body) :]
        article._content = body + taken.paragraph + after


def _own_address(content: Content, key: str, value: str) -> str | None:
    """Return the address that a post itself gives for a link, if it gives one."""
    if value.lower() in _ON | _OFF:
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

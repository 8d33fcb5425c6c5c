"""An article → its edit and expand links, and the footer that shows them."""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment
from pelican.contents import Article

from pelican_haiku import forge, git
from pelican_haiku.haiku import plain
from pelican_haiku.messages import Messages, find, language, messages, tables
from pelican_haiku.settings import Settings

logger = logging.getLogger(__name__)

DEFAULT_BRANCH: Final = "main"
SCHEMES: Final = frozenset({"http", "https", "mailto"})

_INVITATION: Final = re.compile(
    r'\s*<p class="haiku-invitation">(?P<text>.*?)</p>', re.DOTALL
)
_TAG: Final = re.compile(r"(<[^<>]*>)")


@dataclass(frozen=True, slots=True)
class EditOrExpand:
    """A post's links, each an address or ``None``, and its footer's HTML."""

    edit_url: str | None
    expand_url: str | None
    source_url: str | None
    history_url: str | None
    forge: str | None
    html: str


class Footers:
    """The footers of one build; what git says is asked once per checkout."""

    def __init__(
        self,
        settings: Settings,
        site: Mapping[str, Any],
        environment: Environment,
    ) -> None:
        """Take the plugin's *settings*, Pelican's own, and the theme's templates."""
        self.settings = settings
        self.site = site
        self.environment = environment
        self._checkouts: dict[Path, git.Checkout] = {}

    def attach(self, article: Article) -> None:
        """Set ``article.edit_or_expand``; a footer takes the invitation's place."""
        found = _INVITATION.search(article._content or "")
        article.edit_or_expand = self.of(article, found["text"] if found else None)
        if found and article.edit_or_expand:
            content = article._content
            article._content = content[: found.start()] + content[found.end() :]

    def of(self, article: Article, invitation: str | None) -> EditOrExpand | None:
        """Return the links of *article*, ``None`` where it has none.

        *invitation* is the HTML of the sentence with which a transcript itself invites.
        """
        links = self._links(article)
        if not (links.edit or links.expand):
            return None
        sentence, lang = self._sentence(article, invitation, links)
        html = self.environment.get_template("haiku/footer.html").render(
            article=article, sentence=sentence, lang=lang, links=links
        )
        return EditOrExpand(
            edit_url=links.edit,
            expand_url=links.expand,
            source_url=links.source,
            history_url=links.history,
            forge=self._repository.forge if self._repository else None,
            html=html.strip(),
        )

    def _links(self, article: Article) -> forge.Links:
        settings, metadata = self.settings, article.metadata
        path = metadata.get("edit-source") or self._path(Path(article.source_path))
        title = plain(article.title)
        site_url = self.site.get("SITEURL", "")
        body = f"Page: {site_url}/{article.url}\n"
        if path:
            body += f"Source: {path}\n"
        body += "\n"
        try:
            found = forge.links(
                self._repository,
                self._branch,
                path,
                title,
                body,
                edit_url=settings.edit_url,
                expand_url=settings.expand_url,
            )
        except ValueError as error:
            self._say(
                f"HAIKU_EDIT_URL or HAIKU_EXPAND_URL in the settings file: {error}; "
                "there are no footers",
                logging.ERROR,
            )
            found = forge.Links()
        edit = self._override(article, "edit", found.edit)
        expand = self._override(article, "expand", found.expand)
        if article.status == "draft":
            expand = None
        return forge.Links(edit, expand, found.source, found.history)

    def _override(self, article: Article, key: str, link: str | None) -> str | None:
        value = str(article.metadata.get(key, "")).strip()
        if value.lower() == "no":
            link = None
        elif urlsplit(value).scheme in SCHEMES:
            link = value
        elif value:
            logger.warning(
                "%s: its %s: %s is neither `no` nor an http, https or mailto address; "
                "it is left out",
                article.relative_source_path,
                key.title(),
                value,
            )
        return link if link and urlsplit(link).scheme in SCHEMES else None

    @cached_property
    def _folder(self) -> Path:
        """The folder of the settings file, as far as Pelican lets one know."""
        return Path(self.site["PATH"]).parent

    def _checkout(self, folder: Path) -> git.Checkout | None:
        root = git.root(folder)
        if root is None:
            return None
        if root not in self._checkouts:
            self._checkouts[root] = git.checkout(root)
        return self._checkouts[root]

    @cached_property
    def _site_checkout(self) -> git.Checkout | None:
        return self._checkout(Path(self.site["PATH"]).resolve())

    @cached_property
    def _repository(self) -> forge.Repository | None:
        settings = self.settings
        if settings.repository:
            try:
                found = forge.repository(settings.repository, settings.forge)
            except ValueError as error:
                self._say(
                    f"HAIKU_REPOSITORY in the settings file is not understood, {error}; "
                    "write a web address, a git remote or owner/name",
                    logging.ERROR,
                )
                return None
        else:
            found = None
            remote = self._site_checkout.remote if self._site_checkout else None
            if remote:
                try:
                    found = forge.repository(remote, settings.forge)
                except ValueError:
                    found = None
            if found and not _is_public(found.url):
                found = None
        if found is None:
            if not (settings.edit_url or settings.expand_url):
                self._say(
                    "no repository is known, so posts have no footer to edit or expand "
                    "them; name one in HAIKU_REPOSITORY, or set HAIKU_FOOTER = False"
                )
        elif found.forge is None and not (settings.edit_url or settings.expand_url):
            self._say(
                f"the forge at {urlsplit(found.url).hostname} is not known, so posts "
                "have no footer; name its software in HAIKU_FORGE, or write its "
                "addresses in HAIKU_EDIT_URL and HAIKU_EXPAND_URL"
            )
        return found

    @cached_property
    def _branch(self) -> str:
        if self.settings.branch:
            return self.settings.branch
        if self._site_checkout and self._site_checkout.branch:
            return self._site_checkout.branch
        if self._repository:
            self._say(
                f"no branch is known; links lead to {DEFAULT_BRANCH}; name another in "
                "HAIKU_BRANCH"
            )
        return DEFAULT_BRANCH

    def _path(self, source: Path) -> str | None:
        """Return the source's path in the repository, ``None`` where it is not there."""
        source = source.resolve()
        checkout = self._checkout(source.parent)
        if checkout:
            tracked = source.relative_to(checkout.root.resolve()).as_posix()
            if tracked not in checkout.tracked:
                return None
        if self.settings.root:
            root = (self._folder / self.settings.root).resolve()
        else:
            root = (checkout.root if checkout else self._folder).resolve()
        if not source.is_relative_to(root):
            return None
        return source.relative_to(root).as_posix()

    def _sentence(
        self, article: Article, invitation: str | None, links: forge.Links
    ) -> tuple[str, str]:
        """Return the footer's sentence as HTML, and the language that it is in."""
        lang = article.lang
        table = messages(lang)
        own = article.metadata.get("invitation") or invitation
        if own:
            return _link_verbs(own, lang, links), lang
        text = self.settings.footer_text
        if isinstance(text, Mapping):
            code = lang.lower()
            text = text.get(code) or text.get(code.partition("-")[0])
        if text:
            return _fill(text, table, links), lang
        if not links.expand:
            text = table.edit_alone
        elif not links.edit:
            text = table.expand_alone
        else:
            text = table.sentence
        return _fill(text, table, links), language(lang) or "en"

    def _say(self, text: str, level: int = logging.INFO) -> None:
        logger.log(level, "%s", text)


def _is_public(url: str) -> bool:
    """Whether a host that only a remote names may be shown to the world."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".internal"))


def _anchor(kind: str, url: str, text: str) -> str:
    relation = "edit nofollow" if kind == "edit" else "nofollow"
    return f'<a rel="{relation}" href="{escape(url)}">{text}</a>'


def _fill(text: str, table: Messages, links: forge.Links) -> str:
    """Put whole links for ``{edit}`` and ``{expand}``; without a link, the plain verb."""
    for kind, url, verb in (
        ("edit", links.edit, table.edit),
        ("expand", links.expand, table.expand),
    ):
        text = text.replace(f"{{{kind}}}", _anchor(kind, url, verb) if url else verb)
    return text


def _link_verbs(html: str, lang: str, links: forge.Links) -> str:
    """Link the words for editing and expanding in *html*; add the missing ones."""
    table = messages(lang)
    added = []
    for kind, url in (("edit", links.edit), ("expand", links.expand)):
        if url is None:
            continue
        linked = None
        for words in _verbs(kind, table):
            linked = _link_first(html, words, kind, url)
            if linked:
                break
        if linked:
            html = linked
        else:
            added.append(_anchor(kind, url, getattr(table, kind)))
    return f"{html} ({', '.join(added)})" if added else html


def _verbs(kind: str, table: Messages) -> Iterable[Iterable[str]]:
    """Yield the words to look for: the verb itself, then its kin, then other tongues'."""
    yield (getattr(table, kind),)
    yield getattr(table, kind + "s")
    for other in tables().values():
        yield getattr(other, kind + "s")


def _link_first(html: str, words: Iterable[str], kind: str, url: str) -> str | None:
    """Link the first of *words* that stands in the text of *html*, outside links."""
    parts = _TAG.split(html)
    inside = 0
    for index, part in enumerate(parts):
        if index % 2:
            if re.match(r"<a[\s>]", part, re.IGNORECASE):
                inside += 1
            elif part.lower().startswith("</a"):
                inside -= 1
        elif inside == 0 and (match := find(words, part)):
            before, after = part[: match.start()], part[match.end() :]
            parts[index] = before + _anchor(kind, url, match[0]) + after
            return "".join(parts)
    return None

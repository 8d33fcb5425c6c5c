"""An article → its edit and expand links, and the footer that shows them."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from typing import Any, Final

from jinja2 import Environment
from pelican.contents import Article

from pelican_haiku import addresses
from pelican_haiku.footer import remotes
from pelican_haiku.footer.forges import Repository
from pelican_haiku.footer.links import Links, links_of
from pelican_haiku.footer.source import Source, Sources
from pelican_haiku.invitations import find
from pelican_haiku.languages import FALLBACK, codes, nearest, table, tables
from pelican_haiku.settings import Settings
from pelican_haiku.title.haiku import plain
from pelican_haiku.title.transcript import LINE_KEY, PROMPT_KEY

logger = logging.getLogger(__name__)

_INVITATION: Final = re.compile(
    r'<p class="haiku-invitation">(?P<text>(?:(?!<p[ >]).)*?)</p>', re.DOTALL
)
_TAG: Final = re.compile(r"(<[^<>]*>)")
_PLACEHOLDER: Final = re.compile(r"\{(edit|expand)\}")
_OFF: Final = frozenset({"no", "false", "off"})
_ON: Final = frozenset({"", "yes", "true", "on"})


@dataclass(frozen=True, slots=True)
class EditOrExpand:
    """A post's links, each an address or ``None``, and its footer's HTML.

    ``forge`` is the software behind the links, by the names that ``HAIKU_FORGE`` takes;
    ``None`` where they come from templates or from the post alone.
    """

    edit_url: str | None
    expand_url: str | None
    source_url: str | None
    history_url: str | None
    forge: str | None
    html: str


class Footers:
    """The footers of one build."""

    def __init__(
        self,
        settings: Settings,
        site: Mapping[str, Any],
        environment: Environment,
    ) -> None:
        """Take the plugin's *settings*, Pelican's own, and the theme's templates."""
        self._settings = settings
        self._site = site
        self._environment = environment
        self._sources = Sources(settings, site, os.environ)

    def attach(self, article: Article) -> None:
        """Set ``article.edit_or_expand``; a footer takes the invitation's place."""
        found = None
        if {LINE_KEY, PROMPT_KEY} & article.metadata.keys():
            found = next(reversed([*_INVITATION.finditer(article._content or "")]), None)
        article.edit_or_expand = self.of(article, found["text"] if found else None)
        if found and article.edit_or_expand:
            content = article._content
            before = content[: found.start()].rstrip()
            article._content = before + content[found.end() :]

    def of(self, article: Article, invitation: str | None) -> EditOrExpand | None:
        """Return the links of *article*, ``None`` where it has none.

        *invitation* is the HTML of the sentence with which a transcript itself invites.
        """
        edit, expand = self._written(article, "edit"), self._written(article, "expand")
        if article.status == "draft":
            expand = ""
        if edit == expand == "":
            return None
        source = self._sources.of(article)
        links = self._links(article, source)
        if edit is not None:
            links = replace(links, edit=edit or None)
        if expand is not None:
            links = replace(links, expand=expand or None)
        if not (links.edit or links.expand):
            return None
        sentence, lang = self._sentence(article, invitation, links)
        html = self._environment.get_template("haiku/footer.html").render(
            article=article,
            sentence=sentence,
            lang=lang,
            rtl=table(lang).rtl,
            links=links,
        )
        return EditOrExpand(
            edit_url=links.edit,
            expand_url=links.expand,
            source_url=links.source,
            history_url=links.history,
            forge=source.repository.forge.name or None if source.repository else None,
            html=html.strip(),
        )

    # Links

    def _written(self, article: Article, key: str) -> str | None:
        """Return what a post itself says: an address, or empty for none of all."""
        value = str(article.metadata.get(key, "")).strip()
        if value.lower() in _OFF:
            return ""
        if value.lower() in _ON:
            return None
        address = addresses.clean(value)
        if address is None:
            logger.warning(
                "%s: its %s: %s is neither `no` nor an http, https or mailto address; "
                "it is left out",
                article.relative_source_path,
                key.title(),
                addresses.quoted(value),
            )
        return address

    def _links(self, article: Article, source: Source) -> Links:
        site_url = str(self._site.get("SITEURL") or "")
        if "://" in site_url:
            # A `file:` would name a folder of this machine.
            site_url = addresses.clean(site_url) or ""
        body = f"Page: {site_url.rstrip('/')}/{article.url}\n"
        if source.path:
            body += f"Source: {source.path}\n"
        title = " ".join(plain(str(article.title)).split())
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

    # The sentence

    def _sentence(
        self, article: Article, invitation: str | None, links: Links
    ) -> tuple[str, str]:
        """Return the footer's sentence as HTML, and the language that it is in."""
        own = article.metadata.get("invitation")
        if isinstance(own, list):
            own = " ".join(map(str, own))
        if own := str(own or "").strip():
            return _linked(_mended(own), article.lang, links), article.lang
        if invitation:
            return _link_verbs(invitation, article.lang, links), article.lang
        text, lang = self._footer_text(article.lang)
        if text:
            return _linked(_mended(text), lang, links, add=False), lang
        lang = nearest(article.lang) or FALLBACK
        words = table(lang)
        if not links.expand:
            text = words.edit_alone
        elif not links.edit:
            text = words.expand_alone
        else:
            text = words.sentence
        return _fill(text, lang, links), lang

    def _footer_text(self, lang: str) -> tuple[str | None, str]:
        """Return ``HAIKU_FOOTER_TEXT`` for a language, and the language it is in."""
        text = self._settings.footer_text
        if not isinstance(text, Mapping):
            return text, lang
        wanted = [*codes(lang)]
        if nearest(lang) is None:
            wanted.append(FALLBACK)
        by_code = {code: key for key in text for code in [next(iter(codes(key)), "")]}
        for code in wanted:
            if code in by_code:
                return text[by_code[code]], code
        return None, lang


def _mended(text: str) -> str:
    """Return *text*, which may have HTML in it, with stray ``&`` and ``<`` escaped."""
    text = re.sub(r"&(?!(?:\w+|#\d+|#x[0-9a-fA-F]+);)", "&amp;", text)
    return re.sub(r"<(?![A-Za-z/!])", "&lt;", text)


def _linked(text: str, lang: str, links: Links, *, add: bool = True) -> str:
    if _PLACEHOLDER.search(text):
        return _fill(text, lang, links)
    return _link_verbs(text, lang, links, add=add)


def _anchor(kind: str, url: str, text: str) -> str:
    relation = "edit nofollow" if kind == "edit" else "nofollow"
    return f'<a rel="{relation}" href="{escape(url)}">{text}</a>'


def _fill(text: str, lang: str, links: Links) -> str:
    """Put whole links for ``{edit}`` and ``{expand}``; without a link, the plain verb."""

    def link(match: re.Match[str]) -> str:
        kind = match[1]
        url, verb = getattr(links, kind), getattr(table(lang), kind)
        return _anchor(kind, url, verb) if url else verb

    return _PLACEHOLDER.sub(link, text)


def _link_verbs(html: str, lang: str, links: Links, *, add: bool = True) -> str:
    """Link the words for editing and expanding in *html*; *add* those it lacks."""
    added = []
    for kind in ("edit", "expand"):
        url = getattr(links, kind)
        if url is None:
            continue
        for words in _verbs(kind, lang):
            linked = _link_first(html, words, kind, url)
            if linked:
                html = linked
                break
        else:
            if add:
                added.append(_anchor(kind, url, getattr(table(lang), kind)))
    return f"{html} ({', '.join(added)})" if added else html


def _verbs(kind: str, lang: str) -> Iterator[Iterable[str]]:
    """Yield the words to look for: the verb itself, then its kin, then other tongues'."""
    yield [getattr(table(lang), kind)]
    for language in (table(lang), *tables().values()):
        yield getattr(language, f"{kind}s")


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
        elif inside == 0 and (found := find(words, part)):
            start, end = found
            anchor = _anchor(kind, url, part[start:end])
            parts[index] = part[:start] + anchor + part[end:]
            return "".join(parts)
    return None

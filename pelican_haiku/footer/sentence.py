"""The words of a footer, in which *edit* and *expand* become links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Final

from pelican_haiku.footer.links import Links
from pelican_haiku.invitations import find
from pelican_haiku.languages import FALLBACK, codes, nearest, table, tables

_TAG: Final = re.compile(r"(<[^<>]*>)")
_PLACEHOLDER: Final = re.compile(r"\{(edit|expand)\}")


def write(
    lang: str,
    links: Links,
    *,
    own: str = "",
    invitation: str = "",
    setting: str | Mapping[str, str] | None = None,
) -> tuple[str, str]:
    """Return a footer's sentence as HTML, and the language that it is in.

    It is *own*, the text of the post's ``Invitation:``; else *invitation*, the HTML of a
    transcript's; else *setting*, the value of ``HAIKU_FOOTER_TEXT``; else the sentence of
    the table for *lang*. An empty one counts as none. One of *links* is an address.
    """
    if own:
        return _from_text(own, lang, links), lang
    if invitation:
        return _link_verbs(invitation, lang, links), lang
    text, text_lang = _text_by_language(setting, lang)
    if text:
        return _from_text(text, text_lang, links, add=False), text_lang
    lang = nearest(lang) or FALLBACK
    words = table(lang)
    if not links.expand:
        text = words.edit_alone
    elif not links.edit:
        text = words.expand_alone
    else:
        text = words.sentence
    return _fill(text, lang, links), lang


def _text_by_language(
    setting: str | Mapping[str, str] | None, lang: str
) -> tuple[str, str]:
    """Return the text of ``HAIKU_FOOTER_TEXT`` for *lang*, and the language it is in."""
    if not isinstance(setting, Mapping):
        return setting or "", lang
    texts = {next(codes(key), ""): text for key, text in setting.items()}
    for code in [*codes(lang), *([] if nearest(lang) else [FALLBACK])]:
        if code in texts:
            return texts[code], code
    return "", lang


def _from_text(text: str, lang: str, links: Links, *, add: bool = True) -> str:
    """Return *text*, which may have HTML in it, with its placeholders or verbs linked."""
    text = re.sub(r"&(?!(?:\w+|#\d+|#x[0-9a-fA-F]+);)", "&amp;", text)
    text = re.sub(r"<(?![A-Za-z/!])", "&lt;", text)
    if _PLACEHOLDER.search(text):
        return _fill(text, lang, links)
    return _link_verbs(text, lang, links, add=add)


def _fill(text: str, lang: str, links: Links) -> str:
    """Put links for ``{edit}`` and ``{expand}``, or the plain verb if there is none."""

    def link(match: re.Match[str]) -> str:
        url, verb = getattr(links, match[1]), getattr(table(lang), match[1])
        return _anchor(match[1], url, verb) if url else verb

    return _PLACEHOLDER.sub(link, text)


def _link_verbs(html: str, lang: str, links: Links, *, add: bool = True) -> str:
    """Link the words for editing and expanding in *html*; *add* those that it lacks."""
    added = []
    for kind in ("edit", "expand"):
        url = getattr(links, kind)
        if url is None:
            continue
        linked = (_link_first(html, verbs, kind, url) for verbs in _verbs(kind, lang))
        found = next(filter(None, linked), "")
        if not found and add:
            added.append(_anchor(kind, url, getattr(table(lang), kind)))
        html = found or html
    return f"{html} ({', '.join(added)})" if added else html


def _verbs(kind: str, lang: str) -> Iterator[Iterable[str]]:
    """Yield the words to look for: the verb, its synonyms, those of other languages."""
    yield [getattr(table(lang), kind)]
    for language in (table(lang), *tables().values()):
        yield getattr(language, f"{kind}s")


def _link_first(html: str, verbs: Iterable[str], kind: str, url: str) -> str:
    """Link the first of *verbs* outside links; return nothing if there is none."""
    parts = _TAG.split(html)
    links = 0
    for index, part in enumerate(parts):
        if index % 2:
            links += bool(re.match(r"<a[\s>]", part, re.IGNORECASE))
            links -= part.lower().startswith("</a")
        elif links == 0 and (found := find(verbs, part)):
            start, end = found
            anchor = _anchor(kind, url, part[start:end])
            parts[index] = part[:start] + anchor + part[end:]
            return "".join(parts)
    return ""


def _anchor(kind: str, url: str, text: str) -> str:
    relation = "edit nofollow" if kind == "edit" else "nofollow"
    return f'<a rel="{relation}" href="{escape(url)}">{text}</a>'

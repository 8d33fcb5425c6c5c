"""The words of a footer, in which *edit* and *expand* become links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
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
    is_page: bool = False,
) -> tuple[str, str]:
    """Return a footer's sentence as HTML, and the language that it is in.

    It is *own*, the text of the post's ``Invitation:``; else *invitation*, the HTML of a
    transcript's; else *setting*, the value of ``HAIKU_FOOTER_TEXT``; else the sentence of
    the table for *lang*. An empty one counts as none. One of *links* is an address. An
    invitation that lacks a verb is followed by the table's sentence for that link. The
    table's sentences speak of a post, or of a page if *is_page*.
    """
    if own and _PLACEHOLDER.search(own):
        return _fill(_as_html(own), lang, links), lang
    if own or invitation:
        html, rest = _link_verbs(_as_html(own) or invitation, lang, links)
        if rest != Links():
            added, added_lang = _by_table(lang, rest, is_page)
            html += f'<br>\n<span lang="{added_lang}">{added}</span>'
        return html, lang
    text, text_lang = _text_by_language(setting, lang)
    if not text:
        return _by_table(lang, links, is_page)
    if _PLACEHOLDER.search(text):
        return _fill(_as_html(text), text_lang, links), text_lang
    html, _ = _link_verbs(_as_html(text), text_lang, links)
    return html, text_lang


def _by_table(lang: str, links: Links, is_page: bool) -> tuple[str, str]:
    """Return the sentence of the table nearest to *lang*, and that table's language."""
    lang = nearest(lang) or FALLBACK
    words = table(lang)
    if not links.expand:
        text = words.edit_alone
    elif not links.edit:
        text = words.expand_alone
    else:
        text = words.sentence
    for post, page in words.on_page.items() if is_page else ():
        text = text.replace(post, page)
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


def _as_html(text: str) -> str:
    """Return *text*, which may have HTML in it, with what is no HTML escaped."""
    text = re.sub(r"&(?!(?:\w+|#\d+|#x[0-9a-fA-F]+);)", "&amp;", text)
    return re.sub(r"<(?![A-Za-z/!])", "&lt;", text)


def _fill(text: str, lang: str, links: Links) -> str:
    """Put links for ``{edit}`` and ``{expand}``, or the plain verb if there is none."""

    def link(match: re.Match[str]) -> str:
        url, verb = getattr(links, match[1]), getattr(table(lang), match[1])
        return _anchor(match[1], url, verb) if url else verb

    return _PLACEHOLDER.sub(link, text)


def _link_verbs(html: str, lang: str, links: Links) -> tuple[str, Links]:
    """Link the words for editing and expanding; return the links without a word too."""
    rest = Links(links.edit, links.expand)
    for kind in ("edit", "expand"):
        url = getattr(links, kind)
        if url is None:
            continue
        linked = (_link_first(html, verbs, kind, url) for verbs in _verbs(kind, lang))
        if found := next(filter(None, linked), ""):
            html, rest = found, replace(rest, **{kind: None})
    return html, rest


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

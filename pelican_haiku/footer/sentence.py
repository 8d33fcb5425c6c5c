"""The words of a footer, in which *edit* and *expand* become links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html import escape

from pelican_haiku.footer.links import Links
from pelican_haiku.languages import FALLBACK, Language, codes, nearest, table, tables


def write(
    lang: str,
    links: Links,
    *,
    own: str,
    invitation: str,
    setting: Mapping[str, str],
    is_page: bool,
) -> tuple[str, str]:
    """Return a footer's sentence as HTML, and the language that it is in.

    It is *own*, the text of the post's ``Invitation:``; else *invitation*, the HTML of a
    transcript's; else *setting*, the value of ``HAIKU_FOOTER_TEXT``; else the sentence of
    the table for *lang*. An empty one counts as none. One of *links* is an address. An
    invitation that lacks a verb is followed by the table's sentence for that link. The
    table's sentences speak of a post, or of a page if *is_page*.
    """
    if own:
        # `FORMATTED_FIELDS` makes a paragraph of it.
        own = re.sub(r"\A<p(?:\s[^>]*)?>(.*)</p>\Z", r"\1", own, flags=re.DOTALL)
        own = _as_html(own)
    html = own or invitation
    is_authors = html != ""
    if not is_authors:
        text, lang = _text_by_language(setting, lang)
        if not text:
            return _by_table(lang, links, is_page)
        html = _as_html(text)
    if "{edit}" in html or "{expand}" in html:
        return _fill(html, table(lang), links), lang
    html, rest = _link_verbs(html, lang, links)
    if is_authors and (rest.edit_url or rest.expand_url):
        added, added_lang = _by_table(lang, rest, is_page)
        html += f'<br>\n<span lang="{added_lang}">{added}</span>'
    return html, lang


def _by_table(lang: str, links: Links, is_page: bool) -> tuple[str, str]:
    """Return the sentence of the table nearest to *lang*, and that table's language."""
    code = nearest(lang) or FALLBACK
    words = table(code)
    if not links.expand_url:
        text = words.edit_alone
    elif not links.edit_url:
        text = words.expand_alone
    else:
        text = words.sentence
    for post, page in words.on_page.items() if is_page else ():
        text = text.replace(post, page)
    return _fill(text, words, links), code


def _text_by_language(setting: Mapping[str, str], lang: str) -> tuple[str, str]:
    """Return the text of ``HAIKU_FOOTER_TEXT`` for *lang*, and the language it is in."""
    if "" in setting:
        # One text is that of all languages.
        return setting[""], lang
    texts = {next(codes(key), ""): text for key, text in setting.items()}
    for code in [*codes(lang), *([] if nearest(lang) else [FALLBACK])]:
        if code in texts:
            return texts[code], code
    return "", lang


def _as_html(text: str) -> str:
    """Return *text*, which may have HTML in it, with what is no HTML escaped."""
    text = re.sub(r"&(?!(?:\w+|#\d+|#x[0-9a-fA-F]+);)", "&amp;", text)
    return re.sub(r"<(?![A-Za-z/!])", "&lt;", text)


def _fill(text: str, words: Language, links: Links) -> str:
    """Put links for ``{edit}`` and ``{expand}``, or the plain verb if there is none."""
    edit, expand = words.edit, words.expand
    if links.edit_url:
        edit = _anchor("edit", links.edit_url, edit)
    if links.expand_url:
        expand = _anchor("expand", links.expand_url, expand)
    # An address has no braces.
    return text.replace("{edit}", edit).replace("{expand}", expand)


def _link_verbs(html: str, lang: str, links: Links) -> tuple[str, Links]:
    """Link the words for editing and expanding; return the links without a word too."""
    rest = links
    for kind in ("edit", "expand"):
        url = getattr(links, f"{kind}_url")
        linked = (_link_first(html, it, kind, url) for it in _verbs(kind, lang) if url)
        if found := next(filter(None, linked), ""):
            html, rest = found, replace(rest, **{f"{kind}_url": None})
    return html, rest


def _verbs(kind: str, lang: str) -> Iterator[Iterable[str]]:
    """Yield the verb, its synonyms, and those of all languages, dear to read."""
    words = table(lang)
    yield [getattr(words, kind)]
    yield getattr(words, f"{kind}s")
    for other in tables().values():
        yield getattr(other, f"{kind}s")


def _link_first(html: str, verbs: Iterable[str], kind: str, url: str) -> str:
    """Link the first of *verbs* outside links; return nothing if there is none."""
    # Only an author's own words have to be looked through.
    from pelican_haiku.invitations import find  # noqa: PLC0415

    parts = re.split(r"(<[^<>]*>)", html)
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

"""Finish a rendered page for themes that know nothing of the plugin.

A page is never parsed and written again, so that every other byte stays as the theme made
it. A place is found by what must stand there: a heading's tag, a class, the post's body.
Then the markup before it is passed over, to see whether a browser would read a tag or a
text there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from typing import Final

# A page as a browser reads it: texts, tags, and what is hidden. The rules are those of
# https://html.spec.whatwg.org/multipage/parsing.html#tokenization, but that any quote
# after an equals sign begins a value. Quantifiers are possessive, so that the time is
# linear. If a piece never ends, the rest of the page is part of it.
_TAG_END: Final = r"""[^>=]*+(?:=\s*+(?:"[^"]*+"|'[^']*+'|(?!["']))[^>=]*+)*+>"""
# Elements whose content is text to a browser, or is not shown.
_OPAQUE: Final = "iframe|noembed|noframes|script|style|template|textarea|title|xmp"
# A text node, together with the spans in which typogrify wraps parts of it.
_TEXT: Final = r"""(?:[^<]++|<(?![a-zA-Z/!?])
    |<span\s+class=["']?(?:amp|caps|dquo|numbers|ord|quo)["']?>[^<]*+</span>)++"""
# Looking at the first letter of a name before the whole saves time.
_TAG: Final = rf"<(?:/|(?![instxINSTX])|(?!(?i:{_OPAQUE})[\s/>]))[a-zA-Z]{_TAG_END}"
_HIDDEN: Final = rf"""<!(?=--).*?-->|<(?:!(?!--)|\?|/(?![a-zA-Z]))[^>]*+>
    |(?i:<(?P<name>{_OPAQUE})(?=[\s/>]){_TAG_END}(?:[^<]++|<(?!/(?P=name)[\s/>]))*+(?=<))"""
_PIECE: Final = rf"(?P<text>{_TEXT})|(?P<tag>{_TAG})|{_HIDDEN}|.+"
_PIECES: Final = rf"(?:(?:{_TEXT})?+(?:{_TAG}|{_HIDDEN}))*+"
# What divides a title's lines, in any form in which a theme may show it.
_DIVIDER: Final = r"/(?<=[\s;>]/)[\s&<]"
_UNEDUCATED: Final = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."}
)


@dataclass(frozen=True)
class ArticleParts:
    """HTML that an article's own page shows besides the title.

    ``body`` is the content as rendered for this page, ``subtitle`` one line or a haiku's
    three, ``footer`` the whole element.
    """

    body: str
    subtitle: str | None = None
    footer: str | None = None


def finish(
    html: str,
    titles: Mapping[str, str],
    article: ArticleParts | None = None,
    stylesheet: str | None = None,
) -> str:
    """Return *html* with haiku titles in three lines and *article*'s parts added.

    *titles* maps the :func:`title_key` of each haiku to its three lines of HTML. A title
    is replaced if it is a whole text node in a heading. The subtitle goes directly before
    the body and the footer directly after it. If the body is empty or is not found
    verbatim exactly once, there is no subtitle, and the footer goes before
    ``</article>``, else ``</main>``, else ``</body>``. *stylesheet* is linked in the
    head of a page that holds any of the plugin's markup. A part that the theme has
    rendered itself is not added again. Output that is not HTML comes back as it is.
    """
    if not (titles or article) or not _is_html(html):
        return html
    if article:
        finished = _finish_article(html, titles, article)
    else:
        finished = _break_titles(html, titles)
    if stylesheet and (finished != html or _has_class(html, "haiku", r"(?:-[\w-]*)?")):
        link = f'<link rel="stylesheet" href="{escape(stylesheet)}">'
        if link not in finished:
            finished = _insert_at_end(finished, ["head"], f"{link}\n")
    return finished


def title_key(title: str) -> str:
    """Return the form of a plain *title* that all ways of showing it have in common."""
    return _normalize(escape(title, quote=False))


def _normalize(text: str) -> str:
    """Return *text* without entities, educated punctuation and typogrify's markup."""
    if "<" in text:
        text = re.sub("</?span[^>]*>", "", text)
    plain = unescape(text).translate(_UNEDUCATED)
    return " ".join(plain.split()).replace("--", "-")


def _is_html(text: str) -> bool:
    """Whether *text* is a page, and not a template's JSON, XML or plain text."""
    start = text[:1000].lstrip("\ufeff \t\r\n").lower()
    return start.startswith("<") and ("<html" in start or not start.startswith("<?xml"))


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    """Compile on first use: Pelican imports its plugins for builds of any site."""
    return re.compile(pattern, re.VERBOSE | re.DOTALL | re.ASCII)


def _piece_at(html: str, place: int, start: int) -> re.Match[str] | None:
    """Return the text or markup that holds *place*, ``None`` at the end of the page.

    *start* is an earlier place that does not lie within markup.
    """
    if passed := _regex(_PIECES).match(html, start, place):
        start = passed.end()
    piece = _regex(_PIECE).match(html, start)
    while piece and piece.end() <= place:
        piece = _regex(_PIECE).match(html, piece.end())
    return piece


def _shown_from(html: str, place: int, start: int) -> int:
    """Return *place*, or the end of the markup that it lies within."""
    piece = _piece_at(html, place, start)
    if piece is None or piece["text"] or piece.start() == place:
        return place
    return piece.end()


def _pieces(html: str, needle: str) -> Iterator[re.Match[str]]:
    """Yield each text or markup that holds *needle*."""
    place = html.find(needle)
    start = 0
    while place >= 0 and (piece := _piece_at(html, place, start)):
        yield piece
        start = piece.end()
        place = html.find(needle, start)


def _tags(html: str, names: str) -> Iterator[re.Match[str]]:
    """Yield the opening and closing tags, as ``tag``, of the elements of *names*."""
    others = rf"(?!</?(?i:{names})[\s/>]){_TAG}|{_HIDDEN}|<(?![a-zA-Z/!?])"
    # A match passes over all that is no such tag. Something always follows the loop, so
    # that it never goes back; a possessive one mixes up its groups in CPython 3.11.
    pattern = rf"[^<]*+(?:(?:{others})[^<]*+)*(?:(?P<tag>{_TAG})|.*)"
    return (found for found in _regex(pattern).finditer(html) if found["tag"])


def _break_titles(html: str, titles: Mapping[str, str]) -> str:
    """Return *html* with the three lines of each title that is a heading's text node."""
    divided = _regex(_DIVIDER).search
    if not divided(html):
        return html
    parts = []
    position = 0
    start = None
    for tag in _tags(html, "h[1-6]"):
        if not tag["tag"].startswith("</"):
            start = tag.end()
            continue
        end = tag.start("tag")
        inside: Iterable[re.Match[str]] = ()
        if start is not None and divided(html, start, end):
            inside = _regex(_PIECE).finditer(html, start, end)
        start = None
        for piece in inside:
            text = piece["text"] or ""
            if "/" not in text:
                continue
            # A theme that escapes a title once more shows "&amp;" to its readers.
            lines = titles.get(_normalize(text)) or titles.get(_normalize(unescape(text)))
            if lines:
                parts += [html[position : piece.end() - len(text.lstrip())], lines]
                position = piece.start() + len(text.rstrip())
    return "".join([*parts, html[position:]])


def _finish_article(html: str, titles: Mapping[str, str], article: ArticleParts) -> str:
    if not (article.subtitle or article.footer or _regex(_DIVIDER).search(html)):
        return html
    before, body, after = _split(html, article.body)
    outside = (before, after)
    before, after = (_break_titles(part, titles) for part in outside)
    subtitle = article.subtitle
    if body and subtitle and not _show(outside, subtitle):
        before += f'<p class="haiku-subtitle"><strong>{subtitle}</strong></p>\n'
    if not article.footer or any(_shows_footer(it, article.footer) for it in outside):
        return f"{before}{body}{after}"
    footer = f"\n{article.footer}"
    # Markup that the body leaves open, such as a comment, would swallow a footer.
    if body and body == article.body.strip():
        return f"{before}{body}{footer}{after}"
    return _insert_at_end(f"{before}{body}{after}", ("article", "main", "body"), footer)


def _split(html: str, body: str) -> tuple[str, str, str]:
    """Return *html* before *body*, the body, and *html* after it.

    The body includes markup that it leaves open, such as a comment. It is empty unless
    it stands exactly once where a page shows text.
    """
    body = body.strip()
    shown: list[int] = []
    start = 0
    place = html.find(body) if body else -1
    while place >= 0 and len(shown) < 2:
        start = _shown_from(html, place, start)
        if start == place:
            shown.append(place)
        place = html.find(body, max(start, place + 1))
    if len(shown) != 1:
        return html, "", ""
    end = _shown_from(html, shown[0] + len(body), shown[0])
    return html[: shown[0]], html[shown[0] : end], html[end:]


def _show(parts: Iterable[str], subtitle: str) -> bool:
    """Whether the theme shows *subtitle* itself, by the plugin's macro or as text."""
    text = _normalize(re.sub("<[^>]*>", "", subtitle.replace("<br>", " / ")))
    # Escaping and educating leave the words as they are.
    word = max(re.findall(r"[^\W_]+", text), key=len, default="")
    return any(
        ("<" in subtitle and subtitle in html)
        or _has_class(html, "haiku-subtitle")
        or (text and text in (_normalize(it["text"] or "") for it in _pieces(html, word)))
        for html in parts
    )


def _shows_footer(html: str, footer: str) -> bool:
    """Whether the theme shows *footer* itself, by the plugin's class or indented anew."""
    if _has_class(html, "haiku-footer"):
        return True
    # The first line alone tells most pages apart.
    start = footer.partition("\n")[0]
    return start in html and " ".join(footer.split()) in " ".join(html.split())


def _has_class(html: str, name: str, more: str = "") -> bool:
    """Whether a tag in *html* has the class *name*, with what *more* matches after it."""
    attribute = rf"""(?i:\sclass\s*=\s*)["']?(?:[^"'>]*\s)?{name}{more}["'\s>]"""
    return any(re.search(attribute, piece["tag"] or "") for piece in _pieces(html, name))


def _insert_at_end(html: str, names: Iterable[str], text: str) -> str:
    """Return *html* with *text* at the end of its first outermost element of *names*.

    They are tried in turn. Of more than one opening tag of a head, browsers take one.
    """
    for name in names:
        depth = 0
        for tag in _tags(html, name):
            if not tag["tag"].startswith("</"):
                depth += 1
            elif depth <= 1 or name == "head":
                place = tag.start("tag")
                return html[:place] + text + html[place:]
            else:
                depth -= 1
    return html

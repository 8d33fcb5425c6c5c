"""Finish a rendered page for themes that know nothing of the plugin.

A page is never parsed and written again: places are found in it, and text goes in there,
so that every other byte stays as the theme made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Final

from pelican_haiku.tokens import Token, tokenize

_HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SPACE: Final = re.compile(r"\s+")
# What divides the lines of a title, in any form in which it may stand on a page.
_DIVIDED: Final = re.compile(r"(?:\s|;|>)/(?:\s|&|<)|／")
# What typogrify wraps parts of a title in.
_TYPOGRIFY: Final = frozenset(["amp", "caps", "dquo", "quo", "ord", "numbers"])
_STRAIGHT: Final = str.maketrans(
    {
        "‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "–": "-", "—": "-",
        "…": "...",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Own:
    """What stands on a post's own page besides its title.

    ``body`` is the content as rendered for this page, ``subtitle`` HTML of one line or a
    haiku's three, ``footer`` the whole ``<aside>``.
    """

    body: str
    subtitle: str | None = None
    footer: str | None = None


def finish(
    html: str,
    titles: Mapping[str, str],
    own: Own | None = None,
    stylesheet: str | None = None,
) -> str:
    """Return *html* with haiku titles in three lines, and *own*'s parts in their places.

    *titles* maps the :func:`key` of each haiku to its three lines of HTML. A title
    is replaced where it is a whole text node in a heading. The subtitle goes directly
    before the body and the footer directly after it; where the body is empty or not
    found verbatim exactly once there is no subtitle, and the footer goes before
    ``</article>``, else ``</main>``, else ``</body>``. *stylesheet* is linked in the
    head of a page that holds any of the plugin's markup. What a theme has rendered by
    itself outside the body is left alone. Output that is no HTML comes back as it is.
    """
    # Most pages of most sites: a look is all that they cost.
    if not own and not stylesheet and not _DIVIDED.search(html):
        return html
    if not (titles or own) or not _is_html(html):
        return html
    tokens = list(tokenize(html))
    body = _find_body(tokens, html, own.body) if own else None
    if body:
        outside = [t for t in tokens if t.end <= body[0] or t.start >= body[1]]
    else:
        outside = tokens
    edits = list(_title_edits(html, outside, titles)) if titles else []
    if own:
        edits += _own_edits(html, outside, own, body)
    html = _apply(html, edits)
    return _link(html, stylesheet) if stylesheet else html


def key(title: str) -> str:
    """Return by what a *title*, as plain text, is known however a theme shows it."""
    return _normal(escape(title, quote=False))


def _is_html(text: str) -> bool:
    """Whether *text* is a page, and not a template's JSON, XML or plain text."""
    start = text[:1000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith("<?xml"):
        return "<html" in start
    return start.startswith("<")


def _find_body(tokens: list[Token], html: str, body: str) -> tuple[int, int] | None:
    """Return where *body* stands, if it stands exactly once where a page shows text."""
    body = body.strip()
    if not body:
        return None
    first = html.find(body)
    if first < 0:
        return None
    shown = {token.start for token in tokens}
    visible: list[int] = []
    while first >= 0 and len(visible) < 2:
        # A body without a tag at its start begins inside a run of text.
        if first in shown or not body.startswith("<"):
            visible.append(first)
        first = html.find(body, first + 1)
    if len(visible) != 1:
        return None
    head = next((t.start for t in tokens if t.name == "head" and t.close), -1)
    return (visible[0], visible[0] + len(body)) if visible[0] > head else None


def _normal(text: str) -> str:
    """Return what is left of *text* whoever has escaped or educated it."""
    return _SPACE.sub(" ", unescape(text).translate(_STRAIGHT)).replace("--", "-").strip()


def _title_edits(
    html: str, tokens: list[Token], titles: Mapping[str, str]
) -> Iterator[tuple[int, int, str]]:
    heading: str | None = None
    run: list[Token] = []
    pending: list[tuple[int, int, str]] = []
    opened = 0

    def close_run() -> None:
        # Only whole wrappers belong to a title.
        while run and run[-1].name and not run[-1].close:
            run.pop()
        text = "".join(html[t.start : t.end] for t in run if not t.name)
        # A theme that escapes what is escaped already shows "&amp;" to its readers.
        lines = titles.get(_normal(text)) or titles.get(_normal(unescape(text)))
        if lines is not None:
            first, last = run[0], run[-1]
            start, end = first.start, last.end
            if not first.name:
                start = first.end - len(html[first.start : first.end].lstrip())
            if not last.name:
                end = last.start + len(html[last.start : last.end].rstrip())
            pending.append((start, end, lines))
        run.clear()

    for token in tokens:
        if token.name in _HEADINGS:
            if heading is not None:
                close_run()
                if token.close:
                    yield from pending
            run.clear()
            pending.clear()
            opened = 0
            heading = None if token.close else token.name
        elif heading is None:
            continue
        elif not token.name:
            run.append(token)
        elif (
            token.name == "span"
            and not token.close
            and (_TYPOGRIFY.intersection(token.classes))
        ):
            run.append(token)
            opened += 1
        elif token.name == "span" and token.close and opened:
            run.append(token)
            opened -= 1
        else:
            close_run()
            opened = 0


def _own_edits(
    html: str, outside: list[Token], own: Own, body: tuple[int, int] | None
) -> list[tuple[int, int, str]]:
    ours = {name for t in outside if "haiku" in t.attributes for name in t.classes}
    edits = []
    if own.subtitle and body and "haiku-subtitle" not in ours:
        shown = _normal(re.sub(r"<br>", " / ", own.subtitle))
        shown = _normal(re.sub(r"<[^>]*>", "", shown))
        if not any(
            not t.name and _normal(html[t.start : t.end]) == shown
            for t in _after_head(outside)
        ):
            text = f'<p class="haiku-subtitle">{own.subtitle}</p>\n'
            edits.append((body[0], body[0], text))
    if own.footer and "haiku-footer" not in ours:
        place = body[1] if body else _fallback(outside)
        if place is not None:
            edits.append((place, place, "\n" + own.footer))
    return edits


def _after_head(tokens: list[Token]) -> list[Token]:
    for index, token in enumerate(tokens):
        if token.name == "body" or (token.name == "head" and token.close):
            return tokens[index:]
    return tokens


def _fallback(tokens: list[Token]) -> int | None:
    """Return the place before the end of the first outermost article, main or body."""
    for name in ("article", "main", "body"):
        depth = 0
        for token in tokens:
            if token.name == name:
                depth += -1 if token.close else 1
                if token.close and depth <= 0:
                    return token.start
    return None


def _apply(html: str, edits: list[tuple[int, int, str]]) -> str:
    if not edits:
        return html
    parts = []
    position = 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        parts += [html[position:start], text]
        position = end
    return "".join([*parts, html[position:]])


def _link(html: str, stylesheet: str) -> str:
    link = f'<link rel="stylesheet" href="{escape(stylesheet)}">'
    tokens = list(tokenize(html))
    if link in html or not any(
        name == "haiku" or name.startswith("haiku-")
        for token in tokens
        if "haiku" in token.attributes
        for name in token.classes
    ):
        return html
    head = next((t.start for t in tokens if t.name == "head" and t.close), None)
    return html if head is None else f"{html[:head]}{link}\n{html[head:]}"

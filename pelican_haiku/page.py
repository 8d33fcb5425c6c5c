"""Finish a rendered page for themes that know nothing of the plugin.

A page is never parsed and written again: places are found in it, and text goes in there,
so that every other byte stays as the theme made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Final

from pelican_haiku.tokens import (
    HEADINGS,
    Token,
    text_at,
    tokenize,
    tokenize_headings,
)

Edit = tuple[int, int, str]
"""Where in a page a text is to replace what stands there."""
Span = tuple[int, int]
"""From where to where."""

_SPACE: Final = re.compile(r"\s+")
# What divides the lines of a title, in any form in which it may stand on a page.
_DIVIDED: Final = re.compile(r"/(?<=[\s;>]/)[\s&<]")
_TAG: Final = re.compile(r"<[^>]*>")
_WORD: Final = re.compile(r"[^\W_]+")
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
    if not (titles or own) or not _is_html(html):
        return html
    body = _find_body(html, own.body) if own else None
    outside = [(0, len(html))]
    if body:
        outside = [(0, body[0]), (text_at(html, body[1], body[0]), len(html))]
    edits: list[Edit] = []
    if titles and _DIVIDED.search(html):
        for start, end in outside:
            edits += _title_edits(html, tokenize_headings(html, start, end), titles)
    if own:
        edits += _own_edits(html, outside, own, body)
    finished = _apply(html, edits)
    return _link(finished, stylesheet, marked=bool(edits)) if stylesheet else finished


def key(title: str) -> str:
    """Return by what a *title*, as plain text, is known however a theme shows it."""
    return _normal(escape(title, quote=False))


def _is_html(text: str) -> bool:
    """Whether *text* is a page, and not a template's JSON, XML or plain text."""
    start = text[:1000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith("<?xml"):
        return "<html" in start
    return start.startswith("<")


def _find_body(html: str, body: str) -> Span | None:
    """Return where *body* stands, if it stands exactly once where a page shows text."""
    body = body.strip()
    if not body:
        return None
    visible: list[int] = []
    known = 0
    found = html.find(body)
    while found >= 0 and len(visible) < 2:
        known = text_at(html, found, known)
        if known == found:
            visible.append(found)
        found = html.find(body, max(known, found + 1))
    return (visible[0], visible[0] + len(body)) if len(visible) == 1 else None


def _normal(text: str) -> str:
    """Return what is left of *text* whoever has escaped or educated it."""
    return _SPACE.sub(" ", unescape(text).translate(_STRAIGHT)).replace("--", "-").strip()


def _title_edits(
    html: str, tokens: Iterable[Token], titles: Mapping[str, str]
) -> Iterator[Edit]:
    heading: str | None = None
    run: list[Token] = []
    pending: list[Edit] = []
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
        if token.name in HEADINGS:
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
    html: str, outside: list[Span], own: Own, body: Span | None
) -> Iterator[Edit]:
    if own.subtitle and body and not _is_shown(html, outside, own.subtitle):
        yield body[0], body[0], f'<p class="haiku-subtitle">{own.subtitle}</p>\n'
    if own.footer and not _has_class(html, outside, "haiku-footer"):
        # What the body leaves open, such as a comment, would swallow a footer.
        after = body[1] if body and outside[-1][0] == body[1] else None
        place = _fallback(html) if after is None else after
        if place is not None:
            yield place, place, "\n" + own.footer


def _has_class(html: str, outside: list[Span], name: str) -> bool:
    """Whether an element outside the body has the class *name*."""
    return any(
        name in token.classes
        for start, end in outside
        if html.find(name, start, end) >= 0
        for token in tokenize(html, start, end)
    )


def _is_shown(html: str, outside: list[Span], subtitle: str) -> bool:
    """Whether the theme shows *subtitle* itself, by the plugin's macro or as a text."""
    if "<" in subtitle and any(html.find(subtitle, *span) >= 0 for span in outside):
        return True
    text = _normal(_TAG.sub("", subtitle.replace("<br>", " / ")))
    # However a theme escapes or educates it, its words stay.
    words = _WORD.findall(text)
    return _has_class(html, outside, "haiku-subtitle") or any(
        not token.name and _normal(html[token.start : token.end]) == text
        for start, end in outside
        if all(html.find(word, start, end) >= 0 for word in words)
        for token in tokenize(html, start, end)
    )


def _fallback(html: str) -> int | None:
    """Return the place before the end of the first outermost article, main or body."""
    tokens = list(tokenize(html))
    for name in ("article", "main", "body"):
        depth = 0
        for token in tokens:
            if token.name == name:
                depth += -1 if token.close else 1
                if token.close and depth <= 0:
                    return token.start
    return None


def _apply(html: str, edits: list[Edit]) -> str:
    if not edits:
        return html
    parts = []
    position = 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        parts += [html[position:start], text]
        position = end
    return "".join([*parts, html[position:]])


def _link(html: str, stylesheet: str, *, marked: bool) -> str:
    link = f'<link rel="stylesheet" href="{escape(stylesheet)}">'
    if link in html or not (marked or _has_markup(html)):
        return html
    head = next((t.start for t in tokenize(html) if t.name == "head" and t.close), None)
    return html if head is None else f"{html[:head]}{link}\n{html[head:]}"


def _has_markup(html: str) -> bool:
    return "haiku" in html and any(
        name == "haiku" or name.startswith("haiku-")
        for token in tokenize(html)
        if "haiku" in token.attributes
        for name in token.classes
    )

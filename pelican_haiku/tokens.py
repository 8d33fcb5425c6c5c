"""The tags and texts of an HTML page, each with its place in it.

One grammar reads a page; what nobody asks for is passed over within the regular
expressions, so that a page costs little more than the parts of it that matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])

# Elements whose content is text to a browser, whatever looks like a tag in it.
_RAW: Final = "iframe noembed noframes script style template textarea title xmp".split()
# Tags as the HTML standard's tokenizer reads them; possessive, so that each character is
# looked at once.
_ATTRIBUTES: Final = r"""(?:[\s/]++|[^\s/>][^\s/>=]*+
    (?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+))?+)*+"""
_RAW_ELEMENTS: Final = "|".join(
    rf"<{name}(?=[\s/>]){_ATTRIBUTES}>.*?(?=</{name}[\s/>])" for name in _RAW
)
# One piece of a page: text, a tag, a raw element without its closing tag, or a comment.
# Nothing matches where a comment, raw element or tag never ends: the rest of the page
# belongs to it, as it does for a browser. No groups: `re` loses their spans in a
# possessive repeat.
_TEXT: Final = r"(?:[^<]++|<(?=[^a-z/!?])|</(?=[^a-z]))++"
_PIECE: Final = rf"""(?:
    {_TEXT}
    |</[a-z][^\s/>]*+{_ATTRIBUTES}>
    |<(?!(?:{"|".join(_RAW)})[\s/>])[a-z][^\s/>]*+{_ATTRIBUTES}>
    |{_RAW_ELEMENTS}
    |<!(?=--).*?-->|<!(?!--)[^>]*+>|<\?[^>]*+>
)"""


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE | re.DOTALL | re.IGNORECASE | re.ASCII)


_ONE_TEXT: Final = _compiled(_TEXT)
_ONE: Final = _compiled(_PIECE)
_ALL: Final = _compiled(rf"{_PIECE}*+")
_ALL_TO_HEADING: Final = _compiled(rf"(?:(?!</?h[1-6][\s/>]){_PIECE})*+")
_TAG: Final = _compiled(rf"<(/?)([a-z][^\s/>]*+)({_ATTRIBUTES})>")
_CLASS: Final = re.compile(
    r"""(?:^|\s)class\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Token:
    """A tag, or a run of text where ``name`` is empty; from ``start`` to ``end``."""

    start: int
    end: int
    name: str = ""
    close: bool = False
    attributes: str = ""

    @property
    def classes(self) -> list[str]:
        """The tokens of the class attribute, as they are written."""
        match = _CLASS.search(self.attributes)
        return "".join(match.groups("")).split() if match else []


def tokenize(html: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Yield the text and tags of *html*; comments and raw text are passed over."""
    end = len(html) if end is None else end
    while start < end and (piece := _ONE.match(html, start, end)):
        if tag := _TAG.match(html, start, end):
            close, name, attributes = tag.groups()
            yield Token(start, tag.end(), name.lower(), bool(close), attributes)
        elif not html.startswith(("<!", "<?"), start):
            yield Token(start, piece.end())
        start = piece.end()


def tokenize_headings(html: str, start: int, end: int) -> Iterator[Token]:
    """Yield what :func:`tokenize` does of headings: their tags, and all in between."""
    while True:
        start = _end(_ALL_TO_HEADING, html, start, end)
        for token in tokenize(html, start, end):
            yield token
            if token.close and token.name in HEADINGS:
                start = token.end
                break
        else:
            return


def text_at(html: str, position: int, start: int = 0) -> int:
    """Return *position* where text or a tag may begin there, else a later place.

    That is the end of the comment, raw text or tag that *position* lies in, the end of
    *html* where that never ends. *start* is a place known to lie in none.
    """
    reached = _end(_ALL, html, start, position)
    if reached == position or _ONE_TEXT.match(html, reached):
        return position
    piece = _ONE.match(html, reached)
    return piece.end() if piece else len(html)


def _end(pattern: re.Pattern[str], html: str, start: int, end: int) -> int:
    match = pattern.match(html, start, end)
    return match.end() if match else start

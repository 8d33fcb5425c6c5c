"""The tags and texts of an HTML page, each with its place in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# Elements whose content is text to a browser, whatever looks like a tag in it.
_RAW: Final = frozenset(
    [
        "iframe",
        "noembed",
        "noframes",
        "script",
        "style",
        "template",
        "textarea",
        "title",
        "xmp",
    ]
)
# A tag as the HTML standard's tokenizer reads one; possessive, so that each character is
# looked at once.
_TAG: Final = re.compile(
    r"""<(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*+)
    (?P<attributes>(?:[\s/]++|[^\s/>=][^\s/>=]*+
        (?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+))?+)*+)>""",
    re.VERBOSE,
)
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


def tokenize(html: str) -> Iterator[Token]:
    """Yield the text and tags of *html*; comments and raw text are passed over.

    Where a comment, raw text or tag never ends, the rest of the page belongs to it, as
    it does for a browser.
    """
    position = start = 0
    while True:
        position = html.find("<", position)
        if position < 0:
            break
        following = html[position + 1 : position + 2]
        if following in {"!", "?"}:
            mark = "-->" if html.startswith("<!--", position) else ">"
            end = html.find(mark, position + 2)
            if start < position:
                yield Token(start, position)
            if end < 0:
                return
            position = start = end + len(mark)
            continue
        if not following.isalpha() and following != "/":
            position += 1
            continue
        match = _TAG.match(html, position)
        if match is None:
            if following == "/" and not html[position + 2 : position + 3].isalpha():
                position += 1
                continue
            if start < position:
                yield Token(start, position)
            return
        if start < position:
            yield Token(start, position)
        name = match["name"].lower()
        position = start = match.end()
        yield Token(match.start(), position, name, bool(match["close"]), match[3])
        if name in _RAW and not match["close"]:
            end = _find_close(html, name, position)
            if end < 0:
                return
            position = start = end
    if start < len(html):
        yield Token(start, len(html))


def _find_close(html: str, name: str, position: int) -> int:
    match = re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.IGNORECASE).search(
        html, position
    )
    return match.start() if match else -1

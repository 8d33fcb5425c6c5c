"""HTML as a stream of tokens, read as the HTML standard's tokenizer reads it.

Linear on any input: no character is looked at more than a few times, and what never ends
(a comment, a tag, a script) takes the rest of the text with it, as it does in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final, NamedTuple

CHUNK: Final = 2048
"""Characters of text in one token at most: a reader may stop within a paragraph."""

# Elements whose content is text, whatever looks like a tag in it.
_RAW: Final = frozenset(
    "iframe noembed noframes plaintext script style textarea title xmp".split()
)
# Possessive, so that nothing is tried twice; white space is HTML's, not Unicode's.
_TAG: Final = re.compile(
    r"""<(?P<close>/?)(?P<name>[a-zA-Z][^ \t\n\r\f/>]*+)
    (?P<attributes>(?:[ \t\n\r\f/]++|[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+
        (?:[ \t\n\r\f]*+=[ \t\n\r\f]*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^ \t\n\r\f>]*+)
        |(?![ \t\n\r\f]*+=)))*+)>""",
    re.VERBOSE,
)
_ATTRIBUTE: Final = re.compile(
    r"""([^ \t\n\r\f/>][^ \t\n\r\f/>=]*+)
    (?:[ \t\n\r\f]*+=[ \t\n\r\f]*+
        (?:"([^"]*+)"|'([^']*+)'|((?!["'])[^ \t\n\r\f>]*+)))?+""",
    re.VERBOSE,
)
_COMMENT_END: Final = re.compile(r"--!?>")
# https://html.spec.whatwg.org/multipage/parsing.html#named-character-reference-state:
# in an attribute, `&copy=` and `&copyx` are no entity.
_ATTRIBUTE_ENTITY: Final = re.compile(
    r"&(?:#[0-9]{1,9};?|#[xX][0-9a-fA-F]{1,8};?|[a-zA-Z][a-zA-Z0-9]{1,31}(?:;|(?![=;\w])))"
)


class Token(NamedTuple):
    """A piece of HTML from ``start`` to ``end``.

    ``kind`` is ``"text"``, ``"open"``, ``"close"`` or ``"comment"``; ``name`` is that of
    a tag, in small letters; ``source`` is a text's or comment's source, or a tag's
    attributes as they are written.
    """

    kind: str
    start: int
    end: int
    name: str
    source: str


def tokens(html: str) -> Iterator[Token]:
    """Yield the tokens of *html*; the content of scripts and their like is left out."""
    position = 0
    length = len(html)
    while position < length:
        # Bounded, so that a reader that stops has not paid for the rest.
        end = html.find("<", position, position + CHUNK)
        if end < 0:
            end = _chunk_end(html, position)
        if end > position:
            yield Token("text", position, end, "", html[position:end])
            position = end
            continue
        following = html[position + 1 : position + 2]
        if following.isascii() and following.isalpha():
            match = _TAG.match(html, position)
        elif following == "/":
            letter = html[position + 2 : position + 3]
            if not (letter.isascii() and letter.isalpha()):
                # A comment to the standard: `</>`, `</ p>`.
                position = _after(html, ">", position + 2)
                continue
            match = _TAG.match(html, position)
        elif following and following in "!?":
            position, comment = _comment(html, position)
            if comment is not None:
                yield comment
            continue
        else:
            yield Token("text", position, position + 1, "", "<")
            position += 1
            continue
        if match is None:
            return
        name = match["name"].lower()
        position = match.end()
        kind = "close" if match["close"] else "open"
        yield Token(kind, match.start(), position, name, match["attributes"])
        if name in _RAW and kind == "open":
            position = _raw_end(html, name, position)


def attributes(source: str) -> dict[str, str]:
    """Return the attributes of a tag by name, decoded; of two of one name, the first."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(source):
        value = "".join(values)
        if "&" in value:
            value = _ATTRIBUTE_ENTITY.sub(lambda entity: unescape(entity[0]), value)
        found.setdefault(name.lower(), value)
    return found


def _chunk_end(html: str, position: int) -> int:
    """Return the end of a text without a tag, no entity cut open."""
    end = min(position + CHUNK, len(html))
    if end < len(html):
        ampersand = html.rfind("&", max(position + 1, end - 40), end)
        if ampersand > 0:
            return ampersand
    return end


def _comment(html: str, position: int) -> tuple[int, Token | None]:
    """Return the place after the comment or declaration at *position*, and its token."""
    if not html.startswith("<!--", position):
        return _after(html, ">", position + 2), None
    for short in (">", "->"):
        if html.startswith(short, position + 4):
            return position + 4 + len(short), None
    match = _COMMENT_END.search(html, position + 4)
    if match is None:
        return len(html), None
    source = html[position + 4 : match.start()]
    return match.end(), Token("comment", position, match.end(), "", source)


def _after(html: str, mark: str, position: int) -> int:
    end = html.find(mark, position)
    return len(html) if end < 0 else end + 1


def _raw_end(html: str, name: str, position: int) -> int:
    match = re.compile(rf"</{name}(?=[ \t\n\r\f/>])", re.IGNORECASE).search(
        html, position
    )
    return len(html) if match is None or name == "plaintext" else match.start()

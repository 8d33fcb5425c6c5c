"""The excerpt of a post: its first prose, ended at a sentence, as safe HTML and text."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Final, Literal

from markupsafe import Markup

from pelican_haiku.sentences import ends

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from bs4.element import PageElement

Source = Literal["metadata", "marker", "prose", "none"]

DESCRIPTION_LENGTH: Final = 160
"""Characters of a description; what search engines show of one."""
PREFIX: Final = 4096
"""Characters of a body that are parsed at first; four times as many each time more."""

_MARKER: Final = re.compile(r"<!--\s*(?:more|PELICAN_END_SUMMARY)\s*-->", re.IGNORECASE)
# A word: non-space characters with a letter or digit; one Han character or kana each.
_WORD: Final = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|"
    r"[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_CONTAINERS: Final = frozenset(["div", "section", "article", "main", "center"])
_LISTS: Final = frozenset(["ul", "ol", "dl", "blockquote"])
_HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SKIPPED_CLASSES: Final = frozenset(
    [
        "toc",
        "contents",
        "admonition",
        "note",
        "warning",
        "footnote",
        "footnotes",
        "footnote-list",
        "highlight",
        "codehilite",
        "figure",
        "gallery",
        "haiku",
        "haiku-invitation",
        "haiku-subtitle",
        "haiku-footer",
        "literal-block",
        "math",
    ]
)
_DROPPED: Final = frozenset(
    [
        "img",
        "picture",
        "svg",
        "video",
        "audio",
        "canvas",
        "iframe",
        "object",
        "embed",
        "script",
        "style",
        "form",
        "input",
        "button",
        "select",
        "textarea",
        "template",
        "noscript",
    ]
)
_DROPPED_CLASSES: Final = frozenset(
    [
        "footnote-ref",
        "footnote-reference",
        "footnote-backref",
        "headerlink",
        "permalink",
        "brackets",
    ]
)
_KEPT_ATTRIBUTES: Final = frozenset(
    [
        "href",
        "title",
        "dir",
        "lang",
        "cite",
        "datetime",
        "class",
        "hreflang",
        "rel",
        "src",
        "alt",
        "width",
        "height",
        "colspan",
        "rowspan",
        "start",
        "reversed",
        "value",
        "type",
        "srcset",
    ]
)
_BLOCKS: Final = frozenset(["p", "div"]) | _LISTS | _HEADINGS
_UNSAFE_URL: Final = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_CLOSING: Final = re.compile(
    r"(?:until next time|cheers|thanks for reading|thank you for reading|see you|"
    r"take care|happy hacking|yours|best|[—–-]{1,2}\s*\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Excerpt:
    """What a theme shows of a post on a list.

    ``html`` is balanced and without ids; ``truncated`` says that the post has prose which
    the excerpt leaves out; ``source`` where it comes from. ``written_description`` is
    the author's own description.
    """

    html: str
    truncated: bool
    source: Source
    written_description: str | None = None

    @cached_property
    def text(self) -> str:
        """The excerpt as plain text: decoded, single-spaced."""
        soup = _parse(self.html)
        for block in soup.find_all(list(_BLOCKS | {"br", "li", "dd", "dt", "tr"})):
            block.insert_after(" ")
        return " ".join(soup.get_text().split())

    @cached_property
    def description(self) -> Markup:
        """One line for ``<meta>``: at most 160 characters, safe between any quotes."""
        text = " ".join((self.written_description or self.text).split())
        if not self.written_description and len(text) > DESCRIPTION_LENGTH:
            head = text[:DESCRIPTION_LENGTH]
            end = max((end for end in ends(head[:-1] + " ") if end > 80), default=0)
            space = head.rstrip().rfind(" ")
            text = head[:end] if end else f"{head[: max(space, 1)].rstrip(' ,;:')}…"
        return Markup(escape(_typographic(text), quote=False))  # noqa: S704


def first_prose(
    body: str,
    *,
    words: int | None = 50,
    paragraphs: int | None = None,
    suffix: str = "…",
    head_lines: Collection[str] = (),
) -> Excerpt:
    """Return the excerpt of *body*: up to a marker, else its first prose.

    *words* is the limit, ``None`` for all prose up to the next heading; *paragraphs* an
    upper bound on blocks; *suffix* marks a sentence that is cut. *head_lines* are whole
    lines that are no prose, such as the haiku and a transcript's prompt.
    """
    marker = _MARKER.search(body)
    if marker:
        soup = _parse(body[: marker.start()])
        for block in _blocks(soup):
            if _line(block) in head_lines:
                block.decompose()
        if soup.get_text().strip():
            return Excerpt(_clean(soup, keep=True).strip(), True, "marker")
    size = PREFIX
    while True:
        found = _from_prefix(
            body,
            size,
            words=words,
            paragraphs=paragraphs,
            suffix=suffix,
            head_lines=head_lines,
        )
        if found is not None:
            return found
        size *= 4


def from_metadata(summary: str, *, truncated: bool) -> Excerpt:
    """Return the author's own *summary*, whole, as an excerpt."""
    return Excerpt(_clean(_parse(summary), keep=True).strip(), truncated, "metadata")


def _parse(html: str) -> BeautifulSoup:
    # Half of what this module costs; on first use only.
    from bs4 import BeautifulSoup  # noqa: PLC0415

    return BeautifulSoup(html, "html.parser")


def _from_prefix(
    body: str,
    size: int,
    *,
    words: int | None,
    paragraphs: int | None,
    suffix: str,
    head_lines: Collection[str],
) -> Excerpt | None:
    """Return the excerpt if the first *size* characters of *body* settle it."""
    whole = size >= len(body)
    soup = _parse(body[:size])
    blocks = [block for block in _blocks(soup) if _line(block) not in head_lines]
    if whole:
        if len(blocks) > 1 and _is_sign_off(blocks[-1]):
            blocks.pop()
    else:
        # The last one may go on, and the one before it be the last that is prose.
        blocks = blocks[:-2]
    prose = [block for block in blocks if block.name == "p"]
    if not prose:
        if not whole:
            return None
        prose = [block for block in blocks if block.name in _LISTS]
    if not prose:
        return Excerpt("", False, "none")
    chosen: list[Tag] = []
    count = 0
    settled = False
    for block in prose:
        if words is None and chosen and _heading_between(chosen[-1], block):
            settled = True
            break
        if words is not None and count and count >= words / 5:
            settled = True
            break
        if paragraphs is not None and len(chosen) >= paragraphs:
            settled = True
            break
        chosen.append(block)
        count += _count(block.get_text())
    if not (settled or whole):
        return None
    truncated = len(chosen) < len(prose)
    copies = [copy.copy(block) for block in chosen]
    for block in copies:
        _tidy(block, keep=False)
    if words is not None and count > words:
        truncated = True
        before = sum(_count(block.get_text()) for block in copies[:-1])
        _cut(copies[-1], words, before, suffix)
    return Excerpt("\n".join(map(str, copies)), truncated, "prose")


def _blocks(soup: BeautifulSoup) -> Iterator[Tag]:
    """Yield paragraphs, lists and quotes in order; containers are looked into."""
    from bs4 import Tag  # noqa: PLC0415

    stack: list[PageElement] = list(reversed(soup.contents))
    while stack:
        node = stack.pop()
        if not isinstance(node, Tag) or _SKIPPED_CLASSES.intersection(_classes(node)):
            continue
        if node.name in _CONTAINERS:
            stack.extend(reversed(node.contents))
        elif (node.name == "p" and _has_prose(node)) or node.name in _LISTS:
            yield node


def _classes(node: Tag) -> list[str]:
    value: list[str] | str = node.get("class") or []
    return value.split() if isinstance(value, str) else list(value)


def _has_prose(node: Tag) -> bool:
    return any(map(str.isalnum, node.get_text()))


def _line(node: Tag) -> str:
    return " ".join(node.get_text().split())


def _is_sign_off(block: Tag) -> bool:
    line = _line(block)
    return block.name == "p" and len(line.split()) <= 8 and bool(_CLOSING.match(line))


def _heading_between(first: Tag, second: Tag) -> bool:
    from bs4 import Tag  # noqa: PLC0415

    for element in first.next_elements:
        if element is second:
            return False
        if isinstance(element, Tag) and element.name in _HEADINGS:
            return True
    return False


def _count(text: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in _WORD.findall(text))


def _cut(block: Tag, words: int, before: int, suffix: str) -> None:
    """End *block* at its last sentence within *words*, of which *before* are used up."""
    text = block.get_text()
    limit = position = 0
    count = before
    for match in _WORD.finditer(text):
        if any(map(str.isalnum, match[0])):
            count += 1
        if count > words:
            break
        position = match.end()
    limit = position
    for end in ends(text):
        if end > limit:
            break
        if before + _count(text[:end]) >= words / 5:
            position, suffix = end, ""
    if suffix == "" and position <= limit and position in set(ends(text)):
        _truncate(block, position, "")
    else:
        _truncate(block, limit, suffix)


def _truncate(block: Tag, length: int, suffix: str) -> None:
    """Keep the first *length* characters of *block*'s text and add *suffix*."""
    from bs4.element import NavigableString, Tag  # noqa: PLC0415

    strings = [node for node in block.descendants if isinstance(node, NavigableString)]
    seen = 0
    for index, string in enumerate(strings):
        end = seen + len(string)
        if end >= length:
            link = string.find_parent("a")
            if suffix and end > length and link is not None and link is not block:
                # A link is never cut open: the cut goes before it.
                kept = _before(link, strings)
            else:
                string.replace_with(text := NavigableString(str(string)[: length - seen]))
                kept = text
                strings[index] = text
            _drop_after(block, kept)
            _end_with(block, suffix)
            return
        seen = end
    assert isinstance(block, Tag)  # noqa: S101


def _before(link: Tag, strings: Sequence[PageElement]) -> PageElement | None:
    inside = set(map(id, link.descendants))
    kept = None
    for string in strings:
        if id(string) in inside:
            return kept
        kept = string
    return kept


def _drop_after(block: Tag, last: PageElement | None) -> None:
    """Remove all that follows *last* in *block*, and what is empty then."""
    if last is None:
        block.clear()
        return
    node: PageElement | None = last
    while node is not None and node is not block:
        for sibling in list(node.next_siblings):
            sibling.extract()
        node = node.parent


def _end_with(block: Tag, suffix: str) -> None:
    from bs4.element import NavigableString  # noqa: PLC0415

    strings = [node for node in block.descendants if isinstance(node, NavigableString)]
    if strings:
        last = strings[-1]
        last.replace_with(NavigableString(str(last).rstrip(" \t\n,;:–—-") + suffix))


def _clean(soup: BeautifulSoup, *, keep: bool) -> str:
    _tidy(soup, keep=keep)
    return str(soup)


def _tidy(root: Tag, *, keep: bool) -> None:
    """Take from *root* what must not stand in an excerpt; *keep* its images and code."""
    from bs4 import Comment  # noqa: PLC0415

    for comment in root.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for node in [root, *root.find_all(True)]:
        if node.decomposed:
            continue
        dropped = _DROPPED - {"img", "picture"} if keep else _DROPPED
        if node is not root and (
            node.name in dropped
            or _DROPPED_CLASSES.intersection(_classes(node))
            or (node.name == "sup" and str(node.get("id", "")).startswith("fnref"))
        ):
            node.decompose()
            continue
        for name in list(node.attrs):
            url = re.sub(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\ufeff]", "", str(node[name]))
            if name not in _KEPT_ATTRIBUTES or _UNSAFE_URL.match(url):
                del node[name]


def _typographic(text: str) -> str:
    """Return *text* with no straight quote in it."""
    text = re.sub(r'(^|[\s([{—–])"', r"\1“", text).replace('"', "”")
    return re.sub(r"(^|[\s([{—–“])'", r"\1‘", text).replace("'", "’")

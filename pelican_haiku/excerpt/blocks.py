"""The prose in a body: its blocks of running text, in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, Final

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from pelican_haiku.excerpt.html import (
    BLOCKS,
    CODE,
    CODES,
    HEADINGS,
    LINK,
    NAMES,
    classes,
    clean,
    is_dropped,
    is_math,
    open_at_end,
    parts,
    safe_attributes,
    single_spaced,
    text_of,
)

MATH_LENGTH: Final = 500
"""Characters of math between delimiters; anything longer is not seen as math."""
OBJECT: Final = "\ufffc"
"""Unicode's character for what is no text within a text."""

LISTS: Final = frozenset("blockquote dl ol ul".split())

# A word: non-space characters with a letter or digit; one Han character or kana each.
_SINGLE: Final = (
    r"\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_WORD: Final = re.compile(rf"[{_SINGLE}]|[^\s{_SINGLE}]+")
# As render_math and arithmatex write it, and pandoc's rule for single dollars.
_MATH: Final = re.compile(
    rf"\\\(.{{1,{MATH_LENGTH}}}?\\\)|\\\[.{{1,{MATH_LENGTH}}}?\\\]|"
    rf"\$\$.{{1,{MATH_LENGTH}}}?\$\$|"
    rf"(?<![\\$\w])\$(?=[^\s$])[^$]{{0,{MATH_LENGTH}}}(?<![\s\\])\$(?![\d$])",
    re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A paragraph, a list or a quote, cleaned.

    ``is_whole`` is false if the HTML was cut off inside it.
    """

    tag: Tag
    is_list: bool
    follows_heading: bool
    is_whole: bool

    @cached_property
    def text(self) -> str:
        """The text, a break at either end of each block in it; places count in it."""
        return text_of(self.tag)

    @cached_property
    def line(self) -> str:
        """The text on one line."""
        return single_spaced(self.text)

    @cached_property
    def words(self) -> list[tuple[int, int]]:
        """Where each word of the text begins and ends."""
        return words(self.text)

    @cached_property
    def kinds(self) -> str:
        """The kind of each character of the text."""
        kinds = [kind for _, part, kind in parts(self.tag) for _ in part]
        if has_math(self.text):
            for match in _MATH.finditer(self.text):
                kinds[match.start() : match.end()] = LINK * len(match[0])
        return "".join(kinds)

    def is_cut_open(self, place: int) -> bool:
        """Whether a link or math goes on at *place*."""
        return self.kinds[place - 1 : place + 1] == LINK + LINK

    def spoken(self, place: int) -> str:
        """Return the text up to *place* with :data:`OBJECT` for each character of code.

        No sentence ends within code, and one may begin with it in small letters.
        """
        characters = zip(self.text[:place], self.kinds, strict=False)
        return "".join(OBJECT if kind == CODE else c for c, kind in characters)

    def end_at(self, place: int, suffix: list[PageElement]) -> None:
        """Remove what follows *place*, which is in or at the end of a string.

        *suffix* is put behind it, outside of the inline elements that end there.
        """
        end = 0
        for node, part, _ in parts(self.tag):
            end += len(part)
            if end >= place and not isinstance(node, Tag):
                break
        around: PageElement = NavigableString(part[: len(part) - (end - place)])
        node.replace_with(around)
        for parent in [*around.parents]:
            for following in [*around.next_siblings]:
                following.extract()
            if parent.name in BLOCKS:
                parent.extend(suffix)
                suffix = []
            if parent is self.tag:
                break
            around = parent


def words(text: str) -> list[tuple[int, int]]:
    """Return where each word of *text* begins and ends.

    A word is a run of non-space characters with a letter or digit in it; a Han character
    or kana is a word by itself.
    """
    return [
        match.span()
        for match in _WORD.finditer(text)
        # Most have nothing else, or begin with one.
        if (word := match[0])[0].isalnum() or any(map(str.isalnum, word))
    ]


def has_math(text: str) -> bool:
    """Whether *text* has what may begin or end math."""
    return "$" in text or "\\" in text


def is_skipped(tag: Tag) -> bool:
    """Whether *tag* is no prose, with all in it: a table, a note, a script, …."""
    return (
        tag.name in NAMES["skipped"]
        or is_dropped(tag)
        or (tag.name in BLOCKS and not NAMES["skipped_classes"].isdisjoint(classes(tag)))
    )


def blocks(
    tree: BeautifulSoup, link: Callable[[str], str], *, is_whole: bool
) -> list[Block]:
    """Return the blocks of prose in *tree*, in order; containers are looked through.

    If *tree* is not the whole of a body, its last block may go on beyond it. *link*
    returns what is written for a URL.
    """
    tags = [*_lines(tree, tree)]
    opened = [] if is_whole else open_at_end(tree)
    found: list[Block] = []
    follows_heading = False
    for tag in tags:
        if _is_heading(tag):
            follows_heading = True
            continue
        outer = [*tag.parents]
        is_list = tag.name in LISTS
        for element in outer:
            if element.name in NAMES["inline"] and not is_list:
                inner = tree.new_tag(element.name, attrs=safe_attributes(element, str))
                inner.extend([*tag.contents])
                tag.append(inner)
        clean(tag, is_skipped, link, is_tidy=True)
        inherited: dict[str, Any] = {
            name: element.attrs[name]
            for element in reversed(outer)
            for name in ("dir", "lang")
            if name in element.attrs
        }
        tag.attrs = {**inherited, **safe_attributes(tag, link)}
        if _is_prose(tag):
            is_open = any(tag is element for element in opened)
            found.append(Block(tag, is_list, follows_heading, not is_open))
            follows_heading = False
    return found


def _lines(container: Tag, tree: BeautifulSoup) -> Iterator[Tag]:
    """Yield the headings, paragraphs and lists in *container*.

    Text outside of them becomes a paragraph.
    """
    for is_inline, nodes in groupby([*container.contents], _is_inline):
        if is_inline:
            run = [*nodes]
            if not all(isinstance(node, str) and node.isspace() for node in run):
                paragraph = tree.new_tag("p")
                run[0].insert_before(paragraph)
                paragraph.extend(run)
                yield paragraph
            continue
        for tag in nodes:
            assert isinstance(tag, Tag)  # noqa: S101
            if _is_heading(tag) or (not is_skipped(tag) and tag.name in {"p", *LISTS}):
                yield tag
            elif not is_skipped(tag):
                yield from _lines(tag, tree)


def _is_inline(node: PageElement) -> bool:
    if not isinstance(node, Tag):
        return True
    return node.name not in BLOCKS and (
        is_skipped(node)
        or not any(
            isinstance(inner, Tag) and inner.name in BLOCKS for inner in node.descendants
        )
    )


def _is_heading(tag: Tag) -> bool:
    return tag.name in HEADINGS or "rubric" in classes(tag)


def _is_prose(tag: Tag) -> bool:
    """Whether *tag* says something besides code and math."""
    text = _MATH.sub("", spoken) if has_math(spoken := "".join(_spoken(tag))) else spoken
    return any(map(str.isalnum, text))


def _spoken(tag: Tag) -> Iterator[str]:
    for node in tag.contents:
        if not isinstance(node, Tag):
            yield str(node)
        elif node.name not in CODES and not is_math(node):
            yield from _spoken(node)

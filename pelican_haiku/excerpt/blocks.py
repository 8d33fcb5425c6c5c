"""The prose in a body: its blocks of running text, in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any, Final

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from pelican_haiku import graphemes
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
    is_text,
    open_at_end,
    parse,
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
# Thai, Lao, Khmer and Burmese have no spaces between words: five graphemes stand for one.
_SINGLE: Final = (
    r"\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_UNDIVIDED: Final = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_WORD: Final = re.compile(
    rf"[{_SINGLE}]|(?P<undivided>[{_UNDIVIDED}]+)|[^\s{_SINGLE}{_UNDIVIDED}]+"
)
WORD_GRAPHEMES: Final = 5
"""Graphemes that count as a word where words are not divided."""
# What stands alone in a paragraph and is for a program: template tags, shortcodes, a
# notebook's prompt.
_MARKUP: Final = re.compile(
    r"(?:\{%.*?%\}|\{\{.*?\}\}|\[/?[a-z][\w-]*(?: +\w+=[^\]]*)?\]|\[\[?_?TOC_?\]?\]|\s)+"
    r"|(?:In|Out) ?\[[\d *]*\]:",
    re.DOTALL,
)
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

    ``is_whole`` is false if the HTML was cut off inside it, ``ends_inline`` true if that
    was inside an inline element, which may still hold anything. An ``is_aside``, such as
    a caption, is shown only if there is no other prose. ``is_followed`` says that a
    paragraph comes next, ``is_shortened`` that a last sentence was taken off. ``image``
    is the one that stands before the block, if it is the first prose.
    """

    tag: Tag
    is_list: bool = False
    is_whole: bool = True
    ends_inline: bool = False
    is_aside: bool = False
    is_shortened: bool = False
    is_followed: bool = False
    follows_heading: bool = False
    image: Tag | None = None

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
    or kana is a word by itself, and so are five graphemes of a script without spaces.
    """
    found = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if match.lastgroup:
            while start < end:
                stop = start + graphemes.first(text[start:end], WORD_GRAPHEMES)
                found.append((start, stop))
                start = stop
        # Most have nothing else, or begin with one.
        elif match[0][0].isalnum() or any(map(str.isalnum, match[0])):
            found.append((start, end))
    return found


def has_math(text: str) -> bool:
    """Whether *text* has what may begin or end math."""
    return "$" in text or "\\" in text


@dataclass(frozen=True, slots=True)
class Image:
    """An image of a post: its address and its alternative text, empty for none."""

    src: str
    alt: str


def first_image(html: str, link: Callable[[str], str]) -> Image | None:
    """Return the first image in *html* that is no icon or the like, if there is one."""
    tree = parse(html)
    for tag in tree.find_all("img"):
        if isinstance(tag, Tag) and _is_picture(tag, tree):
            attributes = safe_attributes(tag, link)
            if "src" in attributes:
                return Image(attributes["src"], attributes.get("alt", ""))
    return None


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
    ends_inline = any(element.name not in BLOCKS for element in opened[1:])
    found: list[Block] = []
    follows_heading = is_below_image = False
    image: Tag | None = None
    for tag in tags:
        if _is_heading(tag):
            follows_heading, is_below_image = True, False
            continue
        is_prose = not is_skipped(tag)
        own_image = _first_image(tag, tree, link, is_prose=is_prose)
        image = image or own_image
        if is_prose:
            is_list = tag.name in LISTS
            inherited = _take_from_ancestors(tag, tree)
            clean(tag, is_skipped, link, is_tidy=True)
            tag.attrs = {**inherited, **safe_attributes(tag, link)}
            is_prose = _is_prose(tag)
        if is_prose:
            is_whole = not any(tag is element for element in opened)
            block = Block(
                tag,
                is_list=is_list,
                is_whole=is_whole,
                ends_inline=ends_inline and not is_whole,
                is_aside=_is_links(tag)
                or (_is_emphasis(tag) and bool(is_below_image or own_image)),
                follows_heading=follows_heading,
                image=image,
            )
            found.append(block)
            follows_heading = False
            image = image if block.is_aside else None
        is_below_image = own_image is not None and not is_prose
    paragraphs = {id(block.tag) for block in found if not block.is_list}
    followed = {id(tag) for tag, after in pairwise(tags) if id(after) in paragraphs}
    return [replace(block, is_followed=id(block.tag) in followed) for block in found]


def _lines(container: Tag, tree: BeautifulSoup) -> Iterator[Tag]:
    """Yield the headings, paragraphs and lists in *container*, and what is no prose.

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
            if _is_heading(tag) or is_skipped(tag) or tag.name in {"p", *LISTS}:
                yield tag
            else:
                yield from _lines(tag, tree)


def _take_from_ancestors(tag: Tag, tree: BeautifulSoup) -> dict[str, Any]:
    """Wrap what is in *tag* in the inline elements around it; return what it inherits."""
    outer = [*tag.parents]
    for element in outer:
        if element.name in NAMES["inline"] and tag.name not in LISTS:
            inner = tree.new_tag(element.name, attrs=safe_attributes(element, str))
            inner.extend([*tag.contents])
            tag.append(inner)
    return {
        name: element.attrs[name]
        for element in reversed(outer)
        for name in ("dir", "lang")
        if name in element.attrs
    }


def _first_image(
    tag: Tag, tree: BeautifulSoup, link: Callable[[str], str], *, is_prose: bool
) -> Tag | None:
    """Return the image with which *tag* begins, cleaned; of no prose, the first in it."""
    for node in tag.descendants:
        if isinstance(node, Tag):
            if node.name == "img" and _is_picture(node, tag):
                image = tree.new_tag("img", attrs=safe_attributes(node, link))
                return image if "src" in image.attrs else None
        elif is_prose and is_text(node) and any(map(str.isalnum, node)):
            return None
    return None


def _is_picture(image: Tag, root: Tag) -> bool:
    """Whether *image* is one of the text's in *root*, and no icon or the like."""
    for tag in (image, *image.parents):
        is_media = tag.name in {"img", "figure", "picture"} or not NAMES[
            "media_classes"
        ].isdisjoint(classes(tag))
        if is_dropped(tag) or (is_skipped(tag) and not is_media):
            return False
        if tag is root:
            break
    return NAMES["icon_classes"].isdisjoint(classes(image))


def _is_links(tag: Tag) -> bool:
    """Whether *tag* says nothing besides its links."""
    return {kind for _, part, kind in parts(tag) if any(map(str.isalnum, part))} == {LINK}


def _is_emphasis(tag: Tag) -> bool:
    """Whether all of *tag* is emphasised, as captions are."""
    inside = [n for n in tag.contents if not (isinstance(n, str) and n.isspace())]
    names = [node.name for node in inside if isinstance(node, Tag)]
    return len(inside) == 1 and names[:1] in (["em"], ["i"], ["small"])


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
    """Whether *tag* says something besides code, math and what is for a program."""
    text = "".join(_spoken(tag))
    if has_math(text):
        text = _MATH.sub("", text)
    return any(map(str.isalnum, text)) and not _MARKUP.fullmatch(text.strip())


def _spoken(tag: Tag) -> Iterator[str]:
    for node in tag.contents:
        if not isinstance(node, Tag):
            yield str(node)
        elif node.name not in CODES and not is_math(node):
            yield from _spoken(node)

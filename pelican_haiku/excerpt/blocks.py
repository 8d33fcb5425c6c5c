"""The prose in a body: its blocks of running text, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import PageElement, Tag

from pelican_haiku import graphemes
from pelican_haiku.excerpt.html import (
    BLOCKS,
    CODE,
    HEADINGS,
    LINK,
    MATH,
    NAMES,
    Part,
    clean,
    cut,
    has_class,
    is_dropped,
    is_text,
    parse,
    safe_attributes,
    single_spaced,
    start_tag,
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
    rf"\$(?<![\\$\w]\$)(?=[^\s$])[^$]{{0,{MATH_LENGTH}}}(?<![\s\\])\$(?![\d$])",
    re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A paragraph, a list or a quote, cleaned.

    An ``is_aside``, such as a caption, is shown only if there is no other prose.
    ``is_followed`` says that a paragraph comes next, ``is_cut`` that the end was taken
    off. ``image`` is the one that stands before the block, if it is the first prose.
    """

    parts: list[Part]
    is_list: bool = False
    is_aside: bool = False
    is_followed: bool = False
    is_cut: bool = False
    follows_heading: bool = False
    image: str = ""

    @cached_property
    def text(self) -> str:
        """The text, a break at either end of each block in it; places count in it."""
        return text_of(self.parts)

    @cached_property
    def line(self) -> str:
        """The text on one line."""
        return single_spaced(self.text)

    @cached_property
    def words(self) -> list[tuple[int, int]]:
        """Where each word of the text begins and ends."""
        return words(self.text)

    @cached_property
    def spoken(self) -> str:
        """The text with :data:`OBJECT` for each character of code.

        No sentence ends within code, and one may begin with it in small letters.
        """
        return "".join(
            OBJECT * len(part.text) if part.kind == CODE else part.text
            for part in self.parts
        )

    @cached_property
    def _kinds(self) -> list[int]:
        kinds = [part.kind for part in self.parts for _ in part.text]
        for match in _MATH.finditer(self.text):
            kinds[match.start() : match.end()] = [MATH] * len(match[0])
        return kinds

    def is_cut_open(self, place: int) -> bool:
        """Whether a link or math goes on at *place*."""
        return all(kind & LINK for kind in self._kinds[place - 1 : place + 1])

    def up_to(self, place: int, suffix: Iterable[Part] = ()) -> Block:
        """Return the block up to *place* in its text, and *suffix* behind that."""
        return replace(self, parts=cut(self.parts, place, suffix), is_cut=True)


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


@dataclass(frozen=True, slots=True)
class Image:
    """An image of a post: its address and its alternative text, empty for none."""

    src: str
    alt: str


def first_image(html: str) -> Image | None:
    """Return the first image in *html* that is no icon or the like, if there is one."""
    found = _image(parse(html), at_start=False)
    return Image(found["src"], found.get("alt", "")) if found else None


def is_skipped(tag: Tag) -> bool:
    """Whether *tag* is no prose, with all in it: a table, a note, a script, …."""
    return (
        tag.name in NAMES["skipped"]
        or is_dropped(tag)
        or (tag.name in BLOCKS and has_class(tag, "skipped_classes"))
    )


def blocks(tree: BeautifulSoup) -> list[Block]:
    """Return the blocks of prose in *tree*, in order; containers are looked through."""
    found: list[Block] = []
    image = ""
    follows_heading = follows_image = follows_prose = False
    for tag in [*_lines(tree, tree)]:
        if _is_heading(tag):
            follows_heading, follows_image, follows_prose = True, False, False
            continue
        skipped = is_skipped(tag)
        own_image = _image(tag, at_start=not skipped)
        if own_image and not image:
            image = start_tag("img", own_image)
        parts = [] if skipped else _cleaned(tag, tree)
        is_prose = _is_prose(parts)
        if is_prose:
            is_list = tag.name in LISTS
            if follows_prose and not is_list:
                found[-1] = replace(found[-1], is_followed=True)
            is_caption = bool(follows_image or own_image) and _is_emphasis(parts)
            is_aside = is_caption or _is_links(parts)
            block = Block(
                parts, is_list, is_aside, follows_heading=follows_heading, image=image
            )
            found.append(block)
            follows_heading = False
            image = image if is_aside else ""
        follows_prose = is_prose
        follows_image = bool(own_image) and not is_prose
    return found


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


def _cleaned(tag: Tag, tree: BeautifulSoup) -> list[Part]:
    """Return *tag*, cleaned, with what it has from the elements around it."""
    for element in tag.parents:
        if element.name in NAMES["inline"] and tag.name not in LISTS:
            inner = tree.new_tag(element.name, attrs=safe_attributes(element))
            inner.extend([*tag.contents])
            tag.append(inner)
        for name in ("dir", "lang"):
            if name in element.attrs:
                tag.attrs.setdefault(name, element.attrs[name])
    return clean(tag, is_skipped, is_tidy=True)


def _image(root: Tag, *, at_start: bool) -> dict[str, str]:
    """Return the attributes of the first image in *root*, none if there is none.

    With *at_start* it must stand before the text.
    """
    for node in root.descendants:
        if isinstance(node, Tag):
            if node.name == "img" and _is_picture(node, root):
                attributes = safe_attributes(node)
                if "src" in attributes:
                    return attributes
        elif at_start and is_text(node) and any(map(str.isalnum, str(node))):
            break
    return {}


def _is_picture(image: Tag, root: Tag) -> bool:
    """Whether *image* is one of the text's in *root*, and no icon or the like."""
    for tag in (image, *image.parents):
        is_media = tag.name in {"img", "figure", "picture"} or has_class(
            tag, "media_classes"
        )
        if is_dropped(tag) or (is_skipped(tag) and not is_media):
            return False
        if tag is root:
            break
    return not has_class(image, "icon_classes")


def _is_links(parts: list[Part]) -> bool:
    """Whether *parts* say nothing besides their links."""
    return all(part.kind & LINK for part in parts if any(map(str.isalnum, part.text)))


def _is_emphasis(parts: list[Part]) -> bool:
    """Whether all that is in a block is emphasised, as captions are."""
    name = parts[1].opens
    return (
        name in {"em", "i", "small"}
        and parts[-2].closes == name
        and [part.closes for part in parts].count(name) == 1
    )


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
    return tag.name in HEADINGS or has_class(tag, "heading_classes")


def _is_prose(parts: list[Part]) -> bool:
    """Whether *parts* say something besides code, math and what is for a program."""
    spoken = text_of(part for part in parts if not part.kind & CODE)
    text = _MATH.sub("", spoken)
    return any(map(str.isalnum, text)) and not _MARKUP.fullmatch(text.strip())

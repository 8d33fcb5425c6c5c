"""The prose in a body: its blocks of running text, in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import dropwhile, takewhile
from typing import Final

from bs4.element import Tag

from pelican_haiku.excerpt.html import (
    BLOCKS,
    BREAK,
    CODE,
    EDGE,
    LINK,
    MATH,
    NAMES,
    Element,
    Text,
    clean,
    is_dropped,
    is_kind,
    parse,
    text_of,
    tidy,
)

MATH_LENGTH: Final = 500
"""Characters of math between delimiters; anything longer is not seen as math."""
OBJECT: Final = "\ufffc"
"""Unicode's character for what is no text within a text."""

# A word: non-space characters; one Han character or kana each. Thai, Lao, Khmer and
# Burmese have no spaces between words: five graphemes stand for one.
_SINGLE: Final = (
    r"\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_UNDIVIDED: Final = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
# A grapheme of theirs: a letter with its marks, which `\w` does not match, but for two
# vowels, and with what is stacked below it.
_GRAPHEME: Final = (
    rf"[{_UNDIVIDED}](?:[\u0e33\u0eb3]|(?!\w)[{_UNDIVIDED}]|"
    rf"(?<=[\u1039\u17d2])[{_UNDIVIDED}])*"
)
_WORD: Final = rf"[{_SINGLE}]|(?:{_GRAPHEME}){{1,5}}|[^\s{_SINGLE}{_UNDIVIDED}]+"
# What stands alone in a paragraph and is for a program: template tags, a notebook's
# prompt, shortcodes. These have an address, a number or named values, and may be a pair.
_MARKUP: Final = (
    r"(?s)\{[%{#].{0,500}?[%}#]\}|\[\[?_?TOC_?\]?\]|(?:In|Out)\s?\[[\d *]*\]:|"
    r"\[/?([a-z][\w-]*+)(?::[^\]\s]{1,500}+| +[^\]\s=/\d]{0,500}+[/\d][^\]\s=]{0,500}+)?"
    r"(?: +\w+=[^\]]{0,500}+)?\](?:.{0,500}?\[/\1\])?"
)
# As render_math and arithmatex write it, and pandoc's rule for single dollars.
_FORMULA: Final = (
    rf"\\\(.{{1,{MATH_LENGTH}}}?\\\)|\\\[.{{1,{MATH_LENGTH}}}?\\\]|"
    rf"\$\$.{{1,{MATH_LENGTH}}}?\$\$|"
    rf"\$(?<![\\$\w]\$)(?=[^\s$])[^$]{{0,{MATH_LENGTH}}}(?<![\s\\])\$(?![\d$])"
)


@dataclass(frozen=True, eq=False)
class Block:
    """A paragraph, a list or a quote, cleaned.

    An ``is_aside``, such as a caption, is shown only if there is no other prose.
    ``follows_prose`` says that no table or the like stands right before, ``is_cut`` that
    the end was taken off. ``image`` is the one that stands before the block, if it is the
    first prose.
    """

    texts: list[Text]
    is_list: bool = False
    is_aside: bool = False
    is_cut: bool = False
    follows_heading: bool = False
    follows_prose: bool = False
    image: Element | None = None

    @cached_property
    def text(self) -> str:
        """The text, a break at either end of each block in it; places count in it."""
        return text_of(self.texts)

    @property
    def announces(self) -> bool:
        """Whether the end announces what follows."""
        return self.text.rstrip().endswith((":", "："))

    @cached_property
    def words(self) -> list[tuple[int, int]]:
        """Where each word of the text begins and ends.

        A word is a run of non-space characters with a letter or digit in it; a Han
        character or kana is one by itself, and so are five graphemes of a script without
        spaces.
        """
        text = self.text
        # Few posts need the other pattern, which takes long to compile.
        is_spaced = text.isascii() or not re.search(f"[{_UNDIVIDED}{_SINGLE}]", text)
        return [
            match.span()
            for match in re.finditer(r"\S+" if is_spaced else _WORD, text)
            # Most have nothing else, or begin with one.
            if text[match.start()].isalnum() or any(map(str.isalnum, match[0]))
        ]

    @cached_property
    def spoken(self) -> str:
        """The text with :data:`OBJECT` for each character of code.

        No sentence ends within code, and one may begin with it in small letters.
        """
        return "".join(
            OBJECT * len(text.text) if text.kind == CODE else text.text
            for text in self.texts
        )

    @cached_property
    def _kinds(self) -> list[int]:
        kinds = [text.kind for text in self.texts for _ in text.text]
        for match in re.finditer(_FORMULA, self.text, re.DOTALL):
            kinds[match.start() : match.end()] = [MATH] * len(match[0])
        return kinds

    def is_cut_open(self, place: int) -> bool:
        """Whether a link or math goes on at *place*."""
        around = self._kinds[place - 1 : place + 1] if place else []
        return len(around) == 2 and all(kind & LINK for kind in around)

    def up_to(self, place: int, suffix: Iterable[Text] = ()) -> Block:
        """Return the block up to *place* in its text, with *suffix* at the end."""
        kept: list[Text] = []
        for text in self.texts:
            if place <= 0:
                break
            kept.append(text._replace(text=text.text[:place]))
            place -= len(text.text)
        # The suffix stands in the last block, and in no inline element.
        outer = tuple(e for e in kept[-1].around if e.name in BLOCKS)
        kept += [text._replace(around=outer + text.around) for text in suffix]
        return replace(self, texts=kept, is_cut=True)


@dataclass(frozen=True)
class Image:
    """An image of a post: its address and its alternative text, empty for none."""

    src: str
    alt: str


def first_image(html: str) -> Image | None:
    """Return the first image in *html* that a reader sees as one, wherever it stands."""
    first = re.search("<img[^>]*>", html, re.IGNORECASE)
    # Most posts have none, or the first is seen; to read the whole takes long.
    parts = (html[: first.end()], html) if first else ()
    for part in parts:
        for image in _images(clean(parse(part), is_dropped)):
            return Image(image.attrs["src"], image.attrs.get("alt", ""))
    return None


def _images(texts: Iterable[Text]) -> Iterator[Element]:
    """Yield the images in *texts* and in figures that are left out.

    Icons are none, nor are pixels that count visits.
    """
    for text in texts:
        tag = text.left_out
        if tag is not None and is_kind(tag, "media") and not is_dropped(tag):
            yield from _images(clean(tag, is_skipped))
        elif (image := text.void) and image.name == "img":
            is_pixel = {"0", "1"} & {image.attrs.get("width"), image.attrs.get("height")}
            if not (is_pixel or is_kind(image, "icon")):
                yield image


def is_skipped(tag: Tag) -> bool:
    """Whether *tag* is no prose, with all in it: a table, a note, a script, …."""
    return is_dropped(tag) or (tag.name in BLOCKS and is_kind(tag, "skipped"))


def blocks(texts: Iterable[Text], is_head: Callable[[str], bool]) -> list[Block]:
    """Return the blocks of prose in *texts*, in order; containers are looked through.

    Those that say nothing besides their links are asides, and so are captions, which are
    emphasised and beside an image. Paragraphs for whose text *is_head* is true count as
    if they were not there.
    """
    found: list[Block] = []
    image: Element | None = None
    follows_heading = follows_image = follows_prose = False
    for whole, run in _runs(texts):
        tag = run[0].left_out
        if tag is not None and is_kind(tag, "heading"):
            follows_heading, follows_image, follows_prose = True, False, False
            continue
        shown = _paragraph(whole, run)
        spoken = text_of(text for text in shown if not text.kind & CODE)
        is_prose = _is_prose(spoken)
        if is_prose and not whole and is_head(text_of(shown)):
            continue
        before = takewhile(lambda text: not text.says, run) if is_prose else run
        own_image = next(_images(before), None)
        image = image or own_image
        if not (shown or own_image or any(text.left_out for text in run)):
            continue
        if is_prose:
            said = [text for text in shown if text.says]
            is_caption = (follows_image or own_image) and all(
                any(e.name in {"em", "i", "small"} for e in text.around) for text in said
            )
            found.append(
                Block(
                    shown,
                    is_list=whole is not None,
                    is_aside=bool(is_caption) or all(text.kind & LINK for text in said),
                    follows_heading=follows_heading,
                    follows_prose=follows_prose,
                    image=image,
                )
            )
            follows_heading = False
            image = image if found[-1].is_aside else None
        follows_prose = is_prose and whole is None
        follows_image = bool(own_image) and not is_prose
    return found


def _is_prose(spoken: str) -> bool:
    """Whether a text says something besides formulas and what is for a program."""
    if any(mark in spoken for mark in "{[$\\"):
        spoken = re.sub(_MARKUP, "", re.sub(_FORMULA, "", spoken, flags=re.DOTALL))
    return any(map(str.isalnum, spoken))


def _runs(texts: Iterable[Text]) -> Iterator[tuple[Element | None, list[Text]]]:
    """Yield the texts between edges, those of a list or a quote together, with it."""
    run: list[Text] = []
    whole: Element | None = None
    for text in (*texts, Text(BREAK, kind=EDGE)):
        # The outermost list or quote around the text.
        listed = next((e for e in text.around if e.name in NAMES["lists"]), None)
        if listed is not whole or (text.kind == EDGE and text.text and not listed):
            # Every other one is the white space between two blocks.
            if any(t.left_out or t.void or t.text.strip() for t in run):
                yield whole, run
            run, whole = [], listed
        run.append(text)


def _paragraph(whole: Element | None, run: list[Text]) -> list[Text]:
    """Return *run* as a paragraph, or as the list *whole*: tidy, without images.

    It has the direction and the language of the elements around it.
    """
    around = next((text.around for text in run if text.kind != EDGE), run[0].around)
    depth = around.index(whole) + 1 if whole else 0
    outer = [e for e in around[: depth or None] if e.name in BLOCKS]
    own = outer[-1] if outer and (whole or outer[-1].name == "p") else Element("p", {})
    inherited = {
        name: value
        for element in outer
        for name, value in element.attrs.items()
        if name in {"dir", "lang"}
    }
    shown = Element(own.name, {**own.attrs, **inherited})
    texts = []
    for text in run:
        is_image = text.void is not None and text.void.name == "img"
        if is_image or (text.kind == EDGE and not (whole and text.text)):
            continue
        inner = (e for e in text.around[depth:] if whole or e.name not in BLOCKS)
        texts.append(Text(text.text, (shown, *inner), text.kind, text.void))
    # Not the line break after an image.
    return tidy(dropwhile(lambda text: not text.text.strip(), texts))

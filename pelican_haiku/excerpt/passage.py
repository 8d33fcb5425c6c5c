"""A passage of HTML as events, gathered, measured and ended where its text is ended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from html import unescape
from typing import Final

from pelican_haiku.excerpt.elements import BLOCKS, VOID, Close, Element, Event, Open, Text
from pelican_haiku.excerpt.sanitise import clean, is_dropped

BREAK: Final = "\u2029"
"""What stands in a passage's text between its blocks."""
OBJECT: Final = "\ufffc"
"""Unicode's character for what is no text within a text."""
CODE: Final = frozenset("code kbd pre samp tt var".split())
MATH_LENGTH: Final = 500
"""Characters of math between delimiters; where it is longer, it is not seen as math."""

MARK_EVENTS: Final = 20
"""Events in a footnote's mark at most."""

# White space but for a single space or line feed, which stays as it is.
_SPACE: Final = re.compile(r"[ \t\n\r\f]{2,}|[\t\r\f]")
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
# An end of math: without one there is none, however often it seems to begin.
_MATH_HINT: Final = re.compile(r"\\[)\]]|\$")
_MATH_CLASSES: Final = frozenset(
    "arithmatex formula katex math mathjax mathjax_display mathjax_preview".split()
)
# What a footnote's mark shows, and where the mark leads.
_MARK: Final = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§¶#]+|[a-z]|[ivx]+)[\])]?")
_NOTE: Final = re.compile(
    r"#(?:_?ftn|fn|footnote|endnote|note|cite|citation|ref)(?:ref)?"
    r"(?:[-_:.]?(?:note|ref))?[-_:.]?\w{0,20}$",
    re.IGNORECASE,
)


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


def single_spaced(text: str) -> str:
    """Return *text* on one line, one space between words."""
    return " ".join(text.split())


def without_math(text: str) -> str:
    """Return *text* without the math that stands in it between delimiters."""
    return _MATH.sub("", text) if _MATH_HINT.search(text) else text


def text_of(events: Iterable[Event]) -> str:
    """Return the text of *events* on one line."""
    return single_spaced("".join(map(_plain, events)))


def is_math(element: Element) -> bool:
    """Whether *element* holds math and nothing else."""
    return element.name == "math" or not _MATH_CLASSES.isdisjoint(element.classes)


def _plain(event: Event) -> str:
    if isinstance(event, Text):
        return event.source
    if isinstance(event, (Open, Close)):
        if event.element.name in BLOCKS:
            return BREAK
        if event.element.name == "br" and isinstance(event, Open):
            return "\n"
    return ""


class Gathering:
    """Events of a passage, gathered as they are read; their text decoded.

    Footnote marks and permalinks are taken out as they close, and what is empty then.
    """

    def __init__(self, *, verbatim: bool = False) -> None:
        self.events: list[Event] = []
        self.verbatim = verbatim
        self.opened: list[tuple[Element, int]] = []
        # The text ends with a space, or has not begun.
        self.spaced = True
        self.dropped = False

    def text(self, source: str) -> None:
        """Take on text as it is written."""
        text = clean(unescape(source) if "&" in source else source)
        if not self.verbatim:
            text = _SPACE.sub(lambda space: "\n" if "\n" in space[0] else " ", text)
            if self.spaced:
                text = text.lstrip(" \n")
        if text:
            # "so [1]_." leaves a space before the stop.
            if self.dropped and text[0] in ",.;:!?)":
                self.trim()
            self.dropped = False
            self.events.append(Text(text))
            self.spaced = text[-1] in " \n"

    def trim(self) -> None:
        """Take white space from the end."""
        _trim(self.events)

    def open(self, element: Element) -> None:
        """Take on the beginning of *element*."""
        if element.name in BLOCKS or element.name == "br":
            if not self.verbatim:
                self.trim()
            self.spaced = True
        self.opened.append((element, len(self.events)))
        self.events.append(Open(element))

    def close(self, element: Element) -> None:
        """Take on the end of *element*, the innermost that is open."""
        _, start = self.opened.pop()
        if element.name in BLOCKS and element.name not in VOID:
            if not self.verbatim:
                self.trim()
            self.spaced = True
        if (
            element.name in {"a", "sup"}
            and len(self.events) - start <= MARK_EVENTS
            and _is_mark(element, self.events[start + 1 :])
        ):
            self.drop(start)
        elif isinstance(self.events[-1], Open) and element.name not in VOID | {
            "td",
            "th",
        }:
            del self.events[start:]
        else:
            self.events.append(Close(element))

    def drop(self, start: int) -> None:
        """Forget all events from the one at *start* on."""
        del self.events[start:]
        self.dropped = True
        last = self.events[-1] if self.events else None
        self.spaced = last is None or (
            last.source[-1:] in " \n" if isinstance(last, Text) else self.spaced
        )

    def finished(self) -> list[Event]:
        """Return all events, what is open closed and white space at the end gone."""
        events = self.events.copy()
        _trim(events)
        return [*events, *(Close(element) for element, _ in reversed(self.opened))]


def _trim(events: list[Event]) -> None:
    """Take white space from the end of *events*."""
    while events and isinstance(last := events[-1], Text):
        text = last.source.rstrip(" \n")
        if text:
            events[-1] = Text(text)
            break
        events.pop()


def gather(events: Iterable[Event]) -> list[Event]:
    """Return *events* without what is dropped in any excerpt; white space as it is."""
    gathering = Gathering(verbatim=True)
    feed = iter(events)
    for event in feed:
        if isinstance(event, Text):
            gathering.text(event.source)
        elif isinstance(event, Open):
            if is_dropped(event.element):
                skip(feed, event.element)
                gathering.dropped = True
            else:
                gathering.open(event.element)
        elif isinstance(event, Close):
            gathering.close(event.element)
    return gathering.finished()


def skip(events: Iterable[Event], element: Element) -> None:
    """Read *events* until *element*, which is open, has closed."""
    for event in events:
        if isinstance(event, Close) and event.element is element:
            return


def _is_mark(element: Element, inside: list[Event]) -> bool:
    """Whether *element* is a footnote's mark or a permalink."""
    if any(isinstance(e, Open) and e.element.name in {"img", "picture"} for e in inside):
        return False
    text = text_of(inside)
    if element.name == "sup":
        links = [
            e.element for e in inside if isinstance(e, Open) and e.element.name == "a"
        ]
        return _MARK.fullmatch(text) is not None and any(
            link.attributes.get("href", "").startswith("#") for link in links
        )
    href = element.attributes.get("href", "")
    if not href.startswith("#"):
        return False
    return not any(map(str.isalnum, text)) or (
        _MARK.fullmatch(text) is not None and _NOTE.match(href) is not None
    )


class Passage:
    """Events with the text they show, and the places at which it may end."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events

    @cached_property
    def _parts(self) -> list[str]:
        return list(map(_plain, self.events))

    @cached_property
    def text(self) -> str:
        """The text, a break between blocks; places in the passage count in it."""
        return "".join(self._parts)

    @cached_property
    def words(self) -> list[tuple[int, int]]:
        """Where each word of the text begins and ends."""
        return words(self.text)

    @cached_property
    def _marked(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        whole: list[tuple[int, int]] = []
        code: list[tuple[int, int]] = []
        opened: list[int] = []
        position = 0
        for event, part in zip(self.events, self._parts, strict=True):
            if isinstance(event, Open):
                opened.append(position)
            elif isinstance(event, Close):
                start = opened.pop()
                if event.element.name == "a" or is_math(event.element):
                    whole.append((start, position))
                elif event.element.name in CODE:
                    code.append((start, position))
            position += len(part)
        if _MATH_HINT.search(self.text):
            whole += (match.span() for match in _MATH.finditer(self.text))
        return whole, code

    @property
    def whole(self) -> list[tuple[int, int]]:
        """What is never cut: links and math."""
        return self._marked[0]

    @property
    def spoken(self) -> str:
        """The text with a mark of no kind for each character of code.

        No sentence ends within code, and one may begin with it in small letters.
        """
        text = self.text
        for start, stop in self._marked[1]:
            text = text[:start] + OBJECT * (stop - start) + text[stop:]
        return text

    def ended(self, position: int, suffix: list[Event]) -> list[Event]:
        """Return the events up to *position*, with *suffix* inside the last block."""
        kept: list[Event] = []
        opened: list[Element] = []
        begun = 0
        for event, part in zip(self.events, self._parts, strict=True):
            if isinstance(event, Open):
                if begun >= position:
                    break
                opened.append(event.element)
                kept.append(event)
            elif isinstance(event, Close):
                # The suffix goes inside the block that ends here.
                if begun >= position and event.element.name in BLOCKS:
                    break
                opened.pop()
                kept.append(event)
            elif begun < position:
                kept.append(Text(part[: position - begun]))
            else:
                break
            begun += len(part)
        while opened and opened[-1].name not in BLOCKS:
            kept.append(Close(opened.pop()))
        kept += suffix
        kept += map(Close, reversed(opened))
        return kept

"""The prose in a body: its blocks of running text in order, read only as far as asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pelican_haiku.excerpt import closing
from pelican_haiku.excerpt.elements import (
    BLOCKS,
    HEADINGS,
    INLINE,
    VOID,
    Close,
    Element,
    Event,
    Open,
    Text,
)
from pelican_haiku.excerpt.passage import (
    CODE,
    Gathering,
    Passage,
    is_math,
    single_spaced,
    skip,
    without_math,
)
from pelican_haiku.excerpt.sanitise import is_dropped

LOOKAHEAD: Final = 600
"""Characters read beyond the words asked for: a sentence's end or math may be near."""

LISTS: Final = frozenset("blockquote dir dl menu ol ul".split())
_SKIPPED: Final = HEADINGS | frozenset(
    "aside caption dialog details fieldset figcaption figure footer form header hgroup "
    "hr img legend nav picture pre search table title".split()
)
# Whole class tokens, of blocks alone: Markdown's extensions, docutils, common themes.
_SKIPPED_CLASSES: Final = frozenset(
    # contents
    "toc contents table-of-contents toctree-wrapper "
    # admonitions and what stands beside the text
    "admonition admonition-title alert callout caution danger hint important-note "
    "markdown-alert note seealso sidebar tip topic versionadded versionchanged "
    "deprecated warning attention error "
    # footnotes
    "citation citation-list endnotes footnote footnotes footnote-list footnotes-list "
    # code
    "code code-block codehilite doctest doctest-block highlight highlighttable listing "
    "literal-block sourcecode "
    # figures and media
    "caption figcaption figure figure-caption gallery wp-caption wp-caption-text "
    # a post's head and foot
    "docinfo haiku haiku-footer haiku-invitation haiku-subtitle subtitle "
    # what the author has not written, or nobody is to read
    "system-message "
    # display math
    "arithmatex katex-display math mathjax mathjax_display".split()
)
_HEADING_CLASSES: Final = frozenset(["rubric"])
_INHERITED: Final = ("dir", "lang")
_INHERITED_DEPTH: Final = 8


@dataclass(frozen=True)
class Block:
    """A paragraph, a list or a quote.

    ``events`` are its own, from its beginning to its end; ``inherited`` the attributes
    of its ancestors that count for its text. ``is_whole`` is false where it goes on
    beyond what was read.
    """

    events: list[Event]
    is_list: bool
    follows_heading: bool
    inherited: Mapping[str, str]
    is_whole: bool

    @cached_property
    def passage(self) -> Passage:
        """The block with its text."""
        return Passage(self.events)

    @cached_property
    def line(self) -> str:
        """The block's text on one line."""
        return single_spaced(self.passage.text)


def prose(
    events: Iterable[Event],
    *,
    budget: int | None,
    is_head: Callable[[str], bool],
    is_rest: bool = False,
) -> Iterator[Block]:
    """Yield the blocks of prose in *events*, without head lines, sign-off and invitation.

    Of a block that has more than *budget* words no more is read than must be known to
    end it there; ``None`` reads every block whole. *is_head* says whether a line, the
    whole of a paragraph, belongs to the post's head. *is_rest*: prose stands before
    *events*.
    """
    blocks = _Reader(events, budget).blocks()
    kept = (
        block
        for block in blocks
        if block.is_list or not block.is_whole or not is_head(block.line)
    )
    return _without_closing(kept, released=is_rest)


def _without_closing(blocks: Iterator[Block], *, released: bool) -> Iterator[Block]:
    """Yield *blocks* but for a sign-off and an invitation at their end.

    Neither is the only block; *released* says that one stands before.
    """
    held: list[tuple[str, Block]] = []
    for block in blocks:
        kind = None
        if not block.is_list and block.is_whole:
            kind = closing.kind(block.line)
        kinds = [other for other, _ in held]
        count = kinds.index(kind) + 1 if kind in kinds else len(held) * (kind is None)
        for _, earlier in held[:count]:
            released = True
            yield earlier
        del held[:count]
        if kind is None:
            released = True
            yield block
        else:
            held.append((kind, block))
    if held and not released:
        sign_offs = [block for kind, block in held if kind == closing.SIGN_OFF]
        yield (sign_offs or [held[0][1]])[0]


def _is_heading(element: Element) -> bool:
    return element.name in HEADINGS or not _HEADING_CLASSES.isdisjoint(element.classes)


def _is_skipped(element: Element) -> bool:
    if element.name in _SKIPPED or is_dropped(element):
        return True
    return (
        element.name in BLOCKS
        and bool(element.source)
        and not _SKIPPED_CLASSES.isdisjoint(element.classes)
    )


class _Run:
    """A block that is being read; ``element`` ends it, or a block's beginning."""

    def __init__(
        self, element: Element | None, outer: list[Element], budget: int | None
    ) -> None:
        self.element = element
        self.budget = budget
        self.gathering = Gathering()
        self.is_full = False
        self.is_over = False
        self._characters = 0
        self._next_look = LOOKAHEAD
        own = element or Element("p")
        self.is_list = own.name in LISTS
        self.gathering.open(own)
        if not self.is_list:
            inherited = [one for one in outer if one.name in INLINE and not one.ended]
            for one in inherited[-_INHERITED_DEPTH:]:
                self.open(one)

    def open(self, element: Element) -> None:
        if self.is_over:
            return
        self.gathering.open(element)

    def close(self, element: Element) -> None:
        if self.is_over:
            return
        self.gathering.close(element)

    def text(self, source: str) -> None:
        if self.is_over:
            return
        self.gathering.text(source)
        self._characters += len(source)
        if self.budget is not None and self._characters >= self._next_look:
            self._next_look = 2 * self._characters
            self.is_full = self._look(self.budget)

    def _look(self, budget: int) -> bool:
        """Whether enough of a block is read to end it at *budget* words."""
        passage = Passage(self.gathering.finished())
        found = passage.words
        # Two more: what a sentence's end is followed by counts.
        if len(found) < budget + 2:
            return False
        end = found[budget - 1][1] if budget else 0
        if len(passage.text) < end + LOOKAHEAD or not self.is_prose():
            return False
        # Where nothing stands before a link, it is taken whole.
        first = found[0][0]
        if any(start <= first < end < stop for start, stop in passage.whole):
            return not any(e.name == "a" for e, _ in self.gathering.opened)
        return True

    def is_prose(self) -> bool:
        """Whether something is said besides code and math, and not all is yielded."""
        if self.is_over:
            return False
        spoken: list[str] = []
        hidden = 0
        for event in self.gathering.events:
            if isinstance(event, Text):
                if not hidden:
                    spoken.append(event.source)
            elif isinstance(event, (Open, Close)) and _is_no_prose(event.element):
                hidden += 1 if isinstance(event, Open) else -1
        text = "".join(spoken)
        return any(map(str.isalnum, text)) and any(map(str.isalnum, without_math(text)))


def _is_no_prose(element: Element) -> bool:
    return element.name in CODE or is_math(element)


class _Reader:
    """Reads a body's blocks, their containers looked through."""

    def __init__(self, events: Iterable[Event], budget: int | None) -> None:
        self.events = iter(events)
        # No sign-off or invitation is that long, whatever is asked for.
        self.budget = None if budget is None else max(budget, closing.INVITATION_WORDS)
        self.outer: list[Element] = []
        self.run: _Run | None = None
        self.follows_heading = False

    def blocks(self) -> Iterator[Block]:
        for event in self.events:
            if isinstance(event, Text):
                if self.run is None and event.source.strip(" \t\n\r\f"):
                    self.run = _Run(None, self.outer, self.budget)
                if self.run is not None:
                    self.run.text(event.source)
                    if self.run.is_full:
                        yield self.block(self.run, is_whole=False)
                        # Its rest is read past, when another block is asked for.
                        self.run.is_over = True
            elif isinstance(event, Open):
                yield from self.opened(event.element)
            elif isinstance(event, Close):
                yield from self.closed(event.element)
        yield from self.ended()

    def opened(self, element: Element) -> Iterator[Block]:
        run = self.run
        is_block = element.name in BLOCKS
        if run is not None and run.element is None and is_block:
            yield from self.ended()
            run = None
        if _is_skipped(element):
            if run is None and _is_heading(element):
                self.follows_heading = True
            elif run is not None:
                run.gathering.dropped = True
            skip(self.events, element)
        elif run is not None:
            if run.element is None and element.name not in VOID:
                self.outer.append(element)
            run.open(element)
        elif element.name == "p" or element.name in LISTS:
            if _is_heading(element):
                self.follows_heading = True
                skip(self.events, element)
            else:
                self.run = _Run(element, self.outer, self.budget)
        elif element.name not in VOID:
            self.outer.append(element)

    def closed(self, element: Element) -> Iterator[Block]:
        run = self.run
        if run is not None and run.element is element:
            yield from self.ended()
        elif run is not None and run.element is not None:
            run.close(element)
        elif element.name in VOID:
            if run is not None:
                run.close(element)
        else:
            if run is not None:
                if element.name in BLOCKS:
                    yield from self.ended()
                elif any(one is element for one, _ in run.gathering.opened):
                    run.close(element)
            self.outer.pop()

    def ended(self) -> Iterator[Block]:
        run, self.run = self.run, None
        if run is not None and run.is_prose():
            yield self.block(run, is_whole=True)

    def block(self, run: _Run, *, is_whole: bool) -> Block:
        follows_heading, self.follows_heading = self.follows_heading, False
        return Block(
            events=run.gathering.finished(),
            is_list=run.is_list,
            follows_heading=follows_heading,
            inherited=self.inherited(),
            is_whole=is_whole,
        )

    def inherited(self) -> dict[str, str]:
        return {
            name: value
            for element in self.outer
            if element.source
            for name in _INHERITED
            if (value := element.attributes.get(name))
        }

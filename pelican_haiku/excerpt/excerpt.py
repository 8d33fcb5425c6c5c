"""The excerpt of a post: its first prose, ended at a sentence, as safe HTML and text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import chain
from typing import Final, Literal

from markupsafe import Markup

from pelican_haiku import graphemes
from pelican_haiku.excerpt.elements import (
    Close,
    Comment,
    Element,
    Event,
    Open,
    Text,
    elements,
)
from pelican_haiku.excerpt.passage import (
    CODE,
    Passage,
    gather,
    single_spaced,
    skip,
    text_of,
    words,
)
from pelican_haiku.excerpt.prose import Block, prose
from pelican_haiku.excerpt.sanitise import is_dropped, render
from pelican_haiku.excerpt.sentences import ends

Source = Literal["metadata", "marker", "prose", "none"]

DESCRIPTION_LENGTH: Final = 160
"""Graphemes of a description at most; what search engines show of one."""
FIFTH: Final = 5
"""Whole blocks until this part of the limit; no sentence's end before it counts."""

_MARKER: Final = re.compile(r"\s*(?:more|pelican_end_summary)\s*", re.IGNORECASE)
_MARKER_COMMENT: Final = re.compile(rf"<!--{_MARKER.pattern}-->", re.IGNORECASE)
# What looks odd before an ellipsis.
_LOOSE_END: Final = " \t\n\u00a0\u2029,;:–—-/([{«„“‘¿¡\"'"
# A suffix that begins otherwise, as "[more]", stands by itself.
_ATTACHED: Final = "….,;:!?-–—&<> \t\n\u00a0"
_CONTENTS: Final = frozenset("contents toc table-of-contents".split())


@dataclass(frozen=True)
class Excerpt:
    """What a theme shows of a post on a list.

    ``html`` is valid and without ids, ``text`` the same on one line; ``truncated`` says
    that the post has prose which the excerpt leaves out, ``source`` where it comes from.
    ``written_description`` is the author's own description, plain text.
    """

    html: str
    text: str
    truncated: bool
    source: Source
    written_description: str | None = None

    @cached_property
    def description(self) -> Markup:
        """One line for ``<meta>``: at most 160 graphemes, safe between any quotes."""
        text = single_spaced(self.written_description or "") or self.text
        if graphemes.first(text, DESCRIPTION_LENGTH) < len(text):
            text = _shortened(text)
        return Markup(escape(_typographic(text), quote=False))  # noqa: S704


@dataclass(frozen=True)
class Limits:
    """How long an excerpt may be, and how it is ended within a sentence.

    ``words`` is ``None`` for all prose up to the next heading, ``paragraphs`` an upper
    bound on blocks; ``suffix`` is HTML, as ``SUMMARY_END_SUFFIX`` is to Pelican.
    """

    words: int | None = 50
    paragraphs: int | None = None
    suffix: str = "…"


def _no_head(_: str) -> bool:
    return False


def excerpt(
    body: str,
    limits: Limits | None = None,
    *,
    summary: str | None = None,
    lang: str = "",
    is_head: Callable[[str], bool] = _no_head,
) -> Excerpt:
    """Return the excerpt of *body*: the author's, what a marker ends, or the first prose.

    *summary* is what the author has written, as HTML. *is_head* says whether a whole
    line belongs to the post's head: the haiku, a prompt. *lang* is the body's language.
    No more of *body* is parsed than the result depends on.
    """
    if summary:
        events = gather(elements(summary))
        html, text = render(events).strip(), text_of(events)
        if text or "<img" in html:
            return Excerpt(html, text, _says_more(body, text, is_head), "metadata")
    marked = _up_to_marker(body, is_head)
    if marked is not None:
        return marked
    return _first_prose(body, limits or Limits(), lang, is_head)


def _says_more(body: str, text: str, is_head: Callable[[str], bool]) -> bool:
    """Whether *body* has prose that *text* has not."""
    lists = paragraphs = False
    for block in prose(elements(body), budget=len(words(text)), is_head=is_head):
        if block.line not in text:
            if not block.is_list:
                return True
            lists = True
        paragraphs = paragraphs or not block.is_list
    return lists and not paragraphs


def _may_have_marker(body: str) -> bool:
    """Whether a marker stands somewhere in *body*, be it in code.

    The rarest of its characters is looked for, by which a body of megabytes costs less
    than its excerpt; where it is not rare, a plain search is the faster.
    """
    position = body.find("!")
    for _ in range(1000):
        if position < 0:
            return False
        if body.startswith("<!-", position - 1) and _MARKER_COMMENT.match(
            body, position - 1
        ):
            return True
        position = body.find("!", position + 1)
    return (
        _MARKER_COMMENT.search(body, position - 1) is not None if position > 0 else False
    )


def _up_to_marker(body: str, is_head: Callable[[str], bool]) -> Excerpt | None:
    """Return what stands before the marker, ``None`` where none counts."""
    if not _may_have_marker(body):
        return None
    feed = elements(body)
    kept: list[Event] = []
    opened: list[Element] = []
    looked = 0
    for event in feed:
        if isinstance(event, Comment):
            if (
                _MARKER.fullmatch(event.source)
                and len(kept) > looked
                and not any(element.name in CODE for element in opened)
            ):
                looked = len(kept)
                events = _without_head(gather(kept), is_head)
                if text := text_of(events):
                    break
            continue
        if isinstance(event, Open):
            element = event.element
            if is_dropped(element) or not _CONTENTS.isdisjoint(element.classes):
                skip(feed, element)
                continue
            opened.append(element)
        elif isinstance(event, Close):
            opened.pop()
        kept.append(event)
    else:
        return None
    rest = prose(chain(map(Open, opened), feed), budget=1, is_head=is_head, is_rest=True)
    truncated = next(rest, None) is not None
    return Excerpt(render(events).strip(), text, truncated, "marker")


def _without_head(events: list[Event], is_head: Callable[[str], bool]) -> list[Event]:
    """Return *events* without the paragraphs that belong to the post's head."""
    kept: list[Event] = []
    start = 0
    for event in events:
        if isinstance(event, Open) and event.element.name == "p":
            start = len(kept)
        kept.append(event)
        if (
            isinstance(event, Close)
            and event.element.name == "p"
            and is_head(text_of(kept[start:]))
        ):
            del kept[start:]
    return kept


def _first_prose(
    body: str, limits: Limits, lang: str, is_head: Callable[[str], bool]
) -> Excerpt:
    choice = _Choice(limits)
    lists = _Choice(limits)
    for block in prose(elements(body), budget=limits.words, is_head=is_head):
        if not block.is_list:
            choice.offer(block)
        elif not choice.blocks:
            lists.offer(block)
        if choice.is_certain:
            break
    if not choice.blocks and not choice.is_certain:
        choice = lists
    if not choice.blocks:
        return Excerpt("", "", choice.is_certain, "none")
    *whole, last = choice.blocks
    events = last.events
    if choice.is_cut:
        events = _cut(last.passage, limits, choice.words_before, lang)
    rendered = [render(block.events, block.inherited) for block in whole]
    rendered.append(render(events, last.inherited))
    text = " ".join([*(block.line for block in whole), text_of(events)])
    return Excerpt("\n".join(rendered), text, choice.truncated, "prose")


class _Choice:
    """The blocks that are taken of those that are offered, in order."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.blocks: list[Block] = []
        self.words_before = self.words = 0
        self.truncated = False

    @property
    def is_cut(self) -> bool:
        """Whether the last block goes beyond the limit."""
        return self.limits.words is not None and self.words > self.limits.words

    @property
    def is_certain(self) -> bool:
        """Whether no further block changes anything."""
        return self.truncated

    def offer(self, block: Block) -> None:
        if self._is_full(block):
            self.truncated = True
            return
        self.blocks.append(block)
        self.words_before = self.words
        self.words += len(block.passage.words)
        self.truncated = self.truncated or self.is_cut

    def _is_full(self, block: Block) -> bool:
        limits = self.limits
        if limits.paragraphs is not None and len(self.blocks) >= limits.paragraphs:
            return True
        if limits.words is None:
            return bool(self.blocks) and block.follows_heading
        return limits.words <= 0 or (
            bool(self.blocks) and self.words * FIFTH >= limits.words
        )


def _cut(passage: Passage, limits: Limits, before: int, lang: str) -> list[Event]:
    """Return *passage*'s events up to its last sentence's end, else its last word's."""
    assert limits.words is not None  # noqa: S101
    allowed = limits.words - before
    text = passage.text
    starts = [start for start, _ in passage.words]
    limit = graphemes.after(text, passage.words[allowed - 1][1])
    chosen = 0
    for end in ends(passage.spoken, lang):
        # Closing marks and emoji are no words.
        if end > limit and bisect_left(starts, end) > allowed:
            break
        if (before + bisect_left(starts, end)) * FIFTH < limits.words:
            continue
        if not _is_inside(end, passage.whole):
            chosen = end
    if chosen:
        return passage.ended(chosen, [])
    place = limit
    for start, stop in passage.whole:
        if start < limit < stop:
            place = min(place, start)
    kept = len(text[:place].rstrip(_LOOSE_END))
    if kept == 0 or not bisect_left(starts, kept) + before:
        # A link or math at the very beginning: taken whole.
        stop = max(stop for start, stop in passage.whole if start < limit < stop)
        kept = len(text[:stop].rstrip())
    suffix = gather(elements(limits.suffix)) if limits.suffix else []
    if suffix and isinstance(suffix[0], Text) and suffix[0].source[0] not in _ATTACHED:
        suffix[0] = Text(" " + suffix[0].source)
    return passage.ended(kept, suffix)


def _is_inside(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < place < stop for start, stop in spans)


def _shortened(text: str) -> str:
    """Return *text*, ended within a description's length at a sentence, else a word."""
    limit = graphemes.first(text, DESCRIPTION_LENGTH)
    found = [end for end in ends(text[: limit + 80]) if end <= limit]
    if found and found[-1] * FIFTH >= limit:
        return text[: found[-1]]
    limit = graphemes.first(text, DESCRIPTION_LENGTH - 1)
    space = text.rfind(" ", 1, limit + 1)
    kept = text[: space if space > 0 else limit].rstrip(_LOOSE_END)
    return f"{kept or text[:limit]}…"


def _typographic(text: str) -> str:
    """Return *text* with no straight quote in it."""
    text = re.sub(r'(^|[\s([{=—–‘])"', r"\1“", text).replace('"', "”")
    return re.sub(r"(^|[\s([{=—–“])'", r"\1‘", text).replace("'", "’")

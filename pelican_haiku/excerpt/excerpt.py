"""The excerpt of a post: its first prose, ended at a sentence, as safe HTML and text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from itertools import islice
from typing import Final, Literal

from bs4.element import Comment, Tag
from markupsafe import Markup

from pelican_haiku import graphemes
from pelican_haiku.excerpt import closing
from pelican_haiku.excerpt.blocks import MATH_LENGTH, Block, blocks, has_math, words
from pelican_haiku.excerpt.html import (
    CODES,
    NAMES,
    classes,
    clean,
    is_dropped,
    open_at_end,
    parse,
    render,
    single_spaced,
    text_of,
)
from pelican_haiku.excerpt.sentences import ends
from pelican_haiku.invitations import INVITATION_WORDS

Source = Literal["metadata", "marker", "prose", "none"]

DESCRIPTION_LENGTH: Final = 160
"""Graphemes of a description at most; what search engines show of one."""
FIFTH: Final = 5
"""Whole blocks until this part of the limit; no sentence's end before it counts."""
WORD_LENGTH: Final = 11
"""Characters of HTML that are read for each word of the limit at first."""
SHORTEST: Final = 400
"""Characters of HTML that are read at first at least."""
GROWTH: Final = 2
"""How many times as much is read if the excerpt is not certain then."""
LOOKAHEAD: Final = 100
"""Characters after a sentence's end on which it depends that it is one."""
CLOSING_REACH: Final = 2000
"""Characters of HTML that may follow where a closing begins: footnotes, for one."""
MARKERS: Final = 10
"""Markers that are tried: one in code or before any text does not count."""

SHORT: Final = 4
"""Words of a sentence that may end an excerpt although it ends early."""

_MARKER: Final = re.compile(r"<!--\s*(?:more|pelican_end_summary)\s*-->", re.IGNORECASE)
_BEGIN: Final = re.compile(r"<!--\s*pelican_begin_summary\s*-->", re.IGNORECASE)
_COLONS: Final = (":", "：")
# What looks odd before an ellipsis.
_LOOSE_END: Final = " \t\n\u00a0\u2029,;:–—-/([{«„“‘¿¡\"'"
# A suffix that begins otherwise, as "[more]", stands by itself.
_ATTACHED: Final = "….,;:!?-–—&<> \t\n\u00a0"


@dataclass(frozen=True)
class Excerpt:
    """What a theme shows of a post on a list.

    ``html`` is valid and without ids, ``text`` the same on one line; ``truncated`` says
    that the post has prose that the excerpt leaves out, ``source`` where it comes from.
    ``written_description`` is the author's own description as plain text, empty for none.
    """

    html: str
    text: str
    truncated: bool
    source: Source
    written_description: str = ""

    @cached_property
    def description(self) -> Markup:
        """One line for ``<meta>``: at most 160 graphemes, safe between any quotes."""
        text = single_spaced(self.written_description) or self.text
        if graphemes.first(text, DESCRIPTION_LENGTH) < len(text):
            text = _shortened(text)
        return Markup(escape(_typographic(text), quote=False))  # noqa: S704


@dataclass(frozen=True, slots=True)
class Options:
    """How long an excerpt may be, and what a post and a page make of it.

    ``words`` is ``None`` for all prose up to the next heading, ``paragraphs`` an upper
    bound on blocks; ``suffix`` is HTML, as ``SUMMARY_END_SUFFIX`` is to Pelican, and
    ``lang`` the post's language. ``is_head`` says whether a whole paragraph, on one line,
    belongs to the post's head: its haiku, a prompt. ``link`` returns what is written for
    a URL in the post.
    """

    words: int | None = 50
    paragraphs: int | None = None
    suffix: str = "…"
    lang: str = ""
    is_head: Callable[[str], bool] = lambda _: False
    link: Callable[[str], str] = str


def excerpt(body: str, options: Options, summary: str = "") -> Excerpt:
    """Return the excerpt of *body*: the author's, what a marker ends, or the first prose.

    *summary* is what the author has written, as HTML. No more of *body* is parsed than
    the result depends on.
    """
    return (
        _written(body, options, summary)
        or _up_to_marker(body, options)
        or _first_prose(body, options)
    )


def _written(body: str, options: Options, summary: str) -> Excerpt | None:
    """Return what *summary* says, ``None`` if that is nothing."""
    if not summary:
        return None
    tree = parse(summary)
    clean(tree, is_dropped, options.link)
    html, text = render(tree).strip(), single_spaced(text_of(tree))
    if not text and "<img" not in html:
        return None
    truncated = any(
        block.line not in text
        for prose, _ in _prose(body, options, len(text))
        for block in prose
    )
    return Excerpt(html, text, truncated, "metadata")


def _up_to_marker(body: str, options: Options) -> Excerpt | None:
    """Return what stands before the first marker that counts, ``None`` without one."""

    def skips(tag: Tag) -> bool:
        return (
            is_dropped(tag)
            or not NAMES["contents_classes"].isdisjoint(classes(tag))
            or (tag.name == "p" and options.is_head(single_spaced(tag.get_text())))
        )

    if "!" not in body:
        # One character is found much faster than a marker is not, in a long body.
        return None
    for marker in islice(_MARKER.finditer(body), MARKERS):
        start, opened = 0, ""
        for begin in _BEGIN.finditer(body[: marker.start()]):
            start, opened = begin.end(), _opened(open_at_end(parse(body[: begin.end()])))
        tree = parse(opened + body[start : marker.end()])
        around = open_at_end(tree)
        is_marker = any(isinstance(node, Comment) for node in around[-1].contents[-1:])
        if not is_marker or any(tag.name in CODES or skips(tag) for tag in around):
            continue
        rest = _opened(around) + body[marker.end() :]
        clean(tree, skips, options.link)
        if text := single_spaced(text_of(tree)):
            truncated = any(prose for prose, _ in _prose(rest, options, is_rest=True))
            return Excerpt(render(tree).strip(), text, truncated, "marker")
    return None


def _opened(tags: list[Tag]) -> str:
    """Return the start tags of what is open, as far as they matter to what is inside."""
    return "".join(
        f"<{tag.name}"
        + "".join(
            f' {name}="{escape(str(tag.attrs[name]))}"'
            for name in ("class", "dir", "lang")
            if name in tag.attrs
        )
        + ">"
        for tag in tags[1:]
    )


def _first_prose(body: str, options: Options) -> Excerpt:
    for prose, is_whole in _prose(body, options):
        taken, before, is_full = _take(prose, options)
        if is_whole or (is_full and _is_certain(taken, before, options)):
            break
    truncated = is_full or any(block.is_shortened for block in taken)
    if not taken:
        return Excerpt("", "", truncated, "none")
    if options.words is not None and before + len(taken[-1].words) > options.words:
        _cut(taken[-1], options, before)
    shown = [render(block.tag) for block in taken]
    if taken[0].image is not None:
        shown.insert(0, f"<p>{render(taken[0].image)}</p>")
    text = single_spaced(" ".join(text_of(block.tag) for block in taken))
    return Excerpt("\n".join(shown), text, truncated, "prose")


def _prose(
    html: str, options: Options, size: int = 0, *, is_rest: bool = False
) -> Iterator[tuple[list[Block], bool]]:
    """Yield the prose of a beginning of *html*, then of longer ones, and of the whole.

    With each comes whether it is the whole. Head lines, a sign-off and an invitation at
    the end are left out; lists and quotes are prose if there is no paragraph. *size* is
    the number of characters to begin with, *is_rest* says that prose stands before.
    """
    size = max(size, SHORTEST, WORD_LENGTH * (options.words or 0))
    while True:
        is_whole = size >= len(html)
        found = [
            block
            for block in blocks(parse(html[:size]), options.link, is_whole=is_whole)
            if block.is_list or not block.is_whole or not options.is_head(block.line)
        ]
        if found and not is_whole and _is_unsure(found[-1], len(html) - size):
            found.pop()
        found = _without_closing(found, is_rest=is_rest)
        prose = [_shortened_block(b, options) for b in found if not b.is_list] or found
        if is_whole or not all(block.is_list or block.is_aside for block in prose):
            yield prose, is_whole
        if is_whole:
            break
        size *= GROWTH


def _is_unsure(last: Block, rest: int) -> bool:
    """Whether the *last* block of a beginning may be other than it seems.

    It may still turn out to be a closing, if *rest*, the number of characters after it,
    is small, or to announce what is no prose.
    """
    if last.is_whole:
        return last.line.endswith(_COLONS)
    return rest < CLOSING_REACH and len(last.words) <= INVITATION_WORDS


def _shortened_block(block: Block, options: Options) -> Block:
    """Return *block* without a last sentence that announces what is no prose.

    A block that says nothing else becomes an aside.
    """
    if not block.is_whole or block.is_followed or not block.line.endswith(_COLONS):
        return block
    text = block.text.rstrip()
    before = [
        end for end in ends(block.spoken(len(text)), options.lang) if end < len(text)
    ]
    if before and len(words(text[: before[-1]])) >= SHORT:
        block.end_at(before[-1], [])
        return replace(block, is_shortened=True)
    return replace(block, is_aside=True)


def _without_closing(found: list[Block], *, is_rest: bool) -> list[Block]:
    """Return *found* without a sign-off and an invitation at the end, in either order.

    Neither is the only block of a post.
    """
    kept = [*found]
    closings: dict[str, Block] = {}
    while kept and kept[-1].is_whole and not kept[-1].is_list:
        kind = closing.kind(kept[-1].line)
        if kind is None or kind in closings:
            break
        closings[kind] = kept.pop()
    if kept or is_rest:
        return kept
    only = closings.get(closing.SIGN_OFF) or closings.get(closing.INVITATION)
    return [only] if only else []


def _take(prose: list[Block], options: Options) -> tuple[list[Block], int, bool]:
    """Return the blocks to show of *prose*, as far as it is known.

    With them come the number of words before the last one, and whether more is left out.
    """
    taken: list[Block] = []
    before = count = 0
    are_asides = all(block.is_aside for block in prose)
    for block in prose:
        if _is_enough(taken, count, block, options):
            return taken, before, True
        if block.is_aside and not are_asides:
            continue
        taken.append(block)
        before, count = count, count + len(block.words)
        if options.words is not None and count > options.words:
            return taken, before, True
    return taken, before, False


def _is_enough(
    taken: list[Block], words: int, following: Block, options: Options
) -> bool:
    """Whether no block is shown after *taken*, which has so many *words*."""
    if options.paragraphs is not None and len(taken) >= options.paragraphs:
        return True
    if options.words is None:
        return bool(taken) and following.follows_heading
    return options.words <= 0 or (bool(taken) and words * FIFTH >= options.words)


def _is_certain(taken: list[Block], before: int, options: Options) -> bool:
    """Whether the last of *taken*, all that is known of it, is enough to end it."""
    if not taken or taken[-1].is_whole or options.words is None:
        return True
    text = taken[-1].text
    limit = taken[-1].words[options.words - before - 1][1]
    margin = MATH_LENGTH if has_math(text) else LOOKAHEAD
    return len(text) - limit >= margin and not taken[-1].ends_inline


def _cut(block: Block, options: Options, before: int) -> None:
    """End *block* at the last sentence's end within the limit, else at a word's."""
    assert options.words is not None  # noqa: S101
    allowed = options.words - before
    text = block.text
    starts = [start for start, _ in block.words]
    limit = graphemes.after(text, block.words[allowed - 1][1])
    chosen = 0
    for end in ends(block.spoken(limit + LOOKAHEAD), options.lang):
        # Closing marks and emoji are no words.
        if end > limit and bisect_left(starts, end) > allowed:
            break
        count = before + bisect_left(starts, end)
        is_enough = count >= SHORT or count * FIFTH >= options.words
        if is_enough and not block.is_cut_open(end):
            chosen = end
    if chosen:
        block.end_at(chosen, [])
        return
    kept = limit
    while block.is_cut_open(kept):
        kept -= 1
    kept = len(text[:kept].rstrip(_LOOSE_END))
    if not before + bisect_left(starts, kept):
        # A link or math at the very beginning is taken whole.
        kept = limit
        while block.is_cut_open(kept):
            kept += 1
        kept = len(text[:kept].rstrip())
    gap = "" if options.suffix[:1] in _ATTACHED else " "
    suffix = parse(gap + options.suffix)
    clean(suffix, is_dropped, options.link)
    block.end_at(kept, [*suffix.contents])


def _shortened(text: str) -> str:
    """Return *text*, ended within a description's length at a sentence, else a word."""
    limit = graphemes.first(text, DESCRIPTION_LENGTH)
    found = [end for end in ends(text[: limit + 80]) if end <= limit]
    if found and found[-1] * FIFTH >= limit:
        return text[: found[-1]]
    limit = graphemes.first(text, DESCRIPTION_LENGTH - 1)
    place = max(
        (end for _, end in words(text[: limit + 1]) if end <= limit), default=limit
    )
    kept = text[:place].rstrip(_LOOSE_END)
    return f"{kept or text[:limit]}…"


def _typographic(text: str) -> str:
    """Return *text* with no straight quote in it."""
    text = re.sub(r'(^|[\s([{=—–‘])"', r"\1“", text).replace('"', "”")
    return re.sub(r"(^|[\s([{=—–“])'", r"\1‘", text).replace("'", "’")

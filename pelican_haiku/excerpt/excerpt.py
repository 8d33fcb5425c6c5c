"""The excerpt of a post: its first prose, ended at a sentence, as safe HTML and text."""

from __future__ import annotations

import re
import sys
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
from pelican_haiku.excerpt.blocks import MATH_LENGTH, Block, blocks, words
from pelican_haiku.excerpt.html import (
    CODES,
    clean,
    has_class,
    is_dropped,
    open_at_end,
    parse,
    remove_open,
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
WORD_LENGTH: Final = 10
"""Characters of HTML that are read for each word of the limit at first."""
SHORTEST: Final = 400
"""Characters of HTML that are read at first at least."""
LOOKAHEAD: Final = 100
"""Characters after a sentence's end on which it depends that it is one."""
CLOSING_REACH: Final = 2000
"""Characters of HTML that may follow where a closing begins: footnotes, for one."""
MARKERS: Final = 10
"""Markers that are tried: one in code or before any text does not count."""
SHORT: Final = 4
"""Words of a sentence that may end an excerpt although it ends early."""

_MARKER: Final = re.compile(r"<!--\s*(?:more|pelican_end_summary)\s*-->", re.IGNORECASE)
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
    belongs to the post's head: its haiku, a prompt.
    """

    words: int | None = 50
    paragraphs: int | None = None
    suffix: str = "…"
    lang: str = ""
    is_head: Callable[[str], bool] = lambda _: False

    @property
    def limit(self) -> int:
        """The most words that may be shown."""
        return sys.maxsize if self.words is None else self.words


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
    parts = clean(parse(summary), is_dropped)
    html, text = render(parts).strip(), single_spaced(text_of(parts))
    if not text and "<img" not in html:
        return None
    truncated = any(
        block.line not in text for prose, _ in _prose(body, options) for block in prose
    )
    return Excerpt(html, text, truncated, "metadata")


def _up_to_marker(body: str, options: Options) -> Excerpt | None:
    """Return what stands before the first marker that counts, ``None`` without one."""

    def skips(tag: Tag) -> bool:
        return (
            is_dropped(tag)
            or has_class(tag, "contents_classes")
            or (tag.name == "p" and options.is_head(single_spaced(tag.get_text())))
        )

    if "!" not in body:
        # One character is found much faster than a marker is not, in a long body.
        return None
    for marker in islice(_MARKER.finditer(body), MARKERS):
        tree = parse(body[: marker.end()])
        around = open_at_end(tree)
        is_marker = any(isinstance(node, Comment) for node in around[-1].contents[-1:])
        if not is_marker or any(tag.name in CODES or skips(tag) for tag in around):
            continue
        _remove_up_to_begin(tree)
        parts = clean(tree, skips)
        if text := single_spaced(text_of(parts)):
            truncated = any(
                closing.kind(block.line) is None
                for prose, _ in _prose(body[marker.end() :], options)
                for block in prose
            )
            return Excerpt(render(parts).strip(), text, truncated, "marker")
    return None


def _remove_up_to_begin(tree: Tag) -> None:
    """Remove what stands before the last ``PELICAN_BEGIN_SUMMARY`` in *tree*."""
    for node in [node for node in tree.descendants if isinstance(node, Comment)]:
        if node.strip().lower() == "pelican_begin_summary":
            for element in (node, *node.parents):
                for earlier in [*element.previous_siblings]:
                    earlier.extract()


def _first_prose(body: str, options: Options) -> Excerpt:
    for prose, is_whole in _prose(body, options):
        shown, before, is_full = _choose(prose, options)
        if is_whole or (is_full and _is_certain(shown, before, prose, options)):
            break
    if shown and before + len(shown[-1].words) > options.limit:
        shown[-1] = _ended(shown[-1], before, options)
    truncated = is_full or any(block.is_cut for block in shown)
    htmls = [render(block.parts) for block in shown]
    if shown and shown[0].image:
        htmls.insert(0, f"<p>{shown[0].image}</p>")
    text = single_spaced(" ".join(text_of(block.parts) for block in shown))
    return Excerpt("\n".join(htmls), text, truncated, "prose" if shown else "none")


def _prose(html: str, options: Options) -> Iterator[tuple[list[Block], bool]]:
    """Yield the prose of a beginning of *html*, then of longer ones, and of the whole.

    With each comes whether it is the whole. Head lines, a sign-off and an invitation at
    the end are left out; lists and quotes are prose if there is no paragraph.
    """
    size = max(SHORTEST, WORD_LENGTH * (options.words or 0))
    is_whole = False
    while not is_whole:
        is_whole = size >= len(html)
        tree = parse(html[:size])
        if not is_whole:
            remove_open(tree)
        found = [
            block
            for block in blocks(tree)
            if block.is_list or not options.is_head(block.line)
        ]
        if found and not is_whole and _is_unsure(found[-1], len(html) - size):
            found.pop()
        found = _without_closing(found)
        prose = [_without_announcement(b, options) for b in found if not b.is_list]
        if is_whole or not all(block.is_aside for block in prose):
            yield prose or found, is_whole
        # Else most of a body might be parsed twice.
        size = size * 3 if size * 6 < len(html) else len(html)


def _is_unsure(last: Block, rest: int) -> bool:
    """Whether the *last* block of a beginning may be other than it seems.

    It may announce what is no prose, and turn out to be a closing if *rest*, the number
    of characters after it, is small.
    """
    return last.line.endswith(_COLONS) or (
        rest < CLOSING_REACH and len(last.words) <= INVITATION_WORDS
    )


def _without_closing(found: list[Block]) -> list[Block]:
    """Return *found* without a sign-off and an invitation at the end, in either order.

    Neither is the only block of a post.
    """
    kept = [*found]
    kinds: list[str] = []
    while len(kept) > 1 and not kept[-1].is_list:
        kind = closing.kind(kept[-1].line)
        if kind is None or kind in kinds:
            break
        kinds.append(kind)
        kept.pop()
    return kept


def _without_announcement(block: Block, options: Options) -> Block:
    """Return *block* without a last sentence that announces what is no prose.

    A block that says nothing else becomes an aside.
    """
    if block.is_followed or not block.line.endswith(_COLONS):
        return block
    text = block.spoken.rstrip()
    place = max((end for end in ends(text, options.lang) if end < len(text)), default=0)
    if sum(end <= place for _, end in block.words) >= SHORT:
        return block.up_to(place)
    return replace(block, is_aside=True)


def _choose(prose: list[Block], options: Options) -> tuple[list[Block], int, bool]:
    """Return the blocks to show of *prose*, as far as it is known.

    With them come the number of words before the last one, and whether more is left out.
    """
    chosen: list[Block] = []
    before = count = 0
    are_asides = all(block.is_aside for block in prose)
    for block in prose:
        if (
            count * FIFTH >= options.limit
            or len(chosen) == options.paragraphs
            or (chosen and options.words is None and block.follows_heading)
        ):
            return chosen, before, True
        if are_asides or not block.is_aside:
            chosen.append(block)
            before, count = count, count + len(block.words)
            if count > options.limit:
                return chosen, before, True
    return chosen, before, False


def _is_certain(
    chosen: list[Block], before: int, known: list[Block], options: Options
) -> bool:
    """Whether enough is *known* to end the last of the *chosen* blocks."""
    if not chosen or chosen[-1] is not known[-1]:
        return True
    text = chosen[-1].text
    limit = chosen[-1].words[options.limit - before - 1][1]
    may_have_math = "$" in text or "\\" in text
    return len(text) - limit >= (MATH_LENGTH if may_have_math else LOOKAHEAD)


def _ended(block: Block, before: int, options: Options) -> Block:
    """Return *block*, ended at the last sentence's end within the limit, else a word's.

    *before* is the number of words that are shown before it.
    """
    allowed = options.limit - before
    text = block.text
    starts = [start for start, _ in block.words]
    limit = graphemes.after(text, block.words[allowed - 1][1])
    chosen = 0
    for end in ends(block.spoken[: limit + LOOKAHEAD], options.lang):
        # Closing marks and emoji are no words.
        if end > limit and bisect_left(starts, end) > allowed:
            break
        count = before + bisect_left(starts, end)
        is_enough = count >= SHORT or count * FIFTH >= options.limit
        if is_enough and not block.is_cut_open(end):
            chosen = end
    if chosen:
        return block.up_to(chosen)
    kept = limit
    while block.is_cut_open(kept):
        kept -= 1
    kept = len(text[:kept].rstrip(_LOOSE_END))
    if not bisect_left(starts, kept):
        # A link or math at the very beginning is taken whole.
        kept = limit
        while block.is_cut_open(kept):
            kept += 1
        kept = len(text[:kept].rstrip())
    gap = "" if options.suffix[:1] in _ATTACHED else " "
    return block.up_to(kept, clean(parse(gap + options.suffix), is_dropped))


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

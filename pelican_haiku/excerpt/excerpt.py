"""The excerpt of a post: its first prose, ended at a sentence, as safe HTML and text."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from itertools import islice
from typing import Final, Literal

from bs4.element import Comment, PageElement, Tag
from markupsafe import Markup

from pelican_haiku import graphemes
from pelican_haiku.excerpt.blocks import MATH_LENGTH, Block, blocks, is_skipped
from pelican_haiku.excerpt.closing import is_closing
from pelican_haiku.excerpt.html import (
    BLOCKS,
    EDGE,
    Text,
    clean,
    is_dropped,
    is_kind,
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
WORD_LENGTH: Final = 9
"""Characters of HTML that are read for each word of the limit at first."""
SHORTEST: Final = 400
"""Characters of HTML that are read at first at least."""
LOOKAHEAD: Final = 100
"""Characters after a sentence's end on which it depends that it is one."""
CLOSING_REACH: Final = 1200
"""Characters of HTML that may follow where a closing begins: footnotes, for one."""
MARKERS: Final = 10
"""Markers that are tried: one in code or before any text does not count."""
SHORT: Final = 4
"""Words of a sentence that may end an excerpt although it ends early."""

_MARKER: Final = re.compile(r"<!--\s*(?:more|pelican_end_summary)\s*-->", re.IGNORECASE)
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
        limit = graphemes.first(text, DESCRIPTION_LENGTH - 1)
        most = graphemes.after(text, limit + 1)
        if most < len(text):
            block = Block([Text(text[: most + LOOKAHEAD])])
            stop = max((end for _, end in block.words if end <= limit), default=limit)
            text = _ended(block, most // FIFTH, most, stop, Options()).text
        return Markup(escape(_typographic(text), quote=False))  # noqa: S704


@dataclass(frozen=True)
class Options:
    """How long an excerpt may be, and what a post and a page make of it.

    ``words`` is ``None`` for all prose up to the next heading, ``paragraphs`` an upper
    bound on blocks; ``suffix`` is HTML, as ``SUMMARY_END_SUFFIX`` is to Pelican, and
    ``lang`` the post's language. ``is_head`` says whether the text of a whole paragraph
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
    texts = clean(parse(summary), is_dropped)
    html, text = render(texts).strip(), single_spaced(text_of(texts))
    if not text and "<img" not in html:
        return None
    return Excerpt(html, text, _has_more(body, options, text), "metadata")


def _up_to_marker(body: str, options: Options) -> Excerpt | None:
    """Return what stands before the first marker that counts, ``None`` without one."""

    def skips(tag: Tag) -> bool:
        return (
            is_dropped(tag)
            or is_kind(tag, "contents")
            or (tag.name == "p" and options.is_head(single_spaced(tag.get_text())))
        )

    for marker in islice(_MARKER.finditer(body), MARKERS):
        tree = parse(body[: marker.end()])
        nodes = [tree, *tree.descendants]
        if not isinstance(nodes[-1], Comment) or any(
            is_kind(tag, "code") or skips(tag) for tag in nodes[-1].parents
        ):
            continue
        _remove_up_to_begin(nodes)
        texts = clean(tree, skips)
        if text := single_spaced(text_of(texts)):
            # A sign-off alone is the last paragraph of a post.
            below = replace(options, is_head=is_closing)
            truncated = _has_more(body[marker.end() :], below)
            return Excerpt(render(texts).strip(), text, truncated, "marker")
    return None


def _has_more(body: str, options: Options, shown: str = "") -> bool:
    """Whether *body* has prose that is not *shown*."""
    # Most often the first paragraph tells, and the whole is not read.
    first = _first_prose(body, replace(options, words=None, paragraphs=1))
    return first.text not in shown or any(
        single_spaced(block.text) not in shown
        for block in _prose(body, len(body), options)
    )


def _first_prose(body: str, options: Options) -> Excerpt:
    """Return the first prose of *body*, of which no more is read than that depends on."""
    size = max(SHORTEST, WORD_LENGTH * (options.words or 0))
    while True:
        prose = _prose(body, size, options)
        shown, before, is_full = _choose(prose, options)
        if size >= len(body) or (is_full and _is_certain(shown, before, prose, options)):
            break
        # A little more is mostly enough. At last most of a body might be parsed twice.
        size = size * 2 if size * 4 < len(body) else len(body)
    allowed = options.limit - before
    if shown and len(shown[-1].words) > allowed:
        text, words = shown[-1].text, shown[-1].words
        enough = min(SHORT, -(-options.limit // FIFTH)) - before
        least = words[enough - 1][0] if enough > 0 else 0
        stop = graphemes.after(text, words[allowed - 1][1])
        # Closing marks and emoji are no words.
        shown[-1] = _ended(shown[-1], least, words[allowed][0], stop, options)
    truncated = is_full or any(block.is_cut for block in shown)
    htmls = [render(block.texts) for block in shown]
    if shown and shown[0].image:
        htmls.insert(0, f"<p>{shown[0].image.start}</p>")
    text = single_spaced(" ".join(block.text for block in shown))
    return Excerpt("\n".join(htmls), text, truncated, "prose" if shown else "none")


def _prose(html: str, size: int, options: Options) -> list[Block]:
    """Return the prose in the first *size* characters of *html*.

    Head lines are left out, and at the end a sign-off and an invitation, unless these are
    all there is. Captions and the like are prose if there is nothing else in the whole,
    then lists and quotes.
    """
    texts = clean(parse(html[:size]), is_skipped)
    rest = len(html) - size
    if rest > 0:
        # The inline element in which these end may still hold anything.
        around = next((t.around for t in reversed(texts) if t.kind != EDGE), ())
        inline = next((e for e in around if e.name not in BLOCKS), None)
        texts = [text for text in texts if inline not in text.around]
    found = blocks(texts, options.is_head)
    may_close = rest < CLOSING_REACH
    if (found and rest > 0) and (
        found[-1].announces or (may_close and len(found[-1].words) <= INVITATION_WORDS)
    ):
        # It may announce what is no prose, or turn out to be a closing.
        found.pop()
    while may_close and len(found) > 1 and not found[-1].is_list:
        if not is_closing(single_spaced(found[-1].text)):
            break
        found.pop()
    paragraphs = _without_announcements([b for b in found if not b.is_list], options)
    if rest > 0 and all(block.is_aside for block in paragraphs):
        return []
    return paragraphs or found


def _without_announcements(found: list[Block], options: Options) -> list[Block]:
    """Return *found* without last sentences that announce what is no prose.

    A block that says nothing else becomes an aside; so does the only one, if what is left
    of it is too short to be the excerpt.
    """
    is_only = sum(not block.is_aside for block in found) == 1
    kept: list[Block] = []
    is_followed = False
    for block in reversed(found):
        shown = block
        if not is_followed and block.announces:
            text = block.spoken.rstrip()
            earlier = (end for end in ends(text, options.lang) if end < len(text))
            place = max(earlier, default=0)
            count = sum(end <= place for _, end in block.words)
            is_enough = count >= (SHORT if is_only else 1)
            shown = block.up_to(place) if is_enough else replace(block, is_aside=True)
        kept.append(shown)
        is_followed = block.follows_prose and not shown.is_aside
    return kept[::-1]


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
    return chosen, before, count > options.limit


def _is_certain(
    chosen: list[Block], before: int, known: list[Block], options: Options
) -> bool:
    """Whether enough is *known* to end the last of the *chosen* blocks."""
    if not chosen or chosen[-1] is not known[-1]:
        return True
    text = chosen[-1].text
    limit = chosen[-1].words[options.limit - before - 1][1]
    needed = MATH_LENGTH if "$" in text or "\\" in text else LOOKAHEAD
    return len(text) - limit >= needed


def _ended(block: Block, least: int, most: int, stop: int, options: Options) -> Block:
    """Return *block*, ended at the last sentence's end between *least* and *most*.

    If there is none, it ends with the suffix at *stop*, where a word ends.
    """
    known = ends(block.spoken[: most + LOOKAHEAD], options.lang)
    fitting = (end for end in known if least < end <= most and not block.is_cut_open(end))
    if end := max(fitting, default=0):
        return block.up_to(end)
    text = block.text
    # Before a link or math, but one at the very beginning is taken whole.
    for step, loose in ((-1, _LOOSE_END), (1, None)):
        kept = stop
        while block.is_cut_open(kept):
            kept += step
        kept = len(text[:kept].rstrip(loose))
        if any(map(str.isalnum, text[:kept])):
            break
    gap = "" if options.suffix[:1] in _ATTACHED else " "
    return block.up_to(kept, clean(parse(gap + options.suffix), is_dropped))


def _remove_up_to_begin(nodes: list[PageElement]) -> None:
    """Remove what stands before the last ``PELICAN_BEGIN_SUMMARY`` of *nodes*."""
    begin = 0
    for place, node in enumerate(nodes):
        if isinstance(node, Comment) and node.strip().lower() == "pelican_begin_summary":
            begin = place
    for node in nodes[1:begin]:
        if not isinstance(node, Tag) or node.is_empty_element:
            node.extract()


def _typographic(text: str) -> str:
    """Return *text* with no straight quote in it."""
    text = re.sub(r'(^|[\s([{=—–‘])"', r"\1“", text).replace('"', "”")
    return re.sub(r"(^|[\s([{=—–“])'", r"\1‘", text).replace("'", "’")

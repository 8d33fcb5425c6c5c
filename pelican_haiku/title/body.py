"""The body of a transcript: its headings, its invitation, and its opening words."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.treeprocessors import Treeprocessor

from pelican_haiku.title.dates import date_alone
from pelican_haiku.title.ending import mark_invitation, source
from pelican_haiku.title.headings import (
    is_heading,
    is_numbered_heading,
    mark_headings,
)
from pelican_haiku.title.keys import OPENING_KEY, is_transcript

OPENING_PARAGRAPHS: Final = 2
OPENING_LENGTH: Final = 500
"""Characters of a first paragraph that may hold the opening date."""


def extend(md: Markdown) -> None:
    """Register the processors of a transcript's body around Markdown's own."""
    # list items 40
    numbered = NumberedHeadingProcessor(md.parser)
    md.parser.blockprocessors.register(numbered, "haiku_numbered", 45)
    # footnotes 50 adds a block at the end, inline 20 hides the source text
    md.treeprocessors.register(BodyTreeprocessor(md), "haiku_body", 60)


class NumberedHeadingProcessor(BlockProcessor):
    """Read ``1. The Beginning`` alone in a transcript, where Markdown sees a list."""

    def test(self, parent: Element, block: str) -> bool:
        """Whether *block* may be one, below *parent*."""
        is_item = len(parent) > 0 and parent[-1].tag == "ol"
        return (
            block.lstrip()[:1].isdigit()
            and not is_item
            and not self.parser.state
            and _is_transcript(self.parser.md)
        )

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Make a paragraph of the first of *blocks* if it is one."""
        if not is_numbered_heading(*blocks[:2]):
            return False
        SubElement(parent, "p").text = blocks.pop(0).strip()
        return True


class BodyTreeprocessor(Treeprocessor):
    """Find the headings, the invitation and the opening words of a transcript's body.

    Only what is on the top level is looked at, before Markdown has read what is inline:
    code, lists, quotes and raw HTML are out of reach.
    """

    def run(self, root: Element) -> None:
        """Mark them in the tree, and note the opening words in the metadata."""
        if not len(root) or not _is_transcript(self.md):
            return
        meta: dict[str, list[str]] = self.md.Meta  # type: ignore[attr-defined]
        if "date" not in meta and (openings := _openings(root)):
            meta[OPENING_KEY] = openings
        mark_invitation(root)
        mark_headings(root)


def _openings(root: Element) -> list[str]:
    """Return the first headings and paragraphs; one may hold the date of writing.

    A date alone on its line is all that is returned, and leaves the body.
    """
    openings: list[str] = []
    paragraphs = 0
    for block in list(root):
        line, _, rest = source(block, headings=True).partition("\n")
        date = date_alone(line) if paragraphs == 0 else None
        if date:
            block.text = rest
            if not rest:
                root.remove(block)
            return [date.isoformat(" ", "minutes")]
        if line:
            text = f"{line} {rest}"[:OPENING_LENGTH]
            openings.append(" ".join(text.split()))
            paragraphs += block.tag == "p" and (bool(rest) or not is_heading(line))
        if paragraphs == OPENING_PARAGRAPHS:
            break
    return openings


def _is_transcript(md: Markdown) -> bool:
    # Of a value that Pelican converts by the same instance no metadata is read.
    return is_transcript(getattr(md, "Meta", {}))

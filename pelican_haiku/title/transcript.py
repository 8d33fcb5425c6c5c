"""Posts that are terminal transcripts: a Markdown extension that reads their head.

A transcript begins ``$ cat post/<haiku as path>.md``, or with the haiku on a line and a
``Key: value`` line after it. Its head becomes metadata, its bare one-line headings become
``<h2>``, and the closing invitation to edit or expand is marked. Any other post is left
alone after one look at its first lines.
"""

from __future__ import annotations

import re
from textwrap import indent
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from pelican_haiku.title.dates import date_alone
from pelican_haiku.title.ending import mark_invitation, source
from pelican_haiku.title.head import LINE_KEY, PROMPT_KEY, read_head
from pelican_haiku.title.headings import (
    is_heading,
    is_numbered_heading,
    mark_headings,
)
from pelican_haiku.title.paste import second_prompt, unwrapped, without_next_prompt

OPENING_PARAGRAPHS: Final = 2
OPENING_LENGTH: Final = 500
"""Characters of a first paragraph that may hold the opening date."""
OPENING_KEY: Final = "haiku-transcript-opening"
"""The metadata key of the body's first headings and paragraphs, if no ``Date:`` is.

One of them may hold the date of writing."""

SECOND_KEY: Final = "haiku-transcript-second"
"""The metadata key of the prompt of another transcript in the same file."""


# YAML's usual indent below `Haiku: |`, of which Markdown's `meta` asks four spaces.
_YAML_BLOCK: Final = re.compile(
    r"\A(---.*\n(?:(?!---|\.{3}).+\n)*?haiku:\s*[|>].*\n)((?: {1,3}\S.*\n)+)",
    re.IGNORECASE,
)


class HeadPreprocessor(Preprocessor):
    """Write the head of a transcript as Markdown's ``meta`` extension reads metadata."""

    used = False

    def run(self, lines: list[str]) -> list[str]:
        """Return *lines* with the head in the form ``key: value``."""
        # Pelican converts ``Summary:`` and its like by the same instance afterwards.
        if self.used:
            return lines
        self.used = True
        if lines[0].startswith("---"):
            indented = _YAML_BLOCK.sub(
                lambda block: block[1] + indent(block[2], "   "), "\n".join(lines)
            )
            lines = indented.split("\n")
        pasted = unwrapped(lines)
        head = read_head(pasted)
        if head is None:
            return lines
        first = next(filter(str.strip, pasted), "")
        text = without_next_prompt(pasted[head.length :], head.prompt, first)
        metadata = dict(head.metadata)
        if second := second_prompt(text):
            metadata[SECOND_KEY] = [second]
        written = []
        for key, (first, *more) in metadata.items():
            written.append(f"{key}: {first}")
            written += [f"    {value}" for value in more]
        # Markdown ends every text so; the end of a code block needs it.
        return [*written, "", *text, "", ""]


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
    return bool({PROMPT_KEY, LINE_KEY} & getattr(md, "Meta", {}).keys())


class TranscriptExtension(Extension):
    """Read transcripts; one instance serves one file, as Pelican uses Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's name)
        """Register the processors around Markdown's own."""
        # normalize_whitespace 30, meta 27
        md.preprocessors.register(HeadPreprocessor(md), "haiku_head", 28)
        # list items 40
        numbered = NumberedHeadingProcessor(md.parser)
        md.parser.blockprocessors.register(numbered, "haiku_numbered", 45)
        # footnotes 50 adds a block at the end, inline 20 hides the source text
        md.treeprocessors.register(BodyTreeprocessor(md), "haiku_body", 60)


def makeExtension(**kwargs: Any) -> TranscriptExtension:  # noqa: N802 (Markdown's name)
    """Return the extension, as Markdown asks for it by this module's name."""
    return TranscriptExtension(**kwargs)

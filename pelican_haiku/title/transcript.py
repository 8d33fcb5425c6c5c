"""Posts that are terminal transcripts: a Markdown extension that reads their head.

A transcript begins ``$ cat post/<haiku as path>.md``, or with the haiku on a line and a
``Key: value`` line after it. Its head becomes metadata, its bare one-line headings become
``<h2>``, and the closing invitation to edit or expand is marked. Any other post is left
alone after one look at its first lines.
"""

from __future__ import annotations

from typing import Any, Final
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from pelican_haiku.title import body
from pelican_haiku.title.head import LINE_KEY, PROMPT_KEY, read_head
from pelican_haiku.title.paste import second_prompt, unwrapped, without_next_prompt

OPENING_KEY: Final = "haiku-transcript-opening"
"""The metadata key of the body's first words, which may be a date, if no ``Date:`` is.

One value, or two: those of the first heading and those of the first paragraph."""
SECOND_KEY: Final = "haiku-transcript-second"
"""The metadata key of the prompt of another transcript in the same file."""


class HeadPreprocessor(Preprocessor):
    """Write the head of a transcript as Markdown's ``meta`` extension reads metadata."""

    used = False

    def run(self, lines: list[str]) -> list[str]:
        """Return *lines* with the head in the form ``key: value``."""
        # Pelican converts ``Summary:`` and its like by the same instance afterwards.
        if self.used:
            return lines
        self.used = True
        pasted = unwrapped(lines)
        head = read_head(pasted)
        if head is None:
            return lines
        text = without_next_prompt(pasted[head.length :], head.prompt)
        metadata = dict(head.metadata)
        if second := second_prompt(text):
            metadata[SECOND_KEY] = [second]
        written = []
        for key, (first, *more) in metadata.items():
            written.append(f"{key}: {first}")
            written += [f"    {value}" for value in more]
        return [*written, "", *text]


class BodyTreeprocessor(Treeprocessor):
    """Find the headings, the invitation and the opening words of a transcript's body."""

    def run(self, root: Element) -> None:
        """Mark them in the tree, and note the opening words in the metadata."""
        meta: dict[str, list[str]] = getattr(self.md, "Meta", {})
        if not len(root) or not {PROMPT_KEY, LINE_KEY} & meta.keys():
            return
        openings = body.mark(list(root))
        if openings and "date" not in meta:
            meta[OPENING_KEY] = openings


class TranscriptExtension(Extension):
    """Read transcripts; one instance serves one file, as Pelican uses Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's name)
        """Register the processors around Markdown's own."""
        # normalize_whitespace 30, meta 27
        md.preprocessors.register(HeadPreprocessor(md), "haiku_head", 28)
        # footnotes 50 adds a block at the end, inline 20 hides the source text
        md.treeprocessors.register(BodyTreeprocessor(md), "haiku_body", 60)


def makeExtension(**kwargs: Any) -> TranscriptExtension:  # noqa: N802 (Markdown's name)
    """Return the extension, as Markdown asks for it by this module's name."""
    return TranscriptExtension(**kwargs)

"""Posts that are terminal transcripts: a Markdown extension that reads their head.

A transcript begins ``$ cat post/<haiku as path>.md``, or with the haiku on a line and a
``Key: value`` line after it. Its head becomes metadata, its bare one-line headings become
``<h2>``, and the closing invitation to edit or expand is marked. Any other post is left
alone after one look at its first lines, for which no more than this module is imported.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any, Final

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from pelican_haiku.title.keys import KNOWN_KEYS, LOOK
from pelican_haiku.title.prompt import AROUND, REACH, WRAPPED, has_path, read_wrapped

_HEAD_MARKS: Final = " \t\f\ufeff-.=*_`~>"
"""With what the lines of a head may begin that have no key: rules, and more values."""


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
            lines = _with_haiku_indented(lines)
        if not _may_be_transcript(lines):
            return lines
        from pelican_haiku.title import body, paste  # noqa: PLC0415 (few builds have one)

        found = paste.read_transcript(lines)
        if found is None:
            return lines
        body.extend(self.md)
        metadata, text = found
        written = []
        for key, (first, *more) in metadata.items():
            written.append(f"{key}: {first}")
            written += [f"    {value}" for value in more]
        # Markdown ends every text so; the end of a code block needs it.
        return [*written, "", *text, "", ""]


def _may_be_transcript(lines: list[str]) -> bool:
    """Whether it takes more than this look to tell that *lines* are no transcript."""
    # A prompt stands among the keys, or in reach of the first line of something else.
    end = next((at for at, line in enumerate(lines[:LOOK]) if _is_prose(line)), LOOK)
    # The whole may stand behind a margin.
    head = [line.strip(AROUND + ">\f\ufeff") for line in lines[: end + REACH + WRAPPED]]
    # Blank lines end a prompt that is wrapped.
    if has_path("".join([line or "\n" for line in head])) and any(
        read_wrapped(head[start:]) for start in range(len(head))
    ):
        return True
    # A haiku without a prompt stands above the first key, on three lines or on one.
    upper = takewhile(lambda it: it.partition(":")[0].lower() not in KNOWN_KEYS, head)
    above = [line for line in upper if line.strip("-=._ ")]
    has_lines = len(above) > 2 or any(mark in line for line in above for mark in "/／<")
    return has_lines and any(":" in line or "：" in line for line in head)


def _is_prose(line: str) -> bool:
    return line[:1] not in _HEAD_MARKS and ":" not in line and "：" not in line


def _with_haiku_indented(lines: list[str]) -> list[str]:
    """Return *lines* with a YAML block below ``Haiku: |`` indented as ``meta`` asks.

    YAML's usual indent is less than Markdown's four spaces.
    """
    for index, line in enumerate(lines[1:LOOK], start=1):
        if not line or line.startswith(("---", "...")):
            break
        if line[:6].lower() == "haiku:" and line[6:].lstrip()[:1] in {"|", ">"}:
            block = [*takewhile(re.compile(r" {1,3}\S").match, lines[index + 1 :])]
            end = index + 1 + len(block)
            return [*lines[: index + 1], *(f"   {it}" for it in block), *lines[end:]]
    return lines


class TranscriptExtension(Extension):
    """Read transcripts; one instance serves one file, as Pelican uses Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's name)
        """Register the reader of heads; it adds what a transcript's body needs."""
        # normalize_whitespace 30, meta 27
        md.preprocessors.register(HeadPreprocessor(md), "haiku_head", 28)


def makeExtension(**kwargs: Any) -> TranscriptExtension:  # noqa: N802 (Markdown's name)
    """Return the extension, as Markdown asks for it by this module's name."""
    return TranscriptExtension(**kwargs)

"""Posts that are terminal transcripts: a Markdown extension that reads their head.

A transcript begins ``$ cat post/<haiku as path>.md``, or with the haiku on a line and a
``Key: value`` line after it. Its head becomes metadata where Pelican reads metadata, its
bare one-line headings become ``<h2>``, and the closing invitation to edit or expand is
marked. Any other post is left alone, at the price of one look at its first lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX

from pelican_haiku.excerpt.closing import SIGN_OFF_WORDS
from pelican_haiku.languages import invites
from pelican_haiku.title import haiku

LINE_KEY: Final = "haiku-transcript-line"
"""The metadata key under which the head's haiku line travels."""
PROMPT_KEY: Final = "haiku-transcript-prompt"
"""The key of the prompt line, whole."""
OPENING_KEY: Final = "haiku-transcript-opening"
"""The key of the body's first words, which may be a date, where no ``Date:`` is.

One value, or two: those of the first heading and those of the first paragraph."""
REFUSED_KEY: Final = "haiku-transcript-refused"
"""The key of those head keys that would break an article, comma-separated."""

# https://docs.getpelican.com/en/latest/content.html#file-metadata
_PELICAN_KEYS: Final = frozenset(
    "title date modified tags keywords category slug author authors summary lang "
    "translation status template save_as url date_format timezone description".split()
)
_PLUGIN_KEYS: Final = frozenset(
    "haiku haiku-syllables subtitle excerpt-words invitation edit expand "
    "edit-source".split()
)
KNOWN_KEYS: Final = _PELICAN_KEYS | _PLUGIN_KEYS
"""Keys that count after a blank line too."""
BREAKING_KEYS: Final = frozenset(
    "allowed_statuses attach_to content default_status default_template filename "
    "get_content get_relative_source_path get_siteurl get_static_links get_summary "
    "get_url_setting in_default_lang is_valid locale_date locale_modified "
    "mandatory_properties metadata override_save_as override_url "
    "refresh_metadata_intersite_links relative_dir relative_source_path settings "
    "source_path translations url_format".split()
)
"""Names under which Pelican's articles keep what is no metadata."""

HEADING_WORDS: Final = 10
"""A bare line of more words is a paragraph, not a heading."""
OPENING_LENGTH: Final = 60
"""Characters of the first paragraph that may hold its opening date."""

_PROMPT: Final = re.compile(
    r"(?:[\w.-]+@[\w.-]+:\S*?\s?)?[$%][ \t]+cat[ \t]+(?P<quote>[\"']?)"
    r"(?P<path>\S.*\.(?:md|markdown|mkd|mdown))(?P=quote)",
    re.IGNORECASE,
)
# What begins a block of Markdown's own: code, a quote, a heading, a list, raw HTML.
_BLOCK: Final = re.compile(r" {4}| {0,3}(?:\t|[>#|]|[-*+] |\d+[.)] |</?[A-Za-z])")
# The grammar of Markdown's meta extension, so that a key means the same in both.
_KEY: Final = re.compile(r" {0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)")
_MORE: Final = re.compile(r"(?: {4,}|\t)\s*(?P<value>\S.*)")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a transcript and the number of source lines that it takes."""

    prompt: str | None
    line: str | None
    metadata: dict[str, list[str]] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    length: int = 0


def prompt_path(prompt: str) -> str | None:
    """Return the path that a prompt line names, ``None`` where *prompt* is none."""
    match = _PROMPT.fullmatch(prompt.strip())
    return match["path"].replace("\\ ", " ") if match else None


def read_head(lines: list[str]) -> Head | None:
    """Return the head of the transcript in *lines*, or ``None`` where there is none."""
    position = _skip_blank(lines, 0)
    if position == len(lines) or _BLOCK.match(lines[position]):
        return None
    prompt = line = None
    if prompt_path(lines[position]):
        prompt = lines[position].strip()
        position = _skip_blank(lines, position + 1)
    if position < len(lines) and _is_haiku(lines[position], alone=prompt is None):
        line = lines[position].strip()
        position += 1
    if prompt is None and line is None:
        return None
    metadata: dict[str, list[str]] = {}
    refused: list[str] = []
    end = position
    for key, value, after in _keys(lines, position):
        if key in BREAKING_KEYS or key.startswith("_"):
            refused.append(key)
        else:
            metadata.setdefault(key, []).extend(value)
        end = after
    if prompt is None and not KNOWN_KEYS.intersection(metadata):
        return None
    return Head(prompt, line, metadata, tuple(refused), end)


def _skip_blank(lines: list[str], position: int) -> int:
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position


def _is_haiku(line: str, *, alone: bool) -> bool:
    """Whether *line* is a transcript's haiku line; *alone*: no prompt stands above it.

    ``Friday: the pager / …`` looks like metadata, and so does ``http://… / …``; without
    a prompt above, only three lines near 5-7-5 make a haiku of it.
    """
    try:
        lines = haiku.parse(line)
    except ValueError:
        return False
    if _BLOCK.match(line):
        return False
    key = _KEY.match(line)
    if key is None:
        return True
    if key["key"].lower() in KNOWN_KEYS:
        return False
    return not alone or haiku.Haiku(lines).within(2)


def _keys(lines: list[str], position: int) -> Iterator[tuple[str, list[str], int]]:
    """Yield each key of the head, its values, and the position after it."""
    after_blank = False
    while True:
        start = _skip_blank(lines, position)
        after_blank = after_blank or start > position
        match = _KEY.match(lines[start]) if start < len(lines) else None
        if match is None:
            return
        key = match["key"].lower()
        if start > position and key not in KNOWN_KEYS:
            # After a blank line, "Note: we were wrong." is prose.
            return
        value = [match["value"].strip()]
        position = start + 1
        while position < len(lines) and (more := _MORE.match(lines[position])):
            value.append(more["value"].strip())
            position += 1
        yield key, value, position


class HeadPreprocessor(Preprocessor):
    """Take the head off a transcript, before Markdown's ``meta`` misreads it."""

    def __init__(self, md: Markdown, extension: TranscriptExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        """Return *lines* without the head, which the extension remembers."""
        if self.extension.used:
            return lines
        self.extension.used = True
        self.extension.head = read_head(lines)
        if self.extension.head is None:
            return lines
        # At a blank first line ``meta`` finds nothing to take from the prose.
        return ["", *lines[self.extension.head.length :]]


class MetadataPreprocessor(Preprocessor):
    """Write the head's values where Pelican reads metadata, after ``meta`` has run."""

    def __init__(self, md: Markdown, extension: TranscriptExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        """Add the head to ``md.Meta`` and return *lines* as they are."""
        head, self.extension.head = self.extension.head, None
        self.extension.in_transcript = head is not None
        if head is not None:
            meta: dict[str, list[str]] = self.md.Meta  # type: ignore[attr-defined]
            for key, value in head.metadata.items():
                # A repeated title would reach Pelican as a list.
                meta.setdefault(key, value[:1] if key == "title" else value)
            if head.prompt:
                meta[PROMPT_KEY] = [head.prompt]
            if head.line:
                meta[LINE_KEY] = [head.line]
            if head.refused:
                meta[REFUSED_KEY] = [", ".join(head.refused)]
        return lines


class BodyTreeprocessor(Treeprocessor):
    """Find the headings, the invitation and the opening words of a transcript's body.

    Only top-level ``<p>`` are looked at: code, lists, quotes and raw HTML are out of
    reach by structure.
    """

    def __init__(self, md: Markdown, extension: TranscriptExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: Element) -> None:
        """Mark the invitation and turn bare one-line headings into ``<h2>``."""
        if not self.extension.in_transcript:
            return
        self.extension.in_transcript = False
        blocks = list(root)
        if not blocks:
            return
        first = _text(blocks[0])
        invitation = _invitation(blocks)
        if invitation is not None:
            invitation.set("class", "haiku-invitation")
            blocks.remove(invitation)
        headings = [_is_heading(block) for block in blocks]
        for index, block in enumerate(blocks[:-1]):
            if headings[index] and not headings[index + 1]:
                block.tag = "h2"
        meta: dict[str, list[str]] = self.md.Meta  # type: ignore[attr-defined]
        # A first heading may be the date, or stand above it.
        openings = list(filter(None, dict.fromkeys([first, _first_text(blocks)])))
        if openings and "date" not in meta:
            meta[OPENING_KEY] = [text[:OPENING_LENGTH] for text in openings]


def _text(block: Element) -> str:
    """Return the source of a paragraph, empty for any other block."""
    text = block.text or ""
    # Raw HTML stands in a paragraph as a placeholder between control characters.
    if block.tag != "p" or text.startswith(STX):
        return ""
    return text.strip()


def _first_text(blocks: list[Element]) -> str:
    return next(filter(None, map(_text, blocks)), "")


def _invitation(blocks: list[Element]) -> Element | None:
    """Return the last paragraph that invites; a sign-off may stand below it."""
    last = blocks[-1]
    if invites(_text(last)):
        return last
    if len(blocks) > 1 and _is_short(last, SIGN_OFF_WORDS) and invites(_text(blocks[-2])):
        return blocks[-2]
    return None


def _is_heading(block: Element) -> bool:
    if not _is_short(block, HEADING_WORDS):
        return False
    shown = _text(block).strip("*_`")
    first, last = shown[:1], shown.rstrip("\"'”’»)]*_`")[-1:]
    return (first.isupper() or first.istitle() or first.isdigit()) and (
        last not in ".,;:!?…。！？、，：；"
    )


def _is_short(block: Element, words: int) -> bool:
    text = _text(block)
    return bool(text) and "\n" not in text and len(text.split()) <= words


class TranscriptExtension(Extension):
    """Read transcripts; one instance serves one file, as Pelican uses Markdown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Pelican converts ``Summary:`` and its like by the same instance afterwards.
        self.used = False
        self.head: Head | None = None
        self.in_transcript = False

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's name)
        """Register the processors around Markdown's own."""
        # normalize_whitespace 30, meta 27
        md.preprocessors.register(HeadPreprocessor(md, self), "haiku_head", 28)
        md.preprocessors.register(MetadataPreprocessor(md, self), "haiku_metadata", 26)
        # footnotes 50 adds a block at the end, inline 20 hides the source text
        md.treeprocessors.register(BodyTreeprocessor(md, self), "haiku_body", 60)


def makeExtension(**kwargs: Any) -> TranscriptExtension:  # noqa: N802 (Markdown's name)
    """Return the extension, as Markdown asks for it by this module's name."""
    return TranscriptExtension(**kwargs)

"""Posts that are terminal transcripts: a Markdown extension that reads their head.

A transcript begins ``$ cat post/<haiku as path>.md``, or with the haiku on a line and a
``Key: value`` line after it. Its head becomes metadata, its bare one-line headings become
``<h2>``, and the closing invitation to edit or expand is marked. Any other post is left
alone after one look at its first lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX
from pelican.contents import Article

from pelican_haiku.excerpt.closing import SIGN_OFF_WORDS
from pelican_haiku.invitations import invites
from pelican_haiku.title.haiku import Haiku, lines_of

LINE_KEY: Final = "haiku-transcript-line"
"""The metadata key of the head's haiku line."""
PROMPT_KEY: Final = "haiku-transcript-prompt"
"""The metadata key of the whole prompt line."""
OPENING_KEY: Final = "haiku-transcript-opening"
"""The metadata key of the body's first words, which may be a date, if no ``Date:`` is.

One value, or two: those of the first heading and those of the first paragraph."""
REFUSED_KEY: Final = "haiku-transcript-refused"
"""The metadata key of those head keys that would break an article, comma-separated."""

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
BREAKING_KEYS: Final = (
    frozenset(dir(Article)).union(
        "in_default_lang locale_date locale_modified metadata override_save_as "
        "override_url relative_source_path settings source_path translations".split()
    )
    - KNOWN_KEYS
)
"""Names under which Pelican's articles keep other things than metadata."""

HEADING_WORDS: Final = 10
"""A bare line of more words is a paragraph, not a heading."""
OPENING_LENGTH: Final = 60
"""Characters of the first paragraph that may hold its opening date."""

_PROMPT: Final = re.compile(
    r"(?:[\w.-]+@[\w.-]+:\S*?\s?)?[$%][ \t]+cat[ \t]+(?P<quote>[\"']?)"
    r"(?P<path>\S.*\.(?:md|markdown|mkd|mdown))(?P=quote)",
    re.IGNORECASE,
)
# What begins another block than a paragraph: code, a quote, a heading, a list, raw HTML.
_BLOCK: Final = re.compile(r" {4}| {0,3}(?:\t|[>#|]|[-*+] |\d+[.)] |</?[A-Za-z])")
# The grammar of Markdown's meta extension, so that a key means the same in both.
_KEY: Final = re.compile(r" {0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)")
_MORE: Final = re.compile(r"(?: {4,}|\t)\s*(?P<value>\S.*)")


def prompt_path(prompt: str) -> str | None:
    """Return the path that the line *prompt* names, ``None`` if it is no prompt."""
    match = _PROMPT.fullmatch(prompt.strip())
    return match["path"].replace("\\ ", " ") if match else None


def read_head(lines: list[str]) -> tuple[dict[str, list[str]], int] | None:
    """Return the metadata in the head of a transcript and the number of its lines.

    ``None`` if *lines* are no transcript.
    """
    position = _skip_blank(lines, 0)
    if position == len(lines) or _BLOCK.match(lines[position]):
        return None
    metadata: dict[str, list[str]] = {}
    if prompt_path(lines[position]):
        metadata[PROMPT_KEY] = [lines[position].strip()]
        position = _skip_blank(lines, position + 1)
    if position < len(lines) and _is_haiku(lines[position], alone=not metadata):
        metadata[LINE_KEY] = [lines[position].strip()]
        position += 1
    if not metadata:
        return None
    refused = []
    for key, value, end in _keys(lines, position):
        if key in BREAKING_KEYS or key.startswith("_"):
            refused.append(key)
        else:
            metadata.setdefault(key, []).extend(value)
        position = end
    if PROMPT_KEY not in metadata and not KNOWN_KEYS.intersection(metadata):
        return None
    if refused:
        metadata[REFUSED_KEY] = [", ".join(refused)]
    return metadata, position


def _skip_blank(lines: list[str], position: int) -> int:
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position


def _is_haiku(line: str, *, alone: bool) -> bool:
    """Whether *line* is a transcript's haiku line; *alone*: there is no prompt above it.

    ``Friday: the pager / …`` looks like metadata, and so does ``http://… / …``. Without
    a prompt only lines near 5-7-5 make a haiku of it.
    """
    lines = lines_of(line)
    if lines is None or _BLOCK.match(line):
        return False
    key = _KEY.match(line)
    if key is None:
        return True
    return key["key"].lower() not in KNOWN_KEYS and (
        not alone or Haiku(lines).is_near_form
    )


def _keys(lines: list[str], position: int) -> Iterator[tuple[str, list[str], int]]:
    """Yield each key of the head, its values, and the position after it."""
    while True:
        start = _skip_blank(lines, position)
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
    """Write the head of a transcript as Markdown's ``meta`` extension reads metadata."""

    used = False

    def run(self, lines: list[str]) -> list[str]:
        """Return *lines* with the head in the form ``key: value``."""
        # Pelican converts ``Summary:`` and its like by the same instance afterwards.
        head = None if self.used else read_head(lines)
        self.used = True
        if head is None:
            return lines
        metadata, length = head
        written = []
        for key, (first, *more) in metadata.items():
            written.append(f"{key}: {first}")
            # Pelican takes no list for a title.
            if key != "title":
                written += [f"    {value}" for value in more]
        return [*written, "", *lines[length:]]


class BodyTreeprocessor(Treeprocessor):
    """Find the headings, the invitation and the opening words of a transcript's body.

    It looks at the paragraphs of the top level alone, so that nothing in code, lists,
    quotes and raw HTML is taken for one.
    """

    def run(self, root: Element) -> None:
        """Mark the invitation and turn bare one-line headings into ``<h2>``."""
        meta: dict[str, list[str]] = getattr(self.md, "Meta", {})
        blocks = list(root)
        if not blocks or not {PROMPT_KEY, LINE_KEY} & meta.keys():
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
        # The date may be the first heading, or stand below it.
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

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's name)
        """Register the processors around Markdown's own."""
        # normalize_whitespace 30, meta 27
        md.preprocessors.register(HeadPreprocessor(md), "haiku_head", 28)
        # footnotes 50 adds a block at the end, inline 20 hides the source text
        md.treeprocessors.register(BodyTreeprocessor(md), "haiku_body", 60)


def makeExtension(**kwargs: Any) -> TranscriptExtension:  # noqa: N802 (Markdown's name)
    """Return the extension, as Markdown asks for it by this module's name."""
    return TranscriptExtension(**kwargs)

"""The head of a transcript: its prompt, its haiku line and its keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pelican.contents import Article

from pelican_haiku.title.haiku import Haiku, lines_of

LINE_KEY: Final = "haiku-transcript-line"
"""The metadata key of the head's haiku line."""
PROMPT_KEY: Final = "haiku-transcript-prompt"
"""The metadata key of the whole prompt line."""
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

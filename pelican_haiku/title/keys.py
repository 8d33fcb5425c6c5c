"""The keys in the head of a transcript, with or without Markdown's marks around them."""

from __future__ import annotations

import re
from typing import Final

from pelican.contents import Article

from pelican_haiku.title.markup import (
    without_block_marks,
    without_quotes,
)
from pelican_haiku.title.prompt import MAX_LENGTH

# https://docs.getpelican.com/en/latest/content.html#file-metadata
_PELICAN_KEYS: Final = frozenset(
    "title date modified tags keywords category slug author authors summary lang "
    "translation status template save_as url date_format timezone description".split()
)
_PLUGIN_KEYS: Final = frozenset(
    "haiku haiku-syllables subtitle excerpt excerpt-words invitation edit expand "
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

INDENTED: Final = re.compile(r" {4}| {0,3}\t")
"""The beginning of a line of indented code."""
# As in Markdown's meta extension, but for white space before the colon.
_KEY: Final = re.compile(r"(?P<key>[A-Za-z0-9_-]+)\s?[:：](?!//)\s*(?P<value>.*)")
_MARKS: Final = re.compile(r"[*_`]{1,3}")
RULE: Final = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*|\.{3}\s*|={3,}\s*")
"""A line across the page; it may begin or end a front matter."""


def read_key(line: str) -> tuple[str, str] | None:
    """Return name and value of the key on *line*.

    Within marks of Markdown only the keys count that Pelican or the plugin knows.
    """
    if not (":" in line or "：" in line) or INDENTED.match(line):
        return None
    match = _KEY.match(line.strip())
    if match is None and len(line) <= MAX_LENGTH:
        bare = without_block_marks(line)
        if marks := _MARKS.match(bare):
            bare = bare.replace(marks[0], "", 2)
        match = _KEY.match(bare)
        if match and match["key"].lower() not in KNOWN_KEYS:
            return None
    return (match["key"].lower(), match["value"].strip()) if match else None


def has_known_key(line: str) -> bool:
    """Whether *line* has a key that Pelican or the plugin knows."""
    key = read_key(line)
    return key is not None and key[0] in KNOWN_KEYS


def ends_paragraph(line: str) -> bool:
    """Whether no line of a paragraph goes on with *line*."""
    return bool(not line.strip() or RULE.fullmatch(line) or read_key(line))


def without_yaml_marks(values: list[str]) -> list[str]:
    """Return the lines of a value without the brackets or quotes that YAML has there."""
    whole = " ".join(values)
    if whole.startswith("[") and whole.endswith("]"):
        return [", ".join(without_quotes(it.strip()) for it in whole[1:-1].split(","))]
    return [without_quotes(whole)] if len(values) == 1 else values

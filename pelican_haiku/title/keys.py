"""Keys of metadata: those that the head of a transcript has, and the plugin's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pelican.contents import Article

from pelican_haiku.title.markup import without_block_marks, without_quotes
from pelican_haiku.title.prompt import MAX_LENGTH

LOOK: Final = 100
"""Lines at the beginning of a file in which the head of a transcript must end."""

# What the reader of transcripts hands to their articles, each as metadata.
LINE_KEY: Final = "haiku-transcript-line"
"""The key of the head's haiku line."""
PROMPT_KEY: Final = "haiku-transcript-prompt"
"""The key of the whole prompt line."""
REFUSED_KEY: Final = "haiku-transcript-refused"
"""The key of those head keys that would break an article, comma-separated."""
OPENING_KEY: Final = "haiku-transcript-opening"
"""The key of the body's first headings and paragraphs, if no ``Date:`` is.

One of them may hold the date of writing."""
SECOND_KEY: Final = "haiku-transcript-second"
"""The key of the prompt of another transcript in the same file."""

# https://docs.getpelican.com/en/latest/content.html#file-metadata
KNOWN_KEYS: Final = frozenset(
    "title date modified tags keywords category slug author authors summary lang "
    "translation status template save_as url date_format timezone description "
    # The plugin's own.
    "haiku haiku-syllables subtitle excerpt excerpt-words invitation edit expand "
    "edit-source".split()
)
"""Keys that count after a blank line too."""
BREAKING_KEYS: Final = (
    frozenset(dir(Article)).union(
        "in_default_lang locale_date locale_modified metadata override_save_as "
        "override_url relative_source_path settings source_path translations".split()
    )
    - KNOWN_KEYS
)
"""Names under which Pelican's articles keep other things than metadata."""

# Compiled on first use: most builds have no transcript.
# As in Markdown's meta extension, but for white space before the colon.
_KEY: Final = r"(?P<key>[A-Za-z0-9_-]+)\s?[:：](?!//)\s*(?P<value>.*)"
_RULE: Final = r" {0,3}([-*_])(?:\s*\1){2,}\s*|\.{3}\s*|={3,}\s*"


def is_transcript(metadata: Mapping[str, object]) -> bool:
    """Whether a post with this *metadata* was read as a transcript."""
    return LINE_KEY in metadata or PROMPT_KEY in metadata


def is_indented(line: str) -> bool:
    """Whether *line* begins as one of indented code does."""
    return re.match(r" {4}| {0,3}\t", line) is not None


def is_rule(line: str) -> bool:
    """Whether *line* runs across the page; it may begin or end a front matter."""
    return re.fullmatch(_RULE, line) is not None


def read_key(line: str) -> tuple[str, str] | None:
    """Return name and value of the key on *line*.

    Within marks of Markdown only the keys count that Pelican or the plugin knows.
    """
    if not (":" in line or "：" in line) or is_indented(line):
        return None
    match = re.match(_KEY, line.strip())
    if match is None and len(line) <= MAX_LENGTH:
        bare = without_block_marks(line)
        if marks := re.match(r"[*_`]{1,3}", bare):
            bare = bare.replace(marks[0], "", 2)
        match = re.match(_KEY, bare)
        if match and match["key"].lower() not in KNOWN_KEYS:
            return None
    return (match["key"].lower(), match["value"].strip()) if match else None


def has_known_key(line: str) -> bool:
    """Whether *line* has a key that Pelican or the plugin knows."""
    key = read_key(line)
    return key is not None and key[0] in KNOWN_KEYS


def ends_paragraph(line: str) -> bool:
    """Whether no line of a paragraph goes on with *line*."""
    return bool(not line.strip() or is_rule(line) or read_key(line))


def without_yaml_marks(values: list[str]) -> list[str]:
    """Return the lines of a value without the brackets or quotes that YAML has there."""
    whole = " ".join(values)
    if whole.startswith("[") and whole.endswith("]"):
        return [", ".join(without_quotes(it.strip()) for it in whole[1:-1].split(","))]
    return [without_quotes(whole)] if len(values) == 1 else values

"""The keys in the head of a transcript, with or without Markdown's marks around them."""

from __future__ import annotations

import re
from typing import Final

from pelican.contents import Article

from pelican_haiku.title.markup import (
    without_block_marks,
    without_inline_marks,
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
RULE: Final = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*|\.{3}\s*|={3,}\s*")
"""A line across the page; it may begin or end a front matter."""
# The grammar of Markdown's meta extension, so that a key means the same in both.
_KEY: Final = re.compile(r" {0,3}(?P<key>[A-Za-z0-9_-]+):(?!//)\s*(?P<value>.*)")
_MARKED_KEY: Final = re.compile(r"(?P<key>[A-Za-z0-9_-]+)\s?[:：]\s*(?P<value>.*)")
_MORE: Final = re.compile(r"(?: {4,}|\t)\s*(?P<value>\S.*)")
_ITEM: Final = re.compile(r"\s*-\s+(?P<value>\S.*)")

Keys = list[tuple[str, list[str]]]
"""Names of keys, small, each with the lines of its value."""


def known_key(line: str) -> re.Match[str] | None:
    """Return the match of a key that Pelican or the plugin knows, marked up or not."""
    match = _KEY.match(line)
    if match is None and len(line) <= MAX_LENGTH and not INDENTED.match(line):
        bare = without_block_marks(line)
        if marks := re.match(r"[*_`]{1,3}", bare):
            bare = bare.replace(marks[0], "", 2)
        match = _MARKED_KEY.match(bare)
    return match if match and match["key"].lower() in KNOWN_KEYS else None


def read_keys(
    lines: list[str], start: int, *, after_blank: bool, in_rules: bool
) -> tuple[Keys, int]:
    """Return the keys of the block at *start*, and the position after it.

    *after_blank*: only a block that goes on to known keys counts, if its first is none.
    *in_rules*: it is a front matter, in which YAML's marks are none of the value.
    """
    keys: Keys = []
    position = start
    if after_blank and not known_key(lines[start]):
        # "Note: we were wrong." is prose, but not if keys come after it.
        end = start
        while end < len(lines) and _KEY.match(lines[end]):
            end += 1
        if not (ends_paragraph(lines, end) and is_known_key_next(lines, end)):
            return keys, start
    while position < len(lines):
        match = known_key(lines[position]) or _KEY.match(lines[position])
        if match is None:
            break
        name, value = match["key"].lower(), [match["value"].strip()]
        position += 1
        if name == "title" and value == [""] and not ends_paragraph(lines, position):
            value = [lines[position].strip()]
            position += 1
        more = _while(_MORE, lines, position)
        position += len(more)
        items = _while(_ITEM, lines, position)
        position += len(items)
        value += more
        if items:
            value.append(", ".join(map(without_quotes, items)))
        keys.append((name, _clean(name, list(filter(None, value)) or [""], in_rules)))
    return keys, position


def _while(pattern: re.Pattern[str], lines: list[str], position: int) -> list[str]:
    """Return the values of the lines from *position* on, as long as *pattern* matches."""
    values = []
    for line in lines[position:]:
        match = pattern.match(line)
        if match is None or (pattern is _ITEM and known_key(line)):
            break
        values.append(match["value"].strip())
    return values


def _clean(name: str, value: list[str], in_rules: bool) -> list[str]:
    """Return the lines of a value without marks that are none of its text."""
    if in_rules and value[0].startswith("[") and value[-1].endswith("]"):
        parts = " ".join(value)[1:-1].split(",")
        return [", ".join(without_quotes(part.strip()) for part in parts)]
    if in_rules and len(value) == 1:
        value = [without_quotes(value[0])]
    if name in {"title", "subtitle"}:
        return [without_inline_marks(" ".join(value))]
    return value


def skip_blank(lines: list[str], position: int) -> int:
    """Return the position of the first line from *position* on that is not blank."""
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position


def ends_paragraph(lines: list[str], position: int) -> bool:
    """Whether a paragraph ends before *position*."""
    if position >= len(lines) or not lines[position].strip():
        return True
    patterns = (RULE.fullmatch, _KEY.match, known_key)
    return any(pattern(lines[position]) for pattern in patterns)


def is_known_key_next(lines: list[str], position: int) -> bool:
    """Whether the first line from *position* on that is not blank has a known key."""
    following = skip_blank(lines, position)
    return following < len(lines) and known_key(lines[following]) is not None

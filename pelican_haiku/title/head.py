"""The head of a transcript: its prompt, its haiku line and its keys, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pelican.contents import Article

from pelican_haiku.metadata import plain
from pelican_haiku.title.form import has_near_form_somewhere
from pelican_haiku.title.haiku import Lines, divide, divide_like
from pelican_haiku.title.markup import (
    without_block_marks,
    without_inline_marks,
    without_quotes,
)
from pelican_haiku.title.prompt import (
    Prompt,
    is_banner,
    is_command,
    is_decoration,
    read_prompt,
    shows_file,
)

LINE_KEY: Final = "haiku-transcript-line"
"""The metadata key of the head's haiku line."""
PROMPT_KEY: Final = "haiku-transcript-prompt"
"""The metadata key of the whole prompt line."""
REFUSED_KEY: Final = "haiku-transcript-refused"
"""The metadata key of those head keys that would break an article, comma-separated."""

LOOK: Final = 100
"""Lines at the beginning of a file in which the head must end."""
_SHORT: Final = 10
"""Words of the longest line of a haiku whose syllables are not counted."""

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

_INDENTED: Final = re.compile(r" {4}| {0,3}\t")
_RULE: Final = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*|\.{3}\s*|={3,}\s*")
FENCE: Final = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})\s*(?P<info>[^`]*)")
"""The first line of a code block, or with no ``info`` its last one."""
# The grammar of Markdown's meta extension, so that a key means the same in both.
_KEY: Final = re.compile(r" {0,3}(?P<key>[A-Za-z0-9_-]+):(?!//)\s*(?P<value>.*)")
_MARKED_KEY: Final = re.compile(r"(?P<key>[A-Za-z0-9_-]+)\s?[:：]\s*(?P<value>.*)")
_MORE: Final = re.compile(r"(?: {4,}|\t)\s*(?P<value>\S.*)")
_ITEM: Final = re.compile(r"\s*-\s+(?P<value>\S.*)")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the first ``length`` lines of a transcript."""

    metadata: dict[str, list[str]]
    prompt: Prompt | None
    length: int


def read_head(lines: list[str]) -> Head | None:
    """Return the head of the transcript that *lines* are, ``None`` if they are none."""
    lines = [line.strip("\f\ufeff") for line in lines[:LOOK]]
    metadata: dict[str, list[str]] = {}
    refused: list[str] = []
    prompt, haiku = None, None
    first = _skip_blank(lines, 0)
    position, in_rules = first, False
    while (start := _skip_blank(lines, position)) < len(lines):
        line = lines[start]
        key = _known_key(line)
        if key is None and prompt is None and (found := _prompt(lines, start)):
            prompt, position = found
            if metadata:
                # An ordinary post may show a command after its metadata.
                prompt = replace(prompt, is_certain=False)
        elif (
            key is None
            and (prompt or not metadata)
            and (line_found := _haiku(lines, start, prompt, after_keys=bool(metadata)))
            # It may stand there twice.
            and haiku in {None, line_found[0]}
        ):
            haiku, position = line_found
        elif _RULE.fullmatch(line) and (in_rules or _goes_on(lines, start + 1)):
            in_rules = not in_rules
            position = start + 1
        elif keys := list(_keys(lines, start, after_blank=start > max(position, first))):
            for name, value, end in keys:
                if name in BREAKING_KEYS or name.startswith("_"):
                    refused.append(name)
                elif name not in metadata or name not in {"title", "subtitle"}:
                    metadata.setdefault(name, []).extend(_clean(name, value, in_rules))
                position = end
        else:
            break
    spells = haiku is not None or (prompt is not None and prompt.haiku is not None)
    if prompt is None:
        is_transcript = haiku is not None and not KNOWN_KEYS.isdisjoint(metadata)
    else:
        is_transcript = prompt.is_certain or spells
    if not is_transcript:
        return None
    if refused:
        metadata[REFUSED_KEY] = [", ".join(refused)]
    own = {PROMPT_KEY: prompt.line if prompt else None, LINE_KEY: haiku}
    metadata |= {name: [value] for name, value in own.items() if value}
    return Head(metadata, prompt, position)


def _skip_blank(lines: list[str], position: int) -> int:
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position


# Prompt


def _prompt(lines: list[str], start: int) -> tuple[Prompt, int] | None:
    """Return the prompt at *start* and the position after it.

    Above it may stand what a terminal has written before, and it may be wrapped.
    """
    for position in range(start, min(start + 8, len(lines))):
        line = lines[position]
        if _INDENTED.match(line) and line.strip():
            return None
        if shows_file(line):
            for end in range(position + 1, min(position + 4, len(lines)) + 1):
                parts = [part.strip("`* \t\\") for part in lines[position:end]]
                if prompt := read_prompt("".join(parts)) or read_prompt(" ".join(parts)):
                    other = any(map(is_command, lines[start:position]))
                    certain = prompt.is_certain and not other
                    return replace(prompt, is_certain=certain), end
                if end < len(lines) and not lines[end].strip():
                    return None
        if line.strip() and not (is_banner(line) or is_command(line)):
            # Only the upper line of a prompt of two stands right above the lower one.
            following = lines[position + 1] if position + 1 < len(lines) else ""
            if not (is_decoration(line) and shows_file(following)):
                return None
    return None


# Haiku


def _haiku(
    lines: list[str], start: int, prompt: Prompt | None, *, after_keys: bool
) -> tuple[str, int] | None:
    """Return the haiku line at *start* on one line, and the position after it.

    After a prompt it may be a line that should be one and has not three parts.
    """
    if prompt is None and _INDENTED.match(lines[start]):
        return None
    spelled = prompt.haiku if prompt else None
    texts: list[str] = []
    for text, end in _texts(lines, start):
        texts.append(text)
        whole = without_inline_marks("\n".join(texts))
        if spelled and (found := divide_like(whole, spelled)):
            return _joined(found), end
        parts = divide(whole)
        is_near = len(parts) == 3 and all(parts) and _is_near(parts)
        if len(texts) == 1 and _ends(lines, end):
            if len(parts) == 3 and (is_near or (prompt and not after_keys)):
                if is_near or max(len(part.split()) for part in parts) <= _SHORT:
                    return _joined(parts), end
            elif (
                len(parts) > 1
                and not after_keys
                and (spelled or (prompt and prompt.is_certain))
                and max(len(part.split()) for part in parts) <= _SHORT
            ):
                return whole, end
        if len(texts) == 3 and is_near:
            together = all(line.strip() for line in lines[start:end])
            if _is_known_key_next(lines, end) or (
                prompt and together and _ends(lines, end)
            ):
                return _joined(parts), end
    return None


def _texts(lines: list[str], start: int) -> Iterator[tuple[str, int]]:
    """Yield the text of up to five lines, and the position after each.

    The haiku may stand in a code block, which then ends behind it.
    """
    fence = FENCE.fullmatch(lines[start])
    position = start + 1 if fence else start
    for _ in range(5):
        position = _skip_blank(lines, position)
        if position == len(lines) or _known_key(lines[position]):
            return
        text = plain(without_block_marks(lines[position]))
        position += 1
        closing = _skip_blank(lines, position)
        if fence and lines[closing : closing + 1] == [fence["marks"]]:
            position = closing + 1
        yield text.strip().strip("|").strip(), position


def _joined(parts: Lines | list[str]) -> str:
    return " / ".join(map(without_inline_marks, parts))


def _is_near(parts: list[str]) -> bool:
    first, second, third = map(without_inline_marks, parts)
    return has_near_form_somewhere((first, second, third))


def _ends(lines: list[str], position: int) -> bool:
    """Whether a paragraph ends before *position*."""
    if position >= len(lines) or not lines[position].strip():
        return True
    patterns = (_RULE.fullmatch, _KEY.match, _known_key)
    return any(pattern(lines[position]) for pattern in patterns)


# Keys


def _is_known_key_next(lines: list[str], position: int) -> bool:
    following = _skip_blank(lines, position)
    return following < len(lines) and _known_key(lines[following]) is not None


def _goes_on(lines: list[str], position: int) -> bool:
    """Whether the head goes on after a rule."""
    following = _skip_blank(lines, position)
    return following < len(lines) and (
        _known_key(lines[following]) is not None or shows_file(lines[following])
    )


def _known_key(line: str) -> re.Match[str] | None:
    """Return the match of a key that Pelican or the plugin knows, marked up or not."""
    match = _KEY.match(line)
    if match is None and not _INDENTED.match(line):
        bare = without_block_marks(line)
        if marks := re.match(r"[*_`]{1,3}", bare):
            bare = bare.replace(marks[0], "", 2)
        match = _MARKED_KEY.match(bare)
    return match if match and match["key"].lower() in KNOWN_KEYS else None


def _keys(
    lines: list[str], start: int, *, after_blank: bool
) -> Iterator[tuple[str, list[str], int]]:
    """Yield each key of the block at *start*, its values, and the position after it."""
    if after_blank and not _known_key(lines[start]):
        # "Note: we were wrong." is prose, but not if keys come after it.
        end = start
        while end < len(lines) and _KEY.match(lines[end]):
            end += 1
        if not (_ends(lines, end) and _is_known_key_next(lines, end)):
            return
    position = start
    while position < len(lines):
        match = _known_key(lines[position]) or _KEY.match(lines[position])
        if match is None:
            return
        value = [match["value"].strip()]
        position += 1
        if (
            match["key"].lower() == "title"
            and value == [""]
            and not _ends(lines, position)
        ):
            value = [lines[position].strip()]
            position += 1
        while position < len(lines) and (more := _MORE.match(lines[position])):
            value.append(more["value"].strip())
            position += 1
        items = []
        while position < len(lines) and not _known_key(lines[position]):
            item = _ITEM.match(lines[position])
            if item is None:
                break
            items.append(item["value"].strip())
            position += 1
        if items:
            value.append(", ".join(map(without_quotes, items)))
        if len(value) > 1 and not value[0]:
            del value[0]
        yield match["key"].lower(), value, position


def _clean(key: str, value: list[str], in_rules: bool) -> list[str]:
    """Return the lines of a value without marks that are none of its text."""
    if in_rules and value[0].startswith("[") and value[-1].endswith("]"):
        names = " ".join(value)[1:-1].split(",")
        return [", ".join(without_quotes(name.strip()) for name in names)]
    if in_rules and len(value) == 1:
        value = [without_quotes(value[0])]
    if key in {"title", "subtitle"}:
        return [without_inline_marks(" ".join(filter(None, value)))]
    return value

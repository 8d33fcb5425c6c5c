"""The head of a transcript: its prompt, its haiku line and its keys, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pelican_haiku.metadata import plain
from pelican_haiku.title.haiku import Lines, divide, divide_like
from pelican_haiku.title.keys import (
    BREAKING_KEYS,
    INDENTED,
    KNOWN_KEYS,
    RULE,
    ends_paragraph,
    is_known_key_next,
    known_key,
    read_keys,
    skip_blank,
)
from pelican_haiku.title.markup import without_block_marks, without_inline_marks
from pelican_haiku.title.prompt import (
    MAX_LENGTH,
    Prompt,
    is_banner,
    is_command,
    is_decoration,
    read_prompt,
    shows_file,
)
from pelican_haiku.title.scansion import is_near_in_some_language

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

FENCE: Final = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})\s*(?P<info>[^`]*)")
"""The first line of a code block, or with no ``info`` its last one."""


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
    first = position = skip_blank(lines, 0)
    in_rules = False
    while (start := skip_blank(lines, position)) < len(lines):
        after_blank = start > max(position, first)
        known = known_key(lines[start])
        if not (known or prompt) and (found := _prompt(lines, start)):
            prompt, position = found
            if metadata:
                # An ordinary post may show a command after its metadata.
                prompt = replace(prompt, is_certain=False)
        elif (
            not known
            and (prompt or not metadata)
            and (line := _haiku(lines, start, prompt, after_keys=bool(metadata)))
            # It may stand there twice.
            and haiku in {None, line[0]}
        ):
            haiku, position = line
        elif RULE.fullmatch(lines[start]) and (in_rules or _goes_on(lines, start + 1)):
            in_rules = not in_rules
            position = start + 1
        else:
            keys, position = read_keys(
                lines, start, after_blank=after_blank, in_rules=in_rules
            )
            if not keys:
                break
            for name, value in keys:
                if name in BREAKING_KEYS or name.startswith("_"):
                    refused.append(name)
                elif name not in metadata or name not in {"title", "subtitle"}:
                    metadata.setdefault(name, []).extend(value)
    if prompt is None:
        is_transcript = haiku is not None and not KNOWN_KEYS.isdisjoint(metadata)
    else:
        is_transcript = prompt.is_certain or bool(haiku or prompt.haiku)
    if not is_transcript:
        return None
    if refused:
        metadata[REFUSED_KEY] = [", ".join(refused)]
    if prompt:
        metadata[PROMPT_KEY] = [prompt.line]
    if haiku:
        metadata[LINE_KEY] = [haiku]
    return Head(metadata, prompt, position)


# Prompt


def _prompt(lines: list[str], start: int) -> tuple[Prompt, int] | None:
    """Return the prompt at *start* and the position after it.

    Above it may stand what a terminal has written before, and it may be wrapped.
    """
    for position in range(start, min(start + 8, len(lines))):
        line = lines[position]
        if INDENTED.match(line) and line.strip():
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
    if prompt is None:
        below = lines[start + 1 : start + 8]
        if INDENTED.match(lines[start]) or not any(map(_continues, below)):
            return None
    spelled = prompt.haiku if prompt else None
    # Right below a prompt stands a haiku or what should be one, but not in prose that
    # begins with the name of a command.
    is_meant = prompt and not after_keys and (prompt.is_certain or spelled)
    passages = list(_passages(lines, start))
    for text, end in passages:
        if spelled and (found := divide_like(text, spelled)):
            return _joined(found), end
    for text, end in passages[:1]:
        parts = divide(text)
        if ends_paragraph(lines, end) and (
            _is_near(parts) or (is_meant and len(parts) > 1 and _longest(parts) <= _SHORT)
        ):
            return _joined(parts), end
    for text, end in passages[2:3]:
        is_paragraph = prompt and all(map(str.strip, lines[start:end]))
        if _is_near(parts := divide(text)) and (
            is_known_key_next(lines, end) or (is_paragraph and ends_paragraph(lines, end))
        ):
            return _joined(parts), end
    for text, end in passages:
        parts = text.split("\n")
        if is_meant and is_known_key_next(lines, end) and _longest(parts) <= _SHORT:
            return _joined(parts), end
    return None


def _passages(lines: list[str], start: int) -> Iterator[tuple[str, int]]:
    """Yield the text of the first line, the first two, up to five; each with its end.

    They may stand in a code block, which then ends behind them.
    """
    fence = FENCE.fullmatch(lines[start])
    position = start + 1 if fence else start
    texts: list[str] = []
    while len(texts) < 5:
        position = skip_blank(lines, position)
        if position == len(lines) or len(lines[position]) > MAX_LENGTH:
            return
        if _continues(lines[position]) or RULE.fullmatch(lines[position]):
            return
        text = plain(without_block_marks(lines[position]))
        texts.append(text.strip("| \t"))
        position += 1
        closing = skip_blank(lines, position)
        if fence and lines[closing : closing + 1] == [fence["marks"]]:
            position = closing + 1
        yield without_inline_marks("\n".join(texts)), position


def _joined(parts: Lines | list[str]) -> str:
    return " / ".join(map(without_inline_marks, parts))


def _is_near(parts: list[str]) -> bool:
    if len(parts) != 3 or not all(parts) or _longest(parts) > _SHORT:
        return False
    first, second, third = map(without_inline_marks, parts)
    return is_near_in_some_language((first, second, third))


def _longest(parts: list[str]) -> int:
    return max(len(part.split()) for part in parts)


# Keys


def _goes_on(lines: list[str], position: int) -> bool:
    """Whether the head goes on after a rule."""
    following = skip_blank(lines, position)
    return following < len(lines) and _continues(lines[following])


def _continues(line: str) -> bool:
    """Whether *line* can only be of a head."""
    return known_key(line) is not None or read_prompt(line) is not None

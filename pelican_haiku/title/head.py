"""The head of a transcript: its prompt, its haiku line and its keys, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from pelican_haiku.metadata import plain
from pelican_haiku.title.haiku import divide, divide_like
from pelican_haiku.title.keys import (
    BREAKING_KEYS,
    INDENTED,
    KNOWN_KEYS,
    RULE,
    TITLES,
    ends_paragraph,
    has_known_key,
    read_keys,
)
from pelican_haiku.title.markup import without_block_marks, without_inline_marks
from pelican_haiku.title.prompt import (
    MAX_LENGTH,
    Prompt,
    is_command,
    may_stand_above,
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
_REACH: Final = 8
"""Lines in which a prompt, or what follows a haiku without one, must stand."""
_WRAPPED: Final = 4
"""Lines over which a terminal may have wrapped a prompt."""
_LINES: Final = 5
"""Lines of what should be a haiku and has too many."""
_WORDS: Final = 10
"""Words of the longest line of a haiku whose syllables are not counted."""

FENCE: Final = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})\s*(?P<info>[^`]*)")
"""The first line of a code block, or with no ``info`` its last one."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the first ``length`` lines of a transcript."""

    metadata: dict[str, list[str]]
    prompt: Prompt | None
    length: int

    @property
    def is_whole(self) -> bool:
        """Whether it is a post's, and not only a command shown in a block of code."""
        has_keys = LINE_KEY in self.metadata or "title" in self.metadata
        return has_keys or bool(self.prompt and self.prompt.haiku)


def read_head(lines: list[str]) -> Head | None:
    """Return the head of the transcript that *lines* are, ``None`` if they are none."""
    return _Reader([line.strip("\f\ufeff") for line in lines[:LOOK]]).read()


class _Reader:
    """Reads one part of a head after the other, each from the line where it begins."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._end = 0
        self._prompt: Prompt | None = None
        self._haiku: str | None = None
        self._metadata: dict[str, list[str]] = {}
        self._refused: list[str] = []
        self._in_rules = False

    def read(self) -> Head | None:
        parts = (self._read_prompt, self._read_haiku, self._read_rule, self._read_keys)
        start = self._next(0)
        while start < len(self._lines):
            is_key = has_known_key(self._lines[start])
            if not any(read(start) for read in (parts[-1:] if is_key else parts)):
                break
            start = self._next(self._end)
        prompt, haiku, metadata = self._prompt, self._haiku, self._metadata
        if prompt is None:
            is_transcript = haiku is not None and not KNOWN_KEYS.isdisjoint(metadata)
        else:
            is_transcript = prompt.is_certain or bool(haiku or prompt.haiku)
        if not is_transcript:
            return None
        if self._refused:
            metadata[REFUSED_KEY] = [", ".join(self._refused)]
        if prompt:
            metadata[PROMPT_KEY] = [prompt.line]
        if haiku:
            metadata[LINE_KEY] = [haiku]
        return Head(metadata, prompt, self._end)

    def _read_prompt(self, start: int) -> bool:
        """Read the prompt, above which may stand what the terminal has written before."""
        if self._prompt:
            return False
        for position in range(start, min(start + _REACH, len(self._lines))):
            line, following = (*self._lines[position : position + 2], "")[:2]
            if INDENTED.match(line) and line.strip():
                break
            if shows_file(line) and (found := self._wrapped(position)):
                prompt, self._end = found
                # An ordinary post may show a command after its metadata.
                above = self._lines[start:position]
                is_first = not self._metadata and not any(map(is_command, above))
                certain = prompt.is_certain and is_first
                self._prompt = replace(prompt, is_certain=certain)
                return True
            if line.strip() and not may_stand_above(line, following):
                break
        return False

    def _wrapped(self, start: int) -> tuple[Prompt, int] | None:
        parts: list[str] = []
        for line in self._lines[start : start + _WRAPPED]:
            if not line.strip():
                break
            parts.append(line.strip("`* \t\\"))
            if prompt := read_prompt("".join(parts)) or read_prompt(" ".join(parts)):
                return prompt, start + len(parts)
        return None

    def _read_haiku(self, start: int) -> bool:
        """Read the haiku line, or after a prompt what should be one."""
        if self._metadata and (self._haiku or not self._prompt):
            return False
        if not self._prompt:
            line, *below = self._lines[start : start + _REACH]
            if INDENTED.match(line) or not any(map(_continues, below)):
                return False
        found = self._find_haiku(start)
        # It may stand there twice.
        if found is None or self._haiku not in {None, found[0]}:
            return False
        self._haiku, self._end = found
        return True

    def _find_haiku(self, start: int) -> tuple[str, int] | None:
        """Return the haiku from *start* on as one line, and where it ends."""
        prompt = self._prompt
        spelled = prompt.haiku if prompt else None
        if spelled:
            for text, end in self._passages(start):
                if found := divide_like(text, spelled):
                    return _joined(found), end
        # Right below a prompt stands a haiku or what should be one, but not in prose that
        # begins with the name of a command.
        is_meant = prompt and not self._metadata and (prompt.is_certain or spelled)
        for text, end in self._passages(start):
            parts = divide(text)
            if max(len(part.split()) for part in parts) > _WORDS:
                continue
            is_near = _is_near(parts)
            is_block = prompt and all(map(str.strip, self._lines[start:end]))
            stands_alone = (len(parts) > 1 and "\n" not in text) or (is_near and is_block)
            ends = stands_alone and self._paragraph_ends(end)
            if (is_near or is_meant) and (ends or self._key_follows(end)):
                return _joined(parts), end
        return None

    def _passages(self, start: int) -> Iterator[tuple[str, int]]:
        """Yield the text of the first line, the first two and so on, and where each ends.

        They may stand in a code block, which then ends behind them.
        """
        fence = FENCE.fullmatch(self._lines[start])
        end = start + bool(fence)
        texts: list[str] = []
        while len(texts) < _LINES and (position := self._next(end)) < len(self._lines):
            line = self._lines[position]
            if len(line) > MAX_LENGTH or _continues(line) or RULE.fullmatch(line):
                return
            texts.append(plain(without_block_marks(line)).strip("| \t"))
            end = position + 1
            closing = self._next(end)
            if fence and self._lines[closing : closing + 1] == [fence["marks"]]:
                end = closing + 1
            yield without_inline_marks("\n".join(texts)), end

    def _read_rule(self, start: int) -> bool:
        """Read a line across the page; it may begin or end a front matter."""
        if not RULE.fullmatch(self._lines[start]):
            return False
        if not (self._in_rules or any(map(_continues, self._following(start + 1)))):
            return False
        self._in_rules = not self._in_rules
        self._end = start + 1
        return True

    def _read_keys(self, start: int) -> bool:
        """Read a block of keys, after a blank line only if it goes on to known ones."""
        is_after_blank = start > max(self._end, self._next(0))
        keys = [*read_keys(self._lines[start:], is_yaml=self._in_rules)]
        end = start + (keys[-1].end if keys else 0)
        # "Note: we were wrong." is prose, but not if keys come after it.
        is_prose = is_after_blank and not has_known_key(self._lines[start])
        if not keys or (
            is_prose and not (self._paragraph_ends(end) and self._key_follows(end))
        ):
            return False
        for key in keys:
            if key.name in BREAKING_KEYS or key.name.startswith("_"):
                self._refused.append(key.name)
            elif key.name not in self._metadata or key.name not in TITLES:
                self._metadata.setdefault(key.name, []).extend(key.values)
        self._end = end
        return True

    def _next(self, position: int) -> int:
        """Return the first position from *position* on whose line is not blank."""
        while position < len(self._lines) and not self._lines[position].strip():
            position += 1
        return position

    def _following(self, position: int) -> list[str]:
        """Return the first line from *position* on that is not blank, if there is one."""
        position = self._next(position)
        return self._lines[position : position + 1]

    def _key_follows(self, position: int) -> bool:
        return any(map(has_known_key, self._following(position)))

    def _paragraph_ends(self, position: int) -> bool:
        return all(map(ends_paragraph, self._lines[position : position + 1]))


def _joined(parts: Iterable[str]) -> str:
    return " / ".join(map(without_inline_marks, parts))


def _is_near(parts: list[str]) -> bool:
    lines = tuple(map(without_inline_marks, parts))
    return len(lines) == 3 and all(parts) and is_near_in_some_language(lines)


def _continues(line: str) -> bool:
    """Whether *line* can only be of a head."""
    return has_known_key(line) or read_prompt(line) is not None

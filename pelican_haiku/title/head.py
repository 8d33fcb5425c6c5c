"""The head of a transcript: its prompt, its haiku line and its keys, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from pelican_haiku.metadata import plain
from pelican_haiku.title import keys, markup
from pelican_haiku.title import prompt as prompts
from pelican_haiku.title.haiku import divide, divide_like
from pelican_haiku.title.scansion import is_near_in_some_language

_LINES: Final = 5
"""Lines of what should be a haiku and has too many."""
_WORDS: Final = 10
"""Words of the longest line of a haiku whose syllables are not counted."""

FENCE: Final = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})\s*(?P<info>[^`]*)")
"""The first line of a code block, or with no ``info`` its last one."""
# A line of the same value, or an item of YAML's lists.
_MORE: Final = re.compile(r"(?: {4,}|\t)\s*(?P<more>\S.*)|\s*-\s+(?P<item>\S.*)")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the first ``length`` lines of a transcript."""

    metadata: dict[str, list[str]]
    prompt: prompts.Prompt | None
    length: int


def read_head(lines: list[str]) -> Head | None:
    """Return the head of the transcript that *lines* are, ``None`` if they are none."""
    return _Reader([line.strip("\f\ufeff") for line in lines[: keys.LOOK]]).read()


class _Reader:
    """Reads one part of a head after the other, each from the line where it begins."""

    def __init__(self, lines: list[str]) -> None:
        # The line behind the last one is blank.
        self._lines = [*lines, ""]
        self._end = 0
        self._prompt: prompts.Prompt | None = None
        self._haiku: str | None = None
        self._metadata: dict[str, list[str]] = {}
        self._refused: list[str] = []
        self._in_rules = False

    def read(self) -> Head | None:
        while (start := self._skip()) < len(self._lines):
            is_key = keys.has_known_key(self._lines[start])
            if not is_key and (self._read_prompt(start) or self._read_haiku(start)):
                continue
            if not self._read_key(start):
                break
        prompt, haiku, metadata = self._prompt, self._haiku, self._metadata
        has_known_key = not keys.KNOWN_KEYS.isdisjoint(metadata)
        is_sure = prompt and (prompt.is_certain or prompt.haiku)
        if not is_sure and not (haiku and (prompt or has_known_key)):
            return None
        if self._refused:
            metadata[keys.REFUSED_KEY] = [", ".join(self._refused)]
        if prompt:
            metadata[keys.PROMPT_KEY] = [prompt.line]
        if haiku:
            metadata[keys.LINE_KEY] = [haiku]
        return Head(metadata, prompt, self._end)

    def _read_prompt(self, start: int) -> bool:
        """Read the prompt, above which may stand what the terminal has written before."""
        if self._prompt:
            return False
        lines = pairwise(self._lines[start : start + prompts.REACH + 1])
        for position, (line, following) in enumerate(lines, start):
            if keys.is_indented(line) and line.strip():
                break
            rest = self._lines[position:]
            if prompts.shows_file(line) and (found := prompts.read_wrapped(rest)):
                prompt, length = found
                self._end = position + length
                # An ordinary post may show a command after its metadata.
                above = self._lines[start:position]
                is_first = not self._metadata and not any(map(prompts.is_command, above))
                self._prompt = replace(prompt, is_certain=prompt.is_certain and is_first)
                return True
            if not prompts.may_stand_above(line, following):
                break
        return False

    def _read_haiku(self, start: int) -> bool:
        """Read the haiku line, or after a prompt what should be one."""
        if self._metadata and (self._haiku or not self._prompt):
            return False
        if not self._prompt:
            line, *below = self._lines[start : start + prompts.REACH]
            if keys.is_indented(line) or not any(map(_continues, below)):
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
                    return " / ".join(map(markup.without_inline_marks, found)), end
        # Right below a prompt stands a haiku or what should be one, but not in prose that
        # begins with the name of a command.
        is_meant = prompt and not self._metadata and (prompt.is_certain or spelled)
        for text, end in self._passages(start):
            lines = tuple(map(markup.without_inline_marks, divide(text)))
            if max(len(line.split()) for line in lines) > _WORDS:
                continue
            is_near = len(lines) == 3 and is_near_in_some_language(lines)
            is_block = prompt and all(map(str.strip, self._lines[start:end]))
            stands_alone = (len(lines) > 1 and "\n" not in text) or (is_near and is_block)
            ends = stands_alone and keys.ends_paragraph(self._lines[end])
            if (is_near or is_meant) and (ends or self._key_follows(end)):
                return " / ".join(lines), end
        return None

    def _passages(self, start: int) -> Iterator[tuple[str, int]]:
        """Yield the text of the first line, the first two and so on, and where each ends.

        They may stand in a code block, which then ends behind them.
        """
        fence = FENCE.fullmatch(self._lines[start])
        end = start + bool(fence)
        texts: list[str] = []
        while len(texts) < _LINES and (line := self._lines[self._next(end)]):
            if len(line) > prompts.MAX_LENGTH or _continues(line) or keys.is_rule(line):
                return
            texts.append(plain(markup.without_block_marks(line)).strip("| \t"))
            end = self._next(end) + 1
            closing = self._next(end)
            if fence and self._lines[closing] == fence["marks"]:
                end = closing + 1
            yield markup.without_inline_marks("\n".join(texts)), end

    def _read_key(self, start: int) -> bool:
        """Read a key and its value, which may go on below it."""
        key = keys.read_key(self._lines[start])
        if key is None:
            return False
        name, value = key
        is_known = name in keys.KNOWN_KEYS or self._leads_to_key(start)
        # Below a blank line, "Note: we were wrong" is prose.
        if not is_known and start > max(self._end, self._next(0)):
            return False
        values, items = [value], []
        for line in self._lines[start + 1 :]:
            match = _MORE.match(line)
            if match and match["more"]:
                values.append(match["more"])
            elif match and not keys.has_known_key(line):
                items.append(markup.without_quotes(match["item"]))
            elif name == "title" and not any(values) and not keys.ends_paragraph(line):
                values.append(line.strip())
            else:
                break
        self._end = start + len(values) + len(items)
        values = [value for value in values if value]
        if self._in_rules:
            values = keys.without_yaml_marks(values)
        if items:
            values.append(", ".join(items))
        if name in {"title", "subtitle"}:
            # The first one counts.
            shown = markup.without_inline_marks(" ".join(values))
            self._metadata.setdefault(name, [shown])
        elif name in keys.BREAKING_KEYS or name.startswith("_"):
            self._refused.append(name)
        else:
            self._metadata.setdefault(name, []).extend(values or [""])
        return True

    def _leads_to_key(self, start: int) -> bool:
        """Whether known keys come after a block of keys."""
        end = start
        while keys.read_key(self._lines[end]):
            end += 1
        return keys.ends_paragraph(self._lines[end]) and self._key_follows(end)

    def _skip(self) -> int:
        """Return where the next part may begin, after blank lines and rules."""
        for position, line in enumerate(self._lines[self._end :], self._end):
            if keys.is_rule(line):
                self._in_rules = not self._in_rules
                # A rule ends a front matter, or begins one.
                self._end = self._end if self._in_rules else position + 1
            elif line.strip():
                return position
        return len(self._lines)

    def _next(self, position: int) -> int:
        """Return the first position from *position* on whose line is not blank."""
        end = len(self._lines) - 1
        lines = self._lines[position:end]
        return next((at for at, line in enumerate(lines, position) if line.strip()), end)

    def _key_follows(self, position: int) -> bool:
        return keys.has_known_key(self._lines[self._next(position)])


def _continues(line: str) -> bool:
    """Whether *line* can only be of a head."""
    return keys.has_known_key(line) or prompts.read_prompt(line) is not None

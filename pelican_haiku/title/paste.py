"""What a pasted transcript has around it: a code block, a margin, the next prompt."""

from __future__ import annotations

import re
from typing import Final

from pelican_haiku.title.head import FENCE, LINE_KEY, Head, read_head
from pelican_haiku.title.prompt import (
    MAX_LENGTH,
    Prompt,
    is_bare_prompt,
    read_prompt,
    shows_file,
)

_MARGIN: Final = re.compile(r"(?: {4}|\t|> ?)(?=.)|\s*>?\s*$")
# A prompt's sign glued to the end of a text: zsh's for a file without a last line end.
_GLUED_SIGN: Final = re.compile(r"(?<=[^\W\d]|[.!?…”\"')\]*])[$%❯]$")
_GLUED_PROMPT: Final = re.compile(r"(?<=[.!?…”\"')\]*])[\w.-]+@[\w.-]+[: ]\S* ?[$%#>]$")
_LEAVES: Final = frozenset({"", "exit", "logout", "^c", "^d"})
_CURSORS: Final = "█▌▊_ "
# What less and more show below the text.
_PAGER: Final = re.compile(r"(?:lines \d+-\d+\S* )?\(END\)|--More--.*|:")


def unwrapped(lines: list[str]) -> list[str]:
    """Return *lines* without the code block or margin around a whole transcript."""
    start = next((index for index, line in enumerate(lines) if line.strip()), None)
    if start is None:
        return lines
    first = lines[start].lstrip("\ufeff")
    if fence := FENCE.fullmatch(first):
        return _without_fence(lines, start, fence["marks"])
    margin = _MARGIN.match(first)
    if margin and margin[0].strip(" \t>") == "" and shows_file(first):
        bare = [_MARGIN.sub("", line, count=1) for line in lines[start:]]
        head = read_head(bare) if all(map(_MARGIN.match, lines[start:])) else None
        if head and _is_whole(head):
            return bare
    return lines


def _without_fence(lines: list[str], start: int, marks: str) -> list[str]:
    inside = lines[start + 1 :]
    head = read_head(inside)
    if head is None or not _is_whole(head):
        return lines
    bare = [
        i for i, line in enumerate(inside) if re.fullmatch(rf" {{0,3}}{marks}+\s*", line)
    ]
    opening = [i for i, line in enumerate(inside) if line.lstrip().startswith(marks)]
    ends_head = [i for i in bare if not "".join(inside[head.length : i]).strip()]
    closing = ends_head or bare[-1:]
    # Code blocks within have two such lines each, so that one is left for the whole.
    if closing and len(opening) % 2:
        del inside[closing[0]]
    return inside


def _is_whole(head: Head) -> bool:
    """Whether it is a post's head, and not only a command shown in a block of code."""
    return not {LINE_KEY, "title"}.isdisjoint(head.metadata) or bool(
        head.prompt and head.prompt.haiku
    )


def without_next_prompt(lines: list[str], prompt: Prompt | None, first: str) -> list[str]:
    """Return the body *lines* without the prompts that the terminal wrote after them.

    *first* is the file's first line, which may be the upper one of a prompt's two.
    """
    lines = list(lines)
    while lines:
        last = lines[-1].strip()
        if last and not lines[-1].startswith(("    ", "\t")):
            if _is_left(last, prompt) or (prompt and last == first.strip()):
                last = ""
            else:
                lines[-1] = _without_glued(lines[-1].rstrip(), prompt)
                return lines
        elif last:
            return lines
        lines.pop()
    return lines


def _is_left(line: str, prompt: Prompt | None) -> bool:
    before = prompt.before if prompt else ""
    if before and line.startswith(before):
        return line[len(before) :].strip(_CURSORS).lower() in _LEAVES
    return is_bare_prompt(line.rstrip(_CURSORS)) or bool(_PAGER.fullmatch(line))


def _without_glued(line: str, prompt: Prompt | None) -> str:
    if prompt and len(prompt.before) > 2 and line.endswith(prompt.before):
        return line.removesuffix(prompt.before).rstrip()
    return _GLUED_SIGN.sub("", _GLUED_PROMPT.sub("", line)).rstrip()


def second_prompt(lines: list[str]) -> str | None:
    """Return the prompt of another transcript among the body *lines*, outside of code."""
    fence = ""
    for line in lines:
        if match := FENCE.fullmatch(line[:MAX_LENGTH]):
            if not fence:
                fence = match["marks"]
            elif match["marks"].startswith(fence) and not match["info"]:
                fence = ""
        elif not fence and shows_file(line) and not line.startswith(("    ", "\t", ">")):
            prompt = read_prompt(line)
            if prompt and prompt.is_certain and prompt.haiku:
                return prompt.line
    return None

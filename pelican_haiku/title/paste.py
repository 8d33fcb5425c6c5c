"""What a pasted transcript has around it: a code block, a margin, the next prompt."""

from __future__ import annotations

import re
from typing import Final

from pelican_haiku.title import prompt as prompts
from pelican_haiku.title.head import FENCE, read_head
from pelican_haiku.title.keys import LINE_KEY, SECOND_KEY, is_indented

_MARGIN: Final = re.compile(r"(?: {4}|\t|> ?)(?=.)|\s*>?\s*$")
# A prompt's sign glued to the end of a text: zsh's for a file without a last line end.
_GLUED_SIGN: Final = re.compile(r"(?<=[^\W\d]|[.!?…”\"')\]*])[$%❯]$")
_GLUED_PROMPT: Final = re.compile(r"(?<=[.!?…”\"')\]*])[\w.-]+@[\w.-]+[: ]\S* ?[$%#>]$")
_LEAVES: Final = frozenset({"", "exit", "logout", "^c", "^d"})
_CURSORS: Final = "█▌▊_ "
# What less and more show below the text.
_PAGER: Final = re.compile(r"(?:lines \d+-\d+\S* )?\(END\)|--More--.*|:")


def read_transcript(lines: list[str]) -> tuple[dict[str, list[str]], list[str]] | None:
    """Return the metadata of the transcript that *lines* are, and the lines of its body.

    ``None`` if they are none.
    """
    pasted = unwrapped(lines)
    head = read_head(pasted)
    if head is None:
        return None
    first = next(filter(str.strip, pasted), "")
    body = _without_next_prompt(pasted[head.length :], head.prompt, first)
    second = _second_prompt(body)
    return head.metadata | ({SECOND_KEY: [second]} if second else {}), body


def unwrapped(lines: list[str]) -> list[str]:
    """Return *lines* without the code block or margin around a whole transcript."""
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    first = lines[start].lstrip("\ufeff") if lines else ""
    fence = FENCE.fullmatch(first)
    if fence:
        inside = lines[start + 1 :]
    elif first[:1] in {" ", "\t", ">"} and prompts.shows_file(first):
        if not all(map(_MARGIN.match, lines[start:])):
            return lines
        inside = [_MARGIN.sub("", line, count=1) for line in lines[start:]]
    else:
        return lines
    head = read_head(inside)
    is_spelled = head and head.prompt and head.prompt.haiku
    # A block of code may show a command and no post.
    if not head or not (is_spelled or head.metadata.keys() & {LINE_KEY, "title"}):
        return lines
    if fence is None:
        return inside
    marks = fence["marks"]
    places = [i for i, line in enumerate(inside) if line.lstrip().startswith(marks)]
    # Code blocks within have two such lines each, so that one is left for the whole.
    if len(places) % 2:
        below_head = "".join(inside[head.length : places[0] + 1]).strip()
        del inside[places[0] if below_head == marks else places[-1]]
    return inside


def _without_next_prompt(
    lines: list[str], prompt: prompts.Prompt | None, first: str
) -> list[str]:
    """Return the body *lines* without the prompts that the terminal wrote after them.

    *first* is the file's first line, which may be the upper one of a prompt's two.
    """
    before = prompt.before if prompt else ""
    upper = first.strip() if prompt else ""
    while lines and (lines[-1].strip() in {"", upper} or _is_left(lines[-1], before)):
        lines.pop()
    if lines and not is_indented(lines[-1]):
        last = lines[-1].rstrip()
        if len(before) > 2 and last.endswith(before):
            last = last.removesuffix(before)
        else:
            last = _GLUED_SIGN.sub("", _GLUED_PROMPT.sub("", last))
        lines[-1] = last.rstrip()
    return lines


def _is_left(line: str, before: str) -> bool:
    if is_indented(line):
        return False
    line = line.strip()
    if before and line.startswith(before):
        return line[len(before) :].strip(_CURSORS).lower() in _LEAVES
    return prompts.is_bare_prompt(line.rstrip(_CURSORS)) or bool(_PAGER.fullmatch(line))


def _second_prompt(lines: list[str]) -> str | None:
    """Return the prompt of another transcript among the body *lines*, outside of code."""
    in_code = False
    for line in lines:
        if ("```" in line or "~~~" in line) and FENCE.fullmatch(
            line[: prompts.MAX_LENGTH]
        ):
            in_code = not in_code
        elif not in_code and line[:1] not in {">", "\t"} and line[:4] != "    ":
            prompt = prompts.read_prompt(line)
            if prompt and prompt.is_certain and prompt.haiku:
                return prompt.line
    return None

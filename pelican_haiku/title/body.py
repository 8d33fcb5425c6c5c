"""The body of a transcript: its opening date, its headings and its invitation.

Only what is on the top level is looked at, before Markdown has read what is inline: code,
lists, quotes and raw HTML are out of reach.
"""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element

from pelican_haiku.excerpt.closing import is_sign_off
from pelican_haiku.title.dates import date_alone
from pelican_haiku.title.ending import CLOSINGS, is_closing, mark_invitation, source
from pelican_haiku.title.headings import is_heading, is_title
from pelican_haiku.title.prompt import is_command

OPENING_PARAGRAPHS: Final = 2
OPENING_LENGTH: Final = 500
"""Characters of a first paragraph that may hold the opening date."""

_NUMBERED: Final = re.compile(r" {0,3}\d+\.[ \t]+\S")
_PLAIN_TITLE: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")
_NUMBERED_DATE: Final = re.compile(r"\d{1,2}\. (?:[^\W\d_]+|\d{1,2}\.) \d{4}\b")


def is_numbered_heading(block: str, following: str = "") -> bool:
    """Whether *block* begins ``1. The Beginning`` or ``26. Februar 2024`` and is no list.

    *following* is the next block.
    """
    if not _NUMBERED.match(block) or re.match(r"\d+\.[ \t]|[ \t]", following):
        return False
    line, _, rest = block.strip().partition("\n")
    if _NUMBERED_DATE.match(line):
        return True
    return is_heading(line) and (_is_text_below(line, rest) if rest else bool(following))


def mark(root: Element, *, is_dated: bool) -> list[str]:
    """Mark the invitation below *root* and turn bare one-line headings into ``<h2>``.

    Returns the first headings and paragraphs, one of which may hold the date of writing;
    none if the post *is_dated*. A date alone on its line is all that is returned, and
    leaves the body.
    """
    openings = [] if is_dated else _openings(root)
    mark_invitation(root)
    _mark_headings(root)
    return openings


def _openings(root: Element) -> list[str]:
    openings: list[str] = []
    paragraphs = 0
    for block in list(root):
        text = source(block, headings=True)
        line, _, rest = text.partition("\n")
        date = date_alone(line) if paragraphs == 0 else None
        if date:
            block.text = rest
            if not rest:
                root.remove(block)
            return [date.isoformat(" ", "minutes")]
        if text:
            openings.append(" ".join(text[:OPENING_LENGTH].split()))
            paragraphs += block.tag == "p" and (bool(rest) or not is_heading(line))
        if paragraphs == OPENING_PARAGRAPHS:
            break
    return openings


def _mark_headings(root: Element) -> None:
    blocks = list(root)
    while blocks and is_closing(blocks[-1]):
        blocks.pop()
    for block in blocks:
        line, _, rest = source(block).partition("\n")
        if rest and is_title(line) and is_heading(line) and _is_text_below(line, rest):
            heading = Element("h2")
            heading.text, block.text = line.strip(), rest
            root.insert(list(root).index(block), heading)
    texts = [source(block) for block in blocks]
    lines = [*map(_is_line, texts, ["", *texts])]
    for index, block in enumerate(blocks[:-1]):
        in_row = lines[index + 1] or (index > 0 and lines[index - 1])
        signs = index >= len(blocks) - CLOSINGS and is_sign_off(texts[index])
        if lines[index] and not signs and (not in_row or is_title(texts[index])):
            block.tag = "h2"


def _is_line(text: str, above: str) -> bool:
    if "\n" in text or not is_heading(text):
        return False
    # What stands below a prompt is its output, unless it is all words of a title.
    return not is_command(above) or bool(_PLAIN_TITLE.fullmatch(text) and is_title(text))


def _is_text_below(line: str, rest: str) -> bool:
    """Whether the break below *line* was meant: the next word had room beside it."""
    first = rest.split(maxsplit=1)[0]
    width = max(map(len, rest.splitlines()))
    return (
        len(line) + 1 + len(first) <= width
        and not first.strip("*_`\"'“‘(")[:1].islower()
        and bool(re.search(r"[.!?…。！？]", rest))
    )

"""The body of a transcript: its opening date, its headings and its invitation.

Only what is on the top level is looked at, before Markdown has read what is inline: code,
lists, quotes and raw HTML are out of reach.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from typing import Final
from xml.etree.ElementTree import Element

from markdown.util import STX

from pelican_haiku.excerpt.closing import SIGN_OFF_WORDS, is_sign_off
from pelican_haiku.invitations import begins
from pelican_haiku.languages import tables
from pelican_haiku.title.dates import begins_with_date, date_alone
from pelican_haiku.title.headings import is_heading, is_prompt, is_title

INVITATION_CLASS: Final = "haiku-invitation"
"""The class of the paragraph that invites to edit or expand the post."""
OPENING_PARAGRAPHS: Final = 2
OPENING_LENGTH: Final = 500
"""Characters of a first paragraph that may hold the opening date."""
COMMENTS_WORDS: Final = 30
"""A paragraph of more words is no request for comments."""
CLOSINGS: Final = 3
"""A sign-off is one of the last blocks, but for what is set aside."""

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NUMBERED: Final = re.compile(r" {0,3}\d+\.[ \t]+\S")
_POSTSCRIPT: Final = re.compile(r"[*_(]*(?:p\.?\s?){1,3}s\b", re.IGNORECASE)
_DRESS: Final = re.compile(r"(?P<mark>[*_]+).*(?P=mark)", re.DOTALL)
_NAME: Final = r"(?:[^\W\d_a-z]\.|[^\W\d_a-z][\w'’-]*)"
# A name alone, or "Mind the gap, Robin"
_SIGNATURE: Final = re.compile(
    rf"(?:[-–—~]+\s*)?{_NAME}(?: {_NAME}){{0,2}}|"
    rf"\S.*(?:,\s|\n)\s*{_NAME}(?: {_NAME}){{0,2}}[.!]?"
)
_SENTENCE_END: Final = re.compile(r"\n|(?<=[.!?…])\s+")


def is_numbered_heading(block: str, following: str = "") -> bool:
    """Whether *block* begins ``1. The Beginning`` or ``26. Februar 2024`` and is no list.

    *following* is the next block.
    """
    if not _NUMBERED.match(block) or re.match(r"\d+\.[ \t]|[ \t]", following):
        return False
    line, _, rest = block.strip().partition("\n")
    if begins_with_date(line):
        return True
    return is_heading(line) and (_is_text_below(line, rest) if rest else bool(following))


def mark(root: Element, *, is_dated: bool) -> list[str]:
    """Mark the invitation below *root* and turn bare one-line headings into ``<h2>``.

    Returns the first headings and paragraphs, one of which may hold the date of writing;
    none if the post *is_dated*. A date alone on its line is all that is returned, and
    leaves the body.
    """
    openings = [] if is_dated else _openings(root)
    _mark_invitation(root)
    _mark_headings(root)
    return openings


def _text(block: Element) -> str:
    """Return the source of a paragraph, empty for any other block."""
    text = block.text or ""
    # Raw HTML stands in a paragraph as a placeholder between control characters.
    return text.strip() if block.tag == "p" and not text.startswith(STX) else ""


def _openings(root: Element) -> list[str]:
    openings: list[str] = []
    paragraphs = 0
    for block in list(root):
        text = (block.text or "").strip() if block.tag in _HEADINGS else _text(block)
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


# The end


def _mark_invitation(root: Element) -> None:
    """Mark the last sentences that invite; a sign-off and the like may stand below."""
    below = 0
    for index, block in reversed([*enumerate(root)]):
        text = _text(block)
        parts = _split(text)
        if parts:
            _replace(root, index, parts)
            return
        below += block.tag != "hr"
        if not (_is_set_aside(block) or _is_short(text)) or below > CLOSINGS:
            return


def _split(text: str) -> list[tuple[str, str]]:
    """Return what *text* has before, in and after an invitation, each with its class.

    Nothing if there is none. Prose or a sign-off may stand before, a sign-off after it.
    """
    above, newline, rest = text.partition("\n")
    if newline and is_sign_off(above):
        text = rest
    else:
        above = ""
    below = _SENTENCE_END.split(text)[-1]
    # "Thank you!" goes with it.
    if below != text and is_sign_off(below) and _SIGNATURE.fullmatch(below):
        text = text.removesuffix(below).rstrip()
    else:
        below = ""
    start = begins(text)
    if start is None:
        return []
    # "P.S." alone is nothing to leave.
    start *= len(text[:start].split()) > 1
    before, inviting = text[:start].rstrip(), text[start:]
    dress = _DRESS.fullmatch(text)
    if dress and before:
        # Emphasis around the whole is around either part.
        before, inviting = before + dress["mark"], dress["mark"] + inviting
    parts = [(above, ""), (before, ""), (inviting, INVITATION_CLASS), (below, "")]
    return [part for part in parts if part[0]]


def _replace(root: Element, index: int, parts: list[tuple[str, str]]) -> None:
    del root[index]
    for text, name in reversed(parts):
        block = Element("p", {"class": name} if name else {})
        block.text = text
        root.insert(index, block)


def _is_set_aside(block: Element) -> bool:
    """Whether *block* may follow a sign-off: a rule, a postscript and such."""
    text = _text(block)
    return (
        block.tag == "hr"
        or block.get("class") == INVITATION_CLASS
        or bool(_POSTSCRIPT.match(text))
        or (len(text.split()) <= COMMENTS_WORDS and bool(_comments().search(text)))
    )


@cache
def _comments() -> re.Pattern[str]:
    words = dict.fromkeys(word for table in tables().values() for word in table.comments)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def _is_short(text: str) -> bool:
    return bool(text) and len(text.split()) <= SIGN_OFF_WORDS and text.count("\n") < 2


def _is_closing(block: Element) -> bool:
    """Whether *block* is a sign-off, with or without a name, or is set aside."""
    # A rule glued to a sign-off makes a heading of it.
    text = (block.text or "").strip() if block.tag in _HEADINGS else _text(block)
    text = text.strip("*_")
    if is_sign_off(text):
        block.tag = "p"
        return True
    signs = _is_short(text) and block.tag == "p" and _SIGNATURE.fullmatch(text)
    return bool(signs) or _is_set_aside(block)


# Headings


def _mark_headings(root: Element) -> None:
    blocks = list(root)
    closings = len([*takewhile(_is_closing, reversed(blocks))])
    blocks = blocks[: len(blocks) - closings]
    for block in blocks:
        line, _, rest = _text(block).partition("\n")
        if rest and is_heading(line) and is_title(line) and _is_text_below(line, rest):
            heading = Element("h2")
            heading.text, block.text = line.strip(), rest
            root.insert(list(root).index(block), heading)
    texts = [_text(block) for block in blocks]
    lines = [
        _is_line(text, above) for text, above in zip(texts, ["", *texts], strict=False)
    ]
    for index, block in enumerate(blocks[:-1]):
        in_row = lines[index + 1] or (index > 0 and lines[index - 1])
        signs = index >= len(blocks) - CLOSINGS and is_sign_off(texts[index])
        if lines[index] and not signs and (is_title(texts[index]) or not in_row):
            block.tag = "h2"


def _is_line(text: str, above: str) -> bool:
    if "\n" in text or not is_heading(text):
        return False
    # What stands below a prompt is its output.
    is_plain = re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)+", text)
    return not is_prompt(above) or bool(is_plain and is_title(text))


def _is_text_below(line: str, rest: str) -> bool:
    """Whether the break below *line* was meant: the next word had room beside it."""
    first = rest.split(maxsplit=1)[0]
    width = max(map(len, rest.splitlines()))
    return (
        len(line) + 1 + len(first) <= width
        and not first.strip("*_`\"'“‘(")[:1].islower()
        and bool(re.search(r"[.!?…。！？]", rest))
    )

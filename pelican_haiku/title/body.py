"""The body of a transcript: its headings, its invitation and its opening words."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from markdown.util import STX

from pelican_haiku.excerpt.closing import SIGN_OFF_WORDS
from pelican_haiku.invitations import invites

HEADING_WORDS: Final = 10
"""A bare line of more words is a paragraph, not a heading."""
OPENING_LENGTH: Final = 60
"""Characters of the first paragraph that may hold its opening date."""


def mark(blocks: list[Element]) -> list[str]:
    """Mark the invitation among *blocks* and turn bare one-line headings into ``<h2>``.

    *blocks* are those of the top level, before Markdown has read what is inline: nothing
    in code, lists, quotes and raw HTML is looked at. Returns the first words of the body,
    which may be a date: of one block, or of the first heading and the first paragraph.
    """
    first = _text(blocks[0])
    invitation = _invitation(blocks)
    if invitation is not None:
        invitation.set("class", "haiku-invitation")
        blocks = [block for block in blocks if block is not invitation]
    headings = [_is_heading(block) for block in blocks]
    for index, block in enumerate(blocks[:-1]):
        if headings[index] and not headings[index + 1]:
            block.tag = "h2"
    # The date may be the first heading, or stand below it.
    openings = filter(None, dict.fromkeys([first, _first_text(blocks)]))
    return [text[:OPENING_LENGTH] for text in openings]


def _text(block: Element) -> str:
    """Return the source of a paragraph, empty for any other block."""
    text = block.text or ""
    # Raw HTML stands in a paragraph as a placeholder between control characters.
    if block.tag != "p" or text.startswith(STX):
        return ""
    return text.strip()


def _first_text(blocks: list[Element]) -> str:
    return next(filter(None, map(_text, blocks)), "")


def _invitation(blocks: list[Element]) -> Element | None:
    """Return the last paragraph that invites; a sign-off may stand below it."""
    last = blocks[-1]
    if invites(_text(last)):
        return last
    if len(blocks) > 1 and _is_short(last, SIGN_OFF_WORDS) and invites(_text(blocks[-2])):
        return blocks[-2]
    return None


def _is_heading(block: Element) -> bool:
    if not _is_short(block, HEADING_WORDS):
        return False
    shown = _text(block).strip("*_`")
    first, last = shown[:1], shown.rstrip("\"'”’»)]*_`")[-1:]
    return (first.isupper() or first.istitle() or first.isdigit()) and (
        last not in ".,;:!?…。！？、，：；"
    )


def _is_short(block: Element, words: int) -> bool:
    text = _text(block)
    return bool(text) and "\n" not in text and len(text.split()) <= words

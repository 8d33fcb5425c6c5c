"""The end of a transcript: its sign-off, its invitation, and what stands among them."""

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

INVITATION_CLASS: Final = "haiku-invitation"
"""The class of the paragraph that invites to edit or expand the post."""
COMMENTS_WORDS: Final = 30
"""A paragraph of more words is no request for comments."""
CLOSINGS: Final = 3
"""A sign-off is one of the last blocks, but for what is set aside."""

_POSTSCRIPT: Final = re.compile(r"[*_(]*(?:p\.?\s?){1,3}s\b", re.IGNORECASE)
_DRESS: Final = re.compile(r"(?P<mark>[*_]+).*(?P=mark)", re.DOTALL)
_NAME: Final = r"(?:[^\W\d_a-z]\.|[^\W\d_a-z][\w'’-]*)"
# A name alone, or "Mind the gap, Robin"
_SIGNATURE: Final = re.compile(
    rf"(?:[-–—~]+\s*)?{_NAME}(?: {_NAME}){{0,2}}|"
    rf"\S[^.!?]*(?:,\s|[.!]?\n)\s*{_NAME}(?: {_NAME}){{0,2}}[.!]?"
)
_SENTENCE_END: Final = re.compile(r"\n|(?<=[.!?…])\s+")


def source(block: Element, *, headings: bool = False) -> str:
    """Return the source of a paragraph, empty for any other block but *headings*."""
    text = block.text or ""
    # Raw HTML stands in a paragraph as a placeholder between control characters.
    is_text = block.tag == "p" or (headings and re.fullmatch("h[1-6]", block.tag))
    return text.strip() if is_text and not text.startswith(STX) else ""


def mark_invitation(root: Element) -> None:
    """Mark the last sentences that invite; a sign-off and the like may stand below."""
    marked: Element | None = None
    below = 0
    for index, block in reversed([*enumerate(root)]):
        parts = _split(source(block))
        if parts and marked is None:
            paragraphs = [_paragraph(*part) for part in parts]
            root[index : index + 1] = paragraphs
            [marked] = (it for it in paragraphs if it.get("class"))
            if marked is not paragraphs[0]:
                return
        elif marked is not None:
            # Of two in a row one is made, since one is taken out of the body.
            if not parts or not parts[-1][1]:
                return
            *before, (inviting, _) = parts
            marked.text = f"{inviting}\n{marked.text}"
            root[index : index + 1] = [_paragraph(*part) for part in before]
            if before:
                return
        else:
            below += block.tag != "hr"
            if not (_is_set_aside(block) or _is_short(source(block))) or below > CLOSINGS:
                return


def _split(text: str) -> list[tuple[str, str]]:
    """Return what *text* has before, in and after an invitation, each with its class.

    Nothing if there is none. Prose or a sign-off may stand before, a sign-off after it.
    """
    lines = text.splitlines()
    signing = [len(lines) > 1 and _signs(line) for line in lines]
    # A sign-off has one line or two.
    end = len(lines) - len([*takewhile(bool, signing[:0:-1])][:2])
    top = max((place + 1 for place in range(end - 1) if signing[place]), default=0)
    above, text, below = map("\n".join, (lines[:top], lines[top:end], lines[end:]))
    last = _SENTENCE_END.split(text)[-1]
    # "Thank you!" belongs to its sentence, and a name does not.
    if last != text and _SIGNATURE.fullmatch(last):
        text, below = text.removesuffix(last).rstrip(), last
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


def _paragraph(text: str, name: str) -> Element:
    block = Element("p", {"class": name} if name else {})
    block.text = text
    return block


def _signs(text: str) -> bool:
    text = re.sub(r"[*_]", "", text).strip()
    return is_sign_off(text) or (_is_short(text) and bool(_SIGNATURE.fullmatch(text)))


def _is_set_aside(block: Element) -> bool:
    """Whether *block* may follow a sign-off: a rule, a postscript and such."""
    text = source(block)
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


def is_closing(block: Element) -> bool:
    """Whether *block* is a sign-off, with or without a name, or is set aside."""
    # A rule glued to a sign-off makes a heading of it.
    text = source(block, headings=True)
    if is_sign_off(text.strip("*_")):
        block.tag = "p"
        return True
    return (block.tag == "p" and _signs(text)) or _is_set_aside(block)

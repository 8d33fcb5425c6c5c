"""A transcript → the same post as ordinary metadata and Markdown."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from pelican_haiku.metadata import text
from pelican_haiku.title.dates import date_alone, opening_date
from pelican_haiku.title.ending import INVITATION_CLASS
from pelican_haiku.title.haiku import lines_of
from pelican_haiku.title.keys import (
    LINE_KEY,
    OPENING_KEY,
    PROMPT_KEY,
    REFUSED_KEY,
    SECOND_KEY,
)
from pelican_haiku.title.prompt import read_prompt
from pelican_haiku.title.transcript import TranscriptExtension

_OWN: Final = {LINE_KEY, PROMPT_KEY, REFUSED_KEY, OPENING_KEY, SECOND_KEY}
_FIRST: Final = ("title", "haiku", "date")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX: Final = re.compile(r" {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*")


class _Lines(Preprocessor):
    """Keeps the lines of the text below the head."""

    found: list[str]

    def run(self, lines: list[str]) -> list[str]:
        self.found = [*lines]
        return lines


class _Blocks(Treeprocessor):
    """Keeps the lines of each heading and invitation, with its class."""

    found: list[tuple[str, str]]

    def run(self, root: Element) -> None:
        blocks = [block for block in root if block.tag == "h2" or block.get("class")]
        self.found = [(block.get("class", ""), block.text or "") for block in blocks]


def normalise(source: str, lang: str) -> str:
    """Return the transcript *source* as an ordinary post.

    Its haiku and opening date become metadata, its bare headings Markdown's, and its
    closing invitation ``Invitation:``. *lang* is the site's language.

    Raises :exc:`ValueError` that says why if something would be lost.
    """
    names = ("markdown.extensions.extra", "markdown.extensions.meta")
    md = Markdown(extensions=[*names, TranscriptExtension()])
    kept, blocks = _Lines(md), _Blocks(md)
    # Between the plugin's processors and Markdown's own: meta 27 and code blocks 25,
    # haiku_body 60 and inline 20.
    md.preprocessors.register(kept, "haiku_lines", 26)
    md.treeprocessors.register(blocks, "haiku_blocks", 55)
    html = md.convert(source)
    found: dict[str, list[str]] = md.Meta  # type: ignore[attr-defined]
    if REFUSED_KEY in found:
        keys = text(found[REFUSED_KEY])
        raise ValueError(f"its keys {keys} would be lost; give them other names")
    if SECOND_KEY in found:
        second = text(found[SECOND_KEY])
        raise ValueError(
            f"another transcript begins in it with {second}; put each in its own file"
        )
    lines = [*_with_headings(kept.found, blocks.found)]
    metadata = {key: value for key, value in found.items() if key not in _OWN}
    prompt = read_prompt(text(found.get(PROMPT_KEY)))
    if LINE_KEY in found:
        metadata.setdefault("haiku", found[LINE_KEY])
    elif prompt and prompt.haiku and not lines_of(text(metadata.get("title"))):
        metadata.setdefault("haiku", [" / ".join(prompt.haiku)])
    openings = text(found.get(OPENING_KEY), "\n").splitlines()
    if opening := opening_date(openings, text(metadata.get("lang")) or lang):
        has_time = opening.date.time() != datetime.time()
        written = "%Y-%m-%d %H:%M" if has_time else "%Y-%m-%d"
        metadata["date"] = [opening.date.strftime(written)]
        # A date alone on its line is none of the text.
        alone = next((line for line in lines if date_alone(line)), None)
        if alone and date_alone(alone) == opening.date:
            lines.remove(alone)
    asked = re.search(rf'<p class="{INVITATION_CLASS}">(.*?)</p>', html, re.DOTALL)
    invitation = dict(blocks.found).get(INVITATION_CLASS, "")
    if asked and _take_out(invitation, lines):
        metadata.setdefault("invitation", [" ".join(asked[1].split())])
    # The rest stays in the order of the author's.
    ordered = sorted(metadata, key=lambda key: [*_FIRST, key].index(key))
    head = "".join(_entry(key, *metadata[key]) for key in ordered)
    return head + "\n" + "\n".join(lines).strip("\n") + "\n"


def _with_headings(lines: list[str], blocks: list[tuple[str, str]]) -> Iterator[str]:
    """Yield *lines* with ``## `` before those that are headings by themselves."""
    headings = [title.strip() for name, title in blocks if not name]
    fence = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if mark := _FENCE.match(line):
            fence = "" if mark[1].startswith(fence or "-") else fence or mark[1]
        atx = _ATX.fullmatch(line)
        if fence or not headings or (atx[1] if atx else line.strip()) != headings[0]:
            yield line
            continue
        del headings[0]
        is_bare = not atx and not re.fullmatch(r"=+|-+", following.strip())
        yield f"## {line.strip()}" if is_bare else line
        if is_bare and following.strip():
            yield ""


def _take_out(invitation: str, lines: list[str]) -> bool:
    """Take the lines of *invitation* out of *lines*, if all of them end one there."""
    places = []
    for part in invitation.split("\n"):
        ends = [i for i, line in enumerate(lines) if line.rstrip().endswith(part.strip())]
        if not part.strip() or not ends:
            return False
        places.append((ends[-1], part.strip()))
    for index, part in places:
        lines[index] = lines[index].rstrip().removesuffix(part).rstrip()
    return True


def _entry(key: str, first: str, *more: str) -> str:
    name = "-".join(part.capitalize() for part in key.split("-"))
    return "".join([f"{name}: {first}\n", *(f"    {line}\n" for line in more)])

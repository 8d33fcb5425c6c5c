"""The body of a transcript: its headings, its invitation, and its opening words.

Its headings are bare lines at the top level that are no sentences.
"""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.treeprocessors import Treeprocessor

from pelican_haiku.excerpt.closing import is_sign_off
from pelican_haiku.title.dates import date_alone
from pelican_haiku.title.ending import CLOSINGS, is_closing, mark_invitation, source
from pelican_haiku.title.keys import OPENING_KEY, is_transcript
from pelican_haiku.title.markup import LINK, without_emphasis
from pelican_haiku.title.prompt import is_bare_prompt, is_command

OPENING_PARAGRAPHS: Final = 2
OPENING_LENGTH: Final = 500
"""Characters of a first paragraph that may hold the opening date."""
HEADING_WORDS: Final = 12
"""A line of more words is a paragraph."""
HEADING_LENGTH: Final = 120
"""So is a line of more characters; Chinese and Japanese have no spaces."""

_NUMBERED: Final = re.compile(r" {0,3}\d+\.[ \t]+\S")
_WORDS: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")
_NUMBERED_DATE: Final = re.compile(r"\d{1,2}\. (?:[^\W\d_]+|\d{1,2}\.) \d{4}\b")
_CODE: Final = "X"
"""What stands for code: in a title it is as good as a capital."""
_NEVER: Final = re.compile(
    # A bullet, or brackets around the whole
    r"[•‣·–—→✓✔\[-]|\(.*\)$|"
    # An error message: "Error: …", "ERROR 1045 (28000)", "ConnectionError: …"
    r"(?i:\w*(?:error|exception|warning)|fatal|panic|err|traceback)\b\s*[\d:(\[]|"
    r"HTTP/\d|\d+\.\d+\.\d+\.\d+\b|(?i:me|you|him|her|us|them|i|he|she|we|they|q|a):\s|"
    # The head of another transcript
    r"(?:Title|Date|Tags|Category|Author|Slug|Lang):\s"
)
# "Vienna, February 26, 2024"
_PLACE: Final = re.compile(r"\A[^\W\d]+(?: [^\W\d]+)?, ")
# Options, paths, assignments and log lines, and what only a program says.
_OUTPUT: Final = re.compile(
    r"[={}<>|\\~^]|://|\w\(\)|\w\[\d+\]|\d:\d\d:\d\d|(?:^|\s)(?:--?\w|\.?/\w)|"
    r"(?i:permission denied|connection refused|command not found|no such file|"
    r"no space left|core dumped|segmentation fault|out of memory|timed out|broken pipe)"
)
_END: Final = re.compile(r"\W*$")
_SPEAKER: Final = re.compile(r"\S+:\s")
# AP and Chicago agree that short words and prepositions need no capital.
_SHORT: Final = 3
_PREPOSITIONS: Final = frozenset(
    "about above across after against along among around before behind below beneath "
    "beside between beyond down during from inside into like near onto outside over past "
    "since than that through toward towards under until upon versus with within "
    "without".split()
)


def extend(md: Markdown) -> None:
    """Register the processors of a transcript's body around Markdown's own."""
    # list items 40
    numbered = NumberedHeadingProcessor(md.parser)
    md.parser.blockprocessors.register(numbered, "haiku_numbered", 45)
    # footnotes 50 adds a block at the end, inline 20 hides the source text
    md.treeprocessors.register(BodyTreeprocessor(md), "haiku_body", 60)


class NumberedHeadingProcessor(BlockProcessor):
    """Read ``1. The Beginning`` alone in a transcript, where Markdown sees a list."""

    def test(self, parent: Element, block: str) -> bool:
        """Whether *block* may be one, below *parent*."""
        is_item = len(parent) > 0 and parent[-1].tag == "ol"
        return (
            block.lstrip()[:1].isdigit()
            and not is_item
            and not self.parser.state
            and _is_transcript(self.parser.md)
        )

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Make a paragraph of the first of *blocks* if it is one."""
        if not _is_numbered_heading(*blocks[:2]):
            return False
        SubElement(parent, "p").text = blocks.pop(0).strip()
        return True


class BodyTreeprocessor(Treeprocessor):
    """Find the headings, the invitation and the opening words of a transcript's body.

    Only what is on the top level is looked at, before Markdown has read what is inline:
    code, lists, quotes and raw HTML are out of reach.
    """

    def run(self, root: Element) -> None:
        """Mark them in the tree, and note the opening words in the metadata."""
        if not len(root) or not _is_transcript(self.md):
            return
        meta: dict[str, list[str]] = self.md.Meta  # type: ignore[attr-defined]
        if "date" not in meta and (openings := _openings(root)):
            meta[OPENING_KEY] = openings
        mark_invitation(root)
        _mark_headings(root)


def _openings(root: Element) -> list[str]:
    """Return the first headings and paragraphs; one may hold the date of writing.

    A date alone on its line is all that is returned, and leaves the body.
    """
    openings: list[str] = []
    paragraphs = 0
    for block in list(root):
        line, _, rest = source(block, headings=True).partition("\n")
        date = date_alone(line) if paragraphs == 0 else None
        if date:
            block.text = rest
            if not rest:
                root.remove(block)
            return [date.isoformat(" ", "minutes")]
        if line:
            text = f"{line} {rest}"[:OPENING_LENGTH]
            openings.append(" ".join(text.split()))
            paragraphs += block.tag == "p" and (bool(rest) or not _is_heading(line))
        if paragraphs == OPENING_PARAGRAPHS:
            break
    return openings


def _is_transcript(md: Markdown) -> bool:
    # Of a value that Pelican converts by the same instance no metadata is read.
    return is_transcript(getattr(md, "Meta", {}))


def _is_numbered_heading(block: str, following: str = "") -> bool:
    """Whether *block* begins ``1. The Beginning`` or ``26. Februar 2024`` and is no list.

    *following* is the next block.
    """
    if not _NUMBERED.match(block) or re.match(r"\d+\.[ \t]|[ \t]", following):
        return False
    line, _, rest = block.strip().partition("\n")
    if _NUMBERED_DATE.match(line):
        return True
    return _is_heading(line) and (_is_text_below(line, rest) if rest else bool(following))


def _mark_headings(root: Element) -> None:
    """Turn bare one-line headings below *root* into ``<h2>``."""
    blocks = list(root)
    while blocks and is_closing(blocks[-1]):
        blocks.pop()
    for block in blocks:
        line, _, rest = source(block).partition("\n")
        if rest and _is_title(line) and _is_heading(line) and _is_text_below(line, rest):
            heading = Element("h2")
            heading.text, block.text = line.strip(), rest
            root.insert(list(root).index(block), heading)
    texts = [source(block) for block in blocks]
    lines = [*map(_is_line, texts, ["", *texts])]
    for index, block in enumerate(blocks[:-1]):
        in_row = lines[index + 1] or (index > 0 and lines[index - 1])
        signs = index >= len(blocks) - CLOSINGS and is_sign_off(texts[index])
        if lines[index] and not signs and (not in_row or _is_title(texts[index])):
            block.tag = "h2"


def _is_line(text: str, above: str) -> bool:
    if "\n" in text or not _is_heading(text):
        return False
    # What stands below a prompt is its output, such as "Python 3.11".
    return not is_command(above) or bool(_WORDS.fullmatch(text) and _is_title(text))


def _is_text_below(line: str, rest: str) -> bool:
    """Whether the break below *line* was meant: the next word had room beside it."""
    first = rest.split(maxsplit=1)[0]
    return (
        len(line) + 1 + len(first) <= max(map(len, rest.splitlines()))
        and not first.strip("*_`\"'“‘(")[:1].islower()
        and bool(re.search(r"[.!?…。！？]", rest))
    )


def _is_heading(line: str) -> bool:
    """Whether *line*, in Markdown, is no sentence and nothing that a terminal shows."""
    shown = _shown(line)
    if len(shown) > HEADING_LENGTH or len(shown.split()) > HEADING_WORDS:
        return False
    end = set(_END.search(shown)[0])  # type: ignore[index]
    bare = line.strip("*_ ")
    # What tells most lines comes first.
    if (
        end & set(".,;。，、；")
        or not any(map(str.isalnum, shown.replace(_CODE, "")))
        or is_command(line)
        or is_bare_prompt(line)
        or re.fullmatch(LINK, bare)
        or bare.startswith("![")
        or _NEVER.match(shown)
        or date_alone(_PLACE.sub("", line))
    ):
        return False
    capitals = _capitals(shown)
    # "*as it seemed then*" is a note.
    is_note = line.startswith(("*", "_")) and not line.startswith(("**", "__"))
    if is_note or end & set("?!:…？！：\"'”’»」』“"):
        return capitals > 1
    return capitals > 0 or not (_OUTPUT.search(shown) or _SPEAKER.match(shown))


def _is_title(line: str) -> bool:
    """Whether the words of *line* are capitalised as in a title."""
    return _capitals(_shown(line)) > 0


def _shown(line: str) -> str:
    return without_emphasis(line, code=_CODE).replace("...", "…")


def _capitals(shown: str) -> int:
    """Return the number of capitalised words, 0 if a word lacks the capital of a title.

    The first word may be a name in small letters, such as *systemd*, and any may be code.
    """
    count = 0
    is_name = False
    for index, written in enumerate(shown.split()):
        word = re.sub(r"['’].*|\W", "", written.lstrip("'’"))
        is_quoted = written[0] in "'\"‘“" and written[-1] in "'\"’”"
        if not word or word[0].isdigit() or word == "I" or (is_quoted and word.islower()):
            continue
        if word != word.lower() or not word[0].islower():
            count += 1
        elif index == 0:
            is_name = True
        elif len(word) > _SHORT and word not in _PREPOSITIONS:
            return 0
    return count and count + is_name

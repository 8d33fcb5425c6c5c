"""The headings of a transcript: bare lines at the top level that are no sentences."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element

from pelican_haiku.excerpt.closing import is_sign_off
from pelican_haiku.title.dates import date_alone
from pelican_haiku.title.ending import CLOSINGS, is_closing, source
from pelican_haiku.title.markup import LINK, without_emphasis
from pelican_haiku.title.prompt import is_bare_prompt, is_command

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


def mark_headings(root: Element) -> None:
    """Turn bare one-line headings below *root* into ``<h2>``."""
    blocks = list(root)
    while blocks and is_closing(blocks[-1]):
        blocks.pop()
    for block in blocks:
        line, _, rest = source(block).partition("\n")
        if rest and _is_title(line) and is_heading(line) and _is_text_below(line, rest):
            heading = Element("h2")
            heading.text, block.text = line.strip(), rest
            root.insert(list(root).index(block), heading)
    texts = [source(block) for block in blocks]
    lines = [*map(_is_line, texts, ["", *texts])]
    for index, block in enumerate(blocks[:-1]):
        if not lines[index]:
            continue
        in_row = lines[index + 1] or (index > 0 and lines[index - 1])
        signs = index >= len(blocks) - CLOSINGS and is_sign_off(texts[index])
        if not signs and (not in_row or _is_title(texts[index])):
            block.tag = "h2"


def _is_line(text: str, above: str) -> bool:
    if "\n" in text or not is_heading(text):
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


def is_heading(line: str) -> bool:
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

"""Terminal prompts: what stands before a command, and the file that a command shows.

Shells let their users write any prompt. What they have in common is a sign before the
command, ``$ % # >`` or a symbol such as ``❯``, and before the sign nothing but names of
users, hosts, folders and branches.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pelican_haiku.title.haiku import Lines, from_path

MAX_LENGTH: Final = 1000
"""Characters of the longest line that is looked at."""
REACH: Final = 8
"""Lines in which a prompt, or what follows a haiku without one, must stand."""
WRAPPED: Final = 4
"""Lines over which a terminal may have wrapped a prompt."""
AROUND: Final = "`* \t\\"
"""What may stand around each of them."""
_UPPER_LENGTH: Final = 100

_SIGNS: Final = "$%#>"
_ARROWS: Final = "❯❱➜»›⟩λ"
_COMMANDS: Final = tuple(
    "cat bat batcat ccat mdcat glow nl less more most head tail type gc get-content "
    "out-host".split()
)
# Compiled on first use, as all patterns here: most builds have no transcript.
_COMMAND: Final = (
    rf"(?i)(?<![\w./\\-])(?:sudo\s+)?(?:/(?:usr/)?bin/)?(?:{'|'.join(_COMMANDS)})"
    r"(?:\.exe)?(?=[\s<]|$)"
)
_MARKDOWN: Final = r"(?i)\S\.(?:md|markdown|mkd|mdown)$"
_ARGUMENT: Final = r"\"[^\"]*\"|'[^']*'|(?:\\ |[^\s<])+"
# Names in brackets: branches, virtual environments, the time.
_BRACKETS: Final = r"\([^()]*\)|\[[^\[\]]*\]|‹[^›]*›"
# What is in names of hosts and paths, and in no word of prose.
_MACHINE: Final = r"[@~\\/]|:(?=\S)|[^\w\s\x00-\x7f]"
_BANNER: Final = (
    r"Last login: |Microsoft Windows \[|\(c\) .*Microsoft|Copyright \(C\) Microsoft"
    r"|Windows PowerShell$|PowerShell \d"
)
_AMOUNT: Final = r"\d+ [$%]"
_BLOCK: Final = r"[-*+] |\d+[.)] |[#>|`]|</?[A-Za-z]"


@dataclass(frozen=True)
class Prompt:
    """A line of a terminal in which a command shows a Markdown file.

    ``before`` is the prompt in front of the command and ``path`` the file's path.
    ``is_certain`` is ``False`` if the line could be Markdown: after ``#`` or ``>`` alone,
    or with nothing before the command.
    """

    line: str
    before: str
    path: str
    is_certain: bool

    @property
    def haiku(self) -> Lines | None:
        """The three lines that the path spells, if it does."""
        return from_path(self.path)


def read_prompt(line: str) -> Prompt | None:
    """Return what *line* shows and after which prompt, ``None`` if it shows no file."""
    line = line.strip()
    if len(line) > MAX_LENGTH or not has_path(line):
        return None
    for command in re.finditer(_COMMAND, line):
        before = line[: command.start()].rstrip()
        certain = is_prompt(before)
        # "cd blog && cat …" shows a file too.
        before = re.sub(r"(?<=[$%#>\s])\s*[^$%#>]*(?:&&|;)$", "", before).rstrip()
        certain = certain or is_prompt(before)
        if (certain or before in {"", "#", ">"}) and (
            path := _file(line[command.end() :])
        ):
            return Prompt(line, before, path, certain)
    return None


def read_wrapped(lines: Iterable[str]) -> tuple[Prompt, int] | None:
    """Return the prompt that *lines* begin with, and how many of them it takes.

    A terminal may have wrapped it.
    """
    parts: list[str] = []
    for line in islice(lines, WRAPPED):
        if not line.strip():
            break
        parts.append(line.strip(AROUND))
        if prompt := read_prompt("".join(parts)) or read_prompt(" ".join(parts)):
            return prompt, len(parts)
    return None


def has_path(text: str) -> bool:
    """Whether *text* may have a Markdown file's path; for most posts this is quick."""
    return ".m" in text or ".M" in text or "-/-" in text


def shows_file(line: str) -> bool:
    """Whether *line* has a command that shows a file, of which it need not have all."""
    return len(line) <= MAX_LENGTH and bool(re.search(_COMMAND, line))


def is_command(line: str) -> bool:
    """Whether *line* is a prompt with something after it that shows no Markdown file."""
    line = line.strip()[:MAX_LENGTH]
    ends = (match.end() for match in re.finditer(rf"[{_SIGNS}{_ARROWS}](?=\s+\D)", line))
    # "100 % Uptime" is none, nor is "for $ 5".
    return any(is_prompt(line[:end]) and not re.match(_AMOUNT, line) for end in ends)


def may_stand_above(line: str, following: str) -> bool:
    """Whether a terminal may have written *line* above the prompt, or above *following*.

    It writes a banner when it opens, and some prompts have two lines.
    """
    line = line.strip()
    is_upper = (
        shows_file(following)
        and len(line) < _UPPER_LENGTH
        and not re.match(_BLOCK, line)
        and line[-1:] not in {".", "!", "?", ","}
        and re.search(_MACHINE, line)
    )
    return not line or bool(is_upper or re.match(_BANNER, line)) or is_command(line)


def is_prompt(text: str) -> bool:
    """Whether *text*, before a command, is a prompt and cannot be Markdown."""
    text = text.strip()
    if not text or len(text) > MAX_LENGTH or re.match(_BLOCK, text):
        return False
    has_symbol = _is_symbol(text[0]) or _is_symbol(text[-1])
    if not has_symbol and text[-1] not in _SIGNS:
        return False
    words = re.sub(_BRACKETS, " ", text.rstrip(_SIGNS)).split()
    words = [word for word in words if not all(map(_is_symbol, word))]
    names = [bool(re.search(_MACHINE, word)) for word in words]
    if True in names:
        # Folders may have spaces in their names, and "PS" stands before PowerShell's.
        return names.index(True) < 2 and names.count(False) <= 2
    # "blog on main via ❯"
    return len(words) <= (4 if has_symbol else 1)


def is_bare_prompt(line: str) -> bool:
    """Whether *line* is a prompt by itself, for which prose ends in too many signs."""
    line = line.strip()
    if not is_prompt(line):
        return False
    has_name = len(line) == 1 or re.search(_MACHINE, line[:-1])
    return bool({line[0], line[-1]} & {*_ARROWS} or (line[-1] in _SIGNS and has_name))


def _is_symbol(character: str) -> bool:
    # Themes of shells draw their prompts with private characters of their fonts.
    return character in _ARROWS or unicodedata.category(character) in {"So", "Sm", "Co"}


def _file(arguments: str) -> str | None:
    """Return the path of the one Markdown file among a command's *arguments*.

    A path of Windows comes with slashes for its backslashes.
    """
    arguments, _, pager = arguments.partition("|")
    if pager and pager.lstrip().partition(" ")[0].lower() not in _COMMANDS:
        return None
    words: list[str] = []
    is_option = False
    for word in re.findall(_ARGUMENT, arguments):
        was_option, is_option = is_option, bool(re.match(r"[-+]|\d+$", word))
        # The word after an option is its value, unless it looks like a path.
        is_path = _is_file(word) or "/" in word or "\\" in word
        if not is_option and (is_path or not was_option):
            words.append(word)
        if _is_file(word):
            # A path may have spaces and no quotes.
            words = [" ".join(words)]
    if len(words) != 1 or not _is_file(words[0]):
        return None
    path = _unquoted(words[0]).replace("\\ ", " ")
    return path if "/" in path else path.replace("\\", "/")


def _is_file(word: str) -> bool:
    word = _unquoted(word)
    return bool(re.search(_MARKDOWN, word)) or from_path(word) is not None


def _unquoted(word: str) -> str:
    return word[1:-1] if word[:1] in {'"', "'"} and word[-1:] == word[:1] else word

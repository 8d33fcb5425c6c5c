"""A haiku: three lines as text, as HTML, as a path and as a slug, and their syllables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify
from unidecode import unidecode

if TYPE_CHECKING:
    from pelican_haiku.syllables.words import Word

Lines = tuple[str, str, str]

FORM: Final = (5, 7, 5)
"""Syllables (in Japanese, morae) of the three lines."""

# A slash with white space on both sides, or at either end of the text. A full-width one
# needs no spaces, since Japanese is written without them.
_DIVIDER: Final = r"/(?<!\S/)(?!\S)|／"

# What people put between the lines otherwise; it counts if they spell a known haiku.
_ANY_DIVIDER: Final = r"\s*(?:/+|\||／|—|–|→|\n)\s*|\s+[-·•~\\]+\s+|\s+"
_DIVIDERS: Final = " \t\n/|／—–→"

# As German paths are written without them.
_UMLAUTS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)

_default_slugify: Final = partial(
    slugify, regex_subs=DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"]
)


@dataclass(frozen=True)
class Haiku:
    """Three lines of plain text, and what is needed to count and slugify them.

    ``names`` is ``HAIKU_SYLLABLES``, ``declared_syllables`` the post's
    ``Haiku-Syllables:``, ``slugify`` Pelican's function with the site's settings.
    """

    lines: Lines
    lang: str = "en"
    names: Mapping[str, frozenset[int]] = field(
        default_factory=dict, repr=False, compare=False
    )
    declared_syllables: tuple[int, ...] | None = field(
        default=None, repr=False, compare=False
    )
    slugify: Callable[[str], str] = field(
        default=_default_slugify, repr=False, compare=False
    )

    def __str__(self) -> str:
        return " / ".join(self.lines)

    @cached_property
    def html(self) -> str:
        """The three lines, escaped, in ``span.haiku``, with ``<br>`` between them."""
        lines = "<br>".join(
            f'<span class="haiku-line">{escape(line, quote=False)}</span>'
            for line in self.lines
        )
        return f'<span class="haiku">{lines}</span>'

    @cached_property
    def slugs(self) -> Lines:
        """The slug of each line; empty if no character of the line can be in a slug."""
        first, second, third = map(self._slug, self.lines)
        return first, second, third

    def _slug(self, line: str) -> str:
        # Pelican's function strips tags, and "<3 you" would look like one.
        slug = self.slugify(escape(line)).replace("/", "-").strip("-")
        return "" if slug.strip(".") == "" else slug

    @property
    def slug(self) -> str:
        """The nested slug: the lines' slugs joined by ``/``, empty ones left out."""
        return "/".join(filter(None, self.slugs))

    @property
    def path(self) -> str:
        """The path that spells the haiku, ``x-/-y-/-z``, without a file's suffix.

        Capitals, punctuation and the difference between hyphen and space are lost.
        """
        return "-/-".join(map(_hyphenate, self.lines))

    @property
    def words(self) -> tuple[tuple[Word, ...], ...] | None:
        """The words of each line with their counts, ``None`` if ``lang`` has no rules.

        With ``declared_syllables`` each line counts as one word. They are not kept: the
        words of all posts would take much memory, and few are asked for twice.
        """
        # A build without haiku, or with no check of them, counts none.
        from pelican_haiku.syllables.words import Word, words  # noqa: PLC0415

        if self.declared_syllables is not None:
            counted = zip(self.lines, self.declared_syllables, strict=True)
            return tuple((Word(line, frozenset({n}), "setting"),) for line, n in counted)
        first, second, third = (
            words(line, lang=self.lang, names=self.names) for line in self.lines
        )
        if first is None or second is None or third is None:
            return None
        return first, second, third

    @property
    def syllables(self) -> tuple[frozenset[int], ...] | None:
        """The possible counts of each line, ``None`` if ``lang`` has no rules."""
        from pelican_haiku.syllables.words import total  # noqa: PLC0415 (as above)

        words = self.words
        return None if words is None else tuple(map(total, words))

    @cached_property
    def wrong(self) -> tuple[int, ...]:
        """The indices of the lines that do not scan; none if ``lang`` has no rules."""
        from pelican_haiku.syllables.words import fits  # noqa: PLC0415 (as above)

        lines = enumerate(zip(FORM, self.words or (), strict=False))
        return tuple([i for i, (wanted, words) in lines if not fits(words, wanted)])

    @property
    def scans(self) -> bool | None:
        """Whether the lines have 5, 7 and 5 syllables, ``None`` if it is not known."""
        return None if self.words is None else not self.wrong

    def has_letters_of(self, other: Haiku) -> bool:
        """Whether both are the same, but for what a path or a prompt cannot spell."""
        return self.lines == other.lines or bool(
            _spellings(str(self)) & _spellings(str(other))
        )


def divide(text: str) -> list[str]:
    """Split *text* into its lines, at slashes between white space or at ``／``.

    A text of several lines is divided at its line ends instead, which may have a slash
    too. Other characters that end a line somewhere, such as U+2028, are spaces.
    """
    text = text.strip()
    if "  " in text or not text.isprintable():
        # Not str.split(): the author may have put a no-break space inside a line.
        text = re.sub(r"[ \t\f\v\x85\u2028\u2029]+", " ", text)
    if "/" not in text and "／" not in text and text.isprintable():
        # Most titles.
        return [text]
    if "\n" in text or "\r" in text:
        parts = re.split(r"\s*[\r\n]\s*", text)
        parts = [re.sub(r"^/\s+|\s+/$", "", part) for part in parts]
    else:
        parts = re.split(_DIVIDER, text)
    return [part.strip() for part in parts]


def divide_like(text: str, spelled: Lines) -> Lines | None:
    """Return *text* in the three lines that *spelled* has, however it divides them.

    ``None`` if its letters are others. What stands between the lines belongs to none.
    """
    if _spellings(text).isdisjoint(_spellings(" ".join(spelled))):
        return None
    lines = []
    start = 0
    for count in (1, 2):
        wanted = _spellings(" ".join(spelled[:count]))
        for mark in re.compile(_ANY_DIVIDER).finditer(text, start):
            if not wanted.isdisjoint(_spellings(text[: mark.start()])):
                lines.append(text[start : mark.start()])
                start = mark.end()
                break
    lines.append(text[start:])
    return lines_of("\n".join(" ".join(line.strip(_DIVIDERS).split()) for line in lines))


def parse(text: str) -> Lines:
    """Return the three lines of a haiku that is written on one line, or on three.

    Raises :exc:`ValueError` that says what is wrong if there are not three, or if one
    is empty.
    """
    lines = divide(text)
    if lines == [""]:
        raise ValueError("it is empty")
    if len(lines) != 3:
        raise ValueError(f"it has {len(lines)} line{'s' * (len(lines) != 1)}, not 3")
    if not all(lines):
        raise ValueError(f"its line {lines.index('') + 1} is empty")
    return lines[0], lines[1], lines[2]


def lines_of(text: str) -> Lines | None:
    """Return the three lines of the haiku that *text* is, or ``None``."""
    lines = divide(text)
    return (lines[0], lines[1], lines[2]) if len(lines) == 3 and all(lines) else None


def from_path(path: str) -> Lines | None:
    """Return the lines that *path* spells as ``x-/-y-/-z.ext``, or ``None``.

    The lines may be divided by ``" / "`` too, as in a quoted path.
    """
    if len(path.split()) > 1:
        path = re.sub(r"\s+/\s+", "-/-", path)
    *_, first, second, third = ("", "", *path.split("/"))
    hyphens = first[-1:] + second[:1] + second[-1:] + third[:1]
    # A first folder that begins with a hyphen too belongs to a poem of more lines.
    if hyphens != "----" or first.startswith("-"):
        return None
    stem, dot, suffix = third.rpartition(".")
    parts = (first, second, stem if dot and suffix else third)
    lines = [" ".join(filter(None, part.split("-"))) for part in parts]
    return (lines[0], lines[1], lines[2]) if all(lines) else None


def nearly_spells(path: str) -> bool:
    """Whether *path* looks as if it should spell a haiku, and does not."""
    if "-/" not in path and "/-" not in path:
        return False
    parts = path.split("/")[-3:]
    hyphens = [(a.endswith("-"), b.startswith("-")) for a, b in pairwise(parts)]
    looks = any(map(all, hyphens)) or (len(hyphens) == 2 and all(map(any, hyphens)))
    return looks and from_path(path) is None


def _hyphenate(line: str) -> str:
    kept = "".join(map(_in_path, unicodedata.normalize("NFC", line.lower())))
    # What was left out may have divided a letter from a mark that now combines with it.
    return "-".join(unicodedata.normalize("NFC", kept).split())


def _in_path(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace() or category == "Pd":
        return " "
    # Emoji and what joins them; ASCII symbols mean something to a shell.
    is_emoji = category == "Cf" or (category[0] == "S" and not character.isascii())
    return character if category[0] in "LMN" or is_emoji else ""


def _spellings(text: str) -> set[str]:
    """Return the letters and digits of *text* in each way that a path may spell them."""
    texts = {text, text.replace("&", " and ")}
    if not text.isascii():
        texts.add(text.translate(_UMLAUTS))
        texts = {unidecode(unicodedata.normalize("NFKC", it)) for it in texts}
    return {"".join(filter(str.isalnum, it)).lower() for it in texts}

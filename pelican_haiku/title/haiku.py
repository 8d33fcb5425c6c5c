"""A haiku: three lines, as text, as a path, as a slug, and whether they scan."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from html import escape
from pathlib import PurePosixPath
from typing import Final

from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify

from pelican_haiku.metadata import plain as plain  # noqa: PLC0414
from pelican_haiku.syllables import words as syllables

FORM: Final = (5, 7, 5)
"""Syllables (in Japanese, morae) of the three lines."""

# A slash with white space on both sides, or at either end of the text; the full-width
# one divides by itself, since Japanese is written without spaces.
_DIVIDER: Final = re.compile(r"(?:(?<=\s)|^)/(?=\s|$)|／")

_default_slugify: Final = partial(
    slugify, regex_subs=DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"]
)


@dataclass(frozen=True)
class Haiku:
    """Three lines of plain text, and in which language and by which rules to read them.

    ``names`` is ``HAIKU_SYLLABLES``, ``settled`` the counts by which the author settled
    the scansion, ``slugify`` Pelican's function with the site's settings.
    """

    lines: tuple[str, str, str]
    lang: str = "en"
    names: Mapping[str, frozenset[int]] = field(
        default_factory=dict, repr=False, compare=False
    )
    settled: tuple[int, ...] | None = field(default=None, repr=False, compare=False)
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
    def slugs(self) -> tuple[str, str, str]:
        """The slug of each line; empty where nothing of the line can stand in one."""
        first, second, third = map(self._slug, self.lines)
        return first, second, third

    def _slug(self, line: str) -> str:
        # Pelican's function strips tags, and "<3 you" would look like one.
        slug = self.slugify(escape(line)).replace("/", "-").strip("-")
        return "" if slug.strip(".") == "" else slug

    @property
    def slug(self) -> str:
        """The nested slug: the lines' slugs, joined by ``/``; empty ones left out."""
        return "/".join(filter(None, self.slugs))

    @property
    def path(self) -> str:
        """The path that spells the haiku, ``x-/-y-/-z``, without a file's suffix.

        Capitals, punctuation and the difference between hyphen and space are lost.
        """
        return "-/-".join(map(_hyphenate, self.lines))

    @cached_property
    def words(self) -> tuple[tuple[syllables.Word, ...], ...] | None:
        """The words of each line with their counts; ``None`` where not judged."""
        first, second, third = (
            syllables.words(line, lang=self.lang, names=self.names) for line in self.lines
        )
        if first is None or second is None or third is None:
            return None
        return first, second, third

    @cached_property
    def syllables(self) -> tuple[frozenset[int], ...] | None:
        """Per line the set of possible counts; ``None`` where not judged."""
        if self.settled is not None:
            return tuple(frozenset({count}) for count in self.settled)
        if self.words is None:
            return None
        return tuple(syllables.total(line) for line in self.words)

    @cached_property
    def wrong(self) -> tuple[int, ...]:
        """The indices of the lines that do not scan; none where not judged."""
        if self.settled is not None:
            return tuple(
                index
                for index, wanted in enumerate(FORM)
                if self.settled[index] != wanted
            )
        if self.words is None:
            return ()
        return tuple(
            index
            for index, wanted in enumerate(FORM)
            if not syllables.fits(self.words[index], wanted)
        )

    @property
    def scans(self) -> bool | None:
        """Whether the lines can be read in 5, 7, 5; ``None`` where not judged."""
        return None if self.syllables is None else not self.wrong

    def within(self, tolerance: int) -> bool:
        """Whether each line can be read within *tolerance* syllables of 5, 7, 5.

        Not where the language is not judged.
        """
        return self.syllables is not None and all(
            any(abs(count - wanted) <= tolerance for count in counts)
            for counts, wanted in zip(self.syllables, FORM, strict=True)
        )

    def spells(self, other: Haiku) -> bool:
        """Whether *other* is this haiku, but for what a path or prompt has lost."""
        return not _letters(str(self)).isdisjoint(_letters(str(other)))


def divide(text: str) -> list[str]:
    """Split *text* into its lines, at slashes between white space or at ``／``.

    A text of several lines is divided at its line ends instead.
    """
    parts = text.strip().splitlines()
    if len(parts) < 2:
        parts = _DIVIDER.split(text.strip())
    # Not str.split(): a no-break space inside a line is the author's.
    return [re.sub(r"[ \t\r\n\f\v]+", " ", part.strip()) for part in parts]


def parse(text: str) -> tuple[str, str, str]:
    """Return the three lines of a haiku on one line, or on three.

    Raises :exc:`ValueError` with what is wrong: other than three lines, or an empty one.
    """
    lines = divide(text)
    if lines == [""]:
        raise ValueError("it is empty")
    if len(lines) != 3:
        raise ValueError(f"it has {len(lines)} line{'s' * (len(lines) != 1)}, not 3")
    if not all(lines):
        raise ValueError(f"its line {lines.index('') + 1} is empty")
    first, second, third = lines
    return first, second, third


def from_path(path: str) -> tuple[str, str, str] | None:
    """Return the lines that *path* spells as ``x-/-y-/-z.ext``, or ``None``."""
    parts = PurePosixPath(path).parts[-3:]
    if len(parts) != 3:
        return None
    first, second, third = *parts[:2], PurePosixPath(parts[2]).stem
    if not (
        first.endswith("-")
        and not first.startswith("-")  # a line of more than three
        and len(second) > 2
        and second.startswith("-")
        and second.endswith("-")
        and third.startswith("-")
    ):
        return None
    lines = [" ".join(filter(None, part.split("-"))) for part in (first, second, third)]
    return (lines[0], lines[1], lines[2]) if all(lines) else None


def _hyphenate(line: str) -> str:
    characters = []
    for character in unicodedata.normalize("NFC", line.lower()):
        category = unicodedata.category(character)
        if character.isspace() or category == "Pd":
            characters.append(" ")
        elif (
            category[0] in "LMN"
            # Emoji and what joins them; ASCII symbols mean something to a shell.
            or category == "Cf"
            or (category[0] == "S" and not character.isascii())
        ):
            characters.append(character)
    # A combining mark may have come to stand beside another letter.
    kept = unicodedata.normalize("NFC", "".join(characters))
    return "-".join(kept.split())


def _letters(text: str) -> set[str]:
    """Spellings of *text* in letters and digits alone, of which two may agree."""
    spellings = set()
    for spelling in (text, text.replace("&", " and ")):
        ascii_spelling = slugify(escape(spelling))
        for form in (
            unicodedata.normalize("NFKD", spelling).casefold(),
            ascii_spelling,
        ):
            spellings.add("".join(filter(str.isalnum, form)))
    return spellings

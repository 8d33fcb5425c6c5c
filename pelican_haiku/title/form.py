"""Whether three lines have about the form of a haiku, if nothing else says it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from pelican_haiku.title.haiku import FORM, Haiku, Lines

LINE_MARGIN: Final = 2
"""Syllables by which each line of a transcript's haiku may be off."""
TITLE_MARGIN: Final = 1
"""Syllables by which each line of a title may be off: many titles have three parts."""
VOWELS_MARGIN: Final = 2
"""Groups of vowel letters by which a line may be off if its syllables are not known."""

_SCRIPTS: Final = ("LATIN", "GREEK", "CYRILLIC")
_VOWELS: Final = re.compile("[aeiouyæœøıəɛɔаеиоуыэюяєіѣαεηιουω]+")
_NO_LETTERS: Final = re.compile(r"[\W\d_]+")


def has_near_form(haiku: Haiku, margin: int) -> bool:
    """Whether each line is within *margin* syllables of 5, 7 and 5.

    If the language of *haiku* has no rules, its groups of vowel letters count instead;
    only alphabets that write vowels can be told so.
    """
    if haiku.syllables is None:
        return _has_vowels(haiku.lines)
    return all(
        any(abs(count - wanted) <= margin for count in counts)
        for counts, wanted in zip(haiku.syllables, FORM, strict=True)
    )


def has_near_form_somewhere(lines: Lines) -> bool:
    """Whether *lines* have about the form of a haiku in whatever language they are."""
    return _has_vowels(lines) or any(
        has_near_form(Haiku(lines, lang), LINE_MARGIN) for lang in ("en", "ja")
    )


def has_several_words(haiku: Haiku) -> bool:
    """Whether each line has two words or more; true of Japanese, which has no spaces."""
    if haiku.lang.lower().startswith("ja"):
        return True
    return all(len(_words(line)) > 1 for line in haiku.lines)


def _words(line: str) -> list[str]:
    # "Kubernetes 1.22" is one word and a number.
    return [word for word in line.split() if _NO_LETTERS.sub("", word)]


def _has_vowels(lines: Lines) -> bool:
    return all(
        abs(len(_VOWELS.findall(_base_letters(line))) - wanted) <= VOWELS_MARGIN
        and _is_alphabetic(line)
        for line, wanted in zip(lines, FORM, strict=True)
    )


def _base_letters(line: str) -> str:
    decomposed = unicodedata.normalize("NFD", line.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _is_alphabetic(line: str) -> bool:
    return all(
        unicodedata.name(character, "").startswith(_SCRIPTS)
        for character in line
        if character.isalpha()
    )

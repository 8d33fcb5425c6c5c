"""How near three lines are to 5, 7 and 5 syllables, and the warning if they are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from pelican_haiku.syllables.words import ORIGINS, Word, either, total
from pelican_haiku.title.haiku import FORM, Haiku, Lines

LINE_MARGIN: Final = 2
"""Syllables by which each line of a transcript's haiku may be off."""
TITLE_MARGIN: Final = 1
"""Syllables by which each line of a title may be off: many titles have three parts."""
VOWELS_MARGIN: Final = 2
"""Groups of vowel letters by which a line may be off if its syllables are not known."""

# Latin, Greek and Cyrillic, with accents.
_ALPHABETIC: Final = re.compile(r"(?:[\u0000-\u052f\u1e00-\u1fff]|[^\w]|\d)*")
_VOWELS: Final = re.compile("[aeiouyæœøıəɛɔаеиоуыэюяєіѣαεηιουω]+")
_WORD: Final = re.compile(r"\S*[^\W\d_]\S*")
_PLAIN: Final = re.compile("[A-Za-z][a-z'’-]*")


def is_near(haiku: Haiku, margin: int) -> bool:
    """Whether each line is within *margin* syllables of 5, 7 and 5.

    If the language of *haiku* has no rules, its groups of vowel letters count instead;
    only alphabets that write vowels can be told so.
    """
    counts = haiku.syllables
    if counts is None:
        if not all(map(_ALPHABETIC.fullmatch, haiku.lines)):
            return False
        counts, margin = tuple(map(_vowels, haiku.lines)), VOWELS_MARGIN
    return all(
        any(abs(count - wanted) <= margin for count in line)
        for line, wanted in zip(counts, FORM, strict=True)
    )


def is_near_in_some_language(lines: Lines) -> bool:
    """Whether *lines* have about the form of a haiku in whatever language they are."""
    return any(is_near(Haiku(lines, lang), LINE_MARGIN) for lang in ("en", "ja", ""))


def has_several_words(haiku: Haiku) -> bool:
    """Whether each line has two words or more; true of Japanese, which has no spaces."""
    # "Kubernetes 1.22" is one word and a number.
    return haiku.lang.lower().startswith("ja") or all(
        len(_WORD.findall(line)) > 1 for line in haiku.lines
    )


def _vowels(line: str) -> frozenset[int]:
    decomposed = unicodedata.normalize("NFD", line.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return frozenset({len(_VOWELS.findall(letters))})


def complaint(haiku: Haiku, *, lang_is_written: bool) -> str:
    """Return which lines of a *haiku* do not scan, and what the author can do.

    If the post names no language and has words that are guessed, it may be in another.
    """
    all_words, syllables = haiku.words or (), haiku.syllables or ()
    unit = "morae" if haiku.lang.lower().startswith("ja") else "syllables"
    is_declared = haiku.declared_syllables is not None
    lines: list[str] = []
    lessons: list[tuple[Word, int]] = []
    for index in haiku.wrong:
        words, counts = all_words[index], syllables[index]
        account = (
            "by its Haiku-Syllables" if is_declared else ", ".join(map(_word, words))
        )
        lines.append(
            f"line {index + 1}, “{haiku.lines[index]}”, has {either(counts)}, "
            f"not {FORM[index]} {unit}" + f" ({account})" * bool(words)
        )
        lessons += _lessons(words, FORM[index])
    problem = f"its haiku does not scan: {'; '.join(lines)}. Mend "
    if is_declared:
        return f"{problem}one of the two"
    ways = [f"{problem}it"]
    is_guessed = any(word.source == "guess" for line in all_words for word in line)
    if is_guessed and not lang_is_written:
        ways.append("name its language, as in Lang: de, if that is not English")
    # Kana are not taught.
    if lessons and unit == "syllables":
        # The least certain, longest word comes first.
        order = [*ORIGINS]
        word, count = min(
            lessons, key=lambda it: (order.index(it[0].source), -len(it[0].text))
        )
        ways.append(
            f'teach a word with HAIKU_SYLLABLES = {{"{word.text}": {count}}} in the '
            "settings file"
        )
    ways.append("settle it with Haiku-Syllables: 5 7 5 in the post's metadata")
    return f"{'; '.join(ways)}; or judge no post with HAIKU_CHECK = False"


def _lessons(words: tuple[Word, ...], wanted: int) -> Iterator[tuple[Word, int]]:
    """Yield the words whose count may be wrong, and one with which the line scans.

    That is no word of the dictionary, nor one of its inflections, such as a plural.
    """
    for index, word in enumerate(words):
        is_doubtful = word.source in {"guess", "letters"} and len(word.text) > 1
        if is_doubtful or (word.source == "parts" and not _PLAIN.fullmatch(word.text)):
            others = total(words[:index] + words[index + 1 :])
            counts = [wanted - count for count in others if count < wanted]
            if counts:
                yield word, min(counts, key=lambda n: abs(n - min(word.counts)))


def _word(word: Word) -> str:
    # Everybody knows how "a" and "I" are read.
    is_certain = word.source in {"lexicon", "dictionary"} or len(word.text) == 1
    origin = "" if is_certain else f" {ORIGINS[word.source]}"
    return f"{word.text} {either(word.counts)}{origin}"

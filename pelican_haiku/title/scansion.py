"""How near three lines are to 5, 7 and 5 syllables, and the warning if they are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from pelican_haiku.syllables.words import Word, total
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

# Where a count comes from, the least certain first. One by the dictionary or a setting
# needs no explanation.
_ORIGINS: Final = {
    "guess": "guessed from its spelling",
    "parts": "added up from its parts",
    "letters": "spelled out letter by letter",
    "number": "read as a number",
    "lexicon": "",
    "dictionary": "",
    "setting": "by HAIKU_SYLLABLES",
}


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


def complaint(haiku: Haiku, *, lang_is_written: bool = True) -> str | None:
    """Return which lines do not scan, word by word, and what the author can do.

    ``None`` if all lines do, or if the syllables of the language are not known. If the
    post names no language and has words that are guessed, it may be in another.
    """
    if haiku.words is None or haiku.syllables is None or not haiku.wrong:
        return None
    unit, origins = "syllables", _ORIGINS
    if haiku.lang.lower().startswith("ja"):
        unit, origins = "morae", {"letters": "counted by its kana"}
    lines: list[str] = []
    lessons: list[tuple[Word, int]] = []
    for index in haiku.wrong:
        words, counts = haiku.words[index], haiku.syllables[index]
        account = ", ".join(_word(word, origins) for word in words)
        if haiku.declared_syllables is not None:
            account = "by its Haiku-Syllables"
        lines.append(
            f"line {index + 1}, “{haiku.lines[index]}”, has {_either(counts)}, "
            f"not {FORM[index]} {unit}" + f" ({account})" * bool(words)
        )
        lessons += _lessons(words, FORM[index])
    problem = f"its haiku does not scan: {'; '.join(lines)}. Mend "
    if haiku.declared_syllables is not None:
        return f"{problem}one of the two"
    ways = [f"{problem}it"]
    guessed = any(word.source == "guess" for line in haiku.words for word in line)
    if guessed and not lang_is_written:
        ways.append("name its language, as in Lang: de, if that is not English")
    # Kana are not taught.
    if lessons and unit == "syllables":
        # The least certain, longest word comes first.
        order = [*_ORIGINS]
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


def _word(word: Word, origins: Mapping[str, str]) -> str:
    # Everybody knows how "a" and "I" are read.
    origin = origins.get(word.source, "") if len(word.text) > 1 else ""
    return f"{word.text} {_either(word.counts)} {origin}".rstrip()


def _either(counts: frozenset[int]) -> str:
    least, most = min(counts), max(counts)
    if len(counts) > 2 and len(counts) == most - least + 1:
        return f"{least} to {most}"
    return " or ".join(map(str, sorted(counts)))

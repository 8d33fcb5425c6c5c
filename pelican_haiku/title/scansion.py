"""How near three lines are to 5, 7 and 5 syllables, and the warning if they are not."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from pelican_haiku.syllables.words import ORIGINS, Word, either
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

_CERTAIN: Final = {"lexicon", "dictionary", "kana"}
"""Where a count comes from that needs no explanation."""
_UNCERTAIN: Final = {"guess", "parts", "letters"}


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
    post names no language and has words that are not known, it may be in another.
    """
    if haiku.words is None or haiku.syllables is None or not haiku.wrong:
        return None
    unit = "morae" if haiku.lang.lower().startswith("ja") else "syllables"
    lines, lessons = [], []
    for index in haiku.wrong:
        words, counts = haiku.words[index], haiku.syllables[index]
        account = ", ".join(map(_word, words))
        if haiku.declared_syllables is not None:
            account = "by its Haiku-Syllables"
        lines.append(
            f"line {index + 1}, “{haiku.lines[index]}”, has {either(counts)}, "
            f"not {FORM[index]} {unit}" + f" ({account})" * bool(words)
        )
        lacks = min((FORM[index] - count for count in counts), key=abs)
        lessons += [(word, min(word.counts) + lacks) for word in words]
    problem = f"its haiku does not scan: {'; '.join(lines)}. Mend "
    if haiku.declared_syllables is not None:
        return f"{problem}one of the two"
    word, count = min(lessons, key=_rank, default=(Word("word", frozenset(), ""), 2))
    known = all(it.source not in _UNCERTAIN for line in haiku.words for it in line)
    lang = "name its language, as in Lang: de, if that is not English; "
    if lang_is_written or known:
        lang = ""
    return (
        f"{problem}it; {lang}or teach a word with HAIKU_SYLLABLES = "
        f'{{"{word.text}": {max(count, 1)}}} in the settings file, settle it with '
        "Haiku-Syllables: 5 7 5 in the post's metadata, or judge no post with "
        "HAIKU_CHECK = False"
    )


def _rank(lesson: tuple[Word, int]) -> tuple[bool, int, int]:
    """Rank a word and the count to teach: the least certain, longest word comes first."""
    word, count = lesson
    return count < 1, [*ORIGINS].index(word.source), -len(word.text)


def _word(word: Word) -> str:
    origin = "" if word.source in _CERTAIN else f" {ORIGINS[word.source]}"
    return f"{word.text} {either(word.counts)}{origin}"

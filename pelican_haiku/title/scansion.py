"""The warning of a haiku whose lines do not have 5, 7 and 5 syllables."""

from __future__ import annotations

from pelican_haiku.syllables.words import Word
from pelican_haiku.title.haiku import FORM, Haiku


def complaint(haiku: Haiku) -> str | None:
    """Return which lines do not scan, word by word, and what the author can do.

    ``None`` if all lines do, or if the syllables of the language are not known.
    """
    if haiku.syllables is None or not haiku.wrong:
        return None
    unit = "morae" if haiku.lang.lower().startswith("ja") else "syllables"
    lines = [
        f"line {index + 1}, “{haiku.lines[index]}”, has "
        f"{_either(haiku.syllables[index])}, not {FORM[index]} {unit}"
        + _account(haiku, index)
        for index in haiku.wrong
    ]
    return (
        f"its haiku does not scan: {'; '.join(lines)}. Mend it; or teach a word with "
        'HAIKU_SYLLABLES = {"word": 2} in the settings file, settle it with '
        "Haiku-Syllables: 5 7 5 in the post's metadata, or judge no post with "
        "HAIKU_CHECK = False"
    )


def _account(haiku: Haiku, index: int) -> str:
    if haiku.declared_syllables is not None:
        return " (by its Haiku-Syllables)"
    words = ", ".join(map(_word, haiku.words[index])) if haiku.words else ""
    return f" ({words})" if words else ""


def _word(word: Word) -> str:
    # A count from the dictionary needs no explanation.
    origin = "" if word.source == "dictionary" else f" by {word.source}"
    return f"{word.text} {_either(word.counts)}{origin}"


def _either(counts: frozenset[int]) -> str:
    least, most = min(counts), max(counts)
    if len(counts) > 2 and len(counts) == most - least + 1:
        return f"{least} to {most}"
    return " or ".join(map(str, sorted(counts)))

"""The warning of a haiku whose lines do not have 5, 7 and 5 syllables."""

from __future__ import annotations

from typing import Final

from pelican_haiku.syllables.words import ORIGINS, Word, either
from pelican_haiku.title.haiku import FORM, Haiku

_CERTAIN: Final = {"lexicon", "dictionary", "kana"}
"""Where a count comes from that needs no explanation."""
_UNCERTAIN: Final = {"guess", "parts", "letters"}


def complaint(haiku: Haiku, *, lang_is_written: bool = True) -> str | None:
    """Return which lines do not scan, word by word, and what the author can do.

    ``None`` if all lines do, or if the syllables of the language are not known. If the
    post names no language and has words that are not known, it may be in another.
    """
    if haiku.syllables is None or not haiku.wrong:
        return None
    unit = "morae" if haiku.lang.lower().startswith("ja") else "syllables"
    lines = [
        f"line {index + 1}, “{haiku.lines[index]}”, has "
        f"{either(haiku.syllables[index])}, not {FORM[index]} {unit}"
        + _account(haiku, index)
        for index in haiku.wrong
    ]
    words = [word for line in haiku.words or () for word in line]
    is_foreign = not lang_is_written and any(it.source in _UNCERTAIN for it in words)
    lang = (
        "name its language, as in Lang: de, if that is not English; "
        if is_foreign
        else ""
    )
    return (
        f"its haiku does not scan: {'; '.join(lines)}. Mend it; {lang}or teach a word "
        f"with HAIKU_SYLLABLES = {{{_lesson(haiku)}}} in the settings file, settle it "
        "with Haiku-Syllables: 5 7 5 in the post's metadata, or judge no post with "
        "HAIKU_CHECK = False"
    )


def _lesson(haiku: Haiku) -> str:
    """Return the least certain word of the wrong lines, and a count to make one scan."""
    lessons = []
    lines = [*zip(FORM, haiku.words or (), haiku.syllables or (), strict=False)]
    for wanted, words, counts in (lines[index] for index in haiku.wrong if lines):
        lacks = min((wanted - count for count in counts), key=abs)
        for word in words:
            count = min(word.counts) + lacks
            certainty = [*ORIGINS].index(word.source)
            lessons.append((count < 1, certainty, -len(word.text), word.text, count))
    *_, text, count = min(lessons, default=("word", 2))
    return f'"{text}": {max(count, 1)}'


def _account(haiku: Haiku, index: int) -> str:
    if haiku.declared_syllables is not None:
        return " (by its Haiku-Syllables)"
    words = ", ".join(map(_word, haiku.words[index])) if haiku.words else ""
    return f" ({words})" if words else ""


def _word(word: Word) -> str:
    origin = "" if word.source in _CERTAIN else f" {ORIGINS[word.source]}"
    return f"{word.text} {either(word.counts)}{origin}"

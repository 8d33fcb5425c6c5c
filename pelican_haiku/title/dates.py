"""The date with which a transcript opens: ``It's February 26, 2024, and …``."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Final

from pelican_haiku.excerpt.sentences import ends
from pelican_haiku.languages import FALLBACK, nearest, tables

SENTENCES: Final = 2
"""A date after more whole sentences is no opening date."""
CUE_DISTANCE: Final = 40
"""Characters between a word like *today* and its date, at most."""
LINE_LENGTH: Final = 100
"""A line of more characters is not looked at for a date alone on it."""

_YEAR: Final = r"(?P<year>\d{4})(?!\w)"
_DAY: Final = r"(?P<day>\d{1,2})"
_MONTH: Final = r"(?<!\w)(?P<month>[^\W\d_]+)\.?"
_START: Final = r"(?<![\w/.-])"
_TIME: Final = (
    r"(?:(?:T|,?\s+(?:(?:at|um|à)\s+)?)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?!\d)"
    r"(?::\d{2}(?:\.\d+)?)?(?:\s?(?P<half>[ap])\.?m\b\.?)?)?"
)
_FORMS: Final = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        rf"{_START}(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark){_DAY}(?![\d/])",
        rf"(?P<year>\d{{4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?{_DAY}\s?[日일]",
        rf"{_START}{_DAY}(?P<mark>[-/]|\.\s?)(?P<month>\d{{1,2}})(?P=mark){_YEAR}",
        # `date` prints the time between the day and the year.
        rf"{_MONTH}[\s-]+(?:the\s+)?{_DAY}(?:st|nd|rd|th)?"
        rf"(?:,?[\s-]+(?:of\s+)?|,|\s+[\d:]{{5,8}}\s+(?:[A-Z]+\s+)?){_YEAR}",
        rf"(?:{_START}{_DAY}(?:st|nd|rd|th|\.|er|º|ª|°)?(?:\s+day)?[\s-]+(?:of\s+|de\s+)?)?"
        rf"{_MONTH},?[\s-]+(?:of\s+|del?\s+)?{_YEAR}",
    )
)
_DRESS: Final = re.compile(r"[*_`\\]+")
_LABELS: Final = frozenset(
    "date dated posted published written updated on at the of am den le el il "
    "pm utc gmt z cet cest est edt pst pdt".split()
)
"""What may stand beside a date that is alone on its line, and weekdays."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date without a time zone, whether the text names its day, and where it stands."""

    date: datetime.datetime
    has_day: bool
    start: int
    end: int


def opening_date(texts: Sequence[str], lang: str) -> FoundDate | None:
    """Return the date of writing that a post's first *texts* name, in Markdown.

    They are headings and paragraphs; of the latter the first two sentences count. A
    date that its sentence calls the present comes before any other, one that it calls
    past after any other; otherwise the first that has a day, else the first month. The
    names of months may be English or of the language *lang*.
    """
    codes = frozenset({FALLBACK, nearest(lang) or FALLBACK})
    ranked = []
    for sentence in _sentences(texts, lang):
        dates = [*_dates(sentence, codes)]
        start = 0
        for date in dates:
            # What stands between two dates speaks of the second.
            before = sentence[start : date.start]
            after = sentence[date.end :] if date is dates[-1] else ""
            ranked.append((_sense(before, after, codes), date.has_day, date))
            start = date.end
    return max(ranked, key=itemgetter(0, 1))[2] if ranked else None


def date_alone(line: str) -> datetime.datetime | None:
    """Return the date on a line with nothing else but a weekday, in any language."""
    # Most lines name no year, and tables of all languages are dear.
    if not re.search(r"\d{4}", line):
        return None
    line = _plain(line)
    dates = [*_dates(line, frozenset(tables()))] if len(line) <= LINE_LENGTH else []
    if len(dates) != 1 or not dates[0].has_day:
        return None
    [found] = dates
    rest = re.findall(r"[^\W_]+(?:-\w+)?", f"{line[: found.start]} {line[found.end :]}")
    return found.date if _may_stand_beside().issuperset(map(str.casefold, rest)) else None


def _plain(text: str) -> str:
    return _DRESS.sub("", " ".join(text.split())).replace("’", "'")


def _sentences(texts: Sequence[str], lang: str) -> Iterator[str]:
    count = 0
    for text in map(_plain, texts):
        start = 0
        for end in ends(text, lang):
            yield text[start:end]
            start, count = end, count + 1
            if count == SENTENCES:
                return
        # A heading is no sentence.
        yield text[start:]


def _dates(text: str, codes: frozenset[str]) -> Iterator[FoundDate]:
    """Yield the dates in *text* in their order."""
    end = 0
    found = [match for form in _FORMS for match in form.finditer(text)]
    for match in sorted(found, key=lambda match: (match.start(), -match.end())):
        part = match.groupdict()
        day, month = int(part["day"] or 1), _months(codes).get(part["month"].casefold())
        if month is None or match.start() < end:
            continue
        # "February" of an impossible "30 February 2024" is no date either.
        end = match.end()
        if part.get("mark") in {"-", "/"} and match.start("day") < match.start("month"):
            # 26.02.2024 names the day first; 02/03/2024 may be read in two ways.
            if day != month and max(day, month) <= 12:
                continue
            month, day = sorted((day, month))
        hour = int(part["hour"] or 0) % (12 if part["half"] else 24)
        hour += 12 * ((part["half"] or "").lower() == "p")
        with suppress(ValueError):
            date = datetime.datetime(  # noqa: DTZ001 (the caller adds the site's zone)
                int(part["year"]), month, day, hour, int(part["minute"] or 0)
            )
            yield FoundDate(date, part["day"] is not None, match.start(), end)


def _sense(before: str, after: str, codes: frozenset[str]) -> int:
    """Return 2 for the present, 0 for the past, and 1 if the words do not say."""
    cues = [*_cues(codes).finditer(before[-CUE_DISTANCE:])][-1:]
    cues += [*_cues(codes).finditer(after[:CUE_DISTANCE])][:1]
    return 1 if not cues else 0 if cues[0]["past"] else 2


@cache
def _cues(codes: frozenset[str]) -> re.Pattern[str]:
    groups = []
    for name in ("past", "present"):
        cues = [cue for code in codes for cue in getattr(tables()[code], name)]
        longest_first = sorted(map(re.escape, cues), key=len, reverse=True)
        groups.append(f"(?P<{name}>{'|'.join(longest_first)})")
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE)


@cache
def _months(codes: frozenset[str]) -> Mapping[str, int]:
    """Return the numbers of the months by name, by its beginning, and by number."""
    found = {f"{number:0{width}}": number for number in range(1, 32) for width in (1, 2)}
    found["sept"] = 9
    for code in sorted(codes):
        for number, name in enumerate(map(str.casefold, tables()[code].months), start=1):
            found = {name: number, name[:3]: number} | found
    return found


@cache
def _may_stand_beside() -> frozenset[str]:
    days = {day.casefold() for table in tables().values() for day in table.days}
    return _LABELS | days

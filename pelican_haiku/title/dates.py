"""The date with which a transcript opens: ``It's February 26, 2024, and …``."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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
_MONTH: Final = r"(?<!\w)(?P<month>[^\W\d_]+)"
_TIME: Final = (
    r"(?:(?:T|,?\s+(?:at\s+|um\s+|à\s+)?)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?!\d)"
    r"(?::\d{2}(?:\.\d+)?)?(?:\s?(?P<half>[ap])\.?m\b\.?)?)?"
)
_FORMS: Final = (
    r"(?<![\w/.-])(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)"
    rf"(?P<day>\d{{1,2}})(?![\d/]){_TIME}",
    r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
    # 26.02.2024 names the day first; 02/03/2024 may be read in two ways.
    rf"(?<![\w/.-])(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}{_TIME}",
    r"(?<![\w/.-])(?P<either>\d{1,2})(?P<mark>[-/])(?P<other>\d{1,2})(?P=mark)"
    rf"{_YEAR}{_TIME}",
    # `date` prints the time between the day and the year.
    rf"{_MONTH}\.?[\s-]+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:,?[\s-]+(?:of\s+)?|,|\s+[\d:]{{5,8}}\s+(?:[A-Z]+\s+)?){_YEAR}{_TIME}",
    r"(?<![\w/.-])(?P<day>\d{1,2})(?:st|nd|rd|th|\.|er|º|ª|°)?(?:\s+day)?[\s-]+"
    rf"(?:of\s+|de\s+)?{_MONTH}\.?,?[\s-]+(?:of\s+|del?\s+)?{_YEAR}{_TIME}",
    rf"{_MONTH}\.?,?\s+(?:of\s+|de\s+)?{_YEAR}",
)
_DRESS: Final = re.compile(r"[*_`\\]+")
_LABELS: Final = frozenset(
    "date dated posted published written updated on at the of am den le el il "
    "pm utc gmt z cet cest est edt pst pdt".split()
)
"""What may stand beside a date that is alone on its line, and weekdays."""


@dataclass(frozen=True, slots=True)
class OpeningDate:
    """A date without a time zone, and whether the text names its day."""

    date: datetime.datetime
    has_day: bool


def opening_date(texts: Sequence[str], lang: str) -> OpeningDate | None:
    """Return the date of writing that a post's first *texts* name, in Markdown.

    They are headings and paragraphs; of the latter the first two sentences count. A
    date that its sentence calls the present comes before any other, one that it calls
    past after any other; otherwise the first that has a day, else the first month. The
    names of months may be English or of the language *lang*.
    """
    codes = frozenset({FALLBACK, nearest(lang) or FALLBACK})
    best, best_rank = None, (-1, False)
    for sentence in _sentences(texts, lang):
        dates = [*_dates(sentence, codes)]
        end = 0
        for start, stop, date in dates:
            # What stands between two dates speaks of the second.
            after = sentence[stop:] if stop == dates[-1][1] else ""
            rank = _sense(sentence[end:start], after, codes), date.has_day
            if rank > best_rank:
                best, best_rank = date, rank
            end = stop
    return best


def date_alone(line: str) -> datetime.datetime | None:
    """Return the date on a line with nothing else but a weekday, in any language."""
    line = _plain(line)
    dates = [*_dates(line, frozenset(tables()))] if len(line) <= LINE_LENGTH else []
    if len(dates) != 1 or not dates[0][2].has_day:
        return None
    [(start, stop, found)] = dates
    rest = re.findall(r"[^\W_]+(?:-\w+)?", f"{line[:start]} {line[stop:]}")
    known = _days() | _LABELS
    return found.date if all(word.casefold() in known for word in rest) else None


def begins_with_date(line: str) -> bool:
    """Whether a date stands at the start of *line*, in any language."""
    found = next(_dates(_plain(line[:LINE_LENGTH]), frozenset(tables())), None)
    return found is not None and found[0] == 0 and found[2].has_day


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


def _dates(text: str, codes: frozenset[str]) -> Iterator[tuple[int, int, OpeningDate]]:
    """Yield the bounds of each date in *text*, and the date."""
    months = _months(codes)
    position = 0
    found = [match for form in _FORMS for match in re.finditer(form, text, re.IGNORECASE)]
    for match in sorted(found, key=lambda match: (match.start(), -match.end())):
        part = match.groupdict()
        if "either" in part:
            first, second = int(part["either"]), int(part["other"])
            if first != second and max(first, second) <= 12:
                continue
            part["month"], part["day"] = sorted((first, second))
        month = months.get(str(part["month"]).casefold())
        if month is None or match.start() < position:
            continue
        # "February" of an impossible "30 February 2024" is no date either.
        position = match.end()
        hour = int(part.get("hour") or 0) % (12 if part.get("half") else 24)
        hour += 12 * ((part.get("half") or "").lower() == "p")
        try:
            date = datetime.datetime(  # noqa: DTZ001 (the caller adds the site's zone)
                int(part["year"]),
                month,
                int(part.get("day") or 1),
                hour,
                int(part.get("minute") or 0),
            )
        except ValueError:
            continue
        yield match.start(), match.end(), OpeningDate(date, "day" in part)


def _sense(before: str, after: str, codes: frozenset[str]) -> int:
    """Return 2 for the present, 0 for the past, and 1 if the words do not say."""
    cues = [*_cues(codes).finditer(before)]
    if cues and cues[-1]["past"]:
        return 0
    if cues and len(before) - cues[-1].end() <= CUE_DISTANCE:
        return 2
    cue = _cues(codes).search(after[:CUE_DISTANCE])
    if cue is None:
        return 1
    return 0 if cue["past"] else 2


@cache
def _cues(codes: frozenset[str]) -> re.Pattern[str]:
    by_name = {
        name: "|".join(
            re.escape(cue)
            for code in codes
            for cue in sorted(getattr(tables()[code], name), key=len, reverse=True)
        )
        for name in ("past", "present")
    }
    return re.compile(
        rf"(?<!\w)(?:(?P<past>{by_name['past']})|(?:{by_name['present']}))(?!\w)",
        re.IGNORECASE,
    )


@cache
def _months(codes: frozenset[str]) -> Mapping[str, int]:
    """Return the numbers of the months by name, by its beginning, and by number."""
    found = {str(number): number for number in range(1, 13)}
    found |= {f"0{number}": number for number in range(1, 10)} | {"sept": 9}
    for code in sorted(codes):
        for number, name in enumerate(tables()[code].months, start=1):
            found.setdefault(name.casefold(), number)
            found.setdefault(name[:3].casefold(), number)
    return found


@cache
def _days() -> frozenset[str]:
    return frozenset(day.casefold() for table in tables().values() for day in table.days)

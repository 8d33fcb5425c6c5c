"""The date with which a transcript opens: ``February 26, 2024 feels like …``."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Final

from pelican_haiku.languages import table

_ISO: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\w)")
_MONTH_FIRST: Final = re.compile(
    r"(?P<month>[^\W\d]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})(?!\w)"
)
_DAY_FIRST: Final = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|\\?\.|er|º|ª)?\s+(?:de\s+)?(?P<month>[^\W\d]+)\.?,?"
    r"\s+(?:del?\s+)?(?P<year>\d{4})(?!\w)"
)
_EAST_ASIAN: Final = re.compile(
    r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]"
)


def opening_date(text: str, months: Sequence[str] = ()) -> datetime.datetime | None:
    """Return the date at the very start of *text*, at midnight and without a time zone.

    Its month may be an English name, whole or of three letters, or one of *months*, the
    twelve names in the post's language.
    """
    for pattern in (_ISO, _MONTH_FIRST, _DAY_FIRST, _EAST_ASIAN):
        match = pattern.match(text)
        month = _month(match["month"], months) if match else None
        if match and month:
            try:
                return datetime.datetime(  # noqa: DTZ001 (the caller adds the site's zone)
                    int(match["year"]), month, int(match["day"])
                )
            except ValueError:
                return None
    return None


def _month(name: str, months: Sequence[str]) -> int | None:
    if name.isdecimal():
        return int(name)
    name = name.casefold()
    for number, english in enumerate(table("en").months, start=1):
        if name in {english.casefold(), english[:3].casefold()} or (
            number == 9 and name == "sept"
        ):
            return number
    for number, local in enumerate(months, start=1):
        if name == local.casefold():
            return number
    return None

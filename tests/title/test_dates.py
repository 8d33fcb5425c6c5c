"""The dates with which posts begin: their forms, and which of several is the post's."""

from __future__ import annotations

from typing import Any

import pytest

from pelican_haiku.title.dates import date_alone, opening_date
from tests.golden import cases


@pytest.mark.parametrize("case", cases("title/cases/dates"))
def test_opening_dates(case: dict[str, Any]) -> None:
    """``texts`` gives ``date``, "" if there is none; a month alone has no day in it."""
    found = opening_date(case["texts"], case.get("lang", "en"))
    if found is None:
        assert case["date"] == ""
    else:
        form = "%Y-%m-%d %H:%M" if found.has_day else "%Y-%m"
        assert found.date.strftime(form).removesuffix(" 00:00") == case["date"]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("April 22, 2020", "2020-04-22 00:00"),
        ("*Sunday, 17 January 2021*", "2021-01-17 00:00"),
        ("2019-05-28 22:15", "2019-05-28 22:15"),
        ("February 26, 2024, 9:30 PM", "2024-02-26 21:30"),
        ("Posted on February 26, 2024.", "2024-02-26 00:00"),
        ("Mon Feb 26 09:30:12 UTC 2024", "2024-02-26 00:00"),
        ("Montag, den 26. Februar 2024", "2024-02-26 00:00"),
        ("2024年2月26日", "2024-02-26 00:00"),
        ("Vienna, February 26, 2024", None),
        ("Notes from March 6, 2020", None),
        ("May 1, 2020 – May 3, 2020", None),
        ("March 2022", None),
        ("It was April 22, 2020.", None),
        ("", None),
    ],
)
def test_a_date_alone_on_its_line(line: str, date: str | None) -> None:
    found = date_alone(line)
    assert (found and found.isoformat(" ", "minutes")) == date

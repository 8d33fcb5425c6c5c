"""Words by language, from ``data/languages.toml``: footers, closings, dates."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

FALLBACK: Final = "en"


class Language(NamedTuple):
    """One language's table; ``data/languages.toml`` says what each key is."""

    sentence: str
    edit_alone: str
    expand_alone: str
    edit: str
    expand: str
    credits: str
    between: list[str]
    date: str
    edits: list[str]
    expands: list[str]
    asks: list[str]
    post: list[str]
    ifs: list[str]
    words: list[str]
    months: list[str]
    days: list[str]
    present: list[str]
    past: list[str]
    closings: list[str]
    comments: list[str]
    reviewed: bool
    on_page: Mapping[str, str]
    rtl: bool = False


@cache
def tables() -> Mapping[str, Language]:
    """Return every language's table by its code, read on first use."""
    found: dict[str, dict[str, Any]] = {}
    file = Path(__file__).parent / "data" / "languages.toml"
    for line in file.read_text(encoding="utf-8").splitlines():
        key, is_value, value = line.partition(" = ")
        if line.startswith("["):
            table = found[line.strip("[]")] = {}
        elif is_value and not line.startswith("#"):
            # Every build needs all tables, and tomllib takes twenty times as long.
            table[key] = json.loads(value)
    return {
        code: Language(**table | {"on_page": dict(table.get("on_page", ()))})
        for code, table in found.items()
    }


def codes(lang: str) -> Iterator[str]:
    """Yield the codes to look for: ``pt_BR`` → ``pt-br``, ``pt``."""
    code = lang.lower().replace("_", "-")
    while code:
        yield code
        code = code.rpartition("-")[0]


def nearest(lang: str) -> str | None:
    """Return the first of the codes of *lang* that has a table, if any has."""
    return next((code for code in codes(lang) if code in tables()), None)


def table(lang: str) -> Language:
    """Return the nearest table for *lang*, English's if there is none."""
    return tables()[nearest(lang) or FALLBACK]

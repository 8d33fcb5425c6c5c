"""Words by language, from ``data/languages.toml``: footers, closings, dates."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

FALLBACK: Final = "en"


@dataclass(frozen=True, slots=True)
class Language:
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
    rtl: bool = False
    on_page: dict[str, str] = field(default_factory=dict)


class _Tables(Mapping[str, Language]):
    """Tables by their codes; each is parsed on first use, as most builds need one."""

    def __init__(self, toml: str) -> None:
        parts = re.split(r"^\[(\S+)\]$", toml, flags=re.MULTILINE)
        self._texts = dict(zip(parts[1::2], parts[2::2], strict=True))
        self._read: dict[str, Language] = {}

    def __getitem__(self, code: str) -> Language:
        if code not in self._read:
            self._read[code] = Language(**tomllib.loads(self._texts[code]))
        return self._read[code]

    def __contains__(self, code: object) -> bool:
        return code in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@cache
def tables() -> Mapping[str, Language]:
    """Return every language's table by its code, read on first use."""
    data = files("pelican_haiku").joinpath("data", "languages.toml")
    return _Tables(data.read_text(encoding="utf-8"))


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

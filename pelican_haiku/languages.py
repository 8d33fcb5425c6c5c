"""Words by language, from ``data/languages.toml``: footers, closings, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

FALLBACK: Final = "en"


@dataclass(frozen=True)
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


@cache
def _texts() -> Mapping[str, str]:
    """Return the TOML of every language's table by its code."""
    data = files("pelican_haiku").joinpath("data", "languages.toml")
    toml = data.read_text(encoding="utf-8")
    parts = re.split(r"^\[(\S+)\]$", toml, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@cache
def _table(code: str) -> Language:
    import tomllib  # noqa: PLC0415 (a build without words of ours needs no parser)

    # Most builds need one, and to parse all takes longer than any post.
    return Language(**tomllib.loads(_texts()[code]))


@cache
def tables() -> Mapping[str, Language]:
    """Return every language's table by its code, read on first use."""
    return {code: _table(code) for code in _texts()}


def codes(lang: str) -> Iterator[str]:
    """Yield the codes to look for: ``pt_BR`` → ``pt-br``, ``pt``."""
    code = lang.lower().replace("_", "-")
    while code:
        yield code
        code = code.rpartition("-")[0]


def nearest(lang: str) -> str | None:
    """Return the first of the codes of *lang* that has a table, if any has."""
    return next((code for code in codes(lang) if code in _texts()), None)


def table(lang: str) -> Language:
    """Return the nearest table for *lang*, English's if there is none."""
    return _table(nearest(lang) or FALLBACK)

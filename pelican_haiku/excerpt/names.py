"""Lists of words that excerpts depend on, from ``data/*.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def names(topic: str) -> Mapping[str, frozenset[str]]:
    """Return the lists of ``data/<topic>.toml`` by key; the file says what each is."""
    data = files("pelican_haiku").joinpath("data", f"{topic}.toml")
    lists = tomllib.loads(data.read_text(encoding="utf-8"))
    return {key: frozenset(words.split()) for key, words in lists.items()}

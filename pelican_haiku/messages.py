"""Words by language, from ``data/messages.toml``: footers, invitations, months."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

FALLBACK: Final = "en"


@dataclass(frozen=True, slots=True)
class Messages:
    """One language's table; ``data/messages.toml`` says what each key is."""

    sentence: str
    edit_alone: str
    expand_alone: str
    edit: str
    expand: str
    asks: list[str]
    edits: list[str]
    expands: list[str]
    post: list[str]
    months: list[str]
    reviewed: bool


@cache
def tables() -> Mapping[str, Messages]:
    """Return every language's messages by its code, read on first use."""
    data = files("pelican_haiku").joinpath("data", "messages.toml")
    return {
        lang: Messages(**table)
        for lang, table in tomllib.loads(data.read_text(encoding="utf-8")).items()
    }


def language(lang: str) -> str | None:
    """Return the code under which *lang* has a table: ``pt-br``, else ``pt``."""
    code = lang.lower().replace("_", "-")
    while code:
        if code in tables():
            return code
        code = code.rpartition("-")[0]
    return None


def messages(lang: str) -> Messages:
    """Return the messages for *lang*, else those for its parent, else English."""
    return tables()[language(lang) or FALLBACK]


def months(lang: str) -> Sequence[str]:
    """Return the names of the months in *lang*, none where they are not known."""
    code = language(lang)
    return tables()[code].months if code else ()


def find(words: Iterable[str], text: str) -> re.Match[str] | None:
    """Return the first of *words* that stands whole in *text*, whatever its case."""
    choices = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.search(rf"(?<!\w)(?:{choices})(?!\w)", text, re.IGNORECASE)


def invites(text: str) -> bool:
    """Whether a paragraph asks its reader to edit or expand the post, in any language.

    In one sentence it must ask (*feel free*, *please*), or begin with the verb; name the
    editing or the expanding; and speak of the post, or name both.
    """
    text = text.replace("’", "'")
    sentences = re.split(r"(?<=[.!?…])\s+", text)
    for table in tables().values():
        edits = [word.replace("’", "'") for word in table.edits]
        for sentence in sentences:
            edit = find(edits, sentence)
            expand = find(table.expands, sentence)
            named = edit or expand
            if named is None:
                continue
            bare = sentence[: named.start()].strip(" *_[(") == ""
            if (
                bare or find([ask.replace("’", "'") for ask in table.asks], sentence)
            ) and ((edit and expand) or find(table.post, sentence)):
                return True
    return False

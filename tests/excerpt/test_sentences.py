"""Where sentences end: golden cases by kind, and what holds for any text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelican_haiku.excerpt.sentences import ends

CASES = Path(__file__).parent / "cases" / "sentences"


def cases() -> list[Any]:
    return [
        pytest.param(text, kind.get("lang", ""), id=f"{name}: {text}")
        for path in sorted(CASES.glob("*.toml"))
        for name, kind in tomllib.loads(path.read_text(encoding="utf-8")).items()
        for text in kind["texts"]
    ]


@pytest.mark.parametrize(("marked", "lang"), cases())
def test_sentences(marked: str, lang: str) -> None:
    """A sentence ends at each ``|`` of the case, and nowhere else."""
    text = marked.replace("|", "")
    found = text
    for end in reversed(list(ends(text, lang))):
        found = f"{found[:end]}|{found[end:]}"
    assert found == marked


def test_a_sentence_ends_with_its_block() -> None:
    assert list(ends("First item\u2029Second item\u2029")) == [10, 22]


@given(
    st.text() | st.text('aB1. !?…"”»)\u2029\u00a0。」🎉\u200d:-'),
    st.sampled_from(["", "de"]),
)
def test_ends_are_places_in_order(text: str, lang: str) -> None:
    found = list(ends(text, lang))
    assert found == sorted(set(found))
    assert all(0 < end <= len(text) for end in found)
    assert all(not text[end - 1].isspace() or text[end - 1] == "\u00a0" for end in found)

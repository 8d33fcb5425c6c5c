"""``pelican-haiku count``."""

from __future__ import annotations

from pathlib import Path

import pytest

from pelican_haiku.syllables.words import ORIGINS
from tests.cli.command import run, site


def test_each_word_and_line_has_all_its_counts_and_their_origin(tmp_path: Path) -> None:
    result = run(tmp_path, "count", "the fire / frobnicate kubectl", "3 XQZW")
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "the fire: 2 or 3 syllables\n"
        "  the   1  by the dictionary\n"
        "  fire  1 or 2  by the dictionary\n"
        "frobnicate kubectl: 6 or 7 syllables\n"
        "  frobnicate  3  guessed from its spelling\n"
        "  kubectl     3 or 4  by the lexicon of terms\n"
        "3 XQZW: 7 syllables\n"
        "  3     1  read as a number\n"
        "  XQZW  6  spelled out letter by letter\n"
    )


def test_standard_input_is_counted_line_by_line(tmp_path: Path) -> None:
    result = run(tmp_path, "count", text="snow\n\nrain on roofs / wind\n")
    lines = [line for line in result.out.splitlines() if not line.startswith(" ")]
    assert lines == ["snow: 1 syllable", "rain on roofs: 3 syllables", "wind: 1 syllable"]


def test_input_that_is_no_utf_8_is_counted_as_far_as_it_can_be(tmp_path: Path) -> None:
    result = run(tmp_path, "count", text="snow caf\xe9".encode("latin-1"))
    assert result.code == 0
    assert "  snow " in result.out


@pytest.mark.parametrize("folder", [".", "content/post"])
def test_the_site_teaches_words_and_names_the_language(
    folder: str, tmp_path: Path
) -> None:
    conf = "HAIKU_SYLLABLES = {'frobnicate': 4}"
    site(tmp_path, {"content/post/a.md": "Title: A\n\nText."}, conf)
    result = run(tmp_path / folder, "count", "frobnicate")
    assert result.out.endswith(f"  frobnicate  4  {ORIGINS['setting']}\n")

    site(tmp_path, {}, "DEFAULT_LANG = 'ja'")
    result = run(tmp_path / folder, "count", "ふるいけや", "古池や")
    assert result.out.startswith(
        "ふるいけや: 5 morae\n  ふるいけや  5  by its kana\n古池や: not"
    )

    site(tmp_path, {}, "DEFAULT_LANG = 'de'")
    result = run(tmp_path / folder, "count", "Schnee")
    assert (result.code, result.out.count("\n")) == (0, 1)
    assert "language de" in result.out


def test_a_wrong_setting_is_said(tmp_path: Path) -> None:
    site(tmp_path, {}, "HAIKU_SYLLABLES = 3")
    result = run(tmp_path, "count", "snow")
    assert result.code == 0
    assert result.err.startswith(
        "pelican-haiku: HAIKU_SYLLABLES = 3 in the settings file"
    )
    assert result.err.count("\n") == 1

"""Metadata values and titles as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelican_haiku.metadata import plain, text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ("", ""),
        ("a value", "a value"),
        (["one", "two"], "one two"),
        (["", "below", " ", "its key"], "below its key"),
        ([], ""),
        ((5, 7, 5), "5 7 5"),
        (30, "30"),
        (False, "False"),
    ],
)
def test_a_metadata_value_as_text(value: object, expected: str) -> None:
    assert text(value) == expected


def test_the_lines_of_a_value_may_be_kept() -> None:
    assert text(["one", "", "two"], "\n") == "one\ntwo"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<em>We</em> <3 it", "We <3 it"),
        ("<p>About <em>limits</em>.</p>", "About limits."),
        ('<p class="first last">One.</p>\n<p>Two.</p>', "One. Two."),
        ("The <p> tag", "The <p> tag"),
        ("R&amp;D &lt;b&gt; &#8220;x&#8221;", "R&D <b> “x”"),
        ("the&nbsp;end", "the\u00a0end"),
        ('<span class="amp">&amp;</span>', "&"),
        ("List<int> a <b and c", "List<int> a <b and c"),
        ("AT&T &copy &nosuch;", "AT&T &copy &nosuch;"),
    ],
)
def test_a_title_as_plain_text(markup: str, expected: str) -> None:
    assert plain(markup) == expected


@given(st.text())
def test_plain_text_is_made_of_any_title(markup: str) -> None:
    assert len(plain(markup)) <= len(markup)

"""Slugs that fit into a file name and stay in the output folder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelican_haiku.title.slugs import SEGMENT_BYTES, fitted, stays_inside

PART = st.text("abé日-", min_size=1, max_size=400).map(lambda text: f"x{text}x")


@given(st.lists(PART, min_size=1, max_size=3), st.sampled_from("/-"))
def test_no_segment_grows_over_what_file_systems_take(
    parts: list[str], separator: str
) -> None:
    slug = fitted(parts, separator)
    assert all(len(segment.encode()) <= SEGMENT_BYTES for segment in slug.split("/"))
    if sum(map(len, parts)) < 60:
        assert slug == separator.join(parts)


def test_each_line_of_a_long_flat_slug_keeps_its_beginning() -> None:
    slug = fitted(["a" * 300, "b" * 300, "c" * 300], "-")
    assert len(slug) > SEGMENT_BYTES - 10
    assert [len(part) > 70 for part in slug.split("-")] == [True, True, True]


def test_a_character_is_not_cut_open() -> None:
    assert fitted(["日" * 100], "/") == "日" * (SEGMENT_BYTES // 3)


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("x.html", True),
        ("a/b/c.html", True),
        ("a..b/c.html", True),
        ("../x.html", False),
        ("../output-evil/x.html", False),
        ("a/../../x.html", False),
        ("/x.html", False),
    ],
)
def test_what_leaves_the_output_folder(name: str, inside: bool) -> None:
    assert stays_inside(name) is inside

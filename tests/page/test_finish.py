"""Finishing a rendered page: golden cases, and what holds for any page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelican_haiku.page import Own, finish, key
from pelican_haiku.title.haiku import Haiku
from pelican_haiku.tokens import (
    HEADINGS,
    text_at,
    tokenize,
    tokenize_headings,
)
from tests.golden import cases

LINES = ("Rain & wind at noon", 'the "deploy" waits, don\'t ask', "we <3 the rain")
HAIKU = Haiku(LINES)
TITLES = {key(str(HAIKU)): HAIKU.html}
FOOTER = '<aside class="haiku-footer">Edit</aside>'


@pytest.mark.parametrize("case", cases("page/cases"))
def test_page(case: dict[str, Any]) -> None:
    """``page`` becomes ``finished``; where that is missing, it stays as it is.

    In both, ``[title]`` stands for the escaped title, ``[lines]`` for its three lines.
    """

    def fill(text: str) -> str:
        title = str(HAIKU).replace("&", "&amp;").replace("<", "&lt;")
        return text.replace("[title]", title).replace("[lines]", HAIKU.html)

    page = fill(case["page"])
    own = None
    if "body" in case:
        own = Own(fill(case["body"]), case.get("subtitle"), case.get("footer"))
    finished = finish(page, TITLES, own, case.get("stylesheet"))
    assert finished == fill(case.get("finished", case["page"]))
    assert finish(finished, TITLES, own, case.get("stylesheet")) == finished


FRAGMENT = st.sampled_from(
    [
        "<h1>", "</h1>", "<h2 class='x'>", "</h2>", "<a href=\"x\">", "</a>", "<p>",
        "</p>", "<!--", "-->", "<script>", "</script>", "<body>", "</body>", "<article>",
        "</article>", "<head>", "</head>", "<html>", str(HAIKU), "<p>The body.</p>", "<",
        '"', "'", "=", ">", "/", "&amp;", "<textarea>", "<span class=amp>", "</span>",
        "Rain &amp; wind at noon / the \"deploy\" waits, don't ask / we &lt;3 the rain",
        "<title>", "</title>", "<!DOCTYPE html>", " ", "\n", HAIKU.html, FOOTER, "<br",
    ]
)  # fmt: skip
PAGES = st.lists(FRAGMENT | st.text(max_size=5), max_size=40).map("".join)


@given(PAGES, st.booleans())
def test_any_page_is_finished_once_and_changed_by_permitted_edits_alone(
    page: str, styled: bool
) -> None:
    own = Own("<p>The body.</p>", "A subtitle", FOOTER)
    stylesheet = "/haiku.css" if styled else None
    finished = finish(page, TITLES, own, stylesheet)
    assert finish(finished, TITLES, own, stylesheet) == finished

    # Taking the edits out again gives back what was there, but for the titles.
    undone = finished.replace('<p class="haiku-subtitle">A subtitle</p>\n', "")
    undone = undone.replace('<link rel="stylesheet" href="/haiku.css">\n', "")
    if undone.count(FOOTER) > page.count(FOOTER):
        undone = undone.replace("\n" + FOOTER, "", 1)
    if undone.count(HAIKU.html) == page.count(HAIKU.html):
        assert undone == page
    else:
        start = re.split(r"<h[12]", page, maxsplit=1)[0]
        assert undone.startswith(start)


@given(PAGES, st.integers(min_value=0, max_value=500))
def test_what_is_passed_over_is_what_a_full_reading_finds(page: str, place: int) -> None:
    tokens = list(tokenize(page))
    inside = False
    in_headings = []
    for token in tokens:
        inside = inside or (token.name in HEADINGS and not token.close)
        if inside or token.name in HEADINGS:
            in_headings.append(token)
        inside = inside and not (token.name in HEADINGS and token.close)
    assert list(tokenize_headings(page, 0, len(page))) == in_headings

    place = min(place, len(page))
    seen = text_at(page, place)
    assert seen >= place
    for token in tokens:
        if token.start == place or (not token.name and token.start < place < token.end):
            assert seen == place
        elif token.name and token.start < place < token.end:
            assert seen >= token.end


@given(st.text())
def test_any_text_passes(text: str) -> None:
    assert finish(text, {}) is text
    finish(text, TITLES, Own(text, "x", FOOTER), "/haiku.css")


@pytest.mark.parametrize(
    "part",
    [
        "<!-- ",
        '<a b="',
        "<script>",
        "<h1>",
        "<div>",
        "<",
        "<h1>a / b / c",
        "</",
        "<a ",
        "<script><p>The body.</p></script>",
        "<!-- <p>The body.</p>",
    ],
)
def test_a_page_of_one_part_over_and_over_comes_back(part: str) -> None:
    """Each of these is quadratic in a parser that looks back, and would not end."""
    page = "<html><body>" + part * 100_000
    assert finish(page, TITLES, Own("<p>The body.</p>", "x", FOOTER)) == page

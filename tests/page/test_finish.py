"""Finishing a rendered page: golden cases, and what holds for any page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelican_haiku.page import ArticleParts, finish, title_key
from pelican_haiku.title.haiku import Haiku
from tests.golden import cases

LINES = ("Rain & wind at noon", 'the "deploy" waits, don\'t ask', "we <3 the rain")
HAIKU = Haiku(LINES)
TITLES = {title_key(str(HAIKU)): HAIKU.html}
# The title as a theme shows it that does not escape, and as one that does.
TITLE_FORMS = (
    str(HAIKU),
    'Rain &amp; wind at noon / the "deploy" waits, don\'t ask / we &lt;3 the rain',
)
MARK = "[three lines]"
FOOTER = '<div class="haiku-footer">Edit</div>'


@pytest.mark.parametrize("case", cases("page/cases"))
def test_page(case: dict[str, Any]) -> None:
    """``page`` becomes ``finished``; where that is missing, it stays as it is.

    In both, ``[title]`` stands for the escaped title, ``[lines]`` for its three lines.
    """

    def fill(text: str) -> str:
        title = str(HAIKU).replace("&", "&amp;").replace("<", "&lt;")
        return text.replace("[title]", title).replace("[lines]", HAIKU.html)

    page = fill(case["page"])
    article = None
    if "body" in case:
        article = ArticleParts(
            fill(case["body"]), case.get("subtitle"), case.get("footer")
        )
    finished = finish(page, TITLES, article, case.get("stylesheet"))
    assert finished == fill(case.get("finished", case["page"]))
    assert finish(finished, TITLES, article, case.get("stylesheet")) == finished


FRAGMENT = st.sampled_from(
    [
        "<h1>", "</h1>", "<h2 class='x'>", "</h2>", "<a href=\"x\">", "</a>", "<p>",
        "</p>", "<!--", "-->", "<script>", "</script>", "<body>", "</body>", "<article>",
        "</article>", "<head>", "</head>", "<html>", str(HAIKU), "<p>The body.</p>", "<",
        '"', "'", "=", ">", "/", "&amp;", "<textarea>", "<span class=amp>", "</span>",
        TITLE_FORMS[1], "<title>", "</title>", "<!DOCTYPE html>", " ", "\n", HAIKU.html,
        FOOTER, "<br", f"<h1>{TITLE_FORMS[0]}</h1>", f"<h2 class='x'>{TITLE_FORMS[1]}",
    ]
)  # fmt: skip
PAGES = st.lists(FRAGMENT | st.text(max_size=5), max_size=40).map("".join)


@given(PAGES, st.booleans())
def test_any_page_is_finished_once_and_changed_by_permitted_edits_alone(
    page: str, styled: bool
) -> None:
    article = ArticleParts("<p>The body.</p>", "A subtitle", FOOTER)
    stylesheet = "/haiku.css" if styled else None
    finished = finish(page, TITLES, article, stylesheet)
    assert finish(finished, TITLES, article, stylesheet) == finished

    # Taking the edits out again gives back what was there, but for the titles.
    subtitle = '<p class="haiku-subtitle"><strong>A subtitle</strong></p>\n'
    undone = finished.replace(subtitle, "")
    undone = undone.replace('<link rel="stylesheet" href="/haiku.css">\n', "")
    if undone.count(FOOTER) > page.count(FOOTER):
        undone = undone.replace("\n" + FOOTER, "", 1)
    if undone.count(HAIKU.html) == page.count(HAIKU.html):
        assert undone == page
    else:
        start = re.split(r"<h[12]", page, maxsplit=1)[0]
        assert undone.startswith(start)


@given(st.lists(FRAGMENT, max_size=9).map(lambda parts: "".join(["<html>", *parts])))
def test_titles_put_back_into_a_page_give_the_page_that_was(page: str) -> None:
    finished = finish(page, {title_key(str(HAIKU)): MARK})
    wrapper = r"(?:\s|<span class=amp>|</span>)*"
    title = f"{wrapper}(?:{'|'.join(map(re.escape, TITLE_FORMS))}){wrapper}"
    assert re.fullmatch(title.join(map(re.escape, finished.split(MARK))), page)


def elements(*names: str, content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    attribute = st.sampled_from(["", " id=x", " data-x='<h1>'", ' title="a > [title]"'])
    return st.builds(
        "<{0}{1}>{2}</{0}>".format, st.sampled_from(names), attribute, content
    )


def several(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(strategy, max_size=4).map("".join)


TEXT = st.sampled_from(
    ["[title]", "\n[title]", " [title] ", "x", " ", "a < b", "&lt;h1>"]
)
RAW = several(
    st.sampled_from(["[title]", "<h1>", "</h1>", "<p>", "</p", "<!-", "'", '"'])
)
HIDDEN = st.one_of(
    RAW.map("<!--{}-->".format),
    elements("script", "style", "textarea", "xmp", content=RAW),
    st.sampled_from(["<?x <h1>", "</3 <h2>", "<!x>", "<br>", "<img alt='<h1>[title]'>"]),
)
INLINE = several(
    TEXT | HIDDEN | elements("a", "b", "small", content=several(TEXT | HIDDEN))
)
HEADING = elements("h1", "h2", "H3", "h6", content=INLINE)
BLOCKS = several(HEADING | INLINE | elements("div", "article", content=HEADING | INLINE))


@given(BLOCKS)
def test_what_is_replaced_is_what_a_parser_sees_as_whole_texts_of_headings(
    blocks: str,
) -> None:
    head = "<head><title>[title]</title></head>"
    page = f"<!DOCTYPE html><html>{head}<body>{blocks}</body></html>"
    page = page.replace("[title]", TITLE_FORMS[1])
    finished = finish(page, {title_key(str(HAIKU)): MARK})

    expected = [
        text.replace(str(HAIKU), MARK)
        if in_heading and text.strip() == str(HAIKU)
        else text
        for text, in_heading in texts(page)
    ]
    assert [text for text, _ in texts(finished)] == expected


def texts(page: str) -> Iterator[tuple[str, bool]]:
    """Yield each text of *page* by html5lib, and whether it is one of a heading."""
    walker = html5lib.getTreeWalker("dom")
    names: list[str] = []
    text = ""
    for token in walker(html5lib.parse(page, "dom")):
        if token["type"] in ("Characters", "SpaceCharacters"):
            text += token["data"]
            continue
        raw = {"script", "style", "textarea", "title", "xmp"}.intersection(names)
        if text:
            yield text, not raw and any(re.fullmatch("h[1-6]", name) for name in names)
        text = ""
        if token["type"] == "StartTag":
            names.append(token["name"])
        elif token["type"] == "EndTag":
            names.pop()


@given(st.text())
def test_any_text_passes(text: str) -> None:
    assert finish(text, {}) is text
    finish(text, TITLES, ArticleParts(text, "x", FOOTER), "/haiku.css")


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
        '<script></script a="',
        '<h1 class="haiku-footer',
        "<!-- <p>The body.</p>",
    ],
)
def test_a_page_of_one_part_over_and_over_comes_back(part: str) -> None:
    """Each of these is quadratic in a parser that looks back, and would not end."""
    page = "<html><body>" + part * 100_000
    assert finish(page, TITLES, ArticleParts("<p>The body.</p>", "x", FOOTER)) == page

"""Excerpts: golden cases by behaviour, and what holds for any body."""

from __future__ import annotations

from functools import partial
from html import escape, unescape
from pathlib import Path
from random import Random
from typing import Any

import html5lib
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from markdown import Markdown
from pelican.readers import RstReader
from pelican.settings import DEFAULT_CONFIG

from pelican_haiku.excerpt import excerpt as module
from pelican_haiku.excerpt.blocks import first_image
from pelican_haiku.excerpt.excerpt import DESCRIPTION_LENGTH, Excerpt, Options, excerpt
from pelican_haiku.graphemes import first
from tests.golden import cases

CASES = cases("excerpt/cases/excerpt")
EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "codehilite",
    "def_list",
    "fenced_code",
    "footnotes",
    "md_in_html",
    "tables",
    "toc",
]


def body(case: dict[str, Any], folder: Path) -> str:
    """Return the HTML of a case's body, as Pelican's readers make it."""
    if "markdown" in case:
        markdown = Markdown(extensions=EXTENSIONS)
        return str(markdown.convert(case["markdown"]))
    if "rst" in case:
        source = folder / "case.rst"
        source.write_text(case["rst"], encoding="utf-8")
        content, _ = RstReader(dict(DEFAULT_CONFIG)).read(str(source))
        return str(content)
    return str(case["body"])


def found(case: dict[str, Any], html: str) -> Excerpt:
    haiku = case.get("haiku")
    options = Options(
        words=case.get("words", 50) or None,
        paragraphs=case.get("paragraphs"),
        suffix=case.get("suffix", "…"),
        lang=case.get("lang", ""),
        is_head=partial(_is_head, haiku),
    )
    made = excerpt(html, options, case.get("summary", ""))
    if "own" in case:
        made = Excerpt(made.html, made.text, made.truncated, made.source, case["own"])
    return made


def _is_head(haiku: str | None, line: str) -> bool:
    return line.startswith("$ cat ") or (
        haiku is not None
        and "".join(filter(str.isalnum, line)).lower()
        == "".join(filter(str.isalnum, haiku)).lower()
    )


@pytest.mark.parametrize("case", CASES)
def test_excerpt(case: dict[str, Any], tmp_path: Path) -> None:
    """A case has a ``body`` (or ``markdown``, ``rst``) and what is made of it.

    ``words = 0`` is no limit; ``summary`` and ``own`` are the post's `Summary:` and
    `Description:`, ``haiku`` its haiku on one line.
    """
    html = body(case, tmp_path)
    made = found(case, html)
    names = ("html", "text", "description", "truncated", "source")
    wanted = {name: case[name] for name in names if name in case}
    assert {name: getattr(made, name) for name in wanted} == wanted
    check(made)


def check(made: Excerpt) -> None:
    """What is true of any excerpt."""
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(f"<!DOCTYPE html><html><body><div>{made.html}</div></body></html>")
    page = html5lib.parse(f"<div>{made.html}</div>", namespaceHTMLElements=False)
    for element in page.iter():
        assert not {"id", "name", "style"}.intersection(element.attrib)
        assert not any(name.startswith("on") for name in element.attrib)
        assert element.tag not in {"script", "iframe", "form", "object", "embed", "style"}
        for name in ("href", "src", "cite"):
            url = "".join(element.attrib.get(name, "").split()).lower()
            assert not url.startswith(("javascript:", "vbscript:", "data:"))
    text = "".join(page.itertext())
    assert "".join(made.text.split()) == "".join(text.split())
    assert made.text == " ".join(made.text.split())
    assert (
        first(made.description, DESCRIPTION_LENGTH + 1) == len(made.description)
        or "&" in made.description
    )


@pytest.mark.parametrize("case", CASES)
def test_no_more_is_read_than_matters(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where every block is read whole, or something follows, the result is the same."""
    html = body(case, tmp_path)
    made = found(case, html)
    monkeypatch.setattr(module, "SHORTEST", 10**9)
    assert found(case, html) == made


@pytest.mark.parametrize(
    "html",
    [
        '<table class="tr-caption-container"><tr><td><img src="a"></td></tr></table>',
        '<table><tr><td><img src="a"></td></tr></table>',
        '<aside><p><img src="a"></p></aside>',
        '<details><summary>See</summary><img src="a"></details>',
        '<div class="admonition note"><p><img src="a"></p></div>',
        '<img src="pixel" width="1" height="1"><p>Text.<img src="a"></p>',
        '<img class="emoji" src="icon"><template><img src="b"></template><img src="a">',
    ],
)
def test_first_image(html: str) -> None:
    found = first_image(f"{html}<p>The end.</p>")
    assert found
    assert (found.src, found.alt) == ("a", "")


# What bodies are made of: prose and what stands in it, whole and broken.
PIECES = (
    *"<p> </p> <div> </div> <ul> <li> </li> </ul> <blockquote> </blockquote>".split(),
    *"<em> </em> <b> </b> <a> </a> <code> </code> <sup> </sup> <pre> </pre>".split(),
    *"<table> <tr> <td> </td> </tr> </table> <h2> </h2> <br> <hr> <dl> <dt> <dd>".split(),
    *"<ruby> <rt> </ruby> <math> <mi> </math> <svg> </svg> <details> <summary>".split(),
    *"<script> </script> <style> </style> <textarea> <select> <option> <title>".split(),
    *"< > & &amp; &lt; &#0; &#x &nbsp; &copy &unknown;".split(),
    *"</ <! <? <!-- --> --!> <!--> ]]>".split(),
    "<!-- more -->",
    "<!--PELICAN_END_SUMMARY-->",
    '<a href="#fn:1">1</a>',
    '<a href="x.html" id="a" onclick="x()">',
    "<a href=' java&#9;script:x()'>",
    '<a href="data:text/html,x">',
    '<img src="a.png" onerror=x>',
    '<p class="haiku" dir=rtl lang="ar">',
    "<p class='a\"b' title=\"it's\">",
    '<div class="admonition note">',
    '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>',
    '<iframe src="javascript:x()">',
    '<form action="x"><input name="y">',
    "<a href=x",
    ' "',
    " 'quoted' ",
    "$x < y$ ",
    r"\(a. B\) ",
    "One. ",
    "Two words! ",
    "Is it? ",
    "Cheers, Robin",
    "雨です。",
    "नमस्ते। ",
    "مرحبا. ",
    "👨‍👩‍👧 ",
    "e\u0301\u0301 ",
    "\u2029",
    "\x00\x0c\ufffe",
    "a long line without a stop that goes on and on " * 8,
    "A sentence of the usual length, and then another one. " * 15,
)


@pytest.mark.parametrize("seed", range(10))
def test_any_body(seed: int) -> None:
    """5,000 bodies in all: valid HTML, safe, its text said twice alike."""
    chance = Random(seed)
    for _ in range(500):
        html = "".join(chance.choices(PIECES, k=chance.randint(1, 30)))
        words = chance.choice([1, 3, 10, 50, None])
        check(excerpt(html, Options(words, chance.choice([None, None, 1, 2]))))
        check(excerpt("<p>One.</p>", Options(), html))


@given(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.sampled_from([1, 3, 10, 50, 200]),
)
@settings(max_examples=300, deadline=None)
def test_no_more_is_read_of_any_body(html: str, words: int) -> None:
    options = Options(words)
    made = excerpt(html, options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SHORTEST", 10**9)
        assert excerpt(html, options) == made


@given(st.text() | st.text("\"'<>&;#x39amp \u2029é🎉‘”"))
@settings(deadline=None)
def test_description_in_any_attribute(text: str) -> None:
    """Between either kind of quotes, after ``striptags``, ``escape`` or both."""
    # Literal entities cannot survive both.
    assume(unescape(text) == text)
    made = excerpt(f"<p>{escape(text)}</p>", Options()).description
    meant = unescape(str(made))
    assert not set("\"'") & set(meant)
    environment = Environment(autoescape=False)
    for filters in (
        "",
        "|striptags",
        "|escape",
        "|striptags|escape",
        "|escape|striptags",
    ):
        for quote in "\"'":
            template = f"<meta content={quote}{{{{ made{filters} }}}}{quote}>"
            page = html5lib.parseFragment(
                environment.from_string(template).render(made=made),
                namespaceHTMLElements=False,
            )
            assert page[0].attrib == {"content": meant}, filters


@pytest.mark.parametrize("limit", [1, 10, 50])
def test_no_id_twice_on_an_index_of_every_case(limit: int, tmp_path: Path) -> None:
    bodies = [body(parameter.values[0], tmp_path) for parameter in CASES]
    htmls = [excerpt(html, Options(limit)).html for html in bodies]
    page = html5lib.parse("\n".join(htmls), namespaceHTMLElements=False)
    assert not [element for element in page.iter() if "id" in element.attrib]
    assert len(htmls) > 400

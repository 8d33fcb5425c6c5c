"""Excerpts: golden cases by behaviour, and what holds for any body."""

from __future__ import annotations

import tomllib
from functools import partial
from pathlib import Path
from typing import Any

import html5lib
import pytest
from markdown import Markdown
from pelican.readers import RstReader
from pelican.settings import DEFAULT_CONFIG

from pelican_haiku import prose
from pelican_haiku.excerpt import DESCRIPTION_LENGTH, Excerpt, Limits, excerpt
from pelican_haiku.graphemes import first

CASES = Path(__file__).parent / "cases" / "excerpt"
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


def load() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{path.stem}: {case['name']}", case)
        for path in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]


LOADED = load()


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
    limits = Limits(
        words=case.get("words", 50) or None,
        paragraphs=case.get("paragraphs"),
        suffix=case.get("suffix", "…"),
    )
    made = excerpt(
        html,
        limits,
        summary=case.get("summary"),
        lang=case.get("lang", ""),
        is_head=partial(_is_head, haiku),
    )
    if "own" in case:
        made = Excerpt(made.html, made.text, made.truncated, made.source, case["own"])
    return made


def _is_head(haiku: str | None, line: str) -> bool:
    return line.startswith("$ cat ") or (
        haiku is not None
        and "".join(filter(str.isalnum, line)).lower()
        == "".join(filter(str.isalnum, haiku)).lower()
    )


@pytest.mark.parametrize("case", [case for _, case in LOADED], ids=[n for n, _ in LOADED])
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


@pytest.mark.parametrize("case", [case for _, case in LOADED], ids=[n for n, _ in LOADED])
def test_no_more_is_read_than_matters(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where every block is read whole, or something follows, the result is the same."""
    html = body(case, tmp_path)
    made = found(case, html)
    monkeypatch.setattr(prose, "LOOKAHEAD", 10**9)
    assert found(case, html) == made

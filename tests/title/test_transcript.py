"""The head of a transcript, and what the extension makes of the whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from pelican.contents import Article

from pelican_haiku.languages import months
from pelican_haiku.title.dates import opening_date
from pelican_haiku.title.head import (
    BREAKING_KEYS,
    KNOWN_KEYS,
    LINE_KEY,
    PROMPT_KEY,
    prompt_path,
    read_head,
)
from tests.golden import cases

EXTENSIONS = ["meta", "pelican_haiku.title.transcript"]


@pytest.mark.parametrize("case", cases("title/cases/transcript"))
def test_transcript(case: dict[str, Any]) -> None:
    """``text`` gives the metadata ``meta`` and the body ``html``.

    Without ``html``, Markdown with and without the extension must agree.
    """
    md = Markdown(extensions=EXTENSIONS)
    html = md.convert(case["text"])
    if "html" not in case:
        plain = Markdown(extensions=["meta"])
        assert html == plain.convert(case["text"])
        assert md.Meta == plain.Meta  # type: ignore[attr-defined]
        return
    assert html == case["html"]
    meta = md.Meta  # type: ignore[attr-defined]
    assert meta == case["meta"]


def test_one_instance_reads_one_head() -> None:
    """Pelican converts a ``Summary:`` by the instance that has read the post."""
    md = Markdown(extensions=EXTENSIONS)
    md.convert("a / b / c\nTitle: T\n\nText.")
    assert md.Meta[LINE_KEY] == ["a / b / c"]  # type: ignore[attr-defined]
    assert md.convert("$ cat x.md\n\nShort Line\n\nText.") == (
        "<p>$ cat x.md</p>\n<p>Short Line</p>\n<p>Text.</p>"
    )


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("$ cat post/a-/-b-/-c.md", "post/a-/-b-/-c.md"),
        ("%  cat  a.MARKDOWN ", "a.MARKDOWN"),
        ("robin@tower:~/my blog$ cat a.md", None),
        ("robin@tower.local:~/blog$ cat a.mkd", "a.mkd"),
        ("robin@tower:~$ cat a.mdown", "a.mdown"),
        ("$ cat 'post/a b.md'", "post/a b.md"),
        ("$ cat post/a\\ b.md", "post/a b.md"),
        ("# cat a.md", None),
        ("> cat a.md", None),
        ("$ less a.md", None),
        ("$ cat a.txt", None),
        ("$cat a.md", None),
        ("we ran $ cat a.md", None),
    ],
)
def test_prompts(line: str, path: str | None) -> None:
    assert prompt_path(line) == path


def test_no_key_breaks_an_article() -> None:
    """Every public name of Pelican's articles is refused or is metadata."""
    names = {name for name in dir(Article) if not name.startswith("_")}
    article = Article("", {"title": "x"})
    names |= {name for name in vars(article) if not name.startswith("_")}
    assert names - KNOWN_KEYS - {"timezone"} <= BREAKING_KEYS
    assert not BREAKING_KEYS & KNOWN_KEYS
    assert PROMPT_KEY not in KNOWN_KEYS


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    lines = text.split("\n")
    head = read_head(lines)
    if head is not None:
        metadata, length = head
        assert {PROMPT_KEY, LINE_KEY} & metadata.keys()
        assert 0 < length <= len(lines)
    Markdown(extensions=EXTENSIONS).convert(text)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("February 26, 2024 feels", "2024-02-26"),
        ("Feb. 26 2024: it", "2024-02-26"),
        ("February 26th, 2024", "2024-02-26"),
        ("26 February 2024 was", "2024-02-26"),
        ("1st May, 2023", "2023-05-01"),
        ("2024-02-26", "2024-02-26"),
        ("2024-02-26T10:00", None),
        ("2024年2月26日、", "2024-02-26"),
        ("26 février 2024", "2024-02-26"),
        ("1er mars 2024", "2024-03-01"),
        ("february 30, 2024", None),
        ("May 2024", None),
        ("On May 1, 2024", None),
        ("12 monkeys 2024", None),
        ("May 1, 20245", None),
        ("", None),
    ],
)
def test_opening_dates(text: str, date: str | None) -> None:
    found = opening_date(text, months("fr"))
    assert (found and found.date().isoformat()) == date

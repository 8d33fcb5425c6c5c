"""The head of a transcript, and what the extension makes of the whole."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from pelican.contents import Article

from pelican_haiku.title.head import read_head
from pelican_haiku.title.keys import BREAKING_KEYS, KNOWN_KEYS, LINE_KEY, PROMPT_KEY
from pelican_haiku.title.prompt import is_bare_prompt, read_prompt
from tests.golden import cases

SNOW = "Snow on the rooftop / the signal is a rumor / someone fetch a broom"
EXTENSIONS = ["meta", "pelican_haiku.title.transcript"]
ORDINARY = [
    "Title: Notes\nDate: 2024-02-26\n\nWe cat the log of example.md, and head home.",
    "---\ntitle: Notes\nlayout: post\n---\n\nThe README.md says more.\n",
    "layout: post\ntitle: Read / Write\n\nText: it was late.\n",
    "# A heading\n\nProse without any metadata.\n\nMore of it.\n",
    "",
]


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
    md.convert(f"{SNOW}\nTitle: T\n\nText.")
    assert md.Meta[LINE_KEY] == [SNOW]  # type: ignore[attr-defined]
    assert md.convert("$ cat x.md\n\nShort Line\n\nText.") == (
        "<p>$ cat x.md</p>\n<p>Short Line</p>\n<p>Text.</p>"
    )


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("$ cat post/a-/-b-/-c.md", "post/a-/-b-/-c.md"),
        ("%  cat  a.MARKDOWN ", "a.MARKDOWN"),
        ("robin@tower:~/my blog$ cat a.md", "a.md"),
        ("robin@tower.local:~/blog$ cat a.mkd", "a.mkd"),
        ("robin@tower:~$ cat a.mdown", "a.mdown"),
        ("[robin@tower blog]$ bat -p a.md --color always", "a.md"),
        ("robin@tower ~/blog (fix/a b)$ less -R 'a b.md'", "a b.md"),
        ("➜  blog git:(main) ✗ cat a.md | less", "a.md"),
        ("[09:12] ❯ head -n 40 a.md", "a.md"),
        ("PS C:\\my blog> gc -Path .\\a.md -Encoding UTF8", "./a.md"),
        ("C:\\blog>type a.md", "a.md"),
        ("root@web1:/srv# cat a.md", "a.md"),
        ("sh-5.2# cat a.md", "a.md"),
        ("(venv) robin@tower:~$ cat a.md", "a.md"),
        ("$ cat 'post/a b.md'", "post/a b.md"),
        ("$ cat post/a\\ b.md", "post/a b.md"),
        ("$ cd blog && cat a.md", "a.md"),
        ("$ cat < a.md", "a.md"),
        ("$ cat post/a-/-b-/-c", "post/a-/-b-/-c"),
        ("$ cat a.txt", None),
        ("$ cat a.md | wc -l", None),
        ("we ran $ cat a.md", None),
        ("- $ cat a.md", None),
        ("> $ cat a.md", None),
        ("`$ cat a.md`", None),
        ("scat a.md", None),
    ],
)
def test_prompts(line: str, path: str | None) -> None:
    prompt = read_prompt(line)
    assert (prompt and prompt.path) == path
    assert prompt is None or prompt.is_certain


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("$", True),
        ("❯", True),
        ("robin@tower:~/blog$", True),
        ("robin@air my blog %", True),
        ("➜  blog git:(main) ✗", True),
        ("blog on main via ❯", True),
        ("PS C:\\blog>", True),
        ("40%", False),
        ("Robin $", False),
        ("As you like it 😊", False),
        ("See https://example.org →", False),
        ("それだけ。", False),
        ("Write to robin@example.org or kim@example.org for more than 5$", False),
        (">", False),
        ("#", False),
    ],
)
def test_bare_prompts(line: str, is_one: bool) -> None:
    assert is_bare_prompt(line) is is_one


@pytest.mark.parametrize("line", ["# cat a.md", "> cat a.md", "cat a.md"])
def test_what_may_be_markdown_is_no_certain_prompt(line: str) -> None:
    prompt = read_prompt(line)
    assert prompt
    assert not prompt.is_certain


def test_an_ordinary_post_imports_nothing_that_reads_a_transcript() -> None:
    code = (
        "import sys\n"
        "from markdown import Markdown\n"
        f"for text in {ORDINARY!r}:\n"
        f"    Markdown(extensions={EXTENSIONS!r}).convert(text)\n"
        "for name in ('body', 'dates', 'head', 'paste', 'scansion'):\n"
        "    assert 'pelican_haiku.title.' + name not in sys.modules, name\n"
        "assert 'pelican_haiku.syllables' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


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
        assert {PROMPT_KEY, LINE_KEY} & head.metadata.keys()
        assert 0 < head.length <= len(lines)
    Markdown(extensions=EXTENSIONS).convert(text)

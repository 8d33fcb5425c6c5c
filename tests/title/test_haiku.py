"""A haiku as text, path and slug."""

from __future__ import annotations

import pickle
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelican_haiku.title.haiku import Haiku, divide, from_path, parse

PAGER = Haiku(
    ("The disk filled at dawn", "we deleted last year’s logs", "nobody noticed")
)


def test_a_haiku_as_text_html_slug_and_path() -> None:
    haiku = Haiku(("R&D said <3", "CI/CD at 3am", "well-known & loved"))
    assert str(haiku) == "R&D said <3 / CI/CD at 3am / well-known & loved"
    assert haiku.html == (
        '<span class="haiku"><span class="haiku-line">R&amp;D said &lt;3</span><br>'
        '<span class="haiku-line">CI/CD at 3am</span><br>'
        '<span class="haiku-line">well-known &amp; loved</span></span>'
    )
    assert haiku.slug == "rd-said-3/cicd-at-3am/well-known-loved"
    assert haiku.path == "rd-said-3-/-cicd-at-3am-/-well-known-loved"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a / b / c", ["a", "b", "c"]),
        ("a\u00a0/\u00a0b / c", ["a", "b", "c"]),
        ("古池や／蛙飛び込む／水の音", ["古池や", "蛙飛び込む", "水の音"]),
        ("CI/CD / x/y/z / 1/2", ["CI/CD", "x/y/z", "1/2"]),
        ("a /b / c", ["a /b", "c"]),
        ("a /  / c", ["a", "", "c"]),
        ("/ a / b", ["", "a", "b"]),
        ("one\n  two \nthree / four", ["one", "two", "three / four"]),
        ("pourquoi\u00a0? / b / c", ["pourquoi\u00a0?", "b", "c"]),
    ],
)
def test_lines_are_divided_by_slashes_between_white_space(
    text: str, lines: list[str]
) -> None:
    assert divide(text) == lines


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("one", "it has 1 line, not 3"),
        ("one / two", "it has 2 lines, not 3"),
        ("1 / 2 / 3 / 4", "it has 4 lines, not 3"),
        ("a /  / c", "its line 2 is empty"),
        ("a / b /", "its line 3 is empty"),
    ],
)
def test_what_is_no_haiku_is_said(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        parse(text)


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("post/a-b-/-c-d-/-e-f.md", ("a b", "c d", "e f")),
        ("a-/-b-/-c", ("a", "b", "c")),
        ("夏草や-/-兵どもが-/-夢の跡.md", ("夏草や", "兵どもが", "夢の跡")),
        ("a/b/c.md", None),
        ("a-/-b-/c.md", None),
        ("a-/b-/-c.md", None),
        ("-/-b-/-c.md", None),
        ("a-/--/-c.md", None),
        ("a-/-b-/-.md", None),
        ("c.md", None),
    ],
)
def test_a_path_may_spell_a_haiku(path: str, lines: tuple[str, ...] | None) -> None:
    assert from_path(path) == lines


LINE = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="／/"),
    min_size=1,
).map(str.strip)


def said(text: str) -> str:
    """Return what a path keeps: neither capitals, punctuation nor hyphens."""
    kept = [
        character
        for character in unicodedata.normalize("NFC", text.lower())
        if unicodedata.category(character)[0] in "LMN"
    ]
    return unicodedata.normalize("NFC", "".join(kept))


@given(LINE, LINE, LINE)
def test_text_to_path_to_text_loses_capitals_punctuation_and_hyphens_alone(
    first: str, second: str, third: str
) -> None:
    text = f"{first} / {second} / {third}"
    try:
        haiku = Haiku(parse(text))
    except ValueError:
        assert not all((first, second, third)) or len(divide(text)) != 3
        return
    assert Haiku(parse(str(haiku))) == haiku
    back = from_path(f"post/{haiku.path}.md")
    if back is None:
        assert any(not part.strip("-") for part in haiku.path.split("/"))
        return
    assert [said(line) for line in back] == [said(line) for line in haiku.lines]
    assert Haiku(back).path == haiku.path


@given(st.text())
def test_nothing_that_is_read_raises_but_value_error(text: str) -> None:
    from_path(text)
    try:
        haiku = Haiku(parse(text))
    except ValueError:
        return
    assert haiku.has_letters_of(haiku) or not any(map(str.isalnum, text))
    assert not any(character in haiku.html for character in "\r\n")
    assert haiku.scans in {True, False, None}


def test_a_path_confirms_what_it_can_no_longer_spell() -> None:
    said_by_path = Haiku(
        ("the disk filled at dawn", "we deleted last years logs", "nobody noticed")
    )
    assert PAGER.has_letters_of(said_by_path)
    assert Haiku(("Salt & pepper", "é", "c")).has_letters_of(
        Haiku(("salt and pepper", "e", "c"))
    )
    assert not PAGER.has_letters_of(Haiku(("the disk filled at dusk", "b", "c")))


def test_a_haiku_is_a_value_that_pickles() -> None:
    assert pickle.loads(pickle.dumps(PAGER)) == PAGER


def test_languages_that_are_not_judged() -> None:
    assert PAGER.is_near_form
    haiku = Haiku(PAGER.lines, lang="de")
    assert haiku.syllables is None
    assert haiku.scans is None
    assert not haiku.is_near_form


def test_the_author_settles_the_scansion() -> None:
    assert Haiku(("a", "b", "c"), declared_syllables=(5, 7, 5)).scans is True
    assert Haiku(("a", "b", "c"), declared_syllables=(5, 8, 5)).wrong == (1,)

"""A haiku as text, path and slug."""

from __future__ import annotations

import pickle
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelican_haiku.title.haiku import (
    Haiku,
    divide,
    divide_like,
    from_path,
    nearly_spells,
    parse,
)
from pelican_haiku.title.scansion import TITLE_MARGIN, has_several_words, is_near

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
        ("one /\n\n two / \n/ three", ["one", "two", "three"]),
        ("a\u2028b / c\x85d / e\x0bf", ["a b", "c d", "e f"]),
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


@pytest.mark.parametrize(
    ("path", "nearly"),
    [
        ("post/a-b-/-c-d/e-f.md", True),
        ("post/a-b-/c-d-/-e-f.md", True),
        ("post/a-b-/-c-d.md", True),
        ("post/a-b/-c-d/-e-f.md", True),
        ("post/a-b-/-c-d-/-e-f.md", False),
        ("post/a-b/c-d/e-f.md", False),
        ("post/-drafts/e-f.md", False),
    ],
)
def test_a_path_may_nearly_spell_a_haiku(path: str, nearly: bool) -> None:
    assert nearly_spells(path) is nearly


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
    haiku = Haiku(PAGER.lines, lang="de")
    assert haiku.syllables is None
    assert haiku.scans is None


@pytest.mark.parametrize(
    ("text", "lang", "near"),
    [
        (
            "the disk filled at dawn / we deleted all the logs / nobody noticed",
            "en",
            True,
        ),
        (
            "the disk filled at the dawn / we deleted the logs / nobody noticed",
            "en",
            True,
        ),
        ("the disk filled up at early dawn / we slept / nobody noticed", "en", False),
        (
            "Zwei Uhren im Flur / die eine geht etwas vor / die andre geht nach",
            "de",
            True,
        ),
        ("Lesen jetzt / Schreiben dann / und Ausführen", "de", False),
        ("雨が降る中 / 窓の外には / 誰もいない", "de", False),
        ("Дождь стучит в окно / сервер тихо засыпает / утром встанет вновь", "ru", True),
        ("ふるいけや / かわずとびこむ / みずのおと", "ja", True),
    ],
)
def test_three_lines_may_have_about_the_form_of_a_haiku(
    text: str, lang: str, near: bool
) -> None:
    assert is_near(Haiku(parse(text), lang), TITLE_MARGIN) is near


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("new moon / old log / no one", True),
        ("Read / Write / Execute", False),
        ("Docker Desktop / Kubernetes 1.22 / Other News", False),
    ],
)
def test_a_title_of_single_words_is_no_haiku(text: str, several: bool) -> None:
    assert has_several_words(Haiku(parse(text))) is several


@pytest.mark.parametrize(
    "text",
    [
        "The disk filled / at dawn, we/slept well / we deleted",
        "The disk filled\nat dawn, we/slept well\nwe deleted",
        "The disk filled // at dawn, we/slept well // we deleted",
        "The disk filled | at dawn, we/slept well | we deleted",
        "The disk filled — at dawn, we/slept well — we deleted",
        "The disk filled/at dawn, we/slept well/we deleted",
        "The disk filled at dawn, we/slept well we deleted /",
    ],
)
def test_a_known_haiku_is_divided_as_it_is_spelled(text: str) -> None:
    spelled = ("the disk filled", "at dawn we slept well", "we deleted")
    lines = ("The disk filled", "at dawn, we/slept well", "we deleted")
    assert divide_like(text, spelled) == lines
    assert divide_like(text + " it", spelled) is None


def test_the_author_settles_the_scansion() -> None:
    assert Haiku(("a", "b", "c"), declared_syllables=(5, 7, 5)).scans is True
    assert Haiku(("a", "b", "c"), declared_syllables=(5, 8, 5)).wrong == (1,)

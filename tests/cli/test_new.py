"""``pelican-haiku new``."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.cli.command import on_terminal, run, site
from tests.run_pelican import build, lines

HAIKU = "The queue grew all night / no one had set a limit / the disk set one first"
PATH = "the-queue-grew-all-night-/-no-one-had-set-a-limit-/-the-disk-set-one-first.md"
COUNTS = (
    "The queue grew all night: 5 syllables\n"
    "no one had set a limit: 7 syllables\n"
    "the disk set one first: 5 syllables\n"
)


def test_it_says_the_syllables_and_writes_the_post(tmp_path: Path) -> None:
    site(tmp_path, {}, "TIMEZONE = 'Pacific/Kiritimati'\nDEFAULT_CATEGORY = 'notes'")
    result = run(tmp_path, "new", HAIKU, "--title", "Limits: a Story")
    assert (result.code, result.err) == (0, "")
    assert result.out == f"{COUNTS}content/{PATH}\n"

    text = (tmp_path / "content" / PATH).read_text()
    match = re.fullmatch(
        rf"Title: Limits: a Story\nHaiku: {HAIKU}\nDate: (.+)\nCategory: notes\n\n", text
    )
    assert match
    zone = ZoneInfo("Pacific/Kiritimati")
    date = datetime.datetime.strptime(match[1], "%Y-%m-%d %H:%M").replace(tzinfo=zone)
    age = datetime.datetime.now(zone) - date
    assert datetime.timedelta(0) <= age < datetime.timedelta(minutes=3)


@pytest.mark.parametrize("arguments", [[], ["--transcript"]])
def test_what_it_writes_is_built_as_it_says(arguments: list[str], tmp_path: Path) -> None:
    site(tmp_path, {})
    run(tmp_path, "new", HAIKU, "--title", "Limits", "--category", "tools", *arguments)
    with (tmp_path / "content" / PATH).open("a") as file:
        file.write("It began with a graph.\n")
    built = build(tmp_path, {}, {"DEFAULT_DATE": None, "HAIKU_FOOTER": False})

    assert built.complaints == []
    name = PATH.replace("-/-", "/").replace(".md", ".html")
    assert lines(built.soup(name).select_one(".haiku")) == HAIKU.replace(" / ", " | ")
    assert lines(built.soup(name).select_one(".haiku-subtitle")) == "Limits"
    assert "category/tools.html" in built.files()


def test_a_transcript_begins_with_its_own_path(tmp_path: Path) -> None:
    site(tmp_path, {}, "ARTICLE_PATHS = ['post']")
    result = run(tmp_path, "new", HAIKU, "--transcript")
    assert result.out.endswith(f"content/post/{PATH}\n")
    text = (tmp_path / "content/post" / PATH).read_text()
    assert text.startswith(f"$ cat post/{PATH}\n\n{HAIKU}\n\nDate: 2")
    # The folder says it.
    assert "Category:" not in text


def test_a_folder_of_the_category_takes_the_post(tmp_path: Path) -> None:
    site(tmp_path, {"content/post/a.md": "Title: A\n\nText."})
    run(tmp_path, "new", HAIKU, "--category", "post")
    assert "Category:" not in (tmp_path / "content/post" / PATH).read_text()
    # No folder outside of the content does.
    run(tmp_path, "new", HAIKU, "--category", "..")
    assert "Category: .." in (tmp_path / "content" / PATH).read_text()


def test_it_overwrites_nothing(tmp_path: Path) -> None:
    site(tmp_path, {f"content/{PATH}": "Kept."})
    result = run(tmp_path, "new", HAIKU)
    assert result.code == 1
    assert result.err == f"pelican-haiku: content/{PATH} exists and stays as it is\n"
    assert (tmp_path / "content" / PATH).read_text() == "Kept."
    assert list(tmp_path.rglob("*.tmp")) == []


def test_paths_are_seen_from_the_folder_at_hand(tmp_path: Path) -> None:
    site(tmp_path, {"content/images/dot.png": b""})
    result = run(tmp_path / "content" / "images", "new", HAIKU)
    assert result.out.endswith(f"\n../{PATH}\n")
    assert (tmp_path / "content" / PATH).is_file()


@pytest.mark.parametrize(
    ("haiku", "part"),
    [
        ("only / two lines", "it has 2 lines, not 3"),
        ("a / / c", "its line 2 is empty"),
        ("", "it is empty"),
        ("! / b / c", "nothing that a path can spell"),
    ],
)
def test_what_is_no_haiku_is_refused(haiku: str, part: str, tmp_path: Path) -> None:
    site(tmp_path, {})
    result = run(tmp_path, "new", haiku)
    assert result.code == 2
    assert part in result.err
    assert result.err.count("\n") == 1
    assert list((tmp_path / "content").iterdir()) == []


def test_a_line_that_does_not_scan_is_said_and_written(tmp_path: Path) -> None:
    site(tmp_path, {})
    result = run(tmp_path, "new", "the queue grew / no one had set a limit / so it goes")
    assert result.code == 0
    assert result.out.startswith(
        "the queue grew: 3 syllables, not 5\n  the    1  by the dictionary\n"
    )
    assert "\nno one had set a limit: 7 syllables\n" in result.out


def test_on_a_terminal_it_asks_line_by_line(tmp_path: Path) -> None:
    site(tmp_path, {})
    first, second, third = HAIKU.split(" / ")
    answers = {
        "first line, 5 syllables: ": first,
        f"{first}: 5 syllables\nsecond line, 7 syllables: ": "",
        "second line, 7": f"{second} / {third}",
        "One line, or all three with slashes between them.\n": "",
        "second line, 7 syllables: ": second,
        f"{second}: 7 syllables\nthird line, 5 syllables: ": third,
    }
    result = on_terminal(tmp_path, "new", answers=answers, NO_COLOR="1")
    assert result.code == 0
    assert result.out.endswith(f"{third}: 5 syllables\ncontent/{PATH}\n")
    assert f"Haiku: {HAIKU}\n" in (tmp_path / "content" / PATH).read_text()


def test_on_a_terminal_a_whole_haiku_may_be_the_answer(tmp_path: Path) -> None:
    site(tmp_path, {})
    on_terminal(tmp_path, "new", answers={"first line": HAIKU})
    assert (tmp_path / "content" / PATH).is_file()


def test_without_a_terminal_a_haiku_is_needed(tmp_path: Path) -> None:
    site(tmp_path, {})
    result = run(tmp_path, "new", text=HAIKU)
    assert result.code == 2
    assert result.err == (
        'pelican-haiku: a haiku is needed, as in pelican-haiku new "a / b / c"\n'
    )


@pytest.mark.parametrize("name", ["VISUAL", "EDITOR"])
def test_it_opens_the_editor(name: str, tmp_path: Path) -> None:
    site(tmp_path, {})
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\necho "$1" >> "$2"\n')
    editor.chmod(0o755)
    result = run(tmp_path, "new", HAIKU, "--edit", **{name: f"'{editor}' Edited."})
    assert result.code == 0
    assert (tmp_path / "content" / PATH).read_text().endswith("\n\nEdited.\n")


@pytest.mark.parametrize(
    ("command", "code", "part"),
    [
        ("", 2, "set VISUAL or EDITOR"),
        ("nowhere", 1, "nowhere cannot be run"),
        ("vi '", 1, "vi ' cannot be run: No closing quotation"),
    ],
)
def test_an_editor_that_is_missing_is_said(
    command: str, code: int, part: str, tmp_path: Path
) -> None:
    site(tmp_path, {})
    result = run(tmp_path, "new", HAIKU, "--edit", EDITOR=command)
    assert result.code == code
    assert part in result.err
    assert (tmp_path / "content" / PATH).exists() is (code == 1)


def test_an_editor_that_is_not_asked_for_is_not_read(tmp_path: Path) -> None:
    site(tmp_path, {})
    assert run(tmp_path, "new", HAIKU, VISUAL="vi '").code == 0


@pytest.mark.parametrize("depth", [1, 2])
def test_a_folder_that_cannot_be_made_is_one_line(depth: int, tmp_path: Path) -> None:
    folder = "/".join(PATH.split("/")[:depth])
    site(tmp_path, {f"content/{folder}": "A file."})
    result = run(tmp_path, "new", HAIKU)
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert "the-queue-grew-all-night-" in result.err
    assert "Not a directory" in result.err


def test_a_wrong_time_zone_is_one_line(tmp_path: Path) -> None:
    site(tmp_path, {}, "TIMEZONE = 'Europe/Nowhere'")
    result = run(tmp_path, "new", HAIKU)
    assert result.code == 2
    assert "TIMEZONE = 'Europe/Nowhere'" in result.err
    assert list((tmp_path / "content").iterdir()) == []

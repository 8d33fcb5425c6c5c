"""``pelican-haiku import``."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.command import COMMAND, ESCAPE, environ, on_terminal, run, site
from tests.run_pelican import build, write

RED = "The build just went red / someone had pushed straight to main / we talked over tea"
RED_PATH = (
    "post/the-build-just-went-red-/-someone-had-pushed-straight-to-main-/"
    "-we-talked-over-tea.md"
)
# As it is copied from a terminal, with all that a post of the kind may have.
POST = f"""$ cat {RED_PATH}

the build just went red / someone had pushed straight to main / we talked over tea


Title: Branches and the Keys to Them
Tags: git, habits


March 4, 2025 was a long day of waiting for one pipeline. Nobody had meant any harm.

What We Saw

The board was red at nine, and `git log` said why:

```
What We Did
git push origin main
```

What We Did

1. We talked.
2. We took the keys away.

## Already a Heading

Branches are cheap. See [the docs](https://example.org/docs).

Until next time, Robin


Please edit this post where it is wrong, or expand on it where it says too little!
"""


def transcript(number: int, text: str = "All quiet.") -> str:
    lines = (
        f"server {number} is down",
        "nobody remembers why it was there",
        "so it goes",
    )
    path = "-/-".join(line.replace(" ", "-") for line in lines)
    head = f"$ cat post/{path}.md\n\n{' / '.join(lines)}\n\nTitle: Number {number}\n\n"
    return f"{head}March 4, 2025 was quiet. {text}\n"


def posts(folder: Path) -> dict[str, bytes]:
    """Return all files below *folder*, and fail if a folder is left empty."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
        else:
            assert any(path.iterdir()), f"{path} is left empty"
    return found


def test_a_dry_run_shows_a_table_and_writes_nothing(tmp_path: Path) -> None:
    site(tmp_path, {"notes/001.txt": POST, "notes/more/2.md": transcript(2)})
    result = run(tmp_path, "import", "notes")
    assert (result.code, result.err) == (0, "")
    path = "server-2-is-down-/-nobody-remembers-why-it-was-there-/-so-it-goes.md"
    assert result.out == (
        f"write  notes/001.txt    → content/{RED_PATH}\n"
        f"write  notes/more/2.md  → content/post/{path}\n"
        "2 to write; 0 skipped; 0 refused; --write does it\n"
    )
    assert posts(tmp_path / "content") == {}


@pytest.mark.parametrize("source", [POST.encode(), POST.replace("\n", "\r\n").encode()])
def test_what_is_written_is_unmodified_and_a_second_run_skips_it(
    source: bytes, tmp_path: Path
) -> None:
    site(tmp_path, {"notes/001.txt": source})
    assert run(tmp_path, "import", "notes/001.txt", "--write").code == 0
    assert posts(tmp_path / "content") == {RED_PATH: source}
    assert (tmp_path / "notes/001.txt").read_bytes() == source

    again = run(tmp_path, "import", "notes", "--write")
    assert again.code == 0
    assert again.out.endswith("0 written; 1 skipped (1 there already); 0 refused\n")
    assert posts(tmp_path / "content") == {RED_PATH: source}


def build_imported(folder: Path, *arguments: str) -> dict[str, str]:
    """Import the post under another name, build it, and return its page and the index."""
    site(folder, {"001.txt": POST})
    result = run(folder, "import", "001.txt", "--write", *arguments)
    assert result.code == 0, result
    built = build(folder, {}, {"DEFAULT_DATE": None, "HAIKU_REPOSITORY": "robin/blog"})
    assert built.complaints == []
    page = RED_PATH.removeprefix("post/").replace("-/-", "/").replace(".md", ".html")
    return {name: built.read(name) for name in (page, "index.html")}


def test_an_imported_transcript_comes_out_right(tmp_path: Path) -> None:
    page, _ = build_imported(tmp_path).values()
    assert '<span class="haiku-line">we talked over tea</span>' in page
    assert "<h2>What We Saw</h2>" in page
    assert "March 4, 2025 was a long day" in page
    assert 'Please <a rel="edit nofollow"' in page
    assert 'datetime="2025-03-04' in page
    assert "$ cat" not in page


def test_normalised_it_is_an_ordinary_post_with_the_same_page(tmp_path: Path) -> None:
    written = build_imported(tmp_path / "as-it-is")
    normalised = build_imported(tmp_path / "normalised", "--normalise")
    text = (tmp_path / "normalised" / "content" / RED_PATH).read_text()
    assert text == (
        "Title: Branches and the Keys to Them\n"
        f"Haiku: {RED.lower()}\n"
        "Date: 2025-03-04\n"
        "Tags: git, habits\n"
        "Invitation: Please edit this post where it is wrong, or expand on it where it "
        "says too little!\n\n"
        + POST[POST.index("March 4") : POST.index("\n\n\nPlease edit")].replace(
            "\n\nWhat We", "\n\n## What We"
        )
        + "\n"
    )
    assert normalised == written


NORMALISED: Mapping[str, tuple[str, str]] = {
    "a date alone on its line": (
        f"$ cat {RED_PATH}\n\n4 March 2025, 09:30\n\nText.\n",
        f"Haiku: {RED.lower()}\nDate: 2025-03-04 09:30\n\nText.\n",
    ),
    "a date of the author's": (
        f"{RED}\n\nDate: 2024-02-01\nSummary: One\n    and two.\n\n"
        "In March 2025. It rained.",
        f"Haiku: {RED}\nDate: 2024-02-01\nSummary: One\n    and two.\n\n"
        "In March 2025. It rained.\n",
    ),
    "headings of all kinds": (
        f"$ cat {RED_PATH}\nDate: 2024-02-01\n\nWhy\n===\n\nWhat\n----\n\n## Where ##\n\n"
        "Tea.\n\nThe Long Way\nWe went the long way round, since it was the only one.\n\n"
        "Where\n\nHere.\n\n    Where\n\n1. The End of It\n\nOver.\n",
        f"Haiku: {RED.lower()}\nDate: 2024-02-01\n\nWhy\n===\n\nWhat\n----\n\n"
        "## Where ##\n\nTea.\n\n## The Long Way\n\nWe went the long way round, since it "
        "was the only one.\n\n## Where\n\nHere.\n\n    Where\n\n## 1. The End of It\n\n"
        "Over.\n",
    ),
    "a code block around the whole, and the next prompt": (
        f"```\n$ cat {RED_PATH}\nDate: 2024-02-01\n\nText.\n\n*Please edit or expand "
        "this post.*\n$\n```\n",
        f"Haiku: {RED.lower()}\nDate: 2024-02-01\nInvitation: <em>Please edit or expand "
        "this post.</em>\n\nText.\n",
    ),
    "prose before the invitation": (
        f"$ cat {RED_PATH}\nDate: 2024-02-01\n\nTea.\n\nIt rained. Please edit this post "
        "or expand it!\n\nUntil next time, Robin\n",
        f"Haiku: {RED.lower()}\nDate: 2024-02-01\nInvitation: Please edit this post or "
        "expand it!\n\nTea.\n\nIt rained.\n\nUntil next time, Robin\n",
    ),
    "no haiku": (
        "$ cat post/tea.md\n\nTitle: On Tea\nDate: 2024-02-01\n\nIt was warm.\n",
        "Title: On Tea\nDate: 2024-02-01\n\nIt was warm.\n",
    ),
}


@pytest.mark.parametrize("name", NORMALISED)
def test_normalised(name: str, tmp_path: Path) -> None:
    source, wanted = NORMALISED[name]
    write(tmp_path, {"a.txt": source})
    result = run(tmp_path, "import", "a.txt", "--to", "new", "--normalise", "--write")
    assert result.code == 0, result
    assert [text.decode() for text in posts(tmp_path / "new").values()] == [wanted]


KEPT = "the-pot-is-still-warm-/-nobody-has-asked-for-more-/-so-we-pour-again"
WINDOWS = KEPT.replace("/", "\\")
LINE = "The pot is still warm / nobody has asked for more / so we pour again"


@pytest.mark.parametrize(
    ("source", "path"),
    [
        (f"$ cat post/{KEPT}.md\n\nText.", f"post/{KEPT}.md"),
        (f"$ cat {KEPT}.markdown\n\nText.", f"{KEPT}.markdown"),
        (f"$ less ./notes/{KEPT}.txt\n\nText.", f"notes/{KEPT}.md"),
        (f"$ cat post/{KEPT}\n\nText.", f"post/{KEPT}.md"),
        (f"$ cat blog/content/post/{KEPT}.md\n\nText.", f"post/{KEPT}.md"),
        (f"$ cat /home/robin/content/post/{KEPT}.md\n\nText.", f"post/{KEPT}.md"),
        (f"$ cat /home/robin/post/{KEPT}.md\n\nText.", f"{KEPT}.md"),
        (f"$ cat ~/post/{KEPT}.md\n\nText.", f"{KEPT}.md"),
        (f"$ cat ../../post/{KEPT}.md\n\nText.", f"{KEPT}.md"),
        (f'PS C:\\> gc "C:\\post\\{WINDOWS}.md"\n\nText.', f"{KEPT}.md"),
        (f'$ cat "post/{KEPT.replace("-", " ")}.md"\n\nText.', f"post/{KEPT}.md"),
        (f"$ cat post/tea.md\n\n{LINE}\n\nTitle: Tea\n\nText.", f"post/{KEPT}.md"),
        (f"{LINE}\n\nTitle: Tea\n\nText.", f"{KEPT}.md"),
        ("$ cat post/tea.md\n\nTitle: Tea\n\nText.", "post/tea.md"),
    ],
)
def test_the_path_is_that_of_the_prompt_or_the_haiku(
    source: str, path: str, tmp_path: Path
) -> None:
    site(tmp_path, {"a.txt": source})
    result = run(tmp_path, "import", "a.txt", "--write")
    assert result.code == 0, result
    assert posts(tmp_path / "content") == {path: source.encode()}


@pytest.mark.parametrize("name", ["post", "post.log", "a post.MD"])
def test_a_file_that_is_named_may_have_any_name(name: str, tmp_path: Path) -> None:
    site(tmp_path, {name: POST})
    assert run(tmp_path, "import", name, "--write").code == 0
    assert posts(tmp_path / "content") == {RED_PATH: POST.encode()}


@pytest.mark.parametrize(
    ("name", "source", "parts"),
    [
        ("a.txt", "Just prose.", ["no transcript"]),
        ("a.txt", "", ["no transcript"]),
        ("a.txt", b"caf\xe9", ["cannot be read", "UTF-8", "0xe9"]),
        (
            "a.txt",
            f"$ cat post/{KEPT}.md\n\n{RED}\n\nTitle: A\n\nText.",
            ["prompt and haiku disagree", KEPT, RED],
        ),
        (
            "a.txt",
            "$ cat a.md\n\nhalf a poem / the rest is lost\n\nTitle: A\n\nText.",
            ["no haiku", "half a poem", "2 lines"],
        ),
        ("a.txt", f"$ cat {'a' * 300}.md\n\nTitle: A\n\nText.", ["File name too long"]),
        (
            "a.txt",
            "$ cat file/a.md\n\nTitle: A\n\nText.",
            ["file/a.md", "Not a directory"],
        ),
        ("a.txt", "$ cat there.md\n\nTitle: A\n\nText.", ["another file", "there.md"]),
    ],
)
def test_a_file_is_refused_with_its_reason(
    name: str, source: str | bytes, parts: list[str], tmp_path: Path
) -> None:
    there = {"content/file": "A file.", "content/there.md": "Kept."}
    site(tmp_path, {name: source, **there})
    before = posts(tmp_path / "content")
    for arguments in ([], ["--write"]):
        result = run(tmp_path, "import", name, *arguments)
        assert result.code == 1
        assert result.out.startswith(f"refuse {name}  ")
        assert all(part in result.out for part in parts), result.out
        assert "1 refused (1 " in result.out
        assert posts(tmp_path / "content") == before


@pytest.mark.parametrize(
    ("source", "part"),
    [
        (f"$ cat {RED_PATH}\nMetadata: lost\n\nText.", "keys metadata would be lost"),
        (
            f"$ cat {RED_PATH}\n\nText.\n\n$ cat post/{KEPT}.md\n\nB.",
            "another transcript",
        ),
    ],
)
def test_what_normalising_would_lose_is_refused(
    source: str, part: str, tmp_path: Path
) -> None:
    write(tmp_path, {"a.txt": source})
    result = run(tmp_path, "import", "a.txt", "--to", "new", "--normalise", "--write")
    assert result.code == 1
    assert part in result.out
    assert not (tmp_path / "new").exists()


def test_other_files_of_a_folder_and_posts_are_skipped(tmp_path: Path) -> None:
    files = {
        "content/post/a.md": transcript(1),
        "content/inbox/b.txt": transcript(2),
        "content/images/c.png": "PNG",
        "content/.hidden/d.txt": transcript(3),
    }
    site(tmp_path, files)
    result = run(tmp_path, "import", "content", "--write")
    assert result.code == 0
    assert result.out.endswith(
        "1 written; 2 skipped (1 no .txt or Markdown file, 1 a post already); 0 refused\n"
    )


def test_a_folder_that_cannot_be_read_stops_it_before_it_begins(tmp_path: Path) -> None:
    write(tmp_path, {"notes/1.txt": transcript(1), "notes/more/2.txt": transcript(2)})
    (tmp_path / "notes/more").chmod(0)
    result = run(tmp_path, "import", "notes", "--to", "new", "--write")
    (tmp_path / "notes/more").chmod(0o755)
    assert result.code == 2
    assert result.err == "pelican-haiku: notes/more: Permission denied\n"
    assert not (tmp_path / "new").exists()


def test_names_in_any_encoding_are_shown(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    name = os.fsencode(tmp_path / "notes") + b"/caf\xe9.txt"
    Path(os.fsdecode(name)).write_text(transcript(1))
    result = run(tmp_path, "import", "notes", "--to", "new")
    assert result.code == 0
    assert "notes/caf\\udce9.txt  → new/post/server-1" in result.out


def test_where_to_is_the_site_seen_from_below_or_must_be_named(tmp_path: Path) -> None:
    site(tmp_path, {"content/inbox/a.txt": transcript(1)})
    result = run(tmp_path / "content/inbox", "import", "a.txt")
    assert "→ ../post/server-1-is-down-/" in result.out
    (tmp_path / "pelicanconf.py").unlink()
    result = run(tmp_path / "content/inbox", "import", "a.txt")
    assert result.code == 2
    assert "--to content" in result.err
    assert run(tmp_path, "import", "none.txt", "--to", "content").code == 2


def test_of_files_with_one_path_the_first_is_written(tmp_path: Path) -> None:
    files = {f"notes/{n:02}.txt": transcript(1, f"Text {n}.") for n in range(20)}
    files["notes/20.txt"] = files["notes/00.txt"]
    write(tmp_path, files)
    dry = run(tmp_path, "import", "notes", "--to", "new")
    wet = run(tmp_path, "import", "notes", "--to", "new", "--write")
    assert dry.code == wet.code == 1
    assert dry.out.splitlines()[:-1] == wet.out.splitlines()[:-1]
    assert wet.out.splitlines()[-1] == (
        "1 written; 1 skipped (1 the same as another); "
        "19 refused (19 another has its path)"
    )
    assert [*posts(tmp_path / "new").values()] == [files["notes/00.txt"].encode()]


def test_a_clash_with_every_post_that_is_there_loses_nothing(tmp_path: Path) -> None:
    write(tmp_path, {f"notes/{n}.txt": transcript(n) for n in range(20)})
    run(tmp_path, "import", "notes", "--to", "new", "--write")
    write(tmp_path, {f"notes/{n}.txt": transcript(n, "Changed.") for n in range(20)})
    before = posts(tmp_path / "new")
    assert len(before) == 20
    result = run(tmp_path, "import", "notes", "--to", "new", "--write")
    assert result.code == 1
    assert result.out.endswith(
        "0 written; 0 skipped; 20 refused (20 another file is there)\n"
    )
    assert posts(tmp_path / "new") == before


def test_a_folder_that_is_read_only_is_said_file_by_file(tmp_path: Path) -> None:
    write(tmp_path, {f"notes/{n}.txt": transcript(n) for n in range(3)})
    (tmp_path / "new").mkdir(mode=0o555)
    result = run(tmp_path, "import", "notes", "--to", "new", "--write")
    assert result.code == 1
    assert result.out.count("Permission denied") == 3
    assert result.out.endswith("3 refused (3 cannot be written)\n")
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupted_import_leaves_whole_files_and_goes_on_later(
    name: str, tmp_path: Path
) -> None:
    text = "All quiet. " * 2_000
    write(tmp_path, {f"notes/{n:04}.txt": transcript(n, text) for n in range(1500)})
    process = subprocess.Popen(
        [COMMAND, "import", "notes", "--to", "new", "--write"],
        cwd=tmp_path,
        env=environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # In the background of a shell it is ignored, and the tests may be there.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    assert process.stdout is not None
    # The pipe has no room for the rest, so it waits for its reader.
    for _ in range(20):
        process.stdout.readline()
    process.send_signal(signal.Signals[name])
    out, err = process.communicate(timeout=60)

    assert process.returncode == 130, err
    assert err == "pelican-haiku: interrupted\n"
    found = posts(tmp_path / "new")
    assert 20 <= len(found) < 1500
    assert out.endswith(f"{len(found)} written; 0 skipped; 0 refused\n")
    assert set(found.values()) <= {
        it.read_bytes() for it in (tmp_path / "notes").iterdir()
    }

    result = run(tmp_path, "import", "notes", "--to", "new", "--write")
    assert result.code == 0
    assert f"; {len(found)} skipped ({len(found)} there already); " in result.out
    assert len(posts(tmp_path / "new")) == 1500


# A process begins with the memory of the one that it is forked from, so with a small one.
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak(folder: Path) -> int:
    """Import the notes in *folder* and return the memory it took at most, in KiB."""
    command = [str(COMMAND), "import", "notes", "--to", "new", "--write"]
    return int(
        subprocess.check_output(
            [sys.executable, "-c", PEAK, *command], cwd=folder, env=environ()
        )
    )


def test_ten_thousand_files_take_no_more_memory_than_few(tmp_path: Path) -> None:
    text = "All quiet. " * 500
    peaks = {}
    for count in (100, 10_000):
        folder = tmp_path / str(count)
        write(folder, {f"notes/{n:05}.txt": transcript(n, text) for n in range(count)})
        peaks[count] = peak(folder)
        assert len(posts(folder / "new")) == count
    # Their texts are 55 MB.
    assert peaks[10_000] - peaks[100] < 10_000, peaks
    shutil.rmtree(tmp_path)


def test_the_bar_is_for_terminals(tmp_path: Path) -> None:
    write(tmp_path, {f"notes/{n}.txt": transcript(n) for n in range(3)})
    shown = on_terminal(tmp_path, "import", "notes", "--to", "new").out
    assert "Importing" in shown
    plain = ESCAPE.sub("", shown)
    assert len(re.findall(r"write +notes/\d.txt", plain)) == 3
    result = run(tmp_path, "import", "notes", "--to", "new")
    assert "Importing" not in result.out + result.err
    assert "\x1b" not in result.out + result.err

"""``pelican-haiku check``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import Result, on_terminal, run, site
from tests.run_pelican import build, git, write
from tests.site.test_failures import DROPPED

QUEUE = "The queue grew all night / no one had set a limit / the disk set one first"
POT = "The pot is still warm / nobody has asked for more / so we pour again"
POT_PATH = "the-pot-is-still-warm-/-nobody-has-asked-for-more-/-so-we-pour-again.md"
DATE = "Date: 2024-02-01"
GOOD = f"Haiku: {QUEUE}\n{DATE}\n\nIt began with a graph.\n"

# Each wrong post: its path, its text, and of each finding the line and parts.
WRONG: dict[str, tuple[str, list[tuple[int, list[str]]]]] = {
    "scansion.md": (
        f"{DATE}\nHaiku: The pot is warm / nobody has asked for more / so we frobnicate"
        "\n\nText.",
        [
            (
                2,
                [
                    "does not scan: line 1, “The pot is warm”, has 4, not 5 syllables",
                    "(The 1, pot 1, is 1, warm 1)",
                    "Haiku-Syllables: 5 7 5",
                ],
            )
        ],
    ),
    f"notes/{POT_PATH}": (
        f"$ cat notes/{POT_PATH}\n\nthe build just went red / someone had pushed "
        f"straight to main / we talked over tea\n\nTitle: Red\n{DATE}\n\nText.",
        [(3, ["sources disagree", "its prompt says", POT_PATH, "make the others agree"])],
    ),
    "night-/-no-limit/b.md": (
        f"Title: Near\n{DATE}\n\nText.",
        [(1, ["nearly spells a haiku", "-third-line.md", "Haiku: no"])],
    ),
    "two-lines.md": (
        f"Title: Two\n{DATE}\nHaiku: a b / c d\n\nText.",
        [(3, ["'a b / c d' is none", "it has 2 lines, not 3", "Write three lines"])],
    ),
    "old/first.md": (f"Haiku: {POT}\n{DATE}\n\nText.", []),
    "same.md": (
        f"Title: Same\nSlug: same\nHaiku: {POT}\nDate: 2024-03-01\n\nText.",
        [(1, ["its haiku is also that of old/first.md", "change one"])],
    ),
    "twice/one.md": (
        "Haiku: Wind in the cables / somebody counts the packets / one of them is late\n"
        "Date: 2024-01-01\n\nText.",
        [],
    ),
    "twice/two.md": (
        "Haiku: Wind in the cables / somebody counts the packets / one of them is late\n"
        f"{DATE}\n\nText.",
        [
            (
                1,
                [
                    "its address is also that of twice/one.md",
                    "its slug becomes",
                    "-2. Change",
                ],
            )
        ],
    ),
    "image.md": (
        f"Title: Image\n{DATE}\n\n![A dot]({{static}}/dot.png)\n",
        [(1, ["its excerpt is empty", "write some, or a Summary:"])],
    ),
    "links.md": (
        f"Title: Links\n{DATE}\n\nSome text.\n\nSee [it]({{filename}}gone.md), and "
        "![]({static}/dot.png).\n",
        [(6, ["Unable to find 'gone.md'"]), (6, ["Empty alt attribute", "dot.png"])],
    ),
    "words.md": (
        f"Title: Words\n{DATE}\nExcerpt-Words: many\n\nText.",
        [(3, ["Excerpt-Words: many", "write one, as in"])],
    ),
}


def findings(result: Result) -> list[tuple[str, int, str]]:
    found = []
    for line in result.out.splitlines():
        place, _, message = line.partition(": ")
        path, _, number = place.rpartition(":")
        found.append((path, int(number), message))
    return found


def test_every_finding_names_its_file_its_line_and_the_way_out(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"content/{path}": text for path, (text, _) in WRONG.items()
    }
    site(tmp_path, {**files, "content/good.md": GOOD, "content/dot.png": b""})
    result = run(tmp_path, "check")
    assert result.code == 1
    found = findings(result)
    for path, (_, wanted) in WRONG.items():
        for line, parts in wanted:
            matching = [
                it
                for it in found
                if it[0] == f"content/{path}" and all(part in it[2] for part in parts)
            ]
            assert [number for _, number, _ in matching] == [line], (path, parts, found)
            found.remove(matching[0])
    assert found == []
    count = sum(len(wanted) for _, wanted in WRONG.values())
    assert result.err == f"{count} findings in {len(WRONG) + 1} posts\n"
    assert not (tmp_path / "output").exists()


def test_posts_that_a_build_drops_are_found_as_it_says(tmp_path: Path) -> None:
    files = {f"content/{name}": source for name, (source, _) in DROPPED.items()}
    site(tmp_path, {**files, "content/dot.png": b""})
    found = findings(run(tmp_path, "check"))
    assert len(found) == len(DROPPED)
    for name, (_, parts) in DROPPED.items():
        [message] = [text for path, _, text in found if path == f"content/{name}"]
        assert all(part in message for part in parts), message


def test_all_that_a_build_says_of_posts_is_said(tmp_path: Path) -> None:
    """Each warning and error of a real build, in its words."""
    files = {f"content/{path}": text for path, (text, _) in WRONG.items()}
    settings = {"HAIKU_FOOTER": False, "DEFAULT_DATE": None}
    built = build(tmp_path, {**files, "content/dot.png": b""}, settings)
    assert len(built.complaints) > 7
    checked = " ".join(run(tmp_path, "check").out.split())
    for complaint in built.complaints:
        text = complaint.partition(" ")[2].removeprefix("pelican_haiku")
        for path in files:
            text = text.removeprefix(f"{path.removeprefix('content/')}: ")
        assert " ".join(text.split()) in checked


def test_a_clean_site_is_clean_from_every_folder(tmp_path: Path) -> None:
    files = {"content/post/good.md": GOOD, "content/pages/about.md": "Title: About\n\nA."}
    site(tmp_path, files)
    for folder, arguments in {
        ".": ["content/post/good.md"],
        "content": ["post"],
        "content/post": ["good.md", "-s", "../../pelicanconf.py"],
        "content/pages": [],
    }.items():
        result = run(tmp_path / folder, "check", *arguments)
        assert (result.code, result.out) == (0, ""), result
        assert result.err == "no findings in 1 post\n"


def test_paths_choose_the_posts_but_all_are_read(tmp_path: Path) -> None:
    first, other = (
        "Haiku: Wind in the cables / somebody counts the packets / one of them is late\n"
        f"Date: 2024-0{month}-01\n\nText."
        for month in (1, 2)
    )
    files = {"content/a/one.md": first, "content/b/two.md": other}
    site(tmp_path, {**files, "content/c.md": "Title: C\n\nText."})
    assert {path for path, *_ in findings(run(tmp_path, "check"))} == {
        "content/b/two.md",
        "content/c.md",
    }
    assert run(tmp_path, "check", "content/a").code == 0
    [(path, _, message)] = findings(run(tmp_path / "content/b", "check", "two.md"))
    assert path == "two.md"
    assert "also that of a/one.md" in message


@pytest.mark.parametrize("path", ["gone.md", "pelicanconf.py", "content/pages"])
def test_a_path_with_no_posts_is_wrong_usage(path: str, tmp_path: Path) -> None:
    files = {"content/good.md": GOOD, "content/pages/about.md": "Title: About\n\nA."}
    site(tmp_path, files)
    result = run(tmp_path, "check", path)
    assert (result.code, result.out) == (2, "")
    assert path in result.err
    assert result.err.count("\n") == 1


def test_a_link_is_found_in_each_post_that_has_it(tmp_path: Path) -> None:
    text = f"Title: Links\n{DATE}\n\nSee [it]({{filename}}gone.md)."
    files = {f"content/{n}.md": f"Slug: {n}\n{text}" for n in range(8)}
    site(tmp_path, files)
    found = findings(run(tmp_path, "check"))
    assert [(path, line) for path, line, _ in found] == [(path, 5) for path in files]
    ignored = "LOG_FILTER = [(30, \"Unable to find '%s', skipping url replacement.\")]"
    site(tmp_path, {}, ignored)
    assert run(tmp_path, "check").code == 0


def test_settings_of_the_plugin_are_findings_too(tmp_path: Path) -> None:
    conf = "\nHAIKU_SLUG = 'deep'\nHAIKU_REPO = 'robin/blog'\nprint('hello')"
    site(tmp_path, {"content/good.md": GOOD}, conf)
    lines = (tmp_path / "pelicanconf.py").read_text().splitlines()
    result = run(tmp_path, "check", "content/good.md")
    assert [(path, line) for path, line, _ in findings(result)] == [
        ("pelicanconf.py", lines.index("HAIKU_SLUG = 'deep'") + 1),
        ("pelicanconf.py", lines.index("HAIKU_REPO = 'robin/blog'") + 1),
    ]


def test_a_site_without_the_plugin_cannot_be_checked(tmp_path: Path) -> None:
    site(tmp_path, {"content/good.md": GOOD}, "PLUGINS = []")
    result = run(tmp_path, "check")
    assert (result.code, result.out) == (2, "")
    assert 'PLUGINS lacks "pelican_haiku"' in result.err


def test_a_build_that_another_plugin_stops_is_one_line(tmp_path: Path) -> None:
    conf = """
from pelican.plugins import signals
def stop(generator):
    raise KeyError("another plugin")
signals.article_generator_finalized.connect(stop)
"""
    site(tmp_path, {"content/good.md": GOOD}, conf)
    result = run(tmp_path, "check")
    assert (result.code, result.out) == (2, "")
    assert "the build stops, KeyError: 'another plugin'" in result.err


def test_it_leaves_output_and_cache_alone(tmp_path: Path) -> None:
    files = {"content/good.md": GOOD, "output/kept.html": "Kept."}
    conf = "CACHE_CONTENT = True\nLOAD_CONTENT_CACHE = True\nHAIKU_CSS = True\n"
    site(tmp_path, files, f"{conf}DELETE_OUTPUT_DIRECTORY = True")
    before = {path for path in tmp_path.rglob("*") if "__pycache__" not in path.parts}
    assert run(tmp_path, "check").code == 0
    after = {path for path in tmp_path.rglob("*") if "__pycache__" not in path.parts}
    assert after == before


def test_json(tmp_path: Path) -> None:
    site(tmp_path, {"content/a.md": f"Title: Ä\n{DATE}\nHaiku: ä / b\n\nText."})
    result = run(tmp_path, "check", "--format", "json")
    assert (result.code, result.err) == (1, "")
    [found] = json.loads(result.out)
    assert found.pop("message").startswith("its Haiku: 'ä / b' is none, it has 2 lines")
    assert found == {"path": "content/a.md", "line": 3, "level": "warning"}
    (tmp_path / "content/a.md").write_text(GOOD)
    assert run(tmp_path, "check", "--format", "json").out == "[]\n"


def test_github(tmp_path: Path) -> None:
    site(tmp_path / "blog", {"content/a, b.md": "Title: 100%\n\nText."})
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    result = run(tmp_path / "blog/content", "check", "--format", "github")
    assert result.code == 1
    assert result.out == (
        "::error file=blog/content/a%2C b.md,line=1::no date; write Date: 2024-02-26 "
        "under the Title: line. The post is left out\n"
    )
    git(tmp_path, "rm", "-rqf", "--cached", ".")
    (tmp_path / "blog/content/a, b.md").write_text(f"Title: Q\n{DATE}\n\nText.")
    result = run(tmp_path / "blog", "check", "--format", "github")
    assert result.out.startswith("::warning file=blog/content/a%2C b.md,line=1::git does")


def test_what_git_does_not_track_is_found(tmp_path: Path) -> None:
    site(tmp_path, {"content/good.md": GOOD, "content/new.md": f"Title: N\n{DATE}\n\nA."})
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "content/good.md")
    [(path, line, message)] = findings(run(tmp_path, "check"))
    assert (path, line) == ("content/new.md", 1)
    assert message.startswith("git does not track it")
    assert "git add" in message
    git(tmp_path, "add", "content/new.md")
    assert run(tmp_path, "check").code == 0


# --fix

TYPO = POT_PATH.replace("warm", "worm")
NEAR = "post/the-pot-is-still-warm-/-nobody-has-asked/for-more.md"
POST = f"Haiku: {POT}\n{DATE}\n\nIt was tea.\n"


@pytest.mark.parametrize("path", [TYPO, f"post/{TYPO}", NEAR, "the-pot-/-is.md"])
@pytest.mark.parametrize("tracked", [False, True])
def test_a_file_is_moved_to_the_path_that_its_haiku_spells(
    tracked: bool, path: str, tmp_path: Path
) -> None:
    site(tmp_path, {f"content/{path}": POST, "content/good.md": GOOD})
    if tracked:
        git(tmp_path, "init", "--quiet")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "--quiet", "-m", "Write")
    folder = "post/" if path.startswith("post/") else ""
    target = f"content/{folder}{POT_PATH}"
    assert len(findings(run(tmp_path, "check"))) == 1
    result = run(tmp_path, "check", "--fix", "--yes", f"content/{path}")
    assert result.code == 0, result
    assert f"content/{path}\n→ {target}\n" in result.err
    assert (tmp_path / target).read_text() == POST
    files = [it for it in (tmp_path / "content").rglob("*") if it.is_file()]
    assert len(files) == 2
    folders = [it for it in (tmp_path / "content").rglob("*") if it.is_dir()]
    assert all(any(it.iterdir()) for it in folders)
    if tracked:
        assert git(tmp_path, "status", "--short", "-z").startswith(f"R  {target}\0")


@pytest.mark.parametrize(("answer", "moves"), [("y", True), ("n", False), ("", False)])
def test_a_move_is_asked_for(answer: str, moves: bool, tmp_path: Path) -> None:
    site(tmp_path, {f"content/{TYPO}": POST})
    result = on_terminal(tmp_path, "check", "--fix", answers={"Move it? [y/N] ": answer})
    assert f"content/{TYPO}\n→ content/{POT_PATH}\n" in result.out
    assert (tmp_path / "content" / POT_PATH).exists() is moves
    assert (tmp_path / "content" / TYPO).exists() is not moves
    assert result.code == (0 if moves else 1)


def test_nobody_to_ask_is_a_no(tmp_path: Path) -> None:
    site(tmp_path, {f"content/{TYPO}": POST})
    assert run(tmp_path, "check", "--fix").code == 1
    assert (tmp_path / "content" / TYPO).exists()


@pytest.mark.parametrize("tracked", [False, True])
def test_a_move_overwrites_nothing(tracked: bool, tmp_path: Path) -> None:
    there = f"Title: There\nHaiku: no\n{DATE}\n\nA."
    site(tmp_path, {f"content/{TYPO}": POST, f"content/{POT_PATH}": there})
    if tracked:
        git(tmp_path, "init", "--quiet")
        git(tmp_path, "add", ".")
    result = run(tmp_path, "check", "--fix", "--yes")
    assert result.code == 1
    assert "Another file is there" in result.err
    assert "sources disagree" in result.out
    assert (tmp_path / "content" / TYPO).read_text() == POST
    assert (tmp_path / "content" / POT_PATH).read_text() == there


def test_a_move_that_is_not_permitted_is_said(tmp_path: Path) -> None:
    site(tmp_path, {f"content/{TYPO}": POST})
    (tmp_path / "content").chmod(0o555)
    result = run(tmp_path, "check", "--fix", "--yes")
    (tmp_path / "content").chmod(0o755)
    assert result.code == 1
    assert "It cannot be moved: Permission denied\n" in result.err
    assert (tmp_path / "content" / TYPO).read_text() == POST


def test_what_is_left_after_a_move_is_said(tmp_path: Path) -> None:
    files = {f"content/{TYPO}": POST.replace(DATE, f"{DATE}\nExcerpt-Words: few")}
    site(tmp_path, files)
    result = run(tmp_path, "check", "--fix", "--yes", "--format", "json")
    assert result.code == 1
    [found] = json.loads(result.out)
    assert found["path"] == f"content/{POT_PATH}"
    assert "Excerpt-Words: few" in found["message"]


def test_a_path_of_the_author_s_choice_stays(tmp_path: Path) -> None:
    site(tmp_path, {"content/post/pot.md": POST, "content/good.md": GOOD})
    for arguments in ([], ["content/post"]):
        result = run(tmp_path, "check", "--fix", "--yes", *arguments)
        assert (result.code, "→" in result.err) == (0, False)
    # No path can spell this one.
    write(tmp_path, {"content/post/no.md": POST.replace(POT, "! / b / c")})
    # Naming the file is another choice.
    run(tmp_path, "check", "--fix", "--yes", "content/post/pot.md")
    assert (tmp_path / "content/post" / POT_PATH).read_text() == POST


def test_a_hook_for_pre_commit_names_the_command() -> None:
    hooks = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
    text = hooks.read_text(encoding="utf-8")
    assert "entry: pelican-haiku check\n" in text
    assert "pass_filenames: false\n" in text

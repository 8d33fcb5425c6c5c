"""Who is named for a post: real repositories, and sites built in them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup

from pelican_haiku.footer.git import Checkout
from pelican_haiku.footer.history import thank
from tests.footer.test_source import POST, REMOTE
from tests.run_pelican import Site, build, git, write

CASES = Path(__file__).parent / "cases" / "history" / "commits.toml"
UTC = ZoneInfo("UTC")
PAGE = "a-post.html"
CREDITS = {"HAIKU_CREDITS": True}


def begin(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "remote", "add", "origin", REMOTE)
    return folder


def commit(
    folder: Path, by: str, files: dict[str, str], day: int = 1, **more: str
) -> None:
    """Commit *files* on that day of March 2026; one without text is deleted."""
    write(folder, {name: text for name, text in files.items() if text})
    for name, text in files.items():
        if not text:
            (folder / name).unlink()
    git(folder, "add", "--all")
    dates = {
        f"GIT_{who}_DATE": f"2026-03-{day:02}T12:00Z" for who in ("AUTHOR", "COMMITTER")
    }
    git(folder, "commit", "--quiet", "--message", "Change", by=by, **dates, **more)


def thanks(site: Site, page: str = PAGE) -> list[str]:
    assert site.exit_code == 0, site.terminal
    return [
        tag.get_text() for tag in site.soup(page).select(".haiku-footer .haiku-credits")
    ]


@pytest.mark.parametrize(
    "case", tomllib.loads(CASES.read_text("utf-8"))["case"], ids=lambda case: case["name"]
)
def test_what_a_file_has_been_through(case: dict[str, Any], tmp_path: Path) -> None:
    begin(tmp_path)
    for day, change in enumerate(case["commits"], start=1):
        email = {"email": change["email"]} if "email" in change else {}
        commit(tmp_path, change["by"], change["files"], day, **email)
    history = Checkout(tmp_path).histories[case["file"]]

    assert list(history.contributors) == case["contributors"]
    html = thank(history, case.get("lang", "en"), UTC)
    assert BeautifulSoup(html, "html.parser").get_text() == case["credits"]
    assert "@" not in html


def test_merges_are_nobodys_work(tmp_path: Path) -> None:
    begin(tmp_path)
    commit(tmp_path, "Robin", {"content/a.md": "one\n\ntwo\n\nthree\n"})
    git(tmp_path, "checkout", "--quiet", "-b", "topic")
    commit(tmp_path, "Kim", {"content/a.md": "ONE\n\ntwo\n\nthree\n"}, 2)
    git(tmp_path, "checkout", "--quiet", "main")
    commit(tmp_path, "Robin", {"content/a.md": "one\n\ntwo\n\nTHREE\n"}, 3)
    git(tmp_path, "merge", "--quiet", "--no-edit", "topic", by="Alex")
    history = Checkout(tmp_path).histories["content/a.md"]

    assert set(history.contributors) == {"Robin", "Kim"}
    assert history.created.day == 1
    assert history.modified.day == 3
    assert history.created.tzinfo is not None


def test_the_date_is_that_of_the_site(tmp_path: Path) -> None:
    begin(tmp_path)
    commit(tmp_path, "Robin", {"content/a.md": POST})
    late = {"GIT_AUTHOR_DATE": "2026-03-02T23:30Z"}
    write(tmp_path, {"content/a.md": f"{POST} More."})
    git(tmp_path, "commit", "--quiet", "-am", "Add", by="Kim", **late)
    site = build(tmp_path, {}, {**CREDITS, "TIMEZONE": "Asia/Tokyo"})

    assert thanks(site) == ["Edited by Kim, last on 3 March 2026."]
    time = site.soup(PAGE).select_one(".haiku-credits time")
    assert time is not None
    assert time["datetime"] == "2026-03-03"


def test_a_footer_thanks_if_it_is_asked_to(tmp_path: Path) -> None:
    begin(tmp_path)
    commit(tmp_path, "Robin", {"content/a.md": POST, "content/b.md": "Title: B\n\nText."})
    commit(tmp_path, "Kim <3", {"content/a.md": f"{POST} More."}, 2)
    write(tmp_path, {"content/new.md": "Title: New\n\nText."})
    write(tmp_path, {"content/own.md": "Title: Own\nHistory: my own\n\nText."})
    site = build(tmp_path, {}, CREDITS)

    assert thanks(site) == ["Edited by Kim 3, last on 2 March 2026."]
    assert thanks(site, "b.html") == []
    assert thanks(site, "new.html") == []
    assert "haiku-credits" not in site.read("index.html")
    assert "@" not in site.read(PAGE)
    assert site.complaints == []
    assert thanks(build(tmp_path)) == []


def test_a_shallow_clone_knows_nobody(tmp_path: Path) -> None:
    whole = begin(tmp_path / "whole")
    commit(whole, "Robin", {"content/a.md": POST, "content/b.md": "Title: B\n\nText."})
    commit(whole, "Kim", {"content/a.md": f"{POST} More."}, 2)
    commit(whole, "Alex", {"content/a.md": f"{POST} And more."}, 3)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=2", whole.as_uri(), str(clone))
    settings = {**CREDITS, "HAIKU_REPOSITORY": "robin/notes"}
    site = build(clone, {}, settings)

    assert thanks(site) == []
    assert sum("is shallow" in line for line in site.log("INFO")) == 1
    assert site.complaints == []
    git(clone, "fetch", "--quiet", "--unshallow")
    assert thanks(build(clone, {}, settings)) == [
        "Edited by Kim and Alex, last on 3 March 2026."
    ]


def test_a_post_belongs_to_the_checkout_it_is_in(tmp_path: Path) -> None:
    """A worktree of the blog's repository, a submodule, and a symbolic link out of it."""
    notes = begin(tmp_path / "notes")
    commit(notes, "Alex", {"sub.md": "Title: Sub\nDate: 2026-01-01\n\nText."})
    commit(notes, "Kim", {"sub.md": "Title: Sub\nDate: 2026-01-01\n\nMore."}, 2)
    blog = begin(tmp_path / "blog")
    commit(blog, "Robin", {"content/a.md": POST})
    commit(blog, "Kim", {"content/a.md": f"{POST} More."}, 3)
    git(blog, "submodule", "--quiet", "add", str(notes), "content/notes")
    linked = "Title: Linked\nDate: 2026-01-01\n\nText."
    commit(blog, "Robin", {"elsewhere/linked.md": linked}, 4)
    commit(blog, "Alex", {"elsewhere/linked.md": f"{linked} More."}, 5)
    (blog / "content/linked.md").symlink_to("../elsewhere/linked.md")
    git(blog, "add", "--all")
    git(blog, "commit", "--quiet", "--message", "Link")
    tree = tmp_path / "tree"
    git(blog, "worktree", "add", "--quiet", str(tree), "-b", "other")
    git(tree, "submodule", "--quiet", "update", "--init")

    for folder in (blog, tree):
        git(folder / "content/notes", "remote", "set-url", "origin", REMOTE)
        site = build(folder, {}, CREDITS)
        assert thanks(site) == ["Edited by Kim, last on 3 March 2026."]
        assert thanks(site, "linked.html") == ["Edited by Alex, last on 5 March 2026."]
        assert thanks(site, "sub.html") == ["Edited by Kim, last on 2 March 2026."]


def test_a_theme_has_the_history_whatever_the_setting_says(tmp_path: Path) -> None:
    begin(tmp_path)
    commit(tmp_path, "Robin", {"content/a.md": POST, "content/b.md": "Title: B\n\nText."})
    commit(tmp_path, "Kim", {"content/a.md": f"{POST} More."}, 2)
    template = (
        '{% from "haiku/macros.html" import credits %}{% set h = article.history %}'
        "{% if h is defined %}{{ h.created.isoformat() }}|{{ h.modified.day }}|"
        '{{ h.contributors | join("+") }}{% endif %}|{{ credits(article) }}|'
    )
    theme = {
        "theme/templates/article.html": template,
        "content/c.md": "Title: C\n\nText.",
    }
    site = build(tmp_path, theme, {"THEME": "theme"})

    day = "2026-03-01T12:00:00+00:00"
    assert site.read(PAGE) == (
        f'{day}|2|Robin+Kim|<p class="haiku-credits">Edited by Kim, last on '
        '<time datetime="2026-03-02">2 March 2026</time>.</p>|'
    )
    assert site.read("b.html") == f"{day}|1|Robin||"
    assert site.read("c.html") == "||"
    assert site.complaints == []


def test_git_is_asked_once_and_only_if_somebody_wants_to_know(tmp_path: Path) -> None:
    begin(tmp_path)
    posts = {
        f"content/{n}.md": f"Title: Post {n}\nDate: 2026-01-01\n\nText." for n in "abc"
    }
    commit(tmp_path, "Robin", posts)
    trace = tmp_path / "trace"

    def processes(**settings: object) -> list[str]:
        trace.unlink(missing_ok=True)
        build(tmp_path, {}, settings, environ={"GIT_TRACE2_EVENT": str(trace)})
        lines = trace.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if '"event":"start"' in line]

    without = processes()
    assert not any('"log"' in line for line in without)
    with_credits = processes(HAIKU_CREDITS=True)
    # What has a history is tracked, so that nothing lists the files.
    assert any('"log"' in line for line in with_credits)
    assert not any('"ls-files"' in line for line in with_credits)
    assert len(with_credits) == len(without) == 3
    write(tmp_path, {"content/new.md": "Title: New\n\nText."})
    assert len(processes(HAIKU_CREDITS=True)) == 4


def test_a_transcript_without_a_date_takes_its_first_commits(tmp_path: Path) -> None:
    post = (
        "$ cat post/x.md\n\nthe queue grew all night / no one had set a limit / the disk "
        "set one first\n\nTitle: Limits\n\nIt began with a graph.\n"
    )
    page = "the-queue-grew-all-night/no-one-had-set-a-limit/the-disk-set-one-first.html"
    begin(tmp_path)
    commit(tmp_path, "Robin", {"content/queue.md": post}, 4)
    commit(tmp_path, "Kim", {"content/queue.md": f"{post}\nMore.\n"}, 9)
    settings = {"DEFAULT_DATE": None}
    site = build(tmp_path, {}, settings)

    time = site.soup(page).select_one("time")
    assert time is not None
    assert time["datetime"] == "2026-03-04T12:00:00+00:00"
    assert site.complaints == []
    with_default = build(tmp_path).soup(page).select_one("time")
    assert with_default is not None
    assert str(with_default["datetime"]).startswith("2024-01-01")
    # The author may use the name for something else.
    own = post.replace("Title: Limits", "Title: Limits\nHistory: mine")
    commit(tmp_path, "Robin", {"content/queue.md": own}, 10)
    assert all("failed" not in it for it in build(tmp_path, {}, settings).complaints)
    # A file that git does not know stays without one, and that is said.
    write(tmp_path, {"content/new.md": post.replace("disk", "cache")})
    assert any("write Date:" in line for line in build(tmp_path, {}, settings).complaints)

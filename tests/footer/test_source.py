"""Real repositories in every arrangement, what git and the CI say, and a site in each."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pelican_haiku import addresses
from pelican_haiku.footer import ci, remotes
from pelican_haiku.footer import git as git_module
from pelican_haiku.footer.forges import UNKNOWN
from pelican_haiku.footer.git import Checkout, find_root
from tests.run_pelican import Site, build, clean_environ, git, write

CASES = Path(__file__).parent / "cases"
REMOTE = "https://github.com/robin/notes.git"
POST = "Title: A Post\nDate: 2024-02-02\n\nText."
PAGE = "a-post.html"
SERVICES = tomllib.loads((CASES / "ci" / "services.toml").read_text("utf-8"))["case"]


@pytest.fixture(autouse=True)
def _plain_environ(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in set(os.environ) - set(clean_environ()):
        monkeypatch.delenv(name)
    for name, value in clean_environ().items():
        monkeypatch.setenv(name, value)


def repository(
    folder: Path,
    files: Mapping[str, str | bytes] | None = None,
    *,
    branch: str = "main",
    remote: str | None = REMOTE,
) -> Path:
    """Make a repository whose *files* are committed."""
    write(folder, files or {"content/a.md": POST})
    git(folder, "init", "--quiet", "--initial-branch", branch)
    if remote:
        git(folder, "remote", "add", "origin", remote)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Begin")
    return folder


def edit_link(site: Site, page: str = PAGE) -> str | None:
    assert site.exit_code == 0, site.terminal
    found = site.soup(page).select_one('.haiku-footer a[rel~="edit"]')
    return str(found["href"]) if found else None


# What the CI says


@pytest.mark.parametrize("case", SERVICES, ids=lambda case: case["name"])
def test_what_a_service_says(case: dict[str, Any]) -> None:
    told = ci.read(case["environ"])
    assert told.branch == case.get("branch")
    assert told.preview is case.get("preview", False)
    if "repository" in case:
        assert told.repository is not None
        found = remotes.from_remote(told.repository)
        if found.forge is UNKNOWN:
            found = remotes.from_remote(told.repository, told.forge)
        assert (found.url, found.forge.name) == (
            case["repository"],
            case.get("forge", ""),
        )
    else:
        assert told.repository is None


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("GitHub Actions, a pull request", "https://github.com/robin/notes/edit/main/content/a.md"),
        ("GitLab CI, a merge request", "https://gitlab.com/robin/notes/-/edit/main/content/a.md"),
        ("Netlify, a preview", "https://github.com/robin/notes/edit/trunk/content/a.md"),
        ("Cloudflare Pages", "https://github.com/other/fork/edit/main/content/a.md"),
        ("GitHub's names without its marker", "https://github.com/other/fork/edit/trunk/content/a.md"),
    ],
)  # fmt: skip
def test_the_ci_comes_before_git(name: str, url: str, tmp_path: Path) -> None:
    """In a checkout as a service makes it: HEAD detached, the default known."""
    repository(
        tmp_path, branch="proposal", remote="https://x:t0ken@github.com/other/fork"
    )
    git(tmp_path, "update-ref", "refs/remotes/origin/trunk", "HEAD")
    git(tmp_path, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    if name != "Netlify, a preview":
        git(tmp_path, "checkout", "--quiet", "--detach")
    environ = next(case["environ"] for case in SERVICES if case["name"] == name)
    site = build(tmp_path, environ=environ)
    assert edit_link(site) == url
    assert "t0ken" not in site.terminal


def test_a_setting_comes_before_the_ci(tmp_path: Path) -> None:
    repository(tmp_path)
    environ = SERVICES[0]["environ"]
    settings = {"HAIKU_REPOSITORY": "robin/other", "HAIKU_BRANCH": "refs/heads/live"}
    site = build(tmp_path, {}, settings, environ=environ)
    assert edit_link(site) == "https://github.com/robin/other/edit/live/content/a.md"


# What git says of a checkout


def test_the_published_branch(tmp_path: Path) -> None:
    repository(tmp_path, branch="topic")
    assert Checkout(tmp_path).branch() == "topic"
    git(tmp_path, "update-ref", "refs/remotes/origin/trunk", "HEAD")
    git(tmp_path, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert Checkout(tmp_path).branch() == "trunk"
    git(tmp_path, "update-ref", "refs/remotes/origin/feature/x", "HEAD")
    git(tmp_path, "branch", "--set-upstream-to", "origin/feature/x")
    assert Checkout(tmp_path).branch() == "feature/x"
    assert Checkout(tmp_path).branch(pull_request=True) == "trunk"
    git(tmp_path, "checkout", "--quiet", "--detach")
    assert Checkout(tmp_path).branch() == "trunk"
    # A branch may follow another one of the same repository, which nobody else sees.
    git(tmp_path, "checkout", "--quiet", "-b", "local", "--track", "topic")
    assert Checkout(tmp_path).branch() == "trunk"


def test_a_detached_head_with_one_remote_branch(tmp_path: Path) -> None:
    """As a CI that is not known fetches it."""
    repository(tmp_path, branch="trunk")
    git(tmp_path, "checkout", "--quiet", "--detach")
    git(tmp_path, "branch", "--quiet", "-D", "trunk")
    assert Checkout(tmp_path).branch() is None
    git(tmp_path, "update-ref", "refs/remotes/origin/feature/x", "HEAD")
    git(tmp_path, "update-ref", "refs/remotes/other/y", "HEAD")
    assert Checkout(tmp_path).branch() == "feature/x"
    assert Checkout(tmp_path).branch(pull_request=True) is None
    git(tmp_path, "update-ref", "refs/remotes/origin/z", "HEAD")
    assert Checkout(tmp_path).branch() is None


def test_the_remote(tmp_path: Path) -> None:
    repository(tmp_path, remote=None)
    assert Checkout(tmp_path).remote is None
    git(tmp_path, "remote", "add", "only", "https://github.com/robin/only")
    assert Checkout(tmp_path).remote == "https://github.com/robin/only"
    git(tmp_path, "remote", "add", "second", "https://github.com/robin/second")
    assert Checkout(tmp_path).remote is None
    git(tmp_path, "remote", "add", "origin", "https://github.com/robin/origin")
    assert Checkout(tmp_path).remote == "https://github.com/robin/origin"
    git(tmp_path, "update-ref", "refs/remotes/second/main", "HEAD")
    git(tmp_path, "branch", "--set-upstream-to", "second/main")
    assert Checkout(tmp_path).remote == "https://github.com/robin/second"
    git(tmp_path, "config", "url.https://gitlab.com/.insteadOf", "https://github.com/")
    assert Checkout(tmp_path).remote == "https://gitlab.com/robin/second"
    git(tmp_path, "config", "remote.second.promisor", "true")
    git(tmp_path, "config", "remote.second.partialclonefilter", "blob:none")
    assert Checkout(tmp_path).remote == "https://gitlab.com/robin/second"


def test_awkward_names_are_tracked(tmp_path: Path) -> None:
    names = {"a#b?%20.md", "ü\t日\\.md", "-x.md", 'quo"te.md', "new\nline.md", "🌧.md"}
    repository(tmp_path, dict.fromkeys(names, "x"))
    assert set(Checkout(tmp_path).tracked or ()) == names


def test_no_commit_yet(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch", "trunk")
    write(tmp_path, {"a.md": "x", "b.md": "x"})
    git(tmp_path, "add", "a.md")
    checkout = Checkout(tmp_path)
    assert checkout.branch() == "trunk"
    assert checkout.tracked == frozenset({"a.md"})


def test_three_processes_and_no_programs_of_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path)
    for name in ("core.fsmonitor", "core.pager", "core.sshCommand", "core.askPass"):
        git(tmp_path, "config", name, f"touch {tmp_path}/ran-{name}; false")
    git(tmp_path, "config", "core.hooksPath", str(tmp_path))
    # A build started by a hook finds the hook's repository in its environment.
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    calls = []
    popen = subprocess.Popen

    def count(arguments: list[str], **options: Any) -> Any:
        calls.append(arguments)
        assert options["stdin"] == subprocess.DEVNULL
        assert options["env"]["GIT_TERMINAL_PROMPT"] == "0"
        return popen(arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", count)
    checkout = Checkout(tmp_path)
    for _ in range(3):
        assert checkout.branch() == "main"
        assert checkout.branch(pull_request=True) is None
        assert checkout.remote == REMOTE
        assert checkout.tracked == frozenset({"content/a.md"})
    assert len(calls) == 3
    assert [path.name for path in tmp_path.glob("ran-*")] == []


def fake_git(folder: Path, script: str) -> dict[str, str]:
    """Return an environment in which ``git`` is a shell script."""
    if os.name != "posix":
        pytest.skip("no shell script can stand in for git here")
    write(folder, {"bin/git": f"#!/bin/sh\n{script}\n"})
    (folder / "bin" / "git").chmod(0o755)
    return {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def test_a_git_that_hangs_is_waited_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path)
    # The child keeps the pipes open when its parent is gone.
    environ = fake_git(tmp_path, "sleep 60 &\nwait")
    monkeypatch.setenv("PATH", environ["PATH"])
    monkeypatch.setattr(git_module, "TIMEOUT", 1)
    begin = time.monotonic()
    checkout = Checkout(tmp_path)
    assert (checkout.remote, checkout.branch(), checkout.tracked) == (None, "main", None)
    assert checkout.failure == "git took longer than 1 seconds"
    assert time.monotonic() - begin < 20


def test_what_is_no_checkout(tmp_path: Path) -> None:
    (tmp_path / "a" / ".git").mkdir(parents=True)
    write(tmp_path, {"b/.git": "junk\0", "c/.git": "gitdir: /nowhere\n"})
    for name in ("a", "b", "c", "nowhere"):
        assert find_root(tmp_path / name) in {None, find_root(tmp_path)}


# A site in each arrangement


def worktree(folder: Path) -> tuple[Path, str]:
    repository(folder / "main")
    git(folder / "main", "worktree", "add", "--quiet", "-b", "topic", "../site")
    return folder / "site", "edit/topic/content/a.md"


def git_file(folder: Path) -> tuple[Path, str]:
    repository(folder / "site")
    (folder / "site" / ".git").rename(folder / "elsewhere")
    write(folder, {"site/.git": f"gitdir: {folder / 'elsewhere'}\n"})
    return folder / "site", "edit/main/content/a.md"


def subfolder(folder: Path) -> tuple[Path, str]:
    repository(folder, {"docs/blog/content/a.md": POST})
    return folder / "docs" / "blog", "edit/main/docs/blog/content/a.md"


def detached(folder: Path) -> tuple[Path, str]:
    repository(folder)
    git(folder, "checkout", "--quiet", "--detach")
    return folder, "edit/main/content/a.md"


def shallow(folder: Path) -> tuple[Path, str]:
    repository(folder / "origin", branch="trunk")
    url = (folder / "origin").as_uri()
    git(folder, "clone", "--quiet", "--depth", "1", url, "site")
    git(folder / "site", "remote", "set-url", "origin", REMOTE)
    return folder / "site", "edit/trunk/content/a.md"


def unborn(folder: Path) -> tuple[Path, str]:
    write(folder, {"content/a.md": POST})
    git(folder, "init", "--quiet", "--initial-branch", "trunk")
    git(folder, "remote", "add", "origin", REMOTE)
    git(folder, "add", "content")
    return folder, "edit/trunk/content/a.md"


def symlinked_content(folder: Path) -> tuple[Path, str]:
    repository(folder / "posts", {"a.md": POST})
    site = repository(folder / "site", {"x": "x"}, remote="https://github.com/robin/site")
    (site / "content").symlink_to("../posts", target_is_directory=True)
    return site, "edit/main/a.md"


def symlinked_post(folder: Path) -> tuple[Path, str]:
    repository(folder, {"texts/one.md": POST, "content/x.txt": ""})
    (folder / "content" / "a.md").symlink_to("../texts/one.md")
    git(folder, "add", "--all")
    return folder, "edit/main/texts/one.md"


def submodule(folder: Path) -> tuple[Path, str]:
    repository(folder / "posts", {"2024/a.md": POST}, branch="live")
    site = repository(folder / "site", {"x": "x"}, remote="https://github.com/robin/site")
    git(site, "submodule", "--quiet", "add", (folder / "posts").as_uri(), "content/posts")
    git(site / "content" / "posts", "remote", "set-url", "origin", REMOTE)
    return site, "edit/live/2024/a.md"


def content_submodule(folder: Path) -> tuple[Path, str]:
    repository(folder / "posts", {"a.md": POST})
    site = repository(folder / "site", {"x": "x"}, remote="https://github.com/robin/site")
    git(site, "submodule", "--quiet", "add", (folder / "posts").as_uri(), "content")
    git(site / "content", "remote", "set-url", "origin", REMOTE)
    git(site / "content", "checkout", "--quiet", "--detach")
    return site, "edit/main/a.md"


def instead_of(folder: Path) -> tuple[Path, str]:
    repository(folder, remote="gh:robin/notes")
    git(folder, "config", "url.ssh://git@ssh.github.com:443/.insteadOf", "gh:")
    return folder, "edit/main/content/a.md"


@pytest.mark.parametrize(
    "arrange",
    [
        worktree, git_file, subfolder, detached, shallow, unborn, symlinked_content,
        symlinked_post, submodule, content_submodule, instead_of,
    ],
)  # fmt: skip
def test_a_site_in_each_arrangement(arrange: Any, tmp_path: Path) -> None:
    folder, path = arrange(tmp_path)
    site = build(folder)
    assert edit_link(site) == f"https://github.com/robin/notes/{path}"
    assert site.complaints == []


@pytest.mark.parametrize("arrange", [submodule, content_submodule])
def test_the_ci_speaks_of_its_own_checkout(arrange: Any, tmp_path: Path) -> None:
    """The posts of a submodule lie in another repository than the CI's."""
    folder, path = arrange(tmp_path)
    site = build(folder, environ=SERVICES[0]["environ"] | {"GITHUB_REPOSITORY": "a/b"})
    assert edit_link(site) == f"https://github.com/robin/notes/{path}"


def test_an_untracked_post_has_no_edit_link(tmp_path: Path) -> None:
    repository(tmp_path)
    secret = POST.replace("A Post", "Other")
    settings = {"HAIKU_REPOSITORY": "robin/notes"}
    site = build(tmp_path, {"content/s3cret/b.md": secret}, settings, "-D")
    assert edit_link(site, "other.html") is None
    found = site.soup("other.html").select_one(".haiku-footer a")
    assert found is not None
    assert "s3cret" not in str(found)
    assert "issues/new?title=Other" in str(found["href"])
    [message] = [text for text in site.log("INFO") if "does not track" in text]
    assert "s3cret/b.md" in message
    git(tmp_path, "add", "content")
    assert edit_link(build(tmp_path, {}, settings), "other.html")
    assert edit_link(site) == "https://github.com/robin/notes/edit/main/content/a.md"


@pytest.mark.parametrize("setting", [None, "robin/notes"])
def test_no_git_program(setting: str | None, tmp_path: Path) -> None:
    repository(tmp_path)
    (tmp_path / "bin").mkdir()
    settings = {"HAIKU_REPOSITORY": setting} if setting else {}
    site = build(tmp_path, {}, settings, environ={"PATH": str(tmp_path / "bin")})
    if setting:
        assert edit_link(site) == "https://github.com/robin/notes/edit/main/content/a.md"
    else:
        assert edit_link(site) is None
        [message] = [text for text in site.log("INFO") if "HAIKU_REPOSITORY" in text]
        assert "git cannot be run" in message
    assert site.complaints == []


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give away"
)
def test_a_checkout_of_another_user(tmp_path: Path) -> None:
    repository(tmp_path)
    for path in (tmp_path, tmp_path / ".git"):
        os.chown(path, 12345, 12345)
    site = build(tmp_path)
    assert edit_link(site) is None
    [message] = [text for text in site.log("INFO") if "HAIKU_REPOSITORY" in text]
    assert "safe.directory" in message
    assert str(tmp_path) not in message


def test_no_git_where_nothing_needs_it(tmp_path: Path) -> None:
    repository(tmp_path)
    environ = fake_git(tmp_path, f"touch {tmp_path}/ran; exit 1")
    for scope in (False, "haiku"):
        build(tmp_path, {}, {"HAIKU_FOOTER": scope}, environ=environ)
        assert not (tmp_path / "ran").exists()
    build(tmp_path, {"content/a.md": f"Edit: no\nExpand: no\n{POST}"}, environ=environ)
    assert not (tmp_path / "ran").exists()


LINKS = (
    "<!DOCTYPE html>{% for it in articles + pages if it.edit_or_expand %}"
    "{{ it.edit_or_expand.edit_url }} {% endfor %}"
)


@pytest.mark.parametrize("scope", [False, True, "all"])
def test_three_processes_whatever_the_number_of_posts(
    scope: bool | str, tmp_path: Path
) -> None:
    posts = {f"content/{n}.md": POST.replace("A Post", f"P{n}") for n in range(20)}
    repository(tmp_path, {**posts, "content/pages/p.md": "Title: P\n\nText."})
    write(tmp_path, {"theme/index.html": LINKS})
    real = shutil.which("git")
    environ = fake_git(tmp_path, f'echo x >> {tmp_path}/calls\nexec {real} "$@"')
    settings = {"HAIKU_FOOTER": scope, "THEME_TEMPLATES_OVERRIDES": ["theme"]}
    site = build(tmp_path, {}, settings, environ=environ)
    assert bool(edit_link(site, "p7.html")) is bool(scope)
    assert site.read("index.html").count("/edit/main/content/") == 21
    assert len((tmp_path / "calls").read_text().splitlines()) == 3


def test_actions_on_a_host_of_one_s_own(tmp_path: Path) -> None:
    repository(tmp_path, remote="https://code.example.org/robin/notes")
    [case] = [it for it in SERVICES if it["name"].startswith("GitHub Enterprise")]
    site = build(tmp_path, environ=case["environ"])
    assert (
        edit_link(site) == "https://code.example.org/robin/notes/edit/main/content/a.md"
    )
    site = build(tmp_path, {}, {"HAIKU_FORGE": "gitlab"}, environ=case["environ"])
    assert "/-/edit/main/content/a.md" in (edit_link(site) or "")


# Roots


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({}, "content/a.md"),
        ({"HAIKU_ROOT": "content"}, "a.md"),
        ({"HAIKU_ROOT": ".."}, "site/content/a.md"),
        ({"PATH": ".", "ARTICLE_PATHS": ["content"]}, "content/a.md"),
    ],
    ids=["default", "below", "above", "path-is-here"],
)
def test_without_a_checkout_a_setting_is_trusted(
    settings: dict[str, Any], path: str, tmp_path: Path
) -> None:
    settings = {"HAIKU_REPOSITORY": "robin/notes", "HAIKU_BRANCH": "b"} | settings
    site = build(tmp_path / "site", {"content/a.md": POST}, settings)
    assert edit_link(site) == f"https://github.com/robin/notes/edit/b/{path}"


def test_a_root_inside_a_checkout(tmp_path: Path) -> None:
    repository(tmp_path)
    site = build(tmp_path, {}, {"HAIKU_ROOT": "content"})
    assert edit_link(site) == "https://github.com/robin/notes/edit/main/a.md"


@pytest.mark.parametrize("root", ["nowhere", "theme", "content/a.md", "../elsewhere"])
def test_a_root_that_holds_no_content(root: str, tmp_path: Path) -> None:
    repository(tmp_path / "site")
    files = {"theme/x": "x", "../elsewhere/x": "x"}
    site = build(tmp_path / "site", files, {"HAIKU_ROOT": root})
    assert edit_link(site) == "https://github.com/robin/notes/edit/main/content/a.md"
    [message] = site.complaints
    assert message.startswith(f"ERROR HAIKU_ROOT = '{root}' ")


# What is not known, said once, and nothing leaks


@pytest.mark.parametrize(
    ("remote", "named"),
    [
        (None, "HAIKU_REPOSITORY"),
        ("/srv/s3cret/notes.git", "HAIKU_REPOSITORY"),
        ("s3cret/notes", "HAIKU_REPOSITORY"),
        ("git@s3cret:robin/notes.git", "HAIKU_REPOSITORY"),
        ("https://s3cret.local/robin/notes.git", "HAIKU_REPOSITORY"),
        ("http://s3cret:t0ken@10.0.0.1:3000/robin/notes.git", "HAIKU_REPOSITORY"),
        ("https://s3cret:t0ken@git.example.org/robin/notes?s3cret", "HAIKU_FORGE"),
        ("https://s3cret:t0/ken@github.com/robin/notes", "HAIKU_REPOSITORY"),
    ],
)
def test_what_is_not_known_is_said_once(
    remote: str | None, named: str, tmp_path: Path
) -> None:
    other = {"content/b.md": POST.replace("A Post", "B")}
    repository(tmp_path / "site", {"content/a.md": POST, **other}, remote=remote)
    site = build(tmp_path / "site", {}, {"LOG_LEVEL": "DEBUG"}, "-D")
    assert edit_link(site) is None
    assert not site.soup(PAGE).select(".haiku-footer")
    assert site.complaints == []
    assert len([text for text in site.log("INFO") if named in text]) == 1
    for secret in ("s3cret", "t0ken"):
        assert secret not in site.terminal
        assert secret not in (site.folder / "build.log").read_text("utf-8")
        assert not any(secret.encode() in data for data in site.files().values())


def test_an_unknown_forge_is_a_warning_if_its_repository_was_set_by_hand(
    tmp_path: Path,
) -> None:
    url = "https://git.example.org/robin/notes"
    repository(tmp_path, remote=url)
    for settings, level in (({"HAIKU_REPOSITORY": url}, "WARNING"), ({}, "INFO")):
        site = build(tmp_path, {}, settings)
        [message] = [
            text for text in site.log("INFO", "WARNING") if "HAIKU_FORGE" in text
        ]
        assert message.startswith(level)
        assert edit_link(site) is None


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, True),
        ({"HAIKU_REPOSITORY": "robin/notes"}, True),
        ({"HAIKU_FOOTER": False}, False),
        ({"HAIKU_EDIT_URL": "https://wiki.example.org/{path}"}, True),
        (
            {
                "HAIKU_EDIT_URL": "https://wiki.example.org/{path}",
                "HAIKU_EXPAND_URL": "https://wiki.example.org/?{title}",
            },
            False,
        ),
    ],
)
def test_the_repository_that_posts_link_to_is_named_once(
    settings: dict[str, Any], named: bool, tmp_path: Path
) -> None:
    """A private repository cannot be told from a public one."""
    other = {"content/b.md": POST.replace("A Post", "B")}
    repository(tmp_path, {"content/a.md": POST, **other})
    site = build(tmp_path, {}, settings)
    found = [text for text in site.log("INFO") if "HAIKU_FOOTER = False" in text]
    assert len(found) == named
    for message in found:
        assert message.endswith(
            "posts link to https://github.com/robin/notes; if it is private, strangers "
            "find nothing there: set HAIKU_FOOTER = False"
        )


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("HAIKU_REPOSITORY", "github:robin/notes"),
        ("HAIKU_REPOSITORY", "robin/my notes"),
        ("HAIKU_REPOSITORY", "svn://example.org/robin/notes"),
        ("HAIKU_TRACKER", "github:robin/talk"),
        ("HAIKU_TRACKER", "robin"),
        ("HAIKU_TRACKER", "bitbucket.example.org:KEY/notes.git"),
    ],
)
def test_an_odd_setting_is_one_error(setting: str, value: str, tmp_path: Path) -> None:
    repository(tmp_path)
    site = build(tmp_path, {}, {setting: value})
    assert edit_link(site) == "https://github.com/robin/notes/edit/main/content/a.md"
    [message] = site.complaints
    assert message.startswith(f"ERROR {setting} = '{value}' ")


def test_a_refused_repository_is_one_message(tmp_path: Path) -> None:
    settings = {"HAIKU_REPOSITORY": "github:robin/notes"}
    site = build(tmp_path, {"content/a.md": POST}, settings)
    assert edit_link(site) is None
    assert len([text for text in site.log("INFO", "ERROR") if "HAIKU_" in text]) == 1


def test_a_folder_is_no_repository_that_readers_can_open(tmp_path: Path) -> None:
    repository(tmp_path)
    site = build(tmp_path, {}, {"HAIKU_REPOSITORY": "file:///srv/git/notes.git"})
    assert edit_link(site) is None
    assert site.complaints == []
    assert len([text for text in site.log("INFO") if "HAIKU_REPOSITORY" in text]) == 1


SECRETS: dict[str, dict[str, Any]] = {
    "repository": {
        "HAIKU_REPOSITORY": "https://s3cret:t0ken@github.com/robin/notes?s3cret"
    },
    "bad repository": {
        "HAIKU_REPOSITORY": "https://s3cret:t0/ken@github.com/robin/notes"
    },
    "no text": {"HAIKU_REPOSITORY": ["https://s3cret:t0ken@github.com/robin/notes"]},
    "tracker": {"HAIKU_TRACKER": "https://s3cret:t0ken@github.com/robin/talk.git?s3cret"},
    "bad tracker": {"HAIKU_TRACKER": "ftp://s3cret:t0ken@example.org/"},
    "edit": {"HAIKU_EDIT_URL": "https://s3cret:t0ken@example.org/{path}"},
    "bad edit": {"HAIKU_EDIT_URL": "ftp://s3cret:t0ken@example.org/{path}?s3cret"},
    "bad placeholder": {"HAIKU_EXPAND_URL": "https://s3cret:t0ken@example.org/{file}"},
    "forge": {"HAIKU_FORGE": "https://s3cret:t0ken@example.org/"},
}


@pytest.mark.parametrize("name", SECRETS)
def test_no_secret_in_a_setting_leaks(name: str, tmp_path: Path) -> None:
    repository(tmp_path / "site")
    metadata = (
        "Edit: ftp://s3cret:t0ken@example.org/\nExpand: https://s3cret:t0ken@e.example/"
    )
    files = {"content/b.md": f"{metadata}\n{POST.replace('A Post', 'B')}"}
    site = build(tmp_path / "site", files, SECRETS[name], "-D", environ={
        "GITHUB_SERVER_URL": "https://s3cret:t0ken@github.com",
        "GITHUB_REPOSITORY": "robin/notes", "GITHUB_ACTIONS": "true",
    })  # fmt: skip
    assert edit_link(site)
    assert site.soup("b.html").select_one('a[href="https://e.example/"]')
    if name.startswith(("bad", "no")) or name == "forge":
        [setting] = SECRETS[name]
        assert len([text for text in site.log("ERROR") if setting in text]) == 1
    for secret in ("s3cret", "t0ken", "t0/ken"):
        assert secret not in site.terminal
        assert secret not in (site.folder / "build.log").read_text("utf-8")
        assert not any(secret.encode() in data for data in site.files().values())
    assert str(tmp_path).encode() not in b"".join(site.files().values())


CI_SECRETS: dict[str, dict[str, str]] = {
    "GitHub Actions, a push": {
        "GITHUB_TOKEN": "t0ken",
        "GITHUB_SERVER_URL": "https://s3cret:t0ken@github.com",
    },
    "Gitea Actions": {"GITEA_TOKEN": "t0ken"},
    "GitLab CI, a push": {
        "CI_JOB_TOKEN": "t0ken",
        "CI_REPOSITORY_URL": "https://gitlab-ci-token:t0ken@gitlab.com/robin/notes.git",
        "CI_PROJECT_URL": "https://s3cret:t0ken@gitlab.com/robin/notes",
    },
    "Azure Pipelines, a push": {
        "SYSTEM_ACCESSTOKEN": "t0ken",
        "BUILD_REPOSITORY_URI": "https://s3cret:t0ken@dev.azure.com/org/proj/_git/notes",
    },
    "Netlify, production, with a token": {
        "REPOSITORY_URL": "https://x-access-token:v1.t0ken@github.com/robin/notes?s3cret",
    },
    "Read the Docs": {
        "READTHEDOCS_GIT_CLONE_URL": "https://s3cret:t0ken@github.com/robin/notes.git",
    },
    "Woodpecker": {
        "CI_NETRC_PASSWORD": "t0ken",
        "CI_REPO_URL": "https://s3cret:t0ken@code.example.org/robin/notes",
    },
}


@pytest.mark.parametrize("name", CI_SECRETS)
def test_no_secret_of_a_service_leaks(name: str, tmp_path: Path) -> None:
    remote = "https://s3cret:t0ken@github.com/robin/notes.git"
    repository(tmp_path / "site", remote=remote)
    told = next(case["environ"] for case in SERVICES if case["name"] == name)
    environ = told | CI_SECRETS[name]
    site = build(tmp_path / "site", {}, {}, "-D", environ=environ)
    assert "/content/a.md" in (edit_link(site) or "")
    written = b"".join(site.files().values())
    for secret in ("s3cret", "t0ken"):
        assert secret not in site.terminal
        assert secret not in (site.folder / "build.log").read_text("utf-8")
        assert secret.encode() not in written
    assert str(tmp_path).encode() not in written


def test_a_value_is_quoted_without_what_may_be_secret() -> None:
    assert addresses.quoted("deep") == "'deep'"
    assert "t0ken" not in addresses.quoted(["x", "https://a:t0ken@b/?t0ken#t0ken"])

"""Links by forge: golden cases in data files, and what holds for any name and text."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pelican_haiku import addresses
from pelican_haiku.footer import links, remotes
from pelican_haiku.footer.forges import FORGES, UNKNOWN, Repository
from pelican_haiku.footer.links import Links, links_of
from pelican_haiku.footer.source import Source
from pelican_haiku.settings import Settings

CASES = Path(__file__).parent / "cases"
BY_FORGE = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((CASES / "forges").glob("*.toml"))
}
TITLE = "Rain & wind / 100% of it? / we're #1"
BODY = "Page: https://blog.example.org/rain/\nSource: a/b.md\n\n"
PATHS = [
    "content/plain.md",
    "content/why?.md",
    "content/100%.md",
    "content/a%25b.md",
    "content/%2e%2e/x.md",
    "content/a#b.md",
    "content/a\\b.md",
    "content/a\tb.md",
    "content/two words.md",
    "content/größe.md",
    "content/俳句/雨.md",
    "content/🌧.md",
    "content/a+b&c=d;e,f'g\"h<i>.md",
    "content/the-rain-/-the-wind-/-the-end.md",
    "edit/blob/{branch}/{path}.md",
    "content/not-utf-8-\udcff.md",
]
BRANCHES = ["main", "feature/rain", "a#b", "100%", "v1?", "größe"]


def texts(table: str) -> list[Any]:
    return [
        pytest.param(name, text, url, id=f"{name}: {text}")
        for name, case in BY_FORGE.items()
        for text, url in case.get(table, {}).items()
    ]


def test_every_forge_has_cases() -> None:
    assert set(FORGES) == set(BY_FORGE)


@pytest.mark.parametrize(("name", "text", "url"), texts("remotes"))
def test_a_remote_in_every_form(name: str, text: str, url: str) -> None:
    told = BY_FORGE[name].get("forge")
    for read in (remotes.from_remote, remotes.from_setting):
        found = read(text, told)
        assert found == Repository(url, FORGES[name])
        # What comes out is itself a web address of the repository.
        assert remotes.from_setting(found.url, told) == found


@pytest.mark.parametrize(("name", "text", "url"), texts("git_remotes"))
def test_a_remote_that_only_git_may_have(name: str, text: str, url: str) -> None:
    assert remotes.from_remote(text) == Repository(url, FORGES[name])
    with pytest.raises(ValueError, match="white space"):
        remotes.from_setting(text)


@pytest.mark.parametrize(("name", "text", "url"), texts("short"))
def test_the_short_form(name: str, text: str, url: str) -> None:
    assert remotes.from_setting(text, name) == Repository(url, FORGES[name])
    if name == "github":
        assert remotes.from_setting(text) == Repository(url, FORGES[name])
    # To git it is a folder.
    with pytest.raises(ValueError, match="no git remote"):
        remotes.from_remote(text, name)


def encoded(text: str, safe: str = "") -> str:
    return quote(text.encode("utf-8", "surrogateescape"), safe=safe)


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("path", PATHS, ids=ascii)
@pytest.mark.parametrize("name", BY_FORGE)
def test_the_links_of_a_file(name: str, path: str, branch: str) -> None:
    case = BY_FORGE[name]
    repository = remotes.from_setting(case["links"]["repository"], name)
    wanted = case["links"]
    if "/" in branch:
        wanted = case.get("slashed", wanted)
    values = {
        "BRANCH": encoded(branch, "/"),
        "REF": encoded(branch),
        "PATH": encoded(path, "/"),
        "TITLE": encoded(TITLE),
        "BODY": encoded(BODY),
    }

    def fill(pattern: str | None) -> str | None:
        if pattern is None:
            return None
        return re.sub("|".join(values), lambda match: values[match[0]], pattern)

    labels = Settings(labels=("bug", "help wanted"))
    found = links_of(Source(repository, branch, path), TITLE, BODY, labels)
    assert found == Links(
        **{
            f"{kind}_url": fill(wanted.get(kind))
            for kind in ("edit", "expand", "source", "history")
        }
    )


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "notes", "/srv/git/notes.git", "../notes.git", "./notes", "C:/git/notes",
        "C:\\git\\notes", "file:///srv/git/notes.git", "ftp://example.org/robin/notes",
        "https://", "https:///robin/notes", "https://github.com", "https://github.com/",
        "https://github.com/robin", "https://user:pa/ss@github.com/robin/notes",
        "https://user:pa#ss@github.com/robin/notes",
        "https://user:pa?ss@github.com/robin/notes", "https://[::1/robin/notes",
        "https://github.com:pass/robin/notes", "https://dev.azure.com/org/proj",
        "https://github.com/robin/../notes", "a/b/c",
        "javascript:alert(1)", "ssh://host:notes", "ssh://git@github.com:pa/ss@robin/notes",
        "https://github.com/.git/.git", "https://bitbucket.example.org/notes",
        "github:robin/notes", "GitHub:robin/notes", "gitlab:group/sub/notes.git",
        "gist:11081aaa281", "robin/my notes", "'robin/notes'", '"robin/notes"',
        "https://github.com/robin/no tes", "https://github.com/robin/notes'",
        "https://github.com/robin/\x00notes", "robin/notes\trobin/other",
        "svn://example.org/robin/notes", "npm:robin/notes", "`robin/notes`",
    ],
)  # fmt: skip
def test_what_is_no_repository(text: str) -> None:
    with pytest.raises(ValueError, match=r"its? ") as caught:
        remotes.from_setting(text)
    # Neither the message nor what led to it quotes what may hold a password.
    assert text.strip() == "" or text not in str(caught.value)
    assert "ss@" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize(
    "text",
    ["https://git.example.org/robin/notes.git", "git@source.example.org:robin/notes"],
)
def test_no_guess_at_an_unknown_host(text: str) -> None:
    found = remotes.from_setting(text)
    assert found.forge is UNKNOWN
    assert links_of(Source(found, "main", "a.md"), TITLE, BODY, Settings()) == Links()


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("github.com", True), ("git.example.org", True), ("8.8.8.8", True),
        ("[2606:4700::1111]", True), ("example.org.", True),
        ("forge", False), ("localhost", False), ("git.local", False),
        ("git.LOCAL.", False), ("git.localhost", False), ("git.corp.internal", False),
        ("nas.home.arpa", False), ("10.0.0.1", False), ("192.168.1.2", False),
        ("172.16.5.4", False), ("127.0.0.1", False), ("127.1", False),
        ("2130706433", False), ("169.254.1.1", False), ("100.64.0.1", False),
        ("[::1]", False), ("fe80::1%eth0", False), ("fd00::1", False),
        ("::ffff:10.0.0.1", False), ("0x7f.1", False), ("1.0x7f", False),
        ("github.com-work", False), ("git.example.xn--p1ai", True),
        ("git.пример.рф", True),
    ],
)  # fmt: skip
def test_which_hosts_may_be_shown(host: str, public: bool) -> None:
    assert addresses.is_public(host) is public


@pytest.mark.parametrize(
    ("address", "cleaned"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        (" HTTP://example.org ", "http://example.org"),
        ("https://robin:t0ken@example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a b'c\"d<e>ü%20", "https://example.org/a%20b%27c%22d%3Ce%3E%C3%BC%20"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://[2606:4700::1111]:8/x", "https://[2606:4700::1111]:8/x"),
        ("https://example.org//x", "https://example.org//x"),
        ("mailto:me@example.org?cc=x@y.example", "mailto:me@example.org?cc=x@y.example"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org/x", None),
        ("ftp://example.org/x", None),
        ("https://", None),
        ("mailto:", None),
        ("https://user:pa/ss@example.org/", None),
        ("no", None),
    ],
)  # fmt: skip
def test_only_clean_addresses_come_out(address: str, cleaned: str | None) -> None:
    assert addresses.clean(address) == cleaned


def test_templates() -> None:
    repository = remotes.from_setting("https://git.example.org/robin/notes")
    found = links_of(
        Source(repository, "feature/x", "a/b c?{title}.md"),
        "A {path} & more",
        "text",
        Settings.read(
            {
                "HAIKU_EDIT_URL": "{repository}/e?f={path}&b={branch}",
                "HAIKU_EXPAND_URL": "mailto:me@example.org?subject={title}&body={body}",
            }
        ),
    )
    assert found == Links(
        edit_url="https://git.example.org/robin/notes/e?f=a/b%20c%3F%7Btitle%7D.md&b=feature/x",
        expand_url="mailto:me@example.org?subject=A%20%7Bpath%7D%20%26%20more&body=text",
    )
    nowhere = links_of(
        Source(None, "main", "a.md"),
        "t",
        "b",
        Settings.read(
            {
                "HAIKU_EDIT_URL": "{repository}/{path}",
                "HAIKU_EXPAND_URL": "https://robin:t0ken@example.org/?t={title}",
            }
        ),
    )
    assert nowhere == Links(expand_url="https://example.org/?t=t")


@pytest.mark.parametrize(
    ("template", "well_formed"),
    [
        ("https://example.org/{path}?b={branch}", True),
        ("https://example.org/", True),
        ("https://example.org/{path}/{file}", False),
        ("https://example.org/{path", False),
        ("https://example.org/path}", False),
        ("https://example.org/{{path}}", False),
        ("https://example.org/{path!r}", False),
        ("https://example.org/{path.__class__}", False),
    ],
)
def test_the_placeholders_of_a_template(template: str, well_formed: bool) -> None:
    read = Settings.read({"HAIKU_EDIT_URL": template})
    assert read.edit_url == (template if well_formed else None)


GITHUB = remotes.from_setting("robin/notes")
POST = Source(GITHUB, "main", "a.md")
TRACKERS = tomllib.loads((CASES / "footer" / "trackers.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    "case",
    TRACKERS["case"],
    ids=lambda case: f"{case['tracker']} beside {case.get('beside', 'GitHub')}",
)
def test_trackers(case: dict[str, str]) -> None:
    beside = remotes.from_setting(
        case.get("beside", "https://github.com/robin/notes"), case.get("forge")
    )
    tracker = remotes.tracker(case["tracker"], beside)
    found = links_of(POST, "TITLE", "BODY", Settings(), tracker)
    assert found.expand_url == case["expand"]
    assert found.edit_url == "https://github.com/robin/notes/edit/main/a.md"


@pytest.mark.parametrize(
    "text",
    [
        "nonsense", "ftp://example.org/x", "/srv/x", "", "github:robin/talk",
        "robin/my talk", "'robin/talk'", "https://github.com/robin/talk issues",
        "robin@example.org, kim@example.org", "javascript:alert(1)", "a\x07@example.org",
    ],
)  # fmt: skip
def test_what_is_no_tracker(text: str) -> None:
    with pytest.raises(ValueError, match=r"its? "):
        remotes.tracker(text, GITHUB)


TEXT = st.text(st.characters(codec="utf-8"))
LONG = st.builds(lambda text, times: text * times, TEXT, st.sampled_from([1, 50, 3000]))


@settings(deadline=None, max_examples=60)
@given(TEXT.filter(bool), TEXT.filter(bool), st.sampled_from(sorted(BY_FORGE)))
def test_a_path_and_a_branch_are_encoded_exactly_once(
    path: str, branch: str, name: str
) -> None:
    repository = remotes.from_setting(BY_FORGE[name]["links"]["repository"], name)
    found = links_of(Source(repository, branch, path), TITLE, BODY, Settings())
    for url in (found.edit_url, found.source_url, found.history_url):
        assert url is not None
        assert re.fullmatch(r"[\w.~!$&'()*+,;=:@/?%\[\]-]+", url, re.ASCII)
        assert url.startswith(repository.url)
        assert unquote(url).count(path) >= 1
        assert quote(path) in url


@settings(deadline=None, max_examples=60)
@given(LONG, LONG, st.sampled_from([None, "me@example.org", *sorted(BY_FORGE)]))
def test_an_issue_stays_within_its_length_and_keeps_its_title(
    title: str, body: str, name: str | None
) -> None:
    tracker: Any = "mailto:me@example.org"
    if name in BY_FORGE:
        tracker = remotes.from_setting(BY_FORGE[name]["links"]["repository"], name)
    url = links_of(POST, title, body, Settings(), tracker).expand_url
    if url is None:
        assert name in {"bitbucket-datacenter", "sourcehut"}
        return
    mail = url.startswith("mailto:")
    limit = links.MAIL_LENGTH if mail else links.WEB_LENGTH
    assert len(url) <= limit
    query = parse_qs(urlsplit(url).query, keep_blank_values=True, errors="strict")
    [got_title], [got_body] = query.values()
    assert title.startswith(got_title)
    wanted = body.replace("\n", "\r\n") if mail else body
    assert wanted.startswith(got_body)
    assert len(got_title) <= links.TITLE_LENGTH
    if len(title) <= links.TITLE_LENGTH and len(quote(title, safe="")) < limit - 300:
        assert got_title == title
        if len(url) < limit - 60:
            # Room for the longest character was left: nothing was cut but a long cluster.
            assert got_body == wanted or len(wanted) - len(got_body) > 0


def test_a_cut_spares_accents_and_emoji() -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    for unit in ("e\N{COMBINING ACUTE ACCENT}", family, "किं"):
        url = links_of(POST, "t", unit * 4000, Settings()).expand_url
        assert url is not None
        [body] = parse_qs(urlsplit(url).query)["body"]
        assert body.replace(unit, "") == ""
        assert len(url) > links.WEB_LENGTH - 200


def test_a_title_is_cut_at_256_characters() -> None:
    url = links_of(
        POST, "x" * 255 + "e\N{COMBINING ACUTE ACCENT}", "", Settings()
    ).expand_url
    assert url is not None
    assert parse_qs(urlsplit(url).query)["title"] == ["x" * 255]
    url = links_of(
        POST, "x" * 254 + "e\N{COMBINING ACUTE ACCENT}y", "", Settings()
    ).expand_url
    assert url is not None
    [title] = parse_qs(urlsplit(url).query)["title"]
    assert title == "x" * 254 + "e\N{COMBINING ACUTE ACCENT}"


SECRET = "s3cr3t"
USERS = st.sampled_from(
    [
        f"robin:{SECRET}",
        SECRET,
        f"{SECRET}:x-oauth-basic",
        f"a:b@{SECRET}",
        f"%40{SECRET}",
    ]
)


@settings(deadline=None)
@given(
    USERS,
    st.sampled_from(["https", "http", "ssh", "git+ssh", "git"]),
    st.sampled_from(["github.com", "gitlab.com", "git.example.org", "GITHUB.com:443"]),
    st.sampled_from(["", f"?token={SECRET}", f"#{SECRET}", f"?a=b#{SECRET}"]),
)
def test_no_user_part_comes_through(user: str, scheme: str, host: str, rest: str) -> None:
    text = f"{scheme}://{user}@{host}/robin/notes.git{rest}"
    found = remotes.from_setting(text, "github")
    assert SECRET not in repr(found)
    assert SECRET not in addresses.quoted(text)
    made = links_of(Source(found, "main", "a.md"), TITLE, BODY, Settings())
    assert SECRET not in repr(made)

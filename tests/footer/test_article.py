"""The footer: its sentence in every language, per post, by setting, and the issue."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from bs4 import BeautifulSoup

from pelican_haiku.invitations import INVITATION_WORDS, find, invites
from pelican_haiku.languages import nearest, tables
from tests.run_pelican import Site, build

CASES = Path(__file__).parent / "cases" / "footer"
POSTS: list[dict[str, str]] = tomllib.loads(
    (CASES / "posts.toml").read_text(encoding="utf-8")
)["case"]
INVITATIONS: dict[str, list[str]] = tomllib.loads(
    (CASES / "invitations.toml").read_text(encoding="utf-8")
)
NOTES = "https://github.com/robin/notes"
SETTINGS = {"HAIKU_REPOSITORY": "robin/notes", "HAIKU_BRANCH": "main"}
LANGUAGES = "en de fr es pt it nl pl uk tr ar fa he hi zh ja ko".split()
RIGHT_TO_LEFT = {"ar", "fa", "he"}


def footer(site: Site, page: str) -> BeautifulSoup | None:
    assert site.exit_code == 0, site.terminal
    found = site.soup(page).select(".haiku-footer")
    assert len(found) <= 1
    return BeautifulSoup(str(found[0]), "html.parser") if found else None


def shown(site: Site, page: str) -> str | None:
    """Return a footer's text with each link as ``[text](address)``."""
    found = footer(site, page)
    if found is None:
        return None
    for link in found.select("a"):
        link.replace_with(f"[{link.get_text()}]({link['href']})")
    return " ".join(found.get_text().split())


def expand_link(site: Site, page: str) -> str:
    found = footer(site, page)
    assert found is not None
    [link] = found.select('a:not([rel~="edit"])')
    return str(link["href"])


def issue(site: Site, page: str) -> tuple[str, str]:
    """Return the title and the body of the issue that a page's footer opens."""
    query = parse_qs(urlsplit(expand_link(site, page)).query, errors="strict")
    return query["title"][0], query["body"][0]


# Languages


def test_every_language_has_a_whole_table() -> None:
    # Reading a table stops at a missing or misspelt key.
    assert set(tables()) >= set(LANGUAGES)
    for lang, table in tables().items():
        for text, names in (
            (table.sentence, ["edit", "expand"]),
            (table.edit_alone, ["edit"]),
            (table.expand_alone, ["expand"]),
        ):
            assert sorted(re.findall(r"\{(.*?)\}", text)) == names, lang
            assert not set(text) & set("<>&"), lang
        assert len({"", table.edit, table.expand}) == 3, lang
        for phrases in (table.edits, table.expands, table.asks, table.post, table.words):
            assert phrases, lang
            for phrase in phrases:
                assert find([phrase], phrase) == (0, len(phrase)), phrase
        assert len(set(table.months)) == 12, lang
        assert table.rtl is (lang in RIGHT_TO_LEFT)
        assert isinstance(table.reviewed, bool)
    sentences = [table.sentence for table in tables().values()]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_s_own_sentence_is_an_invitation(lang: str) -> None:
    table = tables()[lang]
    assert invites(table.sentence.format(edit=table.edit, expand=table.expand))


@pytest.mark.parametrize("text", INVITATIONS["invites"])
def test_what_invites(text: str) -> None:
    assert invites(text)


@pytest.mark.parametrize("text", INVITATIONS["prose"])
def test_prose_that_only_sounds_so(text: str) -> None:
    assert not invites(text)


def test_a_long_paragraph_is_prose() -> None:
    words = ["rain"] * (INVITATION_WORDS - 5)
    text = f"{' '.join(words)}. Please edit it."
    assert invites(text)
    assert not invites(f"rain {text}")


@pytest.mark.parametrize(
    ("lang", "code"),
    [
        ("en", "en"), ("EN", "en"), ("pt-br", "pt"), ("pt_BR", "pt"),
        ("zh-Hant-TW", "zh"), ("de-AT-1901", "de"), ("xx", None), ("", None),
        ("eng", None), ("-", None),
    ],
)  # fmt: skip
def test_the_nearest_language(lang: str, code: str | None) -> None:
    assert nearest(lang) == code


@pytest.fixture(scope="module")
def tongues(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with posts in every language: as they are, without a link, inviting."""
    files = {}
    codes = [*LANGUAGES, "pt-br", "xx"]
    for lang in codes:
        table = tables().get(lang, tables()["en"])
        invitation = table.sentence.format(edit=table.edit, expand=table.expand)
        for name, head in (
            ("both", ""),
            ("edit", "Expand: no\n"),
            ("expand", "Edit: no\n"),
            ("own", f"Invitation: {invitation}\n"),
        ):
            files[f"content/{name}-{lang}.md"] = (
                f"Title: T\nSlug: {name}-{lang}\nLang: {lang}\n{head}\nText."
            )
    urls = {"ARTICLE_LANG_URL": "{slug}.html", "ARTICLE_LANG_SAVE_AS": "{slug}.html"}
    return build(tmp_path_factory.mktemp("tongues"), files, SETTINGS | urls)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_footer_in_each_language(lang: str, tongues: Site) -> None:
    table = tables()[lang]
    texts = {
        "both": table.sentence,
        "edit": table.edit_alone,
        "expand": table.expand_alone,
    }
    for name, sentence in texts.items():
        page = f"{name}-{lang}.html"
        edit = f"{NOTES}/edit/main/content/{name}-{lang}.md"
        expand = expand_link(tongues, page) if "{expand}" in sentence else ""
        assert shown(tongues, page) == sentence.format(
            edit=f"[{table.edit}]({edit})", expand=f"[{table.expand}]({expand})"
        )
        div = tongues.soup(page).select_one(".haiku-footer")
        assert div is not None
        assert div["lang"] == lang
        assert div.get("dir") == ("rtl" if lang in RIGHT_TO_LEFT else None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_verbs_of_each_language_are_found_and_linked(
    lang: str, tongues: Site
) -> None:
    """The sentence of the table, written as an invitation, gets its links again."""
    page = f"own-{lang}.html"
    table = tables()[lang]
    found = footer(tongues, page)
    assert found is not None
    assert found.get_text().strip() == table.sentence.format(
        edit=table.edit, expand=table.expand
    )
    links = {str(link["href"]): link.get_text() for link in found.select("a")}
    # What a language writes onto its verbs is linked with them.
    edit = links.pop(f"{NOTES}/edit/main/content/own-{lang}.md")
    assert edit.startswith(table.edit)
    [(address, expand)] = links.items()
    assert address.startswith(f"{NOTES}/issues/new?title=T&body=")
    assert expand.startswith(table.expand)


def test_a_language_without_a_table(tongues: Site) -> None:
    for lang, code in (("pt-br", "pt"), ("xx", "en")):
        found = footer(tongues, f"both-{lang}.html")
        table = tables()[code]
        assert found is not None
        assert found.get_text(strip=False).strip() == table.sentence.format(
            edit=table.edit, expand=table.expand
        )
        assert found.div is not None
        assert found.div["lang"] == code


# Per post


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Site:
    files = {"data/talks 2024.csv": "x", "content/other.md": "Title: O\n\nText."}
    for number, case in enumerate(POSTS):
        head = f"Title: Post {number}\nSlug: post-{number}\n{case.get('head', '')}"
        body = case.get("body", f"{head.strip()}\n\nText.")
        name = case.get("file", f"post-{number}.md")
        files[f"content/{name}"] = body.replace("SLUG", f"post-{number}")
    return build(tmp_path_factory.mktemp("posts"), files, SETTINGS)


@pytest.mark.parametrize("number", range(len(POSTS)), ids=lambda n: POSTS[n]["name"])
def test_a_post_s_own_footer(number: int, posts: Site) -> None:
    case = POSTS[number]
    page = case.get("page", "PAGE").replace("PAGE", f"post-{number}") + ".html"
    text = shown(posts, page)
    if text is not None:
        file = case.get("edit") or "content/" + quote(
            case.get("file", f"post-{number}.md"), safe="/"
        )
        text = text.replace(f"({NOTES}/edit/main/{file})", "(EDIT)")
        text = re.sub(rf"\({re.escape(NOTES)}/issues/new\?[^)]*\)", "(EXPAND)", text)
    assert text == case.get("text")
    about = [message for message in posts.complaints if f"post-{number}.md:" in message]
    if "complaint" in case:
        [message] = about
        assert case["complaint"] in message
    else:
        assert about == []


def test_the_footer_takes_the_place_of_a_transcript_s_invitation(posts: Site) -> None:
    numbers = [n for n, case in enumerate(POSTS) if "transcript" in case["name"]]
    assert len(numbers) == 3
    for number in numbers:
        page = posts.soup(f"post-{number}.html")
        for div in page.select(".haiku-footer"):
            div.decompose()
        assert "improve" not in page.get_text()
        assert not page.select(".haiku-invitation")


def test_a_footer_that_fails_leaves_the_invitation_in_the_body(tmp_path: Path) -> None:
    [case] = [case for case in POSTS if case["name"] == "a transcript's own invitation"]
    files = {
        "content/post.md": case["body"].replace("SLUG", "post"),
        "theme/haiku/footer.html": "{{ 1 / 0 }}",
    }
    settings = SETTINGS | {"THEME_TEMPLATES_OVERRIDES": ["theme"]}
    site = build(tmp_path, files, settings)
    [invitation] = site.soup("post.html").select("p.haiku-invitation")
    assert invitation.get_text() == "Please improve this post, or expand on it."
    [error] = site.complaints
    assert error.startswith("ERROR haiku/footer.html: the template failed (ZeroDiv")


def test_the_footer_stands_on_articles_own_pages_alone(posts: Site) -> None:
    with_footer = {
        name for name, data in posts.files().items() if b"haiku-footer" in data
    }
    assert len(with_footer) > 20
    assert not {name for name in with_footer if not re.match(r"(drafts/)?post-|o", name)}
    assert "index.html" not in with_footer
    assert "feeds/all.atom.xml" not in with_footer


def test_the_markup(posts: Site) -> None:
    text = posts.read("post-0.html")
    expand = expand_link(posts, "post-0.html").replace("&", "&amp;")
    assert (
        '<div class="haiku-footer" role="note" lang="en" data-pagefind-ignore>\n'
        f'  <p>Anyone may <a rel="edit nofollow" href="{NOTES}/edit/main/content/'
        f'post-0.md">edit</a> this post or <a rel="nofollow" href="{expand}">expand</a> '
        "on it.</p>\n</div>"
    ) in text


def test_a_translation_has_its_own_file(tmp_path: Path) -> None:
    head = "Title: T\nSlug: t\nLang:"
    files = {"content/a.md": f"{head} en\n\nText.", "content/b.md": f"{head} de\n\nText."}
    site = build(tmp_path, files, SETTINGS)
    assert f"({NOTES}/edit/main/content/a.md)" in (shown(site, "t.html") or "")
    german = shown(site, "t-de.html") or ""
    assert f"[bearbeiten]({NOTES}/edit/main/content/b.md)" in german
    assert issue(site, "t-de.html")[1] == (
        "Page: https://blog.example.org/t-de.html\nSource: content/b.md\n\n"
    )


# HAIKU_FOOTER_TEXT

TEXTS: dict[str, tuple[Any, str, str]] = {
    "a string": (
        "<b>Wrong?</b> {edit} & {expand}!",
        "Wrong? [edit](EDIT) & [expand](EXPAND)!",
        "Wrong? [bearbeiten](EDIT) & [ergänzen](EXPAND)!",
    ),
    "one placeholder": ("Do {edit}.", "Do [edit](EDIT).", "Do [bearbeiten](EDIT)."),
    "a dict": (
        {"en": "EN {edit} {expand}", "de": "DE {edit}"},
        "EN [edit](EDIT) [expand](EXPAND)",
        "DE [bearbeiten](EDIT)",
    ),
    "another language alone": (
        {"de-de": "no", "DE": "DE {expand}"},
        "Anyone may [edit](EDIT) this post or [expand](EXPAND) on it.",
        "DE [ergänzen](EXPAND)",
    ),
    "braces that are no placeholders": (
        "{a: b} {; {edit} }",
        "{a: b} {; [edit](EDIT) }",
        "{a: b} {; [bearbeiten](EDIT) }",
    ),
    **{
        f"an unknown placeholder: {text}": (
            text,
            "Anyone may [edit](EDIT) this post or [expand](EXPAND) on it.",
            "Diesen Beitrag kann jeder [bearbeiten](EDIT) oder [ergänzen](EXPAND).",
        )
        for text in (
            "Please {edit} or {extend}.",
            "Please {edit-link}.",
            "Please {edit:>5}.",
            "Please {expand!r}.",
            "Please {edit",
            "Please {link!r}.",
            "{edit_url} {edit}",
            "{ edit } {expand}",
            "{{edit}}",
            "{0} {edit}",
            "{edit.__class__}",
            "{} {edit}",
        )
    },
    "an unknown placeholder in one language": (
        {"en": "EN {edit} {expand}", "de": "DE {ergänzen}"},
        "Anyone may [edit](EDIT) this post or [expand](EXPAND) on it.",
        "Diesen Beitrag kann jeder [bearbeiten](EDIT) oder [ergänzen](EXPAND).",
    ),
    "no placeholder": (
        "Please edit it, or write to us.",
        "Please [edit](EDIT) it, or write to us.",
        "Please [edit](EDIT) it, or write to us.",
    ),
    "no text": (
        5,
        "Anyone may [edit](EDIT) this post or [expand](EXPAND) on it.",
        "Diesen Beitrag kann jeder [bearbeiten](EDIT) oder [ergänzen](EXPAND).",
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_by_setting(name: str, tmp_path: Path) -> None:
    value, english, german = TEXTS[name]
    files = {
        "content/a.md": "Title: A\n\nText.",
        "content/b.md": "Title: B\nLang: de\n\nText.",
        "content/c.md": "Title: C\nInvitation: Edit or expand this.\n\nText.",
        "content/d.md": "Title: D\nStatus: draft\n\nText.",
    }
    site = build(tmp_path, files, SETTINGS | {"HAIKU_FOOTER_TEXT": value})
    for page, wanted in (("a.html", english), ("b-de.html", german)):
        text = re.sub(r"\(https://[^)]*/edit/[^)]*\)", "(EDIT)", shown(site, page) or "")
        assert re.sub(r"\(https://[^)]*\)", "(EXPAND)", text) == wanted
    assert (shown(site, "c.html") or "").startswith("[Edit](")
    # A draft has no expand link; in the author's own text the verb stays plain.
    draft = shown(site, "drafts/d.html") or ""
    assert "issues/new" not in draft
    if "{edit} & {expand}" in str(value):
        assert draft == f"Wrong? [edit]({NOTES}/edit/main/content/d.md) & expand!"
    errors = [message for message in site.complaints if "HAIKU_FOOTER_TEXT" in message]
    assert len(errors) == (name == "no text" or "unknown" in name)
    for error in errors:
        assert error.startswith(f"ERROR HAIKU_FOOTER_TEXT = {value!r} ")


# The issue

HAIKU = "Rain & wind at noon / 100% of it, or why not? / we're #1 again"


def test_the_issue_names_the_haiku_the_page_and_the_file(tmp_path: Path) -> None:
    files = {
        "content/rain.md": f"Haiku: {HAIKU}\nSlug: rain\n\nText.",
        "content/own.md": "Title: A *plain* <b>title</b> &amp; more\nSlug: own\n\nText.",
        "content/long.md": f"Title: {'長' * 2000}\nSlug: long\n\nText.",
    }
    labels = {"HAIKU_LABELS": ["posts", "help wanted"]}
    site = build(tmp_path, files, SETTINGS | labels)
    assert issue(site, "rain.html") == (
        HAIKU,
        "Page: https://blog.example.org/rain.html\nSource: content/rain.md\n\n",
    )
    assert issue(site, "own.html")[0] == "A *plain* title & more"
    title, _ = issue(site, "long.html")
    assert title == "長" * 256
    query = parse_qs(urlsplit(expand_link(site, "rain.html")).query)
    assert query["labels"] == ["posts,help wanted"]


@pytest.mark.parametrize(
    ("site_url", "page"),
    [
        ("", "/a.html"),
        ("https://example.org/blog", "https://example.org/blog/a.html"),
        ("https://robin:t0ken@example.org", "https://example.org/a.html"),
        ("/blog", "/blog/a.html"),
        ("file:///home/robin/output", "/a.html"),
    ],
)
def test_the_page_in_the_issue(site_url: str, page: str, tmp_path: Path) -> None:
    files = {"content/a.md": "Title: A\n\nText."}
    site = build(tmp_path, files, SETTINGS | {"SITEURL": site_url})
    assert issue(site, "a.html")[1].splitlines()[0] == f"Page: {page}"
    relative = {"SITEURL": site_url, "RELATIVE_URLS": True}
    assert issue(build(tmp_path, {}, SETTINGS | relative), "a.html")[1].startswith(
        f"Page: {page}\n"
    )


@pytest.mark.parametrize(
    ("tracker", "begins"),
    [
        ("robin/talk", "https://github.com/robin/talk/issues/new?title=A&body=Page"),
        ("robin@example.org", "mailto:robin@example.org?subject=A&body=Page"),
        ("https://chat.example.org/room", "https://chat.example.org/room"),
    ],
)
def test_a_tracker_without_a_repository(
    tracker: str, begins: str, tmp_path: Path
) -> None:
    """Where there is no forge, mail will do: expand stands alone."""
    files = {"content/a.md": "Title: A\n\nText."}
    site = build(tmp_path, files, {"HAIKU_TRACKER": tracker})
    assert expand_link(site, "a.html").startswith(begins)
    assert (shown(site, "a.html") or "").startswith("Anyone may [expand](")
    assert str(tmp_path) not in site.read("a.html")


def test_no_word_where_no_post_wants_a_link(tmp_path: Path) -> None:
    files = {"content/a.md": "Title: A\nEdit: no\nExpand: no\n\nText."}
    site = build(tmp_path, files)
    assert footer(site, "a.html") is None
    assert [text for text in site.log("INFO") if "HAIKU_" in text] == []

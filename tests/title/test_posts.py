"""Whole posts as they are pasted, and what a reader would take them for.

Each case of ``cases/posts`` is one file of ``content/``, its ``source`` written to
``path`` byte for byte, and what is expected of its article; a key that is missing is
not judged.

``title``, ``haiku`` (empty for none), ``subtitle``, ``slug``, ``category``; ``date``,
by its day if it has no time. ``headings``: the texts of all ``<h2>``. ``paragraphs``:
the number of ``<p>`` at the top level, the invitation not counted; ``first`` begins the
first of them and ``last`` ends the last. ``sign_off``: the paragraph that is one.
``invitation``: the text of the footer, empty for the default sentence;
``invitation_begins``: how it begins. ``has``, ``lacks``: what the body contains or not;
``untouched``: it is as without the plugin. ``messages``: all of ours from WARNING
upwards, each its level and parts of its text. ``no_default_date``: built without
``DEFAULT_DATE``. ``lost``: there is no such article.
"""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup

from pelican_haiku.languages import table
from tests.golden import cases
from tests.run_pelican import Site, build

CASES = cases("title/cases/posts")
SETTINGS = {
    "HAIKU_REPOSITORY": "r/notes",
    "DEFAULT_DATE": "2020-01-01",
    "DEFAULT_CATEGORY": "misc",
    "INDEX_SAVE_AS": "",
}
# What the readers made of each file, as themes are given it.
DUMP = """
import json as _json
from pelican.plugins import signals as _signals
def _dump(generators):
    generator = next(g for g in generators if hasattr(g, "drafts_translations"))
    names = ("articles", "translations", "drafts", "hidden_articles")
    found = {}
    for article in (a for name in names for a in getattr(generator, name)):
        footer = getattr(article, "edit_or_expand", None)
        haiku = getattr(article, "haiku", None)
        found[article.relative_source_path] = {
            "title": article.title,
            "haiku": list(haiku.lines) if haiku else [],
            "subtitle": getattr(article, "subtitle", None) or "",
            "slug": article.slug,
            "lang": article.lang,
            "category": article.category.name,
            "date": article.date.strftime("%Y-%m-%d %H:%M"),
            "body": article._content,
            "footer": footer.html if footer else "",
        }
    with open("articles.json", "w") as file:
        _json.dump(found, file)
_signals.all_generators_finalized.connect(_dump)
"""


def source(case: dict[str, Any]) -> bytes:
    return str(case["source"]).encode(case.get("encoding", "utf-8"))


def files(*, default_date: bool) -> dict[str, str | bytes]:
    return {
        f"content/{parameter.values[0]['path']}": source(parameter.values[0])
        for parameter in CASES
        if bool(parameter.values[0].get("no_default_date")) is not default_date
    }


class Built:
    """A site, and what was dumped of its articles."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.articles = json.loads((site.folder / "articles.json").read_text("utf-8"))
        self.log = site.log("WARNING", "ERROR", "CRITICAL")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    folder = tmp_path_factory.mktemp("posts")
    undated = {key: value for key, value in SETTINGS.items() if key != "DEFAULT_DATE"}
    undated["DEFAULT_DATE"] = None  # type: ignore[assignment]
    dated_files, undated_files = files(default_date=True), files(default_date=False)
    return {
        "dated": Built(build(folder / "dated", dated_files, SETTINGS, extra=DUMP)),
        "undated": Built(build(folder / "undated", undated_files, undated, extra=DUMP)),
        "plain": Built(
            build(
                folder / "plain",
                dated_files,
                {**SETTINGS, "PLUGINS": []},
                extra=DUMP,
            )
        ),
    }


def flat(html: object) -> str:
    return " ".join(BeautifulSoup(str(html), "html.parser").get_text().split())


def default_sentence(lang: str) -> str:
    words = table(lang)
    return words.sentence.format(edit=words.edit, expand=words.expand)


@pytest.mark.parametrize("case", CASES)
def test_post(case: dict[str, Any], built: dict[str, Built]) -> None:
    site = built["undated" if case.get("no_default_date") else "dated"]
    own = [line for line in site.log if case["path"] in line.replace("\n", "")]
    # Pelican's own words on a post that it drops come beside ours.
    own = [line for line in own if not is_pelicans(line)]
    if "messages" in case:
        for level, *parts in case["messages"]:
            matching = [
                m for m in own if m.startswith(level) and all(p in m for p in parts)
            ]
            assert matching, (level, parts, own)
            own.remove(matching[0])
        assert own == []
    article = site.articles.get(case["path"])
    if case.get("lost"):
        assert article is None
        return
    assert article is not None, own
    plain = {
        **article,
        "title": flat(article["title"]),
        "subtitle": flat(article["subtitle"]),
    }
    for name in ("title", "haiku", "subtitle", "slug", "category"):
        if name in case:
            assert plain[name] == case[name], name
    if "date" in case:
        assert article["date"].startswith(case["date"])
    body = BeautifulSoup(article["body"], "html.parser")
    paragraphs = [flat(p) for p in body.find_all("p", recursive=False)]
    if "headings" in case:
        assert [flat(h) for h in body.find_all("h2")] == case["headings"]
    if "paragraphs" in case:
        assert len(paragraphs) == case["paragraphs"], paragraphs
    if "first" in case:
        assert paragraphs[0].startswith(" ".join(case["first"].split()))
    if "last" in case:
        assert paragraphs[-1].endswith(" ".join(case["last"].split()))
    if case.get("sign_off"):
        assert " ".join(case["sign_off"].split()) in paragraphs
    footer = BeautifulSoup(article["footer"], "html.parser").find("p")
    if "invitation" in case:
        assert flat(footer) == (case["invitation"] or default_sentence(article["lang"]))
    if "invitation_begins" in case:
        assert flat(footer).startswith(case["invitation_begins"])
    for part in case.get("has", []):
        assert part in article["body"] or part in unescape(flat(body))
    for part in case.get("lacks", []):
        assert part not in article["body"]
    if case.get("untouched"):
        assert article["body"] == built["plain"].articles[case["path"]]["body"]


def is_pelicans(message: str) -> bool:
    return any(
        part in message for part in ("Skipping", "Could not process", "Unknown status")
    )

"""Whole sites: links, bytes that must not change, caches, rebuilds, bad input."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from posixpath import normpath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.run_pelican import BASE, ROOT, Site, build, write

TRANSCRIPT = (
    "$ cat {path}\n\n{haiku}\n\nTitle: {title}\n\n"
    "March 4, 2025 was a long day. See [the other]({{filename}}/ordinary.md).\n\n"
    "What We Saw\n\nNothing at all, for an hour.\n\n"
    "Please edit or expand this post.\n"
)
HAIKU = (
    "The build just went red / someone had pushed straight to main / we talked over tea"
)
RAIN = "Rain on the windows / the deploy waits for green light / we wait for the rain"
SNOW = "Snow on the rooftop / the signal is a rumor / someone fetch a broom"
PATH = (
    "post/the-build-just-went-red-/-someone-had-pushed-straight-to-main-/"
    "-we-talked-over-tea.md"
)

POSTS: dict[str, str | bytes] = {
    f"content/{PATH}": TRANSCRIPT.format(path=PATH, haiku=HAIKU, title="On Branches"),
    "content/ordinary.md": "Title: Ordinary\nDate: 2024-02-01\n\n"
    "Some text with an ![image]({static}images/dot.png) in it.\n\n[Up](#top) we go.",
    "content/images/dot.png": b"\x89PNG",
    "content/draft.md": f"Haiku: {RAIN}\nStatus: draft\n\nNot yet. [All]({{index}})",
    "content/hidden.md": f"Haiku: {SNOW}\nStatus: hidden\n\nHidden.",
    "content/pair.md": "Haiku: Wind in the cables / somebody counts the packets / "
    "one of them is late\nSlug: wind/packets\nTags: wind\n\nEnglish.",
    "content/pair-de.md": "Haiku: Wind in den Kabeln / jemand zählt alle Pakete / "
    "eines kommt zu spät\nSlug: wind/packets\nLang: de\n\nDeutsch, "
    "[zurück]({filename}pair.md).",
    "content/pages/about.md": "Title: About\n\nA page. See [it]({filename}/pair.md).",
}

SHAPES = [
    ("{slug}.html", "{slug}.html"),
    ("{slug}/", "{slug}/index.html"),
    ("blog/{slug}/", "blog/{slug}/index.html"),
    ("{date:%Y}/{slug}.html", "{date:%Y}/{slug}.html"),
    ("{date:%Y}/{date:%m}/{slug}/", "{date:%Y}/{date:%m}/{slug}/index.html"),
    ("{category}/{slug}.html", "{category}/{slug}.html"),
    ("posts/{slug}/index.html", "posts/{slug}/index.html"),
    ("{lang}/{slug}.html", "{lang}/{slug}.html"),
]


def broken_links(site: Site) -> list[str]:
    """Return every internal link of every page that leads to no file."""
    broken = []
    names = set(site.files())
    for name in names:
        if not name.endswith(".html"):
            continue
        for tag in site.soup(name).select("[href], [src]"):
            link = str(tag.get("href") or tag.get("src"))
            link = link.removeprefix(str(BASE["SITEURL"]))
            if urlsplit(link).scheme or link.startswith("#"):
                continue
            path = urlsplit(urljoin(f"http://x/{name}", link)).path
            target = normpath(unquote(path)).lstrip("/").removeprefix(".")
            if target not in names and f"{target}/index.html".lstrip("/") not in names:
                broken.append(f"{name}: {link}")
    return broken


@pytest.mark.parametrize("relative", [False, True], ids=["absolute", "relative"])
@pytest.mark.parametrize(("url", "save_as"), SHAPES)
def test_every_internal_link_resolves(
    url: str, save_as: str, relative: bool, tmp_path: Path
) -> None:
    settings: dict[str, Any] = {
        "RELATIVE_URLS": relative,
        "HAIKU_REPOSITORY": "r/notes",
    }
    for prefix, folder in (("ARTICLE", ""), ("DRAFT", "drafts/")):
        settings |= {
            f"{prefix}_URL": folder + url,
            f"{prefix}_SAVE_AS": folder + save_as,
            f"{prefix}_LANG_URL": f"{folder}l/{{lang}}/{url}",
            f"{prefix}_LANG_SAVE_AS": f"{folder}l/{{lang}}/{save_as}",
        }
    site = build(tmp_path, POSTS, settings)

    assert site.exit_code == 0, site.terminal
    assert site.complaints == []
    haiku_pages = [
        name
        for name in site.files()
        if name.endswith(".html") and site.soup(name).select("article .haiku")
    ]
    assert len(haiku_pages) >= 5
    assert broken_links(site) == []


ORDINARY: dict[str, str | bytes] = {
    name: text
    for name, text in POSTS.items()
    if name in {"content/ordinary.md", "content/images/dot.png"}
} | {
    "content/pages/about.md": "Title: About\n\nA page.",
    "content/further-down.md": "Title: Further Down\nDate: 2024-02-02\n\nText first.\n\n"
    f"$ cat {PATH}\n\n{HAIKU}\n\nTitle: not a title\n\nWhat Looks Bare\n\nmore text\n\n"
    "Feel free to edit or expand this post.",
    "content/in-code.md": f"Title: In Code\nDate: 2024-02-02\n\n    $ cat {PATH}\n\n"
    f"```\n$ cat {PATH}\n{HAIKU}\nTitle: x\n```\n",
    "content/quoted.md": f"Title: Quoted\nDate: 2024-02-02\n\n> $ cat {PATH}\n>\n"
    f"> {HAIKU}\n",
    "content/less.md": "Title: Less\nDate: 2024-02-02\n\n# less is more.md\n\nText.",
    "content/note.md": "Title: Note\nDate: 2024-02-02\n\nNote: this is prose.\n\n"
    "A Line\n\nMore.",
    "content/essay.md": "Title: Read / Write / Execute\nSubtitle: bits\n"
    "Date: 2024-02-02\nSummary: Own *words*.\n\nAn essay.\n\nCheers, Robin",
    "content/one.rst": "Ordinary rest\n#############\n\n:date: 2024-02-02\n\nText.",
    "content/two.html": "<html><head><title>Ordinary &amp; HTML</title>"
    '<meta name="date" content="2024-02-02"></head><body><p>Text.</p></body></html>',
}


@pytest.mark.parametrize("theme", ["simple", "notmyidea"])
def test_a_site_without_haiku_is_the_same_to_the_byte(theme: str, tmp_path: Path) -> None:
    settings = {"THEME": theme, "HAIKU_FOOTER": False, "HAIKU_EXCERPT": False}
    bare = build(tmp_path / "bare", ORDINARY, {"THEME": theme, "PLUGINS": []})
    ours = build(tmp_path / "ours", ORDINARY, settings)

    assert bare.exit_code == ours.exit_code == 0
    assert len(bare.files()) > 15
    assert ours.files() == bare.files()
    assert ours.complaints == bare.complaints


def test_pages_not_concerned_are_the_same_to_the_byte(tmp_path: Path) -> None:
    """On a mixed site an ordinary article's page changes by its footer alone."""
    files = {
        **ORDINARY,
        "content/haiku.md": f"Haiku: {RAIN}\nDate: 2020-01-01\n\nText.",
    }
    plain = {**ORDINARY, "content/haiku.md": "Title: x\nDate: 2020-01-01\n\nText."}
    settings = {"HAIKU_EXCERPT": False, "HAIKU_FOOTER": False}
    bare = build(tmp_path / "bare", plain, {"PLUGINS": []}).files()
    ours = build(tmp_path / "ours", files, settings).files()

    for name in ("ordinary.html", "further-down.html", "note.html", "pages/about.html"):
        assert ours[name] == bare[name], name
    assert b'class="haiku"' in ours["index.html"]


def test_what_cannot_be_read_is_explained_and_nothing_else_is_lost(
    tmp_path: Path,
) -> None:
    files: dict[str, str | bytes] = {
        "content/latin.md": "Title: Caf\xe9\nDate: 2024-01-01\n\nText.".encode("latin-1"),
        "content/undated.md": f"Haiku: {RAIN}\nDate: a week ago\n\nText.",
        "content/untitled.md": "$ cat notes/untitled.md\n\nText without a title.",
        "content/snow-.md/-in-the-.md/-folder.md/keep.md": "Title: Kept\n\nText.",
        "content/fine.md": "Title: Fine\n\nText.",
    }
    site = build(tmp_path, files, {"HAIKU_FOOTER": False})

    assert site.exit_code == 0
    assert "Traceback" not in site.terminal
    ours = [text for text in site.complaints if "Could not process" not in text]
    assert len(ours) == 3, ours
    assert any("latin.md" in text and "UTF-8" in text for text in ours)
    assert any("undated.md" in text and "a week ago" in text for text in ours)
    assert any("untitled.md" in text and "title" in text for text in ours)
    assert {"fine.html", "kept.html"} <= set(site.files())


@pytest.mark.parametrize(
    ("function", "page", "text"),
    [
        ("pelican_haiku.plugin.title.find_changes", "plain-title.html", "Plain title"),
        ("pelican_haiku.footer.article.Footers.attach", "haiku-title.html", "Other"),
        ("pelican_haiku.plugin.slugs.settle", "plain-title.html", "Plain title"),
        ("pelican_haiku.plugin.dropped.reason", "plain-title.html", "Plain title"),
        ("pelican_haiku.plugin.cache.mark", "haiku-title.html", "the deploy waits"),
        ("pelican_haiku.page.finish", "haiku-title.html", "the deploy waits"),
    ],
)
def test_a_failure_of_our_own_is_named_and_the_post_built(
    function: str, page: str, text: str, tmp_path: Path
) -> None:
    owner, _, name = function.rpartition(".")
    breaking = f"""
import pkgutil
def _boom(*arguments, **keywords):
    raise KeyError("boom")
setattr(pkgutil.resolve_name({owner!r}), {name!r}, _boom)
"""
    files: dict[str, str | bytes] = {
        "content/a.md": "Title: Plain title\n\nText.",
        "content/b.md": f"Title: Other\nSlug: haiku-title\nHaiku: {RAIN}\n\nText.",
        "content/c.md": f"Haiku: {SNOW}\nSlug: snow\n\nText.",
        "content/d.md": f"Haiku: {HAIKU}\n\nText.",
        "content/unreadable.md": b"Title: \xff",
    }
    settings = {"HAIKU_REPOSITORY": "r/notes", "CACHE_CONTENT": True}
    site = build(tmp_path, files, settings, extra=breaking)

    assert site.exit_code == 0
    assert "Traceback" not in site.terminal
    assert text in site.read(page)
    assert any("-D" in m and "boom" in m for m in site.log("ERROR"))


CACHED = {"CACHE_CONTENT": True, "LOAD_CONTENT_CACHE": True}


@pytest.mark.parametrize("layer", ["reader", "generator"])
def test_a_warm_cache_gives_a_fresh_builds_output(layer: str, tmp_path: Path) -> None:
    settings = {**CACHED, "CONTENT_CACHING_LAYER": layer, "HAIKU_REPOSITORY": "r/notes"}
    fresh = build(tmp_path / "fresh", POSTS, {"HAIKU_REPOSITORY": "r/notes"})
    cold = build(tmp_path / "cached", POSTS, settings)
    assert cold.files() == fresh.files()
    warm = build(tmp_path / "cached", {}, settings)
    assert warm.files() == fresh.files()
    assert warm.complaints == []

    twin = {"content/a-twin.md": f"Haiku: {HAIKU}\nDate: 2024-01-02\n\nText."}
    grown = build(tmp_path / "cached", twin, settings)
    fresh = build(tmp_path / "fresh", twin, {"HAIKU_REPOSITORY": "r/notes"})
    assert grown.files() == fresh.files()
    assert [m for m in grown.complaints if m.startswith("ERROR")] == fresh.complaints


@pytest.mark.parametrize("layer", ["reader", "generator"])
def test_a_cache_from_before_the_plugin_is_not_believed(
    layer: str, tmp_path: Path
) -> None:
    settings = {**CACHED, "CONTENT_CACHING_LAYER": layer, "HAIKU_FOOTER": False}
    posts = {f"content/{PATH}": "Title: On Branches\n\nText."} | {
        "content/t.md": f"{HAIKU}\n\nTitle: T\n\nText."
    }
    build(tmp_path / "cached", posts, {**settings, "PLUGINS": []})
    fresh = build(tmp_path / "fresh", posts, {"HAIKU_FOOTER": False})
    ours = build(tmp_path / "cached", {}, settings)
    shutil.rmtree(tmp_path / "cached" / "output")
    ours = build(tmp_path / "cached", {}, settings)
    assert ours.files() == fresh.files()


@pytest.mark.parametrize("layer", ["reader", "generator"])
def test_a_cache_from_a_while_without_the_plugin_is_not_believed(
    layer: str, tmp_path: Path
) -> None:
    settings = {**CACHED, "CONTENT_CACHING_LAYER": layer, "HAIKU_FOOTER": False}
    post = {"content/t.md": f"{HAIKU}\n\nTitle: T\n\nText."}
    build(tmp_path, {"content/s.md": "Title: S\n\nText."}, settings)
    build(tmp_path, post, {**settings, "PLUGINS": []})
    shutil.rmtree(tmp_path / "output")
    site = build(tmp_path, {}, settings)
    fresh = build(
        tmp_path / "fresh", post | {"content/s.md": "Title: S\n\nText."}, settings
    )
    assert site.files() == fresh.files()


def test_a_plugin_that_has_read_a_body_early_keeps_no_invitation_in_it(
    tmp_path: Path,
) -> None:
    early = """
from pelican.plugins import signals
def read(generator):
    for article in generator.articles:
        article.content
class early:
    __name__ = "early"
    def register():
        signals.article_generator_pretaxonomy.connect(read)
PLUGINS = [early, "pelican_haiku"]
"""
    site = build(
        tmp_path,
        {"content/t.md": TRANSCRIPT.format(path="t.md", haiku=HAIKU, title="T")}
        | {"content/ordinary.md": "Title: O\n\nText."},
        {"SITEURL": "", "HAIKU_REPOSITORY": "r/notes"},
        extra=early,
    )
    page = PATH.replace("post/", "").replace("-/-", "/").replace(".md", ".html")
    assert site.read(page).count("Please") == 1
    assert len(site.soup(page).select("aside.haiku-footer a")) == 2


@pytest.mark.parametrize("layer", ["reader", "generator"])
def test_a_changed_setting_reaches_cached_posts(layer: str, tmp_path: Path) -> None:
    settings = {**CACHED, "CONTENT_CACHING_LAYER": layer, "HAIKU_FOOTER": False}
    build(tmp_path, POSTS, settings)
    shutil.rmtree(tmp_path / "output")
    site = build(tmp_path, {}, {**settings, "HAIKU_SLUG": "flat"})
    assert (
        "the-build-just-went-red-someone-had-pushed-straight-to-main-we-talked-over-tea.html"
        in site.files()
    )


REBUILDS = """
import json, pathlib, shutil, sys
from pelican import Pelican
from pelican.settings import read_settings
steps = json.loads(pathlib.Path("steps.json").read_text())
pelican = Pelican(read_settings("pelicanconf.py"))
for number, step in enumerate(steps):
    for name, text in step.items():
        path = pathlib.Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True) if text is None else path.write_text(text)
    shutil.rmtree("output", ignore_errors=True)
    pelican.run()
    shutil.copytree("output", f"output-{number}")
"""


def test_rebuilds_in_one_process_equal_fresh_builds(tmp_path: Path) -> None:
    """After adding, editing and removing a post, as with ``pelican -r``."""
    import json

    texts = {name: text for name, text in POSTS.items() if isinstance(text, str)}
    steps: list[dict[str, str | None]] = [
        dict(texts),
        {"content/new.md": f"Haiku: {HAIKU}\nDate: 2024-05-05\n\nA twin."},
        {"content/new.md": f"Haiku: {HAIKU} again\nDate: 2024-05-05\n\nEdited."},
        {"content/new.md": None},
    ]
    settings = {"HAIKU_REPOSITORY": "r/notes"}
    one = tmp_path / "one"
    write(one, {"steps.json": json.dumps(steps), "content/images/dot.png": b"\x89PNG"})
    conf = "\n".join(f"{k} = {v!r}" for k, v in {**BASE, **settings}.items())
    write(one, {"pelicanconf.py": conf, "run.py": REBUILDS})
    subprocess.run(
        [sys.executable, "run.py"],
        cwd=one,
        env={"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    files: dict[str, str | bytes] = {"content/images/dot.png": b"\x89PNG"}
    for number, step in enumerate(steps):
        for name, text in step.items():
            if text is None:
                del files[name]
            else:
                files[name] = text
        fresh = build(tmp_path / f"fresh-{number}", files, settings)
        shutil.rmtree(one / "output")
        shutil.copytree(one / f"output-{number}", one / "output")
        assert Site(one, 0, "").files() == fresh.files(), number


def test_the_plugin_is_found_by_its_short_name() -> None:
    """What the wheel puts at ``pelican/plugins/haiku`` registers the plugin."""
    namespace: dict[str, Any] = {}
    exec((ROOT / "namespace" / "__init__.py").read_text(), namespace)
    import pelican_haiku

    assert namespace["register"] is pelican_haiku.register

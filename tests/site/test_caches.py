"""Builds from Pelican's cache, of either layer, equal fresh ones."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.run_pelican import build
from tests.site.posts import HAIKU, PATH, POSTS, RAIN, SNOW

Settings = dict[str, Any]
REPOSITORY = {"HAIKU_REPOSITORY": "r/notes"}
EARLY = """
from pelican.plugins import signals

def read(generator):
    for article in generator.articles:
        article.content

def register():
    signals.article_generator_pretaxonomy.connect(read)
"""


@pytest.fixture(params=["reader", "generator"])
def cached(request: pytest.FixtureRequest) -> Settings:
    """Return settings with which Pelican writes and reads a cache of either layer."""
    both = {"CACHE_CONTENT": True, "LOAD_CONTENT_CACHE": True}
    return {**both, "CONTENT_CACHING_LAYER": request.param}


def test_a_warm_cache_gives_a_fresh_builds_output(
    cached: Settings, tmp_path: Path
) -> None:
    settings = cached | REPOSITORY
    fresh = build(tmp_path / "fresh", POSTS, REPOSITORY)
    cold = build(tmp_path / "cached", POSTS, settings)
    assert cold.files() == fresh.files()
    warm = build(tmp_path / "cached", {}, settings)
    assert warm.files() == fresh.files()
    assert warm.complaints == []

    twin = {"content/a-twin.md": f"Haiku: {HAIKU}\nDate: 2024-01-02\n\nText."}
    grown = build(tmp_path / "cached", twin, settings)
    fresh = build(tmp_path / "fresh", twin, REPOSITORY)
    assert grown.files() == fresh.files()
    assert [m for m in grown.complaints if m.startswith("ERROR")] == fresh.complaints


def test_a_cache_from_before_the_plugin_is_not_believed(
    cached: Settings, tmp_path: Path
) -> None:
    settings = cached | {"HAIKU_FOOTER": False}
    posts = {f"content/{PATH}": "Title: On Branches\n\nText."} | {
        "content/t.md": f"{HAIKU}\n\nTitle: T\n\nText."
    }
    build(tmp_path / "cached", posts, {**settings, "PLUGINS": []})
    fresh = build(tmp_path / "fresh", posts, {"HAIKU_FOOTER": False})
    ours = build(tmp_path / "cached", {}, settings)
    shutil.rmtree(tmp_path / "cached" / "output")
    ours = build(tmp_path / "cached", {}, settings)
    assert ours.files() == fresh.files()


def test_a_cache_from_a_while_without_the_plugin_is_not_believed(
    cached: Settings, tmp_path: Path
) -> None:
    settings = cached | {"HAIKU_FOOTER": False}
    post = {"content/t.md": f"{HAIKU}\n\nTitle: T\n\nText."}
    build(tmp_path, {"content/s.md": "Title: S\n\nText."}, settings)
    build(tmp_path, post, {**settings, "PLUGINS": []})
    shutil.rmtree(tmp_path / "output")
    site = build(tmp_path, {}, settings)
    fresh = build(
        tmp_path / "fresh", post | {"content/s.md": "Title: S\n\nText."}, settings
    )
    assert site.files() == fresh.files()


def test_a_changed_setting_reaches_cached_posts(cached: Settings, tmp_path: Path) -> None:
    settings = cached | {"HAIKU_FOOTER": False}
    build(tmp_path, POSTS, settings)
    shutil.rmtree(tmp_path / "output")
    site = build(tmp_path, {}, {**settings, "HAIKU_SLUG": "flat"})
    assert (
        "the-build-just-went-red-someone-had-pushed-straight-to-main-we-talked-over-tea.html"
        in site.files()
    )


def test_the_links_of_pages_and_posts_outlive_no_build(
    cached: Settings, tmp_path: Path
) -> None:
    """They are asked for early and late; what Pelican caches does not keep them."""
    shown = "<!DOCTYPE html>{% for it in articles + pages if it.edit_or_expand %}" + (
        "{{ it.edit_or_expand.expand_url }} {{ it.edit_or_expand.html }}{% endfor %}"
    )
    early = EARLY.replace(".content\n", ".edit_or_expand\n")
    files = {**POSTS, "theme/index.html": shown, "early.py": early}
    files["content/pages/p.md"] = "Title: P\n\nText."
    settings: Settings = {"PLUGINS": ["pelican_haiku", "early"]}
    settings |= {"PLUGIN_PATHS": ["."]}
    settings |= {"THEME_TEMPLATES_OVERRIDES": ["theme"], "HAIKU_FOOTER": "all"}
    cached |= settings
    build(tmp_path / "cached", files, {**cached, "HAIKU_REPOSITORY": "r/other"})
    for repository in ("r/notes", "r/notes", "r/talk"):
        known = {"HAIKU_REPOSITORY": repository}
        fresh = build(tmp_path / repository, files, settings | known)
        assert fresh.read("index.html").count(f"{repository}/issues/new?title=P&") == 2
        site = build(tmp_path / "cached", files, cached | known)
        assert site.exit_code == 0, site.terminal
        assert site.files() == fresh.files()


ACTIONS = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "r/notes",
    "GITHUB_REF_NAME": "main",
}


def test_an_invitation_follows_the_environment_of_the_build(
    cached: Settings, tmp_path: Path
) -> None:
    """Whether there is a footer may depend on the environment, which no cache knows."""
    settings = {"SITEURL": "", "PLUGINS": ["pelican_haiku", "early"]}
    settings["PLUGIN_PATHS"] = ["."]
    cached |= settings
    files = {**POSTS, "early.py": EARLY}
    files["content/only.md"] = f"$ cat only.md\n\n{RAIN}\n\nPlease edit this post.\n"
    files["content/above.md"] = (
        f"$ cat above.md\n\n{SNOW}\n\nText.\n\nPlease edit this post.\n\nBye, Robin\n"
    )
    fresh = [
        build(tmp_path / str(number), files, settings, environ=environ).files()
        for number, environ in enumerate([ACTIONS, {}])
    ]
    assert fresh[0] != fresh[1]
    for number, environ in enumerate([ACTIONS, {}, ACTIONS]):
        site = build(tmp_path / "cached", files, cached, environ=environ)
        assert site.exit_code == 0
        assert site.files() == fresh[number % 2]


OTHER_VERSION = "import pelican_haiku\npelican_haiku.__version__ = '0.0.1'\n"


@pytest.mark.parametrize("foreign", ["version", "settings", "files", "mark"])
def test_what_another_build_has_left_is_not_believed(
    foreign: str, cached: Settings, tmp_path: Path
) -> None:
    """One of another version, of other settings, or something else in its place."""
    settings = cached | REPOSITORY
    other = (
        {"HAIKU_TITLE": "title", "HAIKU_SLUG": "flat"} if foreign == "settings" else {}
    )
    extra = OTHER_VERSION if foreign == "version" else ""
    folder = tmp_path / "cached"
    build(folder, POSTS, settings | other, extra=extra)
    for path in (folder / "cache").iterdir():
        if foreign == "files" or (foreign == "mark" and path.suffix == ".txt"):
            path.write_bytes(b"\xffnot a cache")
    shutil.rmtree(folder / "output")
    warm = build(folder, {}, settings)
    fresh = build(tmp_path / "fresh", POSTS, REPOSITORY)
    assert warm.exit_code == 0, warm.terminal
    assert warm.files() == fresh.files()

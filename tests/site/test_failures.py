"""Posts that cannot be read, and failures of the plugin itself."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.run_pelican import build
from tests.site.posts import HAIKU, RAIN, SNOW

LINES = "Snow on the rooftop / the signal is a rumor / someone fetch a broom"

# Each way for Pelican to drop a post, and what our one message says of it.
DROPPED: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "latin.md": ("Title: Café\nDate: 2024-01-01\n\nA.".encode("latin-1"), ("UTF-8",)),
    "date.md": (f"Haiku: {RAIN}\nDate: a week ago\n\nText.", ("Date: a week ago",)),
    "strong.md": (
        f"$ cat a.md\n\n{LINES}\n\n**Date:** a week ago\n\nText.",
        ("Date: a week ago", "2024-02-26"),
    ),
    "modified.md": (
        "Title: M\nDate: 2024-01-01\nModified: then\n\nA.",
        ("Modified: then",),
    ),
    "timezone.md": (
        "Title: M\nDate: 2024-01-01\nTimezone: Europe/Nowhere\n\nA.",
        ("Timezone: Europe/Nowhere", "Europe/Paris"),
    ),
    "continent.md": (
        "Title: M\nDate: 2024-01-01\nTimezone: Europe\n\nA.",
        ("Timezone: Europe is none", "Europe/Paris"),
    ),
    "outer-timezone.md": (
        "Title: M\nDate: 2024-01-01\nTimezone: ../Paris\n\nA.",
        ("Timezone: ../Paris is none", "Europe/Paris"),
    ),
    "untitled.md": ("Date: 2024-01-01\n\nText.", ("no title", "Title: My title")),
    "prose.md": ("Nothing but prose.\n", ("Title: My title", "Date: 2024-02-26")),
    "empty.md": ("", ("Title: My title", "Date: 2024-02-26")),
    "untitled-transcript.md": (
        "$ cat notes/u.md\nDate: 2024-01-01\n\nText without a title.",
        ("neither a title nor a haiku", "$ cat notes/u.md", "Title:"),
    ),
    "two-parts.md": (
        "$ cat u.md\n\nhalf a poem / the rest is lost\n\nDate: 2024-01-01\n\nText.",
        ("half a poem / the rest is lost", "2 lines", "Title:"),
    ),
    "undated.md": ("Title: No date\n\nText.", ("no date", "Date: 2024-02-26")),
    "undated-transcript.md": (
        f"$ cat u.md\n\n{LINES}\n\nTitle: T\n\nSome day, perhaps.",
        ("no date at the beginning of the text", "Some day", "Date: 2024-02-26"),
    ),
    "status.md": (
        "Title: S\nDate: 2024-01-01\nStatus: publishd\n\nA.",
        ("Status: publishd", "draft, hidden"),
    ),
    "outside.md": (
        "Title: O\nDate: 2024-01-01\nSave_as: ../o.html\n\nA.",
        ("../o.html", "outside of the output folder"),
    ),
    "outside-haiku.md": (
        "Haiku: one / two / three\nDate: 2024-01-01\nSave_as: ../../h.html\n\nA.",
        ("h.html", "outside of the output folder"),
    ),
}
# The same in other formats, and how to put it right there.
FORMATS = {
    "untitled.html": (
        '<html><head><meta name="date" content="2024-01-01"></head>A.</html>',
        ("no title", "<title>My title</title>"),
    ),
    "undated.htm": (
        "<html><head><title>U</title></head><body>A.</body></html>",
        ("no date", '<meta name="date" content="2024-02-26">'),
    ),
    "date.html": (
        '<html><head><title>G</title><meta name="date" content="never"></head></html>',
        ("its Date: never is no date",),
    ),
    "undated.rst": ("U\n#\n\nText.", ("no date", ":date: 2024-02-26")),
    "date.rst": ("D\n#\n\n:date: never\n\nText.", ("its Date: never is no date",)),
}
PELICAN: Final = (
    "Could not process",
    "Skipping",
    "Unknown status",
)


def test_every_post_that_is_dropped_is_explained_once(tmp_path: Path) -> None:
    dropped = {**DROPPED, **FORMATS}
    files: dict[str, str | bytes] = {
        f"content/{name}": source for name, (source, _) in dropped.items()
    }
    kept = "Title: Kept\nDate: 2024-01-01\n\nText."
    files["content/snow-.md/-in-the-.md/-folder.md/keep.md"] = kept
    files["content/fine.md"] = "Title: Fine\nDate: 2024-01-01\n\nText."
    site = build(tmp_path, files, {"HAIKU_FOOTER": False, "DEFAULT_DATE": None})

    assert site.exit_code == 0
    assert "Traceback" not in site.terminal
    ours = [text for text in site.complaints if not any(part in text for part in PELICAN)]
    for name, (_, parts) in dropped.items():
        found = [text for text in ours if text.startswith(f"ERROR {name}: ")]
        assert len(found) == 1, (name, ours)
        assert all(part in found[0] for part in parts), found
        ours.remove(found[0])
    assert ours == []
    assert {"fine.html", "kept.html"} <= set(site.files())


def test_a_post_that_another_plugin_completes_is_not_explained(tmp_path: Path) -> None:
    completing = """
from pelican.plugins import signals
def _date(article):
    if not hasattr(article, "date"):
        import datetime
        article.date = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
signals.content_object_init.connect(_date)
"""
    files = {"content/a.md": "Title: A\nHaiku: two / lines\n\nText."}
    settings = {"HAIKU_FOOTER": False, "DEFAULT_DATE": None}
    site = build(tmp_path, files, settings, extra=completing)

    assert "a.html" in site.files()
    assert [text for text in site.complaints if "2 lines" in text] == site.complaints
    assert len(site.complaints) == 1


@pytest.mark.parametrize(
    ("function", "page", "text"),
    [
        ("pelican_haiku.plugin.title.find_changes", "plain-title.html", "Plain title"),
        ("pelican_haiku.footer.article.Footers.make", "haiku-title.html", "Other"),
        ("pelican_haiku.plugin.slugs.settle", "plain-title.html", "Plain title"),
        ("pelican_haiku.plugin.dropped.unreadable", "plain-title.html", "Plain title"),
        ("pelican_haiku.plugin.cache.mark", "haiku-title.html", "the deploy waits"),
        ("pelican_haiku.page.finish", "haiku-title.html", "the deploy waits"),
        ("pelican_haiku.excerpt.excerpt.excerpt", "index.html", "Plain title"),
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

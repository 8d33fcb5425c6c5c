"""Posts that cannot be read, and failures of the plugin itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.run_pelican import build
from tests.site.posts import HAIKU, RAIN, SNOW


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

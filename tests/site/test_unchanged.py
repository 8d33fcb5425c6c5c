"""What is not concerned by the plugin stays the same to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.run_pelican import build
from tests.site.posts import HAIKU, PATH, POSTS, RAIN

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

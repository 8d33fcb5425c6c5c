"""Other plugins that look at articles while they are being made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.run_pelican import build
from tests.site.posts import HAIKU, PATH, TRANSCRIPT

EARLY = """
from pelican.plugins import signals

def read(sender):
    for article in getattr(sender, "articles", [sender]):
        article.content

def register():
    signals.SIGNAL.connect(read)
"""


@pytest.mark.parametrize(
    ("signal", "plugins"),
    [
        ("content_object_init", ["pelican_haiku", "early"]),
        ("article_generator_pretaxonomy", ["early", "pelican_haiku"]),
    ],
)
def test_a_plugin_that_reads_a_body_early_finds_no_invitation_in_it(
    signal: str, plugins: list[str], tmp_path: Path
) -> None:
    site = build(
        tmp_path,
        {"content/t.md": TRANSCRIPT.format(path="t.md", haiku=HAIKU, title="T")}
        | {"content/ordinary.md": "Title: O\n\nText."}
        | {"early.py": EARLY.replace("SIGNAL", signal)},
        # What Pelican remembers of a body counts for the same SITEURL only.
        {"SITEURL": "", "HAIKU_REPOSITORY": "r/notes"}
        | {"PLUGINS": plugins, "PLUGIN_PATHS": ["."]},
    )
    page = PATH.replace("post/", "").replace("-/-", "/").replace(".md", ".html")
    assert site.read(page).count("Please") == 1
    assert len(site.soup(page).select(".haiku-footer a")) == 2

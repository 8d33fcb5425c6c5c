"""Other plugins that look at articles while they are being made."""

from __future__ import annotations

from pathlib import Path

from tests.run_pelican import build
from tests.site.posts import HAIKU, PATH, TRANSCRIPT


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

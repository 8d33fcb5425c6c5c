"""Transcripts as ordinary posts: all of the title's cases, built in both forms."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from pelican_haiku.cli.normalise import normalise
from pelican_haiku.title.head import read_head
from pelican_haiku.title.paste import unwrapped
from tests.run_pelican import build
from tests.title.test_posts import CASES, DUMP, SETTINGS, Built, source

# Each with what an ordinary post cannot have of a transcript.
DIFFERENT = {
    "post/2023-04-05-cold-soup.md": "a date in the path that stands above the text's",
    "post/doubt-lost-two-parts.md": "a haiku line that is none, which is refused",
    "post/doubt-underlined.md": "a sign-off with a rule below it, which is a heading",
}


def comparable(article: dict[str, Any]) -> dict[str, Any]:
    return {
        name: re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else value
        for name, value in article.items()
    }


def test_a_normalised_transcript_is_the_same_post(tmp_path: Path) -> None:
    transcripts: dict[str, str | bytes] = {}
    normalised: dict[str, str | bytes] = {}
    for case in (parameter.values[0] for parameter in CASES):
        text = source(case).decode("utf-8-sig", "replace")
        if read_head(unwrapped(text.splitlines())) and case["path"] not in DIFFERENT:
            # Something of it would be lost, says test_import.py.
            with suppress(ValueError):
                normalised[f"content/{case['path']}"] = normalise(text, "en")
                transcripts[f"content/{case['path']}"] = text
    assert len(normalised) > 250

    expected = Built(build(tmp_path / "a", transcripts, SETTINGS, extra=DUMP)).articles
    found = Built(build(tmp_path / "b", normalised, SETTINGS, extra=DUMP)).articles
    assert found.keys() == expected.keys()
    for path, article in expected.items():
        assert comparable(found[path]) == comparable(article), path

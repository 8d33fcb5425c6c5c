"""What the style sheets of a theme say about the plugin's markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def hides_spans_in_headings(settings: Mapping[str, Any]) -> bool:
    """Whether the theme of Pelican's *settings* hides any ``<span>`` in a heading.

    Only style sheets that the theme brings along are read, not what they import from
    elsewhere.
    """
    theme = Path(settings["THEME"])
    return any(
        _hides_spans(sheet.read_text(encoding="utf-8", errors="replace"))
        for folder in settings["THEME_STATIC_PATHS"]
        for sheet in theme.joinpath(folder).rglob("*.css")
    )


def _hides_spans(css: str) -> bool:
    for rule in css.split("}"):
        if "span" not in rule:
            continue
        # What is around a rule, as "@media (…) {", ends with a brace too.
        selectors, _, declarations = rule.rpartition("{")
        if re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", declarations):
            listed = selectors.rpartition("{")[2].split(",")
            if any(map(_is_span_in_heading, listed)):
                return True
    return False


def _is_span_in_heading(selector: str) -> bool:
    *around, last = re.split(r"[\s>]+", selector.strip())
    return last == "span" and any(re.match(r"h[1-6]\b", it) for it in around)

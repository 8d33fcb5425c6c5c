"""What the style sheets of a theme say about the plugin's markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

# Compiled on first use. The heading and the span stand in one selector of a rule.
_HIDING: Final = (
    r"\bh[1-6]\b[^{},]*\bspan\s*(?:,[^{}]*)?"
    r"\{[^{}]*(?:display\s*:\s*none|visibility\s*:\s*hidden)"
)


def hides_spans_in_headings(settings: Mapping[str, Any]) -> bool:
    """Whether the theme of Pelican's *settings* hides any ``<span>`` in a heading.

    Only style sheets that the theme brings along are read, not what they import from
    elsewhere.
    """
    theme = Path(settings["THEME"])
    return any(
        re.search(_HIDING, sheet.read_text(encoding="utf-8", errors="replace"))
        for folder in settings["THEME_STATIC_PATHS"]
        for sheet in theme.joinpath(folder).rglob("*.css")
    )

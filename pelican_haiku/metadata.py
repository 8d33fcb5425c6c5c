"""Metadata values as Pelican's readers hand them over, as plain text."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

# Compiled on first use, since few values have markup.
# The names are listed because a title may speak of `List<int>` or `<3`.
_TAG: Final = (
    r"(?i)</?(?:a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|mark"
    r"|q|rp|rt|ruby|s|samp|small|span|strong|sub|sup|time|tt|u|var|wbr)"
    r"(?:\s[^<>]*)?/?>|<!--.*?-->"
)
_BREAK: Final = r"(?i)\s*<br\b[^<>]*>\s*"
_PARAGRAPH: Final = r"(?i)(?:\s*</?p(?:\s[^<>]*)?>\s*)+"
_ENTITY: Final = r"(?i)&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);"


def text(value: object, separator: str = " ") -> str:
    """Return a metadata value as text, empty if there is none.

    Markdown's ``meta`` extension gives a list if a value has several lines. They are
    joined by *separator*; blank ones are left out.
    """
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return separator.join(line for line in map(str, value) if line.strip())
    return str(value)


def without_paragraphs(markup: str) -> str:
    """Return a value without the paragraphs that ``FORMATTED_FIELDS`` makes of it."""
    markup = markup.strip()
    if markup.startswith("<p") and markup.endswith("</p>"):
        return re.sub(_PARAGRAPH, " ", markup).strip()
    return markup


def plain(markup: str) -> str:
    """Return the text of a title: paragraphs and inline tags removed, entities decoded.

    A ``<br>`` ends a line. What only looks like markup (``<3``, ``List<int>``,
    ``AT&T``) is kept.
    """
    if "<" in markup:
        markup = re.sub(_BREAK, "\n", without_paragraphs(markup))
        markup = re.sub(_TAG, "", markup)
    else:
        markup = markup.strip()
    if "&" in markup:
        markup = re.sub(_ENTITY, lambda entity: unescape(entity[0]), markup)
    return markup

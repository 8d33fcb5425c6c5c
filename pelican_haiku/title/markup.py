"""The marks that Markdown and people put around a line: no part of what it says."""

from __future__ import annotations

import re
from typing import Final

# Compiled on first use: few titles have marks.
_TAG: Final = r"</?(?:blockquote|center|div|h[1-6]|li|ol|p|pre|ul)\b[^<>]*>|<br\s*/?>"
_BLOCK_MARKS: Final = (
    rf"(?i)\s*(?:(?:#{{1,6}}|[-*+]|\d{{1,2}}[.)])\s+|>\s*|(?:{_TAG})\s*)*"
)
_LINE_END: Final = rf"(?i)(?:\s+#+|\s*\\|\s*(?:{_TAG}))*\s*$"
_EMPHASIS: Final = r"(?s)(?<![\w*\\])(\*{1,3})(?=[^\s*])(.+?)(?<=[^\s*\\])\1(?![\w*])"
# Within a line underscores may belong to a name, as in __init__.
_UNDERSCORES: Final = r"(?s)(_{1,3})(?=[^\s_])(.+\s.+|[^\W_]+)(?<!_)\1"
_CODE: Final = r"(?s)(?<!`)(`{1,3})(?!`)\s?(.+?)\s?(?<!`)\1(?!`)"
LINK: Final = r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])"
"""A link or an image in Markdown."""
_QUOTES: Final = {
    pair[0]: pair[1] for pair in "\"\" '' “” ‘’ „“ ‚‘ ”” «» »« ‹› 「」 『』".split()
}


def without_block_marks(line: str) -> str:
    """Return *line* without the marks of headings, quotes, lists and hard breaks."""
    return re.sub(_LINE_END, "", re.sub(_BLOCK_MARKS, "", line, count=1))


def without_emphasis(text: str, *, code: str = r"\2") -> str:
    """Return *text* without emphasis and links, and with *code* in place of code."""
    text, before = text.strip(), ""
    while text != before and any(mark in text for mark in "*_`["):
        before = text
        if match := re.fullmatch(_UNDERSCORES, text):
            text = match[2]
        for pattern, kept in ((_EMPHASIS, r"\2"), (_CODE, code), (LINK, r"\1")):
            text = re.sub(pattern, kept, text).strip()
    return text


def without_inline_marks(text: str) -> str:
    """Return *text* without emphasis, code and links, and without quotes around it."""
    while (inner := without_quotes(without_emphasis(text))) != text:
        text = inner
    return re.sub(r"\\([*_`\[\]#>])", r"\1", text) if "\\" in text else text


def without_quotes(text: str) -> str:
    """Return *text* without the quotation marks around the whole of it."""
    closing = _QUOTES.get(text[:1])
    inner = text[1:-1]
    if not inner or closing is None or text[-1] != closing:
        return text
    # "One" and "two" have quotes of their own; an apostrophe is none.
    marks = re.escape(text[0] + closing)
    return text if re.search(rf"(?<!\w)[{marks}]|[{marks}](?!\w)", inner) else inner

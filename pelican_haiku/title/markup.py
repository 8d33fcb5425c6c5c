"""The marks that Markdown and people put around a line: no part of what it says."""

from __future__ import annotations

import re
from typing import Final

_TAG: Final = r"</?(?:blockquote|center|div|h[1-6]|li|ol|p|pre|ul)\b[^<>]*>|<br\s*/?>"
_BLOCK_MARKS: Final = re.compile(
    rf"\s*(?:(?:#{{1,6}}|[-*+]|\d{{1,2}}[.)])\s+|>\s*|(?:{_TAG})\s*)*", re.IGNORECASE
)
_LINE_END: Final = re.compile(rf"(?:\s+#+|\s*\\|\s*(?:{_TAG}))*\s*$", re.IGNORECASE)
_EMPHASIS: Final = re.compile(
    r"(?<![\w*\\])(\*{1,3})(?=[^\s*])(.+?)(?<=[^\s*\\])\1(?![\w*])", re.DOTALL
)
# Within a line underscores may belong to a name, as in __init__.
_UNDERSCORES: Final = re.compile(r"(_{1,3})(?=[^\s_])(.+\s.+|[^\W_]+)(?<!_)\1", re.DOTALL)
_CODE: Final = re.compile(r"(?<!`)(`{1,3})(?!`)\s?(.+?)\s?(?<!`)\1(?!`)", re.DOTALL)
LINK: Final = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_MARKS: Final = re.compile(r"[*_`\[]")
_ESCAPE: Final = re.compile(r"\\([*_`\[\]#>])")
_QUOTES: Final = {
    '"': '"',
    "'": "'",
    "“": "”",
    "‘": "’",
    "„": "“",
    "‚": "‘",
    "”": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
}


def without_block_marks(line: str) -> str:
    """Return *line* without the marks of headings, quotes, lists and hard breaks."""
    line = line[_BLOCK_MARKS.match(line).end() :]  # type: ignore[union-attr]
    return _LINE_END.sub("", line)


def without_emphasis(text: str, *, code: str = r"\2") -> str:
    """Return *text* without emphasis and links, and with *code* in place of code."""
    text, before = text.strip(), ""
    while text != before and _MARKS.search(text):
        before = text
        if match := _UNDERSCORES.fullmatch(text):
            text = match[2]
        for pattern, kept in ((_EMPHASIS, r"\2"), (_CODE, code), (LINK, r"\1")):
            text = pattern.sub(kept, text).strip()
    return text


def without_inline_marks(text: str) -> str:
    """Return *text* without emphasis, code and links, and without quotes around it."""
    while (inner := without_quotes(without_emphasis(text))) != text:
        text = inner
    return _ESCAPE.sub(r"\1", text)


def without_quotes(text: str) -> str:
    """Return *text* without the quotation marks around the whole of it."""
    closing = _QUOTES.get(text[:1])
    inner = text[1:-1]
    if not inner or closing is None or text[-1] != closing:
        return text
    # "One" and "two" have quotes of their own; an apostrophe is none.
    marks = re.escape(text[0] + closing)
    return text if re.search(rf"(?<!\w)[{marks}]|[{marks}](?!\w)", inner) else inner

"""HTML as texts with elements around them, for wherever a theme puts an excerpt.

BeautifulSoup makes a tree, on Python's own parser; :func:`clean` lists its texts, each
with the elements that it may keep, and :func:`render` writes these around any part of
that list. What is shown is an allowlist: an unknown element loses its tags and keeps its
text; what would run, load or be filled in goes with its content.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any, Final, NamedTuple

from bs4 import BeautifulSoup
from bs4.element import PreformattedString, Tag

from pelican_haiku.excerpt.names import names

DEPTH: Final = 64
"""Elements within each other at most; what is nested deeper loses its tags."""
BREAK: Final = "\u2029"
"""What stands in a text between blocks."""
TEXT, LINK, CODE, EDGE = 0, 1, 2, 4
MATH: Final = LINK | CODE
"""Kinds of text: links are never cut open, code says nothing, and math is like both."""

NAMES: Final = names("html")
BLOCKS: Final = NAMES["blocks"]
_SHOWN: Final = NAMES["heading"] | NAMES["inline"] | NAMES["shown"] | NAMES["mathml"]
_PARENTS: Final = names("parents")
_ENDED_BY_BLOCKS: Final = NAMES["heading"] | {"p"}
_TAG: Final = re.compile("<[a-zA-Z/!?]")
_UNSAFE_URL: Final = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
# What may not stand in HTML or XML, and byte order marks.
_NO_CHARACTER: Final = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_SPACE: Final = re.compile(r"[ \t\n\r\f](?:[ \t\n\r\f]+|(?<=[\t\r\f]))")
# What a footnote's mark shows, and where it leads.
_MARK: Final = r"[\[(]?(?:\d{1,3}|[*†‡§¶#]+|[a-z]|[ivx]+)[\])]?"
_NOTE: Final = r"#_?(?:ftn|fn|footnote|endnote|note|cite|citation|ref)[\w:.-]{0,30}$"


class _Tree(BeautifulSoup):
    """A tree that closes what HTML closes by itself, and is not deeper than `DEPTH`."""

    def handle_starttag(self, name: str, *args: Any, **kwargs: Any) -> Tag | None:
        is_void = name in NAMES["void"]
        # What holds no prose may be one deeper.
        if len(self.tagStack) > DEPTH + (is_void or name in NAMES["dropped"]):
            self.handle_data("\n")
            return None
        if name in BLOCKS or name in _PARENTS or name == "a":
            self._end_before(name)
        tag = super().handle_starttag(name, *args, **kwargs)
        if is_void:
            # Before 4.15 a `<br/>` after a `<br>` stays open.
            self.popTag()
        return tag

    def handle_endtag(self, name: str, nsprefix: str | None = None) -> None:
        if len(self.tagStack) > DEPTH:
            # Words stay apart where a block that is too deep begins or ends.
            self.handle_data("\n")
        super().handle_endtag(name, nsprefix)

    def _end_before(self, name: str) -> None:
        """Close what the start tag *name* ends: HTML lets authors leave out end tags."""
        stack = [tag.name for tag in self.tagStack]
        kept = len(stack)
        if name in _PARENTS:
            parents = (n for n in range(kept, 0, -1) if stack[n - 1] in _PARENTS[name])
            kept = next(parents, kept)
        elif name in BLOCKS:
            kept = next((n for n in range(kept) if stack[n] in _ENDED_BY_BLOCKS), kept)
        elif "a" in stack and BLOCKS.isdisjoint(stack[stack.index("a") :]):
            kept = stack.index("a")
        self.endData()
        for _ in stack[kept:]:
            self.popTag()


def parse(html: str) -> BeautifulSoup:
    """Return *html* as a tree.

    A comment or a tag that does not end takes all after it along, as in a browser.
    """
    # To Python's parser these go on.
    html = re.sub("<!---?>", "", html)
    comment = html.find("<!--", html.rfind("-->") + 1)
    tag = _TAG.search(html, html.rfind(">") + 1)
    for start in (comment, tag.start() if tag else -1):
        if start >= 0:
            html = html[:start]
    # To Python's parser `?a=1&copy=2` has a copyright sign, and after `&#x` all is text.
    no_entity = "&(?=[a-zA-Z][a-zA-Z0-9]*=|#(?![0-9]|[xX][0-9a-fA-F]))"
    html = re.sub(no_entity, "&amp;", html)
    with warnings.catch_warnings():
        # It warns of text that looks like the name of a file, and of XML.
        warnings.simplefilter("ignore")
        return _Tree(
            html,
            "html.parser",
            on_duplicate_attribute="ignore",
            multi_valued_attributes=None,
            store_line_numbers=False,
        )


class Element:
    """An element that is shown, with the attributes that it may keep."""

    def __init__(self, name: str, attrs: Mapping[str, str]) -> None:
        self.name, self.attrs = name, attrs

    @property
    def start(self) -> str:
        """The start tag."""
        written = (f' {key}="{escape(value)}"' for key, value in self.attrs.items())
        return f"<{self.name}{''.join(written)}>"


class Text(NamedTuple):
    """A text and the elements around it, the outermost first.

    A ``void`` element is written instead of a text; that of a line break is a line feed.
    The text of an ``EDGE`` is a :data:`BREAK`, at either end of each block; ``left_out``
    is the element whose content does not follow.
    """

    text: str
    around: tuple[Element, ...] = ()
    kind: int = TEXT
    void: Element | None = None
    left_out: Tag | None = None

    @property
    def says(self) -> bool:
        """Whether the text has a letter or digit."""
        return any(map(str.isalnum, self.text))


def is_kind(tag: Tag | Element, kind: str) -> bool:
    """Whether the name of *tag*, or a class, is in a list of ``data/html.toml``."""
    return tag.name in NAMES.get(kind, ()) or (
        "class" in tag.attrs
        and not NAMES[f"{kind}_classes"].isdisjoint(_value(tag, "class").split())
    )


def _value(tag: Tag | Element, name: str) -> str:
    return str(tag.attrs.get(name, "")).lower()


def is_dropped(tag: Tag) -> bool:
    """Whether *tag* goes with its content: scripts, forms, footnote marks, …."""
    if tag.name in NAMES["dropped"] or (tag.name in {"a", "sup"} and _is_mark(tag)):
        return True
    # Most have no attributes.
    return bool(tag.attrs) and (
        is_kind(tag, "dropped")
        or "hidden" in tag.attrs
        or _value(tag, "id").startswith("fnref")
        or _value(tag, "role") in {"doc-noteref", "doc-backlink"}
        or "display:none" in "".join(_value(tag, "style").split())
    )


def _is_mark(tag: Tag) -> bool:
    """Whether a link, or a ``<sup>`` around one, is a footnote's mark or a permalink."""
    link = tag if tag.name == "a" else tag.find("a")
    href = _value(link, "href") if isinstance(link, Tag) else ""
    if not href.startswith("#") or tag.find(["img", "picture"]):
        return False
    text = single_spaced(tag.get_text())
    if tag.name == "a" and not any(map(str.isalnum, text)):
        return True
    return re.fullmatch(_MARK, text) is not None and (
        tag.name == "sup" or re.match(_NOTE, href) is not None
    )


def clean(root: Tag, skips: Callable[[Tag], bool]) -> list[Text]:
    """Return the texts of *root* with what may stand around them anywhere.

    Elements for which *skips* is true are left out with their content.
    """
    found: list[Text] = []

    def add(tag: Tag, around: tuple[Element, ...], kind: int) -> None:
        for node in tag.contents:
            if not isinstance(node, Tag):
                if not (
                    isinstance(node, PreformattedString)
                    or (around and around[-1].name in NAMES["structure"])
                ):
                    found.append(Text(_NO_CHARACTER.sub("", str(node)), around, kind))
                continue
            is_block, is_skipped = node.name in BLOCKS, skips(node)
            is_inline_skipped = is_skipped and not is_block
            if is_inline_skipped and re.match(r"[ \n,.;:!?)]", str(node.next_sibling)):
                # "so [1] [2]." leaves spaces before the stop.
                found[-1:] = (t._replace(text=t.text.rstrip(" \n")) for t in found[-1:])
            if is_block or (is_skipped and node.name in NAMES["dropped"]):
                edge = BREAK if is_block else ""
                left_out = node if is_skipped else None
                found.append(Text(edge, around, EDGE, left_out=left_out))
            if not is_skipped:
                add_shown(node, around, kind)
            if is_block:
                found.append(Text(BREAK, around, EDGE))

    def add_shown(tag: Tag, around: tuple[Element, ...], kind: int) -> None:
        element = _element(tag, around)
        if tag.name in NAMES["void"]:
            if element:
                text = "\n" if tag.name == "br" else ""
                found.append(Text(text, around, kind, void=element))
            return
        if element:
            around = (*around, element)
            kind |= LINK if tag.name == "a" else TEXT
            kind |= CODE if is_kind(tag, "code") else TEXT
            kind |= MATH if is_kind(tag, "math") else TEXT
        count = len(found)
        add(tag, around, kind)
        if element and element.name in {"td", "th"} and len(found) == count:
            found.append(Text("", around, kind))

    add(root, (), TEXT)
    return found


def _element(tag: Tag, around: tuple[Element, ...]) -> Element | None:
    """Return *tag* as it may stand in the elements *around*, ``None`` for no tags."""
    name = tag.name if tag.name in _SHOWN else "div" if tag.name in BLOCKS else ""
    outer = {element.name for element in around}
    parent = around[-1].name if around else ""
    attributes = _safe_attributes(tag)
    is_misplaced = (
        (parent in NAMES["structure"] or name in _PARENTS)
        and parent not in _PARENTS.get(name, ())
    ) or (
        (name in NAMES["mathml"] and name != "math") != ("math" in outer)
        or (name == "a" and ("href" not in attributes or "a" in outer))
        or (name == "img" and "src" not in attributes)
        or (name in NAMES["heading"] and not NAMES["heading"].isdisjoint(outer))
    )
    return Element(name, attributes) if name and not is_misplaced else None


def _safe_attributes(tag: Tag) -> dict[str, str]:
    """Return the attributes that *tag* may keep."""
    kept = {}
    for name, value in tag.attrs.items():
        if name in NAMES["attributes"]:
            text = _NO_CHARACTER.sub("", str(value))
            # A URL neither runs as a script nor brings a document along; a browser takes
            # some characters out of it before it reads the scheme.
            is_url = name in {"cite", "href", "src"}
            if not (is_url and _UNSAFE_URL.match(re.sub("[^!-~]+", "", text))):
                kept[name] = text
    return kept


def tidy(texts: Iterable[Text]) -> list[Text]:
    """Return *texts* with the white space that a browser shows of theirs."""
    found: list[Text] = []
    for text in (*texts, Text(BREAK, kind=EDGE)):
        last = found[-1].text if found else BREAK
        shown = _SPACE.sub(lambda space: "\n" if "\n" in space[0] else " ", text.text)
        if text.kind == EDGE or (text.void and shown):
            if last.endswith((" ", "\n")):
                found[-1] = found[-1]._replace(text=last.rstrip(" \n"))
        elif last.endswith((" ", "\n", BREAK)):
            shown = shown.lstrip(" \n")
        if shown or text.void:
            found.append(text if shown == text.text else text._replace(text=shown))
    return found[:-1]


def render(texts: Iterable[Text]) -> str:
    """Return *texts* as HTML, with the elements around them."""
    html: list[str] = []
    shown: tuple[Element, ...] = ()
    for text in texts:
        if text.kind == EDGE:
            continue
        kept = 0
        for element, other in zip(shown, text.around, strict=False):
            if element is not other:
                break
            kept += 1
        html += [f"</{element.name}>" for element in reversed(shown[kept:])]
        html += [element.start for element in text.around[kept:]]
        html.append(text.void.start if text.void else escape(text.text, quote=False))
        shown = text.around
    html += [f"</{element.name}>" for element in reversed(shown)]
    return "".join(html)


def text_of(texts: Iterable[Text]) -> str:
    """Return *texts* as one, with a :data:`BREAK` at either end of each block."""
    return "".join(text.text for text in texts)


def single_spaced(text: str) -> str:
    """Return *text* on one line, one space between words."""
    return " ".join(text.split())

"""HTML as a tree, and the part of it that may stand anywhere a theme puts an excerpt.

The tree is BeautifulSoup's, on Python's own parser. What is shown of it is an allowlist:
an unknown element loses its tags and keeps its text; what would run, load or be filled in
goes with its content.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any, Final, NamedTuple

from bs4 import BeautifulSoup
from bs4.element import PageElement, PreformattedString, Tag

from pelican_haiku.excerpt.names import names

DEPTH: Final = 64
"""Elements within each other at most; what is nested deeper loses its tags."""
BREAK: Final = "\u2029"
"""What stands in a text between blocks."""
TEXT, LINK, CODE = 0, 1, 2
MATH: Final = LINK | CODE
"""Kinds of text: links are never cut open, code says nothing, and math is like both."""

NAMES: Final = names("html")
BLOCKS: Final = NAMES["blocks"]
CODES: Final = frozenset("code kbd pre samp tt var".split())
HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
_SHOWN: Final = HEADINGS | NAMES["inline"] | NAMES["shown"] | NAMES["mathml"]
_MAY_BE_EMPTY: Final = frozenset(["td", "th"])
_KINDS: Final = {"a": LINK, **dict.fromkeys(CODES, CODE)}

# Start tags that end what is open, up to an element that holds both: HTML lets authors
# leave these end tags out, which Python's parser does not know.
_CELLS: Final = frozenset("caption table td th".split())
_ENDED_BY: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    **dict.fromkeys(BLOCKS, (HEADINGS | {"p"}, _CELLS)),
    "a": (frozenset(["a"]), BLOCKS),
    "li": (frozenset(["li"]), frozenset("dir menu ol ul".split()) | _CELLS),
    **dict.fromkeys(["dt", "dd"], (frozenset(["dt", "dd"]), _CELLS | {"dl"})),
}

# The only elements in which these may stand; in a table's structure nothing else may.
_STRUCTURE: Final = frozenset("colgroup table tbody tfoot thead tr".split())
_PARENTS: Final[Mapping[str, frozenset[str]]] = {
    "li": frozenset(["ol", "ul"]),
    **dict.fromkeys(["dt", "dd"], frozenset(["dl"])),
    **dict.fromkeys(["rb", "rp", "rt", "rtc"], frozenset(["ruby"])),
    **dict.fromkeys("caption colgroup tbody tfoot thead".split(), frozenset(["table"])),
    "col": frozenset(["colgroup"]),
    "tr": frozenset("table tbody tfoot thead".split()),
    **dict.fromkeys(["td", "th"], frozenset(["tr"])),
}
_UNSAFE_URL: Final = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
# What a browser takes out of a URL before it reads the scheme, and what shows as nothing.
_INVISIBLE: Final = re.compile(
    r"[\x00-\x20\x7f-\xa0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
)
# What may not stand in HTML or XML, and byte order marks.
_NO_CHARACTER: Final = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff"
    + "".join(
        chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17)
    )
    + "]"
)
_SPACE: Final = re.compile(r"[ \t\n\r\f]{2,}|[\t\r\f]")
# What a footnote's mark shows, and where it leads.
_MARK: Final = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§¶#]+|[a-z]|[ivx]+)[\])]?")
_NOTE: Final = re.compile(
    r"#(?:_?ftn|fn|footnote|endnote|note|cite|citation|ref)(?:ref)?"
    r"(?:[-_:.]?(?:note|ref))?[-_:.]?\w{0,20}$",
    re.IGNORECASE,
)


class _Tree(BeautifulSoup):
    """A tree that closes what HTML closes by itself, and is not deeper than `DEPTH`."""

    def handle_starttag(self, name: str, *args: Any, **kwargs: Any) -> Tag | None:
        if len(self.tagStack) > DEPTH:
            if name in BLOCKS:
                self.handle_data("\n")
            return None
        if name in _ENDED_BY:
            self.endData()
            self._end(*_ENDED_BY[name])
        return super().handle_starttag(name, *args, **kwargs)

    def _end(self, names: frozenset[str], within: frozenset[str]) -> None:
        """Close the outermost of *names* that is open inside the last of *within*."""
        count = 0
        for place, tag in enumerate(reversed(self.tagStack), start=1):
            if tag.name in names:
                count = place
            elif tag.name in within:
                break
        for _ in range(count):
            self.popTag()


def parse(html: str) -> BeautifulSoup:
    """Return *html* as a tree.

    A comment or a tag that does not end takes all after it along, as in a browser.
    """
    # To Python's parser these go on.
    html = re.sub("<!---?>", "", html)
    for start in (
        html.find("<!--", html.rfind("-->") + 1),
        html.find("<", html.rfind(">") + 1),
    ):
        if start >= 0 and re.match("<[a-zA-Z/!?]", html[start : start + 2]):
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


def open_at_end(tree: BeautifulSoup) -> list[Tag]:
    """Return the elements in which *tree* ends, itself first."""
    found: list[Tag] = []
    node: PageElement | None = tree
    while isinstance(node, Tag):
        found.append(node)
        node = node.contents[-1] if node.contents else None
    return found


def remove_open(tree: BeautifulSoup) -> None:
    """Remove the inline element in which *tree* ends: it may still hold anything."""
    for tag in open_at_end(tree)[1:]:
        if tag.name not in BLOCKS:
            tag.extract()
            break


def has_class(tag: Tag, kind: str) -> bool:
    """Whether a class of *tag* is one of the list *kind*, as *dropped_classes*."""
    return "class" in tag.attrs and not NAMES[kind].isdisjoint(
        _value(tag, "class").split()
    )


def _value(tag: Tag, name: str) -> str:
    return str(tag.attrs.get(name, "")).lower()


def is_text(node: PageElement) -> bool:
    """Whether *node* is text that is shown, not a comment, declaration or the like."""
    return not isinstance(node, (Tag, PreformattedString))


def is_math(tag: Tag) -> bool:
    """Whether *tag* holds math and nothing else."""
    return tag.name == "math" or has_class(tag, "math_classes")


def is_dropped(tag: Tag) -> bool:
    """Whether *tag* goes with its content: scripts, forms, footnote marks, …."""
    if tag.name in NAMES["dropped"]:
        return True
    if not tag.attrs:
        return tag.name == "sup" and _is_mark(tag)
    return (
        has_class(tag, "dropped_classes")
        or "hidden" in tag.attrs
        or _value(tag, "id").startswith("fnref")
        or _value(tag, "role") in {"doc-noteref", "doc-backlink"}
        or "display:none" in "".join(_value(tag, "style").split())
        # KaTeX shows a formula a second time, for readers with a browser alone.
        or (_value(tag, "aria-hidden") == "true" and _has_math_beside(tag))
        or (tag.name in {"a", "sup"} and _is_mark(tag))
    )


def _has_math_beside(tag: Tag) -> bool:
    return tag.parent is not None and tag.parent.find("math") is not None


def _is_mark(tag: Tag) -> bool:
    """Whether a link, or a ``<sup>`` around one, is a footnote's mark or a permalink."""
    link = tag if tag.name == "a" else tag.find("a")
    href = _value(link, "href") if isinstance(link, Tag) else ""
    if not href.startswith("#") or tag.find(["img", "picture"]):
        return False
    text = single_spaced(tag.get_text())
    if tag.name == "a" and not any(map(str.isalnum, text)):
        return True
    return _MARK.fullmatch(text) is not None and (
        tag.name == "sup" or _NOTE.match(href) is not None
    )


class Part(NamedTuple):
    """A text of clean HTML, or a tag and the text that stands for it.

    That is a :data:`BREAK` for either tag of a block and a line feed for a line break.
    ``opens`` and ``closes`` name the element whose start or end tag it is.
    """

    text: str
    kind: int = TEXT
    tag: str = ""
    opens: str = ""
    closes: str = ""


def clean(
    root: Tag, skips: Callable[[Tag], bool], *, is_tidy: bool = False
) -> list[Part]:
    """Return of *root* what may stand anywhere, as balanced HTML.

    Elements for which *skips* is true are left out with their content, and so is what is
    empty then. White space stays as it is, unless the result is to be tidy: then there
    is as much as a browser shows.
    """
    found: list[Part] = []

    def add(tag: Tag, around: tuple[str, ...], kind: int) -> None:
        attributes = safe_attributes(tag)
        name = _shown_name(tag.name, attributes, around)
        edge = BREAK if name in BLOCKS else ""
        if name:
            around = (*around, name)
            kind |= MATH if is_math(tag) else _KINDS.get(name, TEXT)
            start = start_tag(name, attributes)
            if name in NAMES["void"]:
                found.append(Part("\n" if name == "br" else edge, kind, start))
                return
            found.append(Part(edge, kind, start, opens=name))
        for node in tag.contents:
            if isinstance(node, Tag):
                if not skips(node):
                    add(node, around, kind)
                elif str(node.next_sibling)[:1] in tuple(" \n,.;:!?)") and found:
                    # "so [1] [2]." leaves spaces before the stop.
                    found[-1] = found[-1]._replace(text=found[-1].text.rstrip(" \n"))
            elif is_text(node) and _STRUCTURE.isdisjoint(around[-1:]):
                found.append(Part(_NO_CHARACTER.sub("", str(node)), kind))
        if name:
            found.append(Part(edge, kind, f"</{name}>", closes=name))

    add(root, (), TEXT)
    filled: list[Part] = []
    for part in _tidy(found) if is_tidy else found:
        if (
            part.closes
            and part.closes == filled[-1].opens
            and part.closes not in _MAY_BE_EMPTY
        ):
            filled.pop()
        elif part.tag or part.text:
            filled.append(part)
    return filled


def _tidy(parts: Iterable[Part]) -> list[Part]:
    """Return *parts* with the white space that a browser shows of theirs."""
    found: list[Part] = []
    # The index of the last text in the line, -1 for none.
    last = -1
    for part in parts:
        if part.tag:
            if part.text and last >= 0:
                found[last] = found[last]._replace(text=found[last].text.rstrip(" \n"))
                last = -1
            found.append(part)
            continue
        text = _SPACE.sub(lambda space: "\n" if "\n" in space[0] else " ", part.text)
        if last < 0 or found[last].text.endswith((" ", "\n")):
            text = text.lstrip(" \n")
        if text:
            last = len(found)
            found.append(part._replace(text=text))
    return found


def cut(parts: Iterable[Part], place: int, suffix: Iterable[Part] = ()) -> list[Part]:
    """Return *parts* up to *place* in their text, and what closes the elements there.

    *suffix* is put behind, outside of the inline elements that end.
    """
    kept: list[Part] = []
    rest = iter(parts)
    for part in rest:
        place -= len(part.text)
        kept.append(part._replace(text=part.text[:place]) if place < 0 else part)
        if place <= 0:
            break
    inner = 0
    for part in rest:
        if part.opens:
            inner += 1
        elif part.closes and inner:
            inner -= 1
        elif part.closes:
            if part.closes in BLOCKS:
                kept.extend(suffix)
                suffix = ()
            kept.append(part)
    return kept


def start_tag(name: str, attributes: Mapping[str, str]) -> str:
    """Return a start tag as HTML."""
    written = (f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{''.join(written)}>"


def render(parts: Iterable[Part]) -> str:
    """Return *parts* as HTML."""
    return "".join(part.tag or escape(part.text, quote=False) for part in parts)


def text_of(parts: Iterable[Part]) -> str:
    """Return the text of *parts*, with a :data:`BREAK` at either end of each block."""
    return "".join(part.text for part in parts)


def single_spaced(text: str) -> str:
    """Return *text* on one line, one space between words."""
    return " ".join(text.split())


def safe_attributes(tag: Tag) -> dict[str, str]:
    """Return the attributes that *tag* may keep."""
    kept = {}
    for name, value in tag.attrs.items():
        text = _NO_CHARACTER.sub("", str(value))
        is_url = name in {"cite", "href", "src"}
        # A URL, decoded, neither runs as a script nor brings a document along.
        if is_url and _UNSAFE_URL.match(_INVISIBLE.sub("", text)):
            continue
        if name in NAMES["attributes"]:
            kept[name] = text
    return kept


def _shown_name(name: str, attributes: Mapping[str, str], around: tuple[str, ...]) -> str:
    """Return the name by which an element may stand in others, empty for no tags."""
    parent = around[-1] if around else ""
    if name not in _SHOWN:
        name = "div" if name in BLOCKS else ""
    is_misplaced = (
        (parent in _STRUCTURE or name in _PARENTS)
        and parent not in _PARENTS.get(name, ())
    ) or (
        (name in NAMES["mathml"] and name != "math") != ("math" in around)
        or (name == "a" and ("href" not in attributes or "a" in around))
        or (name == "img" and "src" not in attributes)
        or (name in HEADINGS and not HEADINGS.isdisjoint(around))
    )
    return "" if is_misplaced else name

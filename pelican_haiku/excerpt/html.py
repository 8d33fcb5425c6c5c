"""HTML as a tree, and the part of it that may stand anywhere a theme puts an excerpt.

The tree is BeautifulSoup's, on Python's own parser. What is shown of it is an allowlist:
an unknown element loses its tags and keeps its text; what would run, load or be filled in
goes with its content.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from html import escape
from typing import Any, Final, TypeGuard

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag
from bs4.formatter import HTMLFormatter

from pelican_haiku.excerpt.names import names

DEPTH: Final = 64
"""Elements within each other at most; what is nested deeper loses its tags."""
BREAK: Final = "\u2029"
"""What stands in a text between blocks."""
TEXT, LINK, CODE = " ", "a", "c"
"""Kinds of text: links and math are never cut open, and no sentence ends in code."""

NAMES: Final = names("html")
BLOCKS: Final = NAMES["blocks"]
CODES: Final = frozenset("code kbd pre samp tt var".split())
HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
_SHOWN: Final = HEADINGS | NAMES["inline"] | NAMES["shown"] | NAMES["mathml"]
_MAY_BE_EMPTY: Final = NAMES["void"] | {"td", "th"}

# Start tags that end what is open, up to an element that holds both: HTML lets authors
# leave these end tags out, which Python's parser does not know.
_CELLS: Final = frozenset("caption table td th".split())
_ENDED_BY: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    **dict.fromkeys(BLOCKS - {"body", "head", "html"}, (HEADINGS | {"p"}, _CELLS)),
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
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff]|"
    "[" + "".join(chr(p << 16 | 0xFFFE) + chr(p << 16 | 0xFFFF) for p in range(17)) + "]"
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

    def __init__(self, html: str) -> None:
        self._ignored: Counter[str] = Counter()
        super().__init__(
            html,
            "html.parser",
            on_duplicate_attribute="ignore",
            multi_valued_attributes=None,
            store_line_numbers=False,
        )

    def handle_starttag(self, name: str, *args: Any, **kwargs: Any) -> Tag | None:
        if len(self.tagStack) <= DEPTH:
            if name in _ENDED_BY:
                self.endData()
                self._end(*_ENDED_BY[name])
            return super().handle_starttag(name, *args, **kwargs)
        if name not in NAMES["void"]:
            self._ignored[name] += 1
        if name in BLOCKS:
            self.handle_data("\n")
        return None

    def handle_endtag(self, name: str, nsprefix: str | None = None) -> None:
        if self._ignored[name]:
            self._ignored[name] -= 1
            if name in BLOCKS:
                self.handle_data("\n")
        else:
            super().handle_endtag(name, nsprefix)

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
        return _Tree(html)


def open_at_end(tree: BeautifulSoup) -> list[Tag]:
    """Return the elements in which *tree* ends, itself first."""
    found: list[Tag] = []
    node: PageElement | None = tree
    while isinstance(node, Tag):
        found.append(node)
        node = node.contents[-1] if node.contents else None
    return found


def classes(tag: Tag) -> list[str]:
    """Return the tokens of the class attribute, in small letters."""
    return _value(tag, "class").split() if "class" in tag.attrs else []


def _value(tag: Tag, name: str) -> str:
    return str(tag.attrs.get(name, "")).lower()


def is_text(node: PageElement) -> TypeGuard[NavigableString]:
    """Whether *node* is text that is shown, not a comment, declaration or the like."""
    return not isinstance(node, (Tag, PreformattedString))


def is_math(tag: Tag) -> bool:
    """Whether *tag* holds math and nothing else."""
    return tag.name == "math" or not NAMES["math_classes"].isdisjoint(classes(tag))


def is_dropped(tag: Tag) -> bool:
    """Whether *tag* goes with its content: scripts, forms, footnote marks, …."""
    if tag.name in NAMES["dropped"]:
        return True
    if not tag.attrs:
        return tag.name == "sup" and _is_mark(tag)
    return (
        not NAMES["dropped_classes"].isdisjoint(classes(tag))
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


def clean(
    root: Tag,
    skips: Callable[[Tag], bool],
    link: Callable[[str], str],
    *,
    is_tidy: bool = False,
) -> None:
    """Leave in *root* what may stand anywhere.

    Elements for which *skips* is true go with their content; what is empty then goes
    too. Each URL becomes what *link* returns for it. White space stays as it is, unless
    the result is to be tidy: then there is as much as a browser shows.
    """
    for node in [*root.descendants]:
        if isinstance(node, Tag):
            if skips(node):
                before, after = node.previous_sibling, node.next_sibling
                node.extract()
                # "so [1] [2]." leaves spaces before the stop.
                while str(after)[:1] in tuple(",.;:!?)") and isinstance(before, str):
                    text, before = before, before.previous_sibling
                    if _replace(text, text.rstrip(" \n")):
                        break
        elif is_text(node):
            _replace(node, _NO_CHARACTER.sub("", node))
        else:
            node.extract()
    if is_tidy:
        _tidy(root)
    elements = [node for node in root.descendants if isinstance(node, Tag)]
    for tag in elements:
        tag.attrs = safe_attributes(tag, link)
        if name := _shown_name(tag, root):
            tag.name = name
        else:
            tag.unwrap()
    for tag in reversed(elements):
        if tag.name in _STRUCTURE:
            for text in tag.find_all(string=True, recursive=False):
                text.extract()
        if not tag.contents and tag.name not in _MAY_BE_EMPTY:
            tag.extract()


def _replace(node: NavigableString, text: str) -> NavigableString | None:
    if not text:
        node.extract()
        return None
    if text == node:
        return node
    new = NavigableString(text)
    node.replace_with(new)
    return new


def safe_attributes(tag: Tag, link: Callable[[str], str]) -> dict[str, Any]:
    """Return the attributes that *tag* may keep, each URL as *link* returns it."""
    kept = {}
    for name, value in tag.attrs.items():
        text = _NO_CHARACTER.sub("", str(value))
        if name in {"cite", "href", "src"}:
            if _is_safe(text):
                kept[name] = link(text)
        elif name in NAMES["attributes"]:
            kept[name] = text
    return kept


def _is_safe(url: str) -> bool:
    """Whether *url*, decoded, neither runs as a script nor brings a document along."""
    return _UNSAFE_URL.match(_INVISIBLE.sub("", url)) is None


def _shown_name(tag: Tag, root: Tag) -> str:
    """Return the name by which *tag* may stand in *root*, empty for no tags."""
    name = tag.name
    parent = tag.parent.name if tag.parent else ""
    around = set()
    for outer in tag.parents:
        around.add(outer.name)
        if outer is root:
            break
    if name not in _SHOWN:
        name = "div" if name in BLOCKS - {"body", "html"} else ""
    is_misplaced = (
        (parent in _STRUCTURE or name in _PARENTS)
        and parent not in _PARENTS.get(name, ())
    ) or (
        (name in NAMES["mathml"] and name != "math") != ("math" in around)
        or (name == "a" and ("href" not in tag.attrs or "a" in around))
        or (name == "img" and "src" not in tag.attrs)
        or (name in HEADINGS and not HEADINGS.isdisjoint(around))
    )
    return "" if is_misplaced else name


def _tidy(root: Tag) -> None:
    """Leave of the white space in *root* what a browser shows of it."""
    last: NavigableString | None = None
    for node, part, _ in [*parts(root)]:
        if isinstance(node, NavigableString):
            text = _SPACE.sub(lambda space: "\n" if "\n" in space[0] else " ", node)
            if last is None or last[-1] in " \n":
                text = text.lstrip(" \n")
            last = _replace(node, text) or last
        elif part or (isinstance(node, Tag) and node.name == "br"):
            # A line ends or begins.
            if last is not None:
                _replace(last, last.rstrip(" \n"))
            last = None


def single_spaced(text: str) -> str:
    """Return *text* on one line, one space between words."""
    return " ".join(text.split())


def text_of(root: Tag) -> str:
    """Return the text of *root*, with a :data:`BREAK` at either end of each block."""
    return "".join(part for _, part, _ in parts(root))


def parts(root: Tag, kind: str = TEXT) -> Iterator[tuple[PageElement, str, str]]:
    """Yield each node of *root*, itself first, with what it adds to the text, and a kind.

    Elements come twice. A block adds a :data:`BREAK` each time, a line break a line feed
    the second time. The kind is :data:`TEXT`, :data:`LINK` (or math) or :data:`CODE`.
    """
    edge = BREAK if root.name in BLOCKS else ""
    if root.name == "a" or is_math(root):
        kind = LINK
    elif root.name in CODES and kind != LINK:
        kind = CODE
    yield root, edge, kind
    for node in root.contents:
        if isinstance(node, Tag):
            yield from parts(node, kind)
        else:
            yield node, str(node), kind
    yield root, "\n" if root.name == "br" else edge, kind


class _Formatter(HTMLFormatter):
    """Writes attributes in their order, each between double quotes."""

    def attributes(self, tag: Tag) -> Iterable[tuple[str, Any]]:
        return tag.attrs.items()

    def attribute_value(self, value: str) -> str:
        return escape(value)


_FORMATTER: Final = _Formatter(partial(escape, quote=False), "")


def render(root: Tag) -> str:
    """Return the HTML of *root*; of a whole tree, that of all in it."""
    return root.decode(formatter=_FORMATTER)

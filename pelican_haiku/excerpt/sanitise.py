"""Which HTML may stand anywhere: in a list of posts, a feed, another post's page.

An allowlist. What is on neither list of names loses its tags and keeps its text; what
would run, load or be filled in goes with its content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from pelican_haiku.excerpt.elements import (
    BLOCKS,
    HEADINGS,
    INLINE,
    VOID,
    Element,
    Event,
    Open,
    Text,
)

DEPTH: Final = 64
"""Elements within each other at most; what is nested deeper loses its tags."""

# Nothing of these is shown, whoever has chosen the excerpt.
_DROPPED: Final = frozenset(
    "applet area audio base button canvas datalist embed frame frameset head iframe "
    "input link map meta meter noembed noframes noscript object optgroup option output "
    "param plaintext portal progress script select slot source style svg template "
    "textarea title track video xmp".split()
)
_DROPPED_CLASSES: Final = frozenset(
    "citation-reference footnote-backref footnote-back footnote-ref footnote-reference "
    "footnoteref header-anchor headerlink permalink reversefootnote sr-only "
    "screen-reader-text visually-hidden".split()
)
_MATHML: Final = frozenset(
    "math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom "
    "mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext "
    "mtr munder munderover none semantics".split()
)
_ANNOTATIONS: Final = frozenset(["annotation", "annotation-xml"])
_SHOWN_BLOCKS: Final = HEADINGS | frozenset(
    "blockquote caption col colgroup dd details div dl dt figcaption figure hr li ol p "
    "pre summary table tbody td tfoot th thead tr ul".split()
)
_SHOWN: Final = INLINE | _SHOWN_BLOCKS | {"br", "img", "picture", "wbr"}
# Where these stand, nothing but what is named may.
_ONLY_CHILDREN: Final[Mapping[str, frozenset[str]]] = {
    "table": frozenset("caption colgroup tbody tfoot thead tr".split()),
    "thead": frozenset(["tr"]),
    "tbody": frozenset(["tr"]),
    "tfoot": frozenset(["tr"]),
    "tr": frozenset(["td", "th"]),
    "colgroup": frozenset(["col"]),
}
# These may stand nowhere else.
_ONLY_PARENTS: Final[Mapping[str, frozenset[str]]] = {
    "li": frozenset(["ol", "ul"]),
    "dt": frozenset(["dl"]),
    "dd": frozenset(["dl"]),
    **{name: frozenset(["ruby"]) for name in ("rb", "rp", "rt", "rtc")},
    **{
        child: frozenset(
            parent for parent, names in _ONLY_CHILDREN.items() if child in names
        )
        for child in "caption col colgroup tbody tfoot thead tr td th".split()
    },
}
_ATTRIBUTES: Final = frozenset("aria-hidden aria-label class dir lang title".split())
_OWN_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "a": frozenset("href hreflang rel target type".split()),
    "blockquote": frozenset(["cite"]),
    "col": frozenset(["span"]),
    "colgroup": frozenset(["span"]),
    "data": frozenset(["value"]),
    "del": frozenset(["cite", "datetime"]),
    "details": frozenset(["open"]),
    "img": frozenset("alt decoding height loading sizes src srcset width".split()),
    "ins": frozenset(["cite", "datetime"]),
    "li": frozenset(["value"]),
    "math": frozenset(["display"]),
    "mi": frozenset(["mathvariant"]),
    "mo": frozenset("fence largeop separator stretchy".split()),
    "ol": frozenset("reversed start type".split()),
    "q": frozenset(["cite"]),
    "td": frozenset(["colspan", "rowspan"]),
    "th": frozenset("abbr colspan rowspan scope".split()),
    "time": frozenset(["datetime"]),
}
_UNSAFE_URL: Final = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
# What a browser takes from a URL before it reads its scheme, and what shows as nothing.
_INVISIBLE: Final = re.compile(
    r"[\x00-\x20\x7f-\xa0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
)
# No character references or input of HTML's, no characters of XML's; byte order marks.
_NO_CHARACTER: Final = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff]|"
    "[" + "".join(chr(p << 16 | 0xFFFE) + chr(p << 16 | 0xFFFF) for p in range(17)) + "]"
)


def is_dropped(element: Element) -> bool:
    """Whether *element* goes with its content: scripts, forms, footnote marks, …."""
    if element.name in _DROPPED:
        return True
    if not element.source:
        return False
    attributes = element.attributes
    return (
        not _DROPPED_CLASSES.isdisjoint(element.classes)
        or "hidden" in attributes
        or attributes.get("id", "").lower().startswith("fnref")
        or attributes.get("role", "").lower() in {"doc-noteref", "doc-backlink"}
        or "display:none" in "".join(attributes.get("style", "").lower().split())
    )


def is_safe(url: str) -> bool:
    """Whether *url*, decoded, neither runs as a script nor brings a document along."""
    return _UNSAFE_URL.match(_INVISIBLE.sub("", url)) is None


def clean(text: str) -> str:
    """Return *text* without the characters that may not stand in HTML or XML."""
    return _NO_CHARACTER.sub("", text)


def render(events: Iterable[Event], inherited: Mapping[str, str] | None = None) -> str:
    """Return *events*, their text decoded, as valid HTML without ids.

    *inherited* are attributes of the first element's ancestors, which it takes on where
    it has none of the name.
    """
    parts: list[str] = []
    shown: list[str] = []
    opened: list[str] = []
    for event in events:
        if isinstance(event, Text):
            if not shown or shown[-1] not in _ONLY_CHILDREN:
                parts.append(escape(event.source, quote=False))
        elif isinstance(event, Open):
            element = event.element
            own = _attributes(element)
            name = _shown(element.name, own, shown)
            if not shown and inherited:
                own = {**inherited, **own}
            opened.append(name)
            if name:
                shown.append(name)
                values = [f' {key}="{escape(value)}"' for key, value in own.items()]
                parts.append(f"<{name}{''.join(values)}>")
        elif name := opened.pop():
            shown.pop()
            if name not in VOID:
                parts.append(f"</{name}>")
    return "".join(parts)


def _shown(name: str, attributes: Mapping[str, str], shown: list[str]) -> str:
    """Return the name under which an element stands in *shown*, empty for none."""
    parent = shown[-1] if shown else ""
    if len(shown) >= DEPTH:
        return ""
    if name in _MATHML:
        return name if name == "math" or "math" in shown else ""
    if "math" in shown or name in _ANNOTATIONS:
        return ""
    if name not in _SHOWN:
        if name not in BLOCKS or name in {"body", "html"}:
            return ""
        name = "div"
    if parent in _ONLY_CHILDREN and name not in _ONLY_CHILDREN[parent]:
        return ""
    if name in _ONLY_PARENTS and parent not in _ONLY_PARENTS[name]:
        return ""
    if name == "a" and ("href" not in attributes or "a" in shown):
        return ""
    if name == "img" and not {"src", "srcset"}.intersection(attributes):
        return ""
    if name in HEADINGS and not HEADINGS.isdisjoint(shown):
        return ""
    return name


def _attributes(element: Element) -> dict[str, str]:
    if not element.source:
        return {}
    allowed = _OWN_ATTRIBUTES.get(element.name, frozenset())
    kept = {}
    for name, value in element.attributes.items():
        if name not in allowed and name not in _ATTRIBUTES:
            continue
        urls = value.split(",") if name == "srcset" else [value]
        if name in {"href", "src", "cite", "srcset"} and not all(map(is_safe, urls)):
            continue
        kept[name] = clean(value)
    return kept

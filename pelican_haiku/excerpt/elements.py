"""HTML as a stream of elements that are always closed and always nested.

What a browser's parser mends is mended here in one pass: ends that are left out, ends
in the wrong order, ends of nothing. There is no tree and no recursion, so depth costs
nothing and a reader may stop anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from operator import itemgetter
from typing import Final, NamedTuple

from pelican_haiku.excerpt.markup import attributes, tokens

VOID: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)
HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
BLOCKS: Final = HEADINGS | frozenset(
    "address article aside blockquote body caption center colgroup dd details dialog dir "
    "div dl dt fieldset figcaption figure footer form head header hgroup hr html legend "
    "li main menu nav ol optgroup option p pre search section select summary table tbody "
    "td template tfoot th thead tr ul".split()
)
"""Elements that are no running text; whatever else is open ends at theirs."""
INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em i ins kbd mark q rb rp rt "
    "rtc ruby s samp small span strike strong sub sup time tt u var".split()
)
"""Elements of running text that mean something by themselves."""

# A paragraph ends where one of these begins; lists' items and tables' parts do not count.
_ENDS_PARAGRAPH: Final = BLOCKS - frozenset(
    "body caption colgroup head html legend optgroup option select tbody td template "
    "tfoot th thead tr".split()
)
# What a start tag ends, if it is open within the elements named last.
_ITEMS: Final = frozenset("ul ol menu dir table td th caption".split())
_TERMS: Final = frozenset("dl table td th caption".split())
_TABLE: Final = frozenset(["table"])
_ROWS: Final = frozenset("tr td th caption colgroup".split())
_IMPLIED_ENDS: Final = {
    "li": (frozenset(["li"]), _ITEMS),
    "dt": (frozenset(["dt", "dd"]), _TERMS),
    "dd": (frozenset(["dt", "dd"]), _TERMS),
    "td": (frozenset("td th caption colgroup".split()), _TABLE),
    "th": (frozenset("td th caption colgroup".split()), _TABLE),
    "tr": (_ROWS, _TABLE),
    **{
        name: (_ROWS | {"thead", "tbody", "tfoot"}, _TABLE)
        for name in ("thead", "tbody", "tfoot", "caption", "colgroup")
    },
    **{
        name: (frozenset("rb rp rt rtc".split()), frozenset(["ruby"]))
        for name in ("rb", "rp", "rt", "rtc")
    },
}
# The ends of what stands outside of these do not count inside.
_SCOPES: Final = frozenset("caption table td th".split())
_TABLE_PARTS: Final = _SCOPES | frozenset("colgroup tbody tfoot thead tr".split())
# Where these stand, text may not, nor anything but parts of a table and what is hidden.
_INSIDE_TABLE: Final = _TABLE_PARTS - _TABLE
_STRUCTURE: Final = _TABLE_PARTS - {"caption", "td", "th"}
_IN_STRUCTURE: Final = _INSIDE_TABLE | frozenset(
    "col input script style template".split()
)
# What is reopened when it was closed by an end in the wrong order, and how many of it.
_FORMATTING: Final = frozenset(
    "a b big code em font i s small span strike strong tt u".split()
)
_REOPENED: Final = 8


class Element:
    """A tag's name and attributes; two of the same are two."""

    def __init__(self, name: str, source: str = "") -> None:
        self.name = name
        self.source = source
        # Its end came before that of a block inside it.
        self.ended = False

    @cached_property
    def attributes(self) -> dict[str, str]:
        """The attributes by name, decoded."""
        return attributes(self.source) if self.source else {}

    @property
    def classes(self) -> list[str]:
        """The class tokens, in small letters."""
        return self.attributes.get("class", "").lower().split()


class Text(NamedTuple):
    """Running text as it is written, entities and all."""

    source: str


class Comment(NamedTuple):
    """A comment's content."""

    source: str


class Open(NamedTuple):
    """The beginning of an element."""

    element: Element


class Close(NamedTuple):
    """The end of an element, the innermost that is open."""

    element: Element


Event = Text | Comment | Open | Close


class _Scope:
    """The open elements that an end tag can end: those of the document, or of a cell."""

    def __init__(self, boundary: Element | None) -> None:
        self.boundary = boundary
        self.stack: list[Element] = []
        self.by_name: dict[str, list[Element]] = {}
        # Places in the stack, by the element and of all blocks.
        self.places: dict[Element, int] = {}
        self.blocks: list[int] = []

    def contains(self, names: frozenset[str]) -> bool:
        return self.place(names) >= 0

    def place(self, names: frozenset[str]) -> int:
        """Return the place of the innermost open element of *names*, or -1."""
        found = [self.by_name[name][-1] for name in names if self.by_name.get(name)]
        return max((self.places[element] for element in found), default=-1)


class _Nesting:
    """The open elements of a document, and the events by which they open and close."""

    def __init__(self) -> None:
        self.scopes = [_Scope(None)]
        self.events: list[Event] = []

    @property
    def scope(self) -> _Scope:
        return self.scopes[-1]

    def open(self, element: Element) -> None:
        if element.name in _SCOPES:
            self.scopes.append(_Scope(element))
        scope = self.scope
        scope.by_name.setdefault(element.name, []).append(element)
        scope.places[element] = len(scope.stack)
        if element.name in BLOCKS:
            scope.blocks.append(len(scope.stack))
        scope.stack.append(element)
        self.events.append(Open(element))

    def close_to(self, element: Element) -> list[Element]:
        """Close *element* and all in it; return what was in it, innermost last."""
        inside = self._pop(element)
        while (outside := self.scope.stack) and outside[-1].ended:
            self._pop(outside[-1])
        return inside

    def _pop(self, element: Element) -> list[Element]:
        inside: list[Element] = []
        while True:
            scope = self.scope
            last = scope.stack.pop()
            if not last.ended:
                scope.by_name[last.name].pop()
            if last.name in BLOCKS:
                scope.blocks.pop()
            del scope.places[last]
            if last is scope.boundary:
                self.scopes.pop()
            self.events.append(Close(last))
            if last is element:
                return inside[::-1]
            inside.append(last)

    def innermost(self, name: str) -> Element | None:
        """Return the open element of *name* that an end tag would end."""
        for index in range(len(self.scopes) - 1, -1, -1):
            scope = self.scopes[index]
            if found := scope.by_name.get(name):
                return found[-1]
            # The end of a row, a section or the table ends the cell that is open.
            if name not in _TABLE_PARTS or scope.contains(_TABLE):
                break
        return None

    def heading(self) -> Element | None:
        """Return the innermost open block, if it is a heading."""
        scope = self.scope
        block = scope.stack[scope.blocks[-1]] if scope.blocks else None
        return block if block is not None and block.name in HEADINGS else None

    def start(self, name: str, source: str) -> None:
        if name in _INSIDE_TABLE and self.scope.boundary is None:
            # A table's part without a table.
            return
        if name == "form" and self.is_in_structure():
            return
        element = Element(name, source)
        if name in _ENDS_PARAGRAPH and (paragraph := self.innermost("p")):
            self.close_to(paragraph)
        if name == "p" and (heading := self.heading()):
            # A browser would take it for a part of a heading whose end is missing.
            self.close_to(heading)
        if name in HEADINGS and self.scope.stack:
            last = self.scope.stack[-1]
            if last.name in HEADINGS:
                self.close_to(last)
        elif name == "a" and (link := self.innermost("a")):
            self.end(link.name)
        elif name in _IMPLIED_ENDS:
            self.imply_end(*_IMPLIED_ENDS[name])
        if name not in _IN_STRUCTURE:
            self.leave_structure()
        elif name in {"td", "th"} and self.is_in_structure("tr"):
            self.open(Element("tr"))
        if name in VOID:
            self.events += [Open(element), Close(element)]
        else:
            self.open(element)

    def is_in_structure(self, but_for: str = "") -> bool:
        """Whether the innermost open element is a table's part that is no cell."""
        scope = self.scope
        last = scope.stack[-1].name if scope.stack else ""
        return (
            last in _STRUCTURE
            and last != but_for
            and scope.boundary is not None
            and scope.boundary.name == "table"
        )

    def leave_structure(self) -> None:
        """Close the table within which something stands that may not.

        A browser moves it before the table.
        """
        while self.is_in_structure():
            assert self.scope.boundary is not None  # noqa: S101
            self.close_to(self.scope.boundary)

    def imply_end(self, closed: frozenset[str], within: frozenset[str]) -> None:
        """Close the outermost of *closed* that is open in the innermost of *within*."""
        outermost: Element | None = None
        for index in range(len(self.scopes) - 1, -1, -1):
            scope = self.scopes[index]
            limit = scope.place(within)
            found = [
                (scope.places[element], element)
                for name in closed
                for element in scope.by_name.get(name, ())[-1:]
                if scope.places[element] > limit
            ]
            if found:
                outermost = min(found, key=itemgetter(0))[1]
            if limit >= 0:
                break
        if outermost is not None:
            self.close_to(outermost)

    def end(self, name: str) -> None:
        element = self.innermost(name)
        if element is None:
            if name == "br":
                self.start("br", "")
            return
        scope = self.scope
        if name in BLOCKS:
            self.close_to(element)
        elif scope.blocks and scope.blocks[-1] > scope.places[element]:
            # `<b><p>…</b>`: it goes on to the block's end, but no further.
            element.ended = True
            scope.by_name[name].pop()
        else:
            inside = self.close_to(element)
            reopened = [one for one in inside if one.name in _FORMATTING]
            for one in reopened[-_REOPENED:]:
                self.open(Element(one.name, one.source))

    def finish(self) -> None:
        for scope in self.scopes:
            if scope.stack:
                self.close_to(scope.stack[0])
                return


def elements(html: str) -> Iterator[Event]:
    """Yield the events of *html*: each element that opens closes, innermost first."""
    nesting = _Nesting()
    for token in tokens(html):
        if token.kind == "text":
            if nesting.is_in_structure() and not token.source.isspace():
                nesting.leave_structure()
                yield from nesting.events
                nesting.events.clear()
            yield Text(token.source)
            continue
        if token.kind == "comment":
            yield Comment(token.source)
            continue
        if token.kind == "open":
            nesting.start(token.name, token.source)
        else:
            nesting.end(token.name)
        yield from nesting.events
        nesting.events.clear()
    nesting.finish()
    yield from nesting.events

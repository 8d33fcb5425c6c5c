"""Where sentences end in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# Full stops after these end no sentence; the list is of English and what is common in
# European prose. Single letters (initials) and "e.g." need no entry.
_ABBREVIATIONS: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "jr",
        "sr",
        "vs",
        "etc",
        "approx",
        "dept",
        "est",
        "fig",
        "figs",
        "no",
        "nos",
        "vol",
        "pp",
        "cf",
        "ca",
        "al",
        "inc",
        "ltd",
        "co",
        "corp",
        "gen",
        "sen",
        "rep",
        "gov",
        "capt",
        "lt",
        "col",
        "sgt",
        "hon",
        "rev",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "bzw",
        "usw",
        "ggf",
        "evtl",
        "vgl",
        "nr",
        "str",
        "abb",
        "sog",
        "mme",
        "mlle",
        "env",
        "sra",
        "srta",
        "ud",
        "uds",
        "av",
    ]
)
_END: Final = re.compile(
    r"(?P<stop>[.!?…؟۔।]+)[\"'”’»)\]}›]*(?=\s|$)|[。！？｡][」』）”’]*", re.UNICODE
)


def ends(text: str) -> Iterator[int]:
    """Yield the index after each sentence of *text*, closing quotes and all."""
    for match in _END.finditer(text):
        following = text[match.end() :].lstrip()[:1]
        if match["stop"] == "." and _is_abbreviated(text, match.start()):
            continue
        # What goes on in small letters or with a comma goes on.
        if following.islower() or following in {",", ";"}:
            continue
        yield match.end()


def _is_abbreviated(text: str, stop: int) -> bool:
    start = max(text.rfind(" ", 0, stop), text.rfind("\n", 0, stop)) + 1
    word = text[start:stop].lstrip("(\"'“‘[«")
    if not text[stop + 1 :].strip():
        return False
    last = word.rpartition(".")[2]
    return word.lower() in _ABBREVIATIONS or (
        len(last) == 1
        and last.isalpha()
        and (last.isupper() or "." in word)
        and word != "I"
    )

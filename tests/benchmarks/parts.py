"""One build of the site in this folder: milliseconds of CPU by part of the plugin.

python -m tests.benchmarks.parts

A part's own time counts, without that of another part that it calls. It is printed as
JSON.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pkgutil import resolve_name
from time import process_time
from typing import Any, Final

import pelican

PACKAGE: Final = "pelican_haiku."
# What Pelican, Markdown and Jinja call.
PARTS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "title": {
        "plugin": ("_change_article", "_settle_articles"),
        "title.transcript:TranscriptExtension": ("extendMarkdown",),
        "title.transcript:HeadPreprocessor": ("run",),
    },
    "excerpt": {"excerpt.article": ("_get_summary", "get_excerpt")},
    "footer": {
        "plugin": ("_finish_articles",),
        "footer.article:Footers": ("footer",),
    },
    "page": {"page": ("finish",)},
}


class Clock:
    """CPU time by part."""

    def __init__(self) -> None:
        """Begin with nothing spent."""
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._inner: list[float] = []

    def measure(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return *function*, timed as one of *part*."""

        @wraps(function)
        def measured(*arguments: Any) -> Any:
            start = process_time()
            self._inner.append(0.0)
            try:
                return function(*arguments)
            finally:
                seconds = process_time() - start
                self.spent[part] += seconds - self._inner.pop()
                if self._inner:
                    self._inner[-1] += seconds

        return measured


def main() -> None:
    """Build, and print what each part took."""
    clock = Clock()
    clock.measure("import", import_module)(f"{PACKAGE}plugin")
    for part, owners in PARTS.items():
        for place, names in owners.items():
            owner = resolve_name(PACKAGE + place)
            for name in names:
                setattr(owner, name, clock.measure(part, getattr(owner, name)))
    pelican.main(["-s", "pelicanconf.py", "-q"])
    print(json.dumps({part: seconds * 1000 for part, seconds in clock.spent.items()}))


if __name__ == "__main__":
    main()

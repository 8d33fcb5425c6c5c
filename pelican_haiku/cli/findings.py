"""What is wrong with the posts of a site: what its build says, and what it does not."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from pelican.contents import Article

from pelican_haiku.articles import haiku_of
from pelican_haiku.cli.dry_run import DryRun
from pelican_haiku.cli.files import is_tracked
from pelican_haiku.errors import attempt

# What a message quotes or names of its file.
_NAMED: Final = re.compile(
    r"“([^”]+)”|(?<!\w)'([^']+)'|\bits ([A-Z][\w-]*:)|\b(HAIKU_[A-Z_]+)"
    r"| (?:says|with) ([^;]+?)(?=;| and stays|$)"
)


class Finding(NamedTuple):
    """What is wrong in a line of a file, and the way out.

    ``level`` is ``"error"`` or ``"warning"``.
    """

    path: Path
    line: int
    level: str
    message: str


def said(built: DryRun, file: Path) -> Iterator[Finding]:
    """Yield what the build says of posts, and the plugin of the settings in *file*."""
    for record, rendered in built.messages:
        text = " ".join(record.getMessage().split())
        arguments = record.args if isinstance(record.args, tuple) else ()
        named = [str(it) for it in arguments if isinstance(it, (str, Path))]
        source = _source(text, named, built) or rendered
        # What Pelican says of a post that it drops the plugin says better.
        if not (record.name.startswith("pelican_haiku") or built.sources.get(source)):
            continue
        path = built.content / source if source else file
        text = text.removeprefix(f"{source}: ")
        quoted = [name for match in _NAMED.findall(text) for name in match if name]
        level = "error" if record.levelno > logging.WARNING else "warning"
        yield Finding(path, _line(path, [*quoted, *named]), level, text)


def _source(text: str, named: list[str], built: DryRun) -> str:
    """Return the post that a message begins with or names, empty if it does neither."""
    beginnings = [text[: colon.start()] for colon in re.finditer(": ", text)]
    inside = [name.removeprefix(f"{built.content}{os.sep}") for name in named]
    return next((it for it in [*beginnings, *inside] if it in built.sources), "")


def _line(path: Path, names: list[str]) -> int:
    """Return the number of the first line of *path* with the first of *names*, else 1."""
    text = path.read_text(encoding="utf-8", errors="replace")
    for name in names:
        if found := re.search(rf"(?<!\w){re.escape(name)}", text, re.IGNORECASE):
            return text.count("\n", 0, found.start()) + 1
    return 1


def unsaid(built: DryRun) -> Iterator[Finding]:
    """Yield what is wrong with posts and stops no build."""
    first_of: dict[tuple[str, str], Article] = {}
    for article in sorted(built.articles, key=lambda it: (it.date, it.source_path)):
        for problem in _problems(article, first_of):
            yield Finding(Path(article.source_path), 1, "warning", problem)


def _problems(
    article: Article, first_of: dict[tuple[str, str], Article]
) -> Iterator[str]:
    """Yield those of *article*; *first_of* has the first post of each haiku so far."""
    summary = attempt(article, getattr, article, "summary")
    if summary is not None and not str(summary).strip():
        yield "its excerpt is empty, since it has no prose; write some, or a Summary:"
    if is_tracked(Path(article.source_path).resolve()) is False:
        yield "git does not track it, so its page has no link to edit it; run git add"
    if haiku := haiku_of(article):
        first = first_of.setdefault((haiku.slug, article.lang), article)
        # The build tells of two that would have one address.
        if first is not article and not (first._haiku_slug and article._haiku_slug):
            yield (
                f"its haiku is also that of {first.relative_source_path}; change one of "
                "them"
            )

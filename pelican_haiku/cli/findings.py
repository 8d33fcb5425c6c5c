"""What is wrong with the posts of a site: what its build says, and what it does not."""

from __future__ import annotations

import logging
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from pelican.contents import Article

from pelican_haiku.articles import haiku_of
from pelican_haiku.cli.dry_run import DryRun, Message
from pelican_haiku.cli.tracked import is_tracked
from pelican_haiku.errors import attempt

_PACKAGE: Final = __name__.partition(".")[0]
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
    for message in built.messages:
        record = message.record
        text = " ".join(record.getMessage().split())
        source = _source(text, message, built)
        # What Pelican says of a post that it drops the plugin says better.
        if record.name.partition(".")[0] != _PACKAGE and not built.sources.get(source):
            continue
        path = built.content / source if source else file
        text = text.removeprefix(f"{source}: ")
        arguments = [it for it in record.args or () if isinstance(it, str)]
        names = [name for match in _NAMED.findall(text) for name in match if name]
        level = "error" if record.levelno > logging.WARNING else "warning"
        yield Finding(path, _line(path, [*names, *arguments]), level, text)


def _source(text: str, message: Message, built: DryRun) -> str:
    """Return the post that *message* is about, empty if it is about none."""
    for colon in re.finditer(": ", text):
        if text[: colon.start()] in built.sources:
            return text[: colon.start()]
    arguments = message.record.args
    for argument in arguments if isinstance(arguments, tuple) else ():
        name = str(argument).removeprefix(f"{built.content}{os.sep}")
        if name in built.sources:
            return name
    return message.article.relative_source_path if message.article else ""


def _line(path: Path, names: list[str]) -> int:
    """Return the number of the first line of *path* with the first of *names*, else 1."""
    text = path.read_text(encoding="utf-8", errors="replace")
    for name in names:
        if found := re.search(rf"(?<!\w){re.escape(name)}", text, re.IGNORECASE):
            return text.count("\n", 0, found.start()) + 1
    return 1


def unsaid(built: DryRun) -> Iterator[Finding]:
    """Yield what is wrong with posts and stops no build."""
    by_haiku: defaultdict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in sorted(built.articles, key=lambda it: (it.date, it.source_path)):
        for problem in _problems(article):
            yield Finding(Path(article.source_path), 1, "warning", problem)
        if haiku := haiku_of(article):
            by_haiku[haiku.slug, article.lang].append(article)
    for first, *others in by_haiku.values():
        for other in others:
            # The build tells of two that would have one address.
            if not (first._haiku_slug and other._haiku_slug):
                problem = (
                    f"its haiku is also that of {first.relative_source_path}; change one "
                    "of them"
                )
                yield Finding(Path(other.source_path), 1, "warning", problem)


def _problems(article: Article) -> Iterator[str]:
    summary = attempt(article, getattr, article, "summary")
    if summary is not None and not str(summary).strip():
        yield "its excerpt is empty, since it has no prose; write some, or a Summary:"
    if is_tracked(Path(article.source_path).resolve()) is False:
        yield "git does not track it, so its page has no link to edit it; run git add"

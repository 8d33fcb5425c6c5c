"""What is wrong with the posts of a site.

That is what a build says of them, which stops before it writes, and what it does not.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stdout, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from pelican import Pelican
from pelican.contents import Article
from pelican.generators import ArticlesGenerator
from pelican.plugins import signals

from pelican_haiku.articles import haiku_of
from pelican_haiku.cli import CommandError, site
from pelican_haiku.cli.files import is_tracked
from pelican_haiku.errors import attempt
from pelican_haiku.plugin import EXTENSION

Posts = Mapping[Path, Article | None]
"""The article of each post, ``None`` if Pelican drops it."""

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


def find(file: Path) -> tuple[Posts, list[Finding]]:
    """Return the posts of the site of the settings file *file*, and what is found.

    Raises :exc:`CommandError` if the settings cannot be read, or if the build stops.
    """
    said = _Collector()
    logging.getLogger().addHandler(said)
    with TemporaryDirectory() as output, chdir(file.parent), redirect_stdout(sys.stderr):
        settings = site.read(
            file,
            OUTPUT_PATH=output,
            CACHE_CONTENT=False,
            LOAD_CONTENT_CACHE=False,
            DELETE_OUTPUT_DIRECTORY=False,
        )
        said.addFilter(lambda it: (it.levelno, it.msg) not in settings["LOG_FILTER"])
        try:
            posts = _read(file, settings)
        except CommandError:
            raise
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            raise CommandError(f"{file}: the build stops, {why}") from error
        for path, article in posts.items():
            said.post = path
            if article:
                # The rest is said when a template asks.
                attempt(article, _render, article)
    found = [*said.findings(file, Path(settings["PATH"]), posts), *_unsaid(posts)]
    return posts, sorted({*found})


class _Collector(logging.Handler):
    """Keeps what is said, each with the ``post`` whose page was being made."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.post: Path | None = None
        self.said: list[tuple[logging.LogRecord, Path | None]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append((record, self.post))

    def findings(self, file: Path, content: Path, posts: Posts) -> Iterator[Finding]:
        """Yield what was said of posts, and by the plugin of the settings in *file*."""
        for record, post in self.said:
            text = " ".join(record.getMessage().split())
            arguments = record.args if isinstance(record.args, tuple) else ()
            named = [str(it) for it in arguments if isinstance(it, (str, Path))]
            # The post that it begins with or names.
            starts = [text[: colon.start()] for colon in re.finditer(": ", text)]
            candidates = (content / name for name in [*starts, *named])
            path = next((it for it in candidates if it in posts), post)
            # What Pelican says of a post that it drops the plugin says better.
            is_ours = record.name.startswith("pelican_haiku")
            if not (is_ours or (path and posts[path])):
                continue
            if path:
                text = text.removeprefix(f"{path.relative_to(content).as_posix()}: ")
            path = path or file
            quoted = [name for match in _NAMED.findall(text) for name in match if name]
            level = "error" if record.levelno > logging.WARNING else "warning"
            yield Finding(path, _line(path, [*quoted, *named]), level, text)


class _Stop(BaseException):
    """All is read."""


def _read(file: Path, settings: dict[str, Any]) -> Posts:
    """Build the site up to where Pelican would write, and return its posts."""
    posts: dict[Path, Article | None] = {}

    def note(generator: ArticlesGenerator) -> None:
        for source, article in generator.context["generated_content"].items():
            posts[Path(generator.path, source)] = article

    def stop(_: object) -> None:
        raise _Stop

    signals.article_generator_finalized.connect(note)
    signals.get_writer.connect(stop)
    pelican = Pelican(settings)
    if EXTENSION not in settings["MARKDOWN"].get("extensions", ()):
        raise CommandError(
            f'{file}: its PLUGINS lacks "pelican_haiku", so a build knows no haiku'
        )
    for name in ("pelican.contents", "pelican.readers"):
        # It says only once what is wrong in two posts, and stops at five.
        logging.getLogger(name).disable_filter()  # type: ignore[attr-defined]
    with suppress(_Stop):
        pelican.run()
    return posts


def _render(article: Article) -> tuple[str, ...]:
    return article.content, article.summary, article.excerpt.html


def _line(path: Path, names: list[str]) -> int:
    """Return the number of the first line of *path* with the first of *names*, else 1."""
    text = path.read_text(encoding="utf-8", errors="replace")
    for name in names:
        if found := re.search(rf"(?<!\w){re.escape(name)}", text, re.IGNORECASE):
            return text.count("\n", 0, found.start()) + 1
    return 1


def _unsaid(posts: Posts) -> Iterator[Finding]:
    """Yield what is wrong with *posts* and stops no build."""
    articles = [article for article in posts.values() if article]
    first_of: dict[tuple[str, str], Article] = {}
    for article in sorted(articles, key=lambda it: (it.date, it.source_path)):
        path = Path(article.source_path)
        problems = []
        summary = attempt(article, getattr, article, "summary")
        if summary is not None and not str(summary).strip():
            problems.append(
                "its excerpt is empty, since it has no prose; write some, or a Summary:"
            )
        if is_tracked(path.resolve()) is False:
            problems.append(
                "git does not track it, so its page has no link to edit it; run git add"
            )
        if haiku := haiku_of(article):
            first = first_of.setdefault((haiku.slug, article.lang), article)
            # The build tells of two that would have one address.
            if first is not article and not (first._haiku_slug and article._haiku_slug):
                other = first.relative_source_path
                problems.append(f"its haiku is also that of {other}; change one of them")
        for problem in problems:
            yield Finding(path, 1, "warning", problem)

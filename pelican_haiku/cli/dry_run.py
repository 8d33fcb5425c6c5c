"""A build of a site that stops before it writes, and all that it says of posts."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from pelican import Pelican, get_instance, parse_arguments
from pelican.contents import Article
from pelican.generators import ArticlesGenerator
from pelican.plugins import signals

from pelican_haiku.articles import all_articles
from pelican_haiku.cli import site
from pelican_haiku.cli.errors import CommandError
from pelican_haiku.errors import attempt
from pelican_haiku.plugin import EXTENSION


class Message(NamedTuple):
    """A message of the build, and the post that was being looked at, if one was."""

    record: logging.LogRecord
    article: Article | None


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a build has read and said.

    ``sources`` maps the path of each post, seen from the content, to its article, or to
    ``None`` if Pelican drops it.
    """

    content: Path
    sources: Mapping[str, Article | None]
    articles: list[Article]
    messages: list[Message]


def dry_run(file: Path) -> DryRun:
    """Build the site of the settings file *file* up to where Pelican would write.

    Raises :exc:`CommandError` if the settings cannot be read, or if the build stops.
    """
    collector = _Collector()
    logging.getLogger().addHandler(collector)
    with (
        TemporaryDirectory() as output,
        chdir(file.parent),
        # What a settings file prints is no finding.
        redirect_stdout(sys.stderr),
    ):
        pelican = _pelican(file, output)
        collector.ignored = {*pelican.settings["LOG_FILTER"]}
        for name in ("pelican.contents", "pelican.readers"):
            # It says only once what is wrong in two posts, and stops at five.
            logging.getLogger(name).disable_filter()  # type: ignore[attr-defined]
        found: list[ArticlesGenerator] = []
        sources: dict[str, Article | None] = {}

        def note(generator: ArticlesGenerator) -> None:
            found.append(generator)
            sources.update(generator.context["generated_content"])

        signals.article_generator_finalized.connect(note)
        try:
            with _stopped_before_writing():
                pelican.run()
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            raise CommandError(f"{file}: the build stops, {why}") from error
        articles = [it for generator in found for it in all_articles(generator)]
        for article in articles:
            # The rest is said when a template asks.
            collector.article = article
            attempt(article, _render, article)
    return DryRun(Path(pelican.path), sources, articles, collector.messages)


def _pelican(file: Path, output: str) -> Pelican:
    options = ["--settings", str(file), "--output", output, "--ignore-cache"]
    extra = ["CACHE_CONTENT=false", "DELETE_OUTPUT_DIRECTORY=false"]
    try:
        pelican, settings = get_instance(
            parse_arguments([*options, "--extra-settings", *extra])
        )
    except (Exception, SystemExit) as error:
        raise site.unreadable(file, error) from error
    if EXTENSION not in settings["MARKDOWN"].get("extensions", ()):
        raise CommandError(
            f'{file}: its PLUGINS lacks "pelican_haiku", so a build knows no haiku'
        )
    return pelican


class _Stop(BaseException):
    """All is read."""


@contextmanager
def _stopped_before_writing() -> Iterator[None]:
    def stop(_: object) -> None:
        raise _Stop

    signals.get_writer.connect(stop)
    try:
        yield
    except _Stop:
        pass
    finally:
        signals.get_writer.disconnect(stop)


def _render(article: Article) -> tuple[Any, ...]:
    return article.content, article.summary, article.excerpt.html


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.article: Article | None = None
        self.ignored: set[tuple[int, str]] = set()
        self.messages: list[Message] = []

    def emit(self, record: logging.LogRecord) -> None:
        if (record.levelno, record.msg) not in self.ignored:
            self.messages.append(Message(record, self.article))

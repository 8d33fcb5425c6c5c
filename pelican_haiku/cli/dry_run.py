"""A build of a site that stops before it writes, and all that it says of posts."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from pelican import Pelican
from pelican.contents import Article
from pelican.generators import ArticlesGenerator
from pelican.plugins import signals

from pelican_haiku.cli import site
from pelican_haiku.cli.terminal import CommandError
from pelican_haiku.errors import attempt
from pelican_haiku.plugin import EXTENSION


class DryRun(NamedTuple):
    """What a build has read and said.

    ``sources`` maps the path of each post, seen from the content, to its article, or to
    ``None`` if Pelican drops it. ``messages`` has each with the path of the post whose
    page was being made, empty if none was.
    """

    content: Path
    sources: Mapping[str, Article | None]
    messages: list[tuple[logging.LogRecord, str]]

    @property
    def articles(self) -> list[Article]:
        """The posts that Pelican does not drop."""
        return [article for article in self.sources.values() if article]


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.source = ""
        self.messages: list[tuple[logging.LogRecord, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append((record, self.source))


class _Stop(BaseException):
    """All is read."""


def dry_run(file: Path) -> DryRun:
    """Build the site of the settings file *file* up to where Pelican would write.

    Raises :exc:`CommandError` if the settings cannot be read, or if the build stops.
    """
    collector = _Collector()
    logging.getLogger().addHandler(collector)
    with TemporaryDirectory() as output, chdir(file.parent), redirect_stdout(sys.stderr):
        settings = site.read(
            file,
            OUTPUT_PATH=output,
            CACHE_CONTENT=False,
            LOAD_CONTENT_CACHE=False,
            DELETE_OUTPUT_DIRECTORY=False,
        )
        sources: dict[str, Article | None] = {}

        def note(generator: ArticlesGenerator) -> None:
            sources.update(generator.context["generated_content"])

        def stop(_: object) -> None:
            raise _Stop

        signals.article_generator_finalized.connect(note)
        signals.get_writer.connect(stop)
        try:
            pelican = Pelican(settings)
            if EXTENSION not in settings["MARKDOWN"].get("extensions", ()):
                raise CommandError(
                    f'{file}: its PLUGINS lacks "pelican_haiku", so a build knows no '
                    "haiku"
                )
            for name in ("pelican.contents", "pelican.readers"):
                # It says only once what is wrong in two posts, and stops at five.
                logging.getLogger(name).disable_filter()  # type: ignore[attr-defined]
            ignored = {*settings["LOG_FILTER"]}
            collector.addFilter(lambda it: (it.levelno, it.msg) not in ignored)
            pelican.run()
        except _Stop:
            built = DryRun(Path(pelican.path), sources, collector.messages)
        except CommandError:
            raise
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            raise CommandError(f"{file}: the build stops, {why}") from error
        for article in built.articles:
            # The rest is said when a template asks.
            collector.source = article.relative_source_path
            attempt(article, _render, article)
    return built


def _render(article: Article) -> tuple[str, ...]:
    return article.content, article.summary, article.excerpt.html

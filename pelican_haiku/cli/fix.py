"""``pelican-haiku check --fix``: files go to the paths that their haiku spell."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

from pelican.contents import Article

from pelican_haiku.articles import haiku_of
from pelican_haiku.cli import console
from pelican_haiku.cli.files import folders, is_tracked, remove_empty, spelled_path
from pelican_haiku.title.haiku import Haiku, from_path, nearly_spells


def offer(
    articles: Iterable[Article], named: Collection[Path], *, yes: bool
) -> list[Path]:
    """Show each file whose path spells another haiku than its own, and move it.

    So is a file among those *named*, whatever its path. Each move is asked for unless
    *yes*. Returns the new paths of those that were moved.
    """
    err = console(stderr=True)
    moved = []
    for article in articles:
        source = Path(article.source_path)
        target = _target(article, is_named=source.resolve() in named)
        if target is None:
            continue
        err.print(f"{os.path.relpath(source)}\n→ {os.path.relpath(target)}")
        if not yes:
            err.print("Move it? [y/N] ", end="")
            if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
                continue
        if os.path.lexists(target):
            err.print("Another file is there, so it stays where it is.", style="red")
            continue
        try:
            _move(source, target)
            moved.append(target)
        except OSError as error:
            err.print(f"It cannot be moved: {error.strerror}", style="red")
        except subprocess.CalledProcessError as error:
            why = error.stderr.strip().removeprefix("fatal: ")
            err.print(f"It cannot be moved: git says: {why}", style="red")
    return moved


def _target(article: Article, *, is_named: bool) -> Path | None:
    """Return where the file of *article* belongs, ``None`` if it is there.

    A path that does not try to spell a haiku is its author's choice, unless the author
    has named that very file.
    """
    haiku, path = haiku_of(article), PurePosixPath(article.relative_source_path)
    if haiku is None:
        return None
    if spelled := from_path(str(path)):
        if haiku.has_letters_of(Haiku(spelled)):
            return None
        depth = 3
    elif nearly_spells(str(path)):
        lines = [part != part.strip("-") for part in path.parts[-3:]]
        depth = len(lines) - lines.index(True)
    elif is_named:
        depth = 1
    else:
        return None
    try:
        name = spelled_path(haiku.lines) + path.suffix
    except ValueError:
        return None
    source = Path(article.source_path)
    target = source.parents[depth - 1] / name
    return target if target != source else None


def _move(source: Path, target: Path) -> None:
    with folders(target.parent):
        if is_tracked(source):
            command = ["git", "mv", "--", source.name, str(target)]
            subprocess.run(  # noqa: S603
                command, cwd=source.parent, check=True, capture_output=True, text=True
            )
        else:
            source.rename(target)
    remove_empty(source.parent)

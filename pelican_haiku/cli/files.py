"""Files that are written whole or not at all, and never over another one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOTDIR
from pathlib import Path

from pelican_haiku.title.haiku import Haiku, Lines, from_path


def spelled_path(lines: Lines) -> str:
    """Return the path, without a suffix, that spells *lines*.

    Raises :exc:`ValueError` if a line has nothing that a path can spell.
    """
    path = Haiku(lines).path
    if from_path(path) is None:
        raise ValueError("a line has nothing that a path can spell; write words in it")
    return path


def write_new(path: Path, content: bytes) -> None:
    """Write a file and the folders above it.

    Raises :exc:`FileExistsError` if *path* exists, another :exc:`OSError` if it cannot be
    written. Whatever stops it, nothing of the file or of its folders is left then.
    """
    with folders(path.parent):
        # Pelican reads no such file.
        temporary = path.parent / f".pelican-haiku-{os.getpid()}.tmp"
        try:
            temporary.write_bytes(content)
            _name(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def move_new(source: Path, target: Path) -> None:
    """Move a file, and remove the folders that it leaves empty.

    Raises :exc:`FileExistsError` if *target* exists.
    """
    with folders(target.parent):
        _name(source, target)
    source.unlink(missing_ok=True)
    remove_empty(source.parent)


def remove_empty(folder: Path) -> None:
    """Remove *folder* if it is empty, and those above that are then empty too."""
    with suppress(OSError):
        for emptied in (folder, *folder.parents):
            emptied.rmdir()


def _name(file: Path, path: Path) -> None:
    """Give *file* the name *path* in one step, beside its own or in place of it."""
    try:
        os.link(file, path)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no links; an empty file then keeps the place.
        with path.open("xb"):
            file.replace(path)


@contextmanager
def folders(folder: Path) -> Iterator[None]:
    """Make *folder* and those above it; remove what was made if the block fails."""
    missing = [it for it in (folder, *folder.parents) if not it.exists()]
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise NotADirectoryError(
                ENOTDIR, os.strerror(ENOTDIR), str(folder)
            ) from error
        yield
    except BaseException:
        for made in missing:
            with suppress(OSError):
                made.rmdir()
        raise

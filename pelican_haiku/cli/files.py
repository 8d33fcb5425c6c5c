"""Files that are written whole or not at all, and never over another one.

And what there is to know of a file before: its place, and whether git tracks it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOTDIR
from functools import cache
from pathlib import Path

from pelican_haiku.footer.git import Checkout, find_root
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
            try:
                os.link(temporary, path)
            except FileExistsError:
                raise
            except OSError:
                # Some file systems have no links; an empty file then keeps the place.
                with path.open("xb"):
                    temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def folders(folder: Path) -> Iterator[None]:
    """Make *folder* and those above it; remove what was made if the block fails."""
    missing = [it for it in (folder, *folder.parents) if not it.exists()]
    try:
        if folder.is_file():
            raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for made in missing:
            with suppress(OSError):
                made.rmdir()
        raise


def remove_empty(folder: Path) -> None:
    """Remove *folder* if it is empty, and those above that are then empty too."""
    with suppress(OSError):
        for emptied in (folder, *folder.parents):
            emptied.rmdir()


def is_tracked(file: Path) -> bool | None:
    """Return whether git tracks *file*; ``None`` in no checkout, or if git cannot say."""
    root = find_root(file.parent)
    if root is None or (tracked := _tracked(root)) is None:
        return None
    return file.relative_to(root).as_posix() in tracked


@cache
def _tracked(root: Path) -> frozenset[str] | None:
    # Each checkout is asked once by a command.
    return Checkout(root).tracked

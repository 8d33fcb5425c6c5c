"""Whether git tracks a file; each checkout is asked once by a command."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pelican_haiku.footer.git import Checkout, find_root


def is_tracked(file: Path) -> bool | None:
    """Return whether git tracks *file*; ``None`` in no checkout, or if git cannot say."""
    root = find_root(file.parent)
    tracked = _tracked(root) if root else None
    if root is None or tracked is None:
        return None
    return file.relative_to(root).as_posix() in tracked


@cache
def _tracked(root: Path) -> frozenset[str] | None:
    return Checkout(root).tracked

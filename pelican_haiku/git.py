"""What git says of a checkout: its root, its remote, its branch, its tracked files."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TIMEOUT: Final = 10
"""Seconds that one git process may take; a file system may hang."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A git checkout; ``remote`` is an address as git has it, with whatever secrets."""

    root: Path
    remote: str | None
    branch: str | None
    tracked: frozenset[str]


def root(folder: Path) -> Path | None:
    """Return the root of the checkout that *folder* lies in, worktrees included."""
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return None


def checkout(root: Path) -> Checkout:
    """Return what git says of the checkout at *root*; three processes in all.

    Where git is missing or fails, nothing is known and no file counts as tracked.
    """
    references = _git(
        root,
        "for-each-ref",
        "--format=%(HEAD)%00%(refname)%00%(upstream:remotename)%00%(upstream:short)"
        "%00%(symref:short)",
        "refs/heads",
        "refs/remotes",
    )
    # Unlike the configuration, this has `insteadOf` applied.
    remotes = {
        name: rest.rpartition(" ")[0]
        for name, _, rest in (
            line.partition("\t") for line in _git(root, "remote", "-v").splitlines()
        )
        if rest.endswith("(fetch)")
    }
    own = current = upstream = None
    heads = {}
    for line in references.splitlines():
        mark, name, remote, tracks, points_at = line.split("\0")
        if mark == "*":
            current, own = name.removeprefix("refs/heads/"), remote
            upstream = tracks.removeprefix(f"{remote}/")
        elif name.endswith("/HEAD") and points_at:
            remote = name.removeprefix("refs/remotes/").removesuffix("/HEAD")
            heads[remote] = points_at.removeprefix(f"{remote}/")
    chosen = next(
        (name for name in (own, "origin") if name in remotes),
        next(iter(remotes)) if len(remotes) == 1 else "",
    )
    listed = _git(root, "ls-files", "-z", "--full-name")
    return Checkout(
        root=root,
        remote=remotes.get(chosen or ""),
        branch=upstream or heads.get(chosen or "") or current,
        tracked=frozenset(filter(None, listed.split("\0"))),
    )


def _git(folder: Path, *arguments: str) -> str:
    try:
        process = subprocess.run(  # noqa: S603
            ["git", *arguments],  # noqa: S607
            cwd=folder,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return process.stdout.decode(errors="surrogateescape").removesuffix("\n")

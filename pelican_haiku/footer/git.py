"""What git knows about a checkout: remote, published branch and tracked files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from pelican_haiku.errors import logger
from pelican_haiku.footer import history
from pelican_haiku.footer.history import History

TIMEOUT: Final = 10
"""Seconds that one git process may take; a file system may hang."""

# No configuration of the checkout may start a program, and nothing may ask or write.
_GIT: Final = (
    "git --no-pager --no-optional-locks -c core.fsmonitor=false "
    "-c core.hooksPath=/dev/null"
).split()
_ENVIRONMENT: Final = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
# In a build that a git hook starts, these name the hook's repository.
_FOREIGN: Final = frozenset(
    "GIT_DIR GIT_WORK_TREE GIT_COMMON_DIR GIT_INDEX_FILE GIT_OBJECT_DIRECTORY "
    "GIT_NAMESPACE GIT_PREFIX".split()
)
# What is asked of a reference; what it does not have is empty.
_FIELDS: Final = "HEAD refname upstream:remotename upstream:remoteref symref".split()


def find_root(folder: Path) -> Path | None:
    """Return the root of the checkout that *folder* is in, ``None`` if it is in none."""
    return next(filter(_head_file, (folder, *folder.parents)), None)


def _head_file(root: Path) -> Path | None:
    """Return the file that says what is checked out; ``None`` if *root* is no root."""
    mark = root / ".git"
    try:
        if mark.is_file():
            # In worktrees and submodules.
            name = mark.read_bytes().removeprefix(b"gitdir:").strip()
            mark = root / os.fsdecode(name)
        head = mark / "HEAD"
        return head if head.is_file() else None
    except (OSError, ValueError):
        return None


@dataclass(eq=False)
class Checkout:
    """A git checkout, asked when something is first needed; three processes in all.

    ``root`` is what :func:`find_root` returns; ``failure`` says why a git process failed,
    in words for a message.
    """

    root: Path
    failure: str = ""

    @cached_property
    def tracked(self) -> frozenset[str] | None:
        """The paths of the tracked files from the root; ``None`` if git cannot say."""
        listed = self._git("ls-files", "-z")
        return None if self.failure else frozenset(filter(None, listed.split("\0")))

    @property
    def remote(self) -> str | None:
        """The address of the remote, as git would use it, with whatever secrets."""
        return self._remotes.get(self._remote_name)

    def branch(self, *, pull_request: bool = False) -> str | None:
        """Return the branch that is published, ``None`` if the checkout does not tell.

        That is the upstream of the checked-out branch, else the remote's default, else
        the checked-out branch, else the only one that is known of the remote: a CI may
        fetch one and detach the head. For a *pull_request* only the second is taken: what
        is checked out is somebody's proposal.
        """
        _, head, remote, upstream, _ = self._head
        # If it follows a branch beside it, that is one which nobody else sees.
        if upstream and remote != "." and not pull_request:
            return upstream.removeprefix("refs/heads/")
        prefix = f"refs/remotes/{self._remote_name}/"
        points_at = {
            name.removeprefix(prefix): target
            for _, name, _, _, target in self._references
            if name.startswith(prefix)
        }
        # A clone has noted the remote's default.
        default = points_at.pop("HEAD", "").removeprefix(prefix)
        if pull_request:
            return default or None
        only = next(iter(points_at)) if len(points_at) == 1 else ""
        branch = default or head or self._unborn() or only
        return branch.removeprefix("refs/heads/") or None

    @cached_property
    def _remote_name(self) -> str:
        for name in (self._head[2], "origin"):
            if name in self._remotes:
                return name
        return next(iter(self._remotes)) if len(self._remotes) == 1 else ""

    @cached_property
    def _remotes(self) -> dict[str, str]:
        # Unlike the configuration, this has `insteadOf` applied.
        remotes = {}
        for line in self._git("remote", "-v").splitlines():
            name, _, rest = line.partition("\t")
            # A partial clone has its filter after the mark.
            address, mark, _ = rest.rpartition(" (fetch)")
            if mark:
                remotes[name] = address
        return remotes

    @cached_property
    def _references(self) -> list[list[str]]:
        """The branches, local and remote, each by its `_FIELDS`."""
        form = "%00".join(f"%({field})" for field in _FIELDS)
        output = self._git(
            "for-each-ref", f"--format={form}", "refs/heads", "refs/remotes"
        )
        return [line.split("\0") for line in output.splitlines()]

    @property
    def _head(self) -> list[str]:
        """The checked-out branch."""
        return next((it for it in self._references if it[0] == "*"), [""] * len(_FIELDS))

    def _unborn(self) -> str:
        """Return the branch that the first commit will make."""
        file = _head_file(self.root)
        head = os.fsdecode(file.read_bytes()) if file else ""
        name = head.strip().partition("ref: refs/heads/")[2]
        # This is what other software than git finds in a repository with reftables.
        return "" if name == ".invalid" else name

    @cached_property
    def histories(self) -> Mapping[str, History]:
        """Each file's history by its path from the root; none if git cannot say.

        That takes one more process.
        """
        log, failure = self._run(*history.ARGUMENTS)
        found = {} if failure else history.read(log)
        if found is None:
            logger.info(
                "the clone in %s is shallow, so that git does not know who changed its "
                "files; fetch its whole history, as with fetch-depth: 0",
                self.root.name,
            )
        return found or {}

    def _git(self, *arguments: str) -> str:
        """Return what git prints; nothing if it fails, and it is then not asked again."""
        if self.failure:
            return ""
        output, self.failure = self._run(*arguments)
        return output

    def _run(self, *arguments: str) -> tuple[str, str]:
        """Return what git prints, or nothing, and why it failed, empty if it did not."""
        failure = ""
        kept = {name: it for name, it in os.environ.items() if name not in _FOREIGN}
        # A pipe stays open until git's own children end, even those that hang.
        with TemporaryFile() as output, TemporaryFile() as errors:
            try:
                subprocess.run(  # noqa: S603
                    [*_GIT, *arguments],
                    cwd=self.root,
                    env={**kept, **_ENVIRONMENT},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=errors,
                    timeout=TIMEOUT,
                    check=True,
                )
            except OSError:
                failure = "git cannot be run"
            except subprocess.TimeoutExpired:
                failure = f"git took longer than {TIMEOUT} seconds"
            except subprocess.CalledProcessError:
                errors.seek(0)
                failure = (
                    "git refuses a checkout that belongs to another user (see its "
                    "setting safe.directory)"
                    if b"dubious ownership" in errors.read()
                    else "git cannot read the checkout"
                )
            output.seek(0)
            return "" if failure else os.fsdecode(output.read()), failure

"""What git says of a checkout: its remote, its published branch, its tracked files."""

from __future__ import annotations

import os
import signal
import subprocess
from functools import cached_property
from pathlib import Path
from typing import Final

TIMEOUT: Final = 10
"""Seconds that one git process may take; a file system may hang."""

# No configuration of the checkout may start a program, and nothing may ask or write.
_GIT: Final = (
    "git",
    "--no-pager",
    "--no-optional-locks",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
)
_ENVIRONMENT: Final = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
# A build that a git hook starts would otherwise ask about the hook's repository.
_FOREIGN: Final = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
)


def find_root(folder: Path) -> Path | None:
    """Return the root of the checkout that *folder* lies in, ``None`` outside of one.

    In worktrees and submodules ``.git`` is a file that names the repository.
    """
    for candidate in (folder, *folder.parents):
        if _git_folder(candidate):
            return candidate
    return None


def _git_folder(root: Path) -> Path | None:
    mark = root / ".git"
    try:
        if mark.is_file():
            name = mark.read_bytes().removeprefix(b"gitdir:").strip()
            mark = root / os.fsdecode(name)
        return mark if (mark / "HEAD").is_file() else None
    except (OSError, ValueError):
        return None


class Checkout:
    """A git checkout, asked when something is first needed; three processes in all."""

    def __init__(self, root: Path) -> None:
        """Take the *root*, as :func:`find_root` returns it."""
        self.root = root
        self.failure: str | None = None
        """Why git said nothing, in words for a message."""

    @cached_property
    def tracked(self) -> frozenset[str] | None:
        """The paths of the tracked files from the root; ``None`` where git cannot say."""
        listed = self._git("ls-files", "-z")
        return None if listed is None else frozenset(filter(None, listed.split("\0")))

    @cached_property
    def remote(self) -> str | None:
        """The address of the remote, as git would use it, with whatever secrets."""
        return self._remotes.get(self._remote_name or "")

    def branch(self, *, pull_request: bool = False) -> str | None:
        """Return the branch that is published, as far as the checkout tells.

        That is the upstream of the checked-out branch, else the remote's default, else
        the checked-out branch. For a *pull_request* only the second is taken: what is
        checked out is somebody's proposal.
        """
        _, current, upstream = self._head
        default = self._defaults.get(self._remote_name or "")
        return default if pull_request else upstream or default or current

    @cached_property
    def _remote_name(self) -> str | None:
        own, _, _ = self._head
        for name in (own, "origin"):
            if name in self._remotes:
                return name
        return next(iter(self._remotes)) if len(self._remotes) == 1 else None

    @cached_property
    def _remotes(self) -> dict[str, str]:
        # Unlike the configuration, this has `insteadOf` applied.
        remotes = {}
        for line in (self._git("remote", "-v") or "").splitlines():
            name, _, rest = line.partition("\t")
            # A partial clone has its filter after the mark.
            address, mark, _ = rest.rpartition(" (fetch)")
            if mark:
                remotes[name] = address
        return remotes

    @cached_property
    def _references(self) -> list[list[str]]:
        form = ("HEAD", "refname", "upstream:remotename", "upstream:remoteref", "symref")
        output = self._git(
            "for-each-ref",
            "--format=" + "%00".join(f"%({field})" for field in form),
            "refs/heads",
            "refs/remotes/**/HEAD",
        )
        return [line.split("\0") for line in (output or "").splitlines()]

    @cached_property
    def _defaults(self) -> dict[str, str]:
        """The default branch of each remote, where a clone has noted it."""
        defaults = {}
        for _, name, _, _, points_at in self._references:
            if name.startswith("refs/remotes/") and points_at:
                base = name.removesuffix("HEAD")
                remote = base.removeprefix("refs/remotes/").removesuffix("/")
                defaults[remote] = points_at.removeprefix(base)
        return defaults

    @cached_property
    def _head(self) -> tuple[str | None, str | None, str | None]:
        """The checked-out branch: its remote, its name, and its name over there."""
        for mark, name, remote, tracks, _ in self._references:
            if mark == "*":
                # A branch may follow another one of the same repository: remote ".".
                upstream = tracks if remote and remote != "." else ""
                return (
                    remote or None,
                    name.removeprefix("refs/heads/"),
                    upstream.removeprefix("refs/heads/") or None,
                )
        return None, self._unborn, None

    @cached_property
    def _unborn(self) -> str | None:
        """The branch that the first commit will make."""
        folder = _git_folder(self.root)
        try:
            head = (folder / "HEAD").read_text(encoding="utf-8") if folder else ""
        except (OSError, ValueError):
            return None
        name = head.strip().removeprefix("ref: refs/heads/")
        return None if name in {head.strip(), ".invalid"} else name

    def _git(self, *arguments: str) -> str | None:
        """Return what git prints, ``None`` where it fails; it is then not asked again."""
        if self.failure:
            return None
        environment = {**os.environ, **_ENVIRONMENT}
        for name in _FOREIGN:
            environment.pop(name, None)
        try:
            process = subprocess.Popen(  # noqa: S603
                [*_GIT, *arguments],
                cwd=self.root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError:
            self.failure = "git cannot be run"
            return None
        try:
            output, errors = process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            _kill(process)
            self.failure = f"git took longer than {TIMEOUT} seconds"
            return None
        if process.returncode:
            self.failure = (
                "git refuses a checkout that belongs to another user (see its setting "
                "safe.directory)"
                if b"dubious ownership" in errors
                else "git cannot read the checkout"
            )
            return None
        return os.fsdecode(output)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End *process* with its children, which would keep its pipes open."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()

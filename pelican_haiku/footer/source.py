"""An article → the repository, branch and path under which its source is published."""

from __future__ import annotations

import logging
import os
import posixpath
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pelican.contents import Content

from pelican_haiku import addresses
from pelican_haiku.errors import logger
from pelican_haiku.footer import remotes
from pelican_haiku.footer.forges import UNKNOWN, Repository
from pelican_haiku.footer.git import Checkout, find_root
from pelican_haiku.footer.history import History
from pelican_haiku.settings import Settings, refuse

if TYPE_CHECKING:
    from pelican_haiku.footer import ci

DEFAULT_BRANCH: Final = "main"


@dataclass(frozen=True)
class Source:
    """Where a post's source is published.

    ``repository`` is ``None`` if no public one is known. ``branch`` is empty if no
    address names one. ``path`` counts from the repository's root and is ``None`` if the
    source is not in it.
    """

    repository: Repository | None
    branch: str
    path: str | None = None


class Sources:
    """The sources of one build's posts; each checkout is asked once.

    The settings and the CI's environment are about the site's own checkout. A post in a
    submodule, or behind a symbolic link, belongs to the checkout that it is in.
    """

    def __init__(self, settings: Settings, site: Mapping[str, Any]) -> None:
        """Take the plugin's *settings* and Pelican's own."""
        self._settings = settings
        self._content = Path(site["PATH"])
        self._templates = [*filter(None, (settings.edit_url, settings.expand_url))]
        # No reader can open a folder, and then no other repository is looked for.
        self._is_folder = (settings.repository or "").lower().startswith("file:")
        # All that is asked of the file system and of git is asked once for a folder.
        self._resolve = cache(lambda folder: Path(folder).resolve())
        self._way = cache(_way)
        self._checkout = cache(self._find_checkout)
        self._open = cache(Checkout)
        self._in = cache(self._without_path)

    def of(self, content: Content) -> Source:
        """Return the source of *content*; what is not known is logged."""
        file = self._file(content) if content.source_path else None
        checkout = self._checkout(file[0]) if file else None
        if checkout is None or self._site_checkout is None:
            # What lies in no checkout is the site's.
            checkout = self._site_checkout
        source = self._in(checkout)
        if source.repository is None and not self._settings.edit_url:
            return source
        return replace(source, path=self._path(content, file, checkout))

    def history(self, content: Content) -> History | None:
        """Return who changed the source of *content*; ``None`` if git does not know."""
        folder, name = self._file(content)
        checkout = self._checkout(folder)
        if checkout is None:
            return None
        path = content.metadata.get("edit-source")
        path = path or self._below(checkout.root, folder, name)
        return checkout.histories.get(posixpath.normpath(str(path)))

    def _file(self, content: Content) -> tuple[Path, str]:
        """Return the folder of a source, without symbolic links, and its name in it.

        The name is empty if there is no such file.
        """
        path, mode = content.source_path, 0
        with suppress(OSError):
            mode = os.lstat(path).st_mode
            if stat.S_ISLNK(mode):
                path = os.path.realpath(path)
                mode = os.lstat(path).st_mode
        folder, name = os.path.split(path)
        return self._resolve(folder), name if stat.S_ISREG(mode) else ""

    # Checkouts

    @cached_property
    def _folder(self) -> Path:
        """The folder of the settings file, which Pelican does not tell, as a guess."""
        around = (self._content, *self._content.parents)
        for folder in around:
            if (folder / "pelicanconf.py").is_file():
                return folder.resolve()
        here = Path.cwd()
        return here if here in around else self._content.parent.resolve()

    @cached_property
    def _site_checkout(self) -> Checkout | None:
        """The site's own checkout: that of the content, else of the settings file."""
        return self._checkout(self._content.resolve()) or self._checkout(self._folder)

    def _find_checkout(self, folder: Path) -> Checkout | None:
        root = find_root(folder)
        return self._open(root) if root else None

    # Repository and branch

    def _without_path(self, checkout: Checkout | None) -> Source:
        """Return what the sources in *checkout*, or in none, have in common."""
        if checkout is None or checkout is self._site_checkout:
            is_ours, repository = True, self.repository
        else:
            is_ours, repository = False, _public(checkout.remote, None)
        self._report(repository, checkout)
        has_pages = repository is not None and repository.forge is not UNKNOWN
        if not has_pages and not any("{branch}" in it for it in self._templates):
            return Source(repository, "")
        branch, is_preview = None, False
        if is_ours:
            branch = (self._settings.branch or "").removeprefix("refs/heads/")
            if not branch:
                environment = self._environment
                branch, is_preview = environment.branch, environment.preview
        if not branch and checkout:
            branch = checkout.branch(pull_request=is_preview)
        if not branch:
            logger.info(
                "no branch is known, so links lead to %s; name another in HAIKU_BRANCH",
                DEFAULT_BRANCH,
            )
        return Source(repository, branch or DEFAULT_BRANCH)

    @cached_property
    def repository(self) -> Repository | None:
        """The repository of the site's own checkout."""
        text, forge = self._settings.repository, self._settings.forge
        if self._is_folder:
            return None
        if text:
            try:
                return remotes.from_setting(text, forge)
            except ValueError as error:
                allowed = f"a web address, a git remote or owner/name ({error})"
                refuse("HAIKU_REPOSITORY", text, allowed)
        environment = self._environment
        found = _public(environment.repository, forge)
        if found and found.forge is UNKNOWN:
            found = _public(environment.repository, environment.forge)
        if found is None and self._site_checkout:
            found = _public(self._site_checkout.remote, forge)
        return found

    @cached_property
    def _environment(self) -> ci.Environment:
        """What the CI says, which is nothing about a submodule or a linked checkout."""
        # Not needed if the settings say it all.
        from pelican_haiku.footer import ci  # noqa: PLC0415

        around = self._checkout(self._folder)
        if around is not None and around is not self._site_checkout:
            return ci.Environment()
        return ci.read(os.environ)

    def _report(self, repository: Repository | None, checkout: Checkout | None) -> None:
        """Say which links posts lack because of their repository, and what to set."""
        settings, templates = self._settings, self._templates
        naming_it = sum("{repository}" in it for it in templates)
        by_hand = settings.repository and not self._is_folder
        if repository is None:
            if by_hand or "repository" in settings.refused or naming_it < len(templates):
                return
            # A theme may ask for links without a footer.
            lacks_links = settings.tracker or not settings.footer
            logger.info(
                "no public repository is known%s, so %s have %s; name one in "
                "HAIKU_REPOSITORY%s",
                f" ({checkout.failure})" if checkout and checkout.failure else "",
                "posts" if checkout is self._site_checkout else "some posts",
                "no link to edit them" if lacks_links else "no footer",
                ", or set HAIKU_FOOTER = False" if settings.footer else "",
            )
        elif repository.forge is UNKNOWN and not templates:
            logger.log(
                logging.WARNING
                if by_hand and repository is self.repository
                else logging.INFO,
                "the forge at %s is not known, so its posts have no link to edit them; "
                "name its software in HAIKU_FORGE, or write its addresses in "
                "HAIKU_EDIT_URL and HAIKU_EXPAND_URL",
                repository.host,
            )
        elif len(templates) < 2 or naming_it:
            logger.info(
                "posts link to %s; if it is private, strangers find nothing there: %s",
                repository.url,
                "set HAIKU_FOOTER = False"
                if settings.footer
                else "name a public one in HAIKU_REPOSITORY",
            )

    # Path

    def _path(
        self, content: Content, file: tuple[Path, str] | None, checkout: Checkout | None
    ) -> str | None:
        is_site = checkout is self._site_checkout
        root = self._root if is_site or checkout is None else checkout.root
        folder, name = file or (root, "")
        named = content.metadata.get("edit-source")
        if named:
            folder, name = root, posixpath.normpath(str(named).strip())
            if name.startswith(("/", "../")) or name in {".", ".."}:
                _refuse(content, "a path from the repository's root, without ..")
                return None
        if not name:
            return None
        if checkout and not self._tracks(checkout, folder, name):
            if named:
                _refuse(content, "a file that git tracks")
            elif "edit" not in content.metadata:
                logger.info(
                    "%s: git does not track it yet, so it has no link to edit it; add it "
                    "to git",
                    content.relative_source_path,
                )
            return None
        return self._below(root, folder, name)

    def _tracks(self, checkout: Checkout, folder: Path, name: str) -> bool:
        """Whether git tracks the file *name* in *folder*, as it may if git cannot say."""
        path = self._below(checkout.root, folder, name)
        # Credits need each file's history, and what has one needs no list of files.
        if self._settings.credits and path in checkout.histories:
            return True
        return checkout.tracked is None or path in checkout.tracked

    def _below(self, root: Path, folder: Path, name: str) -> str | None:
        """Return the path of the file *name* in *folder* from *root*, if it is in it."""
        way = self._way(folder, root)
        return None if way is None else way + name

    @cached_property
    def _root(self) -> Path:
        """The folder that the paths of the site's repository count from."""
        if setting := self._settings.root:
            root, content = (self._folder / setting).resolve(), self._content.resolve()
            if root.is_dir() and (
                content.is_relative_to(root) or root.is_relative_to(content)
            ):
                return root
            allowed = "a folder that holds content, seen from the settings file's"
            refuse("HAIKU_ROOT", setting, allowed)
        return self._site_checkout.root if self._site_checkout else self._folder


def _public(remote: str | None, forge: str | None) -> Repository | None:
    """Read a remote that nobody wrote down for the world to see."""
    if remote is None:
        return None
    try:
        found = remotes.from_remote(remote, forge)
    except ValueError:
        return None
    return found if addresses.is_public(found.host) else None


def _way(folder: Path, root: Path) -> str | None:
    """Return what leads from *root* to the files in *folder*, if that is in it."""
    if not folder.is_relative_to(root):
        return None
    return "" if folder == root else f"{folder.relative_to(root).as_posix()}/"


def _refuse(content: Content, allowed: str) -> None:
    logger.warning(
        "%s: its Edit-Source: %s is not %s; the post has no link to edit it",
        content.relative_source_path,
        addresses.quoted(content.metadata["edit-source"]),
        allowed,
    )

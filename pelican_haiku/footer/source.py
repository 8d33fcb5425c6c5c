"""An article → the repository, branch and path under which its source is published."""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from pelican.contents import Content

from pelican_haiku import addresses
from pelican_haiku.footer import ci, git, remotes
from pelican_haiku.footer.forges import UNKNOWN, Repository
from pelican_haiku.footer.git import Checkout
from pelican_haiku.footer.history import History
from pelican_haiku.settings import Settings

logger = logging.getLogger(__name__)

DEFAULT_BRANCH: Final = "main"


@dataclass(frozen=True, slots=True)
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

    def __init__(
        self, settings: Settings, site: Mapping[str, Any], environ: Mapping[str, str]
    ) -> None:
        """Take the plugin's *settings*, Pelican's own, and the process's environment."""
        self._settings = settings
        self._site = site
        self._environ = environ
        self._find_root = cache(git.find_root)
        self._open = cache(Checkout)
        self._sources: dict[Checkout | None, Source] = {}

    def of(self, content: Content) -> Source:
        """Return the source of *content*; what is not known is logged."""
        file = Path(content.source_path).resolve() if content.source_path else None
        checkout = self._checkout(file.parent) if file else self._site_checkout
        source = self._without_path(checkout)
        if source.repository is None and not self._settings.edit_url:
            return source
        return replace(source, path=self._path(content, file, checkout))

    def history(self, content: Content) -> History | None:
        """Return who changed the source of *content*; ``None`` if git does not know."""
        file = Path(content.source_path).resolve()
        checkout = self._checkout(file.parent)
        if checkout is None:
            return None
        path = content.metadata.get("edit-source") or _path(file, checkout.root)
        return checkout.histories.get(posixpath.normpath(str(path)))

    @property
    def repository(self) -> Repository | None:
        """The repository of the site's own checkout."""
        return self._without_path(None).repository

    # Checkouts

    @cached_property
    def _folder(self) -> Path:
        """The folder of the settings file, which Pelican does not tell, as a guess."""
        content = Path(self._site["PATH"])
        around = (content, *content.parents)
        for folder in around:
            if (folder / "pelicanconf.py").is_file():
                return folder
        here = Path.cwd()
        return here if here in around else content.parent

    @cached_property
    def _site_checkout(self) -> Checkout | None:
        """The site's own checkout: that of the content, else of the settings file."""
        content = Path(self._site["PATH"]).resolve()
        return self._checkout(content) or self._checkout(self._folder.resolve())

    def _checkout(self, folder: Path) -> Checkout | None:
        root = self._find_root(folder)
        return self._open(root) if root else None

    # Repository and branch

    def _without_path(self, checkout: Checkout | None) -> Source:
        """Return what the sources in *checkout* share; those in none are the site's."""
        if checkout is None or self._site_checkout is None:
            checkout = self._site_checkout
        if checkout not in self._sources:
            if checkout is None or checkout is self._site_checkout:
                repository = self._site_repository()
            else:
                repository = _public(checkout.remote, None)
            self._report(repository, checkout)
            branch = self._branch(checkout, repository)
            self._sources[checkout] = Source(repository, branch)
        return self._sources[checkout]

    def _site_repository(self) -> Repository | None:
        settings, environment = self._settings, self._environment
        if self._is_folder:
            return None
        if self._repository_by_hand:
            return self._repository_by_hand
        found = _public(environment.repository, settings.forge)
        if found and found.forge is UNKNOWN:
            found = _public(environment.repository, environment.forge)
        if found is None and self._site_checkout:
            found = _public(self._site_checkout.remote, settings.forge)
        return found

    @property
    def _is_folder(self) -> bool:
        """Whether ``HAIKU_REPOSITORY`` is a folder, which no reader can open."""
        return (self._settings.repository or "").lower().startswith("file:")

    @cached_property
    def _repository_by_hand(self) -> Repository | None:
        text = self._settings.repository
        if text is None:
            return None
        try:
            return remotes.from_setting(text, self._settings.forge)
        except ValueError as error:
            logger.error(
                "HAIKU_REPOSITORY = %s in the settings file: it must be a web address, a "
                "git remote or owner/name (%s); the build goes on with its "
                "default",
                addresses.quoted(text),
                error,
            )
            return None

    @cached_property
    def _environment(self) -> ci.Environment:
        """What the CI says, which is nothing about a submodule or a linked checkout."""
        around = self._checkout(self._folder.resolve())
        if around is not None and around is not self._site_checkout:
            return ci.Environment()
        return ci.read(self._environ)

    def _branch(self, checkout: Checkout | None, repository: Repository | None) -> str:
        templates = (self._settings.edit_url or "") + (self._settings.expand_url or "")
        has_pages = repository is not None and repository.forge is not UNKNOWN
        if not has_pages and "{branch}" not in templates:
            return ""
        branch, preview = None, False
        if checkout is self._site_checkout:
            branch = self._settings.branch or self._environment.branch
            preview = self._environment.preview
        if branch is None and checkout:
            branch = checkout.branch(pull_request=preview)
        if branch is None:
            logger.info(
                "no branch is known, so links lead to %s; name another in HAIKU_BRANCH",
                DEFAULT_BRANCH,
            )
        return branch or DEFAULT_BRANCH

    # Path

    def _path(
        self, content: Content, file: Path | None, checkout: Checkout | None
    ) -> str | None:
        root = self._root
        if checkout and checkout is not self._site_checkout:
            root = checkout.root
        named = content.metadata.get("edit-source")
        if named:
            name = posixpath.normpath(str(named).strip())
            if name.startswith(("/", "../")) or name in {".", ".."}:
                self._refuse(content, "a path from the repository's root, without ..")
                return None
            file = root / name
        elif file is None or not file.is_file():
            return None
        tracked = checkout.tracked if checkout else None
        if checkout and tracked is not None and _path(file, checkout.root) not in tracked:
            if named:
                self._refuse(content, "a file that git tracks")
            elif "edit" not in content.metadata:
                logger.info(
                    "%s: git does not track it yet, so it has no link to edit it; add it "
                    "to git",
                    content.relative_source_path,
                )
            return None
        return _path(file, root)

    @cached_property
    def _root(self) -> Path:
        """The folder that the paths of the site's repository count from."""
        if self._settings.root is not None:
            root = (self._folder / self._settings.root).resolve()
            content = Path(self._site["PATH"]).resolve()
            if root.is_dir() and (
                content.is_relative_to(root) or root.is_relative_to(content)
            ):
                return root
            logger.error(
                "HAIKU_ROOT = %s in the settings file: it must be a folder that holds "
                "content, seen from the settings file's; the build goes on with its "
                "default",
                addresses.quoted(self._settings.root),
            )
        return self._site_checkout.root if self._site_checkout else self._folder.resolve()

    # Messages

    def _refuse(self, content: Content, allowed: str) -> None:
        logger.warning(
            "%s: its Edit-Source: %s is not %s; the post has no link to edit it",
            content.relative_source_path,
            addresses.quoted(content.metadata["edit-source"]),
            allowed,
        )

    def _report(self, repository: Repository | None, checkout: Checkout | None) -> None:
        """Say which links posts lack because of their repository, and what to set."""
        settings = self._settings
        templates = list(filter(None, (settings.edit_url, settings.expand_url)))
        if repository is None:
            has_links = any("{repository}" not in template for template in templates)
            was_refused = settings.repository and not self._is_folder
            if has_links or was_refused:
                return
            posts = "posts" if checkout is self._site_checkout else "some posts"
            why = f" ({checkout.failure})" if checkout and checkout.failure else ""
            lack = "no link to edit them" if settings.tracker else "no footer"
            logger.info(
                "no public repository is known%s, so %s have %s; name one in "
                "HAIKU_REPOSITORY, or set HAIKU_FOOTER = False",
                why,
                posts,
                lack,
            )
        elif repository.forge is UNKNOWN and not templates:
            by_hand = repository is self._repository_by_hand
            logger.log(
                logging.WARNING if by_hand else logging.INFO,
                "the forge at %s is not known, so its posts have no link to edit them; "
                "name its software in HAIKU_FORGE, or write its addresses in "
                "HAIKU_EDIT_URL and HAIKU_EXPAND_URL",
                repository.host,
            )
        elif len(templates) < 2 or any("{repository}" in it for it in templates):
            logger.info(
                "posts link to %s; if it is private, strangers find nothing there: set "
                "HAIKU_FOOTER = False",
                repository.url,
            )


def _public(remote: str | None, forge: str | None) -> Repository | None:
    """Read a remote that nobody wrote down for the world to see."""
    if remote is None:
        return None
    try:
        found = remotes.from_remote(remote, forge)
    except ValueError:
        return None
    return found if addresses.is_public(found.host) else None


def _path(file: Path, root: Path) -> str | None:
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else None

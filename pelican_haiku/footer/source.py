"""An article's source → the repository, branch and path under which it is published."""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pelican.contents import Article

from pelican_haiku import addresses
from pelican_haiku.footer import ci, git, remotes
from pelican_haiku.footer.git import Checkout
from pelican_haiku.footer.remotes import Repository
from pelican_haiku.settings import Settings

logger = logging.getLogger(__name__)

DEFAULT_BRANCH: Final = "main"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a post's source is published.

    ``path`` counts from the repository's root; it is ``None`` for what is not there.
    """

    repository: Repository | None
    branch: str
    path: str | None


class Origins:
    """The origins of one build's posts; each checkout is asked once.

    The settings and the CI's environment speak of the site's own checkout. A post in a
    submodule, or behind a symbolic link, belongs to the checkout that it lies in.
    """

    def __init__(
        self, settings: Settings, site: Mapping[str, Any], environ: Mapping[str, str]
    ) -> None:
        """Take the plugin's *settings*, Pelican's own, and the process's environment."""
        self._settings = settings
        self._site = site
        self._environ = environ
        self._roots: dict[Path, Path | None] = {}
        self._checkouts: dict[Path, Checkout] = {}
        self._places: dict[Checkout, tuple[Repository | None, str]] = {}
        self._said: set[str] = set()

    def of(self, article: Article) -> Origin:
        """Return the origin of *article*, and say once what is not known."""
        source = Path(article.source_path).resolve() if article.source_path else None
        checkout = self._checkout(source.parent) if source else self._home
        if checkout is None or self._home in {None, checkout}:
            repository, branch = self._site_place
        else:
            repository, branch = self._own_place(checkout)
        if repository is None and not self._settings.edit_url:
            return Origin(None, branch, None)
        return Origin(repository, branch, self._path(article, source, checkout))

    @property
    def repository(self) -> Repository | None:
        """The repository of the site's own checkout."""
        return self._site_place[0]

    # Checkouts

    @cached_property
    def _folder(self) -> Path:
        """The folder of the settings file, as far as Pelican lets one know."""
        content = Path(self._site["PATH"])
        around = (content, *content.parents)
        for folder in around:
            if (folder / "pelicanconf.py").is_file():
                return folder
        here = Path.cwd()
        return here if here in around else content.parent

    @cached_property
    def _home(self) -> Checkout | None:
        """The site's own checkout: that of the content, else of the settings file."""
        content = Path(self._site["PATH"]).resolve()
        return self._checkout(content) or self._checkout(self._folder.resolve())

    def _checkout(self, folder: Path) -> Checkout | None:
        if folder not in self._roots:
            self._roots[folder] = git.find_root(folder)
        root = self._roots[folder]
        if root is None:
            return None
        if root not in self._checkouts:
            self._checkouts[root] = Checkout(root)
        return self._checkouts[root]

    # Repository and branch

    @cached_property
    def _site_place(self) -> tuple[Repository | None, str]:
        repository = self._site_repository()
        if not self._needs_branch(repository):
            return repository, DEFAULT_BRANCH
        branch = self._settings.branch or self._environment.branch
        if branch is None and self._home:
            branch = self._home.branch(pull_request=self._environment.pull_request)
        return repository, branch or self._default_branch()

    def _own_place(self, checkout: Checkout) -> tuple[Repository | None, str]:
        """Return repository and branch of a checkout that is not the site's."""
        if checkout not in self._places:
            repository = self._public(checkout.remote, None)
            if repository is None:
                self._say_no_repository("some posts", checkout.failure)
            else:
                self._check_forge(repository)
            branch = checkout.branch() if self._needs_branch(repository) else ""
            self._places[checkout] = (
                repository,
                branch if branch is not None else self._default_branch(),
            )
        return self._places[checkout]

    def _site_repository(self) -> Repository | None:
        settings = self._settings
        if settings.repository:
            try:
                found = remotes.from_setting(settings.repository, settings.forge)
            except ValueError as error:
                self._say(
                    f"HAIKU_REPOSITORY = {addresses.quoted(settings.repository)} in the "
                    "settings file: it must be a web address, a git remote or owner/name "
                    f"({error}); the build goes on with its default",
                    logging.ERROR,
                )
            else:
                self._check_forge(found)
                return found
        environment = self._environment
        forge = settings.forge or environment.forge
        repository = self._public(environment.repository, forge)
        if repository is None and self._home:
            repository = self._public(self._home.remote, settings.forge)
        if repository is None:
            self._say_no_repository("posts", self._home.failure if self._home else None)
        else:
            self._check_forge(repository)
        return repository

    @cached_property
    def _environment(self) -> ci.Environment:
        """What the CI says; of a submodule or a linked checkout it says nothing."""
        around = self._checkout(self._folder.resolve())
        if around is not None and around is not self._home:
            return ci.Environment()
        return ci.read(self._environ)

    def _public(self, remote: str | None, forge: str | None) -> Repository | None:
        """Read a remote that nobody wrote down for the world to see."""
        if remote is None:
            return None
        try:
            found = remotes.from_remote(remote, forge)
        except ValueError:
            return None
        return found if addresses.is_public(found.host) else None

    def _needs_branch(self, repository: Repository | None) -> bool:
        templates = (self._settings.edit_url or "") + (self._settings.expand_url or "")
        return "{branch}" in templates or bool(repository and repository.forge)

    def _default_branch(self) -> str:
        self._say(
            f"no branch is known, so links lead to {DEFAULT_BRANCH}; name another in "
            "HAIKU_BRANCH"
        )
        return DEFAULT_BRANCH

    # Path

    def _path(
        self, article: Article, source: Path | None, checkout: Checkout | None
    ) -> str | None:
        """Return the source's path in the repository, ``None`` where it is not there."""
        home = checkout is self._home or checkout is None
        root = (self._root if home else None) or (
            checkout.root if checkout else self._home.root if self._home else self._folder
        ).resolve()
        named = article.metadata.get("edit-source")
        if named:
            name = posixpath.normpath(str(named).strip())
            if name.startswith(("/", "../")) or name in {".", ".."}:
                self._refuse(article, "a path from the repository's root, without ..")
                return None
            source = root / name
        elif source is None or not source.is_file():
            return None
        if not source.is_relative_to(root):
            return None
        tracked = checkout.tracked if checkout else None
        if checkout and tracked is not None:
            inside = source.is_relative_to(checkout.root)
            if not inside or source.relative_to(checkout.root).as_posix() not in tracked:
                if named:
                    self._refuse(article, "a file that git tracks")
                return None
        return source.relative_to(root).as_posix()

    @cached_property
    def _root(self) -> Path | None:
        """The folder of ``HAIKU_ROOT``."""
        if self._settings.root is None:
            return None
        root = (self._folder / self._settings.root).resolve()
        if root.is_dir():
            return root
        self._say(
            f"HAIKU_ROOT = {addresses.quoted(self._settings.root)} in the settings file "
            "is no folder; it must be one, seen from the settings file's; the root of "
            "the repository is used",
            logging.ERROR,
        )
        return None

    # Messages

    def _refuse(self, article: Article, allowed: str) -> None:
        logger.warning(
            "%s: its Edit-Source: %s is not %s; the post has no link to edit it",
            article.relative_source_path,
            addresses.quoted(article.metadata["edit-source"]),
            allowed,
        )

    def _say_no_repository(self, whose: str, failure: str | None) -> None:
        settings = self._settings
        if settings.edit_url and "{repository}" not in settings.edit_url:
            return
        if settings.expand_url and "{repository}" not in settings.expand_url:
            return
        why = f" ({failure})" if failure else ""
        lack = "no link to edit them" if settings.tracker else "no footer"
        self._say(
            f"no public repository is known{why}, so {whose} have {lack}; name one in "
            "HAIKU_REPOSITORY, or set HAIKU_FOOTER = False"
        )

    def _check_forge(self, repository: Repository) -> None:
        if repository.forge or self._settings.edit_url or self._settings.expand_url:
            return
        self._say(
            f"the forge at {repository.host} is not known, so its posts have no link to "
            "edit them; name its software in HAIKU_FORGE, or write its addresses in "
            "HAIKU_EDIT_URL and HAIKU_EXPAND_URL"
        )

    def _say(self, text: str, level: int = logging.INFO) -> None:
        if text not in self._said:
            self._said.add(text)
            logger.log(level, "%s", text)

"""The site that a command works on: its settings file, Pelican's settings and ours."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pelican.settings import read_settings

from pelican_haiku.cli.errors import CommandError
from pelican_haiku.settings import Settings

NAME: Final = "pelicanconf.py"


@dataclass(frozen=True, slots=True)
class Site:
    """The settings of a site; ``content`` is its ``PATH``."""

    file: Path
    settings: Mapping[str, Any]
    haiku: Settings

    @property
    def content(self) -> Path:
        """The folder of the sources."""
        return Path(self.settings["PATH"])


def find(named: str | None) -> Path | None:
    """Return the settings file that is *named*, else the nearest in or above here.

    Raises :exc:`CommandError` if the named one is missing.
    """
    if named is not None:
        file = Path(named).resolve()
        if not file.is_file():
            raise CommandError(f"{named}: there is no such settings file")
        return file
    here = Path.cwd()
    candidates = (folder / NAME for folder in (here, *here.parents))
    return next((file for file in candidates if file.is_file()), None)


def need(named: str | None) -> Path:
    """Return the same as :func:`find`; raises :exc:`CommandError` if there is none."""
    file = find(named)
    if file is None:
        raise CommandError(
            f"there is no {NAME} here or in a folder above; name the settings file "
            "with -s"
        )
    return file


def read(file: Path) -> Site:
    """Return the site of a settings file, which is run from its own folder.

    Raises :exc:`CommandError` if it cannot be read.
    """
    log_to_stderr()
    try:
        with chdir(file.parent), redirect_stdout(sys.stderr):
            settings = read_settings(str(file))
            return Site(file, settings, Settings.read(settings))
    except (Exception, SystemExit) as error:
        raise unreadable(file, error) from error


def unreadable(file: Path, error: BaseException) -> CommandError:
    """Return what to say of a settings file that raises *error*."""
    return CommandError(f"{file} cannot be read: {type(error).__name__}: {error}")


def log_to_stderr() -> None:
    """Show the plugin's messages; those of Pelican's that speak of builds are not."""
    logging.getLogger().addHandler(logging.NullHandler())
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("pelican-haiku: %(message)s"))
    logging.getLogger("pelican_haiku").addHandler(handler)

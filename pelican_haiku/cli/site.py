"""The site that a command works on: its settings file, and what that sets."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Any, Final

from pelican.settings import read_settings

from pelican_haiku.cli import CommandError
from pelican_haiku.settings import Settings

NAME: Final = "pelicanconf.py"


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


def read(file: Path | None, **instead: object) -> dict[str, Any]:
    """Return Pelican's settings from *file*, or its defaults if that is ``None``.

    The file is run from its own folder; *instead* replaces what it sets.

    Raises :exc:`CommandError` if it cannot be read.
    """
    try:
        # What a settings file prints is no result of the command.
        with chdir(file.parent if file else "."), redirect_stdout(sys.stderr):
            settings: dict[str, Any] = read_settings(file and str(file), instead)
            return settings
    except (Exception, SystemExit) as error:
        why = f"{type(error).__name__}: {error}"
        raise CommandError(f"{file} cannot be read: {why}") from error


def known_syllables(settings: Mapping[str, Any]) -> Mapping[str, frozenset[int]]:
    """Return ``HAIKU_SYLLABLES``, and say what is wrong with the plugin's settings."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("pelican-haiku: %(message)s"))
    logging.getLogger("pelican_haiku").addHandler(handler)
    return Settings.read(settings).syllables

"""Whether this version of the plugin, with its present settings, made Pelican's cache."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pelican_haiku import __version__
from pelican_haiku.settings import PREFIX

NAME: Final = "pelican-haiku.txt"
"""The file in the cache's folder that holds the fingerprint."""


def is_current(settings: Mapping[str, Any]) -> bool:
    """Whether the cache, if there is one, holds what a fresh build would read.

    Pelican compares only the sources with it. Posts that were cached before the plugin
    was added, or before one of its settings was changed, would stay as they were.
    """
    if not settings.get("LOAD_CONTENT_CACHE"):
        return True
    try:
        return _file(settings).read_text(encoding="utf-8") == _fingerprint(settings)
    except (OSError, UnicodeDecodeError):
        return False


def mark(settings: Mapping[str, Any]) -> None:
    """Write the fingerprint of a cache that was just written into its folder."""
    if settings.get("CACHE_CONTENT") and _file(settings).parent.is_dir():
        _file(settings).write_text(_fingerprint(settings), encoding="utf-8")


def _file(settings: Mapping[str, Any]) -> Path:
    return Path(settings["CACHE_PATH"]) / NAME


def _fingerprint(settings: Mapping[str, Any]) -> str:
    ours = sorted(
        (name, repr(settings[name])) for name in settings if name.startswith(PREFIX)
    )
    digest = hashlib.sha256(repr((__version__, ours)).encode())
    # A build without the plugin writes another cache and leaves our file as it was.
    for path in sorted(_file(settings).parent.iterdir()):
        if path.is_file() and path.name != NAME:
            digest.update(path.read_bytes())
    return digest.hexdigest()

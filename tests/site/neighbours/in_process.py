"""Run Pelican in a process that has been forked for this one build.

A new interpreter for each of some hundred neighbours' seven builds would take minutes.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest import mock

from tests.run_pelican import LOGGING, Site, clean_environ, conf, write

PRELOADED = ["bs4", "docutils.core", "pelican", "pelican_haiku.plugin", "PIL.Image"]
"""What a process has imported already when a build begins: no plugin but this one."""


def build(
    folder: Path, files: Mapping[str, str | bytes], settings: Mapping[str, Any]
) -> Site:
    """Write *files* and a settings file into *folder* and run Pelican there."""
    shutil.rmtree(folder, ignore_errors=True)
    write(folder, {**files, "pelicanconf.py": conf(settings, LOGGING)})
    os.chdir(folder)
    environ = clean_environ()
    os.environ.clear()
    os.environ.update(environ)
    terminal = folder / "terminal.txt"
    stream = os.open(terminal, os.O_CREAT | os.O_WRONLY)
    os.dup2(stream, sys.stdout.fileno())
    os.dup2(stream, sys.stderr.fileno())
    random.seed(0)
    code = _run()
    sys.stdout.flush()
    return Site(folder, code, terminal.read_text(encoding="utf-8"))


def _run() -> int:
    import pelican
    import pelican.plugins._utils

    # Pelican imports every plugin of its namespace, and a reader serves once imported.
    only_those_named = mock.patch.object(
        pelican.plugins._utils, "get_namespace_plugins", dict
    )
    try:
        with only_those_named:
            pelican.main(["-s", "pelicanconf.py"])
    except SystemExit as end:
        return int(end.code or 0)
    except Exception:  # noqa: BLE001
        traceback.print_exc()
        return 1
    return 0

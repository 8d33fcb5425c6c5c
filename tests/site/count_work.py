"""Build the site in this folder, and print as JSON how much work that was.

Files and processes are counted where Python audits them, trees by a profiler's hook, so
that nothing is replaced which a build without this script runs.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

from pelican import main

work: Counter[str] = Counter()


def audit(event: str, arguments: tuple[Any, ...]) -> None:
    """Count a process, and a source or a file of the plugin that is opened."""
    if event == "subprocess.Popen":
        work["processes"] += 1
    elif event == "open" and isinstance(arguments[0], str):
        path = Path(arguments[0])
        if "content" in path.parts and path.suffix in {".md", ".rst"}:
            work["sources"] += 1
        elif "pelican_haiku" in path.parts and "__pycache__" not in path.parts:
            work[path.name] += path.suffix != ".py"


def profile(frame: FrameType, event: str, _: object) -> None:
    """Count the trees that are made, and the characters that are parsed for them."""
    code = frame.f_code
    if event == "call" and code.co_qualname == "BeautifulSoup.__init__":
        work["trees"] += 1
        work["characters parsed"] += len(frame.f_locals["markup"])


sys.addaudithook(audit)
sys.setprofile(profile)
main(["-s", "pelicanconf.py", "-q"])
sys.setprofile(None)
work["BeautifulSoup imported"] += "bs4" in sys.modules
sys.stdout.write(json.dumps(+work))

"""Run the installed ``pelican-haiku``, on pipes or on a terminal of its own."""

from __future__ import annotations

import ctypes
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.run_pelican import build_environ, conf, write

COMMAND = Path(sys.executable).with_name("pelican-haiku")
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Result:
    """What a run returned and wrote."""

    code: int
    out: str
    err: str = ""


def environ(**added: str) -> dict[str, str]:
    """Return an environment in which nothing colours, or stops colouring."""
    names = ("NO_COLOR", "FORCE_COLOR", "TERM", "VISUAL", "EDITOR", "COLUMNS")
    kept = {name: it for name, it in build_environ().items() if name not in names}
    return {**kept, "TERM": "xterm", **added}


def as_any_user() -> None:
    """Make permissions hold for a process of root's too, before it begins."""
    if os.geteuid() == 0:
        drop, dac_override, dac_read_search = 24, 1, 2
        for capability in (dac_override, dac_read_search):
            ctypes.CDLL(None).prctl(drop, capability, 0, 0, 0)


def run(folder: Path, *arguments: str, text: str | bytes = b"", **added: str) -> Result:
    """Run the command in *folder* with *text* on standard input."""
    done = subprocess.run(
        [COMMAND, *arguments],
        cwd=folder,
        env=environ(**added),
        input=text.encode() if isinstance(text, str) else text,
        capture_output=True,
        timeout=300,
        preexec_fn=as_any_user,
        check=False,
    )
    result = Result(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in result.out + result.err, result.err
    return result


def on_terminal(
    folder: Path, *arguments: str, answers: Mapping[str, str] | None = None, **added: str
) -> Result:
    """Run the command on a terminal; type each of *answers* when its question stands.

    What is returned has standard error too, and the escape sequences.
    """
    process, terminal = pty.fork()
    if process == 0:  # pragma: no cover
        os.chdir(folder)
        os.execve(COMMAND, [str(COMMAND), *arguments], environ(**added))
    waiting = list((answers or {}).items())
    shown, asked, end = "", 0, time.monotonic() + 60
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            part = os.read(terminal, 4096)
        except OSError:
            # The other end is closed.
            break
        shown += part.decode(errors="replace").replace("\r\n", "\n")
        if waiting and (found := shown.find(waiting[0][0], asked)) >= 0:
            asked = found + 1
            os.write(terminal, waiting.pop(0)[1].encode() + b"\n")
    os.close(terminal)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    assert "Traceback" not in shown, shown
    assert not waiting, (waiting, shown)
    return Result(status, shown)


def site(folder: Path, files: Mapping[str, str | bytes], extra: str = "") -> None:
    """Write a settings file, with *extra* at its end, and *files* into *folder*."""
    (folder / "content").mkdir(parents=True, exist_ok=True)
    write(folder, {"pelicanconf.py": conf({"DEFAULT_DATE": None}, extra), **files})

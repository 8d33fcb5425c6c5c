"""The session that the README shows."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

from tests.cli.command import run, site
from tests.run_pelican import ROOT


def test_the_session_is_a_real_one(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [session] = re.findall(r"^```console\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    site(tmp_path, {})
    commands = re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]
    assert len(commands) == 5
    for entry in commands:
        command, _, shown = entry.partition("\n")
        name, *arguments = shlex.split(command)
        if name != "pelican-haiku":
            subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True)
            continue
        result = run(tmp_path, *arguments, text="y\n")
        # A terminal shows the answer too.
        said = (result.out + result.err).replace("[y/N] ", "[y/N] y\n")
        assert said.strip() == shown.strip()

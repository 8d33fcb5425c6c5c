"""Run the real ``pelican`` on a folder and read what it says and writes."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

ROOT = Path(__file__).parents[1]

BASE: dict[str, Any] = {
    "SITENAME": "A small blog",
    "SITEURL": "https://blog.example.org",
    "PATH": "content",
    "OUTPUT_PATH": "output",
    "TIMEZONE": "UTC",
    "DEFAULT_LANG": "en",
    "THEME": "simple",
    "AUTHOR": "Robin",
    "DEFAULT_DATE": "2024-01-01",
    "FEED_ALL_ATOM": "feeds/all.atom.xml",
    "CATEGORY_FEED_ATOM": None,
    "TRANSLATION_FEED_ATOM": None,
    "AUTHOR_FEED_ATOM": None,
    "AUTHOR_FEED_RSS": None,
    "PLUGINS": ["pelican_haiku"],
}

LOGGING = """
import logging
_handler = logging.FileHandler("build.log", encoding="utf-8")
_handler.setFormatter(logging.Formatter("%(levelname)s %(message)s\\x00"))
logging.getLogger().addHandler(_handler)
"""

_FOREIGN = re.compile(
    r"(CI|GIT|GITHUB|GITEA|FORGEJO|GITLAB|BITBUCKET|BUILD|SYSTEM|TF|NETLIFY|VERCEL|CF"
    r"|READTHEDOCS)(_|$)|REPOSITORY_URL$|BRANCH$"
)


@dataclass(frozen=True)
class Site:
    """A site's folder after a build."""

    folder: Path
    exit_code: int
    terminal: str

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def log(self, *levels: str) -> list[str]:
        """Return the messages of *levels*, each with its level in front."""
        text = (self.folder / "build.log").read_text(encoding="utf-8")
        messages = [line.strip() for line in text.split("\0")]
        return [line for line in messages if line.partition(" ")[0] in levels]

    @property
    def complaints(self) -> list[str]:
        return self.log("WARNING", "ERROR", "CRITICAL")

    def read(self, name: str) -> str:
        return (self.output / name).read_text(encoding="utf-8")

    def soup(self, name: str) -> BeautifulSoup:
        return BeautifulSoup(self.read(name), "html.parser")

    def files(self) -> dict[str, bytes]:
        """Return every file of the output by its path."""
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file()
        }


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write *files* by their paths, byte for byte."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def clean_environ() -> dict[str, str]:
    """Return this process's environment without what CI services and git would add."""
    kept = {name: value for name, value in os.environ.items() if not _FOREIGN.match(name)}
    git = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    # To Python's cache of bytecode, two settings files of one size that are written
    # within a second are the same.
    return {**kept, **git, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def git(folder: Path, *arguments: str, by: str = "Robin", **environ: str) -> str:
    """Run git in *folder* in the name of a person, and return its output."""
    email = environ.pop("email", f"{by.split(maxsplit=1)[0].lower()}@example.org")
    run = subprocess.run(
        ["git", "-c", f"user.name={by}", "-c", f"user.email={email}",
         "-c", "protocol.file.allow=always", *arguments],
        cwd=folder, env={**clean_environ(), **environ}, check=True, capture_output=True,
        text=True,
    )  # fmt: skip
    return run.stdout


def build(
    folder: Path,
    files: Mapping[str, str | bytes] | None = None,
    settings: Mapping[str, Any] | None = None,
    *arguments: str,
    extra: str = "",
    environ: Mapping[str, str] | None = None,
) -> Site:
    """Write *files* and a settings file into *folder* and run ``pelican`` there.

    *environ* is added to an environment in which no CI service and no git setting shows.
    """
    write(folder, {**(files or {}), "pelicanconf.py": conf(settings, LOGGING + extra)})
    (folder / "content").mkdir(exist_ok=True)
    (folder / "build.log").unlink(missing_ok=True)
    return pelican(folder, "-v", *arguments, environ=environ)


def conf(settings: Mapping[str, Any] | None = None, extra: str = "") -> str:
    """Return the text of a settings file, with *extra* at its end."""
    values = {**BASE, **(settings or {})}
    return "\n".join([*(f"{name} = {it!r}" for name, it in values.items()), extra])


def pelican(
    folder: Path, *arguments: str, environ: Mapping[str, str] | None = None
) -> Site:
    """Run ``pelican`` in the folder of a site."""
    run = subprocess.run(
        [sys.executable, "-m", "pelican", "-s", "pelicanconf.py", *arguments],
        cwd=folder,
        env=build_environ(**(environ or {})),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Site(folder, run.returncode, run.stdout + run.stderr)


def build_environ(**added: str) -> dict[str, str]:
    """Return the environment of a process that imports the plugin from here."""
    return {**clean_environ(), "PYTHONPATH": str(ROOT), **added}


_REBUILDS = """
import json, pathlib, shutil
from pelican import Pelican
from pelican.settings import read_settings
steps = json.loads(pathlib.Path("steps.json").read_text())
pelican = Pelican(read_settings("pelicanconf.py"))
for number, step in enumerate(steps):
    for name, text in step.items():
        path = pathlib.Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True) if text is None else path.write_text(text)
    shutil.rmtree("output", ignore_errors=True)
    pelican.run()
    shutil.copytree("output", f"{number}/output")
    shutil.copy("build.log", f"{number}/build.log")
    pathlib.Path("build.log").write_text("")
"""


def rebuild(
    folder: Path,
    steps: Sequence[Mapping[str, str | None]],
    settings: Mapping[str, Any],
) -> list[Site]:
    """Build the site in *folder* in one process, as ``pelican -r`` does.

    Once after each of the *steps*, which write files, or remove those that are ``None``.
    """
    files = {"steps.json": json.dumps(steps), "run.py": _REBUILDS}
    write(folder, {**files, "pelicanconf.py": conf(settings, LOGGING)})
    command = [sys.executable, "run.py"]
    subprocess.run(
        command, cwd=folder, env=build_environ(), check=True, capture_output=True
    )
    return [Site(folder / str(number), 0, "") for number in range(len(steps))]


def lines(tag: Any) -> str:
    """Return the text of *tag*, single-spaced, with `` | `` where it has a ``<br>``."""
    copy = BeautifulSoup(str(tag), "html.parser")
    for br in copy.find_all("br"):
        br.replace_with(" | ")
    return " ".join(copy.get_text().split())

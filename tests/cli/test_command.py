"""What all commands share: help, version, errors of usage, pipes and colour."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import pelican_haiku
from tests.cli.command import COMMAND, environ, on_terminal, run
from tests.run_pelican import build


def test_version(tmp_path: Path) -> None:
    version = pelican_haiku.__version__
    assert run(tmp_path, "--version").out == f"pelican-haiku {version}\n"


def test_it_runs_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pelican_haiku", "count", "snow"],
        cwd=tmp_path,
        env=environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == run(tmp_path, "count", "snow").out


@pytest.mark.parametrize("command", ["check", "new", "count", "import"])
def test_help_has_an_example(command: str, tmp_path: Path) -> None:
    result = run(tmp_path, command, "--help")
    assert result.code == 0
    assert f"example:\n  pelican-haiku {command} " in result.out


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ([], ["COMMAND"]),
        (["sing"], ["sing"]),
        (["count", "--loud"], ["--loud", "pelican-haiku --help"]),
        (["count", "-s", "none.py", "a"], ["none.py", "no such settings file"]),
        (["check"], ["pelicanconf.py", "-s"]),
        (["new", "a / b / c"], ["pelicanconf.py", "-s"]),
        (["import"], ["FILE|FOLDER"]),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(
    arguments: list[str], parts: list[str], tmp_path: Path
) -> None:
    result = run(tmp_path, *arguments)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("pelican-haiku")
    assert result.err.count("\n") == 1
    assert all(part in result.err for part in parts), result.err


@pytest.mark.parametrize(
    ("conf", "parts"),
    [
        ("def", ["SyntaxError"]),
        ("PATH = 'nowhere'", ["path containing the content"]),
        ("import os\nos.missing", ["AttributeError", "missing"]),
        ("THEME = 'none'\nPATH = '.'", ["theme none"]),
        ("raise SystemExit(3)", ["SystemExit"]),
    ],
)
@pytest.mark.parametrize("arguments", [["count", "a"], ["check"], ["new", "a / b / c"]])
def test_unreadable_settings_are_one_line_and_code_2(
    arguments: list[str], conf: str, parts: list[str], tmp_path: Path
) -> None:
    (tmp_path / "pelicanconf.py").write_text(conf)
    result = run(tmp_path, *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert all(part in result.err for part in [*parts, "pelicanconf.py"]), result.err


def test_colour_is_for_terminals(tmp_path: Path) -> None:
    assert "\x1b[36mrain\x1b[0m" in on_terminal(tmp_path, "count", "rain").out
    assert "\x1b" not in on_terminal(tmp_path, "count", "rain", NO_COLOR="1").out
    assert "\x1b" not in run(tmp_path, "count", "rain").out


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [COMMAND, "count", *["rain on the windows"] * 5000],
        cwd=tmp_path,
        env=environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    process.wait(60)
    assert process.stderr.read() == b""
    process.stderr.close()


def test_a_build_never_imports_it(tmp_path: Path) -> None:
    extra = """
import sys as _sys
from pelican.plugins import signals as _signals
def _note(pelican):
    with open("imported.txt", "w") as file:
        file.write("\\n".join(name for name in _sys.modules if "haiku" in name))
_signals.finalized.connect(_note)
"""
    build(tmp_path, {"content/a.md": "Haiku: a b / c d / e f\n\nText."}, extra=extra)
    imported = (tmp_path / "imported.txt").read_text().split("\n")
    assert "pelican_haiku.title.haiku" in imported
    assert not [name for name in imported if "pelican_haiku.cli" in name]

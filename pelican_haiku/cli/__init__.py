"""The command ``pelican-haiku`` for writers: check, new, count and import.

It stands on the same parts as the plugin; a build never imports it.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

from rich.console import Console

from pelican_haiku import __version__

INTERRUPTED: Final = 130
"""The exit code after Ctrl-C, as shells have it."""

_COMMANDS: Final = {
    "check": (
        "say all that a build would say of posts, and more, without writing a site",
        "content/post",
    ),
    "new": (
        "begin a post at the path that its haiku spells",
        '"the queue grew all night / no one had set a limit / the disk set one first"',
    ),
    "count": (
        "count the syllables of words and lines, and say where each count comes from",
        '"the queue grew all night"',
    ),
    "import": (
        "copy transcripts to the paths that their prompts or haiku name",
        "notes/ --to content --write",
    ),
}
"""What each command does, and an example of its arguments."""

_SETTINGS: Final = "the site's settings file; without it the nearest pelicanconf.py"
_FORMATS: Final = ("text", "json", "github")
_ARGUMENTS: Final[dict[str, dict[str, dict[str, Any]]]] = {
    "check": {
        "paths": {"nargs": "*", "metavar": "PATH", "help": "posts or folders; else all"},
        "--format": {"choices": _FORMATS, "default": "text", "help": "text without it"},
        "--fix": {
            "action": "store_true",
            "help": "move files to the paths that their haiku spell, after asking",
        },
        "--yes": {"action": "store_true", "help": "move them without asking"},
    },
    "new": {
        "haiku": {
            "nargs": "?",
            "metavar": "HAIKU",
            "help": "three lines with slashes between; without it each line is asked for",
        },
        "--title": {"help": "the prose title under the haiku"},
        "--category": {"help": "the post's category"},
        "--transcript": {
            "action": "store_true",
            "help": "begin it as a transcript, with a prompt and the haiku below",
        },
        "--edit": {"action": "store_true", "help": "open it in $VISUAL or $EDITOR"},
    },
    "count": {
        "words": {"nargs": "*", "metavar": "WORDS", "help": "texts; else standard input"},
    },
    "import": {
        "sources": {
            "nargs": "+",
            "metavar": "FILE|FOLDER",
            "help": "transcripts of any name, and folders with .txt and Markdown files",
        },
        "--to": {"metavar": "FOLDER", "help": "where they go; else the site's content"},
        "--normalise": {
            "action": "store_true",
            "help": "write ordinary metadata and text in place of the transcript",
        },
        "--write": {"action": "store_true", "help": "do it; else it is only shown"},
    },
}
"""The arguments of each command beside ``--settings``, as argparse takes them."""


class CommandError(Exception):
    """A reason not to go on, in one line that says what to do.

    ``code`` is the command's exit code: 2 if it could not begin, 1 if it refuses
    something that it was asked to do.
    """

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(" ".join(message.split()))
        self.code = code


def console(*, stderr: bool = False) -> Console:
    """Return what prints lines as they are, however wide, with colour if it is shown.

    Pipes and ``NO_COLOR`` have none, so styles are colours and nothing else.
    """
    return Console(
        stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command that *arguments* name and return its exit code.

    That is 0, 1 if there are findings or something was refused, or 2 if the command
    could not begin.
    """
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # Names of files and texts on pipes may be in any encoding.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    # A command that is told to end tidies up, as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # What Pelican logs of its settings speaks of builds.
    logging.getLogger().addHandler(logging.NullHandler())
    args = _parser().parse_args(arguments)
    # A keyword cannot name a module.
    name = args.command.replace("import", "import_")
    try:
        code: int = importlib.import_module(f"{__name__}.{name}").run(args)
        sys.stdout.flush()
        return code
    except CommandError as error:
        why, code = str(error), error.code
    except BrokenPipeError:
        # Python would complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        why = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        code = 2
    except KeyboardInterrupt:
        why, code = "interrupted", INTERRUPTED
    print(f"pelican-haiku: {why}", file=sys.stderr)  # noqa: T201
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, without the usage above it."""
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="pelican-haiku",
        description="Write, check and import posts that are titled with a haiku.",
        epilog="pelican-haiku COMMAND --help shows an example of each command.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (summary, example) in _COMMANDS.items():
        command = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=f"example:\n  pelican-haiku {name} {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_argument("-s", "--settings", metavar="FILE", help=_SETTINGS)
        for argument, details in _ARGUMENTS[name].items():
            command.add_argument(argument, **details)
    return parser

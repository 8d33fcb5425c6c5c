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

from pelican_haiku import __version__
from pelican_haiku.cli.terminal import CommandError

INTERRUPTED: Final = 130
"""The exit code after Ctrl-C, as shells have it."""

_SETTINGS: Final[dict[str, Any]] = {
    "metavar": "FILE",
    "help": "the site's settings file; without it pelicanconf.py of this folder or the "
    "nearest one above",
}
# Of each command what it does, an example, and its arguments as argparse has them.
_COMMANDS: Final[dict[str, tuple[str, str, dict[str, dict[str, Any]]]]] = {
    "check": (
        "say all that a build would say of posts, and more, without writing a site",
        "content/post",
        {
            "paths": {
                "nargs": "*",
                "metavar": "PATH",
                "help": "posts or folders; without it all posts",
            },
            "--format": {
                "choices": ("text", "json", "github"),
                "default": "text",
                "help": "the form of the findings (text)",
            },
            "--fix": {
                "action": "store_true",
                "help": "move files to the paths that their haiku spell, after asking",
            },
            "--yes": {"action": "store_true", "help": "move them without asking"},
        },
    ),
    "new": (
        "begin a post at the path that its haiku spells",
        '"the queue grew all night / no one had set a limit / the disk set one first"',
        {
            "haiku": {
                "nargs": "?",
                "metavar": "HAIKU",
                "help": "three lines with slashes between; without it each line is asked "
                "for",
            },
            "--title": {"help": "the prose title under the haiku"},
            "--category": {"help": "the post's category"},
            "--transcript": {
                "action": "store_true",
                "help": "begin it as a transcript, with a prompt and the haiku below",
            },
            "--edit": {"action": "store_true", "help": "open it in $VISUAL or $EDITOR"},
        },
    ),
    "count": (
        "count the syllables of words and lines, and say where each count comes from",
        '"the queue grew all night"',
        {
            "words": {
                "nargs": "*",
                "metavar": "WORDS",
                "help": "texts; without it standard input",
            },
        },
    ),
    "import": (
        "copy transcripts to the paths that their prompts or haiku name",
        "notes/ --to content --write",
        {
            "sources": {
                "nargs": "+",
                "metavar": "FILE|FOLDER",
                "help": "transcripts under any name, and folders with .txt and Markdown "
                "files",
            },
            "--to": {
                "metavar": "FOLDER",
                "help": "where they go; without it the site's content",
            },
            "--normalise": {
                "action": "store_true",
                "help": "write ordinary metadata and text in place of the transcript",
            },
            "--write": {
                "action": "store_true",
                "help": "do it; without this it is only shown",
            },
        },
    ),
}


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
    for name, (summary, example, options) in _COMMANDS.items():
        command = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=f"example:\n  pelican-haiku {name} {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_argument("-s", "--settings", **_SETTINGS)
        for option, details in options.items():
            command.add_argument(option, **details)
    return parser

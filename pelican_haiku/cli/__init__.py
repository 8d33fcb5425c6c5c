"""The command ``pelican-haiku`` for writers: check, new, count and import.

It stands on the same parts as the plugin; a build never imports it.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from pathlib import Path
from typing import Final, NoReturn

from pelican_haiku import __version__
from pelican_haiku.cli.errors import CommandError

INTERRUPTED: Final = 130
"""The exit code after Ctrl-C, as shells have it."""

_SETTINGS_HELP: Final = (
    "the site's settings file; without it pelicanconf.py of this folder or the nearest "
    "one above"
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
    signal.signal(signal.SIGTERM, _interrupt)
    args = _parser().parse_args(arguments)
    # A keyword cannot name a module.
    name = args.command.replace("import", "import_")
    try:
        command = importlib.import_module(f"{__name__}.{name}")
        code: int = command.run(args)
        sys.stdout.flush()
    except CommandError as error:
        print(f"pelican-haiku: {error}", file=sys.stderr)  # noqa: T201
        return error.code
    except BrokenPipeError:
        # Python would complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        why = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        print(f"pelican-haiku: {why}", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        print("pelican-haiku: interrupted", file=sys.stderr)  # noqa: T201
        return INTERRUPTED
    return code


def _interrupt(*_: object) -> NoReturn:
    """Let a command that is told to end tidy up, as after Ctrl-C."""
    raise KeyboardInterrupt


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
    _add_check(commands)
    _add_new(commands)
    _add_count(commands)
    _add_import(commands)
    return parser


def _add(
    commands: argparse._SubParsersAction[_Parser], name: str, summary: str, example: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("-s", "--settings", metavar="FILE", help=_SETTINGS_HELP)
    return command


def _add_check(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _add(
        commands,
        "check",
        "say all that a build would say of posts, and more, without writing a site",
        "pelican-haiku check content/post",
    )
    command.add_argument(
        "paths", nargs="*", metavar="PATH", help="posts or folders; without it all posts"
    )
    command.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="the form of the findings (text)",
    )
    command.add_argument(
        "--fix",
        action="store_true",
        help="move files to the paths that their haiku spell, after asking",
    )
    command.add_argument("--yes", action="store_true", help="move them without asking")


def _add_new(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _add(
        commands,
        "new",
        "begin a post at the path that its haiku spells",
        'pelican-haiku new "the queue grew all night / no one had set a limit / '
        'the disk set one first"',
    )
    command.add_argument(
        "haiku",
        nargs="?",
        metavar="HAIKU",
        help="three lines with slashes between; without it each line is asked for",
    )
    command.add_argument("--title", help="the prose title under the haiku")
    command.add_argument("--category", help="the post's category")
    command.add_argument(
        "--transcript",
        action="store_true",
        help="begin it as a transcript, with a prompt and the haiku below",
    )
    command.add_argument(
        "--edit", action="store_true", help="open it in $VISUAL or $EDITOR"
    )


def _add_count(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _add(
        commands,
        "count",
        "count the syllables of words and lines, and say where each count comes from",
        'pelican-haiku count "the queue grew all night"',
    )
    command.add_argument(
        "words", nargs="*", metavar="WORDS", help="texts; without it standard input"
    )


def _add_import(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _add(
        commands,
        "import",
        "copy transcripts to the paths that their prompts or haiku name",
        "pelican-haiku import notes/ --to content --write",
    )
    command.add_argument(
        "sources",
        nargs="+",
        metavar="FILE|FOLDER",
        help="transcripts under any name, and folders with .txt and Markdown files",
    )
    command.add_argument(
        "--to", metavar="FOLDER", help="where they go; without it the site's content"
    )
    command.add_argument(
        "--normalise",
        action="store_true",
        help="write ordinary metadata and text in place of the transcript",
    )
    command.add_argument(
        "--write", action="store_true", help="do it; without this it is only shown"
    )

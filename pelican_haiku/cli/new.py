"""``pelican-haiku new``: the file of a post, at the path that its haiku spells."""

from __future__ import annotations

import argparse
import datetime
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from pelican_haiku.cli import CommandError, console, site
from pelican_haiku.cli.count import say
from pelican_haiku.cli.files import spelled_path, write_new
from pelican_haiku.title.haiku import FORM, Lines, divide, parse

_ORDINALS: Final = ("first", "second", "third")


def run(args: argparse.Namespace) -> int:
    """Write the post that *args* describe, and open it if they ask for it."""
    file = site.need(args.settings)
    settings = site.read(file)
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if args.edit and not editor.strip():
        raise CommandError("--edit needs an editor; set VISUAL or EDITOR to its command")
    names = site.known_syllables(settings)
    lines = _lines(args.haiku, partial(say, lang=settings["DEFAULT_LANG"], names=names))
    folder, category = _place(settings, args.category)
    try:
        path = folder / f"{spelled_path(lines)}.md"
    except ValueError as error:
        raise CommandError(str(error)) from error
    zone = settings.get("TIMEZONE") or "UTC"
    try:
        now = datetime.datetime.now(ZoneInfo(zone))
    except (KeyError, ValueError, OSError) as error:
        raise CommandError(f"TIMEZONE = {zone!r} in {file} is no time zone") from error
    haiku = " / ".join(lines)
    post = {
        "Title": args.title,
        "Haiku": None if args.transcript else haiku,
        "Date": f"{now:%Y-%m-%d %H:%M}",
        "Category": category,
    }
    head = "".join(f"{key}: {' '.join(it.split())}\n" for key, it in post.items() if it)
    if args.transcript:
        below = path.relative_to(settings["PATH"]).as_posix()
        head = f"$ cat {below}\n\n{haiku}\n\n{head}"
    shown = os.path.relpath(path)
    try:
        write_new(path, f"{head}\n".encode())
    except FileExistsError as error:
        raise CommandError(f"{shown} exists and stays as it is", 1) from error
    console().print(shown)
    if not args.edit:
        return 0
    try:
        return min(subprocess.call([*shlex.split(editor), str(path)]), 1)  # noqa: S603
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise CommandError(f"{editor} cannot be run: {why}", 1) from error


def _lines(text: str | None, say: Callable[..., None]) -> Lines:
    """Return the haiku that is given, or asked for, and *say* each of its lines."""
    if text is None:
        return _ask(say)
    try:
        lines = parse(text)
    except ValueError as error:
        raise CommandError(
            f"{text!r} is no haiku, {error}; write three lines, divided by slashes "
            "between spaces"
        ) from error
    for line, wanted in zip(lines, FORM, strict=True):
        say(line, wanted=wanted)
    return lines


def _ask(say: Callable[..., None]) -> Lines:
    """Ask for each line and *say* it; a whole haiku may be the first answer."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CommandError('a haiku is needed, as in pelican-haiku new "a / b / c"')
    lines: list[str] = []
    while (known := len(lines)) < len(FORM):
        try:
            answer = input(f"{_ORDINALS[known]} line, {FORM[known]} syllables: ")
        except EOFError as error:
            raise CommandError("no haiku was given", 1) from error
        given = [line for line in divide(answer) if line]
        if known + len(given) > len(FORM) or len(given) == 2:
            console().print("One line, or all three with slashes between them.")
            continue
        for line, wanted in zip(given, FORM[known:], strict=False):
            say(line, wanted=wanted)
        lines += given
    return lines[0], lines[1], lines[2]


def _place(settings: Mapping[str, Any], category: str | None) -> tuple[Path, str | None]:
    """Return the folder of a new post, and the category that must stand in the post.

    Pelican takes the folder that holds the haiku for the category if it is to.
    """
    content = Path(settings["PATH"])
    folder = content.joinpath(*settings["ARTICLE_PATHS"][:1])
    if settings["USE_FOLDER_AS_CATEGORY"]:
        if category in [it.name for it in folder.glob("*") if it.is_dir()]:
            return folder / str(category), None
        if not category and folder != content:
            return folder, None
    return folder, category or str(settings["DEFAULT_CATEGORY"])

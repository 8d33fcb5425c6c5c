"""``pelican-haiku new``: the file of a post, at the path that its haiku spells."""

from __future__ import annotations

import argparse
import datetime
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pelican_haiku.cli import site
from pelican_haiku.cli.count import describe
from pelican_haiku.cli.errors import CommandError
from pelican_haiku.cli.files import spelled_path, write_new
from pelican_haiku.cli.site import Site
from pelican_haiku.cli.terminal import console
from pelican_haiku.title.haiku import FORM, Lines, divide, parse

_ORDINALS: Final = ("first", "second", "third")


def run(args: argparse.Namespace) -> int:
    """Write the post that *args* describe, and open it if they ask for it."""
    found = site.read(site.need(args.settings))
    editor = _editor() if args.edit else []
    lines = _lines(args.haiku, found)
    folder, category = _place(found, args.category)
    try:
        path = folder / f"{spelled_path(lines)}.md"
    except ValueError as error:
        raise CommandError(str(error)) from error
    haiku = " / ".join(lines)
    post = {
        "Title": args.title,
        "Haiku": None if args.transcript else haiku,
        "Date": datetime.datetime.now(_zone(found)).strftime("%Y-%m-%d %H:%M"),
        "Category": category,
    }
    head = "".join(f"{key}: {' '.join(it.split())}\n" for key, it in post.items() if it)
    if args.transcript:
        below = path.relative_to(found.content).as_posix()
        head = f"$ cat {below}\n\n{haiku}\n\n{head}"
    shown = os.path.relpath(path)
    try:
        write_new(path, f"{head}\n".encode())
    except FileExistsError as error:
        raise CommandError(f"{shown} exists and stays as it is", 1) from error
    console().print(shown)
    if not editor:
        return 0
    try:
        return min(subprocess.call([*editor, str(path)]), 1)  # noqa: S603
    except OSError as error:
        raise CommandError(f"{editor[0]} cannot be run: {error.strerror}", 1) from error


def _lines(text: str | None, found: Site) -> Lines:
    """Return the haiku that is given, or asked for; say the syllables of its lines."""
    if text is None:
        return _ask(found)
    try:
        lines = parse(text)
    except ValueError as error:
        raise CommandError(
            f"{text!r} is no haiku, {error}; write three lines, divided by slashes "
            "between spaces"
        ) from error
    for index, line in enumerate(lines):
        _say(line, index, found)
    return lines


def _ask(found: Site) -> Lines:
    """Ask for each line and say its syllables; a whole haiku may be the first answer."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CommandError('a haiku is needed, as in pelican-haiku new "a / b / c"')
    lines: list[str] = []
    while len(lines) < len(FORM):
        question = f"{_ORDINALS[len(lines)]} line, {FORM[len(lines)]} syllables: "
        console().print(question, end="")
        answer = sys.stdin.readline()
        if not answer:
            raise CommandError("no haiku was given", 1)
        given = [line for line in divide(answer) if line]
        if len(lines) + len(given) > len(FORM) or len(given) == 2:
            console().print("One line, or all three with slashes between them.")
            continue
        for line in given:
            _say(line, len(lines), found)
            lines.append(line)
    return lines[0], lines[1], lines[2]


def _say(line: str, index: int, found: Site) -> None:
    lang = found.settings["DEFAULT_LANG"]
    for row in describe(line, lang, found.haiku.syllables, FORM[index]):
        console().print(row)


def _place(found: Site, category: str | None) -> tuple[Path, str | None]:
    """Return the folder of a new post, and the category that must stand in the post.

    Pelican takes the folder that holds the haiku for the category if it is to.
    """
    paths = found.settings["ARTICLE_PATHS"]
    folder = found.content / (paths[0] if paths else "")
    if found.settings["USE_FOLDER_AS_CATEGORY"]:
        if category in [it.name for it in folder.glob("*") if it.is_dir()]:
            return folder / str(category), None
        if not category and folder != found.content:
            return folder, None
    return folder, category or str(found.settings["DEFAULT_CATEGORY"])


def _zone(found: Site) -> ZoneInfo:
    name = found.settings.get("TIMEZONE") or "UTC"
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise CommandError(
            f"TIMEZONE = {name!r} in {found.file} is no time zone"
        ) from error


def _editor() -> list[str]:
    """Return the editor's command; raises :exc:`CommandError` if none is set."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not command:
        raise CommandError("--edit needs an editor; set VISUAL or EDITOR to its command")
    return shlex.split(command)

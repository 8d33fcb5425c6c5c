"""``pelican-haiku check``: what a build would say of posts, and more."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rich.text import Text

from pelican_haiku.cli import CommandError, console, fix, site
from pelican_haiku.cli.findings import Finding, find
from pelican_haiku.footer.git import find_root


def run(args: argparse.Namespace) -> int:
    """Print what is found of the posts that *args* name, and move files if they ask."""
    file = site.need(args.settings)
    named = [Path(path).resolve() for path in args.paths]

    def is_chosen(path: Path) -> bool:
        return not named or any(path.resolve().is_relative_to(it) for it in named)

    posts, findings = find(file)
    for path, written in zip(named, args.paths, strict=True):
        if not any(it.resolve().is_relative_to(path) for it in posts):
            raise CommandError(f"{written}: no post of the site is there")
    if args.fix:
        articles = [it for path, it in posts.items() if it and is_chosen(path)]
        if moved := fix.offer(articles, named, yes=args.yes):
            left = [path for path in named if path.exists()]
            return _check_again(args, file, [*left, *moved] if named else [])
    found = [it for it in findings if it.path == file or is_chosen(it.path)]
    _PRINTERS[args.format](found)
    if args.format == "text":
        in_posts = _count(sum(map(is_chosen, posts)), "post")
        console(stderr=True).print(f"{_count(len(found), 'finding')} in {in_posts}")
    return int(bool(found))


def _check_again(args: argparse.Namespace, file: Path, paths: list[Path]) -> int:
    """Check once more, in a process in which Pelican has said nothing yet."""
    options = ["--settings", str(file), "--format", args.format]
    command = [sys.executable, "-m", "pelican_haiku", "check", *options, "--", *paths]
    return subprocess.call(command)  # noqa: S603


def _count(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'s' * (number != 1)}"


def _print_text(findings: Iterable[Finding]) -> None:
    for it in findings:
        place = (f"{os.path.relpath(it.path)}:{it.line}: ", "cyan")
        console().print(Text.assemble(place, it.message))


def _print_json(findings: Iterable[Finding]) -> None:
    listed = [it._asdict() | {"path": os.path.relpath(it.path)} for it in findings]
    sys.stdout.write(f"{json.dumps(listed, ensure_ascii=False, indent=2)}\n")


def _print_github(findings: Iterable[Finding]) -> None:
    """Print commands of a workflow; their paths count from the repository's root."""
    root = find_root(Path.cwd()) or Path.cwd()
    for it in findings:
        path = os.path.relpath(it.path.resolve(), root.resolve())
        name = _escaped(path).replace(":", "%3A").replace(",", "%2C")
        place = f"file={name},line={it.line}"
        sys.stdout.write(f"::{it.level} {place}::{_escaped(it.message)}\n")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


_PRINTERS: Final = {"text": _print_text, "json": _print_json, "github": _print_github}

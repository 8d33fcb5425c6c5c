"""``pelican-haiku import``: transcripts under any name → posts at their own paths."""

from __future__ import annotations

import argparse
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn

from rich.progress import track
from rich.text import Text

from pelican_haiku.cli import CommandError, console, site
from pelican_haiku.cli.files import spelled_path, write_new
from pelican_haiku.cli.normalise import normalise
from pelican_haiku.dropped import unreadable
from pelican_haiku.metadata import text
from pelican_haiku.title.haiku import Haiku, from_path, lines_of
from pelican_haiku.title.head import Head, read_head
from pelican_haiku.title.keys import LINE_KEY
from pelican_haiku.title.paste import unwrapped
from pelican_haiku.title.sources import haiku_line_problem

_MARKDOWN: Final = (".md", ".markdown", ".mkd", ".mdown")
_TEXT: Final = (".txt", ".text")
_COLOURS: Final = {"write": "green", "skip": "yellow", "refuse": "red"}


class _RefusedError(Exception):
    """A file goes nowhere; ``reason`` says why, in short."""

    kind = "refuse"

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


class _SkippedError(_RefusedError):
    """A file need go nowhere."""

    kind = "skip"


def run(args: argparse.Namespace) -> int:
    """Show where the transcripts of *args* go, and copy them there if asked to."""
    needs_site = args.to is None or args.normalise or args.settings
    file = site.find(args.settings) if needs_site else None
    if args.to is None and file is None:
        raise CommandError("name the folder of the posts with --to, as in --to content")
    settings = site.read(file)
    content = Path(settings["PATH"] if args.to is None else args.to)
    importer = _Importer(args, content, settings["DEFAULT_LANG"])
    sources = [*dict.fromkeys(_sources(args.sources))]
    width = max(map(len, sources), default=0)
    counts = Counter[tuple[str, str]]()
    out = console()
    # The bar gives way to lines that its own console prints.
    shown_sources = track(
        sources, "Importing", console=out, transient=True, disable=not out.is_terminal
    )
    try:
        for source in shown_sources:
            try:
                kind, reason = "write", ""
                shown = f"→ {os.path.relpath(importer.take(source))}"
            except _RefusedError as error:
                kind, reason, shown = error.kind, error.reason, str(error)
            counts[kind, reason] += 1
            verb = (f"{kind:<7}", _COLOURS[kind])
            out.print(Text.assemble(verb, f"{source:<{width}}  {shown}"))
    finally:
        # What an interruption leaves is whole, and the next run goes on after it.
        out.print(_summary(counts, write=args.write))
    return int(any(kind == "refuse" for kind, _ in counts))


def _sources(named: Iterable[str]) -> Iterator[str]:
    """Yield the files that are *named*, and those in folders but for hidden ones."""
    for name in named:
        if not os.path.lexists(name):
            raise CommandError(f"{name}: there is no such file or folder")
        if not Path(name).is_dir():
            yield name
            continue
        for folder, folders, files in os.walk(name, onerror=_stop):
            folders[:] = sorted(it for it in folders if not it.startswith("."))
            shown = sorted(it for it in files if not it.startswith("."))
            yield from (os.path.normpath(f"{folder}/{it}") for it in shown)


def _stop(error: OSError) -> NoReturn:
    raise error


def _summary(counts: Counter[tuple[str, str]], *, write: bool) -> str:
    verbs = {"write": "written" if write else "to write"}
    verbs |= {"skip": "skipped", "refuse": "refused"}
    parts = []
    for kind, verb in verbs.items():
        reasons = {why: n for (name, why), n in counts.items() if name == kind}
        why = ", ".join(f"{n} {why}" for why, n in reasons.items() if why)
        parts.append(f"{sum(reasons.values())} {verb}" + (f" ({why})" if why else ""))
    return "; ".join(parts) + ("" if write else "; --write does it")


class _Importer:
    """Copies transcripts as *args* ask, below the folder *content*.

    *lang* is the site's language. ``taken`` has the source of each path that was written,
    or would be.
    """

    def __init__(self, args: argparse.Namespace, content: Path, lang: str) -> None:
        self.args = args
        self.content = content
        self.lang = lang
        self.taken: dict[str, str] = {}

    def take(self, source: str) -> Path:
        """Return where *source* goes, after writing it if that is wanted.

        Raises :exc:`_RefusedError` if it goes nowhere.
        """
        suffix = Path(source).suffix.lower()
        # One that is named may have any.
        if suffix not in _MARKDOWN + _TEXT and source not in self.args.sources:
            raise _SkippedError("no .txt or Markdown file")
        content = self.content.resolve()
        if suffix in _MARKDOWN and Path(source).resolve().is_relative_to(content):
            raise _SkippedError("a post already")
        path, data = self._read(source)
        target = self.content / path
        if other := self.taken.get(path):
            if self._read(other)[1] == data:
                raise _SkippedError("the same as another", other)
            raise _RefusedError("another has its path", other)
        there = os.path.relpath(target)
        try:
            with suppress(FileNotFoundError):
                # Another error if the path is too long, or leads through a file.
                target.lstat()
                if target.is_file() and target.read_bytes() == data:
                    raise _SkippedError("there already", there)
                raise FileExistsError
            if self.args.write:
                write_new(target, data)
        except FileExistsError as error:
            raise _RefusedError("another file is there", there) from error
        except (OSError, ValueError) as error:
            why = f"{there}: {getattr(error, 'strerror', None) or error}"
            raise _RefusedError("cannot be written", why) from error
        self.taken[path] = source
        return target

    def _read(self, source: str) -> tuple[str, bytes]:
        """Return the path below ``content`` that *source* names, and what to write."""
        try:
            data = Path(source).read_bytes()
            written = data.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            why = unreadable(Path(source))
            raise _RefusedError("cannot be read", why) from error
        head = read_head(unwrapped(re.split(r"\r\n|\r|\n", written)))
        if head is None:
            why = "it begins with no prompt that shows a file and no haiku"
            raise _RefusedError("no transcript", why)
        path = _path(head, self.content.resolve().name)
        if self.args.normalise:
            try:
                data = normalise(written, self.lang).encode()
            except ValueError as error:
                raise _RefusedError("not to be normalised", str(error)) from error
        return path, data


def _path(head: Head, content: str) -> str:
    """Return the path that the prompt of *head* names, else its haiku.

    *content* is the name of the content's folder, which a prompt may name too.
    """
    if problem := haiku_line_problem(head.metadata):
        raise _RefusedError("no haiku", problem)
    named = head.prompt.path if head.prompt else ""
    spelled = from_path(named)
    written = text(head.metadata.get("haiku"), "\n") or text(head.metadata.get(LINE_KEY))
    lines = lines_of(written)
    if lines and spelled and not Haiku(lines).has_letters_of(Haiku(spelled)):
        says = f"its prompt says {named}, its haiku {' / '.join(lines)}"
        raise _RefusedError("prompt and haiku disagree", says)
    parts = named.split("/")
    depth = 3 if spelled else 1
    folder = "".join(f"{name}/" for name in _below(parts[:-depth], content))
    name = "/".join(parts[-depth:])
    haiku = spelled or lines
    if haiku and (not spelled or " " in name):
        try:
            return f"{folder}{spelled_path(haiku)}.md"
        except ValueError as error:
            raise _RefusedError("no haiku", str(error)) from error
    if name.lower().endswith(_MARKDOWN):
        return folder + name
    return f"{folder}{re.sub(r'[.](txt|text)$', '', name)}.md"


def _below(folders: list[str], content: str) -> list[str]:
    """Return those of a prompt's *folders* that lie below the content's.

    A terminal may stand anywhere, so of a path that begins at a root, at home or above
    only what comes after the name of the content's folder is known.
    """
    if content in folders:
        last = len(folders) - folders[::-1].index(content)
        folders = folders[last:]
    elif folders and (folders[0] in {"", "~"} or ":" in folders[0]):
        return []
    return [] if ".." in folders else [name for name in folders if name not in {"", "."}]

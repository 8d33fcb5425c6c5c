"""Who changed a file and when, and the sentence that thanks them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape
from os.path import commonprefix
from pathlib import PurePosixPath
from typing import Any, Final

from markupsafe import Markup

from pelican_haiku.languages import table
from pelican_haiku.title.haiku import from_path

ARGUMENTS: Final = (
    "-c", "log.showSignature=false", "-c", "log.diffMerges=off",
    "log", "-z", "--topo-order", "--decorate=full", "--no-renames", "--name-status",
    "--format=%x01%aN%x02%aI%x02%D",
)  # fmt: skip
"""What git is asked; :func:`read` reads its answer. ``%aN`` honours ``.mailmap``."""

# As forges mark a bot, and what tells an address of somebody without a name.
_NOBODY: Final = re.compile(r"\[bot\]|\S@\S")


@dataclass(frozen=True)
class Change:
    """A commit that changed a file: its author's name and its date, with a time zone."""

    name: str
    date: datetime

    @property
    def has_author(self) -> bool:
        """Whether it has a name to show: not a program's, and not an e-mail address."""
        return bool(self.name) and not _NOBODY.search(self.name)


@dataclass(frozen=True)
class History:
    """The commits that changed a file, oldest first; there is at least one.

    Merges are none of them. Bots are never named, and neither are e-mail addresses.
    """

    changes: tuple[Change, ...]

    @property
    def created(self) -> datetime:
        """When the file was first committed."""
        return self.changes[0].date

    @property
    def modified(self) -> datetime:
        """When it was last changed, by whomever."""
        return max(change.date for change in self.changes)

    @property
    def contributors(self) -> tuple[str, ...]:
        """Names by first commit, each once."""
        return tuple(dict.fromkeys(it.name for it in self.changes if it.has_author))


def read(log: str) -> Mapping[str, History] | None:
    """Return each file's history by its path from the checkout's root.

    *log* is what git answers to :data:`ARGUMENTS`. ``None`` if the clone is shallow, so
    that the first versions are not known. A file that one commit takes away and adds
    elsewhere under the same name, or under one that spells the same haiku, is the same
    file; what is in it is not compared.
    """
    found: dict[str, list[Change]] = {}
    # A commit has a header, and for each file a letter and its path, with NUL between.
    for commit in reversed(log.split("\x01")[1:]):
        header, _, rest = commit.partition("\0")
        name, date, references = header.rsplit("\x02", 2)
        if "grafted" in references.split(", "):
            return None
        files = re.findall(r"([A-Z])\0([^\0]+)\0", rest)
        deleted = {path: found.pop(path, []) for status, path in files if status == "D"}
        for path in (path for _, path in files if path not in deleted):
            if path not in found:
                found[path] = [*deleted.get(_old_path(path, deleted), [])]
            found[path].append(Change(name, datetime.fromisoformat(date)))
    return {path: History(tuple(changes)) for path, changes in found.items()}


def _old_path(path: str, deleted: Iterable[str]) -> str:
    """Return which of the *deleted* paths *path* had before; empty for none."""
    key, names = _key(path), path.split("/")[::-1]
    alike = [old for old in deleted if _key(old) == key]

    def names_in_common(old: str) -> int:
        # Of lists it is the items that are compared.
        return len(commonprefix([old.split("/")[::-1], names]))  # noqa: RUF071

    return max(alike, key=names_in_common, default="")


def _key(path: str) -> str:
    """Return the letters and digits of a path's name, or of the haiku that it spells."""
    name = "".join(from_path(path) or [PurePosixPath(path).stem])
    return "".join(filter(str.isalnum, name)).casefold()


def thank(history: History, lang: str, zone: tzinfo) -> str:
    """Return the sentence that thanks editors, in the language nearest to *lang*.

    The date is that in *zone*. Nobody is thanked for the first version; if there is no
    later one, the sentence is empty.
    """
    edits = [change for change in history.changes[1:] if change.has_author]
    if not edits:
        return ""
    words = table(lang)
    *others, last = map(escape, dict.fromkeys(edit.name for edit in edits))
    comma, conjunction = words.between
    names = conjunction.join(filter(None, [comma.join(others), last]))
    edited = max(edit.date for edit in edits).astimezone(zone)
    month = words.months[edited.month - 1]
    date = words.date.format(
        day=edited.day, month=month, number=edited.month, year=edited.year
    )
    time = f'<time datetime="{edited:%Y-%m-%d}">{date}</time>'
    return words.credits.format(names=names, date=time)


def history_of(article: Any) -> History | None:
    """Return the history of an article; the author may use this name in the metadata."""
    history = getattr(article, "history", None)
    return history if isinstance(history, History) else None


def credits_of(article: Any) -> Markup:
    """Return the sentence for an article, as a Jinja filter."""
    history = history_of(article)
    if history is None:
        return Markup("")
    return Markup(thank(history, article.lang, article.timezone))  # noqa: S704

"""The plugin's settings: ``HAIKU_*`` in ``pelicanconf.py``, checked once per build."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import PurePath, PurePosixPath
from typing import Any, Final, Literal, TypeVar, get_args

from pelican_haiku.addresses import clean, quoted
from pelican_haiku.footer import forges as forge

logger = logging.getLogger(__name__)

Forge = Literal[
    "github",
    "gitlab",
    "gitea",
    "forgejo",
    "gogs",
    "bitbucket",
    "bitbucket-datacenter",
    "sourcehut",
    "azure",
    "pagure",
]

PREFIX: Final = "HAIKU_"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """The ``HAIKU_*`` settings of one build; each field names one, without prefix."""

    title: Literal["haiku", "title"] = "haiku"
    slug: Literal["nested", "flat"] = "nested"
    check: bool = True
    syllables: Mapping[str, frozenset[int]] = field(default_factory=dict)
    excerpt: bool = True
    read_more: str | None = None
    footer: bool = True
    footer_text: str | Mapping[str, str] | None = None
    repository: str | None = None
    forge: Forge | None = None
    branch: str | None = None
    root: str | None = None
    tracker: str | None = None
    labels: tuple[str, ...] = ()
    edit_url: str | None = None
    expand_url: str | None = None
    css: bool = False
    index_save_as: str = ""
    line_pages: bool = False

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> Settings:
        """Return the plugin's part of Pelican's *settings*.

        A wrong value is one error that names setting, value and what is allowed; its
        default stands in. An unknown ``HAIKU_…`` is a warning with the nearest name.
        """
        values: dict[str, Any] = {}
        for item in fields(cls):
            name = PREFIX + item.name.upper()
            if name not in settings:
                continue
            allowed, check = _CHECKS[item.name]
            try:
                values[item.name] = check(settings[name])
            except (TypeError, ValueError):
                logger.error(
                    "%s = %s in the settings file: it must be %s; "
                    "the build goes on with its default",
                    name,
                    quoted(settings[name]),
                    allowed,
                )
        known = [PREFIX + item.name.upper() for item in fields(cls)]
        for name in settings:
            if name.startswith(PREFIX) and name not in known:
                logger.warning(
                    "%s in the settings file is no setting of pelican-haiku; "
                    "the nearest is %s",
                    name,
                    _nearest(name, known),
                )
        return cls(**values)


def _nearest(name: str, known: list[str]) -> str:
    # What begins alike comes first: HAIKU_REPO is not meant for HAIKU_ROOT.
    alike = [other for other in known if other.startswith(name)] or known
    return difflib.get_close_matches(name, alike, n=1, cutoff=0)[0]


def _one_of(choices: tuple[T, ...]) -> Callable[[object], T]:
    def check(value: object) -> T:
        for choice in choices:
            if value == choice and type(value) is type(choice):
                return choice
        raise ValueError(value)

    return check


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _optional_text(value: object) -> str | None:
    return None if value is None else _text(value).strip() or None


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        raise TypeError(value)
    return tuple(_text(item) for item in value)


def _file_name(value: object) -> str:
    name = _text(value).strip()
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or name.endswith("/"):
        raise ValueError(value)
    return name


def _footer_text(value: object) -> str | Mapping[str, str] | None:
    if isinstance(value, Mapping):
        return {_text(key): _text(item) for key, item in value.items()}
    return _optional_text(value)


def _forge(value: object) -> Forge | None:
    return None if value is None else _one_of(get_args(Forge))(value)


def _branch(value: object) -> str | None:
    text = _optional_text(value)
    return text and text.removeprefix("refs/heads/")


def _template(placeholders: tuple[str, ...]) -> Callable[[object], str | None]:
    def check(value: object) -> str | None:
        text = _optional_text(value)
        if text and (
            not forge.names_only(text, placeholders)
            or not clean(text.replace("{repository}", "https://forge.example"))
        ):
            raise ValueError(value)
        return text

    return check


def _in_braces(placeholders: tuple[str, ...]) -> str:
    return (
        "an http, https or mailto address, in which these placeholders may stand: "
        + ", ".join(f"{{{name}}}" for name in placeholders)
    )


def _path(value: object) -> str | None:
    return _optional_text(str(value) if isinstance(value, PurePath) else value)


def _syllables(value: object) -> Mapping[str, frozenset[int]]:
    if not isinstance(value, Mapping):
        raise TypeError(value)
    return {_text(word): _counts(counts) for word, counts in value.items()}


def _counts(value: object) -> frozenset[int]:
    counts = frozenset(value if isinstance(value, Iterable) else (value,))
    if not counts or not all(type(count) is int and count >= 0 for count in counts):
        raise ValueError(value)
    return counts


_BOOL = ("True or False", _one_of((True, False)))
_OPTIONAL_TEXT = ("a string or None", _optional_text)

# Per field: what is allowed, in words, and the function that takes a value or raises.
_CHECKS: Final[Mapping[str, tuple[str, Callable[[object], Any]]]] = {
    "title": ('"haiku" or "title"', _one_of(("haiku", "title"))),
    "slug": ('"nested" or "flat"', _one_of(("nested", "flat"))),
    "check": _BOOL,
    "syllables": (
        "a dict from word or name to a whole number or several",
        _syllables,
    ),
    "excerpt": _BOOL,
    "read_more": _OPTIONAL_TEXT,
    "footer": _BOOL,
    "footer_text": ("a string, or a dict of strings by language", _footer_text),
    "repository": _OPTIONAL_TEXT,
    "forge": ("None or one of " + ", ".join(map(repr, get_args(Forge))), _forge),
    "branch": ("a string or None", _branch),
    "root": ("a folder's path or None", _path),
    "tracker": _OPTIONAL_TEXT,
    "labels": ("a list or tuple of strings", _texts),
    "edit_url": (
        _in_braces(forge.EDIT_PLACEHOLDERS),
        _template(forge.EDIT_PLACEHOLDERS),
    ),
    "expand_url": (
        _in_braces(forge.EXPAND_PLACEHOLDERS),
        _template(forge.EXPAND_PLACEHOLDERS),
    ),
    "css": _BOOL,
    "index_save_as": (
        "a file name inside the output folder, or empty for none",
        _file_name,
    ),
    "line_pages": _BOOL,
}

"""The plugin's settings: ``HAIKU_*`` in ``pelicanconf.py``, checked once per build."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import PurePath, PureWindowsPath
from typing import Any, Final

from pelican_haiku.errors import logger

PREFIX: Final = "HAIKU_"
_REPOSITORY: Final = "https://repository.example"
# Also one that is misspelled, but no other braces: a text may have a style sheet in it.
_PLACEHOLDER: Final = r"\{+\s*(?:edit|expand)\b[^{}]*\}*|\{+[\s\w.!-]*\}+"

# Each check returns a value as it is used, or raises ValueError with what is allowed.


def _one_of(*choices: bool | str | None) -> Callable[[object], object]:
    def check(value: object) -> object:
        if any(value == it and type(value) is type(it) for it in choices):
            return value
        raise ValueError(
            " or ".join(f'"{it}"' if isinstance(it, str) else str(it) for it in choices)
        )

    return check


_bool: Final = _one_of(True, False)


def _forge(value: object) -> object:
    from pelican_haiku.footer.forges import FORGES  # noqa: PLC0415 (few sites set it)

    return _one_of(None, *FORGES)(value)


def _text(value: object, allowed: str = "a string or None") -> str | None:
    if value is None:
        return None
    if isinstance(value, (str, PurePath)):
        return str(value).strip() or None
    raise ValueError(allowed)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, Iterable) and not isinstance(value, (str, Mapping)):
        texts = tuple(value)
        if all(isinstance(text, str) for text in texts):
            return texts
    raise ValueError("a list or tuple of strings")


def _footer_text(value: object) -> Mapping[str, str]:
    allowed = (
        "a string or a dict of strings by language, with no placeholders but {edit} and "
        "{expand}"
    )
    texts = value if isinstance(value, Mapping) else {"": _text(value, allowed) or ""}
    if not all(isinstance(text, str) for item in texts.items() for text in item):
        raise ValueError(allowed)
    for text in texts.values():
        if not {"{edit}", "{expand}"}.issuperset(re.findall(_PLACEHOLDER, text)):
            raise ValueError(allowed)
    return texts


def _syllables(value: object) -> Mapping[str, frozenset[int]]:
    if isinstance(value, Mapping):
        found = {
            word: tuple(counts) if isinstance(counts, Iterable) else (counts,)
            for word, counts in value.items()
        }
        numbers = [it for counts in found.values() for it in counts or (None,)]
        are_counts = all(type(it) is int and it >= 0 for it in numbers)
        if are_counts and all(isinstance(word, str) for word in found):
            return {word: frozenset(counts) for word, counts in found.items()}
    raise ValueError("a dict from word or name to a whole number or several")


def _file_name(value: object) -> str:
    if isinstance(value, str):
        name = value.strip()
        # It knows the slashes of all systems.
        path = PureWindowsPath(name)
        if not (path.anchor or ".." in path.parts or name.endswith("/")):
            return name
    raise ValueError("a file name inside the output folder, or empty for none")


def _template(*more: str) -> Callable[[object], str | None]:
    placeholders = ("repository", "branch", "path", *more)
    allowed = (
        "an http, https or mailto address, in which these placeholders may stand: "
        + ", ".join(f"{{{name}}}" for name in placeholders)
    )

    def check(value: object) -> str | None:
        text = _text(value, allowed)
        if text is None:
            return None
        from pelican_haiku.addresses import clean  # noqa: PLC0415 (few sites set one)

        address = clean(text.replace("{repository}", _REPOSITORY), keep="{}")
        rest = re.sub(rf"\{{(?:{'|'.join(placeholders)})\}}", "", address or "{")
        if address is None or {"{", "}"} & set(rest):
            raise ValueError(allowed)
        return address.replace(_REPOSITORY, "{repository}")

    return check


def _setting(default: object, check: Callable[[object], object]) -> Any:
    return field(default_factory=lambda: default, metadata={"check": check})


@dataclass(frozen=True)
class Settings:
    """The ``HAIKU_*`` settings of one build; each field names one, without prefix.

    ``refused`` has those whose values were wrong.
    """

    title: str = _setting("haiku", _one_of("haiku", "title"))
    slug: str = _setting("nested", _one_of("nested", "flat", "pelican"))
    check: bool = _setting(True, _bool)
    syllables: Mapping[str, frozenset[int]] = _setting({}, _syllables)
    excerpt: bool | str = _setting(True, _one_of(True, False, "haiku"))
    read_more: str | None = _setting(None, _text)
    footer: bool | str = _setting(True, _one_of(True, False, "haiku", "all"))
    credits: bool = _setting(False, _bool)
    footer_text: Mapping[str, str] = _setting({}, _footer_text)
    repository: str | None = _setting(None, _text)
    forge: str | None = _setting(None, _forge)
    branch: str | None = _setting(None, _text)
    root: str | None = _setting(None, _text)
    tracker: str | None = _setting(None, _text)
    labels: tuple[str, ...] = _setting((), _texts)
    edit_url: str | None = _setting(None, _template())
    expand_url: str | None = _setting(None, _template("title", "body"))
    css: bool = _setting(False, _bool)
    index_save_as: str = _setting("", _file_name)
    line_pages: bool = _setting(False, _bool)
    refused: frozenset[str] = frozenset()

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> Settings:
        """Return the plugin's part of Pelican's *settings*.

        A wrong value is one error that names setting, value and what is allowed; its
        default stands in. An unknown ``HAIKU_…`` is a warning with the nearest name.
        """
        known = {
            PREFIX + item.name.upper(): item for item in fields(cls) if item.metadata
        }
        values: dict[str, Any] = {}
        refused = set()
        for name, value in settings.items():
            if item := known.get(name):
                try:
                    values[item.name] = item.metadata["check"](value)
                except ValueError as error:
                    refuse(name, value, str(error))
                    refused.add(item.name)
            elif name.startswith(PREFIX):
                logger.warning(
                    "%s in the settings file is no setting of pelican-haiku; "
                    "the nearest is %s",
                    name,
                    _nearest(name, [*known]),
                )
        return cls(**values, refused=frozenset(refused))


def refuse(name: str, value: object, allowed: str) -> None:
    """Log that a setting has a wrong *value*; *allowed* says which are right."""
    from pelican_haiku.addresses import quoted  # noqa: PLC0415 (seldom needed)

    logger.error(
        "%s = %s in the settings file: it must be %s; the build goes on with its default",
        name,
        quoted(value),
        allowed,
    )


def _nearest(name: str, known: list[str]) -> str:
    import difflib  # noqa: PLC0415 (seldom needed)

    # Names that begin alike come first: HAIKU_REPO is not meant for HAIKU_ROOT.
    alike = [other for other in known if other.startswith(name)] or known
    return difflib.get_close_matches(name, alike, n=1, cutoff=0)[0]

"""What an article becomes by its haiku: title, subtitle, slug, date, category."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import PurePosixPath
from typing import Any, Final

from pelican.contents import Article, Category
from pelican.readers import parse_path_metadata, path_metadata
from pelican.utils import set_date_tzinfo, slugify

from pelican_haiku import metadata as values
from pelican_haiku.languages import months
from pelican_haiku.metadata import plain
from pelican_haiku.settings import Settings
from pelican_haiku.title import scansion, slugs
from pelican_haiku.title.dates import opening_date
from pelican_haiku.title.haiku import FORM, Haiku, from_path, parse
from pelican_haiku.title.transcript import (
    LINE_KEY,
    OPENING_KEY,
    PROMPT_KEY,
    REFUSED_KEY,
    prompt_path,
)

NEAR: Final = 2
"""By how many syllables a line of a haiku that is only a ``Title:`` may be off."""

Message = tuple[int, str]
"""A logging level and a text that names the file, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Dress:
    """What is to be set on an article; ``None`` for what stays as Pelican has it.

    ``haiku``, ``subtitle`` and ``prompt`` are set whatever they are. ``derived_slug``
    is the slug where it came from the haiku and not from the author.
    """

    haiku: Haiku | None
    subtitle: str | None
    prompt: str | None
    title: str | None = None
    slug: str | None = None
    derived_slug: str | None = None
    date: datetime.datetime | None = None
    category: Category | None = None
    messages: tuple[Message, ...] = ()


def dress(article: Article, settings: Settings) -> Dress:
    """Return what *article*, fresh from Pelican's reader, becomes."""
    messages: list[Message] = []

    def say(level: int, text: str) -> None:
        messages.append((level, f"{article.relative_source_path}: {text}"))

    metadata = article.metadata
    prompt = metadata.get(PROMPT_KEY)
    if refused := metadata.get(REFUSED_KEY):
        say(
            logging.WARNING,
            f"the keys {refused} in its head would break the article; their lines are "
            "dropped, choose other names",
        )
    haiku = _find_haiku(article, settings, say)
    common: dict[str, Any] = {"prompt": prompt, "date": _date(article)}
    if haiku is None:
        # A `Haiku:` that is none may still be all the title that the post has.
        named = hasattr(article, "title")
        only = "" if named else " ".join(values.text(metadata.get("haiku")).split())
        return Dress(
            haiku=None,
            subtitle=metadata.get("subtitle"),
            title=escape(only, quote=False) or None,
            slug=None if hasattr(article, "slug") else slugifier(article)(only) or None,
            messages=tuple(messages),
            **common,
        )
    # Of an author's word that is not understood, that alone has been said.
    unsettled = "haiku-syllables" in metadata and haiku.settled is None
    if settings.check and not unsettled and (complaint := scansion.complaint(haiku)):
        say(logging.WARNING, complaint)
    subtitle = _prose_title(article, haiku)
    line = escape(str(haiku), quote=False)
    title: str | None = line
    if settings.title == "title" and subtitle:
        title, subtitle = None, line
    else:
        subtitle = metadata.get("subtitle") or subtitle
    slug, derived = _slug(article, haiku, settings, say)
    return Dress(
        haiku=haiku,
        title=title,
        subtitle=subtitle,
        slug=slug,
        derived_slug=derived,
        category=_category(article),
        messages=tuple(messages),
        **common,
    )


def slugifier(article: Article) -> Callable[[str], str]:
    """Return Pelican's function for slugs, with the settings of the article's site."""
    return partial(
        slugify,
        regex_subs=article.settings.get("SLUG_REGEX_SUBSTITUTIONS", []),
        preserve_case=article.settings.get("SLUGIFY_PRESERVE_CASE", False),
        use_unicode=article.settings.get("SLUGIFY_USE_UNICODE", False),
    )


def _title(article: Article) -> str:
    """Return what the article's ``Title:`` says, as plain text."""
    title = values.text(article.metadata.get("title"), "\n")
    if article.settings["TYPOGRIFY"]:
        # It has joined the last words; the no-break spaces of the source are characters.
        title = title.replace("&nbsp;", " ")
    return plain(title)


def _find_haiku(
    article: Article, settings: Settings, say: Callable[[int, str], None]
) -> Haiku | None:
    """Return the haiku of the first source that has one, and say where others differ."""
    metadata = article.metadata
    make = partial(
        Haiku,
        lang=article.lang,
        names=settings.syllables,
        settled=_settled(metadata.get("haiku-syllables"), say),
        slugify=slugifier(article),
    )

    sources: dict[str, Haiku | None] = {}
    if "haiku" in metadata:
        text = values.text(metadata["haiku"], "\n")
        if text.strip().lower() == "no":
            return None
        try:
            sources["Haiku:"] = make(parse(plain(text)))
        except ValueError as error:
            say(
                logging.WARNING,
                f"its Haiku: {text!r} is none, {error}; the post is built as an ordinary "
                "one. Write three lines, divided by slashes between spaces, or Haiku: no",
            )
            return None
    prompt = prompt_path(metadata.get(PROMPT_KEY, ""))
    lines = {
        "haiku line": parse(plain(metadata[LINE_KEY])) if LINE_KEY in metadata else None,
        "prompt": from_path(prompt) if prompt else None,
        "path": from_path(article.relative_source_path),
    }
    others = {name: make(found) for name, found in lines.items() if found}
    try:
        title = make(parse(_title(article)))
    except ValueError:
        title = None
    if title and (title.within(NEAR) or any(map(title.spells, others.values()))):
        sources["Title:"] = title
    found = {name: haiku for name, haiku in (sources | others).items() if haiku}
    if not found:
        return None
    first, haiku = next(iter(found.items()))
    differing = [name for name, other in found.items() if not haiku.spells(other)]
    if differing:
        says = [
            f"its {name} says {found[name]}" for name in differing if name != "prompt"
        ]
        if prompt:
            says.append(f"its prompt says {prompt}")
        say(
            logging.WARNING,
            f"its sources disagree: its {first} says {haiku}; {'; '.join(says)}; the "
            f"file is {article.relative_source_path}. The {first} counts; make the "
            "others agree with it",
        )
    return haiku


def _settled(value: object, say: Callable[[int, str], None]) -> tuple[int, ...] | None:
    if value is None:
        return None
    counts = values.text(value).replace(",", " ").split()
    if len(counts) == len(FORM) and all(map(str.isdecimal, counts)):
        return tuple(map(int, counts))
    say(
        logging.WARNING,
        f"its Haiku-Syllables: {values.text(value)!r} is not understood and left out; "
        "write three numbers, as in Haiku-Syllables: 5 7 5",
    )
    return None


def _prose_title(article: Article, haiku: Haiku) -> str | None:
    """Return the ordinary title that stands beside a haiku, escaped."""
    title = _title(article)
    try:
        if haiku.spells(Haiku(parse(title))):
            return None
    except ValueError:
        pass
    return escape(" ".join(title.split()), quote=False) or None


def _slug(
    article: Article,
    haiku: Haiku,
    settings: Settings,
    say: Callable[[int, str], None],
) -> tuple[str, str | None]:
    """Return the article's slug, and again where the haiku gave it."""
    written = article.metadata.get("slug")
    # A slug from the file's name looks like the author's; its haiku is the better one.
    if written and written != _from_path(article).get("slug"):
        slug = slugs.fitted(
            written.split("/"), "/", partial(slugs.save_as, article)
        ).strip("/")
        if slugs.stays_inside(slugs.save_as(article, written)):
            return slug, None
        say(
            logging.ERROR,
            f"its Slug: {written} would leave the output folder and is refused; the "
            "haiku's own is used. Write a slug without ..",
        )
    missing = [
        line for line, part in zip(haiku.lines, haiku.slugs, strict=True) if not part
    ]
    separator = "/" if settings.slug == "nested" else "-"
    slug = slugs.derived(haiku, separator, article)
    if missing:
        say(
            logging.WARNING,
            f"nothing of {' or '.join(map(repr, missing))} can stand in a slug, which "
            f"is {slug} without it; write Slug: to choose another",
        )
    return slug, slug


def _from_path(article: Article) -> dict[str, Any]:
    """Return what Pelican reads from the article's path: slug, date, category."""
    by_path = parse_path_metadata(article.relative_source_path, article.settings)
    return {**_extra_metadata(article), **by_path}


def _extra_metadata(article: Article) -> dict[str, Any]:
    """Return what ``EXTRA_PATH_METADATA`` says of the article."""
    extra = article.settings.get("EXTRA_PATH_METADATA", {})
    found: dict[str, Any] = path_metadata(
        article.source_path,
        article.relative_source_path,
        {"EXTRA_PATH_METADATA": extra},
    )
    return found


def _date(article: Article) -> datetime.datetime | None:
    """Return a transcript's opening date where nothing better says when."""
    openings = values.text(article.metadata.get(OPENING_KEY), "\n").splitlines()
    if not openings or "date" in _from_path(article):
        return None
    dates = (opening_date(opening, months(article.lang)) for opening in openings)
    date = next(filter(None, dates), None)
    return set_date_tzinfo(date, str(article.timezone)) if date else None


def _category(article: Article) -> Category | None:
    """Return the category of a post whose folder is a line of its haiku.

    Pelican takes the innermost folder for the category; here that is the second line.
    """
    folders = PurePosixPath(article.relative_source_path).parts[:-1]
    category = getattr(article, "category", None)
    if (
        category is None
        or from_path(article.relative_source_path) is None
        or category.name != folders[-1]
    ):
        return None
    default = article.settings["DEFAULT_CATEGORY"]
    name = _extra_metadata(article).get("category") or (
        folders[-3] if len(folders) > 2 else default
    )
    return name if isinstance(name, Category) else Category(name, article.settings)

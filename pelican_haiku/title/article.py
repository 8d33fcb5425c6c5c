"""What the haiku of an article changes on it: title, subtitle, slug, date, category."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import PurePosixPath
from typing import Any, Final

from pelican.contents import Article, Category
from pelican.readers import parse_path_metadata, path_metadata
from pelican.utils import set_date_tzinfo

from pelican_haiku.metadata import text
from pelican_haiku.settings import Settings
from pelican_haiku.title import scansion, slugs
from pelican_haiku.title.dates import OpeningDate, opening_date
from pelican_haiku.title.haiku import Haiku, from_path, lines_of
from pelican_haiku.title.head import LINE_KEY, PROMPT_KEY, REFUSED_KEY
from pelican_haiku.title.sources import Message, find_haiku, title_text
from pelican_haiku.title.transcript import OPENING_KEY, SECOND_KEY

logger = logging.getLogger(__name__)

_SEPARATORS: Final = {"nested": "/", "flat": "-", "pelican": "-"}


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be set on an article.

    ``attributes`` are set on it and in its metadata. ``haiku_slug`` is its slug if the
    haiku gave it and not the author.
    """

    attributes: Mapping[str, Any]
    haiku_slug: str | None
    messages: list[Message]

    def apply(self, article: Article) -> None:
        """Set them on *article*."""
        for name, value in self.attributes.items():
            setattr(article, name, value)
            article.metadata[name] = value
        if "date" in self.attributes:
            article.locale_date = article.date.strftime(article.date_format)
        article._haiku_slug = self.haiku_slug

    def log(self) -> None:
        """Log the messages, each at its level."""
        for level, message in self.messages:
            logger.log(level, "%s", message)


def find_changes(article: Article, settings: Settings) -> Changes:
    """Return what changes on *article*, fresh from Pelican's reader."""
    metadata = article.metadata
    haiku, messages = find_haiku(article, settings)
    if refused := metadata.get(REFUSED_KEY):
        problem = (
            f"the keys {refused} in its head would break the article; their lines are "
            "dropped, choose other names"
        )
        messages.append((logging.WARNING, problem))
    if second := metadata.get(SECOND_KEY):
        problem = (
            f"another transcript begins in it with {text(second)} and stays as it is; "
            "put each in a file of its own"
        )
        messages.append((logging.WARNING, problem))
    attributes: dict[str, Any] = {}
    if PROMPT_KEY in metadata:
        attributes["prompt"] = text(metadata[PROMPT_KEY])
    if opening := _opening_date(article):
        attributes["date"] = set_date_tzinfo(opening.date, str(article.timezone))
        if not opening.has_day:
            problem = (
                f"its beginning names a month and no day, {opening.date:%Y-%m-%d} is "
                "taken; write Date: under its Title: to choose another"
            )
            messages.append((logging.WARNING, problem))
    elif first := _first_commit(article):
        attributes["date"] = first
    haiku_slug = None
    if haiku is None:
        attributes |= _title_without_haiku(article)
        if not str(getattr(article, "title", "x") or "").strip():
            problem = "its Title: is empty; write Title: My title"
            messages.append((logging.ERROR, problem))
    else:
        attributes |= {"haiku": haiku, **_title_and_subtitle(article, haiku, settings)}
        attributes["slug"], haiku_slug, problems = _slug(article, haiku, settings)
        if category := _category(article):
            attributes["category"] = category
        messages += problems
        # That a Haiku-Syllables: is not understood has been said already.
        understood = haiku.declared_syllables or "haiku-syllables" not in metadata
        if settings.check and understood:
            complaint = scansion.complaint(haiku, lang_is_written="lang" in metadata)
            if complaint:
                messages.append((logging.WARNING, complaint))
    path = article.relative_source_path
    return Changes(
        attributes, haiku_slug, [(level, f"{path}: {text}") for level, text in messages]
    )


def _title_without_haiku(article: Article) -> dict[str, str]:
    """Return title and slug of a post that has no title but a ``Haiku:`` that is none."""
    title = " ".join(text(article.metadata.get("haiku")).split())
    if not title or hasattr(article, "title"):
        return {}
    found = {"title": escape(title, quote=False)}
    if not hasattr(article, "slug") and (slug := slugs.slugifier(article)(title)):
        found["slug"] = slug
    return found


def _title_and_subtitle(
    article: Article, haiku: Haiku, settings: Settings
) -> dict[str, str]:
    """Return the haiku as title and the prose title below it, or the other way round."""
    line = escape(str(haiku), quote=False)
    title = title_text(article)
    lines = lines_of(title)
    if lines and haiku.has_letters_of(Haiku(lines)):
        title = ""
    prose = escape(" ".join(title.split()), quote=False)
    if settings.title == "title" and prose:
        return {"subtitle": line}
    # A paragraph with FORMATTED_FIELDS, which cannot stand in another.
    written = re.sub(r"\s*</?p>\s*", " ", text(article.metadata.get("subtitle")))
    subtitle = written.strip() or prose
    return {"title": line, **({"subtitle": subtitle} if subtitle else {})}


def _slug(
    article: Article, haiku: Haiku, settings: Settings
) -> tuple[str, str | None, list[Message]]:
    """Return the slug, again if the haiku gave it, and what to say about it."""
    messages = []
    if settings.slug == "pelican" and hasattr(article, "slug"):
        return article.slug, None, []
    written = article.metadata.get("slug")
    if from_path(article.relative_source_path):
        # The file's name is a line of the haiku, and no slug that the author chose.
        written = None if written == _from_path(article).get("slug") else written
    elif article.settings["SLUGIFY_SOURCE"] == "basename":
        written = article.slug
    if written:
        save_path = slugs.save_path(article)
        if slugs.stays_inside(save_path(written)):
            slug = slugs.fitted(written.split("/"), "/", save_path).strip("/")
            return slug, None, []
        messages.append(
            (
                logging.ERROR,
                f"its Slug: {written} would leave the output folder and is refused; the "
                "haiku's own is used. Write a slug without ..",
            )
        )
    slug = slugs.from_haiku(haiku, _SEPARATORS[settings.slug], article)
    lines = zip(haiku.lines, haiku.slugs, strict=True)
    if missing := [line for line, part in lines if not part]:
        messages.append(
            (
                logging.WARNING,
                f"nothing of {' or '.join(map(repr, missing))} can stand in a slug, "
                f"which is {slug} without it; write Slug: to choose another",
            )
        )
    return slug, slug, messages


def _opening_date(article: Article) -> OpeningDate | None:
    """Return the date with which a transcript opens, if its path has none."""
    openings = text(article.metadata.get(OPENING_KEY), "\n").splitlines()
    if not openings or "date" in _from_path(article):
        return None
    return opening_date(openings, article.lang)


def _first_commit(article: Article) -> datetime | None:
    """Return when the file of a transcript that has no other date was committed."""
    is_transcript = not {LINE_KEY, PROMPT_KEY}.isdisjoint(article.metadata)
    if not is_transcript or hasattr(article, "date"):
        return None
    history = getattr(article, "history", None)
    return history.created.astimezone(article.timezone) if history else None


def _category(article: Article) -> Category | None:
    """Return the category of a post whose folder is a line of its haiku.

    Pelican takes the innermost folder for the category; here that is the second line.
    """
    path = article.relative_source_path
    folders = PurePosixPath(path).parts[:-1]
    category = getattr(article, "category", None)
    if category is None or not from_path(path) or category.name != folders[-1]:
        return None
    name = _extra_metadata(article).get("category") or (
        folders[-3] if len(folders) > 2 else article.settings["DEFAULT_CATEGORY"]
    )
    return name if isinstance(name, Category) else Category(name, article.settings)


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

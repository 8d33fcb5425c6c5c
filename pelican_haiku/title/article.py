"""What the haiku of an article changes on it: title, subtitle, slug, date, category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import PurePosixPath
from typing import Any

from pelican.contents import Article, Category
from pelican.readers import parse_path_metadata, path_metadata
from pelican.utils import set_date_tzinfo

from pelican_haiku.metadata import text, without_paragraphs
from pelican_haiku.settings import Settings
from pelican_haiku.title import keys, slugs
from pelican_haiku.title.haiku import Haiku, from_path, lines_of
from pelican_haiku.title.messages import Messages
from pelican_haiku.title.sources import find_haiku, title_text


@dataclass(frozen=True)
class Changes:
    """What is to be set on an article, and what its author is told.

    ``attributes`` are set on it and in its metadata. ``haiku_slug`` is its slug if the
    haiku gave it and not the author.
    """

    attributes: Mapping[str, Any]
    haiku_slug: str | None
    messages: Messages

    def apply(self, article: Article) -> None:
        """Set them on *article*."""
        for name, value in self.attributes.items():
            setattr(article, name, value)
            article.metadata[name] = value
        if "date" in self.attributes:
            article.locale_date = article.date.strftime(article.date_format)
        article._haiku_slug = self.haiku_slug


def find_changes(article: Article, settings: Settings) -> Changes:
    """Return what changes on *article*, fresh from Pelican's reader."""
    metadata = article.metadata
    messages = Messages()
    title = title_text(article)
    haiku = find_haiku(article, title, settings, messages)
    is_spelled = from_path(article.relative_source_path) is not None
    has_opening = keys.OPENING_KEY in metadata
    by_setting, by_path = _from_path(article) if is_spelled or has_opening else ({}, {})
    attributes: dict[str, Any] = {}
    haiku_slug = None
    if haiku is None:
        attributes = _title_without_haiku(article)
        if not str(getattr(article, "title", "x") or "").strip():
            messages.error("its Title: is empty; write one")
    else:
        attributes = {
            "haiku": haiku,
            **_title_and_subtitle(article, title, haiku, settings),
        }
        by_name = by_path if is_spelled else None
        slug = _chosen_slug(article, settings, by_setting, by_name, messages)
        if slug is None:
            slug = haiku_slug = _haiku_slug(article, haiku, settings, messages)
        attributes["slug"] = slug
        if is_spelled and (category := _category(article, by_setting | by_path)):
            attributes["category"] = category
        # That a Haiku-Syllables: is not understood has been said already.
        understood = haiku.declared_syllables or "haiku-syllables" not in metadata
        if settings.check and understood and haiku.wrong:
            # Only a haiku that does not scan is explained.
            from pelican_haiku.title.scansion import complaint  # noqa: PLC0415

            messages.warning(complaint(haiku, lang_is_written="lang" in metadata))
    if keys.is_transcript(metadata):
        if prompt := metadata.get(keys.PROMPT_KEY):
            attributes["prompt"] = text(prompt)
        if date := _date(article, "date" in by_setting | by_path, messages):
            attributes["date"] = date
        if refused := metadata.get(keys.REFUSED_KEY):
            messages.warning(
                f"the keys {refused} in its head would break the article; their lines "
                "are dropped, choose other names"
            )
        if second := metadata.get(keys.SECOND_KEY):
            messages.warning(
                f"another transcript begins in it with {text(second)} and stays as it "
                "is; put each in a file of its own"
            )
    return Changes(attributes, haiku_slug, messages)


def _title_without_haiku(article: Article) -> dict[str, Any]:
    """Return title and slug of a post that has no title but a ``Haiku:`` that is none."""
    if "haiku" not in article.metadata:
        return {}
    title = " ".join(text(article.metadata["haiku"]).split())
    if not title or hasattr(article, "title"):
        return {}
    found = {"title": escape(title, quote=False)}
    if not hasattr(article, "slug") and (slug := slugs.slugifier(article)(title)):
        found["slug"] = slug
    return found


def _title_and_subtitle(
    article: Article, title: str, haiku: Haiku, settings: Settings
) -> dict[str, str]:
    """Return the haiku as title, the prose *title* below it, or the other way round."""
    line = escape(str(haiku), quote=False)
    lines = lines_of(title)
    if lines and haiku.has_letters_of(Haiku(lines)):
        title = ""
    prose = escape(" ".join(title.split()), quote=False)
    if settings.title == "title" and prose:
        return {"subtitle": line}
    subtitle = without_paragraphs(text(article.metadata.get("subtitle"))) or prose
    return {"title": line, **({"subtitle": subtitle} if subtitle else {})}


def _chosen_slug(
    article: Article,
    settings: Settings,
    by_setting: Mapping[str, Any],
    by_name: Mapping[str, Any] | None,
    messages: Messages,
) -> str | None:
    """Return the slug that the author or the site's settings give, if they do.

    *by_name* is what Pelican reads from a path that spells the haiku: the file's name is
    then a line of it, and no slug that the author chose. *by_setting* has one that is.
    """
    written: str | None = article.metadata.get("slug")
    if settings.slug == "pelican":
        return written
    if by_name is not None:
        if written == by_name.get("slug"):
            written = by_setting.get("slug")
    elif article.settings["SLUGIFY_SOURCE"] == "basename":
        written = article.slug
    if written and not slugs.stays_inside(written):
        messages.error(
            f"its Slug: {written} would leave the output folder and is refused; the "
            "haiku's own is used. Write a slug without .."
        )
        return None
    return slugs.fitted_to_page(written.strip("/"), article) if written else None


def _haiku_slug(
    article: Article, haiku: Haiku, settings: Settings, messages: Messages
) -> str:
    if settings.slug == "pelican" and hasattr(article, "slug"):
        return str(article.slug)
    slug = slugs.from_haiku(haiku, "/" if settings.slug == "nested" else "-", article)
    lines = zip(haiku.lines, haiku.slugs, strict=True)
    if missing := [repr(line) for line, part in lines if not part]:
        messages.warning(
            f"nothing of {' or '.join(missing)} can stand in a slug, which is {slug} "
            "without it; write Slug: to choose another"
        )
    return slug


def _date(article: Article, path_has_date: bool, messages: Messages) -> datetime | None:
    """Return the date with which a transcript opens, or of its file's first commit.

    The former comes before ``DEFAULT_DATE``, but not before a date in the path, and the
    latter after any.
    """
    openings = text(article.metadata.get(keys.OPENING_KEY), "\n").splitlines()
    if openings and not path_has_date:
        from pelican_haiku.title.dates import opening_date  # noqa: PLC0415 (few have one)

        if opening := opening_date(openings, article.lang):
            if not opening.has_day:
                messages.warning(
                    f"its beginning names a month and no day, {opening.date:%Y-%m-%d} is "
                    "taken; write Date: under its Title: to choose another"
                )
            date: datetime = set_date_tzinfo(opening.date, str(article.timezone))
            return date
    if hasattr(article, "date"):
        return None
    # The author may use the name for something else.
    created = getattr(getattr(article, "history", None), "created", None)
    return created.astimezone(article.timezone) if created else None


def _category(article: Article, by_paths: Mapping[str, Any]) -> Category | None:
    """Return the category of a post whose folder is a line of its haiku.

    Pelican takes the innermost folder for the category; here that is the second line.
    """
    folders = PurePosixPath(article.relative_source_path).parts[:-1]
    category = getattr(article, "category", None)
    if category is None or category.name != folders[-1]:
        return None
    name = by_paths.get("category") or (
        folders[-3] if len(folders) > 2 else article.settings["DEFAULT_CATEGORY"]
    )
    return name if isinstance(name, Category) else Category(name, article.settings)


def _from_path(article: Article) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what ``EXTRA_PATH_METADATA`` says of the article, and what its path does.

    The latter wins with Pelican. The folder and the file's time are not looked at.
    """
    path = article.relative_source_path
    settings = {**article.settings, "USE_FOLDER_AS_CATEGORY": False, "DEFAULT_DATE": None}
    return path_metadata("", path, settings), parse_path_metadata(path, settings)

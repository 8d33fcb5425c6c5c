"""The slug of a haiku post: nested or flat, inside the output folder, one a post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import Final

from pelican.contents import Article
from pelican.utils import slugify

from pelican_haiku.title.haiku import Haiku

SEGMENT_BYTES: Final = 230
"""The longest segment of a haiku's slug.

Common file systems take names of 255 bytes; the rest is for what the site's settings, a
language or a number add.
"""


def slugifier(article: Article) -> Callable[[str], str]:
    """Return Pelican's function for slugs, with the settings of the article's site."""
    return partial(
        slugify,
        regex_subs=article.settings.get("SLUG_REGEX_SUBSTITUTIONS", []),
        preserve_case=article.settings.get("SLUGIFY_PRESERVE_CASE", False),
        use_unicode=article.settings.get("SLUGIFY_USE_UNICODE", False),
    )


def stays_inside(path: str) -> bool:
    """Whether *path*, relative to the output folder, stays in that folder.

    Pelican tests the beginning of the whole path, which ``../output-evil/x`` passes.
    """
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts


def from_haiku(haiku: Haiku, separator: str, article: Article) -> str:
    """Return the slug that *haiku* gives *article*, its parts joined by *separator*.

    Empty parts are left out; if none is left, the source's name serves.
    """
    parts = [slug for slug in haiku.slugs if slug]
    if not parts:
        parts = [haiku.slugify(Path(article.source_path).stem).strip("-") or "haiku"]
    return fitted(parts, separator)


def fitted(parts: Sequence[str], separator: str) -> str:
    """Join *parts* by *separator*, cut so that no segment is over `SEGMENT_BYTES`."""
    slug = separator.join(parts)
    if max(len(segment.encode()) for segment in slug.split("/")) <= SEGMENT_BYTES:
        return slug
    room = SEGMENT_BYTES if separator == "/" else SEGMENT_BYTES // len(parts) - 1
    cut = (part.encode()[:room].decode(errors="ignore") for part in parts)
    return separator.join(part.rstrip("-") for part in cut)


def number(article: Article, count: int) -> None:
    """Give *article* the slug of its haiku as the *count*-th of those that share it.

    The first has the slug ``…`` itself, the others ``…-2``, ``…-3``.
    """
    suffix = f"-{count}" if count > 1 else ""
    article.slug = article.metadata["slug"] = article._haiku_slug + suffix


def settle(articles: Iterable[Article]) -> list[str]:
    """Give each article whose haiku's address another one has a slug of its own.

    The address is that of an ordinary post with the same slug, else of the oldest of
    those that share the haiku. Articles in different languages do not share one: they are
    translations. Return an error for each article whose slug is not its haiku's alone.
    """
    owners: dict[tuple[str, str], Article] = {}
    groups = defaultdict(list)
    for article in sorted(articles, key=attrgetter("date", "relative_source_path")):
        if article._haiku_slug:
            groups[article._haiku_slug, article.lang].append(article)
        else:
            owners.setdefault((article.slug, article.lang), article)
    errors = []
    for key, group in groups.items():
        if owner := owners.get(key):
            shared = "address is also the Slug:"
        else:
            shared, owner = "haiku is also that", group.pop(0)
            number(owner, 1)
        for count, article in enumerate(group, start=2):
            number(article, count)
            errors.append(
                f"{article.relative_source_path}: its {shared} of "
                f"{owner.relative_source_path}, in the same language; its slug becomes "
                f"{article.slug}. Change one of them, or write Slug: in one"
            )
    return errors

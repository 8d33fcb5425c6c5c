"""The slug of a haiku post: nested or flat, inside the output folder, one a post."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import Final

from pelican.contents import Article

from pelican_haiku.title.haiku import Haiku

SEGMENT_BYTES: Final = 255
"""The longest name of a file or folder that common file systems take."""


def derived(haiku: Haiku, separator: str, article: Article) -> str:
    """Return the slug that *haiku* gives *article*, its parts joined by *separator*.

    Parts that came out empty are left out; where nothing is left, the source's name
    serves. Parts are cut at whole characters so that no segment of the path grows over
    :data:`SEGMENT_BYTES`.
    """
    parts = [slug for slug in haiku.slugs if slug]
    if not parts:
        parts = [haiku.slugify(Path(article.source_path).stem).strip("-") or "haiku"]
    return fitted(parts, separator, partial(save_as, article))


def fitted(
    parts: Sequence[str],
    separator: str,
    save_as: Callable[[str], str],
    suffix: str = "",
) -> str:
    """Join *parts* by *separator* and add *suffix*, cut so that ``save_as`` fits."""
    parts = list(parts)
    while True:
        slug = separator.join(parts) + suffix
        excess = (
            max(len(segment.encode()) for segment in save_as(slug).split("/"))
            - SEGMENT_BYTES
        )
        longest = max(range(len(parts)), key=lambda index: len(parts[index].encode()))
        if excess <= 0 or len(parts[longest]) <= 1:
            return slug
        # Where the parts share a segment, each of them keeps its beginning.
        share = excess // len(parts) + 1 if separator != "/" else excess
        keep = max(len(parts[longest].encode()) - share, 1)
        cut = parts[longest].encode()[:keep].decode(errors="ignore").rstrip("-")
        parts[longest] = cut or parts[longest][0]


def save_as(article: Article, slug: str) -> str:
    """Return where *article* would be saved with *slug*, as Pelican says it."""
    probe = copy.copy(article)
    probe.slug = slug
    return str(probe.save_as)


def stays_inside(name: str) -> bool:
    """Whether the file *name*, relative to the output folder, stays in that folder.

    Pelican tests the beginning of the whole path, which ``../output-evil/x`` passes.
    """
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def number(namesakes: Sequence[Article]) -> list[Article]:
    """Give posts that one haiku has named slugs ``…``, ``…-2``, ``…-3``.

    The order is that of their source paths, in which they are returned; the first one's
    slug, kept in ``_haiku_slug``, is left as it is.
    """
    first, *others = sorted(namesakes, key=attrgetter("relative_source_path"))
    slug = first._haiku_slug
    _rename(first, slug)
    for count, article in enumerate(others, start=2):
        where = partial(save_as, article)
        _rename(article, fitted(slug.split("/"), "/", where, suffix=f"-{count}"))
    return [first, *others]


def _rename(article: Article, slug: str) -> None:
    article.slug = article.metadata["slug"] = slug

"""The slug of a haiku post: nested or flat, inside the output folder, one a post."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path, PureWindowsPath
from typing import Final

from pelican.contents import Article
from pelican.utils import slugify

from pelican_haiku.title.haiku import Haiku

NAME_BYTES: Final = 255
"""The longest name of a file or folder that common file systems take."""
SEGMENT_BYTES: Final = 230
"""The longest segment of a haiku's slug.

The rest of a name is for what the site's settings, a language or a number add.
"""

Address = tuple[str, ...]


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
    # It knows the slashes of all systems.
    parts = PureWindowsPath(path)
    return not parts.anchor and ".." not in parts.parts


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
    if not _has_longer_segment(slug, SEGMENT_BYTES):
        return slug
    room = SEGMENT_BYTES if separator == "/" else SEGMENT_BYTES // len(parts) - 1
    cut = (part.encode()[:room].decode(errors="ignore") for part in parts)
    return separator.join(part.rstrip("-") for part in cut)


def fitted_to_page(slug: str, article: Article) -> str:
    """Return *slug*, which *article* has, cut if the path of its page needs it."""
    too_long = _has_longer_segment(article.save_as, NAME_BYTES)
    return fitted(slug.split("/"), "/") if too_long else slug


def _has_longer_segment(path: str, size: int) -> bool:
    return any(len(segment.encode()) > size for segment in path.split("/"))


def take(
    article: Article, owners: dict[Address, Article], *, with_path: bool = False
) -> Article | None:
    """Let *article* have its addresses among *owners*, and return who was in its way.

    If its haiku gave them, *article* gets ``…-2``, ``…-3`` until they are free. Any other
    is the author's or Pelican's choice, and who has it from a haiku moves on.

    Pelican takes posts of one slug for translations of each other. It looks for them
    before `settle`, which knows all posts and so their final numbers.
    """
    if not _is_movable(article):
        addresses = _addresses(article, with_path)
        in_the_way = [owner for it in addresses if (owner := owners.get(it))]
        owners.update(dict.fromkeys(addresses, article))
        for owner in filter(_is_movable, in_the_way):
            take(owner, owners, with_path=with_path)
        return None
    first = None
    # One number more than there are addresses: the site's pattern may have no slug.
    for count in range(1, len(owners) + 2):
        article.slug = article._haiku_slug + (f"-{count}" if count > 1 else "")
        addresses = _addresses(article, with_path)
        others = [owners.get(it, article) for it in addresses]
        blocking = next((owner for owner in others if owner is not article), None)
        if blocking is None:
            break
        first = first or blocking
    article.metadata["slug"] = article.slug
    owners.update(dict.fromkeys(addresses, article))
    return first


def settle(articles: Iterable[Article]) -> list[str]:
    """Give each article an address of its own, the older one first.

    An address that comes from a haiku gives way to any other. Return an error for each
    article whose slug is not its haiku's alone.
    """
    owners: dict[Address, Article] = {}
    by_age = sorted(articles, key=attrgetter("date", "relative_source_path"))
    if not any(map(_is_movable, by_age)):
        # A blog without haiku need not know where its pages are written.
        return []
    return [
        f"{article.relative_source_path}: its address is also that of "
        f"{owner.relative_source_path}; its slug becomes {article.slug}. Change the "
        "haiku of one, or its Slug: or Save_as:"
        for article in sorted(by_age, key=_is_movable)
        if (owner := take(article, owners, with_path=True))
    ]


def _is_movable(article: Article) -> bool:
    return bool(article._haiku_slug) and not hasattr(article, "override_save_as")


def _addresses(article: Article, with_path: bool) -> list[Address]:
    """Return by what Pelican pairs translations, before it where it writes *article*.

    Articles in different languages have different ones: they are translations. Pelican
    works the path out anew each time, which costs as much as all else here.
    """
    found: list[Address] = []
    if with_path and (save_as := article.save_as):
        found.append((article.lang, save_as))
    if not hasattr(article, "override_save_as"):
        found.append((article.lang, article.status, article.slug))
    return found

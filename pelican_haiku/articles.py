"""The articles that Pelican's generator has read: their haiku, their translations."""

from __future__ import annotations

from itertools import chain

from pelican.contents import Article
from pelican.generators import ArticlesGenerator
from pelican.utils import order_content, process_translations

from pelican_haiku.title.haiku import Haiku

_LISTS = (
    ("articles", "translations"),
    ("hidden_articles", "hidden_translations"),
    ("drafts", "drafts_translations"),
)


def all_articles(generator: ArticlesGenerator) -> list[Article]:
    """Return the articles of *generator*, whatever their status and language."""
    return [article for name in chain(*_LISTS) for article in getattr(generator, name)]


def find_translations(generator: ArticlesGenerator) -> None:
    """Find translations as Pelican does, after it has, because slugs have changed."""
    settings = generator.settings
    for originals, translations in _LISTS:
        found, others = process_translations(
            getattr(generator, originals) + getattr(generator, translations),
            translation_id=settings["ARTICLE_TRANSLATION_ID"],
        )
        ordered = order_content(found, settings["ARTICLE_ORDER_BY"])
        setattr(generator, originals, ordered)
        setattr(generator, translations, others)


def haiku_of(content: object) -> Haiku | None:
    """Return the haiku of an article, ``None`` for any other content.

    A post without one has no such attribute; on a page it is what the metadata says.
    """
    haiku = getattr(content, "haiku", None)
    return haiku if isinstance(haiku, Haiku) else None

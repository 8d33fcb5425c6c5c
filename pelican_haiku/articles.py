"""The articles that Pelican's generator has read, and which of them are translations."""

from __future__ import annotations

from itertools import chain

from pelican.contents import Article
from pelican.generators import ArticlesGenerator
from pelican.utils import order_content, process_translations

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

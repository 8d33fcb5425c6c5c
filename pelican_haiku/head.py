"""What the head of an article's page says to search engines and where it is shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin

from markupsafe import Markup
from pelican.contents import Article

from pelican_haiku.footer.history import history_of
from pelican_haiku.metadata import plain
from pelican_haiku.state import BuildState


@dataclass(frozen=True)
class Head:
    """The values of a head; what an article does not have is empty or ``None``.

    ``title`` is one line of plain text, ``description`` is safe in an attribute, ``url``
    and ``image`` are absolute, and both are ``None`` without a ``SITEURL``.
    """

    title: str
    description: Markup
    url: str | None
    site: str
    lang: str
    image: str | None
    image_alt: str
    published: datetime | None
    modified: datetime | None
    authors: tuple[str, ...]
    contributors: tuple[str, ...]
    section: str
    tags: tuple[str, ...]

    @property
    def json_ld(self) -> Mapping[str, Any]:
        """The article as a ``BlogPosting`` of https://schema.org."""
        site = {"@type": "Blog", "name": self.site}
        values = {
            "headline": self.title,
            "description": unescape(self.description),
            "url": self.url,
            "mainEntityOfPage": self.url,
            "image": self.image,
            "inLanguage": self.lang,
            "datePublished": self.published and self.published.isoformat(),
            "dateModified": self.modified and self.modified.isoformat(),
            "author": _people(self.authors),
            "contributor": _people(self.contributors),
            "articleSection": self.section,
            "keywords": list(self.tags),
            "isPartOf": site if self.site else None,
        }
        posting = {"@context": "https://schema.org", "@type": "BlogPosting"}
        return posting | {key: value for key, value in values.items() if value}


def _people(names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"@type": "Person", "name": name} for name in names]


def head_of(article: Article) -> Head:
    """Return the head of an article's own page, as a Jinja filter.

    Who has contributed, and when, is asked of git only with ``HAIKU_CREDITS``.
    """
    settings = article.settings
    site_url = settings["SITEURL"]
    url = f"{site_url}/{article.url}" if "://" in site_url else None
    image = article.excerpt.image if url else None
    state = BuildState.of(article._context)
    history = history_of(article) if state and state.settings.credits else None
    return Head(
        title=" ".join(plain(str(article.title)).split()),
        description=article.excerpt.description,
        url=url,
        site=plain(str(settings["SITENAME"])),
        lang=article.lang,
        image=urljoin(url, image.src) if url and image else None,
        image_alt=image.alt if image else "",
        # A draft's date is the end of time.
        published=article.date if article.status != "draft" else None,
        modified=getattr(article, "modified", history.modified if history else None),
        # Without AUTHOR Pelican has one of no name.
        authors=tuple(filter(None, map(str, getattr(article, "authors", ())))),
        contributors=history.contributors if history else (),
        section=str(getattr(article, "category", "")),
        tags=tuple(map(str, getattr(article, "tags", ()))),
    )

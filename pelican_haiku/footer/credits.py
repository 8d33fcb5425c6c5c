"""The sentence that thanks those who have edited a post."""

from __future__ import annotations

from datetime import datetime, tzinfo
from html import escape
from typing import Any

from markupsafe import Markup

from pelican_haiku.footer.history import History
from pelican_haiku.languages import Language, table


def write(history: History, lang: str, zone: tzinfo) -> str:
    """Return the sentence as HTML in the language nearest to *lang*.

    The date is that in *zone*. Nobody is thanked for the first version; if there is no
    later one, the sentence is empty.
    """
    if history.edited is None:
        return ""
    words = table(lang)
    *others, last = map(escape, history.editors)
    comma, conjunction = words.between
    names = conjunction.join(filter(None, [comma.join(others), last]))
    edited = history.edited.astimezone(zone)
    time = f'<time datetime="{edited:%Y-%m-%d}">{_date(edited, words)}</time>'
    return words.credits.format(names=names, date=time)


def _date(date: datetime, words: Language) -> str:
    return words.date.format(
        day=date.day,
        month=words.months[date.month - 1],
        number=date.month,
        year=date.year,
    )


def history_of(article: Any) -> History | None:
    """Return the history of an article; the author may use this name in the metadata."""
    history = getattr(article, "history", None)
    return history if isinstance(history, History) else None


def credits_of(article: Any) -> Markup:
    """Return the sentence for an article, as a Jinja filter."""
    history = history_of(article)
    if history is None:
        return Markup("")
    return Markup(write(history, article.lang, article.timezone))  # noqa: S704

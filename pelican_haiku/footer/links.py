"""The addresses that edit a post's source, show it, or open an issue about the post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from pelican_haiku.footer.forges import UNKNOWN, Repository
from pelican_haiku.footer.source import Source
from pelican_haiku.settings import Settings

WEB_LENGTH: Final = 8000
"""Characters of a web address: GitHub answers 414 above some 8,191 bytes."""
TITLE_LENGTH: Final = 256
"""Characters of an issue's title: GitHub takes no more."""
MAIL_LENGTH: Final = 2000
"""Characters of a ``mailto:``, which some mail programs cut above some 2,000."""

# What most titles and bodies have in them.
_COMMON: Final = {" ": "%20", "/": "%2F", ":": "%3A", ",": "%2C", "\n": "%0A"}


@dataclass(frozen=True)
class Links:
    """The addresses for one post; ``None`` if it has no such link."""

    edit_url: str | None = None
    expand_url: str | None = None
    source_url: str | None = None
    history_url: str | None = None


def links_of(
    source: Source,
    title: str,
    body: str,
    settings: Settings,
    tracker: Repository | str | None = None,
) -> Links:
    """Return the addresses of a post's *source*, and of a new issue.

    The issue goes to *tracker*, a repository or an address, else to the source's
    repository. Templates in the *settings* win over the forge's patterns. A link is
    ``None`` if its pattern needs what is not known. The issue's title is cut at
    :data:`TITLE_LENGTH`, its body so that the address stays within :data:`WEB_LENGTH` or
    :data:`MAIL_LENGTH`, both between characters.
    """
    forge = source.repository.forge if source.repository else UNKNOWN
    patterns = [forge.edit or forge.source, forge.source, forge.history]
    if forge.slashed_branch and "/" in source.branch:
        patterns = [
            _with_query(it.replace("{branch}", "HEAD"), forge.slashed_branch)
            for it in patterns
        ]
    patterns[0] = settings.edit_url or patterns[0]
    values = _values(source)
    edit, shown, history = (_fill(it, values) if source.path else None for it in patterns)
    pattern = forge.new_issue
    if isinstance(tracker, Repository):
        pattern = tracker.forge.new_issue
        values = _values(replace(source, repository=tracker))
    elif tracker:
        pattern = tracker.replace("{", "%7B").replace("}", "%7D")
        if pattern.startswith("mailto:"):
            pattern = _with_query(pattern, "subject={title}&body={body}")
    labels = ",".join(map(_encoded, settings.labels))
    values["labels"] = f"&labels={labels}" if labels else ""
    expand = _issue(settings.expand_url or pattern, values, title, body)
    return Links(edit, expand, shown, history)


def _with_query(pattern: str, query: str) -> str:
    return f"{pattern}{'&' if '?' in pattern else '?'}{query}"


def _values(source: Source) -> dict[str, str]:
    """Return what placeholders stand for; those that are not known are left out."""
    url = source.repository.url if source.repository else ""
    values = {
        "repository": url,
        "project": url.partition("/_git/")[0],
        "branch": quote(source.branch, errors="surrogateescape"),
        "ref": _encoded(source.branch),
        "path": quote(source.path or "", errors="surrogateescape"),
    }
    return {name: value for name, value in values.items() if value}


def _issue(pattern: str, values: Mapping[str, str], title: str, body: str) -> str | None:
    limit = WEB_LENGTH
    if pattern.startswith("mailto:"):
        limit = MAIL_LENGTH
        body = body.replace("\n", "\r\n")  # RFC 6068, section 5
    title, body = _cut(title, TITLE_LENGTH), _cut(body, limit)
    while True:
        texts = {"title": _encoded(title), "body": _encoded(body)}
        address = _fill(pattern, {**values, **texts})
        if address is None or len(address) <= limit or not (title or body):
            return address
        # No character takes more than twelve.
        spare = (len(address) - limit + 11) // 12
        if body:
            body = _cut(body, len(body) - spare)
        else:
            title = _cut(title, len(title) - spare)


def _fill(pattern: str, values: Mapping[str, str]) -> str | None:
    """Fill in a pattern; ``None`` if it is empty or a value is missing.

    Pattern and values are encoded already.
    """
    try:
        return pattern.format_map(values) or None
    except KeyError:
        return None


def _encoded(text: str) -> str:
    # Python keeps the bytes of a file name that is not UTF-8 as surrogates. It is several
    # times as fast on a text that it may leave as it is.
    encoded = quote(text.encode("utf-8", "surrogateescape"), safe="".join(_COMMON))
    for character, code in _COMMON.items():
        encoded = encoded.replace(character, code)
    return encoded


def _cut(text: str, end: int) -> str:
    """Return *text* up to *end*, or to the start of the character that lies across it."""
    if end >= len(text):
        return text
    from pelican_haiku import graphemes  # noqa: PLC0415 # few texts are cut

    while not graphemes.is_boundary(text, end):
        end -= 1
    return text[: max(end, 0)]

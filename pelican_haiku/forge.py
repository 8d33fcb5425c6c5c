"""A repository on a forge → the addresses that open one of its files, or an issue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, urlsplit

WEB_LENGTH: Final = 8000
"""Characters of a web address; GitHub refuses more than 8,191 bytes."""

_SCP: Final = re.compile(r"(?:[^@/\s]+@)?(?P<host>[^:/\s]{2,}):(?!//)/?(?P<path>\S+)")
_SHORT: Final = re.compile(r"[\w.-]+/[\w.-]+")


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository by its web address (no user, query or ``.git``) and its forge.

    ``forge`` is ``None`` where the host does not tell.
    """

    url: str
    forge: str | None


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of one file and of a new issue about it; ``None`` for what is not had."""

    edit: str | None = None
    expand: str | None = None
    source: str | None = None
    history: str | None = None


# Patterns by forge: edit, source, history, expand.
# https://docs.github.com/en/issues/tracking-your-work-with-issues (query parameters)
_PATTERNS: Final[Mapping[str, Links]] = MappingProxyType(
    {
        "github": Links(
            edit="{repository}/edit/{branch}/{path}",
            source="{repository}/blob/{branch}/{path}",
            history="{repository}/commits/{branch}/{path}",
            expand="{repository}/issues/new?title={title}&body={body}",
        ),
    }
)


def repository(text: str, forge: str | None = None) -> Repository:
    """Read a web URL, a git remote in any form, or ``owner/name`` (of GitHub).

    *forge* overrides what the host tells. Raises :exc:`ValueError` where *text* is none
    of these; the message leaves *text* out, which may hold a token.
    """
    text = text.strip()
    if _SHORT.fullmatch(text):
        return Repository(f"https://github.com/{_bare(text)}", forge or "github")
    if "://" in text:
        parts = urlsplit(text)
        host = (parts.hostname or "").lower()
        path = parts.path
        if parts.scheme in {"http", "https"} and parts.port:
            host = f"{host}:{parts.port}"
        scheme = "http" if parts.scheme == "http" else "https"
    elif match := _SCP.fullmatch(text):
        host, path, scheme = match["host"].lower(), match["path"], "https"
    else:
        raise ValueError("it is no web URL, no git remote and no owner/name")
    path = _bare(path)
    if not host or not path or (scheme == "https" and text.startswith("file:")):
        raise ValueError("it names no host or no repository")
    name = host.partition(":")[0]
    if name == "ssh.github.com":
        host = "github.com"
    if forge is None and (host == "github.com" or name.startswith("github.")):
        forge = "github"
    return Repository(f"{scheme}://{host}/{quote(path, safe='/~')}", forge)


def _bare(path: str) -> str:
    return path.strip("/").removesuffix(".git").strip("/")


def links(
    repository: Repository | None,
    branch: str | None,
    path: str | None,
    title: str,
    body: str,
    *,
    edit_url: str | None = None,
    expand_url: str | None = None,
) -> Links:
    """Return the addresses of the file at *path* and of a new issue.

    *path* counts from the repository's root, ``None`` where the file is not there. The
    templates *edit_url* and *expand_url* win over the forge's own patterns; their
    placeholders ``{repository}``, ``{branch}``, ``{path}``, ``{title}`` and ``{body}``
    arrive percent-encoded. The issue's body is cut at whole characters so that the
    address stays within :data:`WEB_LENGTH`. Raises :exc:`ValueError` where a template
    has another placeholder.
    """
    known = _PATTERNS.get(repository.forge or "") if repository else None
    pattern = known or Links()
    place = {
        "repository": repository.url if repository else "",
        "branch": quote(branch or ""),
        "path": quote(path or ""),
    }
    return Links(
        edit=_fill(edit_url or pattern.edit, place) if path else None,
        expand=_issue(expand_url or pattern.expand, place, title, body),
        source=_fill(pattern.source, place) if path else None,
        history=_fill(pattern.history, place) if path else None,
    )


def _issue(
    template: str | None, place: Mapping[str, str], title: str, body: str
) -> str | None:
    quoted_title = quote(title, safe="")
    empty = _fill(template, place, {"title": quoted_title, "body": ""})
    if empty is None:
        return None
    quoted_body = _quote_within(body, WEB_LENGTH - len(empty))
    return _fill(template, place, {"title": quoted_title, "body": quoted_body})


def _fill(
    template: str | None,
    place: Mapping[str, str],
    text: Mapping[str, str] = MappingProxyType({}),
) -> str | None:
    """Fill in a template, ``None`` where it needs what is not known."""
    if template is None or any(
        not value and f"{{{name}}}" in template for name, value in place.items()
    ):
        return None
    return _format(template, {**place, **text})


def _format(template: str, values: Mapping[str, str]) -> str:
    # One pass, so that a brace in a value is never taken for a placeholder.
    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise ValueError(
                f"{{{match[1]}}} is no placeholder; there are: "
                + ", ".join(f"{{{name}}}" for name in values)
            )
        return values[match[1]]

    return re.sub(r"\{(\w*)\}", value, template)


def _quote_within(text: str, length: int) -> str:
    parts: list[str] = []
    for character in text:
        part = quote(character, safe="")
        length -= len(part)
        if length < 0:
            break
        parts.append(part)
    return "".join(parts)

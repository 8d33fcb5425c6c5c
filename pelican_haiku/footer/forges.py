"""A file of a repository → the addresses that edit it, show it, or discuss it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from pelican_haiku import addresses, graphemes
from pelican_haiku.footer.remotes import Repository

WEB_LENGTH: Final = 8000
"""Characters of a web address: GitHub answers 414 above some 8,191 bytes."""
MAIL_LENGTH: Final = 2000
"""Characters of a ``mailto:``, which some mail programs cut above some 2,000."""

EDIT_PLACEHOLDERS: Final = ("repository", "branch", "path")
"""What ``HAIKU_EDIT_URL`` may name."""
EXPAND_PLACEHOLDERS: Final = (*EDIT_PLACEHOLDERS, "title", "body")
"""What ``HAIKU_EXPAND_URL`` may name."""

_PLACEHOLDER: Final = re.compile(r"\{(\w*)\}")
_MAY_BE_EMPTY: Final = frozenset({"title", "body", "labels"})


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of one file and of a new issue about it; ``None`` for what is not had."""

    edit: str | None = None
    expand: str | None = None
    source: str | None = None
    history: str | None = None


# Patterns by forge. `{branch}` keeps its slashes, in `{ref}` they are encoded;
# `{project}` is a repository's address without Azure's `/_git/…`.
_GITEA: Final = Links(
    edit="{repository}/_edit/{branch}/{path}",
    source="{repository}/src/branch/{branch}/{path}",
    history="{repository}/commits/branch/{branch}/{path}",
    expand="{repository}/issues/new?title={title}&body={body}",
)
PATTERNS: Final[Mapping[str, Links]] = MappingProxyType(
    {
        # docs.github.com: "Creating an issue", from a URL query
        "github": Links(
            edit="{repository}/edit/{branch}/{path}",
            source="{repository}/blob/{branch}/{path}",
            history="{repository}/commits/{branch}/{path}",
            expand="{repository}/issues/new?title={title}{labels}&body={body}",
        ),
        # GitLab's config/routes/repository.rb; docs.gitlab.com: "Create an issue", using
        # a URL with prefilled values
        "gitlab": Links(
            edit="{repository}/-/edit/{branch}/{path}",
            source="{repository}/-/blob/{branch}/{path}",
            history="{repository}/-/commits/{branch}/{path}",
            expand="{repository}/-/issues/new?issue[title]={title}"
            "&issue[description]={body}",
        ),
        # go-gitea/gitea: routers/web/web.go, routers/web/repo/issue_new.go
        "gitea": _GITEA,
        "forgejo": _GITEA,
        # gogs/gogs: internal/cmd/web.go, internal/route/repo/issue.go
        "gogs": Links(
            edit="{repository}/_edit/{branch}/{path}",
            source="{repository}/src/{branch}/{path}",
            history="{repository}/commits/{branch}/{path}",
            expand="{repository}/issues/new?title={title}&content={body}",
        ),
        # support.atlassian.com: "Hyperlink to source code". The prefilled issue is
        # nowhere documented; an unknown parameter does no harm.
        "bitbucket": Links(
            edit="{repository}/src/{branch}/{path}?mode=edit",
            source="{repository}/src/{branch}/{path}",
            history="{repository}/history-node/{branch}/{path}",
            expand="{repository}/issues/new?title={title}&content={body}",
        ),
        # No editor has an address and no issues are kept: the file's page.
        "bitbucket-datacenter": Links(
            edit="{repository}/browse/{path}?at=refs%2Fheads%2F{ref}",
            source="{repository}/browse/{path}?at=refs%2Fheads%2F{ref}",
            history="{repository}/commits?until=refs%2Fheads%2F{ref}&path={path}",
        ),
        # git.sr.ht: gitsrht/blueprints/repo.py. No editor: the file's page; issues and
        # lists lie beside repositories, so HAIKU_TRACKER names one.
        "sourcehut": Links(
            edit="{repository}/tree/{branch}/item/{path}",
            source="{repository}/tree/{branch}/item/{path}",
            history="{repository}/log/{branch}/item/{path}",
        ),
        # No editor has an address: the file's page. "Issue" is a type of work item in
        # the Basic, Agile and CMMI processes.
        "azure": Links(
            edit="{repository}?path=/{path}&version=GB{ref}",
            source="{repository}?path=/{path}&version=GB{ref}",
            history="{repository}?path=/{path}&version=GB{ref}&_a=history",
            expand="{project}/_workitems/create/Issue?[System.Title]={title}"
            "&[System.Description]={body}",
        ),
        # pagure: pagure/ui/repo.py, pagure/ui/issues.py
        "pagure": Links(
            edit="{repository}/edit/{branch}/f/{path}",
            source="{repository}/blob/{branch}/f/{path}",
            history="{repository}/history/{path}?identifier={ref}",
            expand="{repository}/new_issue?title={title}&content={body}",
        ),
    }
)
# Bitbucket Cloud finds no branch with a slash in a path, however encoded
# (jira.atlassian.com BCLOUD-9969): its own pages then name a commit and add `at`.
_BITBUCKET_SLASHED: Final = Links(
    edit="{repository}/src/HEAD/{path}?mode=edit&at={ref}",
    source="{repository}/src/HEAD/{path}?at={ref}",
    history="{repository}/history-node/HEAD/{path}?at={ref}",
    expand=PATTERNS["bitbucket"].expand,
)


def links(
    repository: Repository | None,
    branch: str,
    path: str | None,
    title: str,
    body: str,
    *,
    tracker: Repository | str | None = None,
    labels: Iterable[str] = (),
    edit_url: str | None = None,
    expand_url: str | None = None,
) -> Links:
    """Return the addresses of the file at *path* and of a new issue.

    *path* counts from the repository's root, ``None`` where the file is not there. The
    issue goes to *tracker*, a repository or an address, else to *repository*. The
    templates *edit_url* and *expand_url* win over the forge's own patterns; their
    placeholders (:data:`EDIT_PLACEHOLDERS`, :data:`EXPAND_PLACEHOLDERS`) arrive
    percent-encoded. What an address lacks to be whole makes it ``None``. The issue's
    body, and a title too long by itself, are cut at whole characters so that the address
    stays within :data:`WEB_LENGTH` or :data:`MAIL_LENGTH`.
    """
    pattern = _pattern(repository, branch)
    place = _place(repository, branch, path)
    file = (edit_url or pattern.edit, pattern.source, pattern.history)
    edit, source, history = (_fill(it, place) if path else None for it in file)
    if isinstance(tracker, str):
        expand_url = expand_url or _at_address(tracker)
    elif tracker is not None:
        pattern, place = _pattern(tracker, branch), _place(tracker, branch, path)
    place["labels"] = "&labels=" + ",".join(map(_encoded, labels)) if labels else ""
    return Links(
        edit=edit,
        expand=_issue(expand_url or pattern.expand, place, title, body),
        source=source,
        history=history,
    )


def takes_issues(repository: Repository) -> bool:
    """Whether a repository's forge is known, and has a page for a new issue."""
    return _pattern(repository, "").expand is not None


def names_only(template: str, known: Iterable[str]) -> bool:
    """Whether all braces in *template* are placeholders that are among *known*."""
    names = _PLACEHOLDER.findall(template)
    return set(names) <= set(known) and not set("{}") & set(
        _PLACEHOLDER.sub("", template)
    )


def _pattern(repository: Repository | None, branch: str) -> Links:
    forge = repository.forge if repository else None
    if forge == "bitbucket" and "/" in branch:
        return _BITBUCKET_SLASHED
    return PATTERNS.get(forge or "", Links())


def _place(
    repository: Repository | None, branch: str, path: str | None
) -> dict[str, str]:
    url = repository.url if repository else ""
    return {
        "repository": url,
        "project": url.partition("/_git/")[0],
        "branch": _encoded(branch, "/"),
        "ref": _encoded(branch),
        "path": _encoded(path or "", "/"),
    }


def _at_address(address: str) -> str:
    """Return the template by which *address* takes an issue: mail does, a page not."""
    address = address.replace("{", "%7B").replace("}", "%7D")
    if not address.startswith("mailto:"):
        return address
    return f"{address}{'&' if '?' in address else '?'}subject={{title}}&body={{body}}"


def _issue(
    template: str | None, place: Mapping[str, str], title: str, body: str
) -> str | None:
    empty = _fill(template, {**place, "title": "", "body": ""})
    if template is None or empty is None:
        return None
    room = WEB_LENGTH - len(empty)
    if empty.startswith("mailto:"):
        room = MAIL_LENGTH - len(empty)
        body = body.replace("\n", "\r\n")  # RFC 6068, section 5
    text = {}
    for name, value in (("title", title), ("body", body)):
        times = template.count(f"{{{name}}}")
        text[name] = _encoded_within(value, room // max(times, 1))
        room -= times * len(text[name])
    return _fill(template, {**place, **text})


def _fill(template: str | None, values: Mapping[str, str]) -> str | None:
    """Fill in a template, ``None`` where it needs what is not known."""
    if template is None:
        return None
    missing = False

    # One pass, so that a brace in a value is never taken for a placeholder.
    def value(match: re.Match[str]) -> str:
        nonlocal missing
        found = values.get(match[1], "")
        missing = missing or not (found or match[1] in _MAY_BE_EMPTY)
        return found

    filled = _PLACEHOLDER.sub(value, template)
    return None if missing else addresses.clean(filled)


def _encoded(text: str, safe: str = "") -> str:
    # A file's name need not be UTF-8; Python then keeps its bytes as surrogates.
    return quote(text.encode("utf-8", "surrogateescape"), safe=safe)


def _encoded_within(text: str, length: int) -> str:
    """Encode as much of *text* as fits into *length*, whole characters alone."""
    encoded = _encoded(text)
    if len(encoded) <= length:
        return encoded
    parts: list[str] = []
    start = 0
    while True:
        end = graphemes.after(text, start + 1)
        part = _encoded(text[start:end])
        length -= len(part)
        if length < 0:
            return "".join(parts)
        parts.append(part)
        start = end

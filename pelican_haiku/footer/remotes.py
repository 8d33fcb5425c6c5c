"""A git remote, a web address or ``owner/name`` → a repository on a forge."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from pelican_haiku import addresses
from pelican_haiku.footer import forges
from pelican_haiku.footer.forges import FORGES, UNKNOWN, Repository

# Compiled when first used, since a build needs few of them.
_SHORT: Final = r"~?[\w.-]+(?:/~?[\w.-]+)+"
_SCHEME: Final = r"(?i:(?:git\+)?(?P<scheme>https?|ssh|git)(?:\+git)?://)"
_SCP: Final = (
    r"(?:[^/\s]*@)?(?:\[(?P<bracketed>[^\]\s/@]+)\]|(?P<host>[^:/@\s\[\]\\]{2,}))"
    r":(?!//)(?P<path>[^?#]+).*"
)
# What a shell, a copy or a slip has left in a setting.
_STRAY: Final = r"[\s\x00-\x1f\x7f\"'`]"
_EMAIL: Final = r"[^\s@:<>\"]+@[^\s@:/<>\"]+"
# What forges put behind a repository's address for its list of issues or a new one.
_ISSUES: Final = r"(?:(?:/-)?/issues(?:/new)?|/new_issue)?"


def from_setting(text: str, forge: str | None = None) -> Repository:
    """Read a web address, a git remote in any form, or ``owner/name``.

    *forge* is a name in :data:`~pelican_haiku.footer.forges.FORGES` and overrides what
    the host tells; ``owner/name`` is looked for on its home, on GitHub's without it.
    Raises :exc:`ValueError` if *text* is none of these. The message does not quote
    *text*, which may contain a token.
    """
    text = _written(text)
    if not re.fullmatch(_SHORT, text):
        return from_remote(text, forge)
    first, *rest = parts = text.split("/")
    if forges.web_host(first) or ("." in first and len(rest) > 1):
        return from_remote(f"https://{text}", forge)
    known = FORGES[forge or "github"]
    if not known.home:
        raise ValueError(f"{forge} has no one home for owner/name; write the web address")
    if len(known.web_path(parts, known.home)) < len(parts):
        raise ValueError("it has more parts than owner/name, and names no host")
    return from_remote(f"https://{known.home}/{text}", forge)


def from_remote(text: str, forge: str | None = None) -> Repository:
    """Read a git remote or a web address as :func:`from_setting` does.

    ``owner/name`` is refused, because to git it is a folder.
    """
    scheme, host, port, path = _split(text.strip())
    if home := forges.web_host(host):
        scheme, host, port = "https", home, None
    parts = [unquote(part) for part in path.split("/") if part]
    if not parts or not host:
        raise ValueError("it names no host or no repository")
    # A password with a slash in it would end up here.
    if any(re.search(r"[\x00-\x1f\x7f@/\\]|^\.+$", part) for part in parts):
        raise ValueError("its path is that of no repository")
    known = FORGES[forge] if forge else forges.at(host)
    *before, name = known.web_path(parts, host) or [""]
    name = re.sub(r"\.git$", "", name, flags=re.IGNORECASE)
    if not name or len(before) + 1 < known.least_parts:
        raise ValueError("it names no repository")
    authority = f"[{host}]" if ":" in host else host
    if port:
        authority += f":{port}"
    web_path = quote("/".join([*before, name]), safe="/~")
    url = addresses.clean(f"{scheme}://{authority}/{web_path}")
    if url is None:
        raise ValueError("its host is not well-formed")
    return Repository(url, known)


def tracker(text: str, beside: Repository | None) -> Repository | str:
    """Read where issues go: a repository, a web address, or an e-mail address.

    A web address and a ``mailto:`` are returned as text. ``owner/name`` is on the host of
    *beside*, the repository of the posts, if that has trackers by such names. Raises
    :exc:`ValueError` as :func:`from_setting` does.
    """
    text = _written(text)
    if re.fullmatch(_EMAIL, text):
        return f"mailto:{quote(text, safe='@/~+')}"
    address = addresses.clean(text)
    if address and address.startswith("mailto:"):
        return address
    is_short = re.fullmatch(_SHORT, text) and not forges.web_host(text.partition("/")[0])
    if beside and is_short:
        site = "/".join(beside.url.split("/")[:3])
        if label := beside.forge.tracker_label:
            return f"{site.replace('//git.', f'//{label}.')}/{text}"
        if beside.forge.new_issue:
            with suppress(ValueError):
                return from_remote(f"{site}/{text}", beside.forge.name)
    try:
        found = from_setting(text)
    except ValueError:
        if address:
            return address
        raise
    if found.forge is UNKNOWN and beside and found.host == beside.host:
        found = from_setting(text, beside.forge.name)
    page, query, _ = (address or found.url).partition("?")
    rest = page.rstrip("/").removeprefix(found.url)
    is_known = found.forge is not UNKNOWN
    is_repository = is_known and re.fullmatch(_ISSUES, rest + query)
    if address and rest != ".git" and not is_repository:
        return address
    if not found.forge.new_issue:
        raise ValueError("the issues of its forge have no address")
    return found


def _written(text: str) -> str:
    """Return what a setting says; raise :exc:`ValueError` if no address looks so."""
    text = text.strip()
    if re.search(_STRAY, text):
        raise ValueError("it has white space, a quote or a control character in it")
    return text


def _split(text: str) -> tuple[str, str, int | None, str]:
    """Return a remote's scheme and port for the web, its host and its path."""
    if match := re.match(_SCHEME, text):
        scheme, rest = match["scheme"].lower(), text[match.end() :]
        try:
            parts = urlsplit(f"x://{rest}")
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            # Python's message quotes the address, so nothing is raised from here.
            parts = None
        if parts is None:
            # `ssh://git@example.org:owner/name`, as package managers write it.
            if scheme == "ssh" and re.fullmatch(_SCP, rest):
                return _split(rest)
            raise ValueError("its host or port is not well-formed")
        # The ports of ssh and of git's own protocol say nothing about the web.
        if (scheme, port) in {("https", 443), ("http", 80)} or scheme in {"ssh", "git"}:
            port = None
        return "http" if scheme == "http" else "https", host, port, parts.path
    if "://" not in text and (match := re.fullmatch(_SCP, text)):
        host = match["host"] or match["bracketed"]
        # `github:owner/name` is a shorthand of package managers, and `javascript:` looks
        # the same.
        if not ("@" in text or {".", ":"} & set(host)):
            raise ValueError("its host is no host's whole name; write the web address")
        if match["bracketed"] and host.count(":") == 1:
            host = host.partition(":")[0]
        return "https", host.lower().rstrip("."), None, match["path"]
    raise ValueError("it is no web address, no git remote and no owner/name")

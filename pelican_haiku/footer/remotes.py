"""A git remote, a web address or ``owner/name`` → a repository on a forge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from pelican_haiku import addresses

# Hosts whose software is known by name; a first label names it too, see `_forge_of`.
_HOSTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "github.com": "github",
        "gitlab.com": "gitlab",
        "codeberg.org": "forgejo",
        "bitbucket.org": "bitbucket",
        "git.sr.ht": "sourcehut",
        "dev.azure.com": "azure",
        "pagure.io": "pagure",
    }
)
_SUFFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {".ghe.com": "github", ".visualstudio.com": "azure"}
)
_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "github": "github",
        "gitlab": "gitlab",
        "gitea": "gitea",
        "forgejo": "forgejo",
        "bitbucket": "bitbucket-datacenter",
    }
)
# Hosts that take ssh where others do not, and the host that shows the repository.
_WEB_HOSTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ssh.github.com": "github.com",
        "altssh.gitlab.com": "gitlab.com",
        "altssh.bitbucket.org": "bitbucket.org",
        "ssh.dev.azure.com": "dev.azure.com",
        "vs-ssh.visualstudio.com": "dev.azure.com",
    }
)
# Where ``owner/name`` is to be found on a forge that has one home.
_HOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "github": "github.com",
        "gitlab": "gitlab.com",
        "gitea": "gitea.com",
        "forgejo": "codeberg.org",
        "bitbucket": "bitbucket.org",
        "sourcehut": "git.sr.ht",
        "azure": "dev.azure.com",
        "pagure": "pagure.io",
    }
)

_SHORT: Final = re.compile(r"~?[\w.-]+(?:/~?[\w.-]+)+")
_SCHEME: Final = re.compile(
    r"(?:git\+)?(?P<scheme>https?|ssh|git)(?:\+git)?://", re.IGNORECASE
)
_SCP: Final = re.compile(
    r"(?:[^/\s]*@)?(?:\[(?P<bracketed>[^\]\s/@]+)\]|(?P<host>[^:/@\s\[\]\\]{2,}))"
    r":(?!//)(?P<path>.+)"
)
_EMAIL: Final = re.compile(r"[^\s@:<>\"]+@[^\s@:/<>\"]+")
# What a forge puts behind a repository's address for its list of issues or a new one.
_ISSUES: Final = re.compile(r"(?:/-)?/issues(?:/new)?|/new_issue")


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository by its web address (no user, query or ``.git``) and its forge.

    ``forge`` is ``None`` where the host does not tell.
    """

    url: str
    forge: str | None

    @property
    def host(self) -> str:
        """The host's name, without its port."""
        return urlsplit(self.url).hostname or ""


def from_setting(text: str, forge: str | None = None) -> Repository:
    """Read a web address, a git remote in any form, or ``owner/name``.

    *forge* overrides what the host tells; ``owner/name`` lies on its home, GitHub's
    without it. Raises :exc:`ValueError` where *text* is none of these; the message leaves
    *text* out, which may hold a token.
    """
    text = text.strip()
    if not _SHORT.fullmatch(text):
        return from_remote(text, forge)
    first, _, rest = text.partition("/")
    if first in _HOSTS or ("." in first and "/" in rest):
        return from_remote(f"https://{text}", forge)
    if "/" in rest and forge not in {"gitlab", "azure", "pagure"}:
        raise ValueError("it has more parts than owner/name, and names no host")
    home = _HOMES.get(forge or "github")
    if home is None:
        raise ValueError(f"{forge} has no one home for owner/name; write the web address")
    return from_remote(f"https://{home}/{text}", forge)


def from_remote(text: str, forge: str | None = None) -> Repository:
    """Read a git remote or a web address as :func:`from_setting`, but no ``owner/name``.

    To git that is a folder.
    """
    scheme, host, port, path = _split(text.strip())
    host = _WEB_HOSTS.get(host, host)
    if host.removeprefix("www.") in _HOSTS:
        host = host.removeprefix("www.")
        scheme, port = "https", None
    forge = forge or _forge_of(host)
    segments = [unquote(part) for part in path.split("/") if part]
    if not segments or not host:
        raise ValueError("it names no host or no repository")
    # A password with a slash in it would end up here.
    if any(re.search(r"[\x00-\x1f\x7f@/\\]|^\.+$", part) for part in segments):
        raise ValueError("its path is that of no repository")
    segments[-1] = re.sub(r"\.git$", "", segments[-1], flags=re.IGNORECASE)
    if not segments[-1]:
        raise ValueError("it names no repository")
    path = "/".join(_web_path(segments, forge, host))
    if ":" in host:
        host = f"[{host}]"
    authority = f"{host}:{port}" if port else host
    return Repository(f"{scheme}://{authority}/{quote(path, safe='/~')}", forge)


def tracker(text: str, beside: Repository | None) -> Repository | str:
    """Read where issues go: a repository, a web address, or an e-mail address.

    A web address and a ``mailto:`` come back as text. ``owner/name`` lies on the host of
    *beside*, the repository of the posts, where that has issues by such a name. Raises
    :exc:`ValueError` as :func:`from_setting` does.
    """
    text = text.strip()
    if _EMAIL.fullmatch(text):
        return f"mailto:{quote(text, safe='@/~+')}"
    web = text.lower().startswith(("http://", "https://"))
    address = addresses.clean(text)
    if address and not web:
        return address
    if _SHORT.fullmatch(text) and beside and text.partition("/")[0] not in _HOSTS:
        if beside.forge == "sourcehut":
            host = re.sub(r"^git\.", "todo.", beside.host)
            return f"https://{host}/{text}"
        if beside.forge in {"github", "gitlab", "gitea", "forgejo", "gogs", "pagure"}:
            base = urlsplit(beside.url)
            return from_remote(f"{base.scheme}://{base.netloc}/{text}", beside.forge)
    try:
        found = from_setting(text)
    except ValueError:
        if web and address:
            return address
        raise
    if found.forge is None and beside and found.host == beside.host:
        found = from_setting(text, beside.forge)
    if not (web and address):
        return found
    page, query, _ = address.partition("?")
    rest = page.rstrip("/").removeprefix(found.url)
    if rest == ".git" or (found.forge and not rest):
        return found
    return found if found.forge and _ISSUES.fullmatch(rest + query) else address


def _split(text: str) -> tuple[str, str, int | None, str]:
    """Return the scheme for the web, host, port for the web, and path of a remote."""
    if match := _SCHEME.match(text):
        scheme, rest = match["scheme"].lower(), text[match.end() :]
        try:
            parts = urlsplit(f"x://{rest}")
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            # Python's message quotes the address; nothing may be raised from it.
            parts = None
        if parts is None:
            # `ssh://git@example.org:owner/name`, as package managers write it.
            if scheme == "ssh" and _SCP.fullmatch(rest):
                return _split(rest)
            raise ValueError("its host or port is not well-formed")
        # The ports of ssh and of git's own protocol say nothing about the web.
        if (scheme, port) in {("https", 443), ("http", 80)} or scheme in {"ssh", "git"}:
            port = None
        return "http" if scheme == "http" else "https", host, port, parts.path
    if "://" not in text and (match := _SCP.fullmatch(text)):
        host = match["host"] or match["bracketed"]
        # `javascript:alert(1)` and the like look the same.
        if not ("@" in text or "." in host or "/" in match["path"]):
            raise ValueError("it names no repository")
        if match["bracketed"] and host.count(":") == 1:
            host = host.partition(":")[0]
        return "https", host.lower().rstrip("."), None, match["path"]
    raise ValueError("it is no web address, no git remote and no owner/name")


def _forge_of(host: str) -> str | None:
    if host in _HOSTS:
        return _HOSTS[host]
    for suffix, forge in _SUFFIXES.items():
        if host.endswith(suffix):
            return forge
    return _LABELS.get(host.partition(".")[0])


def _web_path(segments: list[str], forge: str | None, host: str) -> list[str]:
    """Return where on the web a repository lies that is cloned from *segments*.

    A page further down in the repository is that repository, as far as a forge's
    addresses tell.
    """
    path = segments
    if forge == "gitlab" and "-" in path:
        path = path[: path.index("-")]
    elif forge == "azure":
        path = _azure_path(path, host)
    elif forge == "bitbucket-datacenter":
        path = _datacenter_path(path)
    elif forge == "pagure" and path[0] == "forks":
        path = ["fork", *path[1:]]
    elif forge in {"github", "bitbucket", "sourcehut"} or host == "codeberg.org":
        path = path[:2]
    least = 1 if forge in {"pagure", None} else 2
    if len(path) < least:
        raise ValueError("it names no repository")
    # Further up than the last, where a page of the repository was given.
    return [*path[:-1], re.sub(r"\.git$", "", path[-1])]


def _azure_path(path: list[str], host: str) -> list[str]:
    """Return ``ORG/PROJECT/_git/REPOSITORY``; ssh leaves the ``_git`` out."""
    if path[0] == "v3":
        path = path[1:]
    if "_git" not in path and len(path) == 3:
        path = [*path[:2], "_git", path[2]]
    if "_git" not in path[:-1]:
        raise ValueError("it names no repository: an address on Azure has a /_git/")
    at = path.index("_git")
    before, name = path[:at], path[at + 1]
    # A project's first repository has its name, which the address then leaves out.
    if len(before) == (0 if host.endswith(".visualstudio.com") else 1):
        before = [*before, name]
    return [*before, "_git", name]


def _datacenter_path(path: list[str]) -> list[str]:
    """Return ``projects/KEY/repos/SLUG``, or ``users/NAME/repos/SLUG``.

    https clones from ``/scm/KEY/SLUG.git``, ssh from ``/KEY/SLUG.git``.
    """
    if "repos" in path[2:-1]:
        return path[: path.index("repos", 2) + 2]
    if "scm" in path[:-2]:
        at = path.index("scm")
        before, (key, slug) = path[:at], path[at + 1 : at + 3]
    elif len(path) >= 2:
        *before, key, slug = path
    else:
        raise ValueError("it names no repository")
    owner = ["users", key[1:]] if key.startswith("~") else ["projects", key]
    return [*before, *owner, "repos", slug]

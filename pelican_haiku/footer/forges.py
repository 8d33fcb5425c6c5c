"""The forges: where each one is found, and the addresses of its pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit


def _azure(path: list[str], host: str) -> list[str]:
    """Return ``ORG/PROJECT/_git/REPOSITORY``; remotes by ssh leave out the ``_git``."""
    if path[0] == "v3":
        path = path[1:]
    if "_git" not in path and len(path) == 3:
        path = [*path[:2], "_git", path[2]]
    if "_git" not in path[:-1]:
        raise ValueError("it names no repository: an address on Azure has a /_git/")
    at = path.index("_git")
    before, name = path[:at], path[at + 1]
    # The first repository of a project has its name, and the address then omits one.
    if len(before) == (0 if host.endswith(".visualstudio.com") else 1):
        before = [*before, name]
    return [*before, "_git", name]


def _datacenter(path: list[str], _host: str) -> list[str]:
    """Return ``projects/KEY/repos/SLUG``, or ``users/NAME/repos/SLUG``.

    Remotes are ``/scm/KEY/SLUG.git`` by https and ``/KEY/SLUG.git`` by ssh.
    """
    if len(path) < 2:
        return path
    if "repos" in path[2:-1]:
        return path[: path.index("repos", 2) + 2]
    *before, key, slug = path
    if before[-1:] == ["scm"]:
        before.pop()
    owner = ["users", key[1:]] if key.startswith("~") else ["projects", key]
    return [*before, *owner, "repos", slug]


@dataclass(frozen=True)
class Forge:
    """Software that hosts repositories, and the addresses of its pages.

    In the patterns of addresses, ``{repository}`` is the repository's web address,
    ``{project}`` the same without Azure's ``/_git/…``, ``{path}`` the file's path, and
    ``{branch}`` and ``{ref}`` the branch, with its slashes kept and encoded.
    """

    name: str
    """As ``HAIKU_FORGE`` takes it."""
    home: str = ""
    """The host of its public instance, on which ``owner/name`` is looked for."""
    aliases: tuple[str, ...] = ()
    """Other hosts of the repositories on ``home``, most of which only take ssh."""
    suffix: str = ""
    """How the names of its other hosts end."""
    label: str = ""
    """The first label of host names by which people's own instances are known."""
    web_path: Callable[[list[str], str], list[str]] = lambda path, _: path
    """Returns the path on the web for a path that is cloned from, and its host.

    It also takes the path of a page further down, and returns the repository's.
    """
    least_parts: int = 2
    """How many parts a path on the web has at least."""
    source: str = ""
    history: str = ""
    edit: str = ""
    """Empty if the editor has no address; the file's page stands in."""
    slashed_branch: str = ""
    """What a query says of a branch whose slash keeps it from being found in a path."""
    new_issue: str = ""
    """With ``{title}``, ``{body}`` and, if it takes labels, ``{labels}``; empty if no new
    issue has an address."""
    tracker_label: str = ""
    """First label of the host of its trackers, if repositories have none."""


UNKNOWN: Final = Forge("", least_parts=1)
"""The forge at a host whose name does not tell."""

# go-gitea/gitea: routers/web/web.go, routers/web/repo/issue_new.go
_GITEA: Final = Forge(
    "gitea",
    home="gitea.com",
    label="gitea",
    # An instance of somebody's own may be installed in a folder of its host.
    web_path=lambda path, host: path[:2] if web_host(host) else path,
    source="{repository}/src/branch/{branch}/{path}",
    history="{repository}/commits/branch/{branch}/{path}",
    edit="{repository}/_edit/{branch}/{path}",
    new_issue="{repository}/issues/new?title={title}&body={body}",
)
_ALL: Final = (
    # docs.github.com: "Creating an issue", from a URL query
    Forge(
        "github",
        home="github.com",
        aliases=("ssh.github.com",),
        suffix=".ghe.com",
        label="github",
        web_path=lambda path, _: path[:2],
        source="{repository}/blob/{branch}/{path}",
        history="{repository}/commits/{branch}/{path}",
        edit="{repository}/edit/{branch}/{path}",
        new_issue="{repository}/issues/new?title={title}{labels}&body={body}",
    ),
    # GitLab's config/routes/repository.rb; docs.gitlab.com: "Create an issue", using a
    # URL with prefilled values
    Forge(
        "gitlab",
        home="gitlab.com",
        aliases=("altssh.gitlab.com",),
        label="gitlab",
        web_path=lambda path, _: path[: path.index("-")] if "-" in path else path,
        source="{repository}/-/blob/{branch}/{path}",
        history="{repository}/-/commits/{branch}/{path}",
        edit="{repository}/-/edit/{branch}/{path}",
        new_issue="{repository}/-/issues/new?issue[title]={title}"
        "&issue[description]={body}",
    ),
    _GITEA,
    replace(_GITEA, name="forgejo", home="codeberg.org", label="forgejo"),
    # gogs/gogs: internal/cmd/web.go, internal/route/repo/issue.go
    replace(
        _GITEA,
        name="gogs",
        home="",
        label="",
        source="{repository}/src/{branch}/{path}",
        history="{repository}/commits/{branch}/{path}",
        new_issue="{repository}/issues/new?title={title}&content={body}",
    ),
    # support.atlassian.com: "Hyperlink to source code". No branch with a slash is found
    # in a path, however it is encoded (jira.atlassian.com, BCLOUD-9969); Bitbucket's own
    # pages then use `at`. The prefilled issue is not documented, but an unknown parameter
    # does no harm.
    Forge(
        "bitbucket",
        home="bitbucket.org",
        aliases=("altssh.bitbucket.org", "bitbucket.com"),
        web_path=lambda path, _: path[:2],
        source="{repository}/src/{branch}/{path}",
        history="{repository}/history-node/{branch}/{path}",
        edit="{repository}/src/{branch}/{path}?mode=edit",
        slashed_branch="at={ref}",
        new_issue="{repository}/issues/new?title={title}&content={body}",
    ),
    Forge(
        "bitbucket-datacenter",
        label="bitbucket",
        web_path=_datacenter,
        source="{repository}/browse/{path}?at=refs%2Fheads%2F{ref}",
        history="{repository}/commits?until=refs%2Fheads%2F{ref}&path={path}",
    ),
    # git.sr.ht, gitsrht/blueprints/repo.py
    Forge(
        "sourcehut",
        home="git.sr.ht",
        web_path=lambda path, _: path[:2],
        source="{repository}/tree/{branch}/item/{path}",
        history="{repository}/log/{branch}/item/{path}",
        tracker_label="todo",
    ),
    # "Issue" is a type of work item in the processes Basic, Agile and CMMI.
    Forge(
        "azure",
        home="dev.azure.com",
        aliases=("ssh.dev.azure.com", "vs-ssh.visualstudio.com"),
        suffix=".visualstudio.com",
        web_path=_azure,
        source="{repository}?path=/{path}&version=GB{ref}",
        history="{repository}?path=/{path}&version=GB{ref}&_a=history",
        new_issue="{project}/_workitems/create/Issue?[System.Title]={title}"
        "&[System.Description]={body}",
    ),
    # pagure: pagure/ui/repo.py, pagure/ui/issues.py
    Forge(
        "pagure",
        home="pagure.io",
        web_path=lambda path, _: ["fork", *path[1:]] if path[0] == "forks" else path,
        least_parts=1,
        source="{repository}/blob/{branch}/f/{path}",
        history="{repository}/history/{path}?identifier={ref}",
        edit="{repository}/edit/{branch}/f/{path}",
        new_issue="{repository}/new_issue?title={title}&content={body}",
    ),
)
FORGES: Final[Mapping[str, Forge]] = {forge.name: forge for forge in _ALL}
"""Every forge by its name."""


def at(host: str) -> Forge:
    """Return the forge at *host*, or :data:`UNKNOWN` if the name does not tell."""
    label = host.partition(".")[0]
    for forge in _ALL:
        ends_alike = forge.suffix and host.endswith(forge.suffix)
        if host == forge.home or ends_alike or label == forge.label:
            return forge
    return UNKNOWN


def web_host(host: str) -> str:
    """Return the ``home`` that *host* is another name of; empty if there is none."""
    for forge in _ALL:
        if host in {forge.home, f"www.{forge.home}", *forge.aliases}:
            return forge.home
    return ""


@dataclass(frozen=True)
class Repository:
    """A repository: its web address, without user, query or ``.git``, and its forge."""

    url: str
    forge: Forge

    @property
    def host(self) -> str:
        """The host's name, without its port."""
        return urlsplit(self.url).hostname or ""

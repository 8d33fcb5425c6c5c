"""What a CI service says in its environment about the checkout that it builds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from string import Template
from typing import Final

from pelican_haiku.footer.forges import FORGES


@dataclass(frozen=True)
class Environment:
    """What a service says; ``None`` if it does not say it.

    ``repository`` is an address as the service has it, and may contain secrets.
    ``branch`` is the one that is published: for a pull request, the one that it is to be
    merged into. ``forge`` is a name in :data:`~pelican_haiku.footer.forges.FORGES`, for
    a host that does not tell. ``preview`` is set if a pull request is built and its base
    is not named.
    """

    repository: str | None = None
    branch: str | None = None
    forge: str | None = None
    preview: bool = False


@dataclass(frozen=True)
class Service:
    """A service, by the names of the variables that it sets.

    ``marker`` and ``preview`` are conditions: ``NAME`` holds if the variable is set and
    not switched off, ``NAME=value`` if it has that value.
    """

    marker: str
    """Holds on this service alone. Most names are generic, such as ``BRANCH``."""
    repository: str = ""
    """An address with ``$NAME`` for variables."""
    branch: tuple[str, ...] = ()
    """The first that is set has the branch's name, or its ``refs/heads/…``."""
    kind: str = ""
    """Says ``branch``, unless a tag or the like is built."""
    preview: str = ""
    """Holds for a pull request, if no variable has the branch it is to be merged into."""
    forge: str = ""
    """The name of the forge, or the variable that has it."""


# Gitea and Forgejo run GitHub's actions, under GitHub's names or their own, which win.
# Without variables of theirs it is GitHub, or an old version on a host that tells.
_ACTIONS: Final = Service(
    "GITHUB_ACTIONS",
    "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY",
    ("GITHUB_BASE_REF", "GITHUB_REF", "GITHUB_REF_NAME"),
    kind="GITHUB_REF_TYPE",
    forge="github",
)
# The names are those of each service's documentation.
_SERVICES: Final = (
    Service(
        "CI=woodpecker",
        "$CI_REPO_URL",
        ("CI_COMMIT_TARGET_BRANCH", "CI_COMMIT_BRANCH", "CI_REPO_DEFAULT_BRANCH"),
        forge="CI_FORGE_TYPE",
    ),
    replace(_ACTIONS, marker="FORGEJO_ACTIONS", forge="forgejo"),
    replace(_ACTIONS, marker="GITEA_ACTIONS", forge="gitea"),
    _ACTIONS,
    Service(
        "GITLAB_CI",
        # CI_REPOSITORY_URL and the remote contain a job's token.
        "$CI_PROJECT_URL",
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_COMMIT_BRANCH", "CI_DEFAULT_BRANCH"),
        forge="gitlab",
    ),
    Service(
        "BITBUCKET_BUILD_NUMBER",
        "https://bitbucket.org/$BITBUCKET_REPO_FULL_NAME",
        ("BITBUCKET_PR_DESTINATION_BRANCH", "BITBUCKET_BRANCH"),
    ),
    Service(
        "TF_BUILD",
        "$BUILD_REPOSITORY_URI",
        ("SYSTEM_PULLREQUEST_TARGETBRANCH", "BUILD_SOURCEBRANCH"),
        forge="BUILD_REPOSITORY_PROVIDER",
    ),
    Service("NETLIFY", "$REPOSITORY_URL", ("BRANCH",), preview="PULL_REQUEST"),
    # GitHub, GitLab or Bitbucket, each of which has a host by its name.
    Service(
        "VERCEL_GIT_PROVIDER",
        "https://$VERCEL_GIT_PROVIDER.com/$VERCEL_GIT_REPO_OWNER/$VERCEL_GIT_REPO_SLUG",
        ("VERCEL_GIT_COMMIT_REF",),
        preview="VERCEL_GIT_PULL_REQUEST_ID",
    ),
    Service("CF_PAGES", branch=("CF_PAGES_BRANCH",)),
    Service(
        "READTHEDOCS",
        "$READTHEDOCS_GIT_CLONE_URL",
        ("READTHEDOCS_GIT_IDENTIFIER",),
        kind="READTHEDOCS_VERSION_TYPE",
        preview="READTHEDOCS_VERSION_TYPE=external",
    ),
)
# What services call a forge, if not by its name in FORGES.
_ALIASES: Final = {"TfsGit": "azure", "bitbucket_dc": "bitbucket-datacenter"}


def read(environ: Mapping[str, str]) -> Environment:
    """Return what the service in whose *environ* this runs says."""
    found = (service for service in _SERVICES if _holds(service.marker, environ))
    service = next(found, Service(""))
    values = {name: value for name, value in environ.items() if value}
    prefix, is_actions, _ = service.marker.rpartition("ACTIONS")
    for name in [*values] if is_actions else ():
        if name.startswith(prefix):
            values["GITHUB_" + name.removeprefix(prefix)] = values[name]
    try:
        repository = Template(service.repository).substitute(values)
    except KeyError:
        repository = ""
    preview = _holds(service.preview, values)
    branch = next((values[name] for name in service.branch if name in values), "")
    branch = branch.removeprefix("refs/heads/")
    known = not preview and values.get(service.kind, "branch") == "branch"
    forge = values.get(service.forge, service.forge)
    forge = _ALIASES.get(forge, forge)
    return Environment(
        repository=repository or None,
        branch=branch if known and branch and not branch.startswith("refs/") else None,
        forge=forge if forge in FORGES else None,
        preview=preview,
    )


def _holds(condition: str, environ: Mapping[str, str]) -> bool:
    name, _, wanted = condition.partition("=")
    value = environ.get(name, "")
    return value == wanted if wanted else value.lower() not in {"", "0", "false"}

"""What a CI service or a host says, in its environment, of the checkout it builds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

Environ = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Environment:
    """A build's repository and published branch, ``None`` for what is not told.

    ``repository`` is an address as the service has it, with whatever secrets. ``forge``
    is set where the service tells the software. On a ``pull_request``, ``branch`` is the
    one that it is to be merged into.
    """

    repository: str | None = None
    branch: str | None = None
    forge: str | None = None
    pull_request: bool = False


def read(environ: Environ) -> Environment:
    """Return what the service says whose own marker is set; nothing elsewhere.

    The names are generic (``BRANCH``, ``CI_COMMIT_BRANCH``), so each counts only for the
    service that sets it.
    """
    for is_here, reader in _SERVICES:
        if is_here(environ):
            return reader(environ)
    return Environment()


def _is_set(*names: str) -> Callable[[Environ], bool]:
    def check(environ: Environ) -> bool:
        return any(environ.get(name, "").lower() in {"true", "1"} for name in names)

    return check


def _has(*names: str) -> Callable[[Environ], bool]:
    def check(environ: Environ) -> bool:
        return any(environ.get(name) for name in names)

    return check


def _first(environ: Environ, *names: str) -> str | None:
    return next((environ[name] for name in names if environ.get(name)), None)


def _head(reference: str | None) -> str | None:
    """Return the branch that a full reference names, ``None`` for a tag and the like."""
    found = (reference or "").removeprefix("refs/heads/")
    return None if not found or found == reference else found


def _actions(environ: Environ) -> Environment:
    # Gitea and Forgejo run GitHub's actions, under GitHub's names.
    forge = None
    if _is_set("FORGEJO_ACTIONS")(environ):
        forge = "forgejo"
    elif _is_set("GITEA_ACTIONS")(environ):
        forge = "gitea"
    prefixes = ("FORGEJO", "GITEA", "GITHUB") if forge else ("GITHUB",)

    def get(name: str) -> str | None:
        return _first(environ, *(f"{prefix}_{name}" for prefix in prefixes))

    server, name = get("SERVER_URL"), get("REPOSITORY")
    base = get("BASE_REF")
    kind = get("REF_TYPE")
    branch = get("REF_NAME") if kind == "branch" else None
    if branch is None and kind is None:
        branch = _head(get("REF"))
    return Environment(
        repository=f"{server.rstrip('/')}/{name}" if server and name else None,
        branch=base or branch,
        forge=forge,
        pull_request=bool(base),
    )


def _gitlab(environ: Environ) -> Environment:
    # CI_REPOSITORY_URL and the remote hold a job's token.
    target = environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
    return Environment(
        repository=_first(environ, "CI_PROJECT_URL"),
        branch=target or _first(environ, "CI_COMMIT_BRANCH", "CI_DEFAULT_BRANCH"),
        forge="gitlab",
        pull_request=bool(target),
    )


def _bitbucket(environ: Environ) -> Environment:
    name = environ.get("BITBUCKET_REPO_FULL_NAME")
    target = environ.get("BITBUCKET_PR_DESTINATION_BRANCH")
    return Environment(
        repository=f"https://bitbucket.org/{name}" if name else None,
        branch=target or _first(environ, "BITBUCKET_BRANCH"),
        forge="bitbucket",
        pull_request=bool(target),
    )


def _azure(environ: Environ) -> Environment:
    target = environ.get("SYSTEM_PULLREQUEST_TARGETBRANCH")
    if target:
        target = target.removeprefix("refs/heads/")
    kept_here = environ.get("BUILD_REPOSITORY_PROVIDER") == "TfsGit"
    return Environment(
        repository=_first(environ, "BUILD_REPOSITORY_URI"),
        branch=target or _head(environ.get("BUILD_SOURCEBRANCH")),
        forge="azure" if kept_here else None,
        pull_request=bool(target),
    )


def _netlify(environ: Environ) -> Environment:
    # In a preview BRANCH is "pull/12/head", and nothing names the base.
    preview = _is_set("PULL_REQUEST")(environ)
    return Environment(
        repository=_first(environ, "REPOSITORY_URL"),
        branch=None if preview else _first(environ, "BRANCH"),
        pull_request=preview,
    )


def _vercel(environ: Environ) -> Environment:
    hosts = {
        "github": "github.com",
        "gitlab": "gitlab.com",
        "bitbucket": "bitbucket.org",
    }
    host = hosts.get(environ.get("VERCEL_GIT_PROVIDER", ""))
    owner, name = map(environ.get, ("VERCEL_GIT_REPO_OWNER", "VERCEL_GIT_REPO_SLUG"))
    preview = bool(environ.get("VERCEL_GIT_PULL_REQUEST_ID"))
    return Environment(
        repository=f"https://{host}/{owner}/{name}" if host and owner and name else None,
        branch=None if preview else _first(environ, "VERCEL_GIT_COMMIT_REF"),
        pull_request=preview,
    )


def _cloudflare_pages(environ: Environ) -> Environment:
    return Environment(branch=_first(environ, "CF_PAGES_BRANCH"))


def _read_the_docs(environ: Environ) -> Environment:
    # Of an external version the identifier is the number of a pull request.
    kind = environ.get("READTHEDOCS_VERSION_TYPE")
    branch = _first(environ, "READTHEDOCS_GIT_IDENTIFIER") if kind == "branch" else None
    return Environment(
        repository=_first(environ, "READTHEDOCS_GIT_CLONE_URL"),
        branch=branch,
        pull_request=kind == "external",
    )


def _woodpecker(environ: Environ) -> Environment:
    forges = {
        "github": "github",
        "gitlab": "gitlab",
        "gitea": "gitea",
        "forgejo": "forgejo",
        "bitbucket": "bitbucket",
        "bitbucket_dc": "bitbucket-datacenter",
    }
    target = environ.get("CI_COMMIT_TARGET_BRANCH")
    return Environment(
        repository=_first(environ, "CI_REPO_URL"),
        branch=target or _first(environ, "CI_COMMIT_BRANCH", "CI_REPO_DEFAULT_BRANCH"),
        forge=forges.get(environ.get("CI_FORGE_TYPE", "")),
        pull_request=bool(target),
    )


def _is_woodpecker(environ: Environ) -> bool:
    return "woodpecker" in {environ.get("CI"), environ.get("CI_SYSTEM_NAME")}


# Each service's own marker, and its reader; the names as in the services' documentation.
_SERVICES: Final = (
    (_is_woodpecker, _woodpecker),
    (_is_set("FORGEJO_ACTIONS", "GITEA_ACTIONS", "GITHUB_ACTIONS"), _actions),
    (_is_set("GITLAB_CI"), _gitlab),
    (_has("BITBUCKET_BUILD_NUMBER", "BITBUCKET_PIPELINE_UUID"), _bitbucket),
    (_is_set("TF_BUILD"), _azure),
    (_is_set("NETLIFY"), _netlify),
    (_is_set("VERCEL"), _vercel),
    (_is_set("CF_PAGES"), _cloudflare_pages),
    (_is_set("READTHEDOCS"), _read_the_docs),
)

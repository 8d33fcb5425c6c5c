"""Addresses that may be shown to the world, and values as a message may quote them."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

# Names that no public server answers to: RFC 6762 (appendix G), RFC 6761 and RFC 8375.
_PRIVATE: Final = frozenset(
    "local localhost localdomain internal intranet private corp home lan "
    "home.arpa".split()
)
# All that may stand in an address but the apostrophe, because a theme may quote by it.
_RESERVED: Final = ";/?:@&=+$,#[]!()*~%"


def clean(address: str, keep: str = "") -> str | None:
    """Return an http, https or mailto *address* without its user part, else ``None``.

    What may not stand in an address (spaces, quotes, letters beyond ASCII) is
    percent-encoded, but for the characters of *keep*; what is encoded stays as it is.
    """
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname
        if parts.scheme in {"http", "https"} and host:
            if ":" in host:
                host = f"[{host}]"
            elif not host.isascii():
                host = host.encode("idna").decode()
            port = "" if parts.port is None else f":{parts.port}"
            parts = parts._replace(netloc=f"{host}{port}")
        elif not (parts.scheme == "mailto" and parts.path):
            return None
    except ValueError:
        return None
    return quote(urlunsplit(parts), safe=_RESERVED + keep)


def is_public(host: str) -> bool:
    """Whether a host that nobody wrote down by hand may be shown to the world.

    A single label, ``.local`` and its like, and private addresses may not.
    """
    host = host.strip("[]").rstrip(".").lower()
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        pass
    labels = host.split(".")
    return (
        len(labels) > 1
        # `127.1` and `0x7f.1` are addresses too, in older spellings; `github.com-work`
        # is a name that only the owner's configuration of ssh knows.
        and (labels[-1].isalpha() or labels[-1].startswith("xn--"))
        and not any(".".join(labels[start:]) in _PRIVATE for start in (-1, -2))
    )


def quoted(value: object) -> str:
    """Return *value* as a message may quote it: without user parts and query strings.

    An address may hold a token in either; so all up to the last ``@`` is left out, and
    all from the first ``?`` or ``#`` on.
    """
    text = repr(value)
    shown = text.rpartition("@")[2]
    for mark in "?#":
        shown = shown.partition(mark)[0]
    return text if shown == text else f"…{shown}…"

"""A failure of the plugin's own: a message, and the build goes on as without it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")


def attempt(what: object, function: Callable[..., T], *arguments: object) -> T | None:
    """Return what *function* returns, ``None`` where it fails.

    The message names *what*: an article by its source, a page by its own name.
    """
    try:
        return function(*arguments)
    except Exception as error:
        if _is_fatal(error):
            raise
        if not isinstance(what, str):
            what = getattr(what, "relative_source_path", None) or type(what).__name__
        logger.error(
            "%s: pelican-haiku failed on it (%s: %s); it is built as without the plugin. "
            "Run pelican with -D for the traceback, and report it",
            what,
            type(error).__name__,
            error,
            exc_info=logger.isEnabledFor(logging.DEBUG),
        )
        return None


def guarded(handler: Callable[[Any], None]) -> Callable[[Any], None]:
    """Make *handler*, of a signal, one that never fails."""

    @wraps(handler)
    def attempting(sender: Any) -> None:
        attempt(sender, handler, sender)

    return attempting


def _is_fatal(error: Exception) -> bool:
    """Whether it is Pelican's logger that raises, as ``--fatal`` asks of it."""
    return isinstance(error, RuntimeError) and "Warning or error" in str(error)

"""A failure of the plugin's own is one message, and the build goes on without it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")


def attempt(what: object, function: Callable[..., T], *arguments: object) -> T | None:
    """Return what *function* returns, or ``None`` and log an error if it raises.

    The message names *what*: an article by its source, anything else by itself.
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


def never_raises(handler: Callable[[Any], None]) -> Callable[[Any], None]:
    """Decorate a *handler* of a signal so that it logs what it would raise."""

    @wraps(handler)
    def wrapper(sender: Any) -> None:
        attempt(sender, handler, sender)

    return wrapper


def _is_fatal(error: Exception) -> bool:
    """Whether Pelican's logger raised *error* because of ``--fatal``."""
    return isinstance(error, RuntimeError) and "Warning or error" in str(error)

"""A failure of the plugin's own is one message, and no message is said twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from pelican.log import LimitFilter

logger = logging.getLogger(__name__)

T = TypeVar("T")


class _OncePerCause(logging.Filter):
    """Lets a message through that this build and the one before have not said.

    With ``--autoreload`` one process builds many times. Pelican's own filter would drop a
    warning whose cause is back after it was gone, and repeat an error at each build. So
    what was said has to outlive a build.
    """

    def __init__(self) -> None:
        super().__init__()
        self._site: object = None
        self._before: set[tuple[int, str]] = set()
        self._now: set[tuple[int, str]] = set()

    def begin(self, site: object) -> None:
        """Begin a build of *site*; what another site's has said does not count."""
        gone = self._before - self._now
        LimitFilter._raised_messages.difference_update(gone)
        self._before = self._now if site == self._site else set()
        self._now = set()
        self._site = site

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether *record* is new; it then goes on to Pelican's filter."""
        message = (record.levelno, record.getMessage())
        is_new = message not in self._before and message not in self._now
        self._now.add(message)
        return is_new


_ONCE_PER_CAUSE: Final = _OncePerCause()


def begin_build(site: object) -> None:
    """Begin a build of *site*, in which each message of the plugin's is said once."""
    package = __name__.partition(".")[0]
    for name in [*logging.root.manager.loggerDict]:
        filters = logging.getLogger(name).filters
        if name.partition(".")[0] == package and _ONCE_PER_CAUSE not in filters:
            # Pelican's filter comes after it.
            filters.insert(0, _ONCE_PER_CAUSE)
    _ONCE_PER_CAUSE.begin(site)


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

"""A failure of the plugin's own is one message, and no message is said twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from pelican.log import LimitFilter

logger = logging.getLogger(__name__.partition(".")[0])
"""The logger of all modules, also of those that are imported after a build has begun."""

TEMPLATE_FAILURE: Final = (
    "%s: the template failed (%s: %s), so what it makes is left out; mend it in the "
    "theme. Run pelican with -D for the traceback"
)
"""The message of a template, the theme's own most likely; without names of posts, so that
it is said once."""
_OWN_FAILURE: Final = (
    "%s: pelican-haiku failed on it (%s: %s); it is built as without the plugin. "
    "Run pelican with -D for the traceback, and report it"
)

T = TypeVar("T")


class OncePerCause(LimitFilter):  # type: ignore[misc] # Pelican has no types
    """Pelican's filter of repeated messages, but for a process that builds many times.

    With ``--autoreload`` Pelican's own would drop a warning whose cause is back after it
    was gone, and repeat an error at each build. This one drops what the same build or the
    one before has said.
    """

    def __init__(self) -> None:
        """Begin with nothing said."""
        super().__init__()
        self._now: set[tuple[int, str]] = set()
        self.end_build()

    @classmethod
    def install(cls) -> OncePerCause:
        """Take the place of Pelican's filter on the logger that all modules share.

        The one of an earlier instance of Pelican stays: a plugin may build a site for
        each language from the same posts.
        """
        found = next((it for it in logger.filters if isinstance(it, cls)), None) or cls()
        logger.filters = [found]
        return found

    def end_build(self) -> None:
        """Note that what was said from here on is another build's."""
        self._before = self._now
        self._now = set()
        # Pelican's set is that of the process.
        self._raised_messages: set[tuple[int, str]] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether *record* is new, and Pelican's ``LOG_FILTER`` lets it through."""
        message = (record.levelno, record.getMessage())
        is_new = message not in self._before and message not in self._now
        self._now.add(message)
        return is_new and bool(super().filter(record))


def attempt(
    what: object,
    function: Callable[..., T],
    *arguments: object,
    message: str = _OWN_FAILURE,
) -> T | None:
    """Return what *function* returns, or ``None`` and log an error if it raises.

    The *message* names *what*: an article by its source, anything else by itself.
    """
    try:
        return function(*arguments)
    except Exception as error:
        # Pelican's logger raises this because of `--fatal`.
        if isinstance(error, RuntimeError) and "Warning or error" in str(error):
            raise
        if not isinstance(what, str):
            what = getattr(what, "relative_source_path", None) or type(what).__name__
        is_debugged = logger.isEnabledFor(logging.DEBUG)
        logger.error(message, what, type(error).__name__, error, exc_info=is_debugged)
        return None


def never_raises(handler: Callable[[Any], None]) -> Callable[[Any], None]:
    """Decorate a *handler* of a signal so that it logs what it would raise."""

    @wraps(handler)
    def wrapper(sender: Any) -> None:
        attempt(sender, handler, sender)

    return wrapper

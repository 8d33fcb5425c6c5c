"""Haiku titles, prose excerpts and edit-or-expand links for Pelican blogs.

Every Pelican build in the environment imports this package, used or not, so it imports
nothing by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pelican_haiku.excerpt.excerpt import Excerpt
    from pelican_haiku.title.haiku import Haiku

__all__ = ["Excerpt", "Haiku", "__version__", "register"]

__version__ = "0.2.0"


def register() -> None:
    """Connect the plugin to Pelican's signals; Pelican calls this."""
    from pelican_haiku import plugin  # noqa: PLC0415

    plugin.register()


def __getattr__(name: str) -> Any:
    if name == "Haiku":
        from pelican_haiku.title.haiku import Haiku  # noqa: PLC0415

        return Haiku
    if name == "Excerpt":
        from pelican_haiku.excerpt.excerpt import Excerpt  # noqa: PLC0415

        return Excerpt
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

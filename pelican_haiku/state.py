"""What the plugin knows during one build, in the context that Pelican makes for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pelican.contents import Article

from pelican_haiku.settings import Settings

if TYPE_CHECKING:
    from pelican_haiku.footer.article import Footers
    from pelican_haiku.title.article import Changes
    from pelican_haiku.title.slugs import Address

KEY: Final = "_haiku_state"


class BuildState:
    """The state of one build.

    Pelican pickles it with the articles that it caches; only the settings are kept, and
    ``footers`` is then ``None``.
    """

    def __init__(self, settings: Settings, footers: Footers | None = None) -> None:
        """Begin a build that has read nothing yet."""
        self.settings = settings
        self.footers = footers
        self.addresses: dict[Address, Article] = {}
        """The posts read so far by their addresses."""
        self.titles: dict[str, str] = {}
        """Each haiku's three lines of HTML, by what it is known by on a page."""
        self.incomplete: dict[str, tuple[str, Changes]] = {}
        """By the paths of posts that Pelican will drop: why, and what their haiku
        changes."""
        # Pelican's ``localsiteurl`` in the shared context is stale on period archives.
        self.site_url: str | None = None
        """That of the page being rendered."""
        self.article: Article | None = None
        """The article whose own page is being rendered."""

    def __reduce__(self) -> tuple[type[BuildState], tuple[Settings]]:
        return BuildState, (self.settings,)

    @staticmethod
    def of(context: Mapping[str, Any]) -> BuildState | None:
        """Return the state of the build that *context* belongs to, if there is one."""
        return context.get(KEY)

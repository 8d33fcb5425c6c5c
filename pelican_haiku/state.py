"""What the plugin knows during one build, in the context that Pelican makes for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from pelican.contents import Article
from pelican.generators import Generator

from pelican_haiku.settings import Settings

if TYPE_CHECKING:
    from pelican_haiku.footer.article import Footers
    from pelican_haiku.title.messages import Messages
    from pelican_haiku.title.slugs import Address

KEY: Final = "_haiku_state"


@dataclass
class BuildState:
    """The state of one build.

    ``generator`` is the one that was made first.
    ``addresses`` has the posts read so far by their addresses. ``titles`` maps each
    haiku, by what it is known by on a page, to its three lines of HTML. ``read`` has the
    posts read so far by their paths, and the messages on those that Pelican will drop
    unless another plugin completes them. ``site_url`` is that of the page being
    rendered, ``article`` the article whose own page it is: Pelican's ``localsiteurl`` in
    the shared context is stale on period archives.
    """

    settings: Settings
    generator: Generator
    addresses: dict[Address, Article] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    read: dict[str, tuple[Article, Messages | None]] = field(default_factory=dict)
    site_url: str | None = None
    article: Article | None = None

    @cached_property
    def footers(self) -> Footers:
        """The links and footers of the build."""
        # A site without footers, whose theme asks for no links, imports none of it.
        from pelican_haiku.footer.article import Footers  # noqa: PLC0415

        return Footers(self.settings, self.generator.settings, self.generator.env)

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        """Be ``None`` in Pelican's cache, with whose articles it would be pickled."""
        return type(None), ()

    @staticmethod
    def of(context: Mapping[str, Any]) -> BuildState | None:
        """Return the state of the build that *context* belongs to, if there is one."""
        return context.get(KEY)

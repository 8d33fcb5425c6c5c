"""What the author of a post is told, held back until Pelican is seen to keep the post."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

logger = logging.getLogger("pelican_haiku")


@dataclass(frozen=True, slots=True)
class Messages:
    """Messages on the file at ``path``, each with its logging level."""

    path: str
    found: list[tuple[int, str]] = field(default_factory=list)

    def info(self, text: str) -> None:
        """Add what may be of interest."""
        self.found.append((logging.INFO, text))

    def warning(self, text: str) -> None:
        """Add what is wrong and what to do."""
        self.found.append((logging.WARNING, text))

    def error(self, text: str) -> None:
        """Add what loses or renames the post and what to do."""
        self.found.append((logging.ERROR, text))

    def log(self) -> None:
        """Log them all."""
        for level, text in self.found:
            logger.log(level, "%s: %s", self.path, text)

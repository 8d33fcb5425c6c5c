"""What the author of a post is told, held back until Pelican is seen to keep the post."""

from __future__ import annotations

import logging

from pelican_haiku.errors import logger


class Messages(list[tuple[int, str]]):
    """Messages on one post, each with its logging level."""

    def info(self, text: str) -> None:
        """Add what may be of interest."""
        self.append((logging.INFO, text))

    def warning(self, text: str) -> None:
        """Add what is wrong and what to do."""
        self.append((logging.WARNING, text))

    def error(self, text: str) -> None:
        """Add what loses or renames the post and what to do."""
        self.append((logging.ERROR, text))

    def log(self, path: str) -> None:
        """Log them all as being on the file at *path*."""
        for level, text in self:
            logger.log(level, "%s: %s", path, text)

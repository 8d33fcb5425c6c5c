"""The plugin under ``pelican.plugins``, for ``PLUGINS = ["haiku"]`` and discovery."""

from pelican_haiku import register

__all__ = ["register"]

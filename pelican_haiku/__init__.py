"""Haiku titles, prose excerpts and edit-or-expand links for Pelican blogs."""

__version__ = "0.1.0"

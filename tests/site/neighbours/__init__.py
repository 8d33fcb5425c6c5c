"""Builds beside other plugins, each alone as if no other were installed."""

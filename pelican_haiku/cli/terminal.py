"""Standard output and error: colour and a progress bar on terminals alone."""

from __future__ import annotations

from rich.console import Console


def console(*, stderr: bool = False) -> Console:
    """Return what prints lines as they are, however wide, with colour if it is shown.

    Pipes and ``NO_COLOR`` have none, so styles are colours and nothing else.
    """
    return Console(
        stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True
    )

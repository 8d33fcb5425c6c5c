"""What a command prints: lines for people or programs, and why it does not go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


class CommandError(Exception):
    """A reason not to go on, in one line that says what to do.

    ``code`` is the command's exit code: 2 if it could not begin, 1 if it refuses
    something that it was asked to do.
    """

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(" ".join(message.split()))
        self.code = code


def console(*, stderr: bool = False) -> Console:
    """Return what prints lines as they are, however wide, with colour if it is shown.

    Pipes and ``NO_COLOR`` have none, so styles are colours and nothing else.
    """
    # Neither --help nor --version has need of it.
    from rich.console import Console  # noqa: PLC0415

    return Console(
        stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True
    )

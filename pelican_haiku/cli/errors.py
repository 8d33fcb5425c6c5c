"""What stops a command."""

from __future__ import annotations


class CommandError(Exception):
    """A reason not to go on, in one line that says what to do.

    ``code`` is the command's exit code: 2 if it could not begin, 1 if it refuses
    something that it was asked to do.
    """

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(" ".join(message.split()))
        self.code = code

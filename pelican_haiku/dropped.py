"""Why Pelican has dropped a post: its own message says only that it could not read it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pelican.utils import get_date

_DATE: Final = re.compile(
    r"^\s{0,3}(?::|<meta\s+name=[\"']?)?(?P<key>date|modified)(?::|[\"']?\s+content=[\"']?)"
    r"\s*(?P<value>[^\"'\n>]*)",
    re.IGNORECASE | re.MULTILINE,
)
HEAD: Final = 4000
"""Characters at the start of a post in which its metadata is looked for."""


def reason(path: Path) -> str | None:
    """Return what is wrong with the post at *path* and what to do, if known."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        return (
            f"it is not UTF-8 (byte 0x{error.object[error.start]:02x} at offset "
            f"{error.start}); save it as UTF-8"
        )
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    for match in _DATE.finditer(text[:HEAD]):
        value = match["value"].strip()
        try:
            get_date(value.replace("_", " "))
        except (ValueError, OverflowError):
            return (
                f"its {match['key'].title()}: {value} is no date; write it as "
                "2024-02-26 or 2024-02-26 09:30"
            )
    return None

"""Which last paragraphs are no prose: a sign-off, and an invitation to edit the post."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pelican_haiku.invitations import invites
from pelican_haiku.languages import tables

SIGN_OFF_WORDS: Final = 8
"""A last paragraph of more words is no sign-off."""
SIGN_OFF_LENGTH: Final = 600
"""Nor is one of more characters."""

_NAME: Final = r"[@\w][\w.'’@-]*(?:,? (?:and |und |et |y |& )?[@\w][\w.'’@-]*){0,3}"
_CAPITAL: Final = "[@A-ZÀ-ÖØ-Þ]"


def is_closing(line: str) -> bool:
    """Whether the last paragraph *line* is a sign-off or an invitation, no prose."""
    return is_sign_off(line) or invites(line)


def is_sign_off(line: str) -> bool:
    """Whether *line*, of a few words, has the form of a closing: *Cheers, Robin*."""
    if len(line) > SIGN_OFF_LENGTH or len(line.split()) > SIGN_OFF_WORDS:
        return False
    line = " ".join(line.replace("’", "'").split())
    line = re.sub(r"[^\w\s.!?…,:;@'&~–—―-]+$", "", line).strip()
    return any(pattern.fullmatch(line) for pattern in _patterns())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    phrases = {phrase for table in tables().values() for phrase in table.closings}
    any_of = "|".join(re.escape(phrase).replace(r"\*", r"\w+") for phrase in phrases)
    return (
        # Nothing but a name, or what is after a comma, may follow a phrase.
        re.compile(
            rf"(?:(?:{any_of}),? )?(?:{any_of})"
            r"(?:[\s,.!?…:;~–—-]*|[,.!…–—-]+\s*[^.!?]*[.!…]?)",
            re.IGNORECASE,
        ),
        # A name without a comma has a capital, or else it is a verb: "cheers went up".
        re.compile(rf"(?i:{any_of}) (?={_CAPITAL}){_NAME}[.!]?"),
        re.compile(rf"(?:[—–―~]+|-{{1,3}})\s*(?={_CAPITAL}|[^\W\d_a-zß-ÿ]){_NAME}\.?"),
    )

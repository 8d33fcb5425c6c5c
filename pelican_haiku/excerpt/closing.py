"""Which last paragraphs are no prose: a sign-off, and an invitation to edit the post."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pelican_haiku.invitations import invites

SIGN_OFF: Final = "sign-off"
INVITATION: Final = "invitation"
SIGN_OFF_WORDS: Final = 8
"""A last paragraph of more words is no sign-off."""
SIGN_OFF_LENGTH: Final = 600
"""Nor is one of more characters."""

# Nothing but a name, or what is after a comma, may follow these.
_PHRASES: Final = (
    "all the best|best|best regards|best wishes|bye|bye(?: for now| now)|cheers|cheerio|"
    "goodbye|farewell|happy (?:hacking|coding|building|writing|new year|holidays)|"
    "have fun|hugs|kind regards|love|many thanks|more (?:soon|next week)|onwards?|"
    "peace|regards|"
    "see (?:you|ya)(?: soon| around| later| there| tomorrow| next \\w+| then)?|"
    "sincerely|so long|stay (?:safe|tuned|curious)|take care|talk soon|"
    "thanks(?: a lot| again| so much)?|thanks for (?:reading|your time|stopping by)|"
    "thank you(?: all| so much| again)?|thank you for (?:reading|your time)|"
    "thanks for reading this far|thank you for reading this far|"
    "that(?:'s| is) (?:all|it)(?: folks| for now| for today| for this \\w+)?|"
    "(?:till|until) (?:next time|then|next \\w+|tomorrow|the next one)|ttfn|ttyl|"
    "warmly|with (?:love|thanks|kind regards)|xoxo|"
    "yours(?: truly| sincerely| faithfully)?|"
    # German, French, Spanish, Italian, Portuguese, Dutch
    "bis (?:bald|dann|morgen|zum nächsten mal|nächste woche)|"
    "(?:viele|liebe|beste|schöne) grüße|herzliche grüße|"
    "mit (?:freundlichen|besten) grüßen|"
    "mach(?:t|s)?(?:'s)? gut|tschüss|danke fürs lesen|"
    "à bientôt|à (?:la prochaine|demain)|amitiés|cordialement|"
    "merci de (?:m'avoir lu|votre lecture)|"
    "hasta (?:la próxima|luego|pronto|mañana)|saludos|un saludo|un abrazo|"
    "gracias por leer|"
    "a presto|alla prossima|cordiali saluti|grazie per la lettura|"
    "até (?:a próxima|logo|breve)|um abraço|obrigad[oa] por ler|"
    "groeten|groetjes|tot (?:de volgende keer|ziens|snel)|bedankt voor het lezen"
)
_NAME: Final = r"[@\w][\w.'’@-]*(?:,? (?:and |und |et |y |& )?[@\w][\w.'’@-]*){0,3}"
_CAPITAL: Final = "[@A-ZÀ-ÖØ-Þ]"


def kind(line: str) -> str | None:
    """Return what the last paragraph *line* is, ``None`` if it is prose."""
    if (
        len(line) <= SIGN_OFF_LENGTH
        and len(line.split()) <= SIGN_OFF_WORDS
        and _is_sign_off(line)
    ):
        return SIGN_OFF
    return INVITATION if invites(line) else None


def _is_sign_off(line: str) -> bool:
    """Whether *line*, of a few words, has the form of a closing: *Cheers, Robin*."""
    line = re.sub(r"[^\w\s.!?…,:;@'&~–—―-]+$", "", line.replace("’", "'").strip()).strip()
    return any(pattern.fullmatch(line) for pattern in _patterns())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(
            rf"(?:(?:{_PHRASES}),? )?(?:{_PHRASES})"
            rf"(?:[\s,.!?…:;~–—-]*|[,.!…–—-]+\s*[^.!?]*[.!…]?)",
            re.IGNORECASE,
        ),
        # A name without a comma has a capital, or else it is a verb: "cheers went up".
        re.compile(rf"(?i:{_PHRASES}) (?={_CAPITAL}){_NAME}[.!]?"),
        re.compile(rf"(?:[—–―~]+|-{{1,3}})\s*(?={_CAPITAL}|[^\W\d_a-zß-ÿ]){_NAME}\.?"),
    )

"""How a post ends that is no prose any more: its sign-off, and the invitation to edit."""

from __future__ import annotations

import re
from typing import Final

from pelican_haiku.languages import invites, names_a_verb

SIGN_OFF: Final = "sign-off"
INVITATION: Final = "invitation"
SIGN_OFF_WORDS: Final = 8
"""A last paragraph of more words is no sign-off."""
INVITATION_WORDS: Final = 40
"""A last paragraph of more words is no invitation."""
LENGTH: Final = 600
"""Characters of either at most."""

# A closing, which nothing but a name or what is after a comma may follow.
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
_CLOSING: Final = re.compile(
    rf"(?:(?:{_PHRASES}),? )?(?:{_PHRASES})"
    rf"(?:[\s,.!?…:;~–—-]*|[,.!…–—-]+\s*[^.!?]*[.!…]?)",
    re.IGNORECASE,
)
# The name directly after it has a capital, or else it is a verb: "cheers went up".
_CLOSING_NAME: Final = re.compile(rf"(?i:{_PHRASES}) (?=[@A-ZÀ-ÖØ-Þ]){_NAME}[.!]?")
_SIGNED: Final = re.compile(
    rf"(?:[—–―~]+|-{{1,3}})\s*(?=[@A-ZÀ-ÖØ-Þ]|[^\W\d_a-zß-ÿ]){_NAME}\.?"
)


def kind(line: str) -> str | None:
    """Return what the last paragraph *line* is, ``None`` where it is prose."""
    if len(line) > LENGTH:
        return None
    count = len(line.split())
    if count <= SIGN_OFF_WORDS and is_sign_off(line):
        return SIGN_OFF
    if count <= INVITATION_WORDS and names_a_verb(line) and invites(line):
        return INVITATION
    return None


def is_sign_off(line: str) -> bool:
    """Whether *line*, of a few words, has the form of a closing: *Cheers, Robin*."""
    line = re.sub(r"[^\w\s.!?…,:;@'&~–—―-]+$", "", line.replace("’", "'").strip()).strip()
    return any(pattern.fullmatch(line) for pattern in (_CLOSING, _CLOSING_NAME, _SIGNED))

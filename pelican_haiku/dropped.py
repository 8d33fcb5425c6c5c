"""Why Pelican drops a post, and what to write in it: Pelican's own messages are bare."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pelican.contents import Article
from pelican.utils import get_date

from pelican_haiku.metadata import text
from pelican_haiku.title.keys import OPENING_KEY, PROMPT_KEY, is_transcript
from pelican_haiku.title.slugs import stays_inside
from pelican_haiku.title.sources import haiku_line_problem

HEAD: Final = 4000
"""Characters at the start of a post in which its metadata is looked for."""
_QUOTED: Final = 60
"""Characters of the text's beginning that a message quotes."""

# What to write, by the first letters of the source's suffix; in Markdown if they are
# others. A post in reStructuredText always has a title, which may be empty.
_TITLES: Final = {".htm": "write <title>My title</title> in its <head>"}
_DATES: Final = {
    ".rst": "write a line :date: 2024-02-26 under the title",
    ".htm": 'write <meta name="date" content="2024-02-26"> in its <head>',
}

# Compiled on first use: few builds drop a post.
_VALUE: Final = (
    r"(?im)(?:^[ \t>#*_-]*:?|<meta\s+name=[\"']?)(?P<key>date|modified|timezone)"
    r"(?:[*_]*:[*_]*|[\"']?\s+content=[\"']?)[ \t]*(?P<value>[^\"'\n>*]*)"
)


def is_complete(article: Article) -> bool:
    """Whether *article* has what Pelican asks for; another plugin may complete it."""
    return (
        hasattr(article, "title")
        and hasattr(article, "date")
        and article.status in article.allowed_statuses
        # Few posts say where their page goes, and to look at a path takes long.
        and (
            not hasattr(article, "override_save_as")
            or stays_inside(article.override_save_as)
        )
    )


def incomplete(article: Article) -> str | None:
    """Return why Pelican has dropped *article*, ``None`` if that is not known."""
    metadata = article.metadata
    suffix = Path(article.source_path).suffix.lower()[:4]
    problems = []
    if not hasattr(article, "title"):
        if problem := haiku_line_problem(metadata):
            problems.append(f"{problem}, and there is no title; write Title: My title")
        elif is_transcript(metadata):
            problems.append(
                f"neither a title nor a haiku below {text(metadata.get(PROMPT_KEY))}; "
                "write Title: My title under it"
            )
        else:
            written = _TITLES.get(suffix, "begin the file with Title: My title")
            problems.append(f"no title; {written}")
    if not hasattr(article, "date"):
        opening = text(metadata.get(OPENING_KEY), "\n").partition("\n")[0]
        quoted = f" (“{opening[:_QUOTED]}”)" if opening else ""
        where = (
            f"no date at the beginning of the text{quoted}"
            if is_transcript(metadata)
            else "no date"
        )
        written = _DATES.get(suffix, "write Date: 2024-02-26 under the Title: line")
        problems.append(f"{where}; {written}")
    if not problems and article.status not in article.allowed_statuses:
        known = ", ".join(sorted(article.allowed_statuses))
        problems.append(
            f"its Status: {article.status} is none of {known}; write one of them"
        )
    if not problems and not stays_inside(article.save_as):
        problems.append(
            f"its page {article.save_as} would be outside of the output folder; write a "
            "Slug: or Save_as: without .."
        )
    return "; ".join(problems) or None


def unreadable(path: Path) -> str:
    """Return what is wrong with the file at *path*, of which Pelican made no article."""
    try:
        head = path.read_text(encoding="utf-8-sig")[:HEAD]
    except UnicodeDecodeError as error:
        return (
            f"it is not UTF-8 (byte 0x{error.object[error.start]:02x} at offset "
            f"{error.start}); save it as UTF-8"
        )
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    for match in re.finditer(_VALUE, head):
        key, value = match["key"].title(), match["value"].strip()
        if key == "Timezone":
            try:
                ZoneInfo(value)
            # A folder of time zones, or a name that no file may have, is an OSError.
            except (KeyError, ValueError, OSError):
                return f"its Timezone: {value} is none; write one such as Europe/Paris"
            continue
        try:
            get_date(value.replace("_", " "))
        except (ValueError, OverflowError):
            return (
                f"its {key}: {value} is no date; write it as 2024-02-26 or "
                "2024-02-26 09:30"
            )
    return "it could not be read; run pelican with -D to see what stopped it"

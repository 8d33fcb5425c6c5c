"""Where a post has its haiku: in its metadata, its title, its transcript or its path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pelican.contents import Article

from pelican_haiku.metadata import plain, text
from pelican_haiku.settings import Settings
from pelican_haiku.title.haiku import Haiku, from_path, lines_of, nearly_spells, parse
from pelican_haiku.title.keys import LINE_KEY, PROMPT_KEY, is_transcript
from pelican_haiku.title.markup import without_inline_marks
from pelican_haiku.title.messages import Messages
from pelican_haiku.title.prompt import read_prompt
from pelican_haiku.title.slugs import slugifier

_OFF: Final = frozenset({"no", "false"})
# "|" alone begins a block of lines in YAML, and before each line one in reStructuredText.
_BLOCK_MARKS: Final = r"(?m)\A\s*[|>][-+\d]*[ \t]*\n|^[ \t]*\|[ \t]+"
_ORDINARY: Final = (
    "; the post is built as an ordinary one. Write three lines, divided by slashes "
    "between spaces, or Haiku: no"
)


def find_haiku(
    article: Article, title: str, settings: Settings, messages: Messages
) -> Haiku | None:
    """Return the haiku of the first source that has one, and add what to say about it.

    *title* is what the article's ``Title:`` says. There is no haiku if ``Haiku:`` says
    ``no`` or is not three lines.
    """
    metadata, path = article.metadata, article.relative_source_path
    written = metadata.get("haiku")
    if isinstance(written, Haiku):
        # Another plugin has made this article of one that was read before.
        return written
    declared = _declared_syllables(metadata, messages)
    # The first counts.
    by_source = {}
    # Another plugin may have emptied it.
    if written not in (None, [], ()):
        written = plain(text(written, "\n"))
        if "|" in written or ">" in written:
            written = re.sub(_BLOCK_MARKS, "", written)
        written = without_inline_marks(written)
        if written.lower() in _OFF:
            return None
        by_source["Haiku:"] = lines_of(written)
        if by_source["Haiku:"] is None:
            messages.warning(f"{_problem('Haiku:', written)}{_ORDINARY}")
            return None
    by_source["Title:"] = lines_of(title)
    prompt = problem = None
    if is_transcript(metadata):
        problem = haiku_line_problem(metadata)
        prompt = read_prompt(text(metadata.get(PROMPT_KEY)))
        by_source["haiku line"] = lines_of(_haiku_line(metadata))
        by_source["prompt"] = prompt.haiku if prompt else None
    by_source["path"] = from_path(path)
    slugify = slugifier(article)
    found = {
        source: Haiku(lines, article.lang, settings.syllables, declared, slugify)
        for source, lines in by_source.items()
        if lines
    }
    by_title = found.get("Title:")
    if by_title and not _title_is_haiku(by_title, found, messages):
        del found["Title:"]
    if problem and not {"Haiku:", "Title:"} & found.keys():
        messages.warning(problem + _ORDINARY)
        return None
    for near in (path, prompt.path) if prompt and not found else (path,):
        if nearly_spells(near):
            messages.warning(
                f"its path {near} nearly spells a haiku; make it first-line-/-second-"
                "line-/-third-line.md, or write Haiku: no"
            )
    if not found:
        return None
    first, *others = found
    haiku = found[first]
    differing = [name for name in others if not haiku.has_letters_of(found[name])]
    if differing:
        says = [f"its {it} says {found[it]}; " for it in differing if it != "prompt"]
        says += [f"its prompt says {prompt.path}; "] if prompt else []
        messages.warning(
            f"its sources disagree: its {first} says {haiku}; {''.join(says)}the file is "
            f"{path}. The {first} counts; make the others agree with it"
        )
    return haiku


def title_text(article: Article) -> str:
    """Return what the article's ``Title:`` says, as plain text."""
    title = text(article.metadata.get("title"), "\n")
    if article.settings["TYPOGRIFY"]:
        # It joins the last words; no-break spaces of the source are characters.
        title = title.replace("&nbsp;", " ")
    return plain(title)


def haiku_line_problem(metadata: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the line that should be a transcript's haiku, if any."""
    line = _haiku_line(metadata)
    return _problem("haiku line", line) if line else None


def _haiku_line(metadata: Mapping[str, Any]) -> str:
    return plain(text(metadata.get(LINE_KEY)))


def _problem(source: str, written: str) -> str | None:
    try:
        parse(written)
    except ValueError as error:
        return f"its {source} {written!r} is none, {error}"
    return None


def _title_is_haiku(title: Haiku, found: Mapping[str, Haiku], messages: Messages) -> bool:
    """Whether a ``Title:`` of three parts is a haiku: confirmed, or by its form."""
    if any(it is not title and title.has_letters_of(it) for it in found.values()):
        return True
    # Few titles have three parts.
    from pelican_haiku.title import scansion  # noqa: PLC0415

    may_be = title.declared_syllables is not None or scansion.has_several_words(title)
    if may_be and scansion.is_near(title, scansion.TITLE_MARGIN):
        messages.info(
            f"its Title: {title} has the form of a haiku and is shown as one, with its "
            "lines for an address unless a slug is given or HAIKU_SLUG says otherwise; "
            "write Haiku: no to leave it as it was"
        )
        return True
    if scansion.is_near(title, scansion.LINE_MARGIN):
        messages.info(
            f"its Title: {title} has three parts, but not the form of a haiku; if it is "
            "one, write it after Haiku: as well"
        )
    return False


def _declared_syllables(
    metadata: Mapping[str, Any], messages: Messages
) -> tuple[int, ...] | None:
    if "haiku-syllables" not in metadata:
        return None
    written = text(metadata["haiku-syllables"])
    counts = written.replace(",", " ").split()
    if len(counts) == 3 and all(map(str.isdecimal, counts)):
        return tuple(map(int, counts))
    messages.warning(
        f"its Haiku-Syllables: {written!r} is not understood and left out; write three "
        "numbers, as in Haiku-Syllables: 5 7 5"
    )
    return None

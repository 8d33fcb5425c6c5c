"""Where a post has its haiku: in its metadata, its title, its transcript or its path."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any, Final

from pelican.contents import Article

from pelican_haiku.metadata import plain, text
from pelican_haiku.settings import Settings
from pelican_haiku.title.form import (
    LINE_MARGIN,
    TITLE_MARGIN,
    has_near_form,
    has_several_words,
)
from pelican_haiku.title.haiku import (
    FORM,
    Haiku,
    Lines,
    from_path,
    lines_of,
    nearly_spells,
    parse,
)
from pelican_haiku.title.head import LINE_KEY, PROMPT_KEY
from pelican_haiku.title.markup import without_inline_marks
from pelican_haiku.title.prompt import Prompt, read_prompt
from pelican_haiku.title.slugs import slugifier

Message = tuple[int, str]
"""A logging level and a text that says what is wrong and what to do."""

_OFF: Final = frozenset({"no", "false"})
# "|" alone begins a block of lines in YAML, and before each line one in reStructuredText.
_BLOCK_MARKS: Final = re.compile(r"\A\s*[|>][+-]?[ \t]*\n|^[ \t]*\|[ \t]+", re.MULTILINE)


def find_haiku(
    article: Article, settings: Settings
) -> tuple[Haiku | None, list[Message]]:
    """Return the haiku of the first source that has one, and what to say about it.

    There is none if ``Haiku:`` says ``no`` or is not three lines.
    """
    metadata = article.metadata
    if isinstance(metadata.get("haiku"), Haiku):
        # Another plugin has made this article of one that was read before.
        return metadata["haiku"], []
    declared, messages = _declared_syllables(metadata)
    # Another plugin may have emptied it.
    if metadata.get("haiku") not in (None, [], ()):
        written = _written_haiku(metadata)
        if written.lower() in _OFF:
            return None, messages
        try:
            parse(written)
        except ValueError as error:
            problem = (
                f"its Haiku: {written!r} is none, {error}; the post is built as an "
                "ordinary one. Write three lines, divided by slashes between spaces, or "
                "Haiku: no"
            )
            return None, [*messages, (logging.WARNING, problem)]
    slugify = slugifier(article)
    prompt = read_prompt(text(metadata.get(PROMPT_KEY)))
    found = {
        source: Haiku(lines, article.lang, settings.syllables, declared, slugify)
        for source, lines in _lines_by_precedence(article, prompt).items()
        if lines
    }
    if "Title:" in found:
        is_haiku, remarks = _judge_title(found)
        messages += remarks
        if not is_haiku:
            del found["Title:"]
    path = article.relative_source_path
    line_problem = haiku_line_problem(metadata)
    if line_problem and not {"Haiku:", "Title:"} & found.keys():
        problem = (
            f"{line_problem}; the post is built as an ordinary one. Write three lines, "
            "divided by slashes between spaces"
        )
        return None, [*messages, (logging.WARNING, problem)]
    near = [path] if nearly_spells(path) else []
    if prompt and not found and nearly_spells(prompt.path):
        near.append(prompt.path)
    if near:
        problem = (
            f"its path {near[0]} nearly spells a haiku; make it first-line-/-second-line-"
            "/-third-line.md, or write Haiku: no"
        )
        messages.append((logging.WARNING, problem))
    if not found:
        return None, messages
    first, *others = found
    haiku = found[first]
    differing = [name for name in others if not haiku.has_letters_of(found[name])]
    if differing:
        says = [
            f"its {name} says {found[name]}" for name in differing if name != "prompt"
        ]
        if prompt:
            says.append(f"its prompt says {prompt.path}")
        problem = (
            f"its sources disagree: its {first} says {haiku}; {'; '.join(says)}; the "
            f"file is {path}. The {first} counts; make the others agree with it"
        )
        messages.append((logging.WARNING, problem))
    return haiku, messages


def haiku_line_problem(metadata: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the line that should be a transcript's haiku, if any."""
    line = plain(text(metadata.get(LINE_KEY)))
    try:
        if line:
            parse(line)
    except ValueError as error:
        return f"its haiku line {line!r} is none, {error}"
    return None


def _lines_by_precedence(
    article: Article, prompt: Prompt | None
) -> dict[str, Lines | None]:
    """Return the three lines that each source has, the one that counts first."""
    metadata = article.metadata
    return {
        "Haiku:": lines_of(_written_haiku(metadata)),
        "Title:": lines_of(title_text(article)),
        "haiku line": lines_of(plain(text(metadata.get(LINE_KEY)))),
        "prompt": prompt.haiku if prompt else None,
        "path": from_path(article.relative_source_path),
    }


def _written_haiku(metadata: Mapping[str, Any]) -> str:
    """Return what ``Haiku:`` says, without the marks that are no part of it."""
    written = plain(text(metadata.get("haiku"), "\n"))
    return without_inline_marks(_BLOCK_MARKS.sub("", written))


def _judge_title(found: Mapping[str, Haiku]) -> tuple[bool, list[Message]]:
    """Whether a ``Title:`` of three parts is a haiku, and what to say of it."""
    title = found["Title:"]
    if any(title.has_letters_of(found[name]) for name in found if name != "Title:"):
        return True, []
    is_declared = title.declared_syllables is not None
    if (is_declared or has_several_words(title)) and has_near_form(title, TITLE_MARGIN):
        return True, [
            (
                logging.INFO,
                f"its Title: {title} has the form of a haiku, so that its lines make the "
                "post's address too; write Haiku: no to leave it as it was",
            )
        ]
    if has_near_form(title, LINE_MARGIN):
        return False, [
            (
                logging.INFO,
                f"its Title: {title} has three parts, but not the form of a haiku; if it "
                "is one, write it after Haiku: as well",
            )
        ]
    return False, []


def title_text(article: Article) -> str:
    """Return what the article's ``Title:`` says, as plain text."""
    title = text(article.metadata.get("title"), "\n")
    if article.settings["TYPOGRIFY"]:
        # It joins the last words; no-break spaces of the source are characters.
        title = title.replace("&nbsp;", " ")
    return plain(title)


def _declared_syllables(
    metadata: Mapping[str, Any],
) -> tuple[tuple[int, ...] | None, list[Message]]:
    if "haiku-syllables" not in metadata:
        return None, []
    written = text(metadata["haiku-syllables"])
    counts = written.replace(",", " ").split()
    if len(counts) == len(FORM) and all(map(str.isdecimal, counts)):
        return tuple(map(int, counts)), []
    problem = (
        f"its Haiku-Syllables: {written!r} is not understood and left out; write three "
        "numbers, as in Haiku-Syllables: 5 7 5"
    )
    return None, [(logging.WARNING, problem)]

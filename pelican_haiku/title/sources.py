"""Where a post has its haiku: in its metadata, its title, its transcript or its path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pelican.contents import Article

from pelican_haiku.metadata import plain, text
from pelican_haiku.settings import Settings
from pelican_haiku.title.haiku import FORM, Haiku, Lines, from_path, lines_of, parse
from pelican_haiku.title.head import LINE_KEY, PROMPT_KEY, prompt_path
from pelican_haiku.title.slugs import slugifier


def find_haiku(article: Article, settings: Settings) -> tuple[Haiku | None, list[str]]:
    """Return the haiku of the first source that has one, and what to warn of.

    There is none if ``Haiku:`` says ``no`` or is not three lines.
    """
    metadata = article.metadata
    declared, warnings = _declared_syllables(metadata)
    if "haiku" in metadata:
        written = text(metadata["haiku"], "\n")
        if written.strip().lower() == "no":
            return None, warnings
        try:
            parse(plain(written))
        except ValueError as error:
            warnings.append(
                f"its Haiku: {written!r} is none, {error}; the post is built as an "
                "ordinary one. Write three lines, divided by slashes between spaces, or "
                "Haiku: no"
            )
            return None, warnings
    slugify = slugifier(article)
    found = {
        source: Haiku(lines, article.lang, settings.syllables, declared, slugify)
        for source, lines in _lines_by_precedence(article).items()
        if lines
    }
    if "Title:" in found and not _is_haiku_title(found):
        del found["Title:"]
    if not found:
        return None, warnings
    first, *others = found
    haiku = found[first]
    differing = [name for name in others if not haiku.has_letters_of(found[name])]
    if differing:
        says = [
            f"its {name} says {found[name]}" for name in differing if name != "prompt"
        ]
        if prompt := prompt_path(text(metadata.get(PROMPT_KEY))):
            says.append(f"its prompt says {prompt}")
        warnings.append(
            f"its sources disagree: its {first} says {haiku}; {'; '.join(says)}; the "
            f"file is {article.relative_source_path}. The {first} counts; make the "
            "others agree with it"
        )
    return haiku, warnings


def _lines_by_precedence(article: Article) -> dict[str, Lines | None]:
    """Return the three lines that each source has, the one that counts first."""
    metadata = article.metadata
    prompt = prompt_path(text(metadata.get(PROMPT_KEY)))
    return {
        "Haiku:": lines_of(plain(text(metadata.get("haiku"), "\n"))),
        "Title:": lines_of(title_text(article)),
        "haiku line": lines_of(plain(text(metadata.get(LINE_KEY)))),
        "prompt": from_path(prompt) if prompt else None,
        "path": from_path(article.relative_source_path),
    }


def _is_haiku_title(found: Mapping[str, Haiku]) -> bool:
    """Whether a ``Title:`` of three parts is near 5-7-5 or another source agrees."""
    title = found["Title:"]
    return title.is_near_form or any(
        title.has_letters_of(other) for name, other in found.items() if name != "Title:"
    )


def title_text(article: Article) -> str:
    """Return what the article's ``Title:`` says, as plain text."""
    title = text(article.metadata.get("title"), "\n")
    if article.settings["TYPOGRIFY"]:
        # It joins the last words; no-break spaces of the source are characters.
        title = title.replace("&nbsp;", " ")
    return plain(title)


def _declared_syllables(
    metadata: Mapping[str, Any],
) -> tuple[tuple[int, ...] | None, list[str]]:
    if "haiku-syllables" not in metadata:
        return None, []
    written = text(metadata["haiku-syllables"])
    counts = written.replace(",", " ").split()
    if len(counts) == len(FORM) and all(map(str.isdecimal, counts)):
        return tuple(map(int, counts)), []
    return None, [
        f"its Haiku-Syllables: {written!r} is not understood and left out; write three "
        "numbers, as in Haiku-Syllables: 5 7 5"
    ]

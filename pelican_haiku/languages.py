"""Words by language, from ``data/messages.toml``: footers, invitations, months."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

FALLBACK: Final = "en"

INVITATION_WORDS: Final = 80
"""A longer paragraph is prose, whatever it asks at its end."""
REACH: Final = 8
"""Words that may stand between asking (*feel free to*) and the verb."""
OFFER_REACH: Final = 2
"""The same for what says less (*you can*)."""
CHAIN_REACH: Final = 2
"""Words that may stand between two verbs of one list, but for *it* and *on this*."""

# Letters and the marks that belong to them, which `\w` leaves out.
_LETTERS: Final = (
    r"[\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0963\u200c]"
)
# Scripts that divide no words.
_UNDIVIDED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CLAUSE_END: Final = re.compile(r"[.,;:!?…—。！？、，：；،؛؟।]|\s[–-]\s")
_MARKUP: Final = re.compile(r"<[^<>]*>|\]\([^)]*\)|[*_`\[\]]")


@dataclass(frozen=True, slots=True)
class Messages:
    """One language's table; ``data/messages.toml`` says what each key is."""

    sentence: str
    edit_alone: str
    expand_alone: str
    edit: str
    expand: str
    asks: list[str]
    offers: list[str]
    edits: list[str]
    expands: list[str]
    corrections: list[str]
    additions: list[str]
    welcome: list[str]
    post: list[str]
    pronouns: list[str]
    ifs: list[str]
    faults: list[str]
    nots: list[str]
    months: list[str]
    reviewed: bool
    rtl: bool = False
    object_first: bool = False


@cache
def tables() -> Mapping[str, Messages]:
    """Return every language's messages by its code, read on first use."""
    data = files("pelican_haiku").joinpath("data", "messages.toml")
    return {
        lang: Messages(**table)
        for lang, table in tomllib.loads(data.read_text(encoding="utf-8")).items()
    }


def chain(lang: str) -> Iterator[str]:
    """Yield the codes to look under: ``pt_BR`` → ``pt-br``, ``pt``."""
    code = lang.lower().replace("_", "-")
    while code:
        yield code
        code = code.rpartition("-")[0]


def language(lang: str) -> str | None:
    """Return the code under which *lang* has a table: ``pt-br``, else ``pt``."""
    return next((code for code in chain(lang) if code in tables()), None)


def messages(lang: str) -> Messages:
    """Return the messages for *lang*, else those for its parent, else English."""
    return tables()[language(lang) or FALLBACK]


def months(lang: str) -> Sequence[str]:
    """Return the names of the months in *lang*, none where they are not known."""
    code = language(lang)
    return tables()[code].months if code else ()


def find(words: Iterable[str], text: str) -> re.Match[str] | None:
    """Return the first of *words* that stands whole in *text*, whatever its case.

    ``edit*`` stands for every word that begins so; ``^want to`` only counts at the
    beginning of *text*.
    """
    return next(_matches(words, text), None)


def names_a_verb(text: str) -> bool:
    """Whether *text* has a verb of those of which every invitation has one.

    A cheap first look, which may take a part of a word for one.
    """
    folded = _folded(text)
    return any(verb in folded for verb in _verbs())


@cache
def _verbs() -> frozenset[str]:
    return frozenset(
        _letters(verb)
        for table in tables().values()
        for verb in (*table.edits, *table.expands)
    )


def _matches(words: Iterable[str], text: str) -> Iterator[re.Match[str]]:
    folded = _folded(text)
    # Few stand in a text, and a pattern of all of them takes long to compile.
    words = [word for word in words if _letters(word) in folded]
    return _pattern(words).finditer(text) if words else iter(())


def _folded(text: str) -> str:
    return text.lower().replace("’", "'")


def _letters(word: str) -> str:
    """Return what stands in a text where *word* of a table does."""
    return word.strip("^*").lower()


def _pattern(words: list[str]) -> re.Pattern[str]:
    choices = []
    for word in sorted(words, key=len, reverse=True):
        bare = re.escape(word.strip("^*")).replace("'", "['’]")
        if not _UNDIVIDED.search(word):
            end = f"{_LETTERS}*" if word.endswith("*") else ""
            bare = rf"(?<!{_LETTERS}){bare}{end}(?!{_LETTERS}|['’]s\b)"
        choices.append(rf"^\W*{bare}" if word.startswith("^") else bare)
    return re.compile("|".join(choices), re.IGNORECASE)


def invites(text: str) -> bool:
    """Whether a paragraph asks its reader to edit or expand the post, in any language.

    *text* may be Markdown. One of its sentences must ask (*feel free*), offer (*you
    can*) or begin with the verb, name the editing or the expanding, and speak of the
    post; or call corrections and the like welcome; or follow up a question after faults.
    """
    text = re.sub(r" +", " ", _MARKUP.sub(" ", text)).replace("’", "'")
    if len(text.split()) > INVITATION_WORDS:
        return False
    sentences = re.split(r"(?<=[.!?…])\s+|(?<=[。！？।؟])\s*|\n+(?=[A-Z])", text.strip())
    return any(
        _asks(sentence, text, table) or _welcomes(sentence, text, table)
        for table in tables().values()
        for sentence in filter(None, sentences)
    )


def _asks(sentence: str, paragraph: str, table: Messages) -> bool:
    """Whether a sentence asks, or offers, to edit or expand the post."""
    verb = find([*table.edits, *table.expands], sentence)
    if verb is None:
        return False
    last = _last_of_list(verb, sentence, table)
    ask, offer = find(table.asks, sentence), find(table.offers, sentence)
    post = find(table.post, sentence)
    strong = ask is not None and _distance(ask, verb, post, sentence) <= REACH
    weak = offer is not None and _distance(offer, verb, post, sentence) <= OFFER_REACH
    before = _CLAUSE_END.split(sentence[: verb.start()])[-1]
    after = _CLAUSE_END.split(sentence[last.end() :])[0]
    bare = before.strip(" \"'“”(—–-") == ""
    if not (strong or weak or bare) or _is_denied(verb, ask, sentence, table):
        return False
    if find(table.post, before) or find(table.post, sentence[verb.start() :]):
        return True
    if not _says_little(after.strip(), table):
        return False
    if post or find(table.faults, paragraph):
        return True
    if table.object_first and not strong:
        return False
    if table.object_first and not _says_nothing(before, table):
        return False
    both = find([table.edit], sentence) and find([table.expand], sentence)
    return bool(strong or (weak and sentence.endswith("?")) or (bare and both))


def _last_of_list(first: re.Match[str], sentence: str, table: Messages) -> re.Match[str]:
    """Return the last of the verbs that *first* begins: ``edit, extend or correct``."""
    last = first
    for verb in _matches([*table.edits, *table.expands], sentence):
        if verb.start() >= last.end():
            between = _without(table.pronouns, sentence[last.end() : verb.start()])
            if len(between.split()) > CHAIN_REACH:
                break
            last = verb
    return last


def _says_nothing(before: str, table: Messages) -> bool:
    """Whether what precedes a verb only asks."""
    return not _without([*table.asks, *table.offers, *table.pronouns], before).strip()


def _without(words: Iterable[str], text: str) -> str:
    """Return *text* without any of *words*."""
    words = [*words]
    while found := find(words, text):
        text = text[: found.start()] + text[found.end() :]
    return text


def _says_little(rest: str, table: Messages) -> bool:
    """Whether what follows a verb names nothing else than the post: ``it if you can``."""
    while pronoun := find([f"^{word}" for word in table.pronouns], rest):
        rest = rest[pronoun.end() :].strip()
    return not rest or find([f"^{word}" for word in table.ifs], rest) is not None


def _welcomes(sentence: str, paragraph: str, table: Messages) -> bool:
    """Whether a sentence calls corrections, additions or the like welcome.

    Where the paragraph speaks of the post or of faults in it, asking for them will do.
    """
    named = find([*table.corrections, *table.additions], sentence)
    welcome = find(table.welcome, sentence)
    if welcome is None and (find(table.faults, paragraph) or find(table.post, paragraph)):
        welcome = find(table.asks, sentence)
    if named is None or welcome is None or len(sentence.split()) > 16:
        return False
    between = sentence[
        min(named.end(), welcome.end()) : max(named.start(), welcome.start())
    ]
    return len(between.split()) <= 6 and not find(table.nots, between)


def _distance(
    one: re.Match[str], verb: re.Match[str], post: re.Match[str] | None, text: str
) -> int:
    """Return the number of words between two matches, the post's name not counted."""
    start, end = min(one.end(), verb.end()), max(one.start(), verb.start())
    words = len(text[start:end].split()) if end > start else 0
    if post and start <= post.start() and post.end() <= end:
        words -= len(post[0].split())
    return words


def _is_denied(
    verb: re.Match[str], ask: re.Match[str] | None, sentence: str, table: Messages
) -> bool:
    """Whether the clause of *verb* says not to; *don't hesitate* is no such thing."""
    if ask:
        blank = " " * (ask.end() - ask.start())
        sentence = sentence[: ask.start()] + blank + sentence[ask.end() :]
    before = _CLAUSE_END.split(sentence[: verb.start()])[-1]
    after = _CLAUSE_END.split(sentence[verb.end() :])[0].split()
    return bool(find(table.nots, before)) or (
        bool(after) and find(table.nots, after[-1]) is not None
    )

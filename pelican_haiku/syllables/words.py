"""How many syllables a word may have, and whether words fit a line.

A word is looked up in the lexicon of terms and in the dictionary. If neither has it, it
is a number, an acronym spelled out, made of known parts, or guessed from its letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from pelican_haiku.syllables import dictionary, lexicon, numbers, rules
from pelican_haiku.syllables.numbers import Counts, plus
from pelican_haiku.syllables.symbols import SPOKEN, without_emoticons

_LONGEST: Final = 100
"""Letters from which on a word is only guessed."""

_SILENT: Final = frozenset({0})
_ONE: Final = frozenset({1})
_OPTIONAL: Final = frozenset({0, 1})
_DASH: Final = frozenset({0, 2, 3})
_LETTERS: Final = dict.fromkeys("abcdefghijklmnopqrstuvxyz", 1) | {"w": 3}
_LETTER_NAMES: Final = {"h": "aitch", "s": "ess", "x": "ex"}
"""The letters whose names end in a hiss, after which *-s* is a syllable."""

_QUOTES: Final = "\"'“”‘’„‚«»‹›`´()[]{}…,;:!?¿¡—–*"
# Compiled on first use.
_PIECE: Final = (
    r"(?s)(?P<number>(?:[0-9]{1,2}(?::[0-5][0-9](?![0-9]))+|[0-9]+(?:[.,][0-9]+)*)"
    r"(?:(?:st|nd|rd|th|s)(?![^\W_]))?)"
    # Capitals that a capitalised word follows, a plural of capitals, a capitalised
    # word, or letters of one kind.
    r"|(?P<word>[A-Z]{2,}(?:e?d|ing|e?s|ers?)(?![^\W_])"
    r"|[A-Z]+(?=[A-Z][a-z]{2})|[A-Z]{2,}(?:'?s|'d)?(?![a-z])"
    r"|[^\W\d_A-Z]*?(?:'[^\W\d_]+)+|[A-Z]?[^\W\d_A-Z]+(?:'[^\W\d_]+)*|[A-Z])"
    r"|(?P<symbol>--|.)"
)
_SCRIPTS: Final = ("LATIN", "GREEK", "MICRO", "FULLWIDTH", "MATHEMATICAL", "MODIFIER")
_DOMAIN: Final = r"(?i)(?:com|org|net|edu|gov|io|dev)(?![^\W_])"
_ENDING: Final = "e?s|e?d|ing|ers?"
_CAPITALS: Final = rf"([A-Z]{{2,}})({_ENDING})?"
# Consonants that no syllable begins with are letters: "sshing", "dmed".
_CONSONANTS: Final = rf"([^aeiouy']{{2,}})({_ENDING})?"
# What can be read: few consonants on end, and at first those that begin a syllable.
_READABLE: Final = (
    rf"(?:{rules.ONSET}|[^aeiouy])?[aeiouy]+"
    r"(?:[^aeiouy]{1,2}[aeiouy]+)*[^aeiouy]{0,2}"
)
_HUSH: Final = (
    r"h+m+|m{2,}|s*h{2,}|s{2,}h|sh+|p+s+t+|p+f+t*|t+s+k+|[bg]r{2,}|b?z{2,}t?|hmph|nth"
)
_STRESSED: Final = frozenset(
    "all and any are at be but can do for from go had has have he her him his how if in"
    " is its let may me my no nor not now of off on or our out own run say she so the"
    " too use was way we who why will with yes yet you".split()
)
"""Words that capitals stress: "do NOT push"."""
_INITIALS: Final = r"(?:[^\W\d_]\.)+[^\W\d_]?\.?"
_PROMPT: Final = r"^\s*(?:[$>%❯]|>>>)\s+"
_LIGATURES: Final = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l"})


ORIGINS: Final[Mapping[str, str]] = {
    "guess": "guessed from its spelling",
    "parts": "added up from its parts",
    "letters": "spelled out letter by letter",
    "number": "read as a number",
    "lexicon": "by the lexicon of terms",
    "dictionary": "by the dictionary",
    "kana": "by its kana",
    "setting": "by HAIKU_SYLLABLES",
}
"""Where a count comes from, in plain words, the least certain first."""


class Word(NamedTuple):
    """A word as it stands in a line, its accepted counts, and where they come from.

    ``source`` is a key of :data:`ORIGINS`.
    """

    text: str
    counts: Counts
    source: str


def count(word: str) -> Counts:
    """Return the syllables that *word* may have; never raises.

    A text that is not spoken, such as an emoji, has none: ``frozenset({0})``.
    """
    return _account(word)[0]


def words(
    line: str, *, lang: str = "en", names: Mapping[str, Counts] | None = None
) -> tuple[Word, ...] | None:
    """Return the spoken words of *line*; ``None`` if it is not judged.

    English is, unless it has letters of another script, and Japanese in kana. *names* is
    ``HAIKU_SYLLABLES``: words or names of several, without regard to case.
    """
    language = lang.lower().replace("_", "-").split("-")[0]
    if language == "ja":
        return _kana(line)
    if language != "en":
        return None
    if not line[:1].isalnum():
        line = re.sub(_PROMPT, "", line)
    line = without_emoticons(line)
    if not line.isascii() and any(map(_is_foreign, line)):
        return None
    # Capitals all along are a way of printing and no acronyms.
    shouted = line.isupper() and len(line.split()) > 1
    found = (
        Word(token, counts, "setting")
        if counts
        else Word(token, *_account(token.lower() if shouted else token))
        for token, counts in (_named(line, names) if names else _tokens(line))
    )
    return tuple(word for word in found if word.counts != _SILENT)


def either(counts: Counts) -> str:
    """Return *counts* in words: ``3``, ``1 or 2``, ``2 to 4``."""
    least, most = min(counts), max(counts)
    if len(counts) > 2 and len(counts) == most - least + 1:
        return f"{least} to {most}"
    return " or ".join(map(str, sorted(counts)))


def total(words: Iterable[Word]) -> Counts:
    """Return every sum of one count for each of *words*."""
    return plus(*[word.counts for word in words])


def fits(words: Sequence[Word], wanted: int) -> bool:
    """Whether *words* can be read in *wanted* syllables.

    A guessed word makes no line fail that one more or less of it would let scan.
    """
    is_guessed = any(word.source == "guess" for word in words)
    accepted = {wanted - 1, wanted, wanted + 1} if is_guessed else {wanted}
    return not accepted.isdisjoint(total(words))


def _kana(line: str) -> tuple[Word, ...] | None:
    from pelican_haiku.syllables import morae  # noqa: PLC0415 (for Japanese alone)

    tokens = [token for token in line.split() if any(map(str.isalnum, token))]
    counts = [morae.count(token) for token in tokens]
    if None in counts:
        return None
    counted = zip(tokens, counts, strict=True)
    return tuple(Word(token, frozenset({n}), "kana") for token, n in counted if n)


def _named(line: str, names: Mapping[str, Counts]) -> Iterator[tuple[str, Counts | None]]:
    """Yield the tokens of *line*, and the *names* in it with their counts."""
    known = {_straight(name).casefold(): counts for name, counts in names.items()}
    start = 0
    listed = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    pattern = re.compile(rf"(?<!\w)(?:{listed})(?!\w)('s\b|'(?!\w))?", re.IGNORECASE)
    for match in pattern.finditer(_straight(line)):
        yield from _tokens(line[start : match.start()])
        ending = match[1] or ""
        name = match[0].removesuffix(ending)
        counts = known.get(name.casefold(), _SILENT)
        added = rules.clitic_syllables(name, ending)
        yield line[match.start() : match.end()], plus(counts, {added})
        start = match.end()
    yield from _tokens(line[start:])


def _tokens(text: str) -> Iterator[tuple[str, None]]:
    """Yield what stands between spaces, without the marks around it."""
    for mark in ("\u2014", "\u2015", "\u2026", "..."):
        text = text.replace(mark, " ")
    for token in text.split():
        # Most words have no marks.
        if token.isalnum():
            yield token, None
        elif stripped := _stripped(token):
            yield stripped, None


def _stripped(token: str) -> str:
    """Return *token* without the marks around it that are not spoken."""
    text = token.strip(_QUOTES)
    if len(text) > 1 and text[0] == "#" and text[1].isalpha():
        text = text[1:]
    # Some terms begin or end with marks, as abbreviations do with a full stop.
    if term := next(filter(_term, (token, text)), None):
        return term
    if text.endswith(".") and not re.fullmatch(_INITIALS, text):
        text = text.rstrip("." + _QUOTES)
    return text or (token if token in SPOKEN else "")


def _term(text: str) -> Counts | None:
    terms = lexicon.load()
    return terms.get(text) or terms.get(text.lower())


def _is_foreign(character: str) -> bool:
    """Whether it is a letter, but neither of ours nor a Greek one, which has a name."""
    if character.isascii() or not character.isalpha():
        return False
    return not unicodedata.name(character, "").startswith(_SCRIPTS)


def _straight(text: str) -> str:
    return text.replace("’", "'").replace("ʼ", "'")


@lru_cache(maxsize=1 << 14)
def _account(token: str) -> tuple[Counts, str]:
    """Return the counts of *token*, and their source."""
    if found := _term(token):
        return found, "lexicon"
    if len(token) > _LONGEST and any(map(str.isalnum, token)):
        return frozenset({max(1, dictionary.vowel_groups(token.lower()))}), "guess"
    if token.isascii() and token.isalpha():
        # Most words, in short.
        return _word(token)
    text = without_emoticons(unicodedata.normalize("NFC", _straight(token))).strip()
    text = _stripped(text) or text
    if found := _term(text):
        return found, "lexicon"
    if not any(map(str.isalnum, text)):
        return _symbols(text), "letters"
    if re.fullmatch(_INITIALS, text):
        return frozenset({_spelled(text)}), "letters"
    if "'" in text:
        match = re.fullmatch(rules.CLITIC, text)
        known = dictionary.load().known(_plain(text.lower()))
        if known and not (match and _term(match[1])):
            return known, "dictionary"
        if match:
            return _inflected(match[1], match[2])
    if text.replace("'", "").isalpha():
        return _word(text)
    return _pieces(text)


def _inflected(stem: str, ending: str) -> tuple[Counts, str]:
    """Account for *stem* with an ending, which may come after an apostrophe."""
    counts, source = _account(stem)
    sound = stem.lower()
    if source == "letters" and stem.isalpha():
        # A hush has no endings.
        counts = counts - {1} or counts
        sound = _LETTER_NAMES.get(sound[-1], "ee")
    return plus(counts, {rules.clitic_syllables(sound, ending)}), source


def _symbols(text: str) -> Counts:
    if text in SPOKEN:
        return SPOKEN[text][0]
    return plus(*(SPOKEN.get(s, (_SILENT, _SILENT))[1] for s in text[:_LONGEST]))


def _pieces(text: str) -> tuple[Counts, str]:
    """Add up what stands between hyphens, dots, slashes, capitals and digits."""
    counts: list[Counts] = []
    sources = set()
    after_number = amount = False
    for match in re.finditer(_PIECE, text):
        piece, before, rest = match[0], text[: match.start()], text[match.end() :]
        if match.lastgroup == "symbol":
            counts.append(_symbol(piece, before, rest, after_number=after_number))
            after_number = amount = False
            continue
        if match.lastgroup == "number":
            measured = rest[:1] == "%" or rest[:1].isalpha()
            found, source = numbers.spoken(piece, measured=measured), "number"
        elif amount and (unit := numbers.UNITS.get(piece.lower())):
            found, source = unit, "number"
        elif term := _term(piece):
            found, source = term, "lexicon"
        else:
            found, source = _word(piece, alone=False)
        after_number = match.lastgroup == "number"
        # No unit ends "B2B".
        amount = after_number and not re.search(r"\w", before)
        counts.append(found)
        sources.add(source)
    if len(sources) == 1:
        return plus(*counts), sources.pop()
    return plus(*counts), "guess" if "guess" in sources else "parts"


def _symbol(symbol: str, before: str, rest: str, *, after_number: bool) -> Counts:
    """Return the counts of a symbol that stands in a word."""
    number_follows = rest[:1].isdigit()
    leading = not before.strip("-")
    signs = leading and number_follows
    if symbol == "--":
        # "Dash dash force", "double dash force".
        return _SILENT if before else _DASH
    if symbol in "-‐‑–":
        # "Minus one", "nine to five", "dash f".
        between = after_number and number_follows and symbol not in before + rest
        return _DASH if signs else _OPTIONAL if between or leading else _SILENT
    if symbol == ":" and after_number and number_follows:
        # "Four to three".
        return _OPTIONAL
    if symbol == ".":
        # "Point five", "dot com", but a path of many parts.
        if signs or re.match(_DOMAIN, rest):
            return _ONE
        if (before + rest).count(".") > 2:
            return _SILENT
    alone, within = SPOKEN.get(symbol, (_SILENT, _SILENT))
    # "Five k", "three fifty": a sign of money need not be said.
    is_short = re.fullmatch(r"[0-9.,]+[kKmMbB]|[0-9]{1,2}\.[0-9]{2}", rest)
    return alone if signs and not (symbol in "$€£" and is_short) else within


def _word(text: str, *, alone: bool = True) -> tuple[Counts, str]:
    """Account for letters, and apostrophes between them."""
    lower = text.lower()
    if len(text) == 1:
        return frozenset({_LETTERS.get(_plain(lower), 1)}), "letters"
    if text[:2].isupper() and (match := re.fullmatch(_CAPITALS, text)):
        return _inflected(match[1], match[2]) if match[2] else _acronym(text)
    data = dictionary.load()
    spelled = _plain(lower)
    if re.search("[^a-z']", spelled):
        # No letters of ours: a syllable for each sign where signs are syllables.
        signs = sum(unicodedata.category(letter) == "Lo" for letter in text)
        return frozenset({max(1, signs or len(text) // 2)}), "guess"
    if match := re.fullmatch(_CONSONANTS, spelled):
        if not match[2]:
            return _consonants(spelled), "letters"
        if not re.fullmatch(rules.ONSET, match[1]) and not data.known(spelled):
            return _inflected(match[1], match[2])
    counts, source = data.resolve(spelled)
    if source == "dictionary":
        return counts, source
    if alone and text[1:] != text[1:].lower() and not text.isupper():
        # "NaNs" has a term of mixed capitals.
        is_plural = text.endswith("s") and text[:-1] in lexicon.load()
        return _inflected(text[:-1], "s") if is_plural else _pieces(text)
    if lower.endswith(("é", "ë")):
        return data.resolve(spelled[:-1] + "ay")
    if source == "guess" and not lower.isascii():
        # A diaeresis sets a vowel apart, as a consonant before it would.
        return data.resolve(_plain(re.sub("(?<=[aeiou])(?=[äëïöü])", "h", lower)))
    return counts, source


def _acronym(letters: str) -> tuple[Counts, str]:
    """Spell out capitals or read them as a word; both if both are usual."""
    lower = letters.lower()
    named = frozenset({_spelled(lower)})
    if not dictionary.vowel_groups(lower):
        return named, "letters"
    counts, source = dictionary.load().resolve(lower)
    if source == "guess" and (len(letters) < 4 or not re.fullmatch(_READABLE, lower)):
        return named, "letters"
    if len(letters) < 4 and lower not in _STRESSED:
        return counts | named, source
    if len(letters) == 4 and source != "dictionary":
        return counts | named, "letters"
    return counts, source


def _spelled(text: str) -> int:
    return sum(_LETTERS.get(letter, 0) for letter in text.lower())


def _consonants(lower: str) -> Counts:
    """Spell out consonants, unless they are a sound: *https*, but *hmm*."""
    if lower.endswith("s") and (term := lexicon.load().get(lower[:-1])):
        return plus(term, {rules.clitic_syllables(lower[:-1], "s")})
    named = frozenset({_spelled(lower) or 1})
    if not re.fullmatch(_HUSH, lower):
        return named
    return named | {1} if lower == "ssh" else frozenset({1})


def _plain(lower: str) -> str:
    """Return *lower* without accents."""
    if lower.isascii():
        return lower
    apart = unicodedata.normalize("NFKD", lower.translate(_LIGATURES))
    return "".join(c for c in apart if not unicodedata.combining(c))

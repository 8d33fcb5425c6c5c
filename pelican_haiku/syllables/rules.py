"""Words made of known ones: inflections, affixes, compounds, British spellings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final

Known = Callable[[str], frozenset[int] | None]
"""The counts of a word in lower case, or ``None``."""

_DEPTH: Final = 3
SIBILANTS: Final = tuple("s x z ch sh ce se ze ge che she".split())
"""What ends in a hiss, after which *-s* is a syllable."""

# Per ending, the syllables that it adds.
_ENDINGS: Final[Mapping[str, int]] = {
    "ing": 1, "ings": 1, "er": 1, "ers": 1, "est": 1, "y": 1, "ly": 1, "ness": 1,
    "nesses": 2, "less": 1, "lessly": 2, "lessness": 2, "ful": 1, "fully": 2,
    "fulness": 2, "able": 2, "ably": 2, "ability": 4, "ish": 1, "ment": 1, "ments": 1,
    "ism": 2, "isms": 2, "ist": 1, "ists": 1, "ize": 1, "izes": 2, "ized": 1,
    "izing": 2, "izer": 2, "izers": 2, "ization": 3, "izations": 3, "ify": 2,
    "ified": 2, "ifies": 2, "ifying": 3, "like": 1, "wise": 1, "ward": 1, "wards": 1,
    "hood": 1, "ship": 1, "dom": 1, "ingly": 2, "edly": 2,
}  # fmt: skip
_LONGEST_ENDING: Final = max(map(len, _ENDINGS))
_PREFIXES: Final[Mapping[str, int]] = {
    "un": 1, "re": 1, "de": 1, "pre": 1, "non": 1, "mis": 1, "dis": 1, "sub": 1,
    "co": 1, "bi": 1, "tri": 1, "post": 1, "trans": 1, "out": 1, "ex": 1, "in": 1,
    "over": 2, "under": 2, "inter": 2, "super": 2, "anti": 2, "multi": 2, "micro": 2,
    "macro": 2, "mega": 2, "giga": 2, "nano": 2, "kilo": 2, "mini": 2, "meta": 2,
    "auto": 2, "semi": 2, "pseudo": 2, "hyper": 2, "ultra": 2, "proto": 2, "poly": 2,
    "mono": 2, "uni": 2, "tele": 2, "cyber": 2, "crypto": 2, "geo": 2, "bio": 2,
    "neuro": 2, "electro": 3, "photo": 2, "hydro": 2, "thermo": 2, "counter": 2,
    "extra": 2, "infra": 2, "intra": 2, "omni": 2, "quasi": 2,
}  # fmt: skip

# What follows an apostrophe; whether it is a syllable of its own hangs on the sound
# before it.
_CLITIC: Final = r"(.+)('s|'|'d|'ed|'ll|'ve|'re|'m|n't|'ing|'er)$"

# British endings and the American ones, which CMUdict has.
_BRITISH: Final = (
    ("is(e|ed|es|ing|er|ers|ation|ations|able)$", r"iz\1"),
    ("ys(e|ed|es|ing|er|ers)$", r"yz\1"),
    ("our", "or"),
    ("([tb])re(s?)$", r"\1er\2"),
    ("ogue(s?)$", r"og\1"),
    ("ll(ed|ing|er|ers|or|ors|ation|ations)$", r"l\1"),
    ("ence(s?)$", r"ense\1"),
    ("ae|oe", "e"),
    ("mme(s?)$", r"m\1"),
    ("grey", "gray"),
)


@lru_cache(maxsize=1)
def _british() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(british), american) for british, american in _BRITISH)


def resolve(
    word: str, known: Known, estimate: Callable[[str], int]
) -> tuple[frozenset[int], str]:
    """Return the counts of *word*, and where they come from.

    That is ``"dictionary"``, ``"parts"`` or ``"guess"``. Where short parts of a word say
    other than its letters, either may be right, and both are accepted.
    """
    if counts := known(word):
        return counts, "dictionary"
    counts = derive(word, known)
    if counts is None:
        return frozenset({estimate(word)}), "guess"
    if "'" not in word and not _is_certain(word, known):
        counts |= {estimate(word)}
    return counts, "parts"


def _is_certain(word: str, known: Known) -> bool:
    """Whether *word* has an ending or parts that are no accident of its letters."""

    def long_parts(word: str) -> frozenset[int] | None:
        return _compound(word, known, shortest=4) or _prefixed(
            word, lambda stem: known(stem) if len(stem) > 4 else None
        )

    found = long_parts(word) or inflect(word, lambda w: known(w) or long_parts(w))
    return found is not None


def derive(word: str, known: Known, depth: int = _DEPTH) -> frozenset[int] | None:
    """Return the counts of *word* from what it is made of, or ``None``.

    *word* is in lower case, with straight apostrophes; it need not be known itself.
    """
    if depth == 0 or len(word) < 3:
        return None

    def look(stem: str) -> frozenset[int] | None:
        if len(stem) < 2:
            return None
        return known(stem) or derive(stem, known, depth - 1)

    if "'" in word:
        return _with_clitic(word, look)
    if not word.isalpha():
        return None
    if counts := inflect(word, known):
        return counts
    for pattern, american in _british():
        spelling = pattern.sub(american, word)
        if spelling != word and (counts := look(spelling)):
            return counts
    # Last, an ending on what is itself derived: "reinstallers", "whitespaces".
    return _compound(word, known) or _prefixed(word, look) or inflect(word, look)


def inflect(word: str, look: Known) -> frozenset[int] | None:
    """Return the counts of *word* as one that *look* has with an ending, or ``None``."""
    for stem, added in _inflected(word):
        if len(stem) > 1 and (counts := look(stem)):
            return _plus(counts, added)
    for length in range(min(_LONGEST_ENDING, len(word) - 3), 0, -1):
        base, ending = word[:-length], word[-length:]
        if ending in _ENDINGS and not _VOWELS.isdisjoint(base):
            for stem, merged in _stems(base, ending):
                if counts := look(stem):
                    return _plus(counts, _ENDINGS[ending] - merged)
    return None


_VOWELS: Final = frozenset("aeiouy")


def _inflected(word: str) -> Iterator[tuple[str, int]]:
    """Yield what *word* may be a plural or a past tense of, and the syllables added."""
    if word.endswith("ies"):
        yield word[:-3] + "y", 0
    if word.endswith("s") and not word.endswith("ss"):
        stem = word[:-1]
        if not stem.endswith(("s", "x", "z", "ch", "sh")):
            yield stem, int(stem.endswith(SIBILANTS))
        if word.endswith("es"):
            yield word[:-2], int(word[:-2].endswith(SIBILANTS))
            if word.endswith(("sses", "zzes")):
                yield word[:-3], 1
    if word.endswith("ied"):
        yield word[:-3] + "y", 0
    if word.endswith("ed") and len(word) > 4:
        added = int(word.endswith(("ted", "ded")))
        for stem, merged in _stems(word[:-2], "ed"):
            # "Handled" has no vowel but that of "handle".
            yield stem, 0 if merged else added


_BARE: Final = (
    "[aeiouy][^aeiouy]+[aeiouy]+[^aeiouycgsvz]+$|[aeiouy]{2}[^aeiouycgsvz]$"
    "|[^aeiouy][^aeiouycghlsvz]$|[lr]l$|[st]h$"
)
"""What is a word by itself where both it and it with an *e* are one."""


def _stems(base: str, ending: str) -> Iterator[tuple[str, int]]:
    """Yield what may have stood before *ending*, and the syllables that merge with it."""
    if base.endswith("i") and not ending.startswith("i"):
        # "Hurriedly": the ending's vowel is that of "hurry".
        yield base[:-1] + "y", int(ending == "edly")
    if ending == "y" and base[-1] in "aeiouy":
        return
    if ending[0] not in "aeiouy":
        # "Basically" has no syllable more than "basical".
        yield base, int(ending == "ly" and base.endswith("ical"))
        if ending == "ly":
            yield base + "le", 1
        return
    if len(base) > 2 and base[-1] == base[-2] and base[-1] not in "aeious":
        yield base[:-1], 0
    if base[-1] == ending[0] == "e":
        return
    with_e = base + "e", int(base[-1] == "l" and base[-2] not in "aeiouylrw")
    # "Gasped" is not of "Gaspé" and "parenting" of no "parente", but "hoped" is of "hope"
    # and "cached" of "cache".
    if re.search(_BARE, base):
        yield base, 0
        yield with_e
    else:
        yield with_e
        yield base, 0
    if ending.startswith("i") and ending[:3] != "ing":
        yield base + "y", 1


def _compound(word: str, known: Known, *, shortest: int = 3) -> frozenset[int] | None:
    """Return the counts of two known words run together, the longest first."""
    for split in range(len(word) - shortest, shortest - 1, -1):
        tail = word[split:]
        if tail in _NO_TAIL:
            continue
        head = known(word[:split])
        if head and (counts := known(tail)):
            return frozenset(one + other for one in head for other in counts)
    return None


# Words that are endings of longer ones far more often than parts of a compound.
_NO_TAIL: Final = frozenset(
    "age ant ate ant ion ism ist ish ing ade ice ine ile ore ire ure ose ous ale ess ten"
    " ted led red ran tin ton son sin sis ties tied tic ling lings den men man ric ria"
    " nia ina ana ella ette ita ito ski sky ley lee ley ner ter der ber per mer ver"
    " able ably ally ance ence ency ancy ions ages ants ates ary ery ory ity inger"
    " era eral ural oral idea ideal area real read eat ear eared".split()
)


def _prefixed(word: str, look: Known) -> frozenset[int] | None:
    for length in range(8, 1, -1):
        added = _PREFIXES.get(word[:length])
        if added and len(word) - length > 2 and (counts := look(word[length:])):
            return _plus(counts, added)
    return None


def _with_clitic(word: str, look: Known) -> frozenset[int] | None:
    match = re.fullmatch(_CLITIC, word)
    counts = look(match[1]) if match else None
    if match is None or counts is None:
        return None
    return _plus(counts, clitic_syllables(match[1], match[2]))


def clitic_syllables(stem: str, clitic: str) -> int:
    """Return the syllables that *clitic*, with its apostrophe, adds to *stem*."""
    if clitic == "'s":
        return int(stem.endswith(SIBILANTS))
    if clitic in {"'d", "'ed"}:
        return int(stem.endswith(("t", "d", "te", "de")))
    if clitic in {"'ll", "'ve", "'re"}:
        return int(not stem or stem[-1] not in "aeiouy")
    return int(clitic in {"n't", "'ing", "'er"})


def _plus(counts: frozenset[int], added: int) -> frozenset[int]:
    return frozenset(count + added for count in counts) if added else counts

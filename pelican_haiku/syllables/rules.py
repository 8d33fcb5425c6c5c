"""Words made of known ones: inflections, affixes, compounds, British spellings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from pelican_haiku.syllables.numbers import Counts, plus

Known = Callable[[str], Counts | None]
"""The counts of a word in lower case, or ``None``."""

SIBILANTS: Final = tuple("s x z ch sh ce se xe ze ge che she".split())
"""What ends in a hiss, after which *-s* is a syllable."""

# The syllables that endings and prefixes add.
_ENDINGS: Final[Mapping[str, int]] = {
    ending: syllables
    for syllables, endings in (
        (1, "ing ings er ers est y ly ness less ful ish ment ments ist ists ize ized "
            "like wise ward wards hood ship dom al or ors ion ions ive ee ees ops"),
        (2, "nesses lessly lessness fully fulness able ably ism isms izes izing izer "
            "izers ify ified ifies ingly edly ally ation ations"),
        (3, "ization izations ifying"),
        (4, "ability"),
    )
    for ending in endings.split()
}  # fmt: skip
_LONGEST_ENDING: Final = max(map(len, _ENDINGS))
_PREFIXES: Final[Mapping[str, int]] = {
    prefix: syllables
    for syllables, prefixes in (
        (1, "un re de pre non mis dis sub co up on bi tri post trans out ex in"),
        (2, "over under inter super anti multi micro macro mega giga nano kilo mini "
            "meta auto semi pseudo hyper ultra proto poly mono uni tele cyber crypto "
            "geo bio neuro photo hydro thermo counter extra infra intra omni quasi"),
        (3, "electro"),
    )
    for prefix in prefixes.split()
}  # fmt: skip

# What follows an apostrophe; whether it is a syllable of its own depends on the sound
# before it.
CLITIC: Final = r"(.+?)('s|'|'e?d|'ll|'ve|'re|'m|n't|'ing|'ers?)$"

# Consonants that a syllable may begin with.
ONSET: Final = (
    r"[bcfgkp][lr]|[cgkpst]h[lr]?|[dt][rw]|s[cklmnpqtw]|s[cpt][lrh]|sch[lmnrw]?"
    r"|thw|[vw][hlr]|[gkp]n|ps|rh|ts|[gk]w"
)

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


def derive(word: str, known: Known) -> Counts | None:
    """Return the counts of *word* from known words that it is made of, or ``None``.

    *word* is in lower case; it need not be known itself.
    """
    if len(word) < 4 or not word.isalpha():
        return None

    def inflected(word: str) -> Counts | None:
        return known(word) or inflect(word, known)

    def twice_inflected(word: str) -> Counts | None:
        return known(word) or inflect(word, inflected)

    def composed(word: str) -> Counts | None:
        if counts := _prefixed(word, twice_inflected):
            return counts
        # Six letters are two words by accident too often.
        if len(word) < 7:
            return None
        return compound(word, known) or compound(word, inflected)

    if counts := inflect(word, inflected):
        return counts
    for british, american in _BRITISH:
        spelling = re.sub(british, american, word)
        if spelling != word and (
            counts := twice_inflected(spelling) or composed(spelling)
        ):
            return counts
    # "Time stamps", not "timest amps".
    return inflect(word, composed) or composed(word)


def inflect(word: str, look: Known) -> Counts | None:
    """Return the counts of *word* as one that *look* has with an ending, or ``None``."""
    for stem, added in _inflected(word):
        if len(stem) > 1 and (counts := look(stem)):
            return plus(counts, added)
    for length in range(min(_LONGEST_ENDING, len(word) - 3), 0, -1):
        base, ending = word[:-length], word[-length:]
        if ending in _ENDINGS and not _VOWELS.isdisjoint(base):
            for stem, merged in _stems(base, ending):
                if counts := look(stem):
                    return plus(counts, [_ENDINGS[ending] - less for less in merged])
    return None


_VOWELS: Final = frozenset("aeiouy")


def _inflected(word: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield what *word* may be a plural or a past tense of, and the syllables added."""
    if word.endswith("ies"):
        yield word[:-3] + "y", (0,)
    if word.endswith("s") and not word.endswith("ss"):
        stem = word[:-1]
        if not stem.endswith(("s", "x", "z", "ch", "sh")):
            yield stem, (int(stem.endswith(SIBILANTS)),)
        if word.endswith("es"):
            yield word[:-2], (int(word[:-2].endswith(SIBILANTS)),)
            if word.endswith(("sses", "zzes")):
                yield word[:-3], (1,)
    if word.endswith("ied"):
        yield word[:-3] + "y", (0,)
    if word.endswith("ed") and len(word) > 4:
        added = int(word.endswith(("ted", "ded")))
        for stem, merged in _stems(word[:-2], "ed"):
            # "Handled" has no vowel but that of "handle".
            yield stem, (0,) if merged != (0,) else (added,)


_BARE: Final = (
    "(?!.*ir$)[aeiouy][^aeiouy]+[aeiouy]+[^aeiouycgsvz]+$|[aeiouy]{2}[^aeiouycgsvz]$"
    "|[^aeiouy][^aeiouycghlsvz]$|[lr]l$|[st]h$|[^a]ch$|tach$"
)
"""What is a word by itself if both it and it with an *e* are one."""


def _stems(base: str, ending: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield what may have stood before *ending*, and the syllables that may merge."""
    if ending in {"y", "al", "ally"} and base[-1] in "aeiouy":
        return
    if ending in {"or", "ors", "ion", "ions", "ive"} and base[-1] not in "st":
        return
    if base.endswith("i") and not ending.startswith("i"):
        # "Hurriedly": the ending's vowel is that of "hurry".
        yield base[:-1] + "y", (int(ending == "edly"),)
    # "Cataclysmal" has no syllable between the "s" and the "m".
    spoken_m = (1,) if base.endswith(("sm", "thm")) else (0,)
    if ending[0] not in "aeiouy":
        # "Basically" may have no syllable more than "basical".
        yield base, (0, 1) if ending == "ly" and base.endswith("ical") else (0,)
        if ending == "ly" and base[-1] not in "aeiouyr":
            yield base + "le", (1,)
        return
    if ending == "ally" and base.endswith("ic"):
        yield base, (0, 1)
    if len(base) > 2 and base[-1] == base[-2] and base[-1] not in "aeious":
        yield base[:-1], (0,)
    if base[-1] == "e":
        if ending[0] != "e":
            yield base, (0,)
        return
    # "Handling" has two or three.
    syllabic = base[-1] == "l" and base[-2] not in "aeiouylrw"
    with_e = base + "e", (0, 1) if syllabic else (0,)
    # "Gasped" is not of "Gaspé" and "parenting" of no "parente", but "hoped" is of "hope"
    # and "cached" of "cache".
    if re.search(_BARE, base):
        yield base, spoken_m
        yield with_e
    else:
        yield with_e
        yield base, (0,)
    if ending.startswith("i") and ending[:3] != "ing":
        yield base + "y", (1,)


def compound(word: str, look: Known) -> Counts | None:
    """Return the counts of two words run together, the first as long as can be."""
    for split in range(len(word) - 3, 2, -1):
        tail = word[split:]
        head = look(word[:split]) if tail not in _NO_TAIL else None
        if head and (counts := look(tail)):
            return plus(head, counts)
    return None


# Words that are endings of longer ones far more often than parts of a compound.
_NO_TAIL: Final = frozenset(
    "age ant ate ant ion ism ist ish ing ade ice ine ile ore ire ure ose ous ale ess ten"
    " ted led red ran tin ton son sin sis ties tied tic ling lings den men man ric ria"
    " nia ina ana ella ette ita ito ski sky ley lee ley ner ter der ber per mer ver"
    " able ably ally ance ence ency ancy ions ages ants ates ary ery ory ity inger"
    " era eral ural oral idea ideal area real read eat ear eared tier ring cent ids les"
    " nes ites rating ration rations ional ions".split()
)


def _prefixed(word: str, look: Known) -> Counts | None:
    if _VOWELS.isdisjoint(word[:2]) and not re.fullmatch(ONSET, word[:2]):
        # "Mbox", "pthread": the letter is named, since it begins no syllable.
        counts = look(word[1:])
        return plus(counts, (3 if word[0] == "w" else 1,)) if counts else None
    for length in range(8, 1, -1):
        added = _PREFIXES.get(word[:length])
        if added and len(word) - length > 2 and (counts := look(word[length:])):
            return plus(counts, (added,))
    return None


def clitic_syllables(stem: str, clitic: str) -> int:
    """Return the syllables that *clitic*, such as *'s* or *ing*, adds to *stem*."""
    clitic = clitic.removeprefix("'")
    if clitic in {"s", "es"}:
        return int(stem.endswith(SIBILANTS))
    if clitic in {"d", "ed"}:
        return int(stem.endswith(("t", "d", "te", "de")))
    if clitic in {"ll", "ve", "re"}:
        return int(not stem or stem[-1] not in "aeiouy")
    return int(clitic in {"n't", "ing", "er", "ers"})

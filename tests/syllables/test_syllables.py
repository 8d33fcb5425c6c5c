"""Syllables: what is accepted for a word, the shipped data, and any text at all."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelican_haiku.syllables import dictionary, lexicon, morae
from pelican_haiku.syllables import words as syllables
from pelican_haiku.syllables.numbers import plus
from pelican_haiku.syllables.words import Word, count, fits, total, words
from pelican_haiku.title.haiku import Haiku, parse

KNOWN = ("dictionary", "number", "letters", "parts")
CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[tuple[str, frozenset[int]]]:
    """Return the tokens of a file and their counts; a token may have spaces."""
    found = []
    for line in (CASES / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            token, _, counts = line.partition("  ")
            found.append((token, frozenset(map(int, counts.split()))))
    return found


def haiku(name: str) -> list[tuple[str, bool]]:
    """Return the haiku of a file, and whether each scans."""
    true, _, false = (CASES / name).read_text(encoding="utf-8").partition("# not\n")
    return [
        (line, scans)
        for text, scans in ((true, True), (false, False))
        for line in text.splitlines()
        if " / " in line
    ]


@pytest.mark.parametrize(
    ("token", "counts"),
    [
        case
        for name in (
            "rules.txt",
            "abbreviations.txt",
            "derivations.txt",
            "final-vowels.txt",
            "initialisms.txt",
            "silent.txt",
            "terms.txt",
        )
        for case in cases(name)
    ],
)
def test_each_way_to_say_a_token_is_accepted(token: str, counts: frozenset[int]) -> None:
    assert count(token) == counts


@pytest.mark.parametrize("token", [token for token, _ in cases("terms.txt")])
def test_a_term_is_known_and_not_guessed(token: str) -> None:
    line = words(token)
    assert line is not None
    assert all(word.source in {*KNOWN, "lexicon"} for word in line)


@pytest.mark.parametrize(("text", "scans"), haiku("haiku.txt"))
def test_a_haiku_about_servers_is_judged(text: str, scans: bool) -> None:
    assert Haiku(parse(text)).scans is scans


@pytest.mark.parametrize(
    ("line", "syllables_"),
    [
        ("$ sudo make me tea", 5),
        (">>> import this", 3),
        ("it costs $ 5", 5),
        ("“Mrs.,” she said", 4),
        ("he met Mrs. Byte.", 5),
        ("it works ¯\\_(ツ)_/¯ :D", 2),
        (":tada: we ship it :rocket:", 3),
    ],
)
def test_a_line_has_marks_that_are_not_spoken(line: str, syllables_: int) -> None:
    found = words(line)
    assert found is not None
    assert syllables_ in total(found)


def test_a_word_says_where_its_count_is_from() -> None:
    line = words(
        "the IDE of 1984 said blorfinax re-deploy SSH Frob",
        names={"frob": frozenset({3})},
    )
    assert line is not None
    assert {word.text: word.source for word in line} == {
        "the": "dictionary",
        "IDE": "lexicon",
        "of": "dictionary",
        "1984": "number",
        "said": "dictionary",
        "blorfinax": "guess",
        "re-deploy": "parts",
        "SSH": "letters",
        "Frob": "setting",
    }


def test_the_longest_name_of_the_setting_wins() -> None:
    names = {"Foo": frozenset({1}), "foo bar": frozenset({4}), "C++": frozenset({3})}
    line = words("Foo’s foo Bar, fool: c++!", names=names)
    assert line is not None
    assert line == (
        Word("Foo’s", frozenset({1}), "setting"),
        Word("foo Bar", frozenset({4}), "setting"),
        Word("fool", frozenset({1}), "dictionary"),
        Word("c++", frozenset({3}), "setting"),
    )


def test_a_line_of_capitals_has_no_acronyms() -> None:
    line = words("DO NOT TOUCH US ALL")
    assert line is not None
    assert total(line) == {5}


def test_what_is_not_spoken_is_no_word() -> None:
    assert [word.text for word in words("🎉 ship it — now… – 🚀") or ()] == [
        "ship",
        "it",
        "now",
    ]


@pytest.mark.parametrize("lang", ["fr", "de", "ja-Latn", "zh", ""])
def test_other_languages_are_not_judged(lang: str) -> None:
    assert words("the server is down", lang=lang) is None


def test_english_in_another_script_is_not_judged() -> None:
    assert words("the сервер is down") is None
    assert words("λ is down") is not None


@pytest.mark.parametrize(
    ("kana", "count_"),
    [
        ("しずかさや", 5),
        ("きゃっきゃっ", 4),
        ("コンピューター", 6),
        ("ｷｬﾝﾌﾟ", 3),
        ("いわ、にしみいる！", 7),
        ("古池や", None),
        ("！", None),
    ],
)
def test_morae_of_kana(kana: str, count_: int | None) -> None:
    assert morae.count(kana) == count_


@pytest.mark.parametrize("ordinal", ["91.4th", "1,000.5th", "3.11.2nd"])
def test_decimals_are_no_ordinals(ordinal: str) -> None:
    assert count(ordinal) == count(ordinal[:-2])


def test_a_guess_alone_makes_no_line_fail() -> None:
    known = Word("known", frozenset({4}), "dictionary")
    guessed = Word("blorf", frozenset({2}), "guess")
    assert fits([known, guessed], 5)
    assert fits([known, guessed], 7)
    assert not fits([known, guessed], 8)
    assert not fits([known], 5)


@given(st.text())
def test_any_text_has_a_count(text: str) -> None:
    assert all(number >= 0 for number in count(text))
    assert count(text)
    assert Haiku((text, text, text)).scans in {True, False, None}


@pytest.mark.parametrize(
    "text", ["9" * 5000, "a-" * 5000, "A" * 5000, "1." * 3000, "'" * 500, "fire-" * 999]
)
def test_long_texts_take_no_long_time(text: str) -> None:
    assert count(text)


def test_no_line_of_the_lexicon_is_redundant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each says what the rules would not, or only guess, and stands in order.

    Small letters stand for capitals as well, which the rules may spell out.
    """
    terms = dict(lexicon.load())
    assert list(terms) == sorted(terms)
    monkeypatch.setattr(lexicon, "load", lambda: terms)
    data = replace(dictionary.load(), terms=terms)
    monkeypatch.setattr(dictionary, "load", lambda: data)
    redundant = []
    for term, counts in list(terms.items()):
        del terms[term]
        syllables._account.cache_clear()
        right = [(counts, known) for known in KNOWN]
        if all(syllables._account(s) in right for s in (term, term.upper())):
            redundant.append(term)
        terms[term] = counts
    syllables._account.cache_clear()
    assert redundant == []


def test_a_term_counts_the_same_by_itself_and_in_a_line() -> None:
    differing = [
        term
        for term, counts in lexicon.load().items()
        if counts != {0} and total(words(f"so {term} is") or ()) != plus(counts, {2})
    ]
    assert differing == []


@pytest.mark.parametrize("line", ["kubectl", "kubectl three", "a b 2", "a 1,2", "a 1 # "])
def test_a_malformed_line_of_the_lexicon_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="line 2 is no term"):
        lexicon.parse(f"ok 2\n{line}\n")


def test_a_term_stands_in_the_lexicon_once() -> None:
    with pytest.raises(ValueError, match="line 3 repeats 'ok'"):
        lexicon.parse("# Terms.\nok 2\nok 3  # again\n")


def test_the_data_are_small() -> None:
    names = ("words.bin", "exceptions.txt", "weights.txt", "lexicon.txt")
    assert sum((lexicon.DATA / name).stat().st_size for name in names) < 110_000


def test_nothing_is_read_before_a_word_is_counted() -> None:
    code = (
        "import sys\n"
        "opened = []\n"
        "hook = lambda event, args: event == 'open' and opened.append(args[0])\n"
        "sys.addaudithook(hook)\n"
        "from pelican_haiku.syllables import words\n"
        "data = lambda: [str(p) for p in opened if 'words.bin' in str(p)]\n"
        "assert not data()\n"
        "words.count('wonderment')\n"
        "assert data()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

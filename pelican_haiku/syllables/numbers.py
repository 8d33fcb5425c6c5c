"""How many syllables a number has, in each way that it is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

Counts = frozenset[int]

_ONES: Final = (2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2)
_TENS: Final = (0, 0, 2, 2, 2, 2, 2, 3, 2, 2)
_SCALES: Final = (0, 2, 2, 2, 2, 3, 3)
"""Nothing, thousand, million, billion, trillion, quadrillion, quintillion."""

_UNITS: Final[Mapping[str, Counts]] = {
    unit: frozenset(counts)
    for units, counts in (
        ("% percent bps px sec secs µm", {2}),
        ("x d g w v ft hz bit bits nm c p a", {1}),
        ("k m b t bn mio h hr hrs min mins pt ghzs", {1, 2}),
        ("kb mb gb", {1, 2, 3}),
        ("tb pb eb kg", {2, 3}),
        ("kib mib gib tib kw khz mhz ghz thz", {3}),
        ("ms us µs ns cm mm km", {2, 4}),
        ("kbps mbps gbps", {3, 4, 6}),
        ("kwh", {3, 4, 5}),
        ("mph fps rpm qps rps", {3}),
        ("am pm", {2}),
        ("°", {2}),
        ("°c", {1, 3, 4}),
        ("°f", {1, 3, 4}),
        ("s", {2}),
        ("+", {1}),
        ("k+ m+ x+ %+", {2, 3}),
    )
    for unit in units.split()
}  # fmt: skip
"""What is said after a number: 3 for *gigabytes*, 1 for *gigs*, 2 for *GB* by letters."""

_SIGNS: Final[Mapping[str, Counts]] = {
    sign: frozenset(counts)
    for sign, counts in (
        ("", {0}),
        ("#", {1, 2}),  # hash, number
        ("~", {0, 2}),  # about
        ("≈", {2}),
        ("+", {1}),
        ("-", {0, 2, 3}),  # a hyphen, minus, negative
        ("−", {2, 3}),
        ("±", {4}),
        ("<", {2}),  # under
        (">", {2, 3}),  # over, greater than
        ("≤", {2}),  # at most
        ("≥", {2}),  # at least
        ("v", {1}),
        ("'", {0}),
        ("×", {1}),
        ("@", {1}),
    )
}
_CURRENCIES: Final[Mapping[str, Counts]] = {
    "$": frozenset({2}),
    "€": frozenset({2}),
    "£": frozenset({1}),
    "¥": frozenset({1}),
}

_INTEGER: Final = r"[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+"
# Compiled on first use, which most sites never come to; small and capital letters alike.
_AMOUNT: Final = (
    r"(?i)(?P<sign>[#~≈+<>≤≥v'×@±−-]?)(?P<currency>[$€£¥]?)"
    rf"(?P<number>(?:{_INTEGER})?(?:\.[0-9]+)*)"
    r"(?P<unit>[a-z%°+µ]*)"
)
_ORDINAL: Final = rf"(?i)({_INTEGER})(?:st|nd|rd|th)"
_PLURAL: Final = r"'?([0-9]+)('?)s"
_TIME: Final = r"(?i)([01]?[0-9]|2[0-4]):([0-5][0-9])(?::([0-5][0-9]))?(am|pm)?"
_FRACTION: Final = r"([0-9]{1,4})[/⁄]([0-9]{1,4})"


def spoken(token: str) -> Counts | None:
    """Return the counts of *token*, or ``None`` if it is no number.

    Cardinals, ordinals, years, times, fractions, decimals, versions and addresses; with
    a sign, a currency or a unit. Only ASCII digits count as such.
    """
    if match := re.fullmatch(_TIME, token):
        return _time(*match.groups())
    if match := re.fullmatch(_FRACTION, token):
        return _fraction(match[1], match[2])
    if match := re.fullmatch(_ORDINAL, token):
        return _ordinal(match[1].replace(",", ""))
    if match := re.fullmatch(_PLURAL, token):
        # "30s" may also be half a minute.
        added = int(match[1].endswith("6"))
        many = len(match[1]) > 2
        seconds = set() if match[2] or many else plus(integer(match[1]), {2})
        return plus(_decade(match[1]), {added}) | seconds
    match = re.fullmatch(_AMOUNT, token)
    if match is None or not match["number"]:
        return None
    unit = match["unit"].lower()
    if unit and unit not in _UNITS:
        return None
    measured = bool(unit or match["currency"])
    counts = _number(match["number"], measured=measured)
    if match["currency"]:
        counts = _money(match["number"], counts, _CURRENCIES[match["currency"]])
    return plus(counts, _UNITS[unit] if unit else {0}, _SIGNS[match["sign"].lower()])


def integer(digits: str) -> Counts:
    """Return the counts of a whole number: a cardinal, a year, a code, or its digits.

    *digits* are ASCII ones, however many.
    """
    if len(digits) > 15:
        return _digit_by_digit(digits)
    value = int(digits)
    if digits[0] == "0" and len(digits) > 1:
        return _digit_by_digit(digits) | (_cardinal(value) if len(digits) == 2 else set())
    cardinal = _cardinal(value)
    if len(digits) < 3 or value % (100 if len(digits) == 3 else 1000) == 0:
        return cardinal
    if len(digits) == 3:
        return cardinal | _pair(value // 100, value % 100) | _digit_by_digit(digits)
    if len(digits) == 4:
        paired = _pair(value // 100, value % 100)
        # Years are not spelled out, ports are.
        return cardinal | paired | (set() if value < 2100 else _digit_by_digit(digits))
    if len(digits) == 5:
        # "Sixty-five five thirty-five".
        cardinal |= plus(integer(digits[:2]), integer(digits[2:]))
    return cardinal | _digit_by_digit(digits)


def _decade(digits: str) -> Counts:
    """Say "nineteen seventy" and "two thousand" of what a plural is of."""
    if len(digits) == 4 and digits[0] in "12":
        if digits[1:] == "000":
            return _cardinal(int(digits))
        return _pair(int(digits[:2]), int(digits[2:]))
    return integer(digits)


def _cardinal(value: int) -> Counts:
    """Say "one hundred and five" and "one hundred five"."""
    if value < 100:
        return frozenset({_below_hundred(value)})
    counts = frozenset({0})
    for power in range(len(_SCALES) - 1, -1, -1):
        group = value // 1000**power % 1000
        if not group:
            continue
        hundreds, rest = divmod(group, 100)
        spoken_ = _SCALES[power] + (_ONES[hundreds] + 2 if hundreds else 0)
        spoken_ += _below_hundred(rest) if rest else 0
        joined = rest and (hundreds or (power == 0 and value > 100))
        counts = plus(counts, {spoken_, spoken_ + 1} if joined else {spoken_})
    return counts


def _below_hundred(value: int) -> int:
    if value < 20:
        return _ONES[value]
    return _TENS[value // 10] + (_ONES[value % 10] if value % 10 else 0)


def _pair(first: int, second: int) -> Counts:
    """Say "nineteen eighty-four", "four oh four", "nineteen hundred"."""
    if second == 0:
        return frozenset({_below_hundred(first) + 2})
    if second < 10:
        said = _below_hundred(first) + _ONES[second]
        return frozenset({said + 1, said + 2} if first < 10 else {said + 1})
    return frozenset({_below_hundred(first) + _below_hundred(second)})


def _digit_by_digit(digits: str) -> Counts:
    zeros = digits.count("0")
    others = sum(_ONES[int(digit)] for digit in digits if digit != "0")
    return frozenset({others + zeros, others + 2 * zeros})


def _number(text: str, *, measured: bool) -> Counts:
    """Return the counts of a whole number, a decimal, or parts between dots."""
    whole, *parts = text.replace(",", "").split(".")
    counts = _cardinal(int(whole)) if "," in text else integer(whole) if whole else None
    if not parts:
        return counts or frozenset()
    if len(parts) > 1:
        inner = [integer(part) for part in ([whole] if whole else []) + parts]
        return plus(*inner, {0, len(parts)})
    decimals = _digit_by_digit(parts[0])
    if counts is None:
        return plus(decimals, {1})
    # "Oh point five", "point five".
    before = frozenset({0, 1, 2}) if whole == "0" else counts
    said = plus(before, decimals, {1})
    if parts[0] == "5":
        # "One and a half".
        said |= plus(counts, {3}) if whole != "0" else {1}
    if len(parts[0]) == 2 and not measured:
        # A version: "three eleven", "twenty-two oh four", "three point eleven".
        last = int(parts[0])
        pair = plus({_ONES[last]}, {1, 2}) if last < 10 else _cardinal(last)
        said |= plus(before, pair, {0, 1})
    return said


def _money(number: str, counts: Counts, currency: Counts) -> Counts:
    whole, _, cents = number.replace(",", "").partition(".")
    said = plus(counts, currency)
    if whole and len(cents) == 2 and cents.isdigit():
        amount = plus(integer(whole), _cardinal(int(cents)) if cents != "00" else {0})
        # "Three fifty", "three dollars and fifty cents".
        said = amount | plus(amount, currency, {0, 1, 2})
    return said


def _time(hour: str, minute: str, second: str | None, half: str | None) -> Counts:
    counts = frozenset({_below_hundred(int(hour))})
    if minute == "00":
        # "Ten", "ten o'clock", "ten hundred"; "midnight" for zero.
        counts = plus(counts, {0, 2})
    elif minute[0] == "0":
        counts = plus(counts, {1 + _ONES[int(minute)]})
    else:
        counts = plus(counts, {_below_hundred(int(minute))})
    if second is not None:
        counts = plus(counts, integer(second))
    return plus(counts, {2 if half else 0})


def _ordinal(digits: str) -> Counts:
    if len(digits) > 15:
        return integer(digits)
    value = int(digits)
    # "Twentieth" has one more than "twenty", and "second" than "two".
    added = int(
        (value % 10 == 0 and value % 100 >= 20) or (value % 10 == 2 and value % 100 != 12)
    )
    return plus(_cardinal(value), {added})


def _fraction(upper: str, lower: str) -> Counts:
    # "Fifty fifty", "one slash two", "one of two".
    said = plus(integer(upper), integer(lower), {0, 1})
    if int(lower) == 2:
        return said | {1} | plus(integer(upper), {1})
    if int(lower) in range(3, 101) and int(upper) < int(lower):
        said |= plus(integer(upper), _ordinal(str(int(lower))))
        if int(lower) == 4:
            said |= plus(integer(upper), {2})
    return said


def plus(*sets: Iterable[int]) -> Counts:
    """Return every sum of one count of each of *sets*."""
    sums = frozenset({0})
    for counts in sets:
        sums = frozenset(one + other for one in sums for other in counts)
    return sums

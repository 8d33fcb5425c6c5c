"""How many syllables a number has, in each way that it is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

Counts = frozenset[int]

_ONES: Final = (2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2)
_TENS: Final = (0, 0, 2, 2, 2, 2, 2, 3, 2, 2)
_SCALES: Final = (0, 2, 2, 2, 2, 3, 3)
"""Nothing, thousand, million, billion, trillion, quadrillion, quintillion."""
_CODES: Final = frozenset([*range(400, 452), *range(500, 512), 911])
"""Numbers of three digits that are read digit by digit."""

UNITS: Final[Mapping[str, Counts]] = {
    unit: frozenset(counts)
    for units, counts in (
        ("% percent bps px sec secs µm am pm", {2}),
        ("x d g w v ft hz bit bits nm c p a", {1}),
        ("k m b t bn mio h hr hrs min mins pt ghzs", {1, 2}),
        ("kb mb gb", {1, 2, 3}),
        ("tb pb eb kg", {2, 3}),
        ("kib mib gib tib kw khz mhz ghz thz", {3}),
        ("ms us ns cm mm km", {2, 4}),
        ("µs μs", {4}),
        ("kbps mbps gbps", {4, 6}),
        ("kwh", {3, 4, 5}),
        ("mph fps rpm qps rps", {3}),
    )
    for unit in units.split()
}  # fmt: skip
"""What is said after a number: 3 for *gigabytes*, 1 for *gigs*, 2 for *GB* by letters."""


def spoken(text: str, *, measured: bool = False) -> Counts:
    """Return the counts of a number as it may stand in a word.

    A cardinal, an ordinal or a plural by its ending, a year, a time, decimals, a version;
    no version if it is *measured*, which means that a unit follows.
    """
    number = text.replace(",", "").rstrip("sthnrd")
    hour, *minutes = number.split(":")
    if minutes:
        return plus(integer(hour), *map(_minutes, minutes))
    if text.endswith(("st", "nd", "rd", "th")) and number.isdigit():
        return _ordinal(number)
    if not text.endswith("s"):
        return _number(number, measured=measured)
    if len(number) == 4 and number[0] in "12" and not number.endswith("000"):
        # "Nineteen seventies".
        return _pair(int(number[:2]), int(number[2:]))
    seconds = plus(_number(number, measured=True), {2})
    if not number.isdigit():
        return seconds
    # "Nineties", "sixes", or so many seconds.
    many = plus(integer(number), {int(number.endswith("6"))})
    return many if len(number) > 2 else many | seconds


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
        said = cardinal | _pair(value // 100, value % 100)
        # "Four two nine", as status codes are read.
        return said | _digit_by_digit(digits) if value in _CODES else said
    if len(digits) == 4:
        paired = _pair(value // 100, value % 100)
        # Years are not spelled out, ports are.
        return cardinal | paired | (set() if value < 2100 else _digit_by_digit(digits))
    if len(digits) == 5:
        # "Sixty-five five thirty-five".
        cardinal |= plus(integer(digits[:2]), integer(digits[2:]))
    return cardinal | _digit_by_digit(digits)


def _cardinal(value: int) -> Counts:
    """Say "one hundred and five" and "one hundred five"."""
    if value < 100:
        return frozenset({_below_hundred(value)})
    counts = frozenset({0})
    for power in range(len(_SCALES) - 1, -1, -1):
        hundreds, rest = divmod(value // 1000**power % 1000, 100)
        if not hundreds and not rest:
            continue
        said = _SCALES[power] + (_ONES[hundreds] + 2 if hundreds else 0)
        said += _below_hundred(rest) if rest else 0
        joined = rest and (hundreds or power == 0)
        counts = plus(counts, {said, said + 1} if joined else {said})
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
    whole, *parts = text.split(".")
    counts = integer(whole)
    if not parts:
        return counts
    if len(parts) > 1:
        return plus(counts, *map(integer, parts), {0, len(parts)})
    # "Oh point five", "point five".
    before = frozenset({0, 1, 2}) if whole == "0" else counts
    said = plus(before, _digit_by_digit(parts[0]), {1})
    if parts[0] == "5":
        # "One and a half".
        said |= plus(counts, {3}) if whole != "0" else {1}
    if len(parts[0]) == 2 and not measured:
        # A version: "three eleven", "twenty-two oh four", "three point eleven".
        last = int(parts[0])
        pair = plus({_ONES[last]}, {1, 2}) if last < 10 else _cardinal(last)
        said |= plus(before, pair, {0, 1})
    return said


def _minutes(digits: str) -> Counts:
    if digits == "00":
        # "Ten", "ten o'clock", "ten hundred".
        return frozenset({0, 2})
    return frozenset({_below_hundred(int(digits)) + (digits[0] == "0")})


def _ordinal(digits: str) -> Counts:
    if len(digits) > 15:
        return integer(digits)
    value = int(digits)
    # "Twentieth" has one more than "twenty", and "second" than "two".
    is_longer = value % 100 >= 20 if value % 10 == 0 else value % 10 == 2
    return plus(_cardinal(value), {int(is_longer and value % 100 != 12)})


def plus(*sets: Collection[int]) -> Counts:
    """Return every sum of one count of each of *sets*."""
    sums = {0}
    for counts in sets:
        sums = {one + other for one in sums for other in counts}
    return frozenset(sums)

"""Names, texts, numbers and dates of trees of any shape."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from policylang.syntax import RESERVED
from policylang.syntax import nodes as tree
from tests.agreement.chooser import Chooser
from tests.agreement.texts import TEXTS
from tests.agreement.world import NAMES

UNITS: Final = (None, None, "points", "hours", "minutes", "%", "USD", "JPY")
TIMES: Final = ("days", "weeks", "months", "years")
#: Letters of several scripts. None is longer when it is put together with another.
_LETTERS: Final = "abcqxyzABCXYZäßéøΩяЖ中走访あ게ⅳªʰ"
#: What a number, a date or a length before it, or a word such as `this`, would take for its own.
_TAKEN: Final = """
    point points hour hours minute minutes day days week weeks month months quarter year years
    calendar USD any otherwise time times title
"""
_MANY: Final = (0, 1, 2, 5, 12, 9_999, 10_000, 1_234_567)


def name(choose: Chooser) -> tree.Name:
    """Any name a value may have."""
    if choose.chance(60):
        return tree.Name(choose.among(NAMES))
    letters = "".join(choose.among(_LETTERS) for _ in range(choose.number(1, 8)))
    return tree.Name("x" if letters in RESERVED else unicodedata.normalize("NFC", letters))


def own_name(choose: Chooser) -> tree.Name:
    """A name that may stand at the start of a line, or after a word that goes with units."""
    found = name(choose)
    unit = len(found.text) == 3 and found.text.isascii() and found.text.isupper()
    return tree.Name("plain") if unit or found.text in _TAKEN.split() else found


def grade(choose: Chooser) -> tree.Name:
    """The name of a grade: with signs at its end or without."""
    found = own_name(choose)
    return tree.Name(found.text + choose.among(("", "+", "-", "++", "+-")))


def among(choose: Chooser, options: Sequence[Any]) -> Any:
    """One of several things, of any types: what is built of them takes each."""
    return choose.among(options)


def some(choose: Chooser, make: Any, *weights: int) -> tuple[Any, ...]:
    """One or more things: two of them as often as the second weight says, and so on."""
    return tuple(make(choose) for _ in range(1 + choose.how_many(*(weights or (60, 30, 10)))))


def maybe(choose: Chooser, make: Any, percent: int = 50) -> Any:
    """A thing, or None."""
    return make(choose) if choose.chance(percent) else None


def text(choose: Chooser) -> tree.Text:
    """Any text."""
    if choose.chance(50):
        return tree.Text(choose.among(TEXTS))
    letters = _LETTERS + " \t\\\"'#{}(),;:=%🙂\u0301\u200d"
    return tree.Text("".join(choose.among(letters) for _ in range(choose.number(0, 12))))


def notes(choose: Chooser) -> list[Any]:
    """What a block cites and assumes."""
    kinds = (tree.Source, tree.Assumed)
    return [choose.among(kinds)(text(choose)) for _ in range(choose.how_many(50, 30, 20))]


def count(choose: Chooser) -> int:
    """A whole number, as windows and days have them."""
    return choose.among(_MANY) if choose.chance(20) else choose.number(0, 99)


def date(choose: Chooser) -> tree.DateLiteral:
    """Any day of the calendar."""
    first, last = datetime.date(1800, 1, 1).toordinal(), datetime.date(2999, 12, 31).toordinal()
    return tree.DateLiteral(datetime.date.fromordinal(choose.number(first, last)))


def amount(choose: Chooser) -> tree.Quantity:
    """A number that is not below zero, with or without a unit."""
    return tree.Quantity(_digits(choose), choose.among(UNITS))


def number(choose: Chooser) -> tree.Quantity:
    """A number alone."""
    return tree.Quantity(_digits(choose))


def signed(choose: Chooser) -> tree.Quantity:
    """A number above or below zero."""
    found = amount(choose)
    return tree.Quantity(-found.value, found.unit) if choose.chance(30) else found


def _digits(choose: Chooser) -> Decimal:
    whole = count(choose) if choose.chance(70) else choose.number(0, 10**9)
    decimals = choose.how_many(50, 20, 20, 10)
    return Decimal(f"{whole}.{'1234'[:decimals]}" if decimals else whole)


def occasion(choose: Chooser) -> tree.Occasion:
    """An action, a moment of one, a rule, or an end of a status."""
    match choose.weighted(plain=50, moment=25, edge=25):
        case "moment":
            return tree.Occasion(name(choose), name(choose))
        case "edge":
            return tree.Occasion(name(choose), None, choose.among(("start", "end")))
    return tree.Occasion(name(choose))


def year_from(choose: Chooser, *, previous: bool = False) -> tree.YearFrom:
    """A year that does not begin in January, or with a date of the person."""
    if choose.chance(50):
        return tree.YearFrom(None, None, name(choose), previous)
    return tree.YearFrom(choose.number(0, 40), choose.number(1, 12), None, previous)

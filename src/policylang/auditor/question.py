"""What is asked: of whom, from when to when, at which prices, and how hard to try."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import attrs

from policylang.model.assumptions import Assumptions

#: Years that are looked ahead at most, also of a claim or a certificate, and their days: what is
#: beyond is for no proof by going through days.
MOST_YEARS: Final = 100
MOST_DAYS: Final = 366 * MOST_YEARS
#: Bytes that a state takes in plain Python, about: a tuple of numbers, and what leads back to it.
STATE: Final = 400


class Unfit(Exception):  # noqa: N818 - an answer, not a failure
    """Something the exact model cannot hold; the text says what, in words of the policy."""


class RanOut(Exception):  # noqa: N818 - an answer, not a failure
    """A limit of the search was reached; the text says which."""


@attrs.frozen
class Question:
    """A person, a stretch of days and prices. Days are ordinals, both ends included.

    `hour` is the price of an hour in held money. `money` is the held money a person can spend in
    all, `hours_a_year` the held hours in a calendar year; None is without end. They are looked at
    where a grade is asked for (`grades`, `way back`), not where a gain is.
    """

    since: int
    until: int
    attributes: tuple[int, ...] = ()
    hour: Fraction = Fraction(0)
    money: int | None = None
    hours_a_year: int | None = None
    #: Bytes that the states of a search may take, and how many searches of one kind share them.
    memory: int = 512 * 2**20
    among: int = 1
    #: What is assumed beside the policy, from a file; it is in the machine already.
    assumptions: Assumptions | None = None

    @property
    def room(self) -> int:
        """Bytes that the states of one search may take."""
        return max(self.memory // self.among, STATE)

    @property
    def states(self) -> int:
        """Most states that a search in plain Python may keep."""
        return self.room // STATE

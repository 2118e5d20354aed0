"""What is asked: of whom, from when to when, at which prices, and how hard to try."""

from __future__ import annotations

from fractions import Fraction

import attrs

from policylang.model.assumptions import Assumptions


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
    #: Most states that may be kept at once; `policylang audit --states` has the same default.
    states: int = 400_000
    #: What is assumed beside the policy, from a file; it is in the machine already.
    assumptions: Assumptions | None = None

"""Everything generated code may name, and nothing else."""

from __future__ import annotations

from collections import deque
from datetime import date
from functools import lru_cache
from typing import Final

from policylang.model.calendar import (
    Period,
    add_months,
    months_between,
    period_end,
    period_last,
    period_start,
)
from policylang.model.expressions import Rounding, divide
from policylang.model.periods import Season, Stretch, stretch_among

__all__ = [
    "DAY",
    "MONTH",
    "NEVER",
    "NO_DAY",
    "QUARTER",
    "WEEK",
    "YEAR",
    "Unfit",
    "add_months",
    "date",
    "deque",
    "divide_to_nearest",
    "divide_truncated",
    "lies_in",
    "month_end",
    "months_between",
    "period_last",
    "period_start",
    "quarter_end",
    "year_end",
]

#: A day before all others, and one after them: no calendar reaches either. Python compares
#: integers of one digit, that is below 2**30, faster than longer ones.
NO_DAY: Final = -(2**30 - 1)
NEVER: Final = 2**30 - 1


#: Calendar periods, as generated code names them.
DAY, WEEK, MONTH, QUARTER, YEAR = Period


class Unfit(Exception):  # noqa: N818 - it says what a row is, and never leaves the package
    """A row that the quick path cannot read. The careful path reads it or says what is wrong."""


@lru_cache(maxsize=8192)
def month_end(day: int) -> int:
    """First day after the calendar month that holds a day."""
    return period_end(day, Period.MONTH)


@lru_cache(maxsize=8192)
def quarter_end(day: int) -> int:
    """First day after the calendar quarter that holds a day."""
    return period_end(day, Period.QUARTER)


@lru_cache(maxsize=8192)
def year_end(day: int) -> int:
    """First day after the calendar year that holds a day."""
    return period_end(day, Period.YEAR)


def lies_in(day: int, stretches: tuple[Stretch, ...], season: Season | None) -> bool:
    """Whether a day lies in one of some stretches, or in a season."""
    return stretch_among(stretches, season, day) is not None


def divide_truncated(value: int, by: int) -> int:
    """Divide by a positive constant, towards zero."""
    return divide(value, by, Rounding.TRUNCATE)


def divide_to_nearest(value: int, by: int) -> int:
    """Divide by a positive constant to the nearest integer, halves away from zero."""
    return divide(value, by, Rounding.NEAREST)

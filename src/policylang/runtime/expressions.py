"""The value of an expression of the machine, computed node by node."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Final, Protocol

from policylang.model import expressions as e
from policylang.model.calendar import add_months, months_between, period_last, period_start

_RELATIONS: Final[dict[e.Relation, Callable[[int, int], bool]]] = {
    e.Relation.LESS: operator.lt,
    e.Relation.AT_MOST: operator.le,
    e.Relation.MORE: operator.gt,
    e.Relation.AT_LEAST: operator.ge,
    e.Relation.EQUAL: operator.eq,
    e.Relation.UNEQUAL: operator.ne,
}


class Moment(Protocol):
    """What an expression can look at: one person, on one day, perhaps at an event."""

    @property
    def today(self) -> int:
        """The day of the event or tick being applied."""

    @property
    def as_of(self) -> int:
        """The day the result is for."""

    @property
    def event_day(self) -> int:
        """The day of the first moment of the event in sight."""

    @property
    def fields(self) -> Sequence[int]:
        """The event in sight: the one being counted in a tally, else the one being applied."""

    @property
    def present(self) -> Sequence[int]:
        """In a tally, the event being applied; empty where there is none."""

    @property
    def attributes(self) -> Sequence[int]:
        """The person's attributes, in declared order."""

    def holds(self, condition: e.Expression) -> bool:
        """Whether a condition that decides between two values holds."""

    def balance(self, score: int) -> int:
        """A score, in held points."""

    def still_counting(self, score: int, day: int) -> int:
        """What of the lots of a score counts on a day."""

    def rank(self, grading: int) -> int:
        """Place of the present grade."""

    def in_status(self, status: int) -> bool:
        """Whether the person is in a status."""

    def in_period(self, period: int, day: int) -> bool:
        """Whether a day lies in a named period."""

    def recall(self, tally: int) -> int:
        """What a tally of the machine holds today."""

    def look_up(self, table: int, keys: Sequence[int]) -> int:
        """The value of the first row of a table that fits."""

    def is_tied(self, name: int) -> bool:
        """Whether a name is one of those the person is level with."""


def value_of(expression: e.Expression, moment: Moment) -> int:
    """Held integer of an expression at a moment; 1 or 0 for a condition."""
    match expression:
        case e.Constant(value):
            return value
        case e.FieldValue(slot):
            return moment.fields[slot]
        case e.PresentField(slot):
            return moment.present[slot] if slot < len(moment.present) else 0
        case e.AttributeValue(slot):
            return moment.attributes[slot]
        case e.Today():
            return moment.today
        case e.Add(parts):
            return sum(value_of(part, moment) for part in parts)
        case e.Negate(part):
            return -value_of(part, moment)
        case e.Multiply(parts):
            return reduce(operator.mul, (value_of(part, moment) for part in parts))
        case e.Divide(part, by, rounding):
            return e.divide(value_of(part, moment), by, rounding)
        case e.Least(left, right):
            return min(value_of(left, moment), value_of(right, moment))
        case e.Greatest(left, right):
            return max(value_of(left, moment), value_of(right, moment))
        case e.Compare(relation, left, right):
            return int(_RELATIONS[relation](value_of(left, moment), value_of(right, moment)))
        case e.All(parts):
            return int(all(value_of(part, moment) for part in parts))
        case e.Any(parts):
            return int(any(value_of(part, moment) for part in parts))
        case e.Not(part):
            return 1 - value_of(part, moment)
        case e.Either(condition, then, otherwise):
            return value_of(then if moment.holds(condition) else otherwise, moment)
        case _:
            return _of_days(expression, moment)


def _of_days(expression: e.Expression, moment: Moment) -> int:
    """The value of what reckons with days."""
    match expression:
        case e.AsOf():
            return moment.as_of
        case e.EventDay():
            return moment.event_day
        case e.AddMonths(day, months, next_day):
            return add_months(value_of(day, moment), value_of(months, moment), next_day=next_day)
        case e.MonthsBetween(first, last, next_day):
            days = value_of(first, moment), value_of(last, moment)
            return months_between(*days, next_day=next_day)
        case e.PeriodEdge(part, period, edge):
            inside = value_of(part, moment)
            return period_last(inside, period) if edge == "last" else period_start(inside, period)
        case _:
            return _of_state(expression, moment)


def _of_state(expression: e.Expression, moment: Moment) -> int:
    """The value of what reads the person's state or the tables and periods of the policy."""
    match expression:
        case e.Balance(score):
            return moment.balance(score)
        case e.Recall(tally):
            return moment.recall(tally)
        case e.StillCounting(score, day):
            return moment.still_counting(score, value_of(day, moment))
        case e.RankOf(grading):
            return moment.rank(grading)
        case e.InStatus(status):
            return int(moment.in_status(status))
        case e.InPeriod(period, day):
            return int(moment.in_period(period, value_of(day, moment)))
        case e.Lookup(table, keys):
            return moment.look_up(table, [value_of(key, moment) for key in keys])
        case e.Tied(slot):
            return int(moment.is_tied(moment.fields[slot]))
        case _:
            raise AssertionError(f"no value is defined for {expression!r}")

"""What each node of an expression comes to."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import attrs
import pytest

from policylang.model import expressions as e
from policylang.model import machine as m
from policylang.model.calendar import Period
from policylang.runtime.expressions import value_of
from policylang.runtime.readings import look_up, reading

JANUARY_31 = datetime.date(2016, 1, 31).toordinal()


@attrs.define
class Here:
    """A person whom an expression looks at."""

    today: int = JANUARY_31
    as_of: int = 740_000
    fields: tuple[int, ...] = (7, 0)
    present: tuple[int, ...] = (4,)
    event_day: int = 0
    attributes: tuple[int, ...] = (9,)

    def holds(self, condition: e.Expression | None) -> bool:
        return condition is None or bool(value_of(condition, self))  # type: ignore[arg-type]

    def balance(self, score: int) -> int:
        return 50 + score

    def still_counting(self, score: int, day: int) -> int:
        return score + day

    def rank(self, grading: int) -> int:
        return grading

    def in_status(self, status: int) -> bool:
        return status == 1

    def in_period(self, period: int, day: int) -> bool:
        return day == 7

    def recall(self, tally: int) -> int:
        return 100 + tally

    def look_up(self, table: int, keys: Sequence[int]) -> int:
        return look_up(TABLE, keys)

    def tied(self, name: int) -> bool:
        return name == 7

    is_tied = tied


TABLE = m.Table(
    "t",
    "",
    (
        m.TableRow(((0, 5), (0, 9)), 1, m.Origin("")),
        m.TableRow(((6, 9), (2, 2)), 2, m.Origin("")),
        m.TableRow(((0, 9), (0, 9)), 3, m.Origin("")),
    ),
    m.Origin(""),
)


class Tables:
    tables = (TABLE,)


TODAY = e.Today()
SEVEN, NO, TWO = e.FieldValue(0), e.FieldValue(1), e.Constant(2)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (TWO, 2),
        (SEVEN, 7),
        (e.AttributeValue(0), 9),
        (e.Balance(), 50),
        (e.Balance(1), 51),
        (e.PresentField(0), 4),
        (e.StillCounting(2, SEVEN), 9),
        (e.RankOf(2), 2),
        (e.InStatus(1), 1),
        (e.InStatus(0), 0),
        (e.InPeriod(0, SEVEN), 1),
        (e.InPeriod(0, TWO), 0),
        (e.Tied(0), 1),
        (e.Tied(1), 0),
        (e.AsOf(), 740_000),
        (e.Lookup(0, (NO, TWO)), 1),
        (e.Lookup(0, (SEVEN, TWO)), 2),
        (e.Lookup(0, (SEVEN, SEVEN)), 3),
        (e.Either(SEVEN, TWO, NO), 2),
        (e.Either(NO, TWO, SEVEN), 7),
        (e.AddMonths(TODAY, e.Constant(1)), JANUARY_31 + 29),
        (e.AddMonths(TODAY, e.Constant(1), next_day=True), JANUARY_31 + 30),
        (e.AddMonths(NO, TWO), 0),
        (e.MonthsBetween(TODAY, e.Constant(JANUARY_31 + 29)), 1),
        (e.MonthsBetween(TODAY, e.Constant(JANUARY_31 + 29), next_day=True), 0),
        (e.PeriodEdge(TODAY, Period.MONTH, "first"), JANUARY_31 - 30),
        (e.PeriodEdge(TODAY, Period.QUARTER, "last"), JANUARY_31 + 60),
        (e.PeriodEdge(NO, Period.YEAR, "last"), 0),
        (e.Today(), JANUARY_31),
        (e.Recall(3), 103),
        (e.Add((SEVEN, TWO, TWO)), 11),
        (e.Negate(SEVEN), -7),
        (e.Multiply((SEVEN, TWO, TWO)), 28),
        (e.Divide(SEVEN, 2, e.Rounding.DOWN), 3),
        (e.Divide(SEVEN, 2, e.Rounding.UP), 4),
        (e.Divide(e.Negate(SEVEN), 2, e.Rounding.DOWN), -4),
        (e.Divide(e.Negate(SEVEN), 2, e.Rounding.UP), -3),
        (e.Divide(e.Negate(SEVEN), 2, e.Rounding.NEAREST), -4),
        (e.Divide(e.Negate(SEVEN), 2, e.Rounding.TRUNCATE), -3),
        (e.Least(SEVEN, TWO), 2),
        (e.Greatest(SEVEN, TWO), 7),
        (e.Compare(e.Relation.LESS, TWO, TWO), 0),
        (e.Compare(e.Relation.AT_MOST, TWO, TWO), 1),
        (e.Compare(e.Relation.MORE, TWO, TWO), 0),
        (e.Compare(e.Relation.AT_LEAST, TWO, TWO), 1),
        (e.Compare(e.Relation.EQUAL, TWO, TWO), 1),
        (e.Compare(e.Relation.UNEQUAL, TWO, TWO), 0),
        (e.All((e.Constant(1), NO)), 0),
        (e.All((e.Constant(1), e.Constant(1))), 1),
        (e.Any((NO, e.Constant(1))), 1),
        (e.Any((NO, NO)), 0),
        (e.Not(NO), 1),
        (e.Not(e.Constant(1)), 0),
    ],
)
def test_a_node_has_its_value(expression: e.Expression, value: int) -> None:
    here = Here()
    found = value_of(expression, here)
    assert found == value
    assert type(found) is int
    by_closure = reading(expression, Tables())(here, here.fields)  # type: ignore[arg-type]
    assert by_closure == value
    assert type(by_closure) is int


def test_every_kind_of_node_is_tried_here() -> None:
    (marks,) = test_a_node_has_its_value.pytestmark  # type: ignore[attr-defined]
    tried = {type(expression) for expression, _ in marks.args[1]} | {e.EventDay}
    assert tried == set(e.Expression.__args__)

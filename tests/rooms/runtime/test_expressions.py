"""What each node of an expression comes to."""

from __future__ import annotations

import attrs
import pytest

from policylang.model import expressions as e
from policylang.runtime.expressions import value_of


@attrs.define
class Here:
    score: int = 50
    today: int = 736_000
    fields: tuple[int, ...] = (7, 0)
    attributes: tuple[int, ...] = (9,)

    def recall(self, tally: int) -> int:
        return 100 + tally


SEVEN, NO, TWO = e.FieldValue(0), e.FieldValue(1), e.Constant(2)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (TWO, 2),
        (SEVEN, 7),
        (e.AttributeValue(0), 9),
        (e.Balance(), 50),
        (e.Today(), 736_000),
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
    found = value_of(expression, Here())
    assert found == value
    assert type(found) is int


def test_every_kind_of_node_is_tried_here() -> None:
    (marks,) = test_a_node_has_its_value.pytestmark  # type: ignore[attr-defined]
    tried = {type(expression) for expression, _ in marks.args[1]}
    assert tried == set(e.Expression.__args__)

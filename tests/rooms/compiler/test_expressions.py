"""Expressions as Python text mean what the interpreter computes, bracket by bracket."""

from __future__ import annotations

import ast

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.compiler.expressions import Expressions
from policylang.compiler.memory import Latest
from policylang.model import expressions as e
from policylang.runtime import prelude
from policylang.runtime.expressions import value_of
from tests.rooms.expression_trees import CONDITIONS, NUMBERS


@attrs.define
class Names:
    """Stands for the names of a machine with two columns and one attribute."""

    columns: tuple[str, ...] = ("field_0", "field_1")
    attributes: tuple[str, ...] = ("person_0",)


@attrs.define
class Here:
    score: int
    today: int
    fields: tuple[int, ...]
    attributes: tuple[int, ...]

    def recall(self, tally: int) -> int:
        raise AssertionError


TEXTS = Expressions(Names(), ())  # type: ignore[arg-type]
VALUES = st.integers(-30, 30)


def computed(text: str, here: Here) -> int:
    names = {
        "score": here.score,
        "day": here.today,
        "field_0": here.fields[0],
        "field_1": here.fields[1],
        "person_0": here.attributes[0],
    }
    helpers = {name: getattr(prelude, name) for name in prelude.__all__}
    found: int = eval(text, {**helpers, "min": min, "max": max}, names)
    return found


@given(NUMBERS | CONDITIONS, st.tuples(VALUES, VALUES, VALUES, VALUES, VALUES))
def test_the_text_of_an_expression_computes_its_value(
    expression: e.Expression, values: tuple[int, int, int, int, int]
) -> None:
    here = Here(values[0], values[1], (values[2], values[3]), (values[4],))
    text = TEXTS.text(expression)
    assert computed(text, here) == value_of(expression, here)
    assert computed(f"1 and {TEXTS.conjunct(expression)}", here) == value_of(expression, here)
    ast.parse(text)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (e.Add((e.Balance(), e.Constant(-3), e.Negate(e.FieldValue(0)))), "score - 3 - field_0"),
        (e.Divide(e.Add((e.Balance(), e.Constant(1))), 5, e.Rounding.DOWN), "(score + 1) // 5"),
        (e.Divide(e.Balance(), 5, e.Rounding.UP), "-(-score // 5)"),
        (e.Not(e.Compare(e.Relation.LESS, e.Balance(), e.Constant(3))), "not score < 3"),
        (
            e.All((e.Any((e.FieldValue(0), e.FieldValue(1))), e.Not(e.FieldValue(0)))),
            "(field_0 or field_1) and not field_0",
        ),
    ],
)
def test_a_text_has_no_more_brackets_than_it_needs(expression: e.Expression, text: str) -> None:
    assert TEXTS.text(expression) == text


@given(st.sampled_from(e.Relation), st.integers(0, 4), st.lists(st.integers(0, 12), max_size=6))
def test_a_count_against_a_constant_is_read_off_the_latest_days(
    relation: e.Relation, number: int, ages: list[int]
) -> None:
    memory = Latest("count_0", days=5, size=5)
    today = 100
    names: dict[str, int] = {}
    exec("\n".join(memory.declared()), {"NO_DAY": prelude.NO_DAY}, names)
    for day in sorted(today - age for age in ages):
        names["day"] = day
        exec("\n".join(memory.take("1")), {}, names)
    names["day"] = today
    text = Expressions(Names(), (memory,)).text(  # type: ignore[arg-type]
        e.Compare(relation, e.Recall(0), e.Constant(number))
    )
    count = sum(age < 5 for age in ages)
    expected = value_of(e.Compare(relation, e.Constant(count), e.Constant(number)), None)  # type: ignore[arg-type]
    assert bool(eval(text, {}, names)) == bool(expected)

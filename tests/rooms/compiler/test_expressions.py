"""Expressions as Python text mean what the interpreter computes, bracket by bracket."""

from __future__ import annotations

import ast
from typing import ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.compiler.expressions import Expressions
from policylang.compiler.memory import Latest
from policylang.compiler.scene_text import SceneText
from policylang.compiler.writer import Writer
from policylang.model import expressions as e
from policylang.model.calendar import Period
from policylang.runtime import prelude
from policylang.runtime.expressions import value_of
from policylang.runtime.readings import reading
from tests.rooms.expression_trees import CONDITIONS, NUMBERS


@attrs.define
class Names:
    """Stands for the names of a machine with two columns and one attribute."""

    columns: tuple[str, ...] = ("field_0", "field_1")
    attributes: tuple[str, ...] = ("person_0",)


@attrs.define
class Here:
    """One person as every engine sees them."""

    score: int
    today: int
    fields: tuple[int, ...]
    attributes: tuple[int, ...]
    as_of: int = 40

    @property
    def scores(self) -> tuple[int, ...]:
        return (self.score,)

    def holds(self, condition: e.Expression | None) -> bool:
        return condition is None or bool(value_of(condition, self))  # type: ignore[arg-type]

    def balance(self, score: int) -> int:
        return self.scores[score]


class KeptNames:
    """The same for a program, which looks whether a score is a formula."""

    columns = Names().columns
    attributes = Names().attributes
    scores: ClassVar = ("score_0",)

    class machine:  # noqa: N801
        class Kept:
            formula = None

        scores = (Kept(),)


DAY = e.Today()
TEXTS = Expressions(Names(), ())  # type: ignore[arg-type]
VALUES = st.integers(-30, 30)
HELPERS = {name: getattr(prelude, name) for name in prelude.__all__}


def computed(text: str, here: Here) -> int:
    names = {
        "score": here.score,
        "day": here.today,
        "as_of": here.as_of,
        "field_0": here.fields[0],
        "field_1": here.fields[1],
        "person_0": here.attributes[0],
    }
    found: int = eval(text, {**HELPERS, "min": min, "max": max}, names)
    return found


@given(NUMBERS | CONDITIONS, st.tuples(VALUES, VALUES, VALUES, VALUES, VALUES))
def test_the_text_of_an_expression_computes_its_value(
    expression: e.Expression, values: tuple[int, int, int, int, int]
) -> None:
    here = Here(values[0], values[1], (values[2], values[3]), (values[4],))
    text = TEXTS.text(expression)
    expected = value_of(expression, here)  # type: ignore[arg-type]
    assert computed(text, here) == expected
    assert computed(f"1 and {TEXTS.conjunct(expression)}", here) == expected
    assert type(computed(TEXTS.number(expression), here)) is int
    assert reading(expression, None)(here, here.fields) == expected  # type: ignore[arg-type]
    ast.parse(text)


@given(NUMBERS | CONDITIONS, st.tuples(VALUES, VALUES, VALUES, VALUES, VALUES))
def test_a_function_of_a_program_computes_its_value(
    expression: e.Expression, values: tuple[int, int, int, int, int]
) -> None:
    here = Here(values[0], values[1], (values[2], values[3]), (values[4],))
    texts, out = SceneText(KeptNames()), Writer()  # type: ignore[arg-type]
    with out.block("def value(p, event)"):
        texts.write_variables(out, [expression])
        out.line(f"return {texts.number(expression)}")
    scope = {**HELPERS, "score_0": 0}
    exec(out.text, scope)
    assert scope["value"](here, (*here.fields, here.today)) == value_of(expression, here)  # type: ignore[arg-type]


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
        (
            e.Either(e.FieldValue(0), e.Constant(1), e.Either(e.FieldValue(1), DAY, e.Constant(3))),
            "1 if field_0 else day if field_1 else 3",
        ),
        (
            e.Add((e.Either(e.FieldValue(0), e.Constant(1), e.Constant(2)), DAY)),
            "(1 if field_0 else 2) + day",
        ),
        (e.AddMonths(DAY, e.Constant(6), True), "add_months(day, 6, next_day=True)"),
        (e.PeriodEdge(DAY, Period.MONTH, "last"), "period_last(day, MONTH)"),
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

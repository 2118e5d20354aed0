"""Expressions as a kernel reads them: fields and attributes from arrays, the past from cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from policylang.compiler.columnar.grades import is_among, rank_of
from policylang.compiler.columnar.pen import Pen
from policylang.compiler.expressions import Expressions as FlatExpressions
from policylang.compiler.text import (
    ATOM,
    COMPARE,
    OR,
    PRODUCT,
    SUM,
    UNARY,
    Written,
    may_be_truth,
)
from policylang.model import expressions as e
from policylang.runtime.readings import COMPARISONS


def score_variable(number: int) -> str:
    """What the variable of a score is called."""
    return f"score_{number}" if number else "score"


@attrs.frozen(kw_only=True)
class Expressions(FlatExpressions):
    """Writes expressions that are read on the day a variable holds."""

    pen: Pen
    #: Where the rows of each table lie among the kernel's numbers.
    tables: Mapping[int, int]
    #: The cell of each status: the first day on which the person is not in it.
    statuses: Sequence[int]

    def state(self, expression: e.Expression) -> Written:
        """An expression that reads the person, the day or the event."""
        match expression:
            case e.FieldValue(slot):
                return f"fields[{self.pen.constant(slot)}, event]", ATOM
            case e.AttributeValue(slot):
                return f"attributes[{self.pen.constant(slot)}, person]", ATOM
            case e.Balance(score):
                return score_variable(score), ATOM
            case e.RankOf(number):
                grading = self.names.machine.gradings[number]
                return rank_of(grading, score_variable(grading.score), self.condition), ATOM
            case e.InStatus(status):
                return f"{self.pen.cell(self.statuses[status])} > {self.day}", COMPARE
            case _:
                return FlatExpressions.state(self, expression)

    def comparison(self, compare: e.Compare) -> Written:
        """Text of a comparison; of a grade, whether the score lies in some of them."""
        match compare:
            case e.Compare(relation, e.RankOf(number), e.Constant(value)):
                grading = self.names.machine.gradings[number]
                holds = COMPARISONS[relation]
                ranks = [rank for rank in range(len(grading.grades)) if holds(rank, value)]
                return f"({self.graded(number, ranks)})", ATOM
            case _:
                return FlatExpressions.comparison(self, compare)

    def graded(self, number: int, ranks: Sequence[int]) -> str:
        """Whether the grade of a grading is one of some, which rise."""
        grading = self.names.machine.gradings[number]
        return is_among(grading, ranks, score_variable(grading.score), self.condition)

    def condition(self, expression: e.Expression) -> str:
        """Text of a condition, fit to stand in `... if CONDITION else ...`."""
        return self.text(expression, OR)

    def written(self, expression: e.Expression) -> Written:
        """Text of an expression, and how tightly it binds."""
        match expression:
            case e.Constant(value):
                return self.pen.constant(value), ATOM
            case e.Lookup(table, keys):
                values = ", ".join(self.number(key) for key in keys)
                place = self.pen.constant(self.tables[table])
                return f"look_up_{len(keys)}(numbers, {place}, {values})", ATOM
            case e.Divide(part, by, rounding):
                return self._divided(part, by, rounding)
            case e.Least(left, right):
                return f"min({self.number(left)}, {self.number(right)})", ATOM
            case e.Greatest(left, right):
                return f"max({self.number(left)}, {self.number(right)})", ATOM
            case e.Compare():
                return self.comparison(expression)
            case e.Add(parts):
                return " + ".join(self._term(part) for part in parts), SUM
            case e.Multiply(parts):
                return " * ".join(self._factor(part) for part in parts), PRODUCT
            case e.Negate(part):
                return f"-{self._factor(part)}", UNARY
            case e.Either(condition, then, otherwise):
                test = self.text(condition)
                return f"({self.number(then)} if {test} else {self.number(otherwise)})", ATOM
            case _:
                return FlatExpressions.written(self, expression)

    def _term(self, part: e.Expression) -> str:
        return self._operand(part, PRODUCT)

    def _factor(self, part: e.Expression) -> str:
        return self._operand(part, ATOM)

    def _operand(self, part: e.Expression, binding: int) -> str:
        """A number, also where the part is a condition: one plus one is not an `or`."""
        text = self.text(part, binding)
        return f"int({text})" if may_be_truth(part) else text

    def _divided(self, part: e.Expression, by: int, rounding: e.Rounding) -> Written:
        match rounding:
            case e.Rounding.TRUNCATE:
                return f"divide_truncated({self.number(part)}, {self.pen.constant(by)})", ATOM
            case e.Rounding.NEAREST:
                return f"divide_to_nearest({self.number(part)}, {self.pen.constant(by)})", ATOM
            case e.Rounding.UP:
                return f"-(-{self._factor(part)} // {self.pen.constant(by)})", UNARY
            case e.Rounding.DOWN:
                return f"{self._factor(part)} // {self.pen.constant(by)}", PRODUCT

"""Expressions of the machine as Python text, with no more brackets than needed.

What is the same however a person is kept. `expressions` and `scene_text` add how the two forms
read a person.
"""

from __future__ import annotations

from typing import Final, Protocol

from policylang.compiler.naming import Names
from policylang.model import expressions as e

#: How tightly Python binds; an operand that binds less than asked for stands in brackets.
ANY, IF, OR, AND, NOT, COMPARE, SUM, PRODUCT, UNARY, ATOM = range(10)

#: Text, and how tightly it binds.
Written = tuple[str, int]

_HELPERS: Final = {
    e.Rounding.TRUNCATE: "divide_truncated",
    e.Rounding.NEAREST: "divide_to_nearest",
}


class Text(Protocol):
    """Writes expressions of one machine."""

    @property
    def names(self) -> Names:
        """What things are called in the text."""

    def state(self, expression: e.Expression) -> Written:
        """An expression that reads the person, the day or the event."""

    def text(self, expression: e.Expression, binding: int = ANY) -> str:
        """Python text of an expression, in brackets if it binds less tightly than asked."""
        written, binds = self.written(expression)
        return f"({written})" if binds < binding else written

    def conjunct(self, condition: e.Expression) -> str:
        """Python text of a condition, fit to stand beside `and`."""
        return self.text(condition, NOT)

    def number(self, expression: e.Expression) -> str:
        """Python text of an expression that gives an int, though it be a condition."""
        text = self.text(expression)
        return f"int({text})" if may_be_truth(expression) else text

    def written(self, expression: e.Expression) -> Written:
        """Text of an expression, and how tightly it binds."""
        match expression:
            case e.Constant(value):
                return (str(value), ATOM) if value >= 0 else (str(value), UNARY)
            case e.Compare():
                return self.comparison(expression)
            case e.Add(parts):
                return self._sum(parts), SUM
            case e.Negate(part):
                return f"-{self.text(part, UNARY)}", UNARY
            case e.Multiply(parts):
                return " * ".join(self.text(part, UNARY) for part in parts), PRODUCT
            case e.Divide(part, by, rounding):
                return self._quotient(part, by, rounding)
            case e.Least(left, right):
                return f"min({self.text(left)}, {self.text(right)})", ATOM
            case e.Greatest(left, right):
                return f"max({self.text(left)}, {self.text(right)})", ATOM
            case e.All(parts):
                return " and ".join(self.text(part, NOT) for part in parts), AND
            case e.Any(parts):
                return " or ".join(self.text(part, AND) for part in parts), OR
            case e.Not(part):
                return f"not {self.text(part, NOT)}", NOT
            case e.Either(condition, then, otherwise):
                test = self.text(condition, OR)
                return f"{self.text(then, OR)} if {test} else {self.text(otherwise, IF)}", IF
            case _:
                return self._call(expression)

    def _call(self, expression: e.Expression) -> Written:
        """Text of what a function works out."""
        match expression:
            case e.Lookup(table, keys):
                values = ", ".join(self.text(key) for key in keys)
                return f"{self.names.tables[table]}({values})", ATOM
            case e.InPeriod(period, day):
                return f"{self.names.periods[period]}({self.text(day)})", ATOM
            case e.AddMonths(left, right, next_day):
                return self._months("add_months", left, right, next_day), ATOM
            case e.MonthsBetween(left, right, next_day):
                return self._months("months_between", left, right, next_day), ATOM
            case e.PeriodEdge(day, period, edge):
                function = "period_start" if edge == "first" else "period_last"
                return f"{function}({self.text(day)}, {period.upper()})", ATOM
            case _:
                return self.state(expression)

    def comparison(self, compare: e.Compare) -> Written:
        """Text of a comparison."""
        left = self.text(compare.left, SUM)
        return f"{left} {compare.relation} {self.text(compare.right, SUM)}", COMPARE

    def _months(
        self, function: str, left: e.Expression, right: e.Expression, next_day: bool
    ) -> str:
        how = ", next_day=True" if next_day else ""
        return f"{function}({self.text(left)}, {self.text(right)}{how})"

    def _sum(self, parts: tuple[e.Expression, ...]) -> str:
        text = self.text(parts[0], SUM)
        for part in parts[1:]:
            match part:
                case e.Negate(inner):
                    text += f" - {self.text(inner, PRODUCT)}"
                case e.Constant(value) if value < 0:
                    text += f" - {-value}"
                case _:
                    text += f" + {self.text(part, PRODUCT)}"
        return text

    def _quotient(self, part: e.Expression, by: int, rounding: e.Rounding) -> Written:
        if helper := _HELPERS.get(rounding):
            return f"{helper}({self.text(part)}, {by})", ATOM
        if rounding is e.Rounding.UP:
            return f"-(-{self.text(part, UNARY)} // {by})", UNARY
        return f"{self.text(part, PRODUCT)} // {by}", PRODUCT


def may_be_truth(expression: e.Expression) -> bool:
    """Whether Python's value may be yes or no, where a number is wanted."""
    match expression:
        case e.Compare() | e.All() | e.Any() | e.Not() | e.InPeriod() | e.InStatus() | e.Tied():
            return True
        case e.Either(_, left, right) | e.Least(left, right) | e.Greatest(left, right):
            return may_be_truth(left) or may_be_truth(right)
        case _:
            return False

"""Expressions of the machine as Python text, with no more brackets than needed."""

from __future__ import annotations

from typing import Final

import attrs

from policylang.compiler.memory import Memory
from policylang.compiler.naming import Names
from policylang.model import expressions as e

# How tightly Python binds; an operand that binds less than asked for stands in brackets.
_ANY, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _UNARY, _ATOM = range(9)

_HELPERS: Final = {
    e.Rounding.TRUNCATE: "divide_truncated",
    e.Rounding.NEAREST: "divide_to_nearest",
}


@attrs.frozen
class Expressions:
    """Writes expressions that are read on the day a variable holds.

    `day` is the name of that variable: `day` at an event, `due_day` where a perk is due,
    `as_of` at the end. `memories` are the tallies, in order.
    """

    names: Names
    memories: tuple[Memory, ...]
    day: str = "day"

    def text(self, expression: e.Expression, binding: int = _ANY) -> str:
        """Python text of an expression, in brackets if it binds less tightly than asked."""
        written, binds = self._written(expression)
        return f"({written})" if binds < binding else written

    def conjunct(self, condition: e.Expression) -> str:
        """Python text of a condition, fit to stand beside `and`."""
        return self.text(condition, _NOT)

    def _written(self, expression: e.Expression) -> tuple[str, int]:
        match expression:
            case e.Constant(value):
                return (str(value), _ATOM) if value >= 0 else (str(value), _UNARY)
            case e.FieldValue(slot):
                return self.names.columns[slot], _ATOM
            case e.AttributeValue(slot):
                return self.names.attributes[slot], _ATOM
            case e.Balance():
                return "score", _ATOM
            case e.Today():
                return self.day, _ATOM
            case e.Recall(tally):
                return self.memories[tally].total(self.day), _ATOM
            case e.Compare():
                return self._comparison(expression)
            case e.Add(parts):
                return self._sum(parts), _SUM
            case e.Negate(part):
                return f"-{self.text(part, _UNARY)}", _UNARY
            case e.Multiply(parts):
                return " * ".join(self.text(part, _UNARY) for part in parts), _PRODUCT
            case e.Divide(part, by, rounding):
                return self._quotient(part, by, rounding)
            case e.Least(left, right):
                return f"min({self.text(left)}, {self.text(right)})", _ATOM
            case e.Greatest(left, right):
                return f"max({self.text(left)}, {self.text(right)})", _ATOM
            case e.All(parts):
                return " and ".join(self.text(part, _NOT) for part in parts), _AND
            case e.Any(parts):
                return " or ".join(self.text(part, _AND) for part in parts), _OR
            case e.Not(part):
                return f"not {self.text(part, _NOT)}", _NOT

    def _sum(self, parts: tuple[e.Expression, ...]) -> str:
        text = self.text(parts[0], _SUM)
        for part in parts[1:]:
            match part:
                case e.Negate(inner):
                    text += f" - {self.text(inner, _PRODUCT)}"
                case e.Constant(value) if value < 0:
                    text += f" - {-value}"
                case _:
                    text += f" + {self.text(part, _PRODUCT)}"
        return text

    def _quotient(self, part: e.Expression, by: int, rounding: e.Rounding) -> tuple[str, int]:
        if helper := _HELPERS.get(rounding):
            return f"{helper}({self.text(part)}, {by})", _ATOM
        if rounding is e.Rounding.UP:
            return f"-(-{self.text(part, _UNARY)} // {by})", _UNARY
        return f"{self.text(part, _PRODUCT)} // {by}", _PRODUCT

    def _comparison(self, compare: e.Compare) -> tuple[str, int]:
        match compare:
            case e.Compare(relation, e.Recall(tally), e.Constant(value)):
                memory = self.memories[tally]
                at_least = memory.reached(value, self.day)
                more = memory.reached(value + 1, self.day)
                if at_least and more:
                    return self._reached(relation, at_least, more)
        left = self.text(compare.left, _SUM)
        return f"{left} {compare.relation} {self.text(compare.right, _SUM)}", _COMPARE

    def _reached(self, relation: e.Relation, at_least: str, more: str) -> tuple[str, int]:
        """A count against a constant, from whether it holds that many, and one more."""
        match relation:
            case e.Relation.AT_LEAST:
                return at_least, _COMPARE
            case e.Relation.MORE:
                return more, _COMPARE
            case e.Relation.LESS:
                return f"not {at_least}", _NOT
            case e.Relation.AT_MOST:
                return f"not {more}", _NOT
            case e.Relation.EQUAL:
                return f"{at_least} and not {more}", _AND
            case e.Relation.UNEQUAL:
                return f"not ({at_least} and not {more})", _NOT

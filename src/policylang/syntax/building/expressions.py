"""Expressions and written values."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from policylang.core import limits
from policylang.syntax import nodes as tree
from policylang.syntax.building.base import Base
from policylang.syntax.building.words import (
    Words,
    after,
    is_token,
    nodes_of,
    number_of,
    plural,
    single_spaced,
    token_of,
)
from policylang.syntax.words import MONTHS


class Expressions(Base):
    """Expressions, loosest first, and what they are made of."""

    def or_(self, words: Words) -> Any:
        parts = tuple(nodes_of(words))
        return parts[0] if len(parts) == 1 else tree.Or(parts, self._nest(words))

    def and_(self, words: Words) -> Any:
        parts = tuple(nodes_of(words))
        return parts[0] if len(parts) == 1 else tree.And(parts, self._nest(words))

    def not_(self, words: Words) -> tree.Not:
        return tree.Not(words[1], self._nest(words))

    def compare(self, words: Words) -> tree.Comparison:
        operator = " ".join(words[1].split())
        operator = "is" if operator == "=" else operator
        return tree.Comparison(operator, words[0], words[2], self._nest(words))

    def is_in(self, words: Words) -> tree.IsIn:
        return tree.IsIn(words[0], words[2], "not" in words[1].split(), self._nest(words))

    def is_given(self, words: Words) -> tree.IsGiven:
        return tree.IsGiven(words[0], "not" in words[1].split(), self._span(words))

    def is_tied(self, words: Words) -> tree.IsTied:
        return tree.IsTied(words[0], self._span(words))

    def out_of(self, words: Words) -> tree.Ratio:
        return tree.Ratio(words[0], words[2], self._nest(words))

    def sum_(self, words: Words) -> Any:
        if len(words) == 1:
            return words[0]
        signs = [1, *(1 if sign == "+" else -1 for sign in words[1::2])]
        parts = tuple(zip(signs, words[::2], strict=True))
        return tree.Sum(parts, self._nest(words))

    def up_to(self, words: Words) -> tree.UpTo:
        return tree.UpTo(words[0], words[2], self._nest(words))

    def rounded_to(self, words: Words) -> tree.RoundedTo:
        *rounding, _, digits, _ = words[1].split()
        return tree.RoundedTo(words[0], " ".join(rounding), int(digits), self._nest(words))

    def product(self, words: Words) -> Any:
        parts = tuple(nodes_of(words))
        return parts[0] if len(parts) == 1 else tree.Product(parts, self._nest(words))

    def negative(self, words: Words) -> Any:
        part = words[1]
        if isinstance(part, tree.Quantity) and part.value >= 0:
            return tree.Quantity(part.value.copy_negate(), part.unit, self._span(words))
        return tree.Negative(part, self._nest(words))

    minus_quantity = negative

    def either(self, words: Words) -> tree.Either:
        return tree.Either(words[2], words[0], words[4], self._nest(words))

    def share(self, words: Words) -> tree.ShareOf:
        rounding = single_spaced(words[3])
        return tree.ShareOf(words[0], words[2], rounding, self._nest(words))

    def group(self, words: Words) -> Any:
        return attrs.evolve(words[1], span=self._span(words))

    def quantity(self, words: Words) -> tree.Quantity:
        unit = None if words[1] is None else str(words[1])
        if unit is not None and unit.islower():
            unit = unit.rstrip("s") + "s"
        return tree.Quantity(number_of(words[0]), unit, self._span(words))

    def length(self, words: Words) -> tree.Length:
        parts = tuple(
            (self._amount(amount), plural(unit))
            for amount, unit in zip(words[::2], words[1::2], strict=True)
        )
        return tree.Length(parts, self._nest(words))

    def _amount(self, word: Any) -> Any:
        """How many of a unit: a number or a name where no rule of its own stands around it."""
        if not is_token(word):
            return word
        if word.type == "LATER_NAME":
            return self._name(word)
        return tree.Quantity(number_of(word), None, self._span([word]))

    def name(self, words: Words) -> tree.Name:
        return self._name(words[0])

    def date(self, words: Words) -> tree.DateLiteral:
        span = self._span(words)
        if len(words) == 1:
            year, month, day = (int(part) for part in words[0].split("-"))
        else:
            day, month = self._count(words[0]), MONTHS.index(words[1]) + 1
            year = self._count(words[2])
        if limits.FIRST_YEAR <= year <= limits.LAST_YEAR:
            try:
                return tree.DateLiteral(datetime.date(year, month, day), span)
            except (ValueError, OverflowError):
                pass
        self.no_such_dates.append(span)
        return tree.DateLiteral(datetime.date.min, span)

    def yes_no(self, words: Words) -> tree.YesNo:
        return tree.YesNo(words[0] == "yes", self._span(words))

    def the_date(self, words: Words) -> tree.TheDate:
        return tree.TheDate(self._span(words))

    def this_field(self, words: Words) -> tree.ThisField:
        return tree.ThisField(self._name(words[1]), self._span(words))

    def elapsed(self, words: Words) -> tree.Elapsed:
        unit: Any = words[0].split()[-2]
        return tree.Elapsed(unit, words[1], words[3], self._nest(words))

    def period_day(self, words: Words) -> tree.PeriodDay:
        edge: Any = words[0].split()[1]
        return tree.PeriodDay(edge, words[0].split()[-2], words[1], self._nest(words))

    def day_beside(self, words: Words) -> tree.DayBeside:
        which: Any = words[0].split()[-1]
        return tree.DayBeside(which, words[1], self._nest(words))

    def still(self, words: Words) -> tree.StillCounting:
        return tree.StillCounting(words[0], words[2], self._nest(words))

    def table_of(self, words: Words) -> tree.TableOf:
        name, *keys = nodes_of(words)
        return tree.TableOf(name, tuple(keys), self._nest(words))

    def extreme(self, words: Words) -> tree.Extreme:
        which: Any = str(words[1])
        left, right = nodes_of(words)
        return tree.Extreme(which, left, right, self._nest(words))

    def grade_test(self, words: Words) -> tree.GradeTest:
        reach: Any = single_spaced(token_of(words, "REACH")) or "exactly"
        reach = "not" if token_of(words, "IS_NOT") is not None else reach
        return tree.GradeTest(
            after(words, "IS", "IS_NOT"), reach, after(words, "OF"), self._span(words)
        )

    def grade_name(self, words: Words) -> tree.Name:
        return self._name(words[0])

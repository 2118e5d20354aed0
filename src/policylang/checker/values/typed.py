"""Typed values: what an expression of the policy stands for, in which unit, within which bounds."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from policylang.checker.values.bounded import NEVER, Bounded
from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.model.units import Kind


@record
class Typed(Record):
    """An expression with its unit.

    `kind` is None for an expression with a problem that has been reported: whatever is built on
    it is accepted in silence. `literal` is the number where one is written without a unit: it
    takes on points where points are meant. `declared` is where the unit comes from.

    A value may be missing: a later moment that the history does not give, a name that is not
    given, and all that is built on one. Then `given` is the condition under which there is one,
    `present` the value with the bounds it has then, and `value` is 0 where there is none. What is
    missing satisfies no comparison.

    `loose` is a number that is one of several written without a unit, in a table or a choice: it
    takes on points too.

    A length (`Kind.LENGTH`, which exists only in the checker) is `months` and then `value` days.
    """

    kind: Kind | None
    value: Bounded
    span: Span
    literal: Decimal | None = None
    choices: tuple[str, ...] = ()
    declared: Span | None = None
    given: Bounded | None = None
    present: Bounded | None = None
    months: Bounded | None = None
    loose: bool = False
    #: Of a length that is one of several: what each of them is at least, months and days together.
    shortest: int | None = None

    @property
    def broken(self) -> bool:
        """Whether a problem with it has been reported."""
        return self.kind is None

    @property
    def bare(self) -> bool:
        """Whether it is a number without a unit."""
        return self.literal is not None

    @property
    def there(self) -> Bounded:
        """The value where there is one: to build on, together with `given`."""
        return self.value if self.present is None else self.present


def broken(span: Span) -> Typed:
    """Stands in for an expression whose problem has been reported."""
    return Typed(None, NEVER, span)


_NOUNS: Final = {
    Kind.POINTS: "points",
    Kind.MONEY: "money",
    Kind.HOURS: "hours",
    Kind.NUMBER: "a number",
    Kind.PERCENT: "a percentage",
    Kind.DATE: "a date",
    Kind.CHOICE: "a choice",
    Kind.YES_NO: "yes or no",
    Kind.NAME: "a name",
    Kind.GRADE: "a grade",
    Kind.LENGTH: "a length of time",
}


def noun(kind: Kind | None) -> str:
    """A kind in the author's words: `money`, `a number`."""
    return "unknown" if kind is None else _NOUNS[kind]

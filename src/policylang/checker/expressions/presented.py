"""Fields of an event read elsewhere: beside another event, or before a date of it has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from policylang.checker.declared.book import Book
from policylang.checker.values.bounded import Bounded
from policylang.checker.values.typed import Typed
from policylang.model.expressions import (
    Compare,
    Constant,
    Either,
    Expression,
    FieldValue,
    PresentField,
    Relation,
    Today,
    parts_of,
)

#: What is read in place of a field.
_Reading = Callable[[FieldValue], Expression]


def presented(fields: Mapping[str, Typed]) -> dict[str, Typed]:
    """The fields of an event in sight, for a filter that has another event in sight."""
    return _read_as(fields, lambda field: PresentField(field.slot))


def seen_on(action: str, moment: int, book: Book) -> Mapping[str, Typed]:
    """The fields, moments and derived values of an event as they are known on one of its moments.

    Nobody sees ahead: a date of the event that lies in the future is not given yet. On a dated
    moment those up to it have come; on a derived one, after these, only the first surely has.
    """
    fields = book.fields[action]
    names = [name.text for name in book.declared.moments_of(book.declared.actions[action])]
    dated = len(names)
    if dated < 2:
        return fields
    first = (moment if moment < dated else 0) + 1
    come = [fields[name].given for name in names[1:first]]
    known = {name: _surely(typed, come) for name, typed in fields.items()}

    def read(field: FieldValue) -> Expression:
        if not first <= field.slot < dated:
            return field
        return Either(Compare(Relation.AT_MOST, field, Today()), field, Constant(0))

    return _read_as(known, read)


def _surely(typed: Typed, given: Sequence[Bounded | None]) -> Typed:
    """A value without its condition, where that is one of those known to hold."""
    if typed.given is None or typed.given not in given:
        return typed
    return attrs.evolve(typed, value=typed.there, present=None, given=None)


def _read_as(fields: Mapping[str, Typed], read: _Reading) -> dict[str, Typed]:
    return {name: _typed(typed, read) for name, typed in fields.items()}


def _typed(typed: Typed, read: _Reading) -> Typed:
    return attrs.evolve(
        typed,
        value=_bounded(typed.value, read),
        present=None if typed.present is None else _bounded(typed.present, read),
        given=None if typed.given is None else _bounded(typed.given, read),
        months=None if typed.months is None else _bounded(typed.months, read),
    )


def _bounded(value: Bounded, read: _Reading) -> Bounded:
    return attrs.evolve(value, expression=_expression(value.expression, read))


#: `attrs.evolve`, of a node whose class is not known here.
_evolve: Callable[..., Expression] = attrs.evolve


def _expression(expression: Expression, read: _Reading) -> Expression:
    if isinstance(expression, FieldValue):
        return read(expression)
    if not parts_of(expression):
        return expression
    changes: dict[str, Any] = {}
    for field in attrs.fields(type(expression)):
        part = getattr(expression, field.name)
        if isinstance(part, Expression):
            changes[field.name] = _expression(part, read)
        elif isinstance(part, tuple):  # of expressions: nothing else in one is a tuple
            changes[field.name] = tuple(_expression(each, read) for each in part)
    return _evolve(expression, **changes)

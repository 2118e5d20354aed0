"""Fields of the event being applied, as they are read beside an event that is counted: `this x`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from policylang.checker.bounded import Bounded
from policylang.checker.typed import Typed
from policylang.model.expressions import Expression, FieldValue, PresentField, parts_of


def presented(fields: Mapping[str, Typed]) -> dict[str, Typed]:
    """The fields of an event in sight, for a filter that has another event in sight."""
    return {name: _typed(typed) for name, typed in fields.items()}


def _typed(typed: Typed) -> Typed:
    return attrs.evolve(
        typed,
        value=_bounded(typed.value),
        present=None if typed.present is None else _bounded(typed.present),
        given=None if typed.given is None else _bounded(typed.given),
        months=None if typed.months is None else _bounded(typed.months),
    )


def _bounded(value: Bounded) -> Bounded:
    return attrs.evolve(value, expression=_expression(value.expression))


#: `attrs.evolve`, of a node whose class is not known here.
_evolve: Callable[..., Expression] = attrs.evolve


def _expression(expression: Expression) -> Expression:
    if isinstance(expression, FieldValue):
        return PresentField(expression.slot)
    if not parts_of(expression):
        return expression
    changes: dict[str, Any] = {}
    for field in attrs.fields(type(expression)):
        part = getattr(expression, field.name)
        if isinstance(part, Expression):
            changes[field.name] = _expression(part)
        elif isinstance(part, tuple):  # of expressions: nothing else in one is a tuple
            changes[field.name] = tuple(_expression(each) for each in part)
    return _evolve(expression, **changes)

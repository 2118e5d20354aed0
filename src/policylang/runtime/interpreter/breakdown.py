"""Taking formulas apart: what each part comes to for a person on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policylang.model.breakdown import Breakdown, Part
from policylang.model.expressions import (
    Add,
    Constant,
    Divide,
    Either,
    Expression,
    Greatest,
    Least,
    Lookup,
    Multiply,
    Negate,
)
from policylang.runtime.interpreter.sight import Sight

#: What is worth a line of its own inside a product, a share or the keys of a table.
_MADE_OF_PARTS = (Add, Least, Greatest, Either, Lookup)


def breakdown_of(person: Sight) -> Breakdown:
    """The formulas of all scores that have one, as they stand."""
    return {
        number: _part(score.formula, person)
        for number, score in enumerate(person.machine.scores)
        if score.formula is not None
    }


def _part(expression: Expression, person: Sight) -> Part:
    held = person.value(expression)
    match expression:
        case Add(parts):
            return Part(expression, held, tuple(_part(each, person) for each in parts))
        case Negate(part):
            return Part(expression, held, _inside(_factors(part), person))
        case Least(left, right) | Greatest(left, right):
            return Part(expression, held, (_part(left, person), _part(right, person)))
        case Either(condition, then, otherwise):
            holds = person.value(condition) != 0
            value = then if holds else otherwise
            inside = () if isinstance(value, Constant) else (_part(value, person),)
            return Part(expression, held, inside, chosen=holds)
        case Lookup(table, keys):
            row = person.row(table, [person.value(key) for key in keys])
            return Part(expression, held, _inside(keys, person), row=row)
        case _:
            return Part(expression, held, _inside(_factors(expression), person))


def _factors(expression: Expression) -> Iterator[Expression]:
    """What is multiplied: a share of a product is one of its factors."""
    match expression:
        case Multiply(parts):
            for part in parts:
                yield from _factors(part)
        case Divide(part):
            yield from _factors(part)
        case _:
            yield expression


def _inside(parts: Iterable[Expression], person: Sight) -> tuple[Part, ...]:
    """The parts that are made of parts themselves."""
    return tuple(_part(each, person) for each in parts if isinstance(each, _MADE_OF_PARTS))

"""Values that may be missing: a later moment that has not come, a name that is not given.

What is built on a missing value is missing too, and what is missing satisfies no comparison:
neither `final < D` nor `final >= D` nor `final is not D` holds of an offence that is not final. So
a rule cannot by oversight hold for those of whom nothing is known; `final is given` asks for it.
As an amount, what is missing is nothing, and a day that is missing does not come.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from policylang.checker.values import bounded
from policylang.checker.values.bounded import NOTHING, Bounded
from policylang.checker.values.typed import Typed
from policylang.model.expressions import Relation


def optional(typed: Typed, low: int) -> Typed:
    """A value that is 0 where it is missing and at least `low`, which is more, where it is not."""
    value = attrs.evolve(typed.value, low=0)
    present = attrs.evolve(typed.value, low=low)
    given = bounded.compare(Relation.MORE, value, NOTHING)
    return attrs.evolve(typed, value=value, present=present, given=given)


def given_of(parts: Iterable[Typed]) -> Bounded | None:
    """The condition under which none of the parts is missing; None where none ever is."""
    conditions: list[Bounded] = []
    for part in parts:
        if part.given is not None and part.given not in conditions:
            conditions.append(part.given)
    return bounded.all_of(conditions) if conditions else None


def built_on(typed: Typed, parts: Iterable[Typed], *, keeps: bool = False) -> Typed:
    """A value computed from parts: missing where one of them is, and then 0.

    `keeps` says that its expression comes to 0 by itself then.
    """
    return where_given(typed, given_of(parts), keeps=keeps)


def where_given(typed: Typed, given: Bounded | None, *, keeps: bool = False) -> Typed:
    """A value that is there under a condition (None: always), and 0 where it does not hold."""
    if given is None or typed.broken or given.constant == 1:
        return typed
    present = typed.value
    if keeps:
        value = attrs.evolve(present, low=min(0, present.low), high=max(0, present.high))
    else:
        value = bounded.either(given, present, NOTHING)
    return attrs.evolve(typed, value=value, present=present, given=given)


def keeps_nothing(typed: Typed) -> bool:
    """Whether the expression for where it is there comes to 0 by itself where it is missing."""
    return typed.present is None or typed.value.expression == typed.present.expression


def guarded(condition: Bounded, parts: Iterable[Typed]) -> Bounded:
    """A comparison of parts: one that does not hold where a part is missing."""
    given = given_of(parts)
    if given is None:
        return condition
    if condition.constant == 1:
        return given
    return condition if condition.constant == 0 else bounded.all_of([given, condition])

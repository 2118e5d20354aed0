"""What may be relied on of a machine, and the check that it is so.

Every engine is written against these. The tests run `violations` over every machine they meet.
"""

from __future__ import annotations

from collections.abc import Iterator

from policylang.core import limits
from policylang.model.expressions import (
    AttributeValue,
    Balance,
    Constant,
    Divide,
    Expression,
    FieldValue,
    Recall,
    Today,
    parts_of,
)
from policylang.model.machine import Change, Ever, Machine, OfMoment, read_by


def violations(machine: Machine) -> tuple[str, ...]:
    """Every invariant a machine breaks, in words; empty for what the checker returns.

    1. Rules and cap slots are numbered from 0 in order of the file.
    2. Grades are best first, strictly falling; the last and only the last is open below.
    3. Start and bounds of the score lie inside its range and inside 64 bits.
    4. Divisors are positive; constants fit 64 bits.
    5. Expressions name slots and tallies that exist. Tallies look at actions that exist; what
       they read of an event is the same whenever it is read: no history, score or date.
    6. Caps on points stand only on changes; their windows are never `ever`.
    7. Ranks of grants exist; worth needs a schedule.
    """
    return tuple(
        problem
        for check in (_numbers, _grades, _score, _expressions, _caps, _grants)
        for problem in check(machine)
    )


def _numbers(machine: Machine) -> Iterator[str]:
    if [rule.number for rule in machine.rules] != list(range(len(machine.rules))):
        yield "rules are not numbered in order"
    slots = [cap.slot for rule in machine.rules for cap in rule.caps]
    if slots != list(range(len(slots))):
        yield "cap slots are not numbered in order"


def _grades(machine: Machine) -> Iterator[str]:
    lows = [grade.low for grade in machine.grades]
    if not lows:
        return
    bounds = [low for low in lows[:-1] if low is not None]
    if lows[-1] is not None or len(bounds) != len(lows) - 1:
        yield "the last grade, and only the last, must be open below"
    if sorted(set(bounds), reverse=True) != bounds:
        yield "grades must fall strictly"


def _score(machine: Machine) -> Iterator[str]:
    score = machine.score
    low, high = score.bounds
    start = score.fixed_start if score.fixed_start is not None else low
    if not limits.INT64_LOW <= low <= start <= high <= limits.INT64_HIGH:
        yield "the score's start and bounds are not in order"
    floor, ceiling = score.fixed_low, score.fixed_high
    if (floor is not None and low < floor) or (ceiling is not None and high > ceiling):
        yield "the score's bounds leave its range"


def _expressions(machine: Machine) -> Iterator[str]:
    persons, tallies = len(machine.attributes), len(machine.tallies)
    for action in machine.actions:
        for choice in action.choices:
            for arm in choice.arms:
                for root in (arm.condition, *read_by(arm.rule.effect)):
                    yield from _walk(root, len(action.fields), persons, tallies)
        for cost in action.costs:
            yield from _walk(cost.amount, len(action.fields), persons, tallies)
    for number, tally in enumerate(machine.tallies):
        seen = tally.occurrence
        if isinstance(seen, OfMoment) and not 0 <= seen.action < len(machine.actions):
            yield f"tally {number} looks at an action that does not exist"
            continue
        fields = len(machine.actions[seen.action].fields) if isinstance(seen, OfMoment) else 0
        day = tally.value == Today()  # of the occurrence, which is when it is taken in
        for root in (tally.where, None if day else tally.value):
            yield from _walk(root, fields, persons, 0, state=False)
    for grant in machine.grants:
        for root in (grant.condition, grant.worth):
            yield from _walk(root, 0, persons, tallies)


def _walk(
    root: Expression | None, fields: int, persons: int, tallies: int, *, state: bool = True
) -> Iterator[str]:
    stack = [root] if root is not None else []
    while stack:
        node = stack.pop()
        stack.extend(parts_of(node))
        match node:
            case FieldValue(slot) if not 0 <= slot < fields:
                yield f"field {slot} does not exist there"
            case AttributeValue(slot) if not 0 <= slot < persons:
                yield f"attribute {slot} does not exist"
            case Recall(tally) if not 0 <= tally < tallies:
                yield f"tally {tally} cannot be read there"
            case Divide(_, by) if by <= 0:
                yield "a divisor is not positive"
            case Balance() | Today() if not state:
                yield "a tally reads what changes with the history"
            case Constant(value) if not limits.INT64_LOW <= value <= limits.INT64_HIGH:
                yield "a constant leaves 64 bits"
            case _:
                pass


def _caps(machine: Machine) -> Iterator[str]:
    for rule in machine.rules:
        for cap in rule.caps:
            if not cap.times and not isinstance(rule.effect, Change):
                yield f"rule {rule.number} caps points it does not have"
            if isinstance(cap.window, Ever) or cap.limit < 0:
                yield f"cap {cap.slot} has no window or a negative limit"


def _grants(machine: Machine) -> Iterator[str]:
    for grant in machine.grants:
        ends = (*grant.ranks[:1], *grant.ranks[-1:]) if grant.ranks else ()
        if not all(0 <= rank < len(machine.grades) for rank in ends):
            yield f"`{grant.name}` is for a grade that does not exist"
        if grant.worth is not None and grant.schedule is None:
            yield f"`{grant.name}` has a worth without a date"

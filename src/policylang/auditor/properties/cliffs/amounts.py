"""Cliffs of the amounts of events and of counts: where rules ask for another number of points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

import attrs

from policylang.auditor.decisions.breakpoints import Line, Stand, depends, steps
from policylang.auditor.decisions.readings import Trend
from policylang.auditor.deeds.trials import Trials
from policylang.auditor.properties.cliffs.cliff import Cliff
from policylang.auditor.properties.cliffs.days import name_the_rest
from policylang.auditor.question import Unfit
from policylang.model import expressions as e
from policylang.model.machine import Action, Change, Choice, Machine, OfMoment
from policylang.model.units import AMOUNTS, Kind

#: The most that a count is followed to.
_COUNTED = 10_000
#: Most ways to fill in the other fields of an action.
_FILLED = 32


def of_amounts(
    trials: Trials, stand: Stand, good: tuple[int, ...], left: list[str]
) -> Iterator[Cliff]:
    """Cliffs of every amount of every action, smallest first."""
    machine = stand.machine
    for code, action in enumerate(machine.actions):
        for slot, field in enumerate(action.fields):
            if field.domain.kind not in AMOUNTS:
                continue
            variable = e.FieldValue(slot)
            for score in range(len(machine.scores)):
                asked = asked_of(action.choices, score)
                if depends(asked, variable, machine):
                    yield from _of_amount(trials, stand, asked, code, slot, score, good, left)


def _of_amount(
    trials: Trials,
    stand: Stand,
    asked: e.Expression,
    code: int,
    slot: int,
    score: int,
    good: tuple[int, ...],
    left: list[str],
) -> Iterator[Cliff]:
    """Cliffs of one amount in one score, the other fields being filled in one way after another."""
    action = stand.machine.actions[code]
    domain = action.fields[slot].domain
    name_the_rest(asked, f"`{action.name}`", e.FieldValue(slot), stand.machine, left)
    read = {part.slot for part in e.every_part(asked) if isinstance(part, e.FieldValue)} - {slot}
    seen: set[tuple[str, str]] = set()
    for fields in ways_to_fill(action, read, left):
        stand.fields = fields
        line = Line(asked, e.FieldValue(slot), stand, domain.low, domain.high)
        try:
            found = list(_of_line(trials, line, code, slot, score, good))
        except Unfit as problem:
            left.append(f"`{action.fields[slot].name}` of `{action.name}`: {problem}")
            return
        for cliff in found:
            if (cliff.place, cliff.what) not in seen:
                seen.add((cliff.place, cliff.what))
                yield attrs.evolve(cliff, fields=fields)


def ways_to_fill(action: Action, read: set[int], left: list[str]) -> list[tuple[int, ...]]:
    """The fields of an action filled in: of those that are read each choice, amounts at both ends.

    Args:
        read: the fields that matter, by slot.
        left: takes in where that is not all.
    """
    columns = []
    for slot, field in enumerate(action.fields):
        low, high = field.domain.low, field.domain.high
        if slot not in read:
            columns.append([low])
        elif field.domain.kind in (Kind.CHOICE, Kind.YES_NO):
            columns.append(list(range(low, high + 1)))
        else:
            columns.append([low, high] if high > low else [low])
            left.append(f"`{action.name}` with `{field.name}` between its ends")
    found = list(islice(product(*columns), _FILLED + 1))
    if len(found) > _FILLED:
        left.append(f"`{action.name}` filled in otherwise")
    return found[:_FILLED]


def asked_of(choices: Sequence[Choice], score: int) -> e.Expression:
    """What choices ask for in a score, all together; what has no amount counts as nothing."""
    parts = [_asked(choice, score) for choice in choices]
    moving = tuple(part for part in parts if part != e.Constant(0))
    if not moving:
        return e.Constant(0)
    return moving[0] if len(moving) == 1 else e.Add(moving)


def _asked(choice: Choice, score: int) -> e.Expression:
    asked: e.Expression = e.Constant(0)
    for arm in reversed(choice.arms):
        match arm.rule.effect:
            case Change(sign, amount, of, _) if of == score:
                then = amount if sign > 0 else e.Negate(amount)
            case _:
                then = e.Constant(0)
        asked = then if arm.condition is None else e.Either(arm.condition, then, asked)
    return asked


def _of_line(
    trials: Trials,
    line: Line,
    code: int,
    slot: int,
    score: int,
    good: tuple[int, ...],
) -> Iterator[Cliff]:
    inquiry = trials.inquiry
    action = inquiry.machine.actions[code]
    points, field = inquiry.replayer.points, action.fields[slot]
    origins = tuple(rule.origin for rule in action.rules)
    dearer = _costs_more(action, line)
    starts = line.starts()
    rises = any(abs(line.value(at)) > abs(line.value(at - 1)) for at in starts[1:])
    ends = [*(start - 1 for start in starts[1:]), line.high]
    for low, high in zip(starts, ends, strict=True):
        if low > line.low and _is_jump(line, low):
            before, after = line.value(low - 1), line.value(low)
            lower = (after - before) * good[score] < 0
            milder = before * good[score] < after * good[score] <= 0
            worse = "more of it is paid for and brings less" if dearer and lower else ""
            if not worse and milder and rises:
                worse = "more of it costs fewer points, though elsewhere it costs more"
            yield Cliff(
                line.variable, low, f"`{field.name}` {inquiry.shown(field, low)}",
                f"`{action.label}` asks for {points(after)} instead of {points(before)}",
                worse=worse, origins=origins, action=code,
            )  # fmt: skip
        if line.trend(line.expression, low, high) not in (Trend.UP, Trend.DOWN):
            continue
        found = steps(line, low, high)
        if found is not None and found.every != 1 and found.count > 1:
            size = line.value(found.first) - line.value(found.first - 1)
            often = (
                f"every {inquiry.shown(field, found.every)} from " if found.every else "steps from "
            )
            yield Cliff(
                line.variable, found.first,
                f"`{field.name}` {often}{inquiry.shown(field, found.first)}",
                f"`{action.label}` {'gives' if size > 0 else 'takes'} {points(abs(size))} more",
                origins=origins, action=code,
            )  # fmt: skip
    yield from _full(trials, line, code, slot)


def _is_jump(line: Line, at: int) -> bool:
    """Whether the value leaps at a place, rather than going on or bending."""
    leap = line.value(at) - line.value(at - 1)
    beside = [
        line.value(b) - line.value(b - 1) for b in (at - 1, at + 1) if line.low < b <= line.high
    ]
    return leap != 0 and leap not in beside


def _full(trials: Trials, line: Line, code: int, slot: int) -> Iterator[Cliff]:
    """The amount from which on one event fills a cap, so that more of it brings nothing."""
    inquiry = trials.inquiry
    action = inquiry.machine.actions[code]
    field = action.fields[slot]
    rules = [rule for rule in action.rules if isinstance(rule.effect, Change)]
    if len(rules) != 1 or line.trend(line.expression, line.low, line.high) is Trend.MIXED:
        return
    for cap in rules[0].caps:
        if cap.measure != "points" or not abs(line.value(line.high)) > cap.limit:
            continue
        limit = cap.limit

        def fills(each: int, most: int = limit) -> bool:
            return abs(line.value(each)) >= most

        at = line.first(fills, line.low, line.high)
        if at is not None and at < line.high:
            yield Cliff(
                line.variable, at, f"`{field.name}` {inquiry.shown(field, at)}",
                f"`{action.label}` gets no more above it: `{cap.origin.said}`",
                origins=(cap.origin,), action=code,
            )  # fmt: skip


def _costs_more(action: Action, line: Line) -> bool:
    """Whether a person who chooses the action pays more, the more of the amount it has."""
    if action.by != "choice" or not action.costs:
        return False
    for cost in action.costs:
        paid = Line(cost.amount, line.variable, line.stand, line.low, line.high)
        if paid.value(line.high) > paid.value(line.low):
            return True
    return False


# --- counts ---------------------------------------------------------------------------------------


def of_counts(trials: Trials, stand: Stand, left: list[str]) -> Iterator[Cliff]:
    """Counts of the past from which on an action asks for something else."""
    machine = stand.machine
    for code, action in enumerate(machine.actions):
        stand.fields = tuple(field.domain.low for field in action.fields)
        for score in range(len(machine.scores)):
            yield from _of_tallies(trials, stand, code, score, left)


def _of_tallies(
    trials: Trials, stand: Stand, code: int, score: int, left: list[str]
) -> Iterator[Cliff]:
    machine, points = stand.machine, trials.inquiry.replayer.points
    action = machine.actions[code]
    asked = asked_of(action.choices, score)
    for number, tally in enumerate(machine.tallies):
        variable = e.Recall(number)
        if tally.measure != "count" or not depends(asked, variable, machine):
            continue
        name_the_rest(asked, f"`{action.name}`", variable, machine, left)
        line = Line(asked, variable, stand, 0, _COUNTED)
        try:
            starts = line.starts()
        except Unfit as problem:
            left.append(f"`{action.name}`: {problem}")
            continue
        for at in starts[1:]:
            if _is_jump(line, at):
                change = (
                    f"asks for {points(line.value(at))} instead of {points(line.value(at - 1))}"
                )
                yield Cliff(
                    variable, at, f"event number {at} of {_counted(machine, number)}",
                    f"`{action.label}` {change}",
                    origins=tuple(rule.origin for rule in action.rules), action=code,
                )  # fmt: skip


def _counted(machine: Machine, number: int) -> str:
    occurrence = machine.tallies[number].occurrence
    if isinstance(occurrence, OfMoment):
        return f"`{machine.actions[occurrence.action].label}` in its time"
    return "what is counted in its time"

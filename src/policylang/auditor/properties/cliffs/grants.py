"""Cliffs of grades, perks and sanctions: over scores, attributes, and amounts of events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import attrs

from policylang.auditor.decisions.breakpoints import Line, Stand, steps
from policylang.auditor.decisions.readings import Trend
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties.cliffs.cliff import (
    Change,
    Cliff,
    changes_at,
    times_a_year,
    worth_of,
)
from policylang.auditor.properties.cliffs.days import name_the_rest
from policylang.auditor.question import Unfit
from policylang.model import expressions as e
from policylang.model.grading import rank_among
from policylang.model.machine import Grant, Machine, OfMoment, Slot, Upon
from policylang.model.units import AMOUNTS, Kind

#: Ends of what is looked at where a score has no end of its own.
_FAR = 2**40


@attrs.frozen
class Quantity:
    """What is varied: between which values, how one is written, which way more is good.

    `good` is 0 where that is not said. `name` is what it is called; `grants` are the perks and
    sanctions that may depend on it.
    """

    variable: e.Expression
    low: int
    high: int
    name: str
    written: Callable[[int], str]
    grants: Sequence[int]
    good: int = 0

    def at(self, value: int) -> str:
        """One value as a place."""
        return f"`{self.name}` {self.written(value)}"


def of_scores(
    inquiry: Inquiry, stand: Stand, good: tuple[int, ...], left: list[str]
) -> Iterator[Cliff]:
    """Cliffs of every score in grades, perks and sanctions, lowest first.

    Args:
        left: takes in what could not be looked at, in words.
    """
    every = range(len(stand.machine.grants))
    for number, score in enumerate(stand.machine.scores):
        low, high = (max(min(end, _FAR), -_FAR) for end in score.bounds)
        points = inquiry.replayer.points
        quantity = Quantity(e.Balance(number), low, high, score.name, points, every, good[number])
        yield from _of_quantity(stand, quantity, left)


def of_attributes(inquiry: Inquiry, stand: Stand, left: list[str]) -> Iterator[Cliff]:
    """Cliffs of every attribute that is an amount or a date, in perks and sanctions."""
    every = range(len(stand.machine.grants))
    for number, slot in enumerate(stand.machine.attributes):
        if slot.domain.kind in AMOUNTS or slot.domain.kind is Kind.DATE:
            quantity = _of_slot(inquiry, e.AttributeValue(number), slot, every)
            yield from _of_quantity(stand, quantity, left)


def of_fields(inquiry: Inquiry, stand: Stand, left: list[str]) -> Iterator[Cliff]:
    """Cliffs of every amount of an event in the perks and sanctions that come with it."""
    machine = stand.machine
    for code, action in enumerate(machine.actions):
        mine = [n for n, grant in enumerate(machine.grants) if _action_of(grant) == code]
        for number, slot in enumerate(action.fields):
            if mine and slot.domain.kind in AMOUNTS:
                quantity = _of_slot(inquiry, e.FieldValue(number), slot, mine)
                yield from _of_quantity(stand, quantity, left)


def _of_slot(
    inquiry: Inquiry, variable: e.Expression, slot: Slot, grants: Sequence[int]
) -> Quantity:
    def written(value: int) -> str:
        return inquiry.shown(slot, value)

    return Quantity(variable, slot.domain.low, slot.domain.high, slot.name, written, grants)


def _action_of(grant: Grant) -> int:
    """The action whose events bring a perk or sanction; -1 where something else does."""
    match grant.trigger:
        case Upon(OfMoment(action)):
            return action
        case _:
            return -1


def _of_quantity(stand: Stand, quantity: Quantity, left: list[str]) -> Iterator[Cliff]:
    """Cliffs of grades, perks and sanctions over one quantity."""
    machine, variable = stand.machine, quantity.variable
    lines: dict[int, tuple[Line, Line]] = {}
    edges: set[int] = set()
    for number in quantity.grants:
        grant = machine.grants[number]
        # With an event its fields are read: here each at the most it can be.
        fields = machine.actions[_action_of(grant)].fields if _action_of(grant) >= 0 else ()
        there = attrs.evolve(stand, fields=tuple(field.domain.high for field in fields))
        found = worth_of(grant, variable, there)
        if found is None:
            continue
        for each in found:
            name_the_rest(each, f"the {grant.kind} `{grant.name}`", variable, machine, left)
        condition, worth = (
            Line(each, variable, there, quantity.low, quantity.high) for each in found
        )
        try:
            edges |= {*condition.starts(), *worth.starts()}
            yield from _staircase(machine, number, condition, worth, quantity)
        except Unfit as problem:
            left.append(f"the {grant.kind} `{grant.name}`: {problem}")
            continue
        lines[number] = condition, worth
    grades = [
        (number, grade.low)
        for number, grading in enumerate(machine.gradings)
        for grade in stand.grades(number)
        if variable == e.Balance(grading.score) and grade.low is not None
    ]
    edges |= {low for _, low in grades}
    for at in sorted(each for each in edges if quantity.low < each <= quantity.high):
        changes = _sudden(machine, lines, at)
        names = [
            f"{_grade(stand, number, at - 1)} to {_grade(stand, number, at)}"
            for number, low in grades
            if low == at
        ]
        if changes or names:
            origins = tuple(machine.grants[each.grant].origin for each in changes)
            what = "; ".join(names)
            cliff = Cliff(variable, at, quantity.at(at), what, changes, origins=origins)
            yield _judged(cliff, machine, quantity.good)


def _sudden(machine: Machine, lines: dict[int, tuple[Line, Line]], at: int) -> tuple[Change, ...]:
    """What changes at a value, without worths that go on rising as they did before."""
    return tuple(
        each
        for each in changes_at(machine, lines, at)
        if each.below is None or each.above is None or at in lines[each.grant][1].starts()
    )


def _grade(stand: Stand, grading: int, score: int) -> str:
    grades = stand.grades(grading)
    return grades[rank_among(grades, score)].name


def _staircase(
    machine: Machine, number: int, condition: Line, worth: Line, quantity: Quantity
) -> Iterator[Cliff]:
    """The steps of a worth that rises with a quantity by more than its finest part each."""
    grant = machine.grants[number]
    for low, after in pairwise([*worth.starts(), worth.high + 1]):
        if worth.trend(worth.expression, low, after - 1) not in (Trend.UP, Trend.DOWN):
            continue
        found = steps(worth, low, after - 1)
        if found is None or found.count < 2 or found.every == 1 or not condition.value(found.first):
            continue
        sign = 1 if grant.kind == "perk" else -1
        size = sign * (worth.value(found.first) - worth.value(found.first - 1))
        if abs(size) == 1:
            continue  # no more than what is lost in rounding to the smallest coin
        often = f"every {quantity.written(found.every)}" if found.every else "steps"
        place = f"`{quantity.name}` {often} from {quantity.written(found.first)}"
        change = Change(number, 0, size, times_a_year(grant.trigger))
        what = f"`{grant.label}` steps"
        yield Cliff(worth.variable, found.first, place, what, (change,), origins=(grant.origin,))


def _judged(cliff: Cliff, machine: Machine, good: int) -> Cliff:
    """The cliff, with whether being above is worse though more of the score is better."""
    if not good:
        return cliff
    lost = gained = 0
    for each in cliff.changes:
        perk = machine.grants[each.grant].kind == "perk"
        gain = each.gain * good
        if each.gain == 0:
            gain = (1 if each.above is not None else -1) * (1 if perk else -1) * good
        lost, gained = lost + (gain < 0), gained + (gain > 0)
    yearly, once = cliff.yearly * good, cliff.each_time * good
    worse = yearly < 0 or (yearly == 0 and once < 0) or (once == 0 and lost and not gained)
    return attrs.evolve(cliff, worse="a better score is worth less") if worse else cliff

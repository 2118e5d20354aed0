"""Histories for a machine, clustered where engines go wrong.

Days stand still, step over the edges of windows and periods, and land on, just before and just
after days on which something is due, the leap day and the first and last day in force. Values
are the ends of their ranges and the neighbours of every constant the policy compares them with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import attrs

from policylang.model.calendar import Period, period_end
from policylang.model.expressions import Constant, Divide, Expression, parts_of
from policylang.model.history import History, Row, columns_of
from policylang.model.machine import Machine, Sliding, read_by
from policylang.model.persons import AttributeChange
from policylang.model.ticks import ticks_between
from policylang.model.units import Domain, Kind
from tests.agreement.chooser import Chooser
from tests.agreement.world import ERA, TURNS

#: Most events of a generated history.
MOST_EVENTS: Final = 24


@attrs.frozen
class Case:
    """One person: a history, attributes, and the days to evaluate it for.

    `splits` are numbers of events, rising, after which a tracker of the person is saved and taken
    up again.
    """

    history: History
    attributes: tuple[int, ...]
    since: int | None
    as_of: int
    splits: tuple[int, ...]


@attrs.frozen
class Landmarks:
    """What of a machine the generator aims at: its constants, its days, its windows."""

    machine: Machine
    constants: tuple[int, ...]
    days: tuple[int, ...]
    lengths: tuple[int, ...]
    first: int
    last: int


def landmarks(machine: Machine) -> Landmarks:
    """Find the edges of a machine, once for all its histories."""
    opens, closes = machine.header.opens, machine.header.closes
    last = ERA[1] if closes is None else closes
    first = max(opens or 0, min(ERA[0], last - 60))
    constants = sorted(set(_constants(machine)))
    due = {day for day, _ in ticks_between(machine, first, min(last, first + 500))}
    known = {*TURNS, *due, first, last, *(c for c in constants if first <= c <= last)}
    days = sorted(day + by for day in known for by in (-1, 0, 1) if first <= day + by <= last)
    windows = [tally.window for tally in machine.tallies]
    windows += [cap.window for rule in machine.rules for cap in rule.caps]
    lengths = {window.days for window in windows if isinstance(window, Sliding)}
    return Landmarks(
        machine, tuple(constants), tuple(dict.fromkeys(days)), tuple(sorted(lengths)), first, last
    )


def _constants(machine: Machine) -> Iterator[int]:
    """Every constant and every divisor of the machine."""
    roots: list[Expression | None] = []
    for choice in (c for each in (*machine.actions, *machine.reactions) for c in each.choices):
        for arm in choice.arms:
            roots += [arm.condition, *read_by(arm.rule.effect)]
    for tally in machine.tallies:
        roots += [tally.where, tally.value]
    for grant in machine.grants:
        roots += [grant.condition, grant.worth]
    stack = [root for root in roots if root is not None]
    while stack:
        node = stack.pop()
        stack.extend(parts_of(node))
        if isinstance(node, Constant):
            yield node.value
        elif isinstance(node, Divide):
            yield from (node.by, 2 * node.by)


#: Bytes of choices that are enough for most histories.
PERSON_BYTES: Final = 700


def case_of(choices: bytes, edges: Landmarks) -> Case:
    """The person that some choices make, in a machine's world."""
    return _Person(Chooser(choices), edges).case()


class _Person:
    """Lives through a history."""

    def __init__(self, choose: Chooser, edges: Landmarks) -> None:
        self.choose = choose
        self.edges = edges
        self.machine = edges.machine
        self.candidates = {
            slot: _candidates(slot.domain, edges)
            for slot in (
                *self.machine.attributes,
                *(s for a in self.machine.actions for s in a.fields),
            )
        }

    def case(self) -> Case:
        """The history and what is asked about it."""
        choose, machine = self.choose, self.machine
        day = self._start()
        attributes = self._attributes(day)
        rows = []
        code = choose.number(0, len(machine.actions) - 1)
        for _ in range(self._length()):
            rows.append((day, code, self._values(code, day)))
            day = self._next(day)
            if not choose.chance(35):  # else the same action again
                code = choose.number(0, len(machine.actions) - 1)
        history = attrs.evolve(columns_of(rows, machine.width), changes=self._changes(rows))
        since = self._since(history.days)
        as_of = self._as_of(history.days, since)
        splits = {choose.number(0, len(history)) for _ in range(choose.how_many(0, 50, 30, 20))}
        return Case(history, attributes, since, as_of, tuple(sorted(splits)))

    def _length(self) -> int:
        choose = self.choose
        return choose.number(0, 3) if choose.chance(15) else choose.number(4, MOST_EVENTS)

    # --- values ------------------------------------------------------------------------------

    def _attributes(self, first: int) -> tuple[int, ...]:
        values = [self._value(slot) for slot in self.machine.attributes]
        if self.machine.begins is not None:
            low = self.machine.attributes[self.machine.begins].domain.low
            values[self.machine.begins] = max(low, first - self.choose.among((0, 1, 30, 365, 366)))
        return tuple(values)

    def _changes(self, rows: list[Row]) -> tuple[AttributeChange, ...]:
        """Some attributes that change, on days of events and around them, each once a day."""
        changes = {}
        for slot in self.machine.changeable:
            for _ in range(self.choose.how_many(40, 40, 20)):
                day = self.choose.among([row[0] for row in rows] or [self.edges.first])
                day += self.choose.among((0, 1, -1, 30))
                changes[day, slot] = self._value(self.machine.attributes[slot])
        return tuple(AttributeChange(*at, value) for at, value in sorted(changes.items()))

    def _values(self, code: int, day: int) -> tuple[int, ...]:
        action = self.machine.actions[code]
        values = [self._value(slot) for slot in action.fields]
        if action.dated > 1:
            for moment in range(action.dated):  # the first fields of such an action
                missing = moment > 0 and self.choose.chance(12)
                values[moment] = 0 if missing else day
                day += self.choose.among((0, 10, 1, 31, 12, 200))
        return tuple(values) + (0,) * (self.machine.width - len(values))

    def _value(self, slot: Any) -> int:
        if slot.domain.kind is Kind.NAME:
            return int.from_bytes(self.choose.among((b"a", b"b", b"c", b"")))
        candidates = self.candidates[slot]
        place = self.choose.number(0, len(candidates) + 1)
        if place < len(candidates):
            return candidates[place]
        return self.choose.number(slot.domain.low, slot.domain.high)

    # --- days --------------------------------------------------------------------------------

    def _start(self) -> int:
        choose, edges = self.choose, self.edges
        if choose.chance(60):
            return choose.among(edges.days[: len(edges.days) * 2 // 3 + 1])
        return choose.number(edges.first, min(edges.last, edges.first + 120))

    def _next(self, day: int) -> int:
        choose, edges = self.choose, self.edges
        form = choose.weighted(same=22, next=14, window=22, period=16, landmark=16, some=10)
        if form == "same":
            return day
        after = day + 1
        if form == "window" and edges.lengths:
            after = day + max(0, choose.among(edges.lengths) + choose.number(-1, 1))
        elif form == "period":
            after = period_end(day, choose.among(tuple(Period))) + choose.number(-1, 0)
        elif form == "landmark":
            later = [each for each in edges.days if each > day][:8]
            after = choose.among(later) if later else day
        elif form == "some":
            after = day + choose.number(2, 40)
        if after > edges.last:  # rather than all that is left of the history on the last day
            after = day + choose.number(0, 1)
        return min(max(day, after), edges.last)

    def _since(self, days: list[int]) -> int | None:
        choose, edges = self.choose, self.edges
        if choose.chance(50):
            return None
        latest = days[0] if days else edges.last
        before = [each for each in edges.days if each <= latest][-6:]
        if before and choose.chance(60):
            return choose.among(before)
        return latest - choose.number(0, 400)

    def _as_of(self, days: list[int], since: int | None) -> int:
        """At the last event, somewhat after it, or in the middle of the history."""
        choose, edges = self.choose, self.edges
        first = max(since or 0, self.machine.header.opens or 0)
        last = days[-1] if days else max(first, edges.first)
        form = choose.weighted(last=30, middle=20, landmark=20, after=30)
        if form == "middle" and days:
            last = choose.among(days) + choose.number(-1, 1)
        elif form == "landmark":
            last = choose.among([*(day for day in edges.days if day >= last), last][:8])
        elif form == "after":
            last += choose.number(0, 400)
        return max(first, last)


def _candidates(domain: Domain, edges: Landmarks) -> tuple[int, ...]:
    """Values worth trying: the ends of the range and the neighbours of constants."""
    near = {c + by for c in edges.constants for by in (-1, 0, 1)}
    ends = {domain.low, domain.high, domain.low + 1, domain.high - 1, 0}
    if domain.kind is Kind.DATE:
        ends |= set(edges.days[:10])
    found = sorted(value for value in near | ends if domain.low <= value <= domain.high)
    return tuple(found[:12] + found[-8:])

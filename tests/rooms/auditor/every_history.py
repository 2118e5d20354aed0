"""Every history of a small policy, gone through with the ordinary runtime, day by day.

Nothing of the solver is used: every chosen action, with every value of its fields, on every
day, as often as it changes anything. Histories that leave a person in the same saved state are
alike from then on, so of those the one that has gained most is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

import attrs

from policylang.auditor.witnesses.prices import cost_of
from policylang.model.grading import rank_among
from policylang.model.history import Row
from policylang.model.machine import Machine, Slot
from policylang.model.units import Kind
from policylang.runtime.person import Person
from policylang.runtime.plan import Plan
from policylang.runtime.readings import program_of
from policylang.runtime.saved import Begun, save, take_up
from policylang.runtime.timeline import Timeline


class TooMany(Exception):  # noqa: N818 - the policy is left for one that is smaller
    """There are more states than are gone through."""


@attrs.frozen
class Everything:
    """What all histories together come to: held money."""

    #: The most that is gained by the last day, and by doing nothing.
    best: int
    idle: int
    #: By rank of the first grades: the least money that reaches it, and the first day it is.
    cheapest: Mapping[int, int]
    earliest: Mapping[int, int]
    states: int


def go_through(
    machine: Machine,
    since: int,
    until: int,
    *,
    most: int = 40,
    nights: bool = False,
    before: Sequence[Row] = (),
    free: bool = False,
) -> Everything:
    """Go through every history from one day to another. Hours are free.

    Args:
        nights: grades are looked at as they stand when a day is over, holds and all; else by the
            first score after the events of the day.
        before: events of the first day, of any kind, that have happened already; then grades are
            looked at as they stand after the events of the day, holds and all.
        free: only what takes no money is done.

    Raises:
        TooMany: on some day there are more than `most` states, or a gain that has no end.
    """
    walk = _Walk(machine, since, until, most, nights, before)
    walk.events = [each for each in walk.events if not free or not each[2]]
    return walk.run()


class _Walk:
    def __init__(
        self,
        machine: Machine,
        since: int,
        until: int,
        most: int,
        nights: bool,
        before: Sequence[Row],
    ) -> None:
        self.machine, self.since, self.until, self.most = machine, since, until, most
        self.nights, self.before = nights, before
        self.plan = Plan(machine, program_of(machine))
        self.events = list(_events(machine))
        self.cheapest: dict[int, int] = {}
        self.earliest: dict[int, int] = {}
        self.states = 0

    def run(self) -> Everything:
        timeline = Timeline(self.plan, Person(self.plan, (), self.until, ledger=True))
        timeline.begin(self.since)
        timeline.advance(self.since)
        for number, (day, code, fields) in enumerate(self.before):
            timeline.event(number, day, code, fields)
        # The value, and apart from it the least money spent; doing nothing is followed beside.
        begun, gain = _taken(timeline, self.machine)
        values, spent = {begun: gain}, {begun: 0}
        idle = {begun: gain}
        for day in range(self.since, self.until + 1):
            if day > self.since:
                values = self._advanced(values, day)
                spent = self._advanced(spent, day, worth=False)
                idle = self._advanced(idle, day)
            values, spent = self._closure(values, day), self._closure(spent, day, worth=False)
            self._note(spent, day)
            self.states += len(values)
        return Everything(
            max(self._finished(values)),
            max(self._finished(idle)),
            self.cheapest,
            self.earliest,
            self.states,
        )

    def _advanced(
        self, values: Mapping[Begun, int], day: int, *, worth: bool = True
    ) -> dict[Begun, int]:
        found: dict[Begun, int] = {}
        for begun, value in values.items():
            timeline = take_up(self.plan, begun, (), ())
            timeline.advance(day)
            after, gain = _taken(timeline, self.machine)
            total = value + (gain if worth else 0)
            found[after] = max(found.get(after, total), total)
        return found

    def _closure(
        self, values: Mapping[Begun, int], day: int, *, worth: bool = True
    ) -> dict[Begun, int]:
        found = dict(values)
        waiting = list(found)
        turns = 0
        while waiting:
            begun = waiting.pop()
            turns += 1
            for code, fields, money in self.events:
                timeline = take_up(self.plan, begun, (), ())
                timeline.event(0, day, code, fields)
                if timeline.person.refused:
                    continue
                after, gain = _taken(timeline, self.machine)
                value = found[begun] - money + (gain if worth else 0)
                if after not in found or value > found[after]:
                    found[after] = value
                    waiting.append(after)
            if len(found) > self.most or turns > 50 * self.most:
                raise TooMany
        return found

    def _finished(self, values: Mapping[Begun, int]) -> Iterator[int]:
        for begun, value in values.items():
            timeline = take_up(self.plan, begun, (), ())
            timeline.finish(self.until)
            yield value + _taken(timeline, self.machine)[1]

    def _note(self, spent: Mapping[Begun, int], day: int) -> None:
        """Which grades are reached on a day, and for how much."""
        for begun, value in spent.items():
            person = take_up(self.plan, begun, (), ()).person
            reached = rank_among(self.machine.grades, person.balance(0))
            if self.before:
                reached = person.rank(0)
            if self.nights:
                timeline = take_up(self.plan, begun, (), ())
                timeline.finish(day)
                reached = timeline.person.rank(0)
            for rank in range(reached, len(self.machine.grades)):
                self.earliest.setdefault(rank, day)
                self.cheapest[rank] = min(self.cheapest.get(rank, -value), -value)


def _taken(timeline: Timeline, machine: Machine) -> tuple[Begun, int]:
    """The state of a person without what they were given or refused, and the money of that."""
    begun = save(timeline)
    gain = 0
    for award in begun.awards:
        gain += award.worth if machine.grants[award.grant].kind == "perk" else -award.worth
    return attrs.evolve(begun, awards=(), refused=()), gain


def _values(field: Slot) -> Iterable[int]:
    """All of a field; of names none and two."""
    if field.domain.kind is Kind.NAME:
        return 0, *b"ab"
    return range(field.domain.low, field.domain.high + 1)


def _events(machine: Machine) -> Iterator[tuple[int, tuple[int, ...], int]]:
    """Every event that can be chosen, and what it costs."""
    for code, action in enumerate(machine.actions):
        if action.by != "choice":
            continue
        for values in product(*map(_values, action.fields)):
            filled = (*values, *[0] * (machine.width - len(values)))
            yield code, filled, cost_of(machine, (), code, values)[0]

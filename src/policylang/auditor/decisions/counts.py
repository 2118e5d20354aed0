"""Counts and sums of what a person has done, as numbers in the state of a compact process.

Each is a score of its own kind: an event adds to it before its own effects, the beginning of a
window brings it back to 0, and it stops where nothing can tell more from enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from policylang.auditor.decisions.ceilings import ceilings
from policylang.auditor.decisions.effects import Chain, Effect
from policylang.auditor.decisions.readings import View, read_off_fields, reads_state
from policylang.auditor.decisions.relevance import Relevant
from policylang.auditor.decisions.variants import Read
from policylang.auditor.question import Unfit
from policylang.model.machine import Calendar, Ever, Machine, OfMoment, Shifted, Tally, Window
from policylang.runtime.expressions import value_of


@attrs.frozen
class Counts:
    """The counts that rules look at, by number; each has a place in the state."""

    machine: Machine
    places: Mapping[int, int]
    #: The value of each from which on nothing can tell it from a higher one.
    most: Mapping[int, int]

    @property
    def windows(self) -> dict[int, Window]:
        """What each counts in, by place."""
        return {place: self._tally(number).window for number, place in self.places.items()}

    @property
    def ranges(self) -> tuple[tuple[int | None, int | None], ...]:
        """The ends of each, in order of place."""
        return tuple((0, self.most[number]) for number in self.places)

    @property
    def actions(self) -> frozenset[int]:
        """The actions that are counted."""
        occurrences = [self._tally(number).occurrence for number in self.places]
        return frozenset(each.action for each in occurrences if isinstance(each, OfMoment))

    def reads(self, action: int) -> Iterator[Read]:
        """What counts read the fields of an action by."""
        for number in self._of(action):
            tally = self._tally(number)
            for each in (tally.where, tally.value):
                yield from () if each is None else ((p, 2**63) for p in read_off_fields(each))

    def chains(self, action: int, view: View) -> Iterator[Chain]:
        """What an event adds to counts, given its fields in the view."""
        for number in self._of(action):
            tally = self._tally(number)
            if tally.where is None or value_of(tally.where, view):
                size = 1 if tally.value is None else value_of(tally.value, view)
                yield ((None, Effect(self.places[number], 1, size)),)

    def _of(self, action: int) -> Iterator[int]:
        return (n for n in self.places if self._tally(n).occurrence == OfMoment(action))

    def _tally(self, number: int) -> Tally:
        return self.machine.tallies[number]


def counts_of(machine: Machine, relevant: Relevant, first: int) -> Counts:
    """The counts of a policy, in places from `first` on. What never happens needs none.

    Raises:
        Unfit: one of them is more than a number in the state.
    """
    kept = [n for n in sorted(relevant.tallies) if _may_rise(machine, relevant, n)]
    most = ceilings(relevant, machine)[1]
    for number in kept:
        tally = machine.tallies[number]
        if not isinstance(tally.window, Calendar | Shifted | Ever) or getattr(
            tally.window, "previous", False
        ):
            raise Unfit("something is counted over days that move")
        if tally.compares:
            raise Unfit("what is counted depends on the event that asks for it")
        if number not in most:  # or may fall
            raise Unfit("what is counted has no end")
        if not isinstance(tally.occurrence, OfMoment):
            raise Unfit("what is counted is no action")
        if any(each is not None and reads_state(each) for each in (tally.where, tally.value)):
            raise Unfit("what is counted depends on the date")
    return Counts(machine, {n: first + place for place, n in enumerate(kept)}, most)


def _may_rise(machine: Machine, relevant: Relevant, number: int) -> bool:
    occurrence = machine.tallies[number].occurrence
    return not isinstance(occurrence, OfMoment) or occurrence.action in relevant.actions

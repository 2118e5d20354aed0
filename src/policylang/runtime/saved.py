"""What has to be kept of a person to go on later, taken from a timeline and put back."""

from __future__ import annotations

from collections import deque
from heapq import heapify

import attrs

from policylang.model.persons import AttributeChange
from policylang.model.result import Awarded, RefusedEvent, Standing
from policylang.runtime.clocks import SavedClock
from policylang.runtime.counters import SavedCounters
from policylang.runtime.lots import SavedLot
from policylang.runtime.memory import Entries
from policylang.runtime.person import Person
from policylang.runtime.plan import Plan
from policylang.runtime.timeline import Coming, Timeline


@attrs.frozen
class Begun:
    """A person whose first day has come, in the middle of the day `day`."""

    day: int
    scores: tuple[int, ...]
    #: Of each score that keeps lots: the lots, oldest first, and what has run out by its day.
    lots: tuple[tuple[SavedLot, ...], ...]
    gone: tuple[tuple[tuple[int, int], ...], ...]
    statuses: tuple[Standing, ...]
    clocks: tuple[SavedClock, ...]
    tallies: tuple[Entries, ...]
    caps: tuple[SavedCounters, ...]
    #: Of what waits for a condition: 1 where it held when it was last looked at.
    standing: tuple[int, ...]
    coming: tuple[Coming, ...]
    awards: tuple[Awarded, ...]
    refused: tuple[RefusedEvent, ...]


def save(timeline: Timeline) -> Begun:
    """What has to be kept of a person whose first day has come."""
    person, day = timeline.person, timeline.day
    assert day is not None
    lots = person.lots.values()
    return Begun(
        day=day,
        scores=tuple(person.scores),
        lots=tuple(each.saved() for each in lots),
        gone=tuple(tuple(sorted(each.gone.items())) for each in lots),
        statuses=tuple(Standing(n, *days) for n, days in sorted(person.statuses.items())),
        clocks=person.clocks.saved(day),
        tallies=tuple(tally.saved(person) for tally in person.tallies),
        caps=person.counters.saved(person),
        standing=tuple(map(int, person.standing)),
        coming=tuple(sorted(timeline.coming)),
        awards=tuple(person.awards),
        refused=tuple(person.refused),
    )


def take_up(
    plan: Plan,
    begun: Begun,
    attributes: tuple[int, ...],
    changes: tuple[AttributeChange, ...],
    *,
    as_of: int = 0,
) -> Timeline:
    """The timeline as it was when it was saved.

    Args:
        attributes: as they stand now.
        changes: those that are still to come.
    """
    person = Person(plan, attributes, as_of, ledger=True)
    timeline = Timeline(plan, person)
    timeline.changes = deque(changes)
    timeline.coming = list(begun.coming)
    heapify(timeline.coming)
    person.scores = list(begun.scores)
    for lots, saved, gone in zip(person.lots.values(), begun.lots, begun.gone, strict=True):
        lots.restore(saved, gone)
    person.statuses = {each.status: (each.since, each.until) for each in begun.statuses}
    person.clocks.restore(begun.clocks)
    for tally, entries in zip(person.tallies, begun.tallies, strict=True):
        tally.restore(entries)
    for slot, counters in enumerate(begun.caps):
        cap = plan.caps[slot]
        person.counters.restore(slot, cap.seen, cap.cap.measure, counters)
    person.standing = list(map(bool, begun.standing))
    person.awards, person.refused = list(begun.awards), list(begun.refused)
    timeline.resume(begun.day)
    return timeline

"""One person when events arrive: gone on with from what is stored, or run again.

THEOREM: the result is that of one run over all events kept, in order of day, those of one day in
the order they arrived. A tracker equals a replay at every point (`runtime/tracker.py`); it is taken
up again only where every event that is new to it comes after those it has seen, and in all other
cases the whole history is run again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import attrs

from policylang.compiler import Evaluator
from policylang.model.history import History, Marks, gathered
from policylang.model.machine import Machine
from policylang.model.persons import Traits
from policylang.model.result import Result
from policylang.model.values import InputProblem
from policylang.model.withdrawals import VOID_CODE, Ids
from policylang.runtime.plans import plan_of
from policylang.runtime.tracker import Tracker


class Kept(NamedTuple):
    """An event that was accepted: held integers, and which one it was of all that ever arrived."""

    day: int
    arrival: int
    code: int
    values: tuple[int, ...]
    id: str | None
    #: The day it became known; 0 for at once.
    known: int


@attrs.frozen
class Snapshot:
    """A saved tracker, and the last event it has seen: all before it, by day and arrival, too."""

    last: int
    arrival: int
    state: Mapping[str, object]


@attrs.frozen
class Life:
    """One person: all events kept, in any order; with a snapshot, those after it."""

    traits: Traits
    kept: Sequence[Kept]
    snapshot: Snapshot | None = None


@attrs.frozen
class Step:
    """Where a person stands, and what to go on from; None where everything must be run again."""

    result: Result
    snapshot: Snapshot | None
    #: The history, where it was run.
    history: History | None = None


@attrs.frozen
class Follower:
    """Brings persons up to a day, under one policy."""

    evaluator: Evaluator
    since: int | None

    @property
    def machine(self) -> Machine:
        """The policy."""
        return self.evaluator.machine

    @property
    def goes_on(self) -> bool:
        """Whether persons can be taken up again; else the past may come out differently later."""
        return not plan_of(self.machine).keeps_events

    def follow(self, life: Life, as_of: int, known: int) -> Step:
        """Where a person stands at the end of a day, by what was known on another (ordinals).

        Raises:
            InputProblem: the snapshot is damaged or of another policy (PL419).
        """
        kept = sorted(life.kept, key=_order)
        if life.snapshot is None and not self._is_plain(kept):
            return self._run(life, kept, as_of, known)
        if life.snapshot is not None:
            tracker = Tracker.resume(self.machine, life.snapshot.state)
        else:
            tracker = Tracker(self.machine, life.traits.start, since=self.since)
            for change in life.traits.changes:
                tracker.change(*change)
        seen = None
        for event in kept:
            if event.day > as_of:
                break
            tracker.apply(event.day, event.code, event.values)
            seen = event
        result = tracker.result(as_of)
        if seen is None:
            return Step(result, life.snapshot)
        return Step(result, Snapshot(seen.day, seen.arrival, tracker.state))

    def _is_plain(self, kept: Sequence[Kept]) -> bool:
        """Whether what happened is known as soon as it happens, and stays as it was."""
        return self.goes_on and not any(event.known > event.day for event in kept)

    def _run(self, life: Life, kept: Sequence[Kept], as_of: int, known: int) -> Step:
        history = history_of(kept, life.traits, self.machine.width).until(as_of, known)
        result = self.evaluator.run(history, life.traits.start, since=self.since, as_of=as_of)
        return Step(result, None, history)


def history_of(kept: Sequence[Kept], traits: Traits, width: int) -> History:
    """Events in order of day as a history, not settled.

    A withdrawal whose event has not arrived is left out: it waits.
    """
    waiting = _without_event(kept)
    used = [event for event in kept if event.arrival not in waiting]
    marks = {
        number: Marks(event.id, event.known)
        for number, event in enumerate(used)
        if event.id is not None or event.known
    }
    rows = [(event.day, event.code, event.values) for event in used]
    return gathered(rows, marks, width, traits.changes)


def _without_event(kept: Sequence[Kept]) -> frozenset[int]:
    """The withdrawals that withdraw nothing, by arrival: of two of one event, the second."""
    voids = [event for event in kept if event.code == VOID_CODE]
    if not voids:
        return frozenset()
    ids = ids_of(kept)
    waiting = set()
    for void in sorted(voids, key=lambda event: event.arrival):
        try:
            ids.void(void.id or "", void.day)
        except InputProblem:
            waiting.add(void.arrival)
    return frozenset(waiting)


def ids_of(kept: Sequence[Kept]) -> Ids:
    """The ids of events that were accepted, without their withdrawals."""
    ids = Ids()
    for event in kept:
        if event.id is not None and event.code != VOID_CODE:
            ids.add(event.id, event.day, 0)
    return ids


def _order(event: Kept) -> tuple[int, int]:
    return event.day, event.arrival

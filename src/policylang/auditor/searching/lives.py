"""People as the runtime has them: taken up in a state, moved on, and put down again.

One person serves for all. A state holds what `runtime.saved` would save, without what was given
and refused so far, in the form of `normal`; a step is to take it up, let something happen, and
save again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from heapq import heapify
from typing import Final, NamedTuple

from policylang.auditor.decisions.ceilings import ceilings_of_tallies
from policylang.auditor.decisions.remembered import told_apart
from policylang.auditor.searching import normal
from policylang.auditor.searching.reading import limited_by_scores
from policylang.model.history import Row
from policylang.model.result import Awarded
from policylang.runtime.clocks import Clocks, SavedClock
from policylang.runtime.counters import Counters, SavedCounters
from policylang.runtime.lots import Lots, SavedLot
from policylang.runtime.memory import Entries
from policylang.runtime.person import Person
from policylang.runtime.plan import Plan
from policylang.runtime.program import every_expression
from policylang.runtime.timeline import Coming, Schedules, Timeline

#: Perks and sanctions that a step brings: number of each and what it is worth.
Awards = tuple[tuple[int, int], ...]

_NOTHING: Final[Awards] = ()


class State(NamedTuple):
    """Everything that later days can see of a person, on a day that is known.

    The parts are those of `runtime.saved.Begun`; of statuses only when each ends.
    """

    scores: tuple[int, ...]
    lots: tuple[tuple[SavedLot, ...], ...]
    gone: tuple[tuple[tuple[int, int], ...], ...]
    statuses: tuple[tuple[int, int], ...]
    clocks: tuple[SavedClock, ...]
    tallies: tuple[Entries, ...]
    caps: tuple[SavedCounters, ...]
    standing: tuple[bool, ...]
    coming: tuple[Coming, ...]


#: Of whom nothing more is asked: the last day is over.
ENDED: Final = State((), (), (), (), (), (), (), (), ())


class Standing(NamedTuple):
    """Where a person stands at the end of a day: scores, place in each grading, scored at all."""

    scores: tuple[int, ...]
    ranks: tuple[int, ...]
    scored: bool


class Refused(Exception):  # noqa: N818 - an answer, not a failure
    """The policy refuses an event."""


class Lives:
    """Steps from state to state.

    Args:
        since: the first day; `last` is the one that everything is asked about.
    """

    def __init__(self, plan: Plan, attributes: Sequence[int], since: int, last: int) -> None:
        self.plan, self.since, self.last = plan, since, last
        self.steps = 0
        machine = plan.machine
        self.attributes = tuple(attributes)
        self._ceilings = ceilings_of_tallies(every_expression(machine), machine)
        self._restoring = normal.restoring(machine)
        self._plain = normal.plainly_lasting(plan)
        self._score_slots = [n for n, score in enumerate(machine.scores) if score.lots is not None]
        self._slots = max(plan.caps, default=-1) + 1
        self._schedules: dict[int, Schedules] = {}
        self._person, self._timeline = self._nobody()

    # --- steps ---------------------------------------------------------------------------------

    def begin(self) -> tuple[State, Awards]:
        """Somebody who begins: on the first day, before its events."""
        self._person, self._timeline = self._nobody()
        self._timeline.begin(self.since)
        self._timeline.advance(self.since)
        return self._put_down(self.since), self._given()

    def done(
        self, state: State, day: int, code: int, values: Sequence[int]
    ) -> tuple[State, Awards]:
        """Somebody after an event of theirs.

        Raises:
            Refused: the policy refuses it.
        """
        number = self._take_up(state, day)
        self._timeline.event(number, day, code, values)
        if self._person.refused:
            raise Refused
        return self._put_down(day), self._given()

    def next_day(self, state: State, day: int, then: int) -> tuple[State, Awards, Standing]:
        """Somebody on a later day, before its events; and where they stood as the first ended.

        The last day has none after it: `then` beyond it only ends it.
        """
        self._take_up(state, day)
        self._timeline.finish(day)
        standing = self._standing()
        if then > self.last:
            return ENDED, self._given(), standing
        self._timeline.advance(then)
        return self._put_down(then), self._given(), standing

    def due_days(self) -> list[int]:
        """Days on which something comes due for somebody who does nothing."""
        self._person, self._timeline = self._nobody()
        self._timeline.begin(self.since)
        self._timeline.advance(self.since)
        found = []
        while (due := self._timeline.next_due()) <= self.last:
            found.append(due)
            self._timeline.finish(due)
        return found

    def standing_after(self, rows: Iterable[Row], day: int) -> Standing | None:
        """Where events leave somebody at the end of a day; None where one is refused."""
        self._person, self._timeline = self._nobody()
        self._timeline.begin(self.since)
        for number, (on, code, values) in enumerate(rows):
            self._timeline.event(number, on, code, values)
        self._timeline.finish(day)
        return None if self._person.refused else self._standing()

    def with_all(self, rows: Sequence[Row]) -> tuple[Row, ...] | None:
        """Events with all of a score in place of amounts that it limits; None: there are none."""
        limits = {code: limited_by_scores(self.plan.machine, code) for _, code, _ in rows}
        if not any(limits.values()):
            return None
        self._person, self._timeline = self._nobody()
        self._timeline.begin(self.since)
        fitted: list[Row] = []
        for number, (day, code, values) in enumerate(rows):
            self._timeline.advance(day)
            fields, filled = self.plan.machine.actions[code].fields, list(values)
            for slot, score in limits[code].items():
                held, domain = self._person.scores[score], fields[slot].domain
                if domain.low <= held <= domain.high:
                    filled[slot] = held
            fitted.append((day, code, tuple(filled)))
            self._timeline.event(number, day, code, filled)
        return tuple(fitted)

    def _given(self) -> Awards:
        awards: list[Awarded] = self._person.awards
        return tuple((each.grant, each.worth) for each in awards) if awards else _NOTHING

    def _standing(self) -> Standing:
        person, machine = self._person, self.plan.machine
        return Standing(
            tuple(map(person.balance, range(len(machine.scores)))),
            tuple(map(person.rank, range(len(machine.gradings)))),
            person.consents,
        )

    # --- states --------------------------------------------------------------------------------

    def _nobody(self) -> tuple[Person, Timeline]:
        person = Person(self.plan, self.attributes, self.last, ledger=False)
        return person, Timeline(self.plan, person)

    def _put_down(self, day: int) -> State:
        """The state; nothing in it is shared with the person."""
        self.steps += 1
        person, timeline = self._person, self._timeline
        lots = tuple([self._lots(score) for score in self._score_slots])
        coming = tuple(sorted(timeline.coming)) if timeline.coming else ()
        if coming or (self._restoring and lots):
            lots, coming = self._renumbered(lots, coming)
        return State(
            tuple(person.scores),
            lots,
            tuple([tuple(sorted(each.gone.items())) for each in person.lots.values()]),
            tuple([(n, until) for n, (_, until) in sorted(person.statuses.items())]),
            person.clocks.saved(day) if self.plan.clocks else (),
            tuple(
                [
                    told_apart(declared, tally.saved(person), self._ceilings.get(n))
                    for n, (declared, tally) in enumerate(
                        zip(self.plan.machine.tallies, person.tallies, strict=True)
                    )
                ]
            ),
            tuple([normal.counting(each) for each in person.counters.saved(person)]),
            tuple(person.standing),
            coming,
        )

    def _lots(self, score: int) -> tuple[SavedLot, ...]:
        saved = self._person.lots[score].saved()
        if not saved:
            return saved
        if score not in self._restoring:
            saved = normal.without_events(saved)
        return normal.merged(saved, self._plain)

    def _renumbered(
        self, lots: tuple[tuple[SavedLot, ...], ...], coming: tuple[Coming, ...]
    ) -> tuple[tuple[tuple[SavedLot, ...], ...], tuple[Coming, ...]]:
        """Events that are still spoken of, numbered from 0 in their order."""
        events = {lot[3] for each in lots for lot in each if lot[3] >= 0}
        numbers = {old: new for new, old in enumerate(sorted(events | {c[1] for c in coming}))}
        numbers[-1] = -1
        renamed = tuple(
            tuple((*lot[:3], numbers[lot[3]]) for lot in each) if each else each for each in lots
        )
        return renamed, tuple((each[0], numbers[each[1]], *each[2:]) for each in coming)

    def _take_up(self, state: State, day: int) -> int:
        """Be somebody in a state; the number of their next event."""
        person, timeline, plan = self._person, self._timeline, self.plan
        person.scores = list(state.scores)
        person.stirred = True
        if person.lots:
            for slot, saved, past in zip(self._score_slots, state.lots, state.gone, strict=True):
                spending = plan.machine.scores[slot].lots
                assert spending is not None
                kept = Lots(spending, remembers=slot in plan.remembers, restless=plan.restless)
                kept.restore(saved, past)
                person.lots[slot] = kept
        person.statuses = {n: (0, until) for n, until in state.statuses}
        if plan.clocks:
            person.clocks = Clocks(plan.clocks)
            person.clocks.restore(state.clocks)
        for tally, entries in zip(person.tallies, state.tallies, strict=True):
            tally.clear()
            tally.restore(entries)
        if self._slots:
            person.counters = Counters(self._slots)
            for slot, counters in enumerate(state.caps):
                if counters:
                    cap = plan.caps[slot]
                    person.counters.restore(slot, cap.seen, cap.cap.measure, counters)
        person.standing = list(state.standing)
        person.awards.clear()
        person.refused.clear()
        timeline.coming = list(state.coming)
        timeline.changes = deque()
        heapify(timeline.coming)
        schedules = self._schedules.get(day)
        timeline.resume(day, schedules)
        if schedules is None:
            self._schedules[day] = timeline.schedules
        if not (timeline.coming or self._restoring):
            return 0
        events = [each[1] for each in timeline.coming]
        events += [lot[3] for each in state.lots for lot in each]
        return max(events, default=-1) + 1

"""The part of a saved state that says where a person stands, in JSON and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import attrs

from policylang.core import limits
from policylang.model.calendar import LAST_DAY as LAST_ORDINAL
from policylang.model.machine import Change, Machine, OfMoment, Slot
from policylang.model.result import NO_EVENT, Awarded, RefusedEvent, Standing
from policylang.runtime.clocks import STILL, Run, SavedClock, due_day
from policylang.runtime.counters import Limit, SavedCounters
from policylang.runtime.lots import NO_RULE, SavedLot
from policylang.runtime.memory import Entries
from policylang.runtime.plan import Clock, Plan, TallyPlan
from policylang.runtime.saved import Begun
from policylang.runtime.timeline import Coming
from policylang.runtime.untrusted import (
    FIRST_DAY,
    Declared,
    fields,
    listed,
    matched,
    numbers,
    part,
    refuse,
    rising,
    whole,
)

#: Sizes of held values: most are numbers, and a name is its letters.
_LOW, _HIGH = limits.INT64_LOW, limits.INT64_HIGH
_NAME: Final = 2 ** (8 * 4 * limits.NAME_LENGTH)


def begun_to_json(begun: Begun) -> dict[str, object]:
    """The JSON form: lists for tuples, under the names of the parts."""
    return {field.name: _plain(getattr(begun, field.name)) for field in attrs.fields(Begun)}


def _plain(value: object) -> object:
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def begun_from_json(given: object, plan: Plan, last: int, events: int) -> Begun:
    """Read it back: of a person whose last event, of so many, was on a day.

    Raises:
        InputProblem: it is damaged (PL419).
    """
    if not isinstance(given, Mapping):
        refuse("`person` is not a mapping")
    return _Reader(given, plan, last, events).read()


@attrs.frozen
class _Reader:
    given: Mapping[str, object]
    plan: Plan
    last: int
    events: int

    @property
    def machine(self) -> Machine:
        return self.plan.machine

    def read(self) -> Begun:
        scores = self._scores()
        return Begun(
            day=whole(part(self.given, "day"), self.last, self.last, "day"),
            scores=scores,
            lots=self._lots(scores),
            gone=self._gone(),
            statuses=self._statuses(),
            clocks=tuple(
                self._clock(raw, clock) for raw, clock in self._matched("clocks", self.plan.clocks)
            ),
            tallies=tuple(
                self._tally(raw, tally)
                for raw, tally in self._matched("tallies", self.plan.tallies)
            ),
            caps=tuple(
                self._counters(raw, self.plan.caps[slot])
                for raw, slot in self._matched("caps", range(max(self.plan.caps, default=-1) + 1))
            ),
            standing=tuple(
                whole(raw, 0, 1, "standing")
                for raw, _ in self._matched("standing", self.plan.becoming)
            ),
            coming=self._coming(),
            awards=self._awards(),
            refused=self._refused(),
        )

    def _list(self, name: str) -> Sequence[object]:
        return listed(part(self.given, name), name)

    def _matched(
        self, name: str, declared: Sequence[Declared]
    ) -> Sequence[tuple[object, Declared]]:
        return tuple(matched(part(self.given, name), name, declared))

    def _scores(self) -> tuple[int, ...]:
        return tuple(
            whole(raw, *((0, 0) if score.formula is not None else score.bounds), "scores")
            for raw, score in self._matched("scores", self.machine.scores)
        )

    # --- lots, statuses and clocks -----------------------------------------------------------

    def _keeping(self) -> list[int]:
        return [n for n, score in enumerate(self.machine.scores) if score.lots is not None]

    def _lots(self, scores: tuple[int, ...]) -> tuple[tuple[SavedLot, ...], ...]:
        kept = []
        for raw, score in self._matched("lots", self._keeping()):
            lives = _lives(self.machine, score)
            lots = tuple(self._lot(each, lives) for each in listed(raw, "lots"))
            if sum(lot[0] for lot in lots) != scores[score]:
                refuse("`lots` and `scores` do not fit together")
            kept.append(lots)
        return tuple(kept)

    def _lot(self, raw: object, lives: frozenset[int]) -> SavedLot:
        left, expires, rule, event = numbers(raw, 4, "lots")
        lot = (
            whole(left, _LOW, _HIGH, "lots"),
            whole(expires, 0, LAST_ORDINAL, "lots"),
            whole(rule, NO_RULE, max(lives, default=NO_RULE), "lots"),
            whole(event, NO_EVENT, self.events - 1, "lots"),
        )
        if lot[0] == 0 or (lot[1] != 0 and lot[2] not in lives):
            refuse("`lots` holds one that no rule has made")
        return lot

    def _gone(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        kept = []
        for raw, score in self._matched("gone", self._keeping()):
            pairs = []
            for each in listed(raw, "gone"):
                expires, left = numbers(each, 2, "gone")
                pairs.append(
                    (whole(expires, _LOW, self.last, "gone"), whole(left, _LOW, _HIGH, "gone"))
                )
            rising([expires for expires, _ in pairs], "gone")
            if pairs and score not in self.plan.remembers:
                refuse("`gone` holds something that nothing asks for")
            kept.append(tuple(pairs))
        return tuple(kept)

    def _statuses(self) -> tuple[Standing, ...]:
        statuses = []
        for raw in self._list("statuses"):
            number, since, until = numbers(raw, 3, "statuses")
            statuses.append(
                Standing(
                    whole(number, 0, len(self.machine.statuses) - 1, "statuses"),
                    whole(since, FIRST_DAY, self.last, "statuses"),
                    self._later(until, "statuses"),
                )
            )
        rising([each.status for each in statuses], "statuses")
        return tuple(statuses)

    def _clock(self, raw: object, clock: Clock) -> SavedClock:
        running, opening = (_run(each) for each in numbers(raw, 2, "clocks"))
        due = due_day(running, next_day=clock.next_day)
        if running != STILL and not running.start <= self.last < due:
            refuse("`clocks` holds one that does not run now")
        if opening != STILL and (clock.start is None or opening.start <= self.last):
            refuse("`clocks` holds one that does not start by itself")
        return running, opening

    def _later(self, raw: object, name: str) -> int:
        """A day after the last event, or 0."""
        day = whole(raw, 0, LAST_ORDINAL, name)
        if 0 < day <= self.last:
            refuse(f"`{name}` holds a day that is over")
        return day

    # --- memories ----------------------------------------------------------------------------

    def _tally(self, raw: object, tally: TallyPlan) -> Entries:
        if not tally.compares:
            big = tally.tally.measure not in ("count", "sum")
            low, high = (-_NAME, _NAME) if big else (_LOW, _HIGH)
            return self._entries(raw, tally.seen.most, low, high, "tallies")
        occurrence, machine = tally.tally.occurrence, self.machine
        slots = (
            machine.actions[occurrence.action].fields if isinstance(occurrence, OfMoment) else ()
        )
        entries = []
        for each in listed(raw, "tallies"):
            heap, value, *rest = numbers(each, 3 + machine.width, "tallies")
            entries.append(
                (
                    whole(heap, 0, self.last, "tallies"),
                    whole(value, -_NAME, _NAME, "tallies"),
                    *self._event(rest, slots, "tallies"),
                )
            )
        rising([entry[0] for entry in entries], "tallies", strictly=False)
        return tuple(entries)

    def _entries(self, raw: object, most: int | None, low: int, high: int, name: str) -> Entries:
        found = listed(raw, name)
        if most is not None and len(found) > most:
            refuse(f"`{name}` holds too much")
        entries = []
        for each in found:
            heap, value = numbers(each, 2, name)
            entries.append((whole(heap, 0, self.last, name), whole(value, low, high, name)))
        rising([heap for heap, _ in entries], name)
        return tuple(entries)

    def _counters(self, raw: object, limit: Limit) -> SavedCounters:
        cap, counters = limit.cap, []
        low = _LOW if cap.measure == "net" else 0
        high = cap.limit if cap.measure in ("points", "times") else _HIGH
        for each in listed(raw, "caps"):
            key, entries = numbers(each, 2, "caps")
            number = whole(key, -_NAME, _NAME, "caps")
            if (number == 0) != (cap.key is None):
                refuse("`caps` holds a counter that no cap has")
            counters.append((number, self._entries(entries, limit.seen.most, low, high, "caps")))
            used = sum(value for _, value in counters[-1][1])
            if cap.measure in ("points", "times") and limit.seen.forgets and used > cap.limit:
                refuse("`caps` holds a value that no cap has counted")
        rising([key for key, _ in counters], "caps")
        return tuple(counters)

    # --- events and awards -------------------------------------------------------------------

    def _coming(self) -> tuple[Coming, ...]:
        coming: list[Coming] = []
        for raw in self._list("coming"):
            day, event, moment, action, given = numbers(raw, 5, "coming")
            code = whole(action, 0, len(self.machine.actions) - 1, "coming")
            declared = self.machine.actions[code]
            coming.append(
                (
                    whole(day, self.last + 1, LAST_ORDINAL, "coming"),
                    whole(event, 0, self.events - 1, "coming"),
                    whole(moment, 1, len(declared.moments) - 1, "coming"),
                    code,
                    self._event(listed(given, "coming"), declared.fields, "coming"),
                )
            )
        if any(before[:3] >= after[:3] for before, after in pairwise(coming)):
            refuse("`coming` is out of order")
        return tuple(coming)

    def _event(self, raw: Sequence[object], slots: Sequence[Slot], name: str) -> tuple[int, ...]:
        """The fields of an event, and the day of its first moment (0: it is none)."""
        *values, day = numbers(raw, 1 + self.machine.width, name)
        width = self.machine.width
        return *fields(values, slots, width, name), whole(day, 0, self.last, name)

    def _awards(self) -> tuple[Awarded, ...]:
        awards = []
        for raw in self._list("awards"):
            day, grant, worth = numbers(raw, 3, "awards")
            awards.append(
                Awarded(
                    whole(day, FIRST_DAY, self.last, "awards"),
                    whole(grant, 0, len(self.machine.grants) - 1, "awards"),
                    whole(worth, 0, _HIGH, "awards"),
                )
            )
        rising([award.day for award in awards], "awards", strictly=False)
        return tuple(awards)

    def _refused(self) -> tuple[RefusedEvent, ...]:
        actions = self.machine.actions
        refused = []
        for raw in self._list("refused"):
            day, event, action, number = numbers(raw, 4, "refused")
            code = whole(action, 0, len(actions) - 1, "refused")
            refused.append(
                RefusedEvent(
                    whole(day, FIRST_DAY, self.last, "refused"),
                    whole(event, 0, self.events - 1, "refused"),
                    code,
                    whole(number, 0, len(actions[code].refusals) - 1, "refused"),
                )
            )
        rising([each.event for each in refused], "refused")
        return tuple(refused)


def _run(raw: object) -> Run:
    start, months, days = (whole(each, 0, _HIGH, "clocks") for each in numbers(raw, 3, "clocks"))
    if start > LAST_ORDINAL or (start == 0) != (months + days == 0):
        refuse("`clocks` holds one that runs without a beginning or an end")
    return Run(start, months, days)


def _lives(machine: Machine, score: int) -> frozenset[int]:
    """Numbers of the rules that take back lots of a score when they run out."""
    return frozenset(
        rule.effect.lifetime.rule.number
        for rule in machine.rules
        if isinstance(rule.effect, Change)
        and rule.effect.score == score
        and rule.effect.lifetime is not None
    )

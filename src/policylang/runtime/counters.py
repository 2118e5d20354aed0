"""Caps at work: what they leave of what a rule asks, and what they count of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from policylang.model.machine import Cap, Machine, Rule
from policylang.model.result import NO_CAP
from policylang.runtime.memory import Entries, Folded
from policylang.runtime.program import Reading, Sight
from policylang.runtime.seen import Seen, seen_through

#: By slot: what is saved of its counters, one for each key.
SavedCounters = tuple[tuple[int, Entries], ...]


@attrs.frozen
class Limit:
    """A cap on one rule, with the readings it asks."""

    cap: Cap
    seen: Seen
    key: Reading | None


def limits_of(rule: Rule, machine: Machine, readings: Mapping[str, Reading]) -> tuple[Limit, ...]:
    """The caps of a rule, ready to be asked."""
    return tuple(
        Limit(
            cap,
            seen_through(cap.window, machine, readings, f"cap_{rule.number}_{cap.slot}"),
            readings.get(f"key_{rule.number}_{cap.slot}"),
        )
        for cap in rule.caps
    )


class Counters:
    """The counters of one person: for each slot one a key."""

    def __init__(self, slots: int) -> None:
        self._kept: list[dict[int, Folded]] = [{} for _ in range(slots)]

    def full(self, person: Sight, limits: Sequence[Limit]) -> int:
        """The slot of the first cap with `times` that is full; `NO_CAP` where none is.

        One that is full leaves nothing of a rule, and then no cap counts anything.
        """
        for limit in limits:
            if limit.cap.times:
                counter = self._counter(person, limit)
                if counter is not None and counter.read(person) >= limit.cap.limit:
                    return limit.cap.slot
        return NO_CAP

    def grant(
        self, person: Sight, limits: Sequence[Limit], size: int, sign: int
    ) -> tuple[int, int]:
        """What caps leave of a change, none of which is full: and the slot of the last that cut it.

        This time is counted by those with `times`.
        """
        cutting = []
        for limit in limits:
            counter = self._counter(person, limit)
            if counter is not None and limit.cap.times:
                counter.take(person, 1)
            elif counter is not None:
                cutting.append((limit.cap, counter))
        return self._cut(person, cutting, size, sign) if cutting else (size, NO_CAP)

    def _cut(
        self, person: Sight, caps: Sequence[tuple[Cap, Folded]], size: int, sign: int
    ) -> tuple[int, int]:
        granted, cut_by = size, NO_CAP
        asked = []
        for cap, counter in caps:
            asked.append(granted)
            room = _room(cap, counter.read(person), granted, sign)
            if granted > room:
                granted, cut_by = room, cap.slot
        for (cap, counter), reached in zip(caps, asked, strict=True):
            match cap.measure:
                case "highest":
                    counter.take(person, reached)
                case "net":
                    counter.take(person, sign * granted)
                case _:
                    counter.take(person, granted)
        return granted, cut_by

    def _counter(self, person: Sight, limit: Limit) -> Folded | None:
        """The counter of a cap; None where it does not bite: no key, or outside its period."""
        if limit.seen.heap(person) is None:
            return None
        key = 0
        if limit.key is not None:
            key = limit.key(person, person.present)
            if key == 0:
                return None
        counters = self._kept[limit.cap.slot]
        counter = counters.get(key)
        if counter is None:
            counter = counters[key] = Folded(limit.seen, limit.cap.measure)
        return counter

    def saved(self, person: Sight) -> tuple[SavedCounters, ...]:
        """Every counter that has counted something a later day can see, keys rising."""
        return tuple(
            tuple(
                (key, entries)
                for key, counter in sorted(counters.items())
                if (entries := counter.saved(person))
            )
            for counters in self._kept
        )

    def restore(
        self, slot: int, seen: Seen, measure: str, saved: Sequence[tuple[int, Entries]]
    ) -> None:
        """Fill the counters of a slot with what was saved."""
        for key, entries in saved:
            counter = self._kept[slot][key] = Folded(seen, measure)
            counter.restore(entries)


def _room(cap: Cap, counted: int, size: int, sign: int) -> int:
    """The most a cap lets through."""
    match cap.measure:
        case "highest":
            return max(size - counted, 0)
        case "net" if sign < 0:
            return size
        case _:
            return max(cap.limit - counted, 0)

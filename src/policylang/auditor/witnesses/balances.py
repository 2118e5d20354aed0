"""The first score in the course of a replay: as a day begins and ends, and after each event."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property

from policylang.model.machine import EndOf, Machine, rules_of
from policylang.model.result import Posting


class FirstScore:
    """What changes the first score of a policy."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    @cached_property
    def rules(self) -> frozenset[int]:
        """The rules that do, by number."""
        rules = self.machine.rules
        return frozenset(each.number for each in rules if getattr(each.effect, "score", None) == 0)

    @cached_property
    def closing(self) -> frozenset[int]:
        """The rules that come at the end of a day, after its events."""
        closing = [each for each in self.machine.reactions if isinstance(each.trigger, EndOf)]
        return frozenset(rule.number for each in closing for rule in rules_of(each.choices))


class Balances:
    """Held points of the first score, looked up in the lines of a ledger.

    Args:
        start: what it begins with.
    """

    def __init__(self, first: FirstScore, start: int, ledger: Iterable[Posting]) -> None:
        self.start = start
        #: By event, what its rules came to, and the balance after the last of them.
        self.points: dict[int, int] = {}
        self._after: dict[int, int] = {}
        self._days: list[int] = []
        self._ends: list[int] = []
        #: By day, before what comes at its end: the last event so far, and the balance after it.
        self._within: dict[int, tuple[list[int], list[int]]] = {}
        for posting in ledger:
            if posting.rule not in first.rules:
                continue
            day, event, balance = posting.day, posting.event, posting.balance
            if event >= 0:
                self.points[event] = self.points.get(event, 0) + posting.applied
                self._after[event] = balance
            if not self._days or self._days[-1] != day:
                self._days.append(day)
                self._ends.append(balance)
            self._ends[-1] = balance
            if posting.rule not in first.closing:
                events, balances = self._within.setdefault(day, ([], []))
                events.append(max([event, *events[-1:]]))
                balances.append(balance)

    def beginning(self, day: int) -> int:
        """What it is before anything of a day."""
        found = bisect_left(self._days, day)
        return self._ends[found - 1] if found else self.start

    def ending(self, day: int) -> int:
        """What it is after everything of a day."""
        return self.beginning(day + 1)

    def after(self, event: int, day: int) -> int:
        """What it is after an event of a day."""
        if event in self._after:
            return self._after[event]
        events, balances = self._within.get(day, ((), ()))
        found = bisect_right(events, event)
        return balances[found - 1] if found else self.beginning(day)

"""A person of the runtime who is put into a state, moved on, and read out again.

What happens is done by the interpreter itself, so a process that is lived holds every construct of
the language as it is meant. Here is only what a state has to remember, and in which form: as short
as it can be, so that states between which no future can tell are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policylang.auditor.decisions.ceilings import ceilings, lowers
from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.relevance import Relevant
from policylang.auditor.decisions.remembered import told_apart
from policylang.model.machine import Change, Rule
from policylang.model.result import NO_EVENT
from policylang.runtime.clocks import Clocks
from policylang.runtime.counters import Counters
from policylang.runtime.lots import Lots, SavedLot
from policylang.runtime.memory import Entries
from policylang.runtime.person import Person
from policylang.runtime.plan import Plan
from policylang.runtime.timeline import Timeline

#: Called in place of a rule: the later moments of events that have come up today.
COMING: Final = -1


class Life(Timeline):
    """The person. A state is every score, and then a tuple for each kind of memory."""

    def __init__(self, plan: Plan, attributes: Sequence[int], relevant: Relevant) -> None:
        super().__init__(plan, Person(plan, attributes, 0, ledger=False))
        machine = plan.machine
        self.relevant = relevant
        self.scores = len(machine.scores)
        self.kept = {each.number: each for each in plan.consequences if not each.grants}
        most_points, self.most_counted = ceilings(relevant, machine)
        # What counted on another day is asked of the lots, whatever the score is compared with.
        self.most_points = {n: m for n, m in most_points.items() if n not in plan.remembers}
        self.tallies = sorted(relevant.tallies)
        #: Of what waits for a condition: whether it does anything.
        self.waiting = [
            not each.grants and each.number in relevant.reactions for each, _ in plan.becoming
        ]
        self.plain_lots = not plan.becoming and not any(
            life is not None and (life.unless is not None or life.held is not None)
            for rule in machine.rules
            for life in (getattr(rule.effect, "lifetime", None),)
        )
        #: Scores whose lots nothing takes from, so that their age does not matter.
        self.unspent = {
            number
            for number in self.person.lots
            if (machine.scores[number].low is None or machine.scores[number].fixed_low is not None)
            and not any(_takes(rule, number) for rule in relevant.rules)
        }

    # --- in and out ----------------------------------------------------------------------------

    def born(self, day: int) -> State:
        """The state in which a person begins."""
        self.person.begin_with(day)
        self.day = day
        return self.taken()

    def put(self, state: State, today: int) -> Person:
        """Put the person into a state, on a day whose events have not begun or are going on."""
        person, plan = self.person, self.plan
        self.day = person.today = today
        lots, statuses, clocks, tallies, caps, standing, coming = state[
            self.scores : self.scores + 7
        ]
        for number, score in enumerate(plan.machine.scores):
            person.scores[number] = 0 if score.formula is not None else state[number]
        for number, saved in zip(person.lots, lots, strict=True):
            kept, gone = saved
            spending = plan.machine.scores[number].lots
            assert spending is not None
            person.lots[number] = Lots(
                spending, remembers=number in plan.remembers, restless=plan.restless
            )
            person.lots[number].restore(kept, gone)
        person.statuses = {status: (1, until) for status, until in statuses}
        if plan.clocks:
            person.clocks = Clocks(plan.clocks)
            person.clocks.restore(clocks)
        for tally in person.tallies:
            tally.clear()
        for number, entries in zip(self.tallies, tallies, strict=True):
            person.tallies[number].restore(entries)
        person.counters = Counters(len(plan.caps))
        for slot, counters in caps:
            limit = plan.caps[slot]
            person.counters.restore(slot, limit.seen, limit.cap.measure, counters)
        person.standing = list(standing)
        self.coming = list(coming)
        person.awards.clear()
        person.refused.clear()
        person.stirred = True
        return person

    def taken(self) -> State:
        """The state the person is in."""
        person = self.person
        names = {event: n for n, event in enumerate(sorted({each[1] for each in self.coming}))}
        return (
            *(self._points(number) for number in range(self.scores)),
            tuple(
                (self._lots(number, lots), tuple(sorted(lots.gone.items())))
                for number, lots in person.lots.items()
            ),
            tuple(
                (status, until)
                for status, (_, until) in sorted(person.statuses.items())
                if status in self.relevant.statuses
            ),
            # A clock that comes due today may not have been looked at yet.
            person.clocks.saved(person.today - 1) if self.plan.clocks else (),
            tuple(self._counted(number) for number in self.tallies),
            tuple(
                (slot, counters)
                for slot, counters in enumerate(person.counters.saved(person))
                if counters
            ),
            tuple(
                stands and waits
                for stands, waits in zip(person.standing, self.waiting, strict=True)
            ),
            tuple(
                (day, names[event], moment, action, fields)
                for day, event, moment, action, fields in sorted(self.coming)
            ),
        )

    def _points(self, number: int) -> int:
        if number not in self.relevant.scores:
            return 0
        balance, most = self.person.balance(number), self.most_points.get(number)
        return balance if most is None else min(balance, most)

    def _counted(self, number: int) -> Entries:
        entries = self.person.tallies[number].saved(self.person)
        tally, most = self.plan.machine.tallies[number], self.most_counted.get(number)
        return told_apart(tally, entries, most)

    def _lots(self, number: int, lots: Lots) -> tuple[SavedLot, ...]:
        """The lots of a score; those that nothing can tell apart are one."""
        if number not in self.relevant.scores or number in self.most_points:
            return ()  # nobody looks, or nothing takes from them and none runs out
        # Nothing takes back on a later date what an event gave, so which it was does not matter.
        found = [(left, expires, rule, NO_EVENT) for left, expires, rule, _ in lots.saved()]
        if not self.plain_lots:
            return tuple(found)
        if number in self.unspent:
            found.sort(key=lambda lot: lot[1:])
        merged: list[SavedLot] = []
        for lot in found:
            last = merged[-1] if merged else None
            if last is not None and last[1:] == lot[1:] and (last[0] > 0) == (lot[0] > 0):
                merged[-1] = (last[0] + lot[0], *lot[1:])
            else:
                merged.append(lot)
        return tuple(merged)

    # --- what happens --------------------------------------------------------------------------

    def wake(self, day: int) -> None:
        """A day begins: what ends or runs out, and clocks that start, before what is due."""
        self._run_out(day)
        self.person.clocks.open(day)

    def does(self, action: int, fields: tuple[int, ...]) -> bool:
        """An event of today; whether it was let through."""
        assert self.day is not None
        number = 1 + max((each[1] for each in self.coming), default=NO_EVENT)
        self.event(number, self.day, action, fields)
        return not self.person.refused

    def comes_due(self, reaction: int) -> None:
        """A rule comes due, if it does: a clock may not."""
        assert self.day is not None
        if reaction == COMING:
            self._moments(self.day)
            return
        each = self.kept[reaction]
        if each.clock < 0:
            self.person.fire(each)
        elif self.person.clocks.due[each.clock] == self.day:
            self.person.fire_clock(each, in_force=True)


def _takes(rule: Rule, score: int) -> bool:
    """Whether a rule takes from the lots of a score; running out is no taking."""
    gives = isinstance(rule.effect, Change) and rule.effect.sign == 1
    return not gives and lowers(rule, score)

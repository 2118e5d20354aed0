"""The days on which stages have to begin, where a process is lived by the runtime.

A stage may hold several days only if they are alike: whatever happens on one of them would happen
in the same way on any other. So it is cut wherever

- a part of an expression that reads the date alone comes out differently from the day before;
- a window of a cap or a count begins anew;
- a status or a lot may run out, or a version of the grades begins or ends.

THEOREM. Then events on the first days of stages are enough.

PROOF. Take any history and let each event happen on the first day of its stage instead, in the
same order. Between two of them nothing comes due. By induction over the events of the stage each
meets the same scores, lots, statuses, counts and counters as before: those that remember a day
remember one of the same stage, which is in the same stretch of every window, and runs out on the
same day, as both are worked out from parts that are alike. So what follows is the same.

Where that cannot be seen, as when a status lasts for thirty days, or a window moves with the day,
every day is a stage of its own; then there is nothing to prove.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Final

import attrs

from policylang.auditor.decisions.readings import View, follows_from_date, read_off_date
from policylang.auditor.decisions.relevance import Relevant
from policylang.auditor.decisions.stages import MOST_STAGES
from policylang.auditor.question import Unfit
from policylang.model import expressions as e
from policylang.model.machine import Begin, Between, Change, Machine, Quiet, Sliding, SlidingMonths
from policylang.runtime.expressions import value_of
from policylang.runtime.person import Person
from policylang.runtime.plan import Plan
from policylang.runtime.seen import Seen

#: Windows that move with the day, so that it matters on which of them something lies.
_MOVING = (Sliding, SlidingMonths, Between)

#: So many days are looked at first: more than a month has.
_LOOK: Final = 40

#: So many times the date is read at most to find out which days are alike.
_READINGS: Final = 2_000_000


@attrs.frozen
class Days:
    """A person under a policy, on the days from `first` to `last`, both included."""

    plan: Plan
    relevant: Relevant
    view: View
    first: int
    last: int

    @property
    def machine(self) -> Machine:
        """The machine."""
        return self.plan.machine

    def cuts(self) -> set[int]:
        """The days on which a stage has to begin, besides those on which something is due.

        Raises:
            Unfit: each day would be a stage, and there are too many.
        """
        days = self.last + 1 - self.first
        parts = self._dated()
        restless = days * len(parts) > _READINGS or any(self._never_rests(each) for each in parts)
        if self._each_matters() or restless:
            if days > MOST_STAGES:
                raise Unfit(f"there are more than {MOST_STAGES:,} stages")
            return set(range(self.first, self.last + 1))
        found = {day for part in parts for day in self._changes(part)}
        found |= {day for part in self._ends() for day in self._values(part)}
        found |= {day for seen in self._windows() for day in self._begins(seen)}
        for grading in self.machine.gradings:
            for version in grading.versions:
                found |= {version.opens or 0, (version.closes or -1) + 1}
        if self.machine.begins is not None:
            found.add(self.view.attributes[self.machine.begins])
        return {day for day in found if self.first < day <= self.last}

    def _each_matters(self) -> bool:
        """Whether it is not seen that days are alike."""
        machine, relevant = self.machine, self.relevant
        windows = [machine.tallies[number].window for number in relevant.tallies]
        moving = any(isinstance(each, _MOVING) for each in windows) or any(
            isinstance(cap.window, _MOVING) for cap in relevant.caps
        )
        later = any(len(machine.actions[code].moments) > 1 for code in relevant.actions)
        waits = any(isinstance(machine.reactions[n].trigger, Quiet) for n in relevant.reactions)
        lives = [r.effect.lifetime for r in relevant.rules if isinstance(r.effect, Change)]
        held = any(life is not None and life.held is not None for life in lives)
        open_ended = any(not follows_from_date(each) for each in self._ends())
        return moving or later or waits or held or open_ended

    def _ends(self) -> Iterator[e.Expression]:
        """What the days are worked out from on which something runs out."""
        for rule in self.relevant.rules:
            match rule.effect:
                case Begin(_, until) if until is not None:
                    yield until
                case Change(_, _, _, life) if life is not None:
                    yield life.expires
                case _:
                    pass

    def _dated(self) -> set[e.Expression]:
        """Everything that is read off the date."""
        return {part for each in self.relevant.expressions for part in read_off_date(each)}

    def _never_rests(self, part: e.Expression) -> bool:
        """Whether something comes out differently on each day, as far as a quick look tells."""
        found = list(islice(self._values(part), _LOOK))
        return len(found) > 1 and all(a != b for a, b in pairwise(found))

    def _values(self, part: e.Expression) -> Iterator[int]:
        for day in range(self.first, self.last + 1):
            self.view.today = self.view.event_day = day
            yield value_of(part, self.view)

    def _changes(self, part: e.Expression) -> Iterator[int]:
        before = None
        for day, value in zip(range(self.first, self.last + 1), self._values(part), strict=True):
            if value != before:
                yield day
            before = value

    def _windows(self) -> Iterator[Seen]:
        yield from (self.plan.tallies[number].seen for number in self.relevant.tallies)
        slots = {cap.slot for cap in self.relevant.caps}
        yield from (limit.seen for slot, limit in self.plan.caps.items() if slot in slots)

    def _begins(self, seen: Seen) -> Iterator[int]:
        person = Person(self.plan, self.view.attributes, self.last, ledger=False)
        before = None
        for day in range(self.first, self.last + 1):
            person.today = day
            heap = seen.heap(person)
            if heap != before:
                yield day
            before = heap

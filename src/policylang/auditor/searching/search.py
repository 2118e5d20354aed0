"""A search for one question: which days, which ways, what was found, and what was left out.

At first few days are taken; as long as nothing has to be left out, more. With every day and every
way, and no state left out, the search is a proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import attrs

from policylang.auditor.inquiry import Inquiry
from policylang.auditor.question import RanOut
from policylang.auditor.searching.buying import bought
from policylang.auditor.searching.frontier import Explored, Weights, explore
from policylang.auditor.searching.grid import chosen_days, every_day
from policylang.auditor.searching.lives import Lives, State
from policylang.auditor.searching.stretches import stretches, year_starts
from policylang.auditor.searching.ways import Ways, ways_of
from policylang.auditor.solving.stopping import pressed
from policylang.compiler.program import load_program
from policylang.core.counting import counted
from policylang.model import expressions as e
from policylang.model.history import Row
from policylang.runtime.plan import Plan
from policylang.runtime.program import every_expression

#: Of the states that a question allows, one in so many is a step that the search may take: a step
#: of the runtime takes as long as several states of the exact process. And the fewest steps.
_DEARER: Final = 32
_FEWEST: Final = 4_000
#: Days of the first try. Each later try has this many times the days of the one before.
_DAYS: Final = 24
_MORE: Final = 4


@attrs.frozen
class Search:
    """What was explored, on how many of the days there are."""

    explored: Explored
    days: int
    horizon: int
    #: Whether there is no day on which something else could come of doing something.
    every_day: bool
    ways: Ways
    #: What is not in the search, in words, besides days, ways and states.
    abstracted: tuple[str, ...]
    #: Whether it would have gone on to more days.
    interrupted: bool = False

    @property
    def proves(self) -> bool:
        """Whether every history there is was covered."""
        whole = self.explored.whole and self.every_day
        return whole and not self.ways.left_out and not self.abstracted

    @property
    def bound(self) -> str:
        """How far it went, as the end of a sentence: days, ways, states, what was left out."""
        ways = len(self.ways.every) + len(self.ways.of_all)
        days = "every day" if self.every_day else f"{self.days:,} of {counted(self.horizon, 'day')}"
        said = f"on {days}, in {counted(ways, 'way')}, {counted(self.explored.states, 'state')}"
        left_out = [*self.ways.left_out, *self.abstracted]
        if not self.explored.whole:
            left_out.insert(0, "states that looked less promising")
        if self.interrupted:
            said += " until it was interrupted"
        return said + (f"; left out: {', '.join(left_out)}" if left_out else "")


class Searcher:
    """Searches of one policy for one person."""

    def __init__(self, inquiry: Inquiry) -> None:
        self.inquiry, self.machine = inquiry, inquiry.machine
        question = inquiry.question
        plan = Plan(self.machine, load_program(self.machine))
        self.lives = Lives(plan, question.attributes, question.since, inquiry.last)
        perks = frozenset(n for n, g in enumerate(self.machine.grants) if g.kind == "perk")
        self.weights = Weights(perks, inquiry.scale, question.hour.numerator)

    @cached_property
    def ways(self) -> Ways:
        """The ways to do every chosen action."""
        return ways_of(self.machine, self.inquiry.question.attributes)

    @cached_property
    def whole(self) -> Search:
        """Everything that is chosen, without a budget."""
        return self.run()

    @cached_property
    def budgeted(self) -> Search:
        """The same within the hours of a year that the question allows."""
        return self.whole if self.inquiry.question.hours_a_year is None else self.run(budget=True)

    @cached_property
    def bought(self) -> tuple[Row, ...]:
        """Points bought by their price: may gain where the search sees too little."""
        return bought(self.inquiry, self.ways.every)

    def later_days(self, most: int) -> list[int]:
        """Days after the first on which something may have changed, so many at most."""
        return [day for day in self._chosen(most) if day > self.inquiry.question.since]

    def run(self, *, start: State | None = None, budget: bool = False, among: int = 1) -> Search:
        """Explore from a state on the first day, or from the beginning.

        Args:
            budget: whether the hours of a year that the question allows are looked at.
            among: how many searches share the steps there are.
        """
        first, last = self.inquiry.question.since, self.inquiry.last
        horizon = last - first + 1
        ends = self.lives.steps + max(self.inquiry.question.states // _DEARER, _FEWEST) // among
        best: Search | None = None
        size = _DAYS
        while best is None or (best.explored.whole and not best.every_day):
            every = size >= len(self._every)
            days = self._every if every else self._chosen(size)
            left = ends - self.lives.steps
            try:
                explored = self._explored(days, start, budget, left, strict=best is not None)
            except RanOut:
                break
            except KeyboardInterrupt:
                if best is None:
                    raise
                pressed()
                return attrs.evolve(best, interrupted=True)
            best = Search(explored, len(days), horizon, every, self.ways, self._abstracted)
            size = len(self._every) if len(days) < size else size * _MORE
        assert best is not None
        return best

    def _explored(
        self, days: Sequence[int], start: State | None, budget: bool, steps: int, *, strict: bool
    ) -> Explored:
        question = self.inquiry.question
        return explore(
            self.lives,
            days,
            (*self.ways.every, *self.ways.of_all),
            self.weights,
            steps=steps,
            start=start,
            hours_a_year=question.hours_a_year if budget else None,
            strict=strict,
        )

    @cached_property
    def _every(self) -> list[int]:
        """Days that stand for all: the beginnings of stretches where there are such, or each."""
        first, last, question = (
            self.inquiry.question.since,
            self.inquiry.last,
            self.inquiry.question,
        )
        found = stretches(self.machine, question.attributes, first, last, self._due)
        if found is None:
            return every_day(first, last)
        if question.hours_a_year is not None:
            return sorted({*found, *year_starts(first, last)})
        return found

    def _chosen(self, most: int) -> list[int]:
        return chosen_days(
            self.machine, self.inquiry.question.since, self.inquiry.last, self._due, most
        )

    @cached_property
    def _due(self) -> list[int]:
        return self.lives.due_days()

    @cached_property
    def _abstracted(self) -> tuple[str, ...]:
        """Constructs that the process does not hold as they are."""
        machine = self.machine
        found = []
        if any(
            isinstance(part, e.AsOf)
            for expression in every_expression(machine)
            for part in e.every_part(expression)
        ):
            found.append("days asked about other than the last (a rule reads that day)")
        if any(each.past for grading in machine.gradings for each in grading.versions):
            found.append("days asked about other than the last (grades changed for the past)")
        return tuple(found)

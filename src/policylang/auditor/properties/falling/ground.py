"""The process in which somebody goes on who has fallen, or who begins with another score.

Where an event leaves nothing behind but scores, a process of numbers goes on from those scores, if
the policy has one. After any other event it would go on from a state that nobody is in. Then the
runtime lives through the event, and the process of its people goes on (`decisions.fallen`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import cast

import attrs

from policylang.auditor.decisions import compact, fallen, lived
from policylang.auditor.decisions.effects import State, applied, formulas_anew
from policylang.auditor.decisions.lived import Lived
from policylang.auditor.decisions.process import Process
from policylang.auditor.decisions.relevance import (
    choices_upon,
    reactions_upon,
    relevant_parts,
)
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.question import Unfit
from policylang.auditor.solving.goals import AtLeast, Graded
from policylang.model.grading import rank_among
from policylang.model.history import Row
from policylang.model.machine import (
    Begin,
    End,
    Machine,
    Occurrence,
    OfMoment,
    OfReaction,
    OfStatus,
    rules_of,
)

Goal = Callable[[State], bool]


@attrs.define(slots=False, eq=False)
class Ground:
    """Where people go on from, in one inquiry. Perks and sanctions are left out: they change none.

    Args:
        told: by number, a score up to which people have to be told apart.
        among: the part of the memory of the question that one way up in numbers may take.
    """

    inquiry: Inquiry
    told: Mapping[int, int] = attrs.field(factory=dict)
    among: int = 1

    @cached_property
    def machine(self) -> Machine:
        """The policy without what is given."""
        return attrs.evolve(self.inquiry.machine, grants=())

    @cached_property
    def numbers(self) -> Process | None:
        """The process of numbers; None where the policy has none that holds what is asked."""
        question = self.inquiry.question
        question = attrs.evolve(question, among=max(question.among, self.among))
        if any(len(grading.versions) > 1 for grading in self.machine.gradings):
            return None
        try:
            found = compact.process_of(self.machine, question, budgeted=True)
        except Unfit:
            return None
        for score, value in self.told.items():
            _, high = found.layout.ranges[score]
            if high is not None and high < value and self.machine.scores[score].fixed_high != high:
                return None
        return found

    @cached_property
    def lived(self) -> Lived:
        """The process of the runtime's people.

        Raises:
            Unfit: the policy has something that it does not hold either.
        """
        found = lived.process_of(self.machine, self.inquiry.question, budgeted=True)
        return fallen.telling(cast("Lived", found), self.told)

    @property
    def process(self) -> Process:
        """The process of anybody who begins.

        Raises:
            Unfit: there is none.
        """
        return self.lived if self.numbers is None else self.numbers

    # --- who goes on ---------------------------------------------------------------------------

    def begun_with(self, score: int, value: int, begun: Inquiry) -> Process:
        """The process of somebody who begins with a score; `begun` is the inquiry about them."""
        numbers = self.numbers
        if numbers is None:
            machine = attrs.evolve(begun.machine, grants=())
            return fallen.begun_under(self.lived, machine)
        start = list(numbers.start)
        start[score] = value
        return attrs.evolve(numbers, start=_reckoned(numbers, tuple(start)))

    def fallen(self, rows: Sequence[Row], scores: Sequence[int]) -> Process:
        """The process of somebody to whom events of one action have happened on the first day.

        Args:
            scores: what they have at the end of that day.

        Raises:
            Unfit: no process follows that.
        """
        numbers, (_, code, _) = self.numbers, rows[0]
        if numbers is None or self.left_behind(code):
            return fallen.fallen(self.lived, rows)
        first, *later = numbers.stages
        numbers.view.today = first.first
        opened: State = numbers.renewed(numbers.start, first)
        for due in first.opening:
            opened = numbers.react(opened, due.number)
        # What comes due that day is not to come again, and caps have counted it.
        return attrs.evolve(
            numbers,
            start=(*scores, *opened[len(scores) :]),
            stages=(attrs.evolve(first, opening=()), *later),
        )

    def left_behind(self, code: int) -> str:
        """What an event leaves behind besides scores, in words; empty where it is nothing."""
        assert self.numbers is not None
        return left_behind(self.machine, code, self.numbers)

    # --- grades --------------------------------------------------------------------------------

    def goal(self, process: Process, grading: int, rank: int) -> Goal:
        """Whether a state has a grade, by rank, or a better one."""
        declared = self.machine.gradings[grading]
        bitten = declared.holds or len(declared.versions) > 1
        if bitten and isinstance(process, Lived):  # in one of numbers no hold ever bites
            return Graded(process, grading, rank)
        return AtLeast(declared.score, declared.grades[rank].low)

    def rank(self, process: Process, grading: int) -> int:
        """The place of the grade of whoever a process is about, after the events that came first.

        Where it has not begun to live through the first day, as they begin.
        """
        if isinstance(process, Lived):
            return process.life.put(process.start, self.inquiry.question.since).rank(grading)
        declared = self.machine.gradings[grading]
        return rank_among(declared.grades, process.start[declared.score])


def _reckoned(process: Process, state: State) -> State:
    """A state with its formulas worked out."""
    process.view.today = process.question.since
    return applied(state, formulas_anew(process.layout), (), process.layout, process.view)


def left_behind(machine: Machine, code: int, process: Process) -> str:
    """What an event leaves behind that a process of numbers has no place for; empty if nothing."""
    action = machine.actions[code]
    upon = list(reactions_upon(machine, code))
    rules = rules_of(choices_upon(machine, code))
    relevant = relevant_parts(machine, process.left_out)
    first = process.stages[0]
    if len(action.moments) > 1:
        return "it has several dates"
    if first.last == first.first and any(not due.grant for due in first.closing):
        return "a rule comes due at the end of the first day, on which it is done"
    if {cap.slot for rule in rules for cap in rule.caps} & set(process.layout.places):
        return "it shares a cap with what comes later"
    changed = {r.effect.status for r in rules if isinstance(r.effect, Begin | End)}
    begun = changed & relevant.statuses
    if begun:
        return f"the status `{machine.statuses[min(begun)].name}` makes a difference later"
    numbers = {n for n, each in enumerate(machine.reactions) if each in upon}

    def is_of(occurrence: Occurrence) -> bool:
        match occurrence:
            case OfMoment(of):
                return of == code
            case OfReaction(number):
                return number in numbers
            case OfStatus(status):
                return status in changed

    if any(is_of(each) for each in relevant.occurrences):
        return "it is counted or waited for later"
    return ""

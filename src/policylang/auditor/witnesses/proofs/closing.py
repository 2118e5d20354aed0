"""Closed sets found: every state that somebody can come to from where some events leave them.

Found by the steps of the interpreter that the check takes as well, so that whatever is found is
closed. It is for small sets: where there are too many states, or steps, nothing is said.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction

import attrs

from policylang.auditor.question import Question, RanOut
from policylang.auditor.witnesses.proofs.calendar import by_the_week, check_calendar, cuts_of
from policylang.auditor.witnesses.proofs.form import CLOSED_SET, MOST_STAGES, Proof, State, Table
from policylang.auditor.witnesses.proofs.fragment import HOURS_OF_A_YEAR, Relevant, kept_of
from policylang.auditor.witnesses.proofs.steps import Steps, Way
from policylang.model.history import Row
from policylang.model.machine import Machine, Once

#: Most steps of the interpreter that are taken to find one: for an answer, and for a file.
QUICK, THOROUGH = 20_000, 300_000


def closed_set(
    machine: Machine,
    question: Question,
    before: Sequence[Row],
    rank: int,
    *,
    ever: bool,
    budgeted: bool = False,
    steps: int = QUICK,
) -> Proof | None:
    """The states out of which nothing leads to a grade of the first grading, or to a better one.

    Args:
        before: events of the first day that have happened, of any kind.
        rank: the place of the grade.
        ever: up to any day; else to the last of the question.
        budgeted: for somebody with the hours that the question allows in a year.
        steps: how many are taken at most.

    Returns:
        None where the grade can be reached.

    Raises:
        Refused: the policy has more than the check of such a set can follow.
        RanOut: it is too large.
    """
    return _Closing(machine, question, before, rank, ever, budgeted, steps).run()


@attrs.define(eq=False)
class _Closing:
    machine: Machine
    question: Question
    before: Sequence[Row]
    rank: int
    ever: bool
    budgeted: bool
    left: int

    def run(self) -> Proof | None:
        """Go from stage to stage, and round until nothing new is found."""
        proof, of = self._empty()
        steps = Steps(proof, self.machine, self.question.attributes, of)
        start, _ = steps.begun([(code, fields) for _, code, fields in self.before])
        stages, loop = self._stages(proof, of, start)
        ways = [way for way in steps.ways() if self._is_affordable(way)]
        found: list[dict[State, int]] = [{} for _ in stages]
        waiting: list[tuple[int, State]] = [(0, start)]
        while waiting:
            number, state = waiting.pop()
            if state in found[number]:
                continue
            found[number][state] = 0
            first, last = stages[number]
            self.left -= len(ways) + 2
            if self.left < 0:
                raise RanOut("the set of states is too large")
            if steps.person(first, state).rank(0) <= self.rank:
                return None
            after = steps.events(first, state, ways)
            waiting += [(number, each) for each in after if each not in found[number]]
            person, _ = steps.closed(first, last, state)
            if person.rank(0) <= self.rank:
                return None
            following = number + 1 if number + 1 < len(stages) else loop
            if following is not None:
                opened, _ = steps.opened(person, last + 1)
                waiting.append((following, opened))
        tables = tuple(
            Table(first, last, states) for (first, last), states in zip(stages, found, strict=True)
        )
        whole = attrs.evolve(proof, tables=tables, loop=loop, ways=self._listed(ways))
        check_calendar(whole, of, self.machine)
        return whole

    def _is_affordable(self, way: Way) -> bool:
        return not self.budgeted or way.hours <= (self.question.hours_a_year or 0)

    def _empty(self) -> tuple[Proof, Relevant]:
        """A proof without tables, and what of the policy it is about."""
        machine, question = self.machine, self.question
        chosen = tuple(n for n, action in enumerate(machine.actions) if action.by == "choice")
        of = kept_of(machine, chosen, closed=True)
        hours = question.hours_a_year if self.budgeted else None
        caps = tuple(cap.slot for cap in of.caps)
        if hours is not None:
            of = attrs.evolve(of, caps=(*of.caps, HOURS_OF_A_YEAR))
        closes = machine.header.closes
        until = question.until if closes is None else min(question.until, closes)
        # Any event will do as a hint: which amounts stand for all others is found by the steps.
        ways = {
            action.name: (tuple(field.domain.low for field in action.fields),)
            for action in machine.actions
        }
        proof = Proof(
            about="traps", fingerprint=machine.header.fingerprint, assumed="",
            policy=machine.header.name, since=question.since, until=None if self.ever else until,
            person={}, hour=Fraction(question.hour), method=CLOSED_SET, baseline=False,
            sanctions=False, before=(), never=machine.gradings[0].grades[self.rank].name,
            caps=caps, tops=(None,) * len(machine.scores), left_out=(), ways=ways, tables=(),
            loop=None, statuses=len(machine.statuses), hours=hours,
        )  # fmt: skip
        return proof, of

    def _listed(self, ways: Sequence[Way]) -> dict[str, tuple[tuple[int, ...], ...]]:
        """The fields of the events that were tried, by name of the action."""
        found: dict[str, list[tuple[int, ...]]] = {}
        for way in ways:
            action = self.machine.actions[way.action]
            found.setdefault(action.name, []).append(way.fields[: len(action.fields)])
        return {name: tuple(each) for name, each in found.items()}

    # --- stages ----------------------------------------------------------------------------------

    def _stages(
        self, proof: Proof, of: Relevant, start: State
    ) -> tuple[list[tuple[int, int]], int | None]:
        """The first and last day of every stage, and the number of the one the last leads to."""
        since, closes = proof.since, self.machine.header.closes
        ends = [end for end in proof.ends(start) if end > 0]
        if proof.until is not None or closes is not None:
            last = proof.until if proof.until is not None else closes
            assert last is not None
            return self._cut(of, since, last, ends), None
        fixed = [*of.days, *(each.trigger.day for each in of.due if isinstance(each.trigger, Once))]
        settled = max([since, *ends, *(day + 1 for day in fixed)])
        year = datetime.date.fromordinal(settled).year + 1
        begin, end = (datetime.date(each, 1, 1).toordinal() for each in (year, year + 1))
        if by_the_week(of):
            begin = settled + 1 + (-settled) % 7  # ordinal 1 is a Monday
            end = begin + 7
        cuts = sorted(cuts_of(begin, end + 366, of))
        if not cuts:
            return self._cut(of, since, settled, ends), None
        begin, end = cuts[0], cuts[bisect_left(cuts, end)]
        stages = self._cut(of, since, begin - 1, ends) if begin > since else []
        return [*stages, *self._cut(of, begin, end - 1, [])], len(stages)

    def _cut(
        self, of: Relevant, first: int, last: int, ends: Sequence[int]
    ) -> list[tuple[int, int]]:
        days = {first, *cuts_of(first, last, of), *of.days, *ends}
        if of.daily:
            days |= set(range(first, min(last, first + MOST_STAGES) + 1))
        starts = sorted(day for day in days if first <= day <= last)
        if len(starts) > MOST_STAGES:
            raise RanOut(f"there are more than {MOST_STAGES:,} stages")
        return list(zip(starts, [*(day - 1 for day in starts[1:]), last], strict=True))

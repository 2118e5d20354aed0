"""A policy as a process over people of the runtime: for what a compact process cannot hold.

Slower, but it holds formulas, refusals, counts and sums of the past, statuses, lots, thresholds,
clocks and events with several dates, because the interpreter itself takes every step. States that
no future can tell apart are one (`life`), days that are alike are one stage (`days`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from policylang.auditor.decisions import dominance
from policylang.auditor.decisions.days import Days
from policylang.auditor.decisions.effects import Layout, State
from policylang.auditor.decisions.life import COMING, Life
from policylang.auditor.decisions.readings import View, read_off_fields
from policylang.auditor.decisions.relevance import Relevant, reactions_upon, relevant_parts
from policylang.auditor.decisions.stages import Due, Stage, stages_of
from policylang.auditor.decisions.transitions import Move, Process
from policylang.auditor.decisions.variants import Read, reads_of, ways_of
from policylang.auditor.question import Question, RanOut, Unfit
from policylang.model import expressions as e
from policylang.model.calendar import Period
from policylang.model.machine import (
    Calendar,
    Machine,
    OfMoment,
    Quiet,
    Restore,
    Schedule,
    Window,
)
from policylang.runtime.plan import Plan
from policylang.runtime.readings import program_of

#: A step takes so much longer than one of a compact process that fewer states have to do, and so
#: many steps for each of them.
_SLOWER: Final = 64
_STEPS: Final = 4
#: A place after everything else that is due on a day.
_LAST: Final = 2**31


@attrs.define(eq=False)
class Lived(Process):
    """A process whose steps the runtime takes."""

    life: Life = attrs.field(kw_only=True)
    width: int = attrs.field(kw_only=True)
    #: Steps that were taken: the same are asked for again by every question.
    _seen: dict[tuple[int, State, int, tuple[int, ...]], State] = attrs.field(
        factory=dict, kw_only=True
    )

    @property
    def lives_by_numbers(self) -> bool:
        """The runtime does what moves do."""
        return False

    def step(self, state: State, move: Move) -> State:
        """The state after an event; the same where it is refused, or there are no hours left."""
        today = self.view.today
        key = (today, state, move.action, move.variant.values)
        after = self._seen.get(key)
        if after is None:
            if len(self._seen) >= _STEPS * self.question.states:
                raise RanOut(
                    f"more than {len(self._seen):,} steps would have to be taken (see --memory)"
                )
            after = self._seen[key] = self._lived(state, move, today)
        return after

    def _lived(self, state: State, move: Move, today: int) -> State:
        life, values = self.life, move.variant.values
        life.put(state, today)
        if not life.does(move.action, (*values, *(0,) * (self.width - len(values)))):
            return state
        after = self._with_hours(life.taken(), state)
        if move.hours is None or not move.variant.hours or after == state:
            return after
        place, most = move.hours
        spent = state[place] + move.variant.hours
        return state if spent > most else (*after[:place], spent)

    def react(self, state: State, reaction: int) -> State:
        """The state after a rule that comes due by date, or after a clock that may be due."""
        self.life.put(state, self.view.today)
        self.life.comes_due(reaction)
        return self._with_hours(self.life.taken(), state)

    def worth(self, grant: int, state: State) -> int | None:
        """What a perk or sanction with a date is worth in a state; None where it is not given."""
        return self.life.put(state, self.view.today).worth_of(grant)

    def renewed(self, state: State, stage: Stage) -> State:
        """The state as a stage begins: without what has ended, and what is not seen any more."""
        self.life.put(state, stage.first)
        self.life.wake(stage.first)
        after = self._with_hours(self.life.taken(), state)
        return (*after[:-1], 0) if stage.begins else after

    def _with_hours(self, after: State, before: State) -> State:
        """A state with the hours that were spent before, if they are counted."""
        return (*after, *before[len(after) :])


def process_of(
    machine: Machine,
    question: Question,
    *,
    everything: bool = False,
    budgeted: bool = False,
    lean: bool = False,
) -> Process:
    """The process of a policy for a person, lived by the runtime.

    Args:
        everything: keep also the actions that can only lose.
        budgeted: hold the person to the hours that the question allows in a year.
        lean: leave out also what other actions make up for. Every best history of somebody who
            wants more points, less cost or perks is there, but not every action.

    Raises:
        Unfit: the policy has something that cannot be held exactly.
    """
    plan = Plan(machine, program_of(machine))
    relevant = relevant_parts(machine)
    _check(machine, relevant, question)
    view = View(machine, question.attributes)
    left_out = () if everything else dominance.left_out_of_lived(machine, view, lean=lean)
    relevant = relevant_parts(machine, left_out)
    life = Life(plan, question.attributes, relevant)
    start = life.born(question.since)
    closes = machine.header.closes
    last = question.until if closes is None else min(question.until, closes)
    windows: dict[int, Window] = {}
    hours = None
    if budgeted and question.hours_a_year is not None:
        hours = (len(start), question.hours_a_year)
        windows[len(start)] = Calendar(Period.YEAR)
        start = (*start, 0)
    due = [Due(number, True, machine.grants[number].place) for number in relevant.grants]
    due += [
        Due(number, False, machine.reactions[number].place)
        for number in relevant.reactions
        if isinstance(machine.reactions[number].trigger, Schedule)
    ]
    cuts = Days(plan, relevant, view, question.since, last).cuts()
    stages = stages_of(machine, question, due, windows, cuts, view)
    moves: list[Move] = []
    ways: dict[int, list[Move]] = {}
    for code in relevant.actions:
        found = ways_of(machine.actions[code], list(reads_in(machine, relevant, code)), view)
        ways[code] = [Move(code, variant, (), hours) for variant in found]
        moves += ways[code]
    return Lived(
        machine=machine,
        question=attrs.evolve(question, among=question.among * _SLOWER),
        layout=Layout(len(machine.scores), {}, ()),
        view=view,
        start=start,
        stages=tuple(_waited_for(stage, machine, relevant) for stage in stages),
        moves=tuple(moves),
        ways=ways,
        left_out=left_out,
        monotone=False,
        reactions={},
        life=life,
        width=machine.width,
    )


def _check(machine: Machine, relevant: Relevant, question: Question) -> None:
    """Refuse what is not lived."""
    if machine.begins is not None and question.since < question.attributes[machine.begins]:
        raise Unfit("the person's time begins on a later day")
    if any(version.past for grading in machine.gradings for version in grading.versions):
        raise Unfit("the grades change also for the past")
    for each in relevant.expressions:
        if any(isinstance(part, e.AsOf) for part in e.every_part(each)):
            raise Unfit("a rule reads the date that is asked about")
    for number in relevant.grants:
        grant = machine.grants[number]
        if not isinstance(grant.trigger, Schedule):
            raise Unfit(f"the {grant.kind} `{grant.name}` is due on something else than a date")
    for code in relevant.actions:
        action = machine.actions[code]
        if action.dated > 1:
            raise Unfit(f"`{action.name}` has several dates that are chosen")
        if len(action.moments) > 1 and any(isinstance(r.effect, Restore) for r in action.rules):
            raise Unfit(f"`{action.name}` takes back on one date what it gave on another")


def reads_in(machine: Machine, relevant: Relevant, code: int) -> Iterator[Read]:
    """Everything the fields of an action are read by."""
    action = machine.actions[code]
    ranges = [
        (None, None) if score.lots is not None else (score.fixed_low, score.fixed_high)
        for score in machine.scores
    ]
    choices = [*action.choices]
    choices += [choice for each in reactions_upon(machine, code) for choice in each.choices]
    whole = [each.condition for each in action.refusals]
    whole += [each.day for each in action.moments if each.day is not None]
    for choice in choices:
        yield from reads_of(choice, ranges)
        whole += [c.key for arm in choice.arms for c in arm.rule.caps if c.key is not None]
    for number in relevant.tallies:
        tally = machine.tallies[number]
        if isinstance(tally.occurrence, OfMoment) and tally.occurrence.action == code:
            whole += [each for each in (tally.where, tally.value) if each is not None]
    yield from ((part, 2**63) for each in whole for part in read_off_fields(each))
    # A count may compare with the event being applied, whichever it is.
    for number in relevant.tallies:
        where = machine.tallies[number].where
        for part in () if where is None else e.every_part(where):
            if isinstance(part, e.PresentField) and part.slot < len(action.fields):
                yield e.FieldValue(part.slot), 2**63


def _waited_for(stage: Stage, machine: Machine, relevant: Relevant) -> Stage:
    """A stage with what may come due on its first day without a date of its own."""
    clocks = [
        Due(number, False, machine.reactions[number].place)
        for number in relevant.reactions
        if isinstance(machine.reactions[number].trigger, Quiet)
    ]
    later = any(len(machine.actions[code].moments) > 1 for code in relevant.actions)
    moments = [Due(COMING, False, _LAST)] if later else []
    opening = sorted((*stage.opening, *clocks), key=lambda each: each.place)
    return attrs.evolve(stage, opening=(*opening, *moments))

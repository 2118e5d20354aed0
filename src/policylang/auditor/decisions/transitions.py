"""The decision process of a policy: what a person can do, what it costs and what comes back.

| part    | what it is                                                                     |
|---------|--------------------------------------------------------------------------------|
| state   | every score, and what else of a person's past the future depends on            |
| move    | one way to do an action that the person chooses                                |
| stage   | days in a row within which only the order of events matters, not their days    |
| reward  | a perk or sanction with a date, read off the state at the edge of a stage      |

What happens by chance or by authority does not happen here; it is an assumption of every answer.
There are two kinds: `compact` ones hold scores and caps as numbers, `lived` ones whatever the
runtime keeps of a person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import attrs

from policylang.auditor.decisions.effects import Chain, Layout, State, aged, applied, formulas_anew
from policylang.auditor.decisions.readings import View
from policylang.auditor.decisions.soonest import Soonest, forgotten
from policylang.auditor.decisions.stages import Stage
from policylang.auditor.decisions.variants import Variant
from policylang.auditor.question import Question
from policylang.model.expressions import Expression
from policylang.model.machine import Machine
from policylang.runtime.expressions import value_of


@attrs.frozen
class Move:
    """One way to do an action."""

    action: int
    variant: Variant
    chains: tuple[Chain, ...]
    #: Where the state counts the hours of a year, and the most it may count; None: no limit.
    hours: tuple[int, int] | None = None
    #: Conditions on which the event is refused in a state.
    refusals: tuple[Expression, ...] = ()


@attrs.define(eq=False)
class Process:
    """A policy and a person as a decision process. Made by `process_of`."""

    machine: Machine
    question: Question
    layout: Layout
    view: View
    start: State
    stages: tuple[Stage, ...]
    #: What can be done; ways that others make up for are left out.
    moves: tuple[Move, ...]
    #: Every way to do each action that is kept, for telling a plan in few events.
    ways: dict[int, list[Move]]
    #: Actions that can only lose, and are therefore left out (see `dominance`).
    left_out: tuple[int, ...]
    #: Whether more of every score is never worse.
    monotone: bool
    reactions: dict[int, tuple[Chain, ...]]
    #: The caps over moving windows by place in the state, with the days of each.
    moving: dict[int, int] = attrs.field(factory=dict)
    #: What is done as soon as such caps have room for it, or not at all before a run is over.
    soonest: tuple[Soonest, ...] = ()
    #: Where a person may have more points in it than under the policy: why, in words of the policy.
    above: str = ""
    #: The same process for one reading after the first day of each stretch of days, in their order;
    #: where points run out, prices and first days are asked of these (see `lasting`).
    aims: Sequence[Callable[[], Process]] = ()
    #: Whether perks are better for better grades only if each is worth what it is worth.
    together: bool = False
    #: The most days that points last which run out.
    longest: int = 0

    @property
    def plain(self) -> bool:
        """Whether a person is their scores and what caps have counted, and grades follow from it.

        What is proved of scores alone is proved of such processes only.
        """
        return self.by_scores and not self.layout.formulas

    @property
    def by_scores(self) -> bool:
        """The same, where scores may also be formulas of others."""
        return (
            self.lives_by_numbers
            and not self.layout.lots
            and not self.layout.statuses
            and not self.view.counts
            and not any(move.refusals for ways in self.ways.values() for move in ways)
            and all(len(grading.versions) == 1 for grading in self.machine.gradings)
        )

    @property
    def lives_by_numbers(self) -> bool:
        """Whether chains of rules say what its moves do."""
        return True

    @cached_property
    def given_up(self) -> frozenset[int]:
        """The places of caps of the calendar that tell whether something is given up."""
        return frozenset(cap.place for one in self.soonest for cap in one.caps if not cap.days)

    def step(self, state: State, move: Move) -> State:
        """The state after an event; the same where it is refused, or there are no hours left."""
        if move.refusals:
            self.view.scores, self.view.fields = state, move.variant.values
            if any(value_of(each, self.view) for each in move.refusals):
                return state
        if self.layout.lots and self._is_vain(move):
            return state
        after = applied(state, move.chains, move.variant.values, self.layout, self.view)
        told = self.layout.scores
        if self.moving and after[:told] == state[:told]:
            return state  # only caps have counted it, which is good for nothing
        if move.hours is None or not move.variant.hours or after == state:
            return after
        place, most = move.hours
        spent = state[place] + move.variant.hours
        return state if spent > most else (*after[:place], spent, *after[place + 1 :])

    def react(self, state: State, reaction: int) -> State:
        """The state after a rule that comes due by date."""
        return applied(state, self.reactions[reaction], (), self.layout, self.view)

    def worth(self, grant: int, state: State) -> int | None:
        """What a perk or sanction with a date is worth in a state; None where it is not given."""
        declared, view = self.machine.grants[grant], self.view
        view.scores, view.fields = state, ()
        if declared.ranks is not None and view.rank(declared.grading) not in declared.ranks:
            return None
        if declared.condition is not None and not value_of(declared.condition, view):
            return None
        return 0 if declared.worth is None else value_of(declared.worth, view)

    def renewed(self, state: State, stage: Stage) -> State:
        """The state with those caps empty whose windows begin with a stage.

        Caps over moving windows forget the days that have left them.
        """
        if stage.ages or stage.fades:
            state = aged(state, self.layout, lots=stage.ages, statuses=stage.fades)
        if not stage.begins and not self.moving and not self.layout.formulas:
            return state
        now = list(state)
        if not stage.run:
            for each in self.soonest:
                if each.has_room(state):
                    each.give_up(now, stage)
        for place in stage.begins:
            if place not in self.given_up:
                now[place] = 0
        for each in self.soonest:
            each.renew(now, stage)
        for place, days in self.moving.items():
            now[place] = forgotten(now[place], days, stage)
        if not self.layout.formulas:
            return tuple(now)
        return applied(tuple(now), formulas_anew(self.layout), (), self.layout, self.view)

    def _is_vain(self, move: Move) -> bool:
        """Whether an event only gives points that no reading sees: nobody is worse off without."""
        if plain_gain(move) is None:
            return False
        kind = move.chains[0][0][1].kind
        return kind is not None and self.layout.lasts[kind, self.view.today] <= 0


def plain_gain(move: Move) -> int | None:
    """The points of a move that is one gain and nothing else."""
    if len(move.chains) != 1 or len(move.chains[0]) != 1:
        return None
    condition, effect = move.chains[0][0]
    plain = condition is None and effect.sign == 1 and isinstance(effect.size, int)
    if not plain or any(cap.times for cap in effect.caps):
        return None
    assert isinstance(effect.size, int)
    return effect.size

"""The decision process of a policy: what a person can do, what it costs and what comes back.

| part    | what it is                                                                     |
|---------|--------------------------------------------------------------------------------|
| state   | every score, and what each cap has counted in its open window                  |
| move    | one way to do an action that the person chooses                                |
| stage   | days in a row on which nothing comes due and no cap begins anew: within them   |
|         | only the order of events matters, not their days                               |
| reward  | a perk or sanction with a date, read off the state at the edge of a stage      |

What happens by chance or by authority does not happen here; it is an assumption of every answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from policylang.auditor.decisions import dominance
from policylang.auditor.decisions.effects import (
    Chain,
    Layout,
    State,
    applied,
    chain_of,
    check_rules,
    check_score,
)
from policylang.auditor.decisions.readings import View, check_fits, days_compared
from policylang.auditor.decisions.stages import Due, Stage, stages_of
from policylang.auditor.decisions.variants import Variant, variants_of
from policylang.auditor.question import Question, Unfit
from policylang.model.calendar import Period
from policylang.model.expressions import InStatus
from policylang.model.machine import (
    Action,
    Calendar,
    Change,
    Choice,
    EndOf,
    Grant,
    Machine,
    Monthly,
    OfMoment,
    Once,
    Reaction,
    Sliding,
    Trigger,
    Upon,
    Window,
    Yearly,
    rules_of,
)
from policylang.runtime.expressions import value_of

DATED = (Yearly, Monthly, Once, EndOf)


@attrs.frozen
class Move:
    """One way to do an action."""

    action: int
    variant: Variant
    chains: tuple[Chain, ...]
    #: Where the state counts the hours of a year, and the most it may count; None: no limit.
    hours: tuple[int, int] | None = None


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

    def step(self, state: State, move: Move) -> State:
        """The state after an event; the same state where there are no hours left for it."""
        after = applied(state, move.chains, move.variant.values, self.layout, self.view)
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
        if not stage.begins and not self.moving:
            return state
        now = list(state)
        for place in stage.begins:
            now[place] = 0
        for place, days in self.moving.items():
            now[place] = tuple(each for each in now[place] if each[0] > stage.first - days)
        return tuple(now)


def process_of(
    machine: Machine, question: Question, *, everything: bool = False, budgeted: bool = False
) -> Process:
    """The decision process of a policy for a person.

    Args:
        everything: keep also the actions that can only lose.
        budgeted: hold the person to the hours that the question allows in a year.

    Raises:
        Unfit: the policy has something that the process cannot hold exactly.
    """
    _check_header(machine)
    for number in range(len(machine.scores)):
        check_score(number, machine)
    view = View(machine, question.attributes)
    ranges = tuple((score.fixed_low, score.fixed_high) for score in machine.scores)
    chosen = [code for code, action in enumerate(machine.actions) if action.by == "choice"]
    grants = [n for n, grant in enumerate(machine.grants) if _counts(grant, machine)]
    reactions = [n for n, each in enumerate(machine.reactions) if _can_come(each.trigger, machine)]
    for number in grants:
        _check_grant(machine.grants[number])
    for number in reactions:
        each = machine.reactions[number]
        if not isinstance(each.trigger, DATED):
            raise Unfit(f"the rule `{each.name}` waits for something else than a date")
        check_rules(each.choices, f"the rule `{each.name}`", machine)
    left_out: tuple[int, ...] = ()
    monotone = False
    if not everything:
        left_out, monotone = dominance.left_out(machine, chosen, grants, reactions, view)
    kept = [code for code in chosen if code not in left_out]
    for code in kept:
        _check_action(machine.actions[code], machine)
    choices = [choice for code in kept for choice in machine.actions[code].choices]
    choices += [choice for number in reactions for choice in machine.reactions[number].choices]
    caps = {cap.slot: cap for rule in rules_of(choices) for cap in rule.caps}
    places = {slot: len(ranges) + n for n, slot in enumerate(sorted(caps))}
    windows: dict[int, Window] = {places[slot]: cap.window for slot, cap in caps.items()}
    moving = {place: w.days for place, w in windows.items() if isinstance(w, Sliding)}
    begun: State = tuple(value_of(each.start, view) for each in machine.scores)
    start = _with_caps(begun, places, moving)
    for value, (low, high), score in zip(start, ranges, machine.scores, strict=False):
        if (low is not None and value < low) or (high is not None and value > high):
            raise Unfit(f"the score `{score.name}` starts outside its range")
    due = [Due(n, True, machine.grants[n].place) for n in grants]
    due += [Due(n, False, machine.reactions[n].place) for n in reactions]
    ranges = dominance.worth_telling(machine, choices, grants, begun, ranges)
    layout = Layout(len(ranges), places, ranges)
    moves, ways = _moves(machine, kept, layout, view)
    coming = {number: _chains(machine.reactions[number], layout, view) for number in reactions}
    if moving:
        _check_moving(moves, monotone, set(moving), coming)
    if budgeted and question.hours_a_year is not None:
        windows[len(start)] = Calendar(Period.YEAR)
        held = (len(start), question.hours_a_year)
        moves = tuple(attrs.evolve(move, hours=held) for move in moves)
        start = (*start, 0)
    return Process(
        machine=machine,
        question=question,
        layout=layout,
        view=view,
        start=start,
        stages=stages_of(machine, question, due, windows, _named_days(machine, choices, grants)),
        moves=moves,
        ways=ways,
        left_out=left_out,
        monotone=monotone,
        reactions=coming,
        moving=moving,
    )


def _check_header(machine: Machine) -> None:
    if machine.consent is not None:
        raise Unfit("whoever does not consent has no score")
    if machine.begins is not None:
        raise Unfit("a person's time begins on a date of their own")
    for grading in machine.gradings:
        only = grading.versions[0]
        if len(grading.versions) > 1 or only.opens is not None or only.closes is not None:
            raise Unfit("the grades change on a date")
        # A status is begun by chance, or by what is left out, or else the policy does not fit.
        if not all(isinstance(hold.condition, InStatus) for hold in grading.holds):
            raise Unfit("a grade can be held by more than a status")


def _named_days(
    machine: Machine, choices: Sequence[Choice], grants: Sequence[int]
) -> Iterator[int]:
    """The days that rules, perks and sanctions compare the date with."""
    for choice in choices:
        for arm in choice.arms:
            effect = arm.rule.effect
            amount = (
                effect.amount if isinstance(effect, Change) else getattr(effect, "target", None)
            )
            for each in (arm.condition, amount):
                yield from () if each is None else days_compared(each)
    for number in grants:
        for each in (machine.grants[number].condition, machine.grants[number].worth):
            yield from () if each is None else days_compared(each)


def _with_caps(scores: State, places: Mapping[int, int], moving: Mapping[int, int]) -> State:
    """The state with some scores in which no cap has counted anything."""
    return (*scores, *(() if place in moving else 0 for place in places.values()))


def _check_moving(
    moves: Sequence[Move],
    monotone: bool,
    moving: set[int],
    reactions: Mapping[int, tuple[Chain, ...]],
) -> None:
    """Refuse caps over moving windows where the theorem of `stages` does not apply."""
    if not monotone:
        raise Unfit("a cap moves with the day, and more points are not always better")
    users: dict[int, set[tuple[int, tuple[int, ...]]]] = {}
    for move in moves:
        if plain_gain(move) is None:
            raise Unfit("a cap moves with the day, beside actions that do more than give")
        places = tuple(cap.place for cap in move.chains[0][0][1].caps)
        for place in places:
            users.setdefault(place, set()).add((move.action, places))
    for chains in reactions.values():
        for _, effect in (arm for chain in chains for arm in chain):
            for cap in effect.caps:
                users.setdefault(cap.place, set()).add((-1, ()))
    if any(len(each) > 1 for each in users.values()) or moving & {
        place for place, each in users.items() if (-1, ()) in each
    }:
        raise Unfit("a cap moves with the day, and caps are shared")


def _can_come(trigger: Trigger | None, machine: Machine) -> bool:
    """Whether something can be triggered when only what is chosen happens."""
    if isinstance(trigger, Upon) and isinstance(trigger.occurrence, OfMoment):
        return machine.actions[trigger.occurrence.action].by == "choice"
    return trigger is not None


def _counts(grant: Grant, machine: Machine) -> bool:
    """Whether a grant brings or takes money."""
    return grant.worth is not None and _can_come(grant.trigger, machine)


def _check_grant(grant: Grant) -> None:
    if not isinstance(grant.trigger, DATED):
        raise Unfit(f"the {grant.kind} `{grant.name}` is due on something else than a date")
    for each in (grant.condition, grant.worth):
        if each is not None:
            check_fits(each, f"the {grant.kind} `{grant.name}`")


def _check_action(action: Action, machine: Machine) -> None:
    where = f"`{action.name}`"
    if len(action.moments) > 1:
        raise Unfit(f"{where} has several dates")
    if action.refusals:
        raise Unfit(f"{where} can be refused")
    check_rules(action.choices, where, machine)


def _moves(
    machine: Machine, kept: Sequence[int], layout: Layout, view: View
) -> tuple[tuple[Move, ...], dict[int, list[Move]]]:
    moves: list[Move] = []
    ways: dict[int, list[Move]] = {}
    for code in kept:
        action = machine.actions[code]
        found = [
            Move(code, variant, chains)
            for variant in variants_of(action, layout, view)
            if (chains := _of_action(action, variant, layout, view))
        ]
        ways[code] = found
        moves.extend(_needed(found))
    return tuple(moves), ways


def _of_action(action: Action, variant: Variant, layout: Layout, view: View) -> tuple[Chain, ...]:
    chains = (chain_of(choice, variant.values, layout, view) for choice in action.choices)
    return tuple(chain for chain in chains if chain is not None and not _is_idle(chain))


def _is_idle(chain: Chain) -> bool:
    """Whether a chain surely does nothing: adds nothing, and no cap counts that it was tried."""
    return all(
        each.sign != 0 and each.size == 0 and not any(cap.times for cap in each.caps)
        for _, each in chain
    )


def _chains(reaction: Reaction, layout: Layout, view: View) -> tuple[Chain, ...]:
    chains = (chain_of(choice, (), layout, view) for choice in reaction.choices)
    return tuple(chain for chain in chains if chain is not None)


def _needed(moves: Sequence[Move]) -> Iterator[Move]:
    """The moves of one action without those that two smaller ones do for no more.

    Only where an event is one gain under caps that count points: then two gains one after the
    other are let through, counted and cut by the range exactly as their sum is.
    """
    sizes: dict[int, Move] = {}
    for move in moves:
        size = plain_gain(move)
        if size is None:
            yield from moves
            return
        held = sizes.get(size)
        if held is None or _costs(move, held):
            sizes[size] = move
        elif not _costs(held, move):  # one takes less money, the other fewer hours
            yield from moves
            return
    for size, move in sizes.items():
        if not any(
            other < size
            and size - other in sizes
            and _costs_together(sizes[other], sizes[size - other], move)
            for other in sizes
        ):
            yield move


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


def _costs(move: Move, other: Move) -> bool:
    """Whether a move costs no more than another."""
    return move.variant.money <= other.variant.money and move.variant.hours <= other.variant.hours


def _costs_together(one: Move, other: Move, whole: Move) -> bool:
    return (
        one.variant.money + other.variant.money <= whole.variant.money
        and one.variant.hours + other.variant.hours <= whole.variant.hours
    )

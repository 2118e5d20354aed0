"""A policy as a process over numbers alone: the scores, and what each cap has counted.

Within a stage nothing comes due and no cap begins anew, so days do not matter there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import attrs

from policylang.auditor.decisions import dominance, statuses
from policylang.auditor.decisions.aging import Aging, aged
from policylang.auditor.decisions.counts import Counts, counts_of
from policylang.auditor.decisions.effects import (
    Chain,
    Layout,
    State,
    applied,
    chain_of,
    check_rules,
    check_score,
    formulas_anew,
    own_chains,
)
from policylang.auditor.decisions.lasting import Lasting, lasting_of
from policylang.auditor.decisions.nameless import NAMES_COUNT, nameless
from policylang.auditor.decisions.readings import View, check_fits, days_compared, varies
from policylang.auditor.decisions.relevance import can_come, relevant_parts
from policylang.auditor.decisions.seasons import within
from policylang.auditor.decisions.soonest import Soonest, in_runs, soonest_of
from policylang.auditor.decisions.stages import Due, Stage, stages_of
from policylang.auditor.decisions.telling import worth_telling
from policylang.auditor.decisions.transitions import Move, Process, plain_gain
from policylang.auditor.decisions.variants import variants_of
from policylang.auditor.question import Question, Unfit
from policylang.model.calendar import Period
from policylang.model.expressions import InStatus
from policylang.model.machine import (
    Action,
    Calendar,
    Choice,
    Grant,
    Machine,
    Schedule,
    Sliding,
    Window,
    read_by,
    rules_of,
)
from policylang.runtime.expressions import value_of

#: Why points do not run out, and statuses do not end, in a compact process.
NOT_BETTER: Final = "points or statuses last for a time, and more of them is not always better"


def process_of(
    machine: Machine,
    question: Question,
    *,
    everything: bool = False,
    budgeted: bool = False,
    lean: bool = False,
    good: Mapping[int, bool] | None = None,
) -> Process:
    """The decision process of a policy for a person.

    Args:
        everything: keep also the actions that can only lose.
        budgeted: hold the person to the hours that the question allows in a year.
        lean: leave out also what other actions make up for, where nothing runs out. Every best
            history of somebody who wants more points, less cost or perks is there, but not every
            action.
        good: points may run out, and statuses last, of which it says whether they are good to be in
            (see `lasting`, `statuses`).

    Raises:
        Unfit: the policy has something that the process cannot hold exactly.
    """
    _check_header(machine, question)
    whole, machine = machine, nameless(machine)
    view, timed = View(machine, question.attributes, good=good), good is not None
    of = _taking_part(machine, view, everything=everything, lean=lean and not timed)
    if machine is not whole and not of.monotone:
        raise Unfit(NAMES_COUNT)
    if timed and not of.monotone:
        raise Unfit(NOT_BETTER)
    ranges = tuple((score.fixed_low, score.fixed_high) for score in machine.scores)
    counts = counts_of(machine, relevant_parts(machine, of.left_out), len(ranges))
    view.counts, ranges = counts.places, (*ranges, *counts.ranges)
    for code in of.kept:
        _check_action(machine.actions[code], machine, timed=timed)
    choices = of.choices
    lots = {number: len(ranges) + n for n, number in enumerate(_keep_lots(machine))}
    read = relevant_parts(machine, of.left_out).statuses & statuses.begun_by(choices)
    view.statuses = {number: len(ranges) + len(lots) + n for n, number in enumerate(sorted(read))}
    ranges = (*ranges, *[(None, None)] * (len(lots) + len(view.statuses)))
    caps = {cap.slot: cap for rule in rules_of(choices) for cap in rule.caps}
    places = {slot: len(ranges) + n for n, slot in enumerate(sorted(caps))}
    windows: dict[int, Window] = {places[slot]: cap.window for slot, cap in caps.items()}
    windows |= counts.windows
    moving = {place: w.days for place, w in windows.items() if isinstance(w, Sliding)}
    formulas = tuple(n for n, each in enumerate(machine.scores) if each.formula is not None)
    begun = _begun(machine, question, view, ranges, formulas)
    begun += (0,) * len(counts.places) + ((),) * len(lots) + (0,) * len(view.statuses)
    start = _with_caps(begun, places, moving)
    ranges = worth_telling(machine, choices, of.grants, begun, ranges, view)
    aging = _aging(of, view, counts, question) if timed else None
    kinds = {} if aging is None else aging.lasting.kinds
    inside = within(machine, windows.values(), _days(machine, question))
    layout = Layout(
        len(ranges), places, ranges, formulas, lots, view.statuses, kinds, within=inside
    )
    moves, ways = _moves(machine, of.kept, layout, view, counts)
    coming = {
        number: (*_chains(each, (), layout, view), *formulas_anew(layout))
        for number, each in of.dated.items()
    }
    soonest: tuple[Soonest, ...] = ()
    if moving:
        _check_moving(moves, of.monotone, set(moving), coming)
        soonest = soonest_of([(each.action, each.chains[0][0][1]) for each in moves])
    if budgeted and question.hours_a_year is not None:
        windows[len(start)] = Calendar(Period.YEAR)
        hours = (len(start), question.hours_a_year)
        moves = tuple(attrs.evolve(move, hours=hours) for move in moves)
        start = (*start, 0)
    lengths = {_lengths(each, moving) for each in moves} if moving else None
    stages = _stretches(of, question, windows, view, aging, lengths)
    process = Process(
        machine=machine,
        question=question,
        layout=layout,
        view=view,
        start=start,
        stages=in_runs(stages, moves[0].hours[0] if moves and moves[0].hours else None)
        if soonest
        else stages,
        moves=moves,
        ways=ways,
        left_out=of.left_out,
        monotone=of.monotone,
        reactions=coming,
        moving=moving,
        soonest=soonest,
        together=timed
        and not all(dominance.rises(machine.grants[n], machine, view) for n in of.grants),
    )
    if aging is None or not aging.lasting.ends:
        return process
    if moving:
        raise Unfit("points or statuses last for a time, and a cap moves with the day")
    return aged(process, aging, choices)


@attrs.frozen
class _Parts:
    """What of a machine takes part, by number, and what is left out (see `dominance`)."""

    machine: Machine
    kept: tuple[int, ...]
    grants: tuple[int, ...]
    reactions: tuple[int, ...]
    left_out: tuple[int, ...]
    monotone: bool

    @property
    def actions(self) -> list[Action]:
        """The actions that are kept."""
        return [self.machine.actions[code] for code in self.kept]

    @property
    def events(self) -> list[Choice]:
        """The choices of events."""
        return [choice for action in self.actions for choice in action.choices]

    @property
    def dated(self) -> dict[int, tuple[Choice, ...]]:
        """The choices of rules that come due by date."""
        return {number: self.machine.reactions[number].choices for number in self.reactions}

    @property
    def choices(self) -> list[Choice]:
        """All of them."""
        return [*self.events, *(choice for each in self.dated.values() for choice in each)]

    @property
    def due(self) -> list[Due]:
        """What comes due by date."""
        machine = self.machine
        grants = [Due(n, True, machine.grants[n].place) for n in self.grants]
        return [*grants, *(Due(n, False, machine.reactions[n].place) for n in self.reactions)]


def _taking_part(machine: Machine, view: View, *, everything: bool, lean: bool = False) -> _Parts:
    """What takes part.

    Raises:
        Unfit: scores, perks or dated rules are more than the process can hold.
    """
    timed = view.good is not None
    for number in range(len(machine.scores)):
        check_score(number, machine, formulas=True, lots=timed)
    grants = tuple(n for n, grant in enumerate(machine.grants) if _counts(grant, machine))
    reactions = tuple(
        n for n, each in enumerate(machine.reactions) if can_come(each.trigger, machine)
    )
    for number in grants:
        _check_grant(machine.grants[number], timed=timed)
    for number in reactions:
        each = machine.reactions[number]
        if not isinstance(each.trigger, Schedule):
            raise Unfit(f"the rule `{each.name}` waits for something else than a date")
        check_rules(each.choices, f"the rule `{each.name}`", machine, timed=timed)
    left_out: tuple[int, ...] = ()
    monotone = False
    if not everything:
        left_out, monotone = dominance.unnoticed(machine, view, lean=lean)
    kept = tuple(
        code
        for code, action in enumerate(machine.actions)
        if action.by == "choice" and code not in left_out
    )
    return _Parts(machine, kept, grants, reactions, left_out, monotone)


def _begun(
    machine: Machine,
    question: Question,
    view: View,
    ranges: tuple[tuple[int | None, int | None], ...],
    formulas: tuple[int, ...],
) -> State:
    """The scores of somebody who begins.

    Raises:
        Unfit: one starts outside its range.
    """
    begun: State = tuple(
        0 if each.formula is not None else value_of(each.start, view) for each in machine.scores
    )
    view.today = question.since
    whole = Layout(len(begun), {}, ranges, formulas)
    counted = (0,) * len(view.counts)  # which formulas read
    begun = applied((*begun, *counted), formulas_anew(whole), (), whole, view)[: len(begun)]
    for value, (low, high), score in zip(begun, ranges, machine.scores, strict=False):
        if (low is not None and value < low) or (high is not None and value > high):
            raise Unfit(f"the score `{score.name}` starts outside its range")
    return begun


def _aging(of: _Parts, view: View, counts: Counts, question: Question) -> Aging:
    """How what lasts for a time comes to its end.

    Raises:
        Unfit: not as the theorems of `lasting` and `statuses` ask.
    """
    machine = of.machine
    statuses.check_holds(machine, view.statuses)
    for code in of.kept:
        statuses.check_action(machine.actions[code], view, counted=code in counts.actions)
    for number in of.reactions:
        statuses.check_reaction(machine.reactions[number], view)
    lasting = lasting_of(of.events, of.dated, set(view.statuses), view, _days(machine, question))
    return Aging(lasting, _is_late(lasting, view), statuses.are_read(of.actions))


def _stretches(
    of: _Parts,
    question: Question,
    windows: Mapping[int, Window],
    view: View,
    aging: Aging | None,
    lengths: Collection[frozenset[int]] | None,
) -> tuple[Stage, ...]:
    """The stretches of days within which nothing comes due."""
    days = set(_named_days(of))
    if aging is None:
        return stages_of(of.machine, question, of.due, windows, days, view, lengths)
    days |= set(aging.lasting.cuts())
    stages = stages_of(of.machine, question, of.due, windows, days, view)
    firsts = aging.closed({each.first for each in stages}, stages[-1].last)
    return stages_of(of.machine, question, of.due, windows, firsts, view)


def _keep_lots(machine: Machine) -> Iterator[int]:
    return (n for n, score in enumerate(machine.scores) if score.lots is not None)


def _is_late(lasting: Lasting, view: View) -> bool:
    """Whether it is enough to do things on last days; else it is to do them on first days.

    Raises:
        Unfit: neither is.
    """
    assert view.good is not None
    good = {view.good[status] for status in view.statuses}
    lots = len(lasting.ends) > len(lasting.statuses)
    if good == {True, False} or (good == {False} and lots):
        raise Unfit("what lasts for a time is in part better longer, in part better shorter")
    return False not in good


def _days(machine: Machine, question: Question) -> range:
    """The days of a question on which the policy is in force, as far as they can be asked for."""
    closes = machine.header.closes
    last = question.until if closes is None else min(question.until, closes)
    return range(question.since, last + 1)


def _check_header(machine: Machine, question: Question) -> None:
    view = View(machine, question.attributes)
    if machine.consent is not None and not value_of(machine.consent, view):
        raise Unfit("whoever does not consent has no score")
    if machine.begins is not None and question.since < question.attributes[machine.begins]:
        raise Unfit("the person's time begins on a later day")
    for grading in machine.gradings:
        if any(version.past for version in grading.versions):
            raise Unfit("the grades change also for the past")
        # A status is begun by chance, or by what is left out, or else the policy does not fit.
        if not all(isinstance(hold.condition, InStatus) for hold in grading.holds):
            raise Unfit("a grade can be held by more than a status")


def _named_days(of: _Parts) -> Iterator[int]:
    """The days that anything compares the date with, and on which grades change."""
    machine = of.machine
    found = [score.formula for score in machine.scores if score.formula is not None]
    found += [refusal.condition for action in of.actions for refusal in action.refusals]
    for arm in (arm for choice in of.choices for arm in choice.arms):
        found += [] if arm.condition is None else [arm.condition]
        found += read_by(arm.rule.effect)
    for number in of.grants:
        grant = machine.grants[number]
        found += [each for each in (grant.condition, grant.worth) if each is not None]
    for expression in found:
        yield from days_compared(expression)
    for grading in machine.gradings:
        for version in grading.versions:
            yield from () if version.opens is None else (version.opens,)
            yield from () if version.closes is None else (version.closes + 1,)


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


def _lengths(move: Move, moving: Mapping[int, int]) -> frozenset[int]:
    """The days of the moving windows that the gain of a move is counted in."""
    caps = move.chains[0][0][1].caps
    return frozenset(moving[cap.place] for cap in caps if cap.place in moving)


def _counts(grant: Grant, machine: Machine) -> bool:
    """Whether a grant brings or takes money."""
    return grant.worth is not None and can_come(grant.trigger, machine)


def _check_grant(grant: Grant, *, timed: bool = False) -> None:
    if not isinstance(grant.trigger, Schedule):
        raise Unfit(f"the {grant.kind} `{grant.name}` is due on something else than a date")
    for each in (grant.condition, grant.worth):
        if each is not None:
            check_fits(each, f"the {grant.kind} `{grant.name}`", counts=True, statuses=timed)


def _check_action(action: Action, machine: Machine, *, timed: bool = False) -> None:
    where = f"`{action.name}`"
    if len(action.moments) > 1:
        raise Unfit(f"{where} has several dates")
    for refusal in action.refusals:
        check_fits(refusal.condition, f"the refusal of {where}", counts=True, statuses=timed)
    check_rules(action.choices, where, machine, timed=timed)


def _moves(
    machine: Machine, kept: Sequence[int], layout: Layout, view: View, counts: Counts
) -> tuple[tuple[Move, ...], dict[int, list[Move]]]:
    moves: list[Move] = []
    ways: dict[int, list[Move]] = {}
    for code in kept:
        action = machine.actions[code]
        refusals = [each.condition for each in action.refusals]
        unless = tuple(each for each in refusals if varies(each, view))
        found: list[Move] = []
        for variant in variants_of(action, layout, view, counts.reads(code)):
            view.fields = variant.values
            if any(value_of(each, view) for each in refusals if each not in unless):
                continue
            effects = _chains(action.choices, variant.values, layout, view)
            chains = (*counts.chains(code, view), *effects)
            if chains:
                # What may be refused is no plain gain: an empty chain keeps it from being taken so.
                more = (*formulas_anew(layout), *([()] if unless else []))
                found.append(Move(code, variant, (*chains, *more), refusals=unless))
        ways[code] = found
        moves.extend(_needed(found, layout))
    return tuple(moves), ways


def _chains(
    choices: Sequence[Choice], fields: Sequence[int], layout: Layout, view: View
) -> tuple[Chain, ...]:
    """The chains of some choices for given fields, without those that surely do nothing."""
    chains = (chain_of(choice, fields, layout, view) for choice in choices)
    return tuple(chain for chain in chains if chain is not None and not _is_idle(chain))


def _is_idle(chain: Chain) -> bool:
    """Whether a chain surely does nothing: adds nothing, and no cap counts that it was tried."""
    return all(
        each.sign != 0 and each.size == 0 and not any(cap.times for cap in each.caps)
        for _, each in chain
    )


def _needed(moves: Sequence[Move], layout: Layout) -> Iterator[Move]:
    """The moves of one action without those that two smaller ones do for no more.

    Only where an event is one gain under caps that count points: then two gains one after the
    other are let through, counted and cut by the range exactly as their sum is. What formulas come
    to follows from where that leads.
    """
    sizes: dict[int, Move] = {}
    for move in moves:
        size = plain_gain(attrs.evolve(move, chains=own_chains(move.chains, layout)))
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


def _costs(move: Move, other: Move) -> bool:
    """Whether a move costs no more than another."""
    return move.variant.money <= other.variant.money and move.variant.hours <= other.variant.hours


def _costs_together(one: Move, other: Move, whole: Move) -> bool:
    return (
        one.variant.money + other.variant.money <= whole.variant.money
        and one.variant.hours + other.variant.hours <= whole.variant.hours
    )

"""Scores that no choice leaves upwards: what is closed, and therefore closed for ever.

THEOREM (steps). Let every rule that changes a score read no other score, and let s be such that no
rule, applied by itself to any score up to s with all caps empty, leads above s. Then whoever is at
s or below stays there for ever, whatever they choose and whatever comes due.

PROOF. By induction over the rules applied. A cap that has counted something lets through less of a
gain, and never lifts a loss above s.

THEOREM (years). Let more points never be worse, let every rule that changes a score read no other
one, and let nothing of the policy tell one year from another but its length. If whoever begins a
year with s and empty caps is below g throughout it and at s or below at its end, in a common year
and in a leap year, and no cap on losses lasts longer than a year, then g is never reached again.

PROOF. By induction over the years: having fewer points, or caps on gains that are not empty, is no
better; caps on losses are empty when a year begins.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import partial

import attrs

from policylang.auditor.decisions.effects import Chain, State, applied
from policylang.auditor.decisions.process import Process, plain_process_of
from policylang.auditor.decisions.readings import days_compared
from policylang.auditor.question import RanOut
from policylang.model import expressions as e
from policylang.model.calendar import Period
from policylang.model.machine import Calendar, EndOf, Ever, Monthly, Yearly
from policylang.runtime.program import every_expression

#: Most scores that are looked at one by one, most states of a year, most years until one repeats.
_SCORES = 5_000
_STATES = 20_000
_YEARS = 8
_COMMON, _LEAP = 2019, 2020


@attrs.frozen
class Reached:
    """The highest that one score gets: at any time, and at the very end."""

    most: int
    at_end: int


def highest(process: Process, score: int, states: int = _STATES) -> Reached:
    """How high a score gets, by going through every state that can be reached.

    Raises:
        RanOut: there are more than `states` of them.
    """
    here: set[State] = {process.start}
    most, count = process.start[score], 0
    for stage in process.stages:
        process.view.today = stage.first
        opened = set()
        for state in here:
            now = process.renewed(state, stage)
            for due in stage.opening:
                now = now if due.grant else process.react(now, due.number)
            opened.add(now)
        here, waiting = set(opened), list(opened)
        while waiting:
            state = waiting.pop()
            for move in process.moves:
                now = process.step(state, move)
                if now not in here:
                    here.add(now)
                    waiting.append(now)
            if count + len(here) > states:
                raise RanOut(f"more than {states:,} states can be reached")
        count += len(here)
        most = max(most, *(state[score] for state in here))
        process.view.today = stage.last
        for due in stage.closing:
            if not due.grant:
                here = {process.react(state, due.number) for state in here}
        most = max(most, *(state[score] for state in here))
    return Reached(most, max(state[score] for state in here))


# --- by steps ----------------------------------------------------------------------------------


def closed_below(process: Process, score: int, goal: int) -> int | None:
    """The highest score below a goal that the first theorem shows to be closed; None if none is."""
    if not process.plain or process.layout.within:  # a season's cap does not bite on all days
        return None
    chains = list(_chains(process))
    if any(_gives_always(chain, score) for chain, _ in chains):
        return None
    if any(_reads_others(chain, score, process) for chain, _ in chains):
        return None
    low = process.layout.ranges[score][0]
    telling = any(condition is not None or not isinstance(effect.size, int)
                  for chain, _ in chains for condition, effect in chain)  # fmt: skip
    if not telling:
        low = goal - 1
    if low is None or goal - low > _SCORES:
        return None
    found, top = None, low
    for value in range(low, goal):
        top = max(top, *(_after(process, score, value, chain, f) for chain, f in chains), value)
        if top <= value:
            found = value
    return found


def _chains(process: Process) -> Iterator[tuple[Chain, Sequence[int]]]:
    """Every chain of a rule, with the fields of its event."""
    for ways in process.ways.values():
        for move in ways:
            yield from ((chain, move.variant.values) for chain in move.chains)
    for chains in process.reactions.values():
        yield from ((chain, ()) for chain in chains)


def _gives_always(chain: Chain, score: int) -> bool:
    """Whether a chain gives points in whatever state: then nothing is closed but the upper end."""
    condition, effect = chain[0]
    room = all(cap.limit > 0 for cap in effect.caps)
    given = isinstance(effect.size, int) and effect.size > 0
    return condition is None and effect.sign > 0 and given and room and effect.score == score


def _reads_others(chain: Chain, score: int, process: Process) -> bool:
    for condition, effect in chain:
        for each in (condition, effect.size):
            if each is None or isinstance(each, int):
                continue
            for part in e.every_part(each):
                if isinstance(part, e.Balance) and part.score != score:
                    return True
                if isinstance(part, e.RankOf):
                    graded = process.machine.gradings[part.grading].score
                    if graded != score:
                        return True
    return False


def _after(process: Process, score: int, value: int, chain: Chain, fields: Sequence[int]) -> int:
    """The highest a score is after a chain, on any day from the first one on."""
    state = list(process.start)
    state[score] = value
    found = value
    for day in _days(process):
        process.view.today = day
        found = max(
            found, applied(tuple(state), (chain,), fields, process.layout, process.view)[score]
        )
    return found


def _days(process: Process) -> list[int]:
    """A day of each stretch in which comparisons of the date come out alike."""
    first = process.question.since
    compared = {d for each in every_expression(process.machine) for d in days_compared(each)}
    return [first, *sorted(day for day in compared if day > first)]


# --- by years ----------------------------------------------------------------------------------


def never_again(process: Process, score: int, goal: int, *, budgeted: bool = True) -> int | None:
    """The level that a score never leaves upwards, by the second theorem; None if it shows none.

    Args:
        process: begins in the state asked about. Where its first stage opens with nothing, what
            comes due on that day has come already.
        budgeted: hold the person to the hours that the question allows in a year.

    Raises:
        RanOut: a year has too many states.
    """
    if not process.plain or not process.monotone or not _alike_every_year(process):
        return None
    if _uses_up_losses(process):
        return None
    if any(_reads_others(chain, score, process) for chain, _ in _chains(process)):
        return None
    first = datetime.date.fromordinal(process.question.since)
    level: int = process.start[score]
    year = partial(_year, process, budgeted=budgeted)
    if (first.month, first.day) != (1, 1) or not process.stages[0].opening:
        begun = _begun(process, score, budgeted=budgeted)
        if begun.most >= goal:
            return None
        level = begun.at_end
    for _ in range(_YEARS):
        years = [year(number, score, level) for number in (_COMMON, _LEAP)]
        if any(each.most >= goal for each in years):
            return None
        after = max(each.at_end for each in years)
        if after <= level:
            return level
        level = after
    return None


def _begun(process: Process, score: int, *, budgeted: bool) -> Reached:
    """The rest of the year that a process begins in, from its own state."""
    first = process.question.since
    last = datetime.date(datetime.date.fromordinal(first).year, 12, 31).toordinal()
    of = _stretch(process, first, last, budgeted=budgeted)
    begun, *later = of.stages
    stages = (attrs.evolve(begun, opening=process.stages[0].opening), *later)
    # What caps have counted by then may be losses: those do not come again.
    start = process.start[: len(of.start)]
    return highest(attrs.evolve(of, start=start, stages=stages), score)


def _year(process: Process, year: int, score: int, level: int, *, budgeted: bool) -> Reached:
    """A whole year from a score, with nothing counted yet."""
    first, last = (datetime.date(year, m, d).toordinal() for m, d in ((1, 1), (12, 31)))
    of = _stretch(process, first, last, budgeted=budgeted)
    start = list(of.start)
    start[score] = level
    return highest(attrs.evolve(of, start=tuple(start)), score)


def _stretch(process: Process, first: int, last: int, *, budgeted: bool) -> Process:
    machine = process.machine
    header = attrs.evolve(machine.header, opens=None, closes=None)
    question = attrs.evolve(process.question, since=first, until=last)
    return plain_process_of(attrs.evolve(machine, header=header), question, budgeted=budgeted)


def _uses_up_losses(process: Process) -> bool:
    """Whether a cap that never begins anew limits losses: after some years there are fewer."""
    ever = {
        process.layout.places[cap.slot]
        for cap in process.machine.caps
        if isinstance(cap.window, Ever) and cap.slot in process.layout.places
    }
    return any(
        effect.sign <= 0 and any(cap.place in ever for cap in effect.caps)
        for chain, _ in _chains(process)
        for _, effect in chain
    )


def _alike_every_year(process: Process) -> bool:
    """Whether nothing tells one year from another but its length."""
    machine = process.machine
    windows = all(
        isinstance(cap.window, Ever)
        or (isinstance(cap.window, Calendar) and cap.window.period is not Period.WEEK)
        for cap in machine.caps
    )
    dated = all(
        isinstance(each.trigger, Yearly | Monthly)
        or (isinstance(each.trigger, EndOf) and each.trigger.period is not Period.WEEK)
        for each in machine.reactions
    )
    compared = any(days_compared(each) for each in every_expression(machine))
    return windows and dated and not compared and machine.header.closes is None

"""Histories on either side of a cliff: replayed, they show that it is worse to be above."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import attrs

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.process import plain_process_of
from policylang.auditor.deeds.climbing import climb
from policylang.auditor.deeds.compared import better
from policylang.auditor.deeds.events import moved
from policylang.auditor.deeds.offences import Deed, good_acts
from policylang.auditor.deeds.trials import Trials, Tried
from policylang.auditor.properties.cliffs.cliff import Cliff
from policylang.auditor.question import STATE, RanOut, Unfit
from policylang.auditor.solving.plans import rows_of
from policylang.auditor.solving.solver import Pricing, solve
from policylang.model import expressions as e
from policylang.model.history import Row

#: Most events of one kind that lead to a score.
_MOST: Final = 400
#: Most states that the exact solver looks at for one of them.
_STATES: Final = 20_000
#: Two histories: the one that is above, and so worse off, and the one below.
Sides = tuple[Tried, Tried]


def sides_of(
    cliff: Cliff, trials: Trials, every: Sequence[Deed], good: Sequence[int]
) -> Sides | None:
    """Two histories that differ in being above or below, of which that above is worse off."""
    match cliff.variable:
        case e.Balance(score):
            crossings = _crossings(trials, every, score, cliff.at, good[score] or 1)
            for above, below in crossings:
                found = _score_sides(cliff, trials, every, above, below, score, good)
                if found is not None:
                    return found
        case e.FieldValue(slot):
            return _amount_sides(cliff, trials, slot, good)
    return None


def _crossings(
    trials: Trials, every: Sequence[Deed], score: int, at: int, good: int
) -> Iterator[tuple[tuple[Row, ...], tuple[Row, ...]]]:
    """Histories that bring a score to a value or more, each with one event less or more below it.

    Those that are on the better side come first.
    """
    day = trials.inquiry.question.since
    start = trials.run((), until=day)
    if start is None:
        return
    is_above = start.scores[score] >= at
    for deed in every:
        rows = _enough(trials, deed.row, score, at, is_above=is_above)
        if rows:
            crossed, short = rows, rows[:-1]
            yield (short, crossed) if is_above else (crossed, short)
    acts = good_acts(every, trials.inquiry.machine)
    if (good > 0) is not is_above:
        climbed = climb(trials, acts, score, good)
        for number in range(1, len(climbed) + 1):
            rows = tuple(climbed[:number])
            tried = trials.run(rows, until=rows[-1][0])
            if tried is not None and (tried.scores[score] >= at) is not is_above:
                yield (rows[:-1], rows) if is_above else (rows, rows[:-1])
                break
    yield from _exactly(trials, score, at)


def _exactly(
    trials: Trials, score: int, at: int
) -> Iterator[tuple[tuple[Row, ...], tuple[Row, ...]]]:
    """The soonest histories that bring a score to a value and to one less, whoever acts."""
    inquiry = trials.inquiry
    actions = tuple(attrs.evolve(each, by="choice") for each in inquiry.machine.actions)
    question = attrs.evolve(inquiry.question, memory=min(_STATES * STATE, inquiry.question.room))
    found: list[tuple[Row, ...]] = []
    try:
        anybody = attrs.evolve(inquiry.machine, actions=actions)
        process = plain_process_of(anybody, question, everything=True)
        for value in (at, at - 1):
            best = solve(process, Pricing(0, 0, {}), goal=_is_at(score, value), first=True)
            if best is None:
                return
            found.append(tuple(rows_of(process, best.plan)))
    except (Unfit, RanOut):
        return
    yield found[0], found[1]


def _is_at(score: int, value: int) -> Callable[[State], bool]:
    return lambda state: bool(state[score] == value)


def _enough(
    trials: Trials, row: Row, score: int, at: int, *, is_above: bool
) -> tuple[Row, ...] | None:
    """The fewest events of one kind on one day that bring a score to the other side of a value."""
    tried = trials.run((row,) * _MOST, until=row[0]) or trials.run((row,), until=row[0])
    if tried is None:
        return None
    start = trials.run((), until=row[0])
    assert start is not None
    balance = start.scores[score]
    for number, change in enumerate(tried.applied(score), 1):
        balance += change
        if (balance >= at) is not is_above:
            return (row,) * number
    return None


def _score_sides(
    cliff: Cliff,
    trials: Trials,
    every: Sequence[Deed],
    above: tuple[Row, ...],
    below: tuple[Row, ...],
    score: int,
    good: Sequence[int],
) -> Sides | None:
    if cliff.action < 0:
        high, low = trials.run(above), trials.run(below)
        if high is None or low is None:
            return None
        high, low = (high, low) if good[score] >= 0 else (low, high)
        if cliff.action == -2:
            way = good[score]
            return (high, low) if high.scores[score] * way < low.scores[score] * way else None
        return (high, low) if _is_worse(high, low, trials, good) else None
    machine = trials.inquiry.machine
    day = max((row[0] for row in (*above, *below)), default=trials.inquiry.question.since)
    for deed in every:
        if deed.code != cliff.action:
            continue
        row = moved(machine, deed.row, day)
        high, low = (trials.run([*rows, row], until=day) for rows in (above, below))
        if high is None or low is None:
            continue
        high, low = (high, low) if good[score] >= 0 else (low, high)
        if high.scores[score] * good[score] < low.scores[score] * good[score]:
            return high, low
    return None


def _is_worse(high: Tried, low: Tried, trials: Trials, good: Sequence[int]) -> bool:
    """Whether the one above gets less money from the policy, or a perk less, or a sanction more."""
    if high.brought != low.brought:
        return high.brought < low.brought
    lost = low.perks > high.perks or low.sanctions < high.sanctions
    return lost or better(low, high, good, trials.inquiry.machine) in ("a perk", "a sanction less")


def _amount_sides(cliff: Cliff, trials: Trials, slot: int, good: Sequence[int]) -> Sides | None:
    """One event with the amount at the cliff, and one with the amount just below."""
    inquiry = trials.inquiry
    day, machine = inquiry.question.since, inquiry.machine
    fields = machine.actions[cliff.action].fields
    lows = cliff.fields
    blank = (0,) * (machine.width - len(fields))
    rows = [
        moved(machine, (day, cliff.action, (*lows[:slot], at, *lows[slot + 1 :], *blank)), day)
        for at in (cliff.at, cliff.at - 1)
    ]
    high, low = (trials.run((row,), until=day) for row in rows)
    if high is None or low is None:
        return None
    sums = [
        sum(way * value for way, value in zip(good, of.scores, strict=True)) for of in (high, low)
    ]
    if "paid for" in cliff.worse:
        return (high, low) if sums[0] < sums[1] and high.cost >= low.cost else None
    return (high, low) if sums[0] > sums[1] else None

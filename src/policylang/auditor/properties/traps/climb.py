"""The way from where somebody is to a better grade; and where there is none, why there never is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import attrs

from policylang.auditor.decisions.process import Process
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties.falling.after import begun_with
from policylang.auditor.properties.falling.ground import Goal, Ground
from policylang.auditor.properties.price import CHEAPEST, Way, earliest, reach
from policylang.auditor.question import RanOut
from policylang.auditor.solving.closure import closed_below, never_again
from policylang.auditor.witnesses.proofs.closing import closed_set
from policylang.auditor.witnesses.proofs.words import described, states_of
from policylang.auditor.witnesses.refusal import Refused
from policylang.model.history import Row


@attrs.frozen
class Never:
    """Why a way is never found: nothing leads above a score by any rule, or in any year.

    Or nothing leads out of a set of states, which is told in words.
    """

    by: Literal["rule", "year", "set"]
    level: int
    #: Whether that is so only for somebody with the hours that the question allows in a year.
    budgeted: bool = False
    words: str = ""


@attrs.frozen
class Climb:
    """What the way from a score to the next better grade takes; None: there is no way."""

    score: int
    cheapest: Way | None
    earliest: Way | None
    #: Where there is none: why there never is one; None where that is not known.
    never: Never | None = None
    #: The limit that was met before anything could be said.
    limit: str | None = None

    @property
    def trapped(self) -> bool:
        """Whether there surely is no way."""
        return self.earliest is None and self.limit is None


@attrs.frozen
class Aim:
    """A grade to be reached: of which grading, by rank, and from which score on."""

    grading: int
    rank: int
    score: int
    low: int


def climb(
    ground: Ground, aim: Aim, value: int, *, ever: bool = False, met: Climb | None = None
) -> Climb:
    """What the way up takes for somebody who begins with a score, each way replayed.

    Args:
        ever: where there is no way, look whether there ever is one, also year by year.
        met: one that met a limit before: what was too much for it is not tried again.
    """
    begun = begun_with(ground.inquiry, aim.score, value)
    process = ground.begun_with(aim.score, value, begun)
    goal = ground.goal(process, aim.grading, aim.rank)
    closed = closed_below(ground.process, aim.score, aim.low)
    return climbed(begun, process, aim, goal, closed, ever=ever, met=met)


def climbed(
    begun: Inquiry,
    process: Process,
    aim: Aim,
    goal: Goal,
    closed: int | None,
    *,
    ever: bool,
    met: Climb | None = None,
) -> Climb:
    """The way up from where a process begins; `closed` is what nothing leads out of."""
    value = process.start[aim.score]
    if closed is not None and closed >= value:
        return Climb(value, None, None, Never("rule", closed))
    if met is not None and met.earliest is None:
        return Climb(value, None, None, limit=met.limit)
    first = None
    try:
        first = earliest(begun, process, goal)
        if first is None:
            never = partial(_never, process, aim.score, aim.low)
            return Climb(value, None, None, never() if ever else None)
        if met is not None:
            return Climb(value, None, first, limit=met.limit)
        cheapest = reach(begun, process, goal, CHEAPEST)
    except RanOut as limit:
        return Climb(value, None, first, limit=str(limit))
    return Climb(value, cheapest, first)


def closed_in(inquiry: Inquiry, rows: Sequence[Row], aim: Aim) -> Never | None:
    """The small set of states that nobody leaves after some events; None where none is found."""
    if aim.grading:
        return None  # a set is told by the first grades
    for budgeted in (False, True):
        if budgeted and inquiry.question.hours_a_year is None:
            continue
        try:
            found = closed_set(
                inquiry.machine, inquiry.question, rows, aim.rank, ever=True, budgeted=budgeted
            )
        except (Refused, RanOut):
            continue
        if found is not None:
            words = f"{described(found, inquiry.machine)}, in {states_of(found)}"
            return Never("set", aim.low - 1, budgeted, words)
    return None


def _never(process: Process, score: int, goal: int) -> Never | None:
    """Why a goal is never reached, whatever the money; None where that is not shown.

    With whatever hours, if that can be shown; else with those that the question allows.
    """
    for budgeted in (False, True):
        if budgeted and process.question.hours_a_year is None:
            continue
        try:
            level = never_again(process, score, goal, budgeted=budgeted)
        except RanOut:
            continue
        if level is not None:
            return Never("year", level, budgeted)
    return None

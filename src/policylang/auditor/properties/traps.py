"""Traps: grades out of which no choice leads, within the horizon or for ever.

PROPERTY. From the score that the shortest fall into a grade leaves, of every grade below the one
that people begin with, some history of chosen actions, within what can be spent, reaches the next
better grade by the last day. A fall is one kind of event, done up to forty times on the first day.

METHOD. The exact solver, from the best and from the worst score of each grade. What is not reached
within the horizon is never reached if the scores up to there are closed under every choice, rule by
rule or year by year (`solving.closure`). A finding shows how people fall there. An offence that
leaves more behind than scores is not followed (`properties.followed`), and is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Literal

import attrs

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.process import Process, plain_process_of
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.followed import (
    Fall,
    Offences,
    after,
    falls,
    left_with,
    worst_offences,
)
from policylang.auditor.properties.price import CHEAPEST, Way, budget_in_words, earliest, reach
from policylang.auditor.properties.standing import begun_with
from policylang.auditor.question import RanOut
from policylang.auditor.solving.closure import closed_below, never_again
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.grading import rank_among
from policylang.model.history import Row
from policylang.model.machine import Grading

NAME = "traps"
#: The part of the memory of a question that one way up may take, as there are many of them.
_SHARE = 8


@attrs.frozen
class Never:
    """Why a way is never found: nothing leads above a score by any rule, or in any year."""

    by: Literal["rule", "year"]
    level: int
    #: Whether that is so only for somebody with the hours that the question allows in a year.
    budgeted: bool = False


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
class Step:
    """A grade, by rank, and the climb out of it from its best and from its worst score."""

    rank: int
    best: Climb
    worst: Climb | None


@attrs.frozen
class _Trap:
    """A grade, by rank, how people fall into it, and why there never is a way out."""

    rank: int
    rows: tuple[Row, ...]
    never: Never | None
    #: The score that is left, from which alone all this is shown; None: it is so of every score.
    score: int | None


def answer(inquiry: Inquiry) -> Answer:
    """Out of which grades there is no way, and what the way out of the others takes."""
    if not inquiry.machine.gradings:
        text = "There are no grades to climb."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    less = attrs.evolve(inquiry.question, among=_SHARE)
    process = _without_grants(plain_process_of(inquiry.machine, less, budgeted=True, lean=True))
    offences = worst_offences(inquiry, process, only=False)
    rows: list[tuple[str, ...]] = []
    figures: dict[str, str] = {}
    findings: list[Finding] = []
    unseen: list[str] = []
    for grading in inquiry.machine.gradings:
        start = rank_among(grading.grades, process.start[grading.score])
        here = list(_steps(inquiry, process, grading))
        for step in here:
            rows.append(_row(inquiry, grading, step))
            figures[rows[-1][0]] = ", ".join(rows[-1][1:])
        if grading.score == 0:
            below = [each for each in here if each.rank > start]
            fallen = {each.rank: _fall(inquiry, offences, grading, each.rank) for each in below}
            findings.extend(_findings(inquiry, process, grading, below, fallen))
            names = [grade.name for grade in grading.grades]
            lost = [each for each in below if fallen[each.rank] is None and each.best.trapped]
            unseen += [names[each.rank] for each in lost if offences.followed]
        else:  # nobody looks for a fall of another score than the first
            ends = [(e.rank, each) for e in here for each in (e.best, e.worst) if e.rank > start]
            lost_ranks = {rank for rank, each in ends if each is not None and each.trapped}
            unseen += [grading.grades[rank].name for rank in sorted(lost_ranks)]
    if not rows:
        text = "There are no grades to climb."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    always = bool(findings) and all(f.evidence is Evidence.PROVED_ALWAYS for f in findings)
    until = "" if always else f" by {date(inquiry.last)}{budget_in_words(inquiry)}"
    verdict, evidence = Verdict.BROKEN, Evidence.PROVED_ALWAYS if always else Evidence.PROVED
    text = f"There are grades that people fall into and do not get out of{until or ' any more'}."
    if not findings:
        verdict = Verdict.HOLDS
        text = f"No grade that people fall into keeps them{until}."
    left_out = offences.left_out
    if not findings and (left_out or unseen):
        verdict, evidence = Verdict.UNKNOWN, Evidence.SEARCHED
        text = f"No grade was found that people fall into and do not get out of{until}."
        if unseen:
            told = ", ".join(unseen)
            text += f" There is no way out of {told}, but nobody was seen to fall there."
    return Answer(
        NAME,
        verdict,
        evidence,
        text + offences.in_words,
        tuple(findings),
        figures,
        (("grade", "next", "from its best score", "on", "from its worst score", "on"), *rows),
        left_out,
    )


def _without_grants(process: Process) -> Process:
    """The process without perks and sanctions: they change no score."""
    stages = tuple(
        attrs.evolve(
            stage,
            opening=tuple(due for due in stage.opening if not due.grant),
            closing=tuple(due for due in stage.closing if not due.grant),
        )
        for stage in process.stages
    )
    return attrs.evolve(process, stages=stages)


def _steps(inquiry: Inquiry, process: Process, grading: Grading) -> Iterator[Step]:
    """Every grade but the best, the worst one first."""
    grades = grading.grades
    score = inquiry.machine.scores[grading.score]
    met: Climb | None = None
    for rank in range(len(grades) - 1, 0, -1):
        goal, low = grades[rank - 1].low, grades[rank].low
        assert goal is not None
        if score.fixed_low is not None:
            low = score.fixed_low if low is None else max(low, score.fixed_low)
        if (score.fixed_high is not None and goal > score.fixed_high) or (
            score.fixed_low is not None and goal - 1 < score.fixed_low
        ):
            continue  # nobody can have it
        ways = partial(climb, inquiry, process, grading.score, goal=goal, met=met)
        best = ways(goal - 1, ever=True)
        worst = None if low is None else ways(low)
        yield Step(rank, best, worst)
        met = best if best.limit else met  # what one way met the next ones would meet as well


def climb(
    inquiry: Inquiry,
    process: Process,
    score: int,
    value: int,
    goal: int,
    *,
    ever: bool = False,
    met: Climb | None = None,
) -> Climb:
    """What the way from a score up to a goal takes, each way replayed.

    Args:
        process: that of anybody; where it begins is changed.
        ever: where there is no way, look whether there ever is one, also year by year.
        met: one that met a limit before: what was too much for it is not tried again.
    """
    begun, start = begun_with(inquiry, score, value), list(process.start)
    start[score] = value
    there = attrs.evolve(process, start=tuple(start))
    closed = closed_below(process, score, goal)
    return _climbed(begun, there, score, goal, closed, ever=ever, met=met)


def _climbed(
    begun: Inquiry,
    process: Process,
    score: int,
    goal: int,
    closed: int | None,
    *,
    ever: bool,
    met: Climb | None = None,
) -> Climb:
    """The way up from where a process begins; `closed` is what nothing leads out of."""
    value = process.start[score]
    if closed is not None and closed >= value:
        return Climb(value, None, None, Never("rule", closed))
    if met is not None and met.earliest is None:
        return Climb(value, None, None, limit=met.limit)
    reached, first = partial(_is_at_least, score, goal), None
    try:
        first = earliest(begun, process, reached)
        if first is None:
            return Climb(value, None, None, _never(process, score, goal) if ever else None)
        if met is not None:
            return Climb(value, None, first, limit=met.limit)
        cheapest = reach(begun, process, reached, CHEAPEST)
    except RanOut as limit:
        return Climb(value, None, first, limit=str(limit))
    return Climb(value, cheapest, first)


def _is_at_least(score: int, goal: int, state: State) -> bool:
    held: int = state[score]
    return held >= goal


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


# --- in words ----------------------------------------------------------------------------------


def _row(inquiry: Inquiry, grading: Grading, step: Step) -> tuple[str, ...]:
    worst = ("", "") if step.worst is None else _told(inquiry, step.worst)
    names = grading.grades[step.rank].name, grading.grades[step.rank - 1].name
    return (*names, *_told(inquiry, step.best), *worst)


def _told(inquiry: Inquiry, climb: Climb) -> tuple[str, str]:
    points = inquiry.replayer.points(climb.score)
    if climb.trapped:
        return f"{points}: no way", "never" if climb.never else "not within it"
    first, way = climb.earliest, climb.cheapest or climb.earliest
    day = "not known" if first is None else date(first.day).isoformat()
    if way is None:
        return f"{points}: not known", day
    parts = [inquiry.money(way.money)] if way.money or not way.hours else []
    parts += [inquiry.hours(way.hours)] if way.hours else []
    return f"{points}: {'' if climb.cheapest else 'at most '}{' + '.join(parts)}", day


def _findings(
    inquiry: Inquiry,
    process: Process,
    grading: Grading,
    below: list[Step],
    fallen: Mapping[int, Fall | None],
) -> Iterator[Finding]:
    """The findings that grades are traps: one for those of one kind, shown by the shortest fall.

    Raises:
        RanOut: none is known to be one, and of some it is not known.
    """
    kinds: dict[Never | None, list[_Trap]] = {}
    limits: list[RanOut] = []
    for step in below:
        try:
            trap = _trap(inquiry, process, grading, step, fallen[step.rank])
        except RanOut as limit:
            limits.append(limit)
            continue
        if trap is not None:
            never = trap.never
            kind = None if never is None else attrs.evolve(never, level=0)
            kinds.setdefault(kind, []).append(trap)
    if limits and not kinds:
        raise limits[0]
    for traps in kinds.values():
        first, *others = sorted(traps, key=lambda each: (len(each.rows), each.rank))
        names = {each.rank: _fallen_to(inquiry, grading, each) for each in traps}
        never = first.never
        notes = [] if never is None else [_why(inquiry, never)]
        if others:
            told = ", ".join(names[each.rank] for each in sorted(others, key=lambda e: e.rank))
            notes.append(f"the same is true of {told}")
        ever = f"by {date(inquiry.last)}{budget_in_words(inquiry)}"
        if never is not None:
            ever = f"for ever{_hours(inquiry, never)}"
        yield inquiry.finding(
            NAME,
            f"whoever has fallen to {names[first.rank]} does not get back to "
            f"{grading.grades[first.rank - 1].name} {ever}",
            inquiry.replay(first.rows, until=inquiry.question.since),
            severity=Severity.MEDIUM if never is None else Severity.HIGH,
            evidence=Evidence.PROVED if never is None else Evidence.PROVED_ALWAYS,
            notes=notes,
        )


def _fallen_to(inquiry: Inquiry, grading: Grading, trap: _Trap) -> str:
    """The grade, and of whom it is shown, where not of everybody in it."""
    name = grading.grades[trap.rank].name
    if trap.score is None:
        return name
    return f"{name} with {inquiry.replayer.points(trap.score)} points"


def _why(inquiry: Inquiry, never: Never) -> str:
    points = inquiry.replayer.points(never.level)
    if never.by == "rule":
        return f"no choice and no rule leads from {points} points or fewer to more than that"
    return (
        f"no year that is begun with {points} points or fewer is ended with more"
        f"{_hours(inquiry, never)}"
    )


def _hours(inquiry: Inquiry, never: Never | None) -> str:
    """The hours that a proof for ever rests on, as the end of a clause; empty if on none."""
    most = inquiry.question.hours_a_year
    if never is None or not never.budgeted or most is None:
        return ""
    return f", with at most {inquiry.hours(most)} a year"


def _trap(
    inquiry: Inquiry, process: Process, grading: Grading, step: Step, fall: Fall | None
) -> _Trap | None:
    """How people fall into a grade and stay there; None where they do not.

    Raises:
        RanOut: whether they do is not known.
    """
    goal = grading.grades[step.rank - 1].low
    if fall is None or goal is None:
        return None
    here = _climbed(
        after(inquiry, fall.rows),
        left_with(process, fall.scores),
        grading.score,
        goal,
        closed_below(process, grading.score, goal),
        ever=True,
    )
    if here.limit is not None and here.earliest is None:
        raise RanOut(here.limit)
    if not here.trapped:
        return None
    best = step.best.never
    # What leads nobody above a score leads nobody with less above it either.
    of_every = any(each is not None and each.level >= goal - 1 for each in (here.never, best))
    score = None if here.never and of_every else fall.scores[grading.score]
    return _Trap(step.rank, fall.rows, here.never, score)


def _fall(inquiry: Inquiry, offences: Offences, grading: Grading, rank: int) -> Fall | None:
    """The fewest events of one action that lead into a grade; None where none do."""
    found: list[tuple[int, int, Fall]] = []
    for fall in (each for worst in offences.followed for each in falls(inquiry, worst)):
        score = fall.scores[grading.score]
        if rank_among(grading.grades, score) == rank:
            found.append((len(fall.rows), -score, fall))
    return min(found, key=lambda each: each[:2])[2] if found else None

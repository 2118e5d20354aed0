"""Traps in words: a row for each grade, and a finding for those of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.falling.offences import Fall
from policylang.auditor.properties.price import budget_in_words
from policylang.auditor.properties.traps.climb import Climb, Never
from policylang.model.finding import Evidence, Finding, Severity
from policylang.model.machine import Grading

#: The cheapest way and the earliest day are two answers: it may be another way that is soonest.
HEADINGS: Final = (
    "grade", "next", "cheapest from its best score", "soonest",
    "cheapest from its worst score", "soonest",
)  # fmt: skip


@attrs.frozen
class Step:
    """A grade, by rank, and the climb out of it from its best and from its worst score."""

    rank: int
    best: Climb
    worst: Climb | None


@attrs.frozen
class Trap:
    """A grade, by rank, how people fall into it, and why there never is a way out."""

    rank: int
    fall: Fall
    never: Never | None
    #: The score that is left, from which alone all this is shown; None: it is so of every score.
    score: int | None


def row(inquiry: Inquiry, grading: Grading, step: Step) -> tuple[str, ...]:
    """The line of a grade in the table."""
    worst = ("", "") if step.worst is None else _told(inquiry, step.worst)
    names = grading.grades[step.rank].name, grading.grades[step.rank - 1].name
    return (*names, *_told(inquiry, step.best), *worst)


def _told(inquiry: Inquiry, climb: Climb) -> tuple[str, str]:
    """What the cheapest way costs, and the day of the way that is soonest."""
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


def finding(name: str, inquiry: Inquiry, grading: Grading, traps: Sequence[Trap]) -> Finding:
    """The finding that grades are traps of one kind, shown by the shortest fall into one."""
    first, *others = sorted(traps, key=lambda each: (len(each.fall.rows), each.rank))
    never = first.never
    notes = [] if never is None else [_why(inquiry, never)]
    if others:
        told = [_fallen_to(inquiry, grading, e) for e in sorted(others, key=lambda e: e.rank)]
        notes.append(f"the same is true of {', '.join(told)}")
    ever = f"by {date(inquiry.last)}{budget_in_words(inquiry)}"
    if never is not None:
        ever = f"for ever{_hours(inquiry, never)}"
    shown = inquiry.finding(
        name,
        f"whoever has fallen to {_fallen_to(inquiry, grading, first)} does not get back to "
        f"{grading.grades[first.rank - 1].name} {ever}",
        inquiry.replay(first.fall.rows, until=inquiry.question.since),
        severity=Severity.MEDIUM if never is None else Severity.HIGH,
        evidence=Evidence.PROVED if never is None else Evidence.PROVED_ALWAYS,
        notes=notes,
    )
    if grading != inquiry.machine.gradings[0]:
        return shown  # a closed set is told by the first grades
    return attrs.evolve(shown, barred=grading.grades[first.rank - 1].name)


def _fallen_to(inquiry: Inquiry, grading: Grading, trap: Trap) -> str:
    """The grade, and of whom it is shown, where not of everybody in it."""
    told = grading.grades[trap.rank].name
    if trap.score is not None:
        told += f" with {inquiry.replayer.in_points(trap.score)}"
    if trap.fall.behind:
        told += f" by `{inquiry.machine.actions[trap.fall.rows[0][1]].label}`"
    return told


def _why(inquiry: Inquiry, never: Never) -> str:
    points = inquiry.replayer.in_points(never.level)
    if never.by == "set":
        return f"nothing leads out of these states{_hours(inquiry, never)}: {never.words}"
    if never.by == "rule":
        return f"no choice and no rule leads from {points} or fewer to more than that"
    return (
        f"no year that is begun with {points} or fewer is ended with more{_hours(inquiry, never)}"
    )


def _hours(inquiry: Inquiry, never: Never | None) -> str:
    """The hours that a proof for ever rests on, as the end of a clause; empty if on none."""
    most = inquiry.question.hours_a_year
    if never is None or not never.budgeted or most is None:
        return ""
    return f", with at most {inquiry.hours(most)} a year"

"""Wealth bias: how far the way to a grade depends on what somebody can spend.

PROPERTY. For each grade better than the first one: the earliest day on which some history reaches
it without money, with what the question says can be spent, and without any limit; and how many
times as long the first takes as the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

import attrs

from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.price import (
    Way,
    better_grades,
    budget_in_words,
    check_lasting,
    earliest,
    goal_of,
)
from policylang.auditor.properties.threshold import hours_alone
from policylang.model.finding import Answer, Evidence, Verdict

NAME = "wealth bias"


#: By what can be spent, the earliest way to a grade.
Ways = Mapping[str, Way | None]


def answer(inquiry: Inquiry) -> Answer:
    """When each better grade can be had, by what can be spent."""
    if not inquiry.machine.gradings:
        text = "The policy has no grades."
        return Answer(NAME, Verdict.ANSWERED, Evidence.PROVED_ALWAYS, text)
    return in_words(inquiry, _grades(inquiry))


def in_words(inquiry: Inquiry, found: Iterable[tuple[str, Ways]]) -> Answer:
    """The answer, where of each better grade the earliest ways are known exactly."""
    rows: list[tuple[str, ...]] = []
    figures: dict[str, str] = {}
    for name, ways in found:
        cells = {means: _told(way, inquiry) for means, way in ways.items()}
        ratio = _ratio(inquiry, ways["no money"], ways["no limit"])
        rows.append((name, *cells.values(), ratio))
        figures |= {f"{name}: {means}": cell for means, cell in cells.items()}
        figures[f"{name}: ratio"] = ratio
    if not rows:
        text = "There is no grade better than the one everybody starts with."
        return Answer(NAME, Verdict.ANSWERED, Evidence.PROVED, text)
    means = ("no money", *(["the budget"] if is_limited(inquiry) else []), "no limit")
    return Answer(
        NAME,
        Verdict.ANSWERED,
        Evidence.PROVED,
        f"The first day of each better grade by {date(inquiry.last)}, without money and with it"
        f"{budget_in_words(inquiry)}.",
        figures=figures,
        table=(("grade", *means, "without money it takes"), *rows),
    )


def is_limited(inquiry: Inquiry) -> bool:
    """Whether the question says what can be spent."""
    return inquiry.question.money is not None or inquiry.question.hours_a_year is not None


def unlimited(inquiry: Inquiry) -> Inquiry:
    """The same of somebody who can spend whatever there is to spend."""
    free = attrs.evolve(inquiry.question, money=None, hours_a_year=None)
    return Inquiry(inquiry.machine, free, inquiry.replayer)


def _grades(inquiry: Inquiry) -> Iterator[tuple[str, Ways]]:
    """Each better grade with the earliest ways to it, of the exact process."""
    without = unlimited(inquiry)
    here = inquiry.budgeted
    rich = here if inquiry.question.hours_a_year is None else without.lean
    for grading in inquiry.machine.gradings:
        check_lasting(grading, here)
        for rank in better_grades(grading, here):
            goal = goal_of(grading, rank)
            ways = {"no money": earliest(inquiry, here, goal, allowed=hours_alone)}
            if is_limited(inquiry):
                ways["the budget"] = earliest(inquiry, here, goal)
            yield grading.grades[rank].name, ways | {"no limit": earliest(without, rich, goal)}


def _told(way: Way | None, inquiry: Inquiry) -> str:
    if way is None:
        return "not within it"
    parts = [inquiry.money(way.money)] if way.money else []
    parts += [inquiry.hours(way.hours)] if way.hours else []
    return f"{date(way.day)}: {' + '.join(parts) or 'nothing'}"


def _ratio(inquiry: Inquiry, poor: Way | None, rich: Way | None) -> str:
    """How many times as many days somebody without money needs; the first day is one."""
    if rich is None:
        return ""
    if poor is None:
        return "more than there is"
    first = inquiry.question.since - 1
    ratio = Fraction(poor.day - first, rich.day - first)
    return "as long" if ratio == 1 else f"{float(ratio):,.1f} times as many days"

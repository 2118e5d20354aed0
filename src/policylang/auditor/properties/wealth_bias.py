"""Wealth bias: how far the way to a grade depends on what somebody can spend.

PROPERTY. For each grade better than the first one: the earliest day on which some history reaches
it without money, with what the question says can be spent, and without any limit; and how many
times as long the first takes as the last.
"""

from __future__ import annotations

from fractions import Fraction

import attrs

from policylang.auditor.decisions.process import plain_process_of
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.price import (
    Way,
    better_grades,
    budget_in_words,
    earliest,
    goal_of,
)
from policylang.auditor.properties.threshold import hours_alone
from policylang.model.finding import Answer, Evidence, Verdict
from policylang.model.machine import Grading

NAME = "wealth bias"
#: The part of the memory of a question that one way may take, as there are several of them.
_SHARE = 8


def answer(inquiry: Inquiry) -> Answer:
    """When each better grade can be had, by what can be spent."""
    if not inquiry.machine.gradings:
        text = "The policy has no grades."
        return Answer(NAME, Verdict.ANSWERED, Evidence.PROVED_ALWAYS, text)
    question = attrs.evolve(inquiry.question, among=_SHARE)
    inquiry = Inquiry(inquiry.machine, question, inquiry.replayer)
    limited = question.money is not None or question.hours_a_year is not None
    process = plain_process_of(inquiry.machine, question, budgeted=True, lean=True)
    rows: list[tuple[str, ...]] = []
    figures: dict[str, str] = {}
    for grading in inquiry.machine.gradings:
        for rank in better_grades(grading, process):
            ways = _ways(inquiry, grading, rank, limited=limited)
            name = grading.grades[rank].name
            cells = {means: _told(way, inquiry) for means, way in ways.items()}
            ratio = _ratio(inquiry, ways["no money"], ways["no limit"])
            rows.append((name, *cells.values(), ratio))
            figures |= {f"{name}: {means}": cell for means, cell in cells.items()}
            figures[f"{name}: ratio"] = ratio
    if not rows:
        text = "There is no grade better than the one everybody starts with."
        return Answer(NAME, Verdict.ANSWERED, Evidence.PROVED, text)
    means = ("no money", *(["the budget"] if limited else []), "no limit")
    return Answer(
        NAME,
        Verdict.ANSWERED,
        Evidence.PROVED,
        f"The first day of each better grade by {date(inquiry.last)}, without money and with it"
        f"{budget_in_words(inquiry)}.",
        figures=figures,
        table=(("grade", *means, "without money it takes"), *rows),
    )


def _ways(inquiry: Inquiry, grading: Grading, rank: int, *, limited: bool) -> dict[str, Way | None]:
    """The earliest way to a grade by what can be spent."""
    free = attrs.evolve(inquiry.question, money=None, hours_a_year=None)
    without = Inquiry(inquiry.machine, free, inquiry.replayer)
    goal = goal_of(grading, rank)
    here = plain_process_of(inquiry.machine, inquiry.question, budgeted=True, lean=True)
    found = {"no money": earliest(inquiry, here, goal, allowed=hours_alone)}
    if limited:
        found["the budget"] = earliest(inquiry, here, goal)
    rich = plain_process_of(without.machine, free, lean=True)
    return found | {"no limit": earliest(without, rich, goal)}


def _told(way: Way | None, inquiry: Inquiry) -> str:
    if way is None:
        return "not within it"
    parts = [inquiry.money(way.money)] if way.money else []
    parts += [inquiry.hours(way.hours)] if way.hours else []
    return f"{date(way.day)}: {' + '.join(parts) or 'nothing'}"


def _ratio(inquiry: Inquiry, poor: Way | None, rich: Way | None) -> str:
    """How many times as many days somebody without money needs, the first day counted."""
    if rich is None:
        return ""
    if poor is None:
        return "more than there is"
    first = inquiry.question.since - 1
    ratio = Fraction(poor.day - first, rich.day - first)
    return "as long" if ratio == 1 else f"{float(ratio):,.1f} times as long"

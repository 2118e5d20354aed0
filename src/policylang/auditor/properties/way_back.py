"""The way back: what undoes an offence, and who is caught below the grade they had.

PROPERTY. For each action that can only lose: after one such event on the first day, at its worst,
the least that brings the score back to where it was (laundering, if that is less than the event
itself cost), and whether the grade can be had again within the horizon (a trap, if not).

METHOD. The exact solver, from the scores that the event leaves once what is due on the first day
has come. An event that leaves more behind than scores is not followed (`properties.followed`), and
is named; where that is so of all of them, a search is left to answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import attrs

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.process import Process, plain_process_of
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.followed import Offences, left_with, worst_offences
from policylang.auditor.properties.price import CHEAPEST, budget_in_words, reaches
from policylang.auditor.question import RanOut, Unfit
from policylang.auditor.solving.goals import AtLeast
from policylang.auditor.solving.plans import gathered_rows, rows_of
from policylang.auditor.solving.solver import Pricing, solve
from policylang.auditor.witnesses.replay import Disagreement, Replay
from policylang.model.calendar import add_months
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.grading import rank_among
from policylang.model.history import Row
from policylang.model.machine import Action

NAME = "way back"
#: Years after which nobody looks for a way back any more.
_YEARS = 30


@attrs.frozen
class _Offence:
    """The worst single event of an action: the first score without it and after it, and all."""

    code: int
    row: Row
    before: int
    after: int
    scores: tuple[int, ...]
    #: What it costs by itself: held money and held hours.
    fine: int
    hours: int


def answer(inquiry: Inquiry) -> Answer:
    """What it takes to undo each offence, and which of them are traps."""
    question = inquiry.question
    process = plain_process_of(inquiry.machine, question, budgeted=True)
    if not process.monotone:
        raise Unfit("more points are not always better, so losing some is no simple harm")
    findings: list[Finding] = []
    trapping: list[_Offence] = []
    rows: list[tuple[str, ...]] = []
    figures: dict[str, str] = {}
    looked_at = worst_offences(inquiry, process, only=True)
    for offence in _offences(inquiry, looked_at):
        action = inquiry.machine.actions[offence.code]
        undo = _undone(inquiry, process, offence)
        fallen = _grade(inquiry, offence.after) != _grade(inquiry, offence.before)
        climb = _climb(inquiry, process, offence) if fallen else None
        rows.append(_row(inquiry, action, offence, undo, climb, fallen))
        figures[action.name] = ", ".join(rows[-1][1:])
        findings.extend(_laundering(inquiry, action, offence, undo))
        if fallen and climb is None:
            trapping.append(offence)
    if trapping:
        findings.append(_trap(inquiry, trapping))
    if not rows and looked_at.skipped:
        raise Unfit(f"it cannot follow any offence: {looked_at.reasons}")
    if not rows:
        text = "No single event that can only lose points takes any from somebody who begins."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED, text)
    trapped = any(each.severity is not Severity.LOW for each in findings)
    verdict, evidence = Verdict.HOLDS, Evidence.PROVED
    if looked_at.skipped:
        verdict, evidence = Verdict.ANSWERED, Evidence.REPLAYED
    return Answer(
        NAME,
        Verdict.BROKEN if findings else verdict,
        evidence,
        f"After one such event on {date(question.since)}, by {date(inquiry.last)}"
        f"{budget_in_words(inquiry)}: "
        + ("not everybody gets back." if trapped else "the grade can be had again.")
        + looked_at.in_words,
        tuple(findings),
        figures,
        (("after", "score", "least to undo it", "the grade again on"), *rows),
        looked_at.left_out,
    )


def _offences(inquiry: Inquiry, offences: Offences) -> Iterator[_Offence]:
    before = inquiry.replay((), until=inquiry.question.since).result.score
    for each in offences.followed:
        yield _Offence(
            each.code, each.row, before, each.scores[0], each.scores, each.money, each.hours
        )


def _undone(inquiry: Inquiry, process: Process, offence: _Offence) -> Replay | None:
    """The cheapest history that brings the first score back, with the offence before it."""
    return _history(inquiry, process, offence, AtLeast(0, offence.before), first=False)


def _climb(inquiry: Inquiry, process: Process, offence: _Offence) -> Replay | None:
    """The earliest history that brings the grade back."""
    goal = AtLeast(0, _least(inquiry, offence.before))
    return _history(inquiry, process, offence, goal, first=True)


def _history(
    inquiry: Inquiry,
    process: Process,
    offence: _Offence,
    goal: Callable[[State], bool],
    *,
    first: bool,
) -> Replay | None:
    """The earliest or the cheapest such history, within the money that there is."""
    begun = left_with(process, offence.scores)
    most = inquiry.question.money
    if most is None:
        hour = inquiry.question.hour.numerator
        pricing = CHEAPEST if first else Pricing(inquiry.scale, hour, {})
        return _replayed(inquiry, begun, offence, goal, pricing, first=first)
    # The earliest way may be too dear where a later one is not: of the cheapest up to each day,
    # the first that can be paid.
    numbers = range(len(begun.stages)) if first else (len(begun.stages) - 1,)
    for number in numbers:
        shorter = attrs.evolve(begun, stages=begun.stages[: number + 1])
        found = _replayed(inquiry, shorter, offence, goal, CHEAPEST)
        if found is not None and found.money - offence.fine <= most:
            return found
    return None


def _replayed(
    inquiry: Inquiry,
    process: Process,
    offence: _Offence,
    goal: Callable[[State], bool],
    pricing: Pricing,
    *,
    first: bool = False,
) -> Replay | None:
    best = solve(process, pricing, goal=goal, first=first)
    if best is None:
        return None
    until = process.stages[best.stage].first
    for rows in (gathered_rows(process, best.plan), rows_of(process, best.plan)):
        replay = inquiry.replay([offence.row, *rows], until=until)
        money, hours = replay.money - offence.fine, replay.hours - offence.hours
        spent = pricing.money * money + pricing.hours * hours
        if reaches(inquiry, replay, goal) and spent == -best.value:
            return replay
    raise Disagreement("the replay of a way back does not come to what was worked out")


def _grade(inquiry: Inquiry, score: int) -> int:
    """Place of the grade of a first score; 0 where there are no grades of it."""
    for grading in inquiry.machine.gradings:
        if grading.score == 0:
            return rank_among(grading.grades, score)
    return 0


def _least(inquiry: Inquiry, score: int) -> int | None:
    """The least first score of the same grade; None where every score is of it."""
    for grading in inquiry.machine.gradings:
        if grading.score == 0:
            return grading.grades[rank_among(grading.grades, score)].low
    return None


def _name(inquiry: Inquiry, score: int) -> str:
    """Name of the grade of a first score, where only the score decides; empty without grades."""
    for grading in inquiry.machine.gradings:
        if grading.score == 0:
            return grading.grades[rank_among(grading.grades, score)].name
    return ""


def _row(
    inquiry: Inquiry,
    action: Action,
    offence: _Offence,
    undo: Replay | None,
    climb: Replay | None,
    fallen: bool,
) -> tuple[str, ...]:
    points = inquiry.replayer.points
    undone = "cannot be undone" if undo is None else _spent(inquiry, undo, offence)
    again = "it is kept"
    if fallen:
        again = "not within it" if climb is None else date(climb.until).isoformat()
    moved = f"{points(offence.before)} to {points(offence.after)}"
    return action.label, f"{moved} {_name(inquiry, offence.after)}".strip(), undone, again


def _spent(inquiry: Inquiry, replay: Replay, offence: _Offence) -> str:
    money = replay.money - offence.fine
    hours = replay.hours - offence.hours
    parts = [inquiry.money(money)] if money or not hours else []
    return " + ".join([*parts, *([inquiry.hours(hours)] if hours else [])])


def _laundering(
    inquiry: Inquiry, action: Action, offence: _Offence, undo: Replay | None
) -> Iterator[Finding]:
    """The finding that the points cost less to get back than the event cost by itself."""
    if undo is None or not offence.fine:
        return
    hours = undo.hours - offence.hours
    price = inquiry.question.hour * hours / 3600 + undo.money - offence.fine
    if price >= offence.fine:
        return
    yield inquiry.finding(
        NAME,
        f"the points of `{action.label}` come back for {_spent(inquiry, undo, offence)}, less "
        f"than its fine of {inquiry.money(offence.fine)}",
        undo,
        severity=Severity.LOW,
        evidence=Evidence.REPLAYED,
    )


def _trap(inquiry: Inquiry, offences: Sequence[_Offence]) -> Finding:
    """The finding of all offences that trap: shown by the one that takes the fewest points."""
    offence = max(offences, key=lambda each: (each.after, -each.code))
    actions = inquiry.machine.actions
    replay = inquiry.replay([offence.row], until=inquiry.question.since)
    notes = [_later(inquiry, offence)]
    others = [f"`{actions[each.code].label}`" for each in offences if each is not offence]
    if others:
        notes.append(f"the same is true of {', '.join(others)}")
    grade = _name(inquiry, offence.before)
    return inquiry.finding(
        NAME,
        f"after one `{actions[offence.code].label}`, nothing that a person chooses brings the "
        f"grade {grade} back by {date(inquiry.last)}",
        replay,
        severity=Severity.MEDIUM,
        evidence=Evidence.PROVED,
        notes=notes,
    )


def _later(inquiry: Inquiry, offence: _Offence) -> str:
    """When the grade can be had again after all, looking further ahead."""
    since = inquiry.question.since
    for years in (5, 10, 20, _YEARS):
        until = add_months(since, 12 * years) - 1
        if until <= inquiry.last:
            continue
        wider = inquiry.until(until)
        try:
            process = plain_process_of(wider.machine, wider.question, budgeted=True)
            found = _climb(wider, process, offence)
        except RanOut as limit:
            return f"whether it can be had within {years} years is not known: {limit}"
        if found is not None:
            cost = _spent(wider, found, offence)
            return f"the first day on which it can is {date(found.until)}, for {cost}"
        if wider.last < until:
            return f"nor is there a way while the policy is in force, until {date(wider.last)}"
    return f"nor is there a way within {_YEARS} years"

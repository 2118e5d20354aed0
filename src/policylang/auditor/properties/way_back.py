"""The way back: what undoes an offence, and who is caught below the grade they had.

PROPERTY. For each action that can only lose: after one such event on the first day, at its worst,
the least that brings the score back to where it was (laundering, if that is less than the event
itself cost), and whether the grade can be had again within the horizon (a trap, if not).

METHOD. The exact solver, from where the event leaves somebody (`properties.falling`), once what is
due on the first day has come. An event that no process follows is named; where that is so of all of
them, a search is left to answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from policylang.auditor.decisions.process import Process
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.falling.after import after
from policylang.auditor.properties.falling.ground import Goal, Ground
from policylang.auditor.properties.falling.offences import worst_offences
from policylang.auditor.properties.price import (
    CHEAPEST,
    affordable,
    budget_in_words,
    reaches,
)
from policylang.auditor.question import RanOut, Unfit
from policylang.auditor.solving.goals import AtLeast
from policylang.auditor.solving.plans import gathered_rows, rows_of
from policylang.auditor.solving.solver import Pricing, solve
from policylang.auditor.witnesses.replay import Disagreement, Replay
from policylang.model.calendar import add_months
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.grading import ranks_of
from policylang.model.history import Row

NAME = "way back"
#: Years after which nobody looks for a way back any more.
_YEARS = 30
#: The part of the memory of a question that each look further ahead may take.
_AHEAD = 4


@attrs.frozen
class _Offence:
    """The worst single event of an action: how it leaves somebody, and how they were before."""

    row: Row
    before: int
    after: int
    scores: tuple[int, ...]
    #: Places of the first grade; None without grades of the first score.
    ranks: tuple[int, int] | None
    #: What it costs by itself: held money and held hours.
    fine: int
    hours: int

    @property
    def code(self) -> int:
        """Its action."""
        return self.row[1]

    @property
    def fallen(self) -> bool:
        """Whether it takes the grade."""
        return self.ranks is not None and self.ranks[1] > self.ranks[0]


@attrs.frozen
class _Back:
    """What it takes to undo an offence, and to have the grade again; None where no way is."""

    offence: _Offence
    undo: Replay | None
    climb: Replay | None


def answer(inquiry: Inquiry) -> Answer:
    """What it takes to undo each offence, and which of them are traps."""
    before = inquiry.replay((), until=inquiry.question.since).result
    ground = Ground(inquiry, {0: before.score})
    looked_at = worst_offences(ground, only=True)
    backs: list[_Back] = []
    for worst in looked_at.followed:
        offence = _offence(inquiry, worst.row)
        undo = _undone(ground, offence)
        backs.append(_Back(offence, undo, _climb(ground, offence) if offence.fallen else None))
    if not backs and looked_at.skipped:
        raise Unfit(f"it cannot follow any offence: {looked_at.reasons}")
    if not backs:
        text = "No single event that can only lose points takes any from somebody who begins."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED, text)
    findings = [each for back in backs for each in _laundering(inquiry, back)]
    trapping = [back.offence for back in backs if back.offence.fallen and back.climb is None]
    findings += [_trap(inquiry, trapping)] if trapping else []
    rows = [_row(inquiry, back) for back in backs]
    verdict, evidence = Verdict.HOLDS, Evidence.PROVED
    if looked_at.skipped:
        verdict, evidence = Verdict.ANSWERED, Evidence.REPLAYED
    return Answer(
        NAME,
        Verdict.BROKEN if findings else verdict,
        evidence,
        f"After one such event on {date(inquiry.question.since)}, by {date(inquiry.last)}"
        f"{budget_in_words(inquiry)}: " + _in_short(inquiry, backs, trapping) + looked_at.in_words,
        tuple(findings),
        {
            inquiry.machine.actions[back.offence.code].name: ", ".join(row[1:])
            for back, row in zip(backs, rows, strict=True)
        },
        (("after", "score", "least to undo it", "the grade again on"), *rows),
        looked_at.left_out,
    )


def _in_short(inquiry: Inquiry, backs: Sequence[_Back], trapping: Sequence[_Offence]) -> str:
    if trapping:
        return "not everybody gets back."
    if _grading(inquiry) is None:
        return "what undoes it stands in the table."
    if not any(back.offence.fallen for back in backs):
        return "nobody has fallen below the grade of the beginning."
    return "the grade can be had again."


def _offence(inquiry: Inquiry, row: Row) -> _Offence:
    since, graded = inquiry.question.since, _grading(inquiry)
    before, found = (inquiry.replay(rows, until=since) for rows in ((), (row,)))
    ranks = None
    if graded is not None:
        both = [ranks_of(inquiry.machine, r.scores, r.ranks, since)[graded]
                for r in (before.result, found.result)]  # fmt: skip
        ranks = both[0], both[1]
    scores = found.result.scores
    return _Offence(row, before.result.score, scores[0], scores, ranks, found.money, found.hours)


def _grading(inquiry: Inquiry) -> int | None:
    """The first grading of the first score, by number."""
    gradings = enumerate(inquiry.machine.gradings)
    return next((number for number, each in gradings if each.score == 0), None)


# --- the ways back -------------------------------------------------------------------------------


def _undone(ground: Ground, offence: _Offence) -> Replay | None:
    """The cheapest history that brings the first score back, with the offence before it."""
    process = ground.fallen((offence.row,), offence.scores)
    pricing = Pricing(ground.inquiry.scale, ground.inquiry.question.hour.numerator, {})
    goal = AtLeast(0, offence.before)
    return _history(ground.inquiry, process, offence, goal, pricing, first=False)


def _climb(ground: Ground, offence: _Offence) -> Replay | None:
    """The earliest history that brings the grade back."""
    process, graded = ground.fallen((offence.row,), offence.scores), _grading(ground.inquiry)
    assert graded is not None
    assert offence.ranks is not None
    goal = ground.goal(process, graded, offence.ranks[0])
    return _history(ground.inquiry, process, offence, goal, CHEAPEST, first=True)


def _history(
    inquiry: Inquiry,
    process: Process,
    offence: _Offence,
    goal: Goal,
    pricing: Pricing,
    *,
    first: bool,
) -> Replay | None:
    """The earliest or the cheapest such history, within the money that there is."""
    most = inquiry.question.money
    if most is not None:
        pricing = CHEAPEST
    within = affordable(inquiry, pricing) if first else None
    best = solve(process, pricing, goal=goal, first=first, within=within)
    if best is None:
        return None
    until, later = process.stages[best.stage].first, after(inquiry, (offence.row,))
    for rows in (gathered_rows(process, best.plan), rows_of(process, best.plan)):
        found = later.replay(rows, until=until)
        spent = pricing.money * found.money + pricing.hours * found.hours
        if reaches(inquiry, found, goal) and spent == -best.value:
            if _is_fined(inquiry, found):
                raise Unfit("sanctions take money on the way back, which counts as spent")
            whole = inquiry.replay([offence.row, *rows], until=until)
            return None if most is not None and found.money > most else whole
    raise Disagreement("the replay of a way back does not come to what was worked out")


def _is_fined(inquiry: Inquiry, replay: Replay) -> bool:
    """Whether a sanction takes money in a history.

    What costs the least but for that need not be the cheapest with it, nor within a budget.
    """
    grants = inquiry.machine.grants
    return any(
        grants[each.grant].kind == "sanction" and each.worth for each in replay.result.awards
    )


# --- in words ------------------------------------------------------------------------------------


def _name(inquiry: Inquiry, rank: int | None) -> str:
    """Name of a grade of the first score, by rank; empty without one."""
    graded = _grading(inquiry)
    if graded is None or rank is None:
        return ""
    return inquiry.machine.gradings[graded].grades[rank].name


def _row(inquiry: Inquiry, back: _Back) -> tuple[str, ...]:
    points, offence = inquiry.replayer.points, back.offence
    undone = "cannot be undone" if back.undo is None else _spent(inquiry, back.undo, offence)
    if offence.after >= offence.before:
        undone = "no points are lost"
    again = "it is kept"
    if offence.fallen:
        again = "not within it" if back.climb is None else date(back.climb.until).isoformat()
    name = _name(inquiry, None if offence.ranks is None else offence.ranks[1])
    moved = f"{points(offence.before)} to {points(offence.after)}"
    label = inquiry.machine.actions[offence.code].label
    return label, f"{moved} {name}".strip(), undone, again


def _spent(inquiry: Inquiry, replay: Replay, offence: _Offence) -> str:
    money = replay.money - offence.fine
    hours = replay.hours - offence.hours
    parts = [inquiry.money(money)] if money or not hours else []
    return " + ".join([*parts, *([inquiry.hours(hours)] if hours else [])])


def _laundering(inquiry: Inquiry, back: _Back) -> Iterator[Finding]:
    """The finding that the points cost less to get back than the event cost by itself."""
    offence, undo = back.offence, back.undo
    if undo is None or not offence.fine or offence.after >= offence.before:
        return
    hours = undo.hours - offence.hours
    price = inquiry.question.hour * hours / 3600 + undo.money - offence.fine
    if price >= offence.fine:
        return
    label = inquiry.machine.actions[offence.code].label
    yield inquiry.finding(
        NAME,
        f"the points of `{label}` come back for {_spent(inquiry, undo, offence)}, less "
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
    grade = _name(inquiry, None if offence.ranks is None else offence.ranks[0])
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
        question = attrs.evolve(inquiry.question, until=until, among=_AHEAD)
        wider = Inquiry(inquiry.machine, question, inquiry.replayer)
        try:
            found = _climb(Ground(wider), offence)
        except (RanOut, Unfit) as limit:
            return f"whether it can be had within {years} years is not known: {limit}"
        if found is not None:
            cost = _spent(wider, found, offence)
            return f"the first day on which it can is {date(found.until)}, for {cost}"
        if wider.last < until:
            return f"nor is there a way while the policy is in force, until {date(wider.last)}"
    return f"nor is there a way within {_YEARS} years"

"""Which decision process a policy has: the smallest kind that holds it exactly."""

from __future__ import annotations

from typing import Final

from policylang.auditor.decisions import compact, lived
from policylang.auditor.decisions.clocks import by_calendar
from policylang.auditor.decisions.compact import NOT_BETTER
from policylang.auditor.decisions.relevance import relevant_parts
from policylang.auditor.decisions.statuses import takings
from policylang.auditor.decisions.transitions import Move, Process, plain_gain
from policylang.auditor.question import Question, Unfit
from policylang.model.machine import Machine

#: Days within which people can be followed from day to day.
_FEW_DAYS: Final = 20

__all__ = [
    "Move", "Process", "plain_gain", "plain_process_of", "process_of", "timed_process_of",
    "why_lived",
]  # fmt: skip


def process_of(
    machine: Machine,
    question: Question,
    *,
    everything: bool = False,
    budgeted: bool = False,
    lean: bool = False,
) -> Process:
    """The decision process of a policy for a person.

    Args:
        everything: keep also the actions that can only lose.
        budgeted: hold the person to the hours that the question allows in a year.
        lean: leave out also what other actions make up for. Every best history of somebody who
            wants more points, less cost or perks is there, but not every action.

    Raises:
        Unfit: the policy has something that no process can hold exactly.
    """
    machine = by_calendar(machine, question.attributes)
    try:
        return compact.process_of(
            machine, question, everything=everything, budgeted=budgeted, lean=lean
        )
    except Unfit:
        pass
    if not everything:
        found = timed_process_of(machine, question, budgeted=budgeted)
        if found is not None:
            return found
    return lived.process_of(machine, question, everything=everything, budgeted=budgeted, lean=lean)


def timed_process_of(
    machine: Machine, question: Question, *, budgeted: bool = False
) -> Process | None:
    """A compact process in which points run out and statuses end, if there is one."""
    lots = any(score.lots is not None for score in machine.scores)
    if not lots and not machine.statuses:
        return None
    for good in takings(relevant_parts(machine).statuses):
        try:
            found = compact.process_of(machine, question, budgeted=budgeted, good=good)
        except Unfit:
            continue
        if not found.above or question.until - question.since >= _FEW_DAYS:
            return found
    return None


def why_lived(machine: Machine, question: Question) -> str:
    """Why points that run out and statuses that end are followed day by day; empty if they are not.

    What is first met that a compact process does not hold, in words of the policy.
    """
    reasons: list[str] = []
    for good in takings(relevant_parts(machine).statuses):
        try:
            compact.process_of(machine, question, good=good)
        except Unfit as problem:
            reasons.append(str(problem))
        else:
            return ""
    return max(reasons, key=lambda each: each != NOT_BETTER, default="")


def plain_process_of(
    machine: Machine,
    question: Question,
    *,
    everything: bool = False,
    budgeted: bool = False,
    lean: bool = False,
) -> Process:
    """The decision process of a policy where scores and caps are all there is to a person.

    Args:
        everything: keep also the actions that can only lose.
        budgeted: hold the person to the hours that the question allows in a year.
        lean: leave out also what other actions make up for. Every best history of somebody who
            wants more points, less cost or perks is there, but not every action.

    Raises:
        Unfit: more than that matters, or no process holds it.
    """
    found = process_of(machine, question, everything=everything, budgeted=budgeted, lean=lean)
    if not found.plain:
        raise Unfit("what comes later depends on more than scores and caps")
    return found

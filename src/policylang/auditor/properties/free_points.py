"""Points for nothing: whether a score rises, or stays up, without any cost.

PROPERTY. No single chosen event that costs neither money nor hours raises the first score.
(Where costs are not negative, a history that costs nothing is made of such events.)
"""

from __future__ import annotations

from collections.abc import Sequence

from policylang.auditor.decisions.freely import nothing_free_helps
from policylang.auditor.decisions.process import Move
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.question import Unfit
from policylang.auditor.witnesses.prices import cost_of
from policylang.model.expressions import Constant
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row
from policylang.model.machine import Action

NAME = "free points"


def answer(inquiry: Inquiry) -> Answer:
    """Whether somebody can have points for nothing."""
    chosen = [action for action in inquiry.machine.actions if action.by == "choice"]
    if chosen and all(_always_costs(action) for action in chosen):
        text = "Whatever a person chooses to do costs something."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    question = inquiry.question
    if nothing_free_helps(inquiry.machine, question.attributes, question.since):
        return _nothing()
    process = inquiry.process
    events = [(move.action, move.variant.values) for move in process.moves]
    findings = _findings(inquiry, events)
    if findings:
        return _broken(findings)
    free = [move for move in process.moves if not move.variant.money and not move.variant.hours]
    if any(_can_raise(move) for move in free):
        raise Unfit("what an event that costs nothing brings depends on what was done before")
    return _nothing()


def _nothing() -> Answer:
    text = "Nothing that costs neither money nor hours raises the score."
    return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)


def _always_costs(action: Action) -> bool:
    """Whether every event of an action costs something, by its form. No cost is negative."""
    return any(isinstance(cost.amount, Constant) and cost.amount.value > 0 for cost in action.costs)


def _broken(findings: Sequence[Finding]) -> Answer:
    text = "Points can be had for nothing."
    return Answer(NAME, Verdict.BROKEN, Evidence.REPLAYED, text, tuple(findings))


def _findings(inquiry: Inquiry, events: Sequence[tuple[int, tuple[int, ...]]]) -> list[Finding]:
    """Of each action, the first event that costs nothing and raises the first score."""
    day, width = inquiry.question.since, inquiry.machine.width
    start = inquiry.replay((), until=day).result
    found: dict[int, Finding] = {}
    for code, values in events:
        if code in found or any(
            cost_of(inquiry.machine, inquiry.question.attributes, code, values)
        ):
            continue
        row: Row = (day, code, (*values, *[0] * (width - len(values))))
        result = inquiry.replay([row], until=day).result
        gained = result.score - start.score
        if gained > 0 and not result.refused and result.scored and start.scored:
            found[code] = _finding(inquiry, code, row, gained)
    return list(found.values())


def _can_raise(move: Move) -> bool:
    """Whether an event could raise the first score in some state.

    What has no chains is done by the runtime, and could do anything.
    """
    return not move.chains or any(
        effect.score == 0 and effect.sign >= 0 and effect.size != 0
        for chain in move.chains
        for _, effect in chain
    )


def _finding(inquiry: Inquiry, code: int, row: Row, gained: int) -> Finding:
    """The finding, with whether it can be done again."""
    action, day = inquiry.machine.actions[code], row[0]
    start = inquiry.replay((), until=day).result.score
    again = inquiry.replay([row, row], until=day).result.score - start
    repeated = "it can be done again and again" if again > gained else "once a day at the most"
    stated = "what it costs may be nothing" if action.costs else "no cost is stated for it"
    return inquiry.finding(
        NAME,
        f"`{action.label}` gives {inquiry.replayer.in_points(gained)} for nothing",
        inquiry.replay([row], until=day),
        severity=Severity.MEDIUM if again > gained else Severity.LOW,
        evidence=Evidence.REPLAYED,
        notes=(f"{stated}; {repeated}",) if again > gained else (stated,),
    )

"""Points for nothing: whether a score rises, or stays up, without any cost.

PROPERTY. No single chosen event that costs neither money nor hours raises the first score.
(Where costs are not negative, a history that costs nothing is made of such events.)
"""

from __future__ import annotations

from policylang.auditor.inquiry import Inquiry
from policylang.auditor.process import Move
from policylang.auditor.question import Unfit
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row

NAME = "free points"


def answer(inquiry: Inquiry) -> Answer:
    """Whether somebody can have points for nothing."""
    machine, process = inquiry.machine, inquiry.process
    day, width = inquiry.question.since, machine.width
    findings: list[Finding] = []
    done: set[int] = set()
    for move in process.moves:
        if move.variant.money or move.variant.hours or move.action in done:
            continue
        values = (*move.variant.values, *[0] * (width - len(move.variant.values)))
        row: Row = (day, move.action, values)
        replay = inquiry.replay([row], until=day)
        gained = replay.result.score - process.start[0]
        if gained <= 0:
            continue
        done.add(move.action)
        findings.append(_finding(inquiry, move.action, row, gained))
    if findings:
        text = "Points can be had for nothing."
        return Answer(NAME, Verdict.BROKEN, Evidence.REPLAYED, text, tuple(findings))
    free = [move for move in process.moves if not move.variant.money and not move.variant.hours]
    if any(_can_raise(move) for move in free):
        raise Unfit("what an event that costs nothing brings depends on what was done before")
    text = "Nothing that costs neither money nor hours raises the score."
    return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)


def _can_raise(move: Move) -> bool:
    """Whether an event could raise the first score in some state."""
    return any(
        effect.score == 0 and effect.sign >= 0 and effect.size != 0
        for chain in move.chains
        for _, effect in chain
    )


def _finding(inquiry: Inquiry, code: int, row: Row, gained: int) -> Finding:
    """The finding, with whether it can be done again."""
    action, day = inquiry.machine.actions[code], row[0]
    start = inquiry.process.start[0]
    again = inquiry.replay([row, row], until=day).result.score - start
    repeated = "it can be done again and again" if again > gained else "once a day at the most"
    stated = "its cost is stated as nothing" if action.costs else "no cost is stated for it"
    return inquiry.finding(
        NAME,
        f"`{action.label}` gives {inquiry.replayer.points(gained)} points for nothing",
        inquiry.replay([row], until=day),
        severity=Severity.MEDIUM if again > gained else Severity.LOW,
        evidence=Evidence.REPLAYED,
        notes=(f"{stated}; {repeated}",) if again > gained else (stated,),
    )

"""Bad acts that help: whether an action that can only lose points ever pays.

PROPERTY. Leaving out of a history every event of an action that can only lose points never lowers
what the person gains, nor the scores on any day.

METHOD. The theorem of `dominance`, where it applies. Else the best history with such actions is
compared with the best without them: the answer then holds for gain, within the horizon.
"""

from __future__ import annotations

from policylang.auditor.decisions import dominance
from policylang.auditor.decisions.process import Move, process_of
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.solving.solver import solve
from policylang.model.finding import Answer, Evidence, Severity, Verdict

NAME = "bad acts"


def answer(inquiry: Inquiry) -> Answer:
    """Whether doing wrong can pay."""
    machine, process = inquiry.machine, inquiry.process
    losing = {
        code
        for code, action in enumerate(machine.actions)
        if action.by == "choice" and action.rules and dominance.only_loses(action)
    }
    if not losing:
        text = "No action that a person chooses can only lose points."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    names = ", ".join(f"`{machine.actions[code].name}`" for code in sorted(losing))
    if losing <= set(process.left_out):
        text = f"Doing without {names} is never worse, whatever else is done."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    pricing = inquiry.pricing()

    def is_good(move: Move) -> bool:
        return move.action not in losing

    everything = process_of(machine, inquiry.question, everything=True)
    best, good = solve(everything, pricing), solve(everything, pricing, allowed=is_good)
    assert best is not None
    assert good is not None
    if best.value <= good.value:
        text = f"No history gains more by doing {names}."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED, text)
    replay = inquiry.replayed(best, expected=best.value, process=everything)
    gain = inquiry.money((best.value - good.value) // inquiry.scale)
    finding = inquiry.finding(
        NAME,
        f"doing wrong is worth {gain} more than the best without it",
        replay,
        severity=Severity.HIGH,
        evidence=Evidence.PROVED,
    )
    return Answer(
        NAME, Verdict.BROKEN, Evidence.PROVED, f"It pays to do wrong: {names}.", (finding,)
    )

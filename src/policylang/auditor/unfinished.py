"""What can be said where the exact solver was stopped: by a limit, or by Ctrl-C."""

from __future__ import annotations

from policylang.auditor.gained import title_of
from policylang.auditor.inquiry import Inquiry, date, unknown
from policylang.auditor.solving.plans import gathered_rows, rows_of
from policylang.auditor.solving.stopping import Stopped
from policylang.auditor.witnesses.replay import Replay
from policylang.core.counting import counted
from policylang.model.finding import Answer, Evidence, Severity, Verdict


def reason_of(stop: Stopped) -> str:
    """Why it stopped, and how far it had come, as a clause."""
    if stop.until is None:
        return str(stop)
    states = counted(stop.states, "state")
    searched = f"every history up to {date(stop.until)} was gone through ({states})"
    return f"{stop}; {searched}"


def answer(inquiry: Inquiry, name: str, stop: Stopped) -> Answer:
    """The best found so far, if it gains; else how far the search had come."""
    return witness(inquiry, name, stop) or unknown(name, reason_of(stop))


def witness(inquiry: Inquiry, name: str, stop: Stopped) -> Answer | None:
    """The best history found so far, replayed to the last day; None if it shows nothing.

    It is noted for what is asked next.

    Args:
        name: `profit`, or a claim: there what comes of doing nothing is not taken off, and
            sanctions do not count. Of other questions nothing is shown by one history.
    """
    is_claim = name.startswith("claim ")
    if stop.best is None or not (is_claim or name == "profit"):
        return None

    def value(replay: Replay) -> int:
        return inquiry.value_of(replay, sanctions=not is_claim)

    process = inquiry.process
    base = 0 if is_claim else value(inquiry.replay(()))
    ways = (gathered_rows(process, stop.best.plan), rows_of(process, stop.best.plan))
    replay = max((inquiry.replay(rows) for rows in ways), key=value)
    gain = value(replay) - base
    if gain <= 0:
        return None
    inquiry.known.append(replay.rows)
    title = title_of(inquiry, replay, inquiry.worth(gain))
    return Answer(
        name,
        Verdict.BROKEN,
        Evidence.REPLAYED,
        "There is a history that gains. How much can be gained at most is not known: "
        f"{reason_of(stop)}.",
        (inquiry.finding(name, title, replay, severity=Severity.HIGH, evidence=Evidence.REPLAYED),),
        {"states": f"{stop.states:,}"},
    )

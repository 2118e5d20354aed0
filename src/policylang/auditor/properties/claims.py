"""Claims: what a policy asserts of itself, proved or refuted.

PROPERTY. `within T, gain from perks <= cost of actions`: for every history of chosen actions in T
the money of perks is no more than the money, and the hours at their price, that the actions cost.
"""

from __future__ import annotations

import re
from typing import Final

from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.solving.solver import solve
from policylang.model.calendar import add_months
from policylang.model.finding import Answer, Evidence, Severity, Verdict
from policylang.model.machine import Claim

_FORM: Final = re.compile(
    r"within ([\d,]+) (day|month|year)s?, gain from perks (<=|<) cost of actions"
)


def name_of(claim: Claim) -> str:
    """What the property of a claim is called."""
    return f"claim {claim.name}"


def horizon(claim: Claim, since: int) -> int | None:
    """The last day a claim speaks of; None where it cannot be read."""
    found = _FORM.fullmatch(claim.text)
    if found is None:
        return None
    count = int(found[1].replace(",", ""))
    months = {"month": count, "year": 12 * count}.get(found[2])
    return since + count - 1 if months is None else add_months(since, months) - 1


def is_strict(claim: Claim) -> bool:
    """Whether perks must be worth less than they cost, not only no more."""
    return "perks < cost" in claim.text


def answer(claim: Claim, inquiry: Inquiry) -> Answer:
    """Whether a claim holds; the question's last day is that of the claim."""
    strict = is_strict(claim)
    pricing = inquiry.pricing(sanctions=False)
    best = solve(inquiry.process, pricing)
    assert best is not None
    replay = inquiry.replayed(best, expected=best.value, sanctions=False)
    name = name_of(claim)
    if best.value < 0 or (best.value == 0 and not strict):
        text = f"{claim.label}: so it is, for every history up to {date(inquiry.last)}."
        return Answer(name, Verdict.HOLDS, Evidence.PROVED, text)
    finding = inquiry.finding(
        name,
        f"the claim is refuted: {inquiry.money(replay.gains)} of perks for "
        f"{inquiry.money(replay.money)} and {inquiry.hours(replay.hours)}",
        replay,
        severity=Severity.HIGH,
        evidence=Evidence.REPLAYED,
    )
    text = f"{claim.label}: that is not so."
    return Answer(name, Verdict.BROKEN, Evidence.REPLAYED, text, (finding,))

"""Claims: what a policy asserts of itself, proved or refuted.

PROPERTY. `within T, gain from perks <= cost of actions`: for every history of chosen actions in T
the money of perks is no more than the money, and the hours at their price, that the actions cost.
Claims about splitting and about a way up are in `other_claims`.
"""

from __future__ import annotations

import re
from typing import Final

from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties import other_claims
from policylang.auditor.question import MOST_DAYS
from policylang.auditor.witnesses.replay import Replay
from policylang.model.calendar import add_months
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.machine import Claim

_FORM: Final = re.compile(
    r"within ([\d,]+) (day|month|year)s?, gain from perks (<=|<) cost of actions"
)
#: What is said where doing nothing refutes a claim.
_NEVER: Final = (
    "that can never be so. `<` asks perks to be worth less than they cost also where nothing is "
    "done: there both are nothing. Write `<=`."
)


def name_of(claim: Claim) -> str:
    """What the property of a claim is called."""
    return f"claim {claim.name}"


def within(claim: Claim, inquiry: Inquiry) -> Inquiry | None:
    """The inquiry up to the last day a claim speaks of; None where it cannot be read."""
    if other_claims.SPLITTING.fullmatch(claim.text):
        return inquiry
    gain, climb = _FORM.fullmatch(claim.text), other_claims.CLIMB.fullmatch(claim.text)
    if gain is not None:
        length, unit = gain[1], gain[2]
    elif climb is not None:
        length, unit = climb[3], climb[4]
    else:
        return None
    since, count = inquiry.question.since, int(length.replace(",", ""))
    if {"day": 1, "month": 31, "year": 366}[unit] * count > MOST_DAYS:
        return None
    months = {"month": count, "year": 12 * count}.get(unit)
    last = since + count - 1 if months is None else add_months(since, months) - 1
    return inquiry.until(last)


def is_about_gain(claim: Claim) -> bool:
    """Whether a claim is one about what perks are worth."""
    return _FORM.fullmatch(claim.text) is not None


def is_strict(claim: Claim) -> bool:
    """Whether perks must be worth less than they cost, not only no more."""
    return "perks < cost" in claim.text


def answer(claim: Claim, inquiry: Inquiry) -> Answer:
    """Whether a claim holds; the question's last day is that of the claim."""
    splitting = other_claims.SPLITTING.fullmatch(claim.text)
    if splitting is not None:
        return other_claims.about_splitting(claim, name_of(claim), splitting[1], inquiry)
    climb = other_claims.CLIMB.fullmatch(claim.text)
    if climb is not None:
        return other_claims.about_climbing(claim, name_of(claim), climb, inquiry)
    strict = is_strict(claim)
    pricing = inquiry.pricing(sanctions=False)
    best = inquiry.best(pricing)
    replay = inquiry.replayed(best, expected=best.value, sanctions=False)
    if best.value < 0 or (best.value == 0 and not strict):
        text = f"{claim.label}: so it is, for every history up to {date(inquiry.last)}."
        return Answer(name_of(claim), Verdict.HOLDS, Evidence.PROVED, text)
    finding = refutation(inquiry, name_of(claim), replay)
    text = refuted(claim.label, replay)
    return Answer(finding.property, Verdict.BROKEN, Evidence.REPLAYED, text, (finding,))


def refutation(inquiry: Inquiry, name: str, replay: Replay) -> Finding:
    """The finding that a claim about what perks are worth is refuted."""
    return inquiry.finding(
        name,
        f"the claim is refuted: {inquiry.money(replay.gains)} of perks for "
        f"{inquiry.money(replay.money)} and {inquiry.hours(replay.hours)}",
        replay,
        severity=Severity.HIGH,
        evidence=Evidence.REPLAYED,
    )


def refuted(label: str, replay: Replay) -> str:
    """That a claim is not so, in a sentence; of one that no policy could keep, why."""
    by_nothing = not (replay.rows or replay.gains)
    return f"{label}: {_NEVER if by_nothing else 'that is not so.'}"

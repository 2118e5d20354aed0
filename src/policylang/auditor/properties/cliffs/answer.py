"""The table of all cliffs, and a finding for each that is backward and that histories show."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from typing import Final

from policylang.auditor.decisions.breakpoints import Stand
from policylang.auditor.deeds.offences import deeds
from policylang.auditor.deeds.trials import Trials
from policylang.auditor.deeds.valued import good_ways
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.cliffs.amounts import of_amounts, of_counts
from policylang.auditor.properties.cliffs.cliff import Change, Cliff
from policylang.auditor.properties.cliffs.effects import of_effects
from policylang.auditor.properties.cliffs.grants import of_attributes, of_fields, of_scores
from policylang.auditor.properties.cliffs.sides import Sides, sides_of
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.runtime.expressions import value_of

NAME = "cliffs"
#: Most cliffs that are listed.
_MOST: Final = 300


def answer(inquiry: Inquiry) -> Answer:
    """Every cliff of the policy, for the person asked about."""
    machine = inquiry.machine
    trials = Trials(inquiry)
    good = good_ways(machine, inquiry.question.attributes)
    left: list[str] = []
    found: list[Cliff] = []
    for source in (
        of_scores(inquiry, _stand(inquiry), good, left),
        of_effects(trials, _stand(inquiry), good, left),
        of_attributes(inquiry, _stand(inquiry), left),
        of_fields(inquiry, _stand(inquiry), left),
        of_amounts(trials, _stand(inquiry), good, left),
        of_counts(trials, _stand(inquiry), left),
    ):
        found += islice(source, _MOST + 1 - len(found))
    backward = [cliff for cliff in found if cliff.worse]
    every = deeds(trials, good) if backward else []
    shown = [(cliff, sides_of(cliff, trials, every, good)) for cliff in backward]
    findings = tuple(_finding(inquiry, cliff, sides) for cliff, sides in shown if sides is not None)
    unseen = sum(sides is None for _, sides in shown)
    return Answer(
        NAME,
        Verdict.BROKEN if findings else Verdict.ANSWERED,
        Evidence.REPLAYED if findings or left or len(found) > _MOST else Evidence.PROVED_ALWAYS,
        _summary(found, findings, unseen, left),
        findings,
        table=_table(inquiry, found[:_MOST]),
    )


def _stand(inquiry: Inquiry) -> Stand:
    """Where somebody who begins stands on the first day."""
    machine, question = inquiry.machine, inquiry.question
    stand = Stand(machine, question.attributes, today=question.since, as_of=question.since)
    stand.event_day = question.since
    stand.scores = tuple(
        0 if score.formula is not None else value_of(score.start, stand) for score in machine.scores
    )
    return stand


def _summary(
    found: Sequence[Cliff], findings: Sequence[Finding], unseen: int, left: Sequence[str]
) -> str:
    many = f"more than {_MOST}, of which the first are listed" if len(found) > _MOST else len(found)
    parts = [f"There are {many} places where one unit more changes something."]
    if findings:
        parts.append(f"Backward: {len(findings)} of them.")
    elif not unseen:
        parts.append("None of them goes backward.")
    if unseen:
        parts.append(
            f"{unseen} would go backward (marked `worse`), but no history was found that shows it."
        )
    if left:
        parts.append(f"Not looked at: {'; '.join(dict.fromkeys(left))}.")
    return " ".join(parts)


def _table(inquiry: Inquiry, found: Sequence[Cliff]) -> tuple[tuple[str, ...], ...]:
    if not found:
        return ()
    rows = [
        (
            cliff.place,
            "; ".join(part for part in (cliff.what, _gifts(inquiry, cliff)) if part),
            _signed(inquiry, cliff.each_time) if cliff.changes else "",
            _signed(inquiry, cliff.yearly) if cliff.yearly else "",
            "worse" if cliff.worse else "",
        )
        for cliff in found
    ]
    return ("from", "what changes", "each time", "a year", ""), *rows


def _gifts(inquiry: Inquiry, cliff: Cliff) -> str:
    """The perks and sanctions that come, go, or change."""
    words = [
        f"{_verb(each)} {inquiry.machine.grants[each.grant].label}"
        for each in cliff.changes
        if "steps" not in cliff.what
    ]
    return ", ".join(words)


def _verb(change: Change) -> str:
    if change.below is None:
        return "with"
    return "without" if change.above is None else "another"


def _signed(inquiry: Inquiry, money: int | Fraction) -> str:
    if not money:
        return ""
    return f"{'+' if money > 0 else ''}{inquiry.money(money)}"


def _finding(inquiry: Inquiry, cliff: Cliff, sides: Sides) -> Finding:
    until = sides[0].until
    more, less = (inquiry.replay(each.rows, until=until) for each in sides)
    points = inquiry.replayer.points
    sides_shown = [
        f"{points(each.result.score)} points, {inquiry.money(each.gains - each.losses)}"
        for each in (more, less)
    ]
    shown = less if "costs fewer" in cliff.worse or not more.rows else more
    note = f"by {date(until)} on the one side {sides_shown[0]} of perks less sanctions, "
    note += f"on the other {sides_shown[1]}"
    yearly = f", by {inquiry.money(abs(cliff.yearly))} a year" if cliff.yearly else ""
    return inquiry.finding(
        NAME,
        f"{cliff.place}: {cliff.worse}{yearly}",
        shown,
        severity=Severity.MEDIUM,
        evidence=Evidence.REPLAYED,
        notes=(note,),
    )

"""Outcomes, awards and ledgers as plain values for JSON. `docs/commands.md` describes them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import localcontext
from typing import Any

from policylang.core.exact import EXACT
from policylang.model.breakdown import Breakdown
from policylang.model.difference import Difference
from policylang.model.grading import brackets_on
from policylang.model.ledger import Entry, StatusStep, points_of
from policylang.model.machine import Machine
from policylang.model.outcome import (
    Award,
    Holding,
    InStatus,
    Outcome,
    Refused,
    Unmoved,
    Withdrawal,
)
from policylang.model.units import Denomination
from policylang.report.amounts import exact_money, exact_points, exact_total
from policylang.report.breakdown import record, told
from policylang.report.differences import changed
from policylang.report.json_text import FORMAT_VERSION, json_text
from policylang.report.reasons import better, reasons
from policylang.report.steps import starts


def policy_record(machine: Machine) -> dict[str, Any]:
    """Which policy a result belongs to."""
    header = machine.header
    return {
        "name": header.name,
        "title": header.title,
        "version": header.version,
        "fingerprint": header.fingerprint,
        "currency": machine.denomination.currency if machine.denomination.has_money else None,
    }


def outcome_record(outcome: Outcome, denomination: Denomination) -> dict[str, Any]:
    """Where one person stands: scores, grades, statuses, everything that was due or holds."""
    return {
        "person": outcome.person,
        "score": exact_points(outcome.score),
        "grade": outcome.grade,
        "scores": {name: exact_points(points) for name, points in outcome.scores.items()},
        "grades": dict(outcome.grades),
        "statuses": [_status(each) for each in outcome.statuses],
        "refusals": [_refused(each) for each in outcome.refusals],
        "withdrawn": [_withdrawn(each) for each in outcome.withdrawn],
        "perks": [_award(award, denomination) for award in outcome.perks],
        "perk_money": exact_total(outcome.perk_money, denomination),
        "sanctions": [_award(award, denomination) for award in outcome.sanctions],
        "sanction_money": exact_total(outcome.sanction_money, denomination),
        "holdings": [_holding(holding) for holding in outcome.holdings],
    }


def render_statement_json(
    outcome: Outcome,
    machine: Machine,
    *,
    since: datetime.date | None = None,
    differences: Sequence[Difference] = (),
    breakdown: Breakdown | None = None,
) -> str:
    """The statement of an outcome that has its ledger as one JSON object, ended by a line end."""
    with localcontext(EXACT):
        begun = starts(outcome, machine)
        value = {
            "format_version": FORMAT_VERSION,
            "policy": policy_record(machine),
            "since": since.isoformat() if since else None,
            "as_of": outcome.as_of.isoformat(),
            **outcome_record(outcome, machine.denomination),
            "start": exact_points(begun.get(machine.score.name)),
            "starts": {name: exact_points(points) for name, points in begun.items()},
            "next_grade": _next_grade(outcome, machine),
            "ledger": [_entry(entry) for entry in outcome.ledger or ()],
            "breakdown": {
                name: record(each)
                for name, each in told(machine, breakdown or {}, outcome.scores).items()
                if outcome.scored
            },
            "unmoved": [_unmoved(each) for each in outcome.unmoved],
            "differences": [_difference(each) for each in differences],
            "why": [*reasons(outcome, machine), *map(changed, differences)],
        }
    return json_text(value) + "\n"


def _next_grade(outcome: Outcome, machine: Machine) -> dict[str, Any] | None:
    """The next better grade, where it begins and how many points are missing.

    None for the best, and where no points are missing but something else holds the grade down.
    """
    if outcome.grade is None:
        return None
    grading = machine.gradings[0]
    day = outcome.as_of.toordinal()
    grades = brackets_on(grading, day, day).grades
    above = better(grades, [grade.name for grade in grades].index(outcome.grade))
    points = outcome.scores[machine.scores[grading.score].name]
    if above is None or above.low is None or points is None:
        return None
    low = points_of(machine, above.low)
    if low <= points:
        return None
    return {
        "name": above.name,
        "from": exact_points(low),
        "missing": exact_points(low - points),
    }


def _status(each: InStatus) -> dict[str, Any]:
    return {
        "name": each.name,
        "label": each.label,
        "since": each.since.isoformat(),
        "until": each.until.isoformat() if each.until else None,
    }


def _refused(each: Refused) -> dict[str, Any]:
    return {
        "date": each.date.isoformat(),
        "event": each.event,
        "action": each.action,
        "text": each.text,
        "rule": each.rule,
        "file": each.file,
        "line": each.line,
        "source": each.source,
    }


def _withdrawn(each: Withdrawal) -> dict[str, Any]:
    return {
        "date": each.date.isoformat(),
        "event": each.event,
        "action": each.action,
        "withdrawn": each.withdrawn.isoformat(),
    }


def _difference(each: Difference) -> dict[str, Any]:
    """What one withdrawal changed, each as [with the event, without it]."""
    return {
        "event": each.withdrawal.event,
        "scores": {n: [exact_points(p) for p in pair] for n, pair in each.scores.items()},
        "grades": {name: list(pair) for name, pair in each.grades.items()},
        "perks": list(each.perks),
        "sanctions": list(each.sanctions),
    }


def _unmoved(each: Unmoved) -> dict[str, Any]:
    return {
        "date": each.date.isoformat(),
        "event": each.event,
        "action": each.action,
        "awaits": list(each.awaits),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "date": entry.date.isoformat(),
        "event": entry.event,
        "action": entry.action,
        "label": entry.label,
        "cause": entry.cause,
        "moment": entry.moment,
        "score": entry.score,
        "status": _status_step(entry.status),
        "overdue": entry.overdue,
        "rule": entry.rule,
        "file": entry.file,
        "line": entry.line,
        "source": entry.source,
        "asked": exact_points(entry.asked),
        "granted": exact_points(entry.granted),
        "applied": exact_points(entry.applied),
        "balance": exact_points(entry.balance),
        "grade": entry.grade,
        "cap": _clause(entry.cap, entry.cap_line),
        "range": _clause(entry.range, entry.range_line),
    }


def _status_step(step: StatusStep | None) -> dict[str, Any] | None:
    if step is None:
        return None
    until = step.until.isoformat() if step.until else None
    return {"name": step.name, "label": step.label, "begins": step.begins, "until": until}


def _clause(text: str | None, line: int | None) -> dict[str, Any] | None:
    return None if text is None else {"text": text, "line": line}


def _award(award: Award, denomination: Denomination) -> dict[str, Any]:
    worth = None if award.money is None else exact_money(award.money, denomination)
    return {
        "date": award.date.isoformat(),
        "name": award.name,
        "label": award.label,
        "money": worth,
        "texts": list(award.texts),
        "file": award.file,
        "line": award.line,
        "source": award.source,
    }


def _holding(holding: Holding) -> dict[str, Any]:
    return {
        "kind": holding.kind,
        "name": holding.name,
        "label": holding.label,
        "texts": list(holding.texts),
        "file": holding.file,
        "line": holding.line,
        "source": holding.source,
    }

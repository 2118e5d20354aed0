"""Outcomes, awards and ledgers as plain values for JSON. `docs/commands.md` describes them."""

from __future__ import annotations

import datetime
from decimal import localcontext
from typing import Any

from policylang.core.exact import EXACT
from policylang.model.machine import Machine
from policylang.model.ledger import Entry
from policylang.model.outcome import Award, Holding, Outcome, Unmoved
from policylang.model.units import Denomination
from policylang.report.amounts import exact_money, exact_points, points_of
from policylang.report.json_text import FORMAT_VERSION, json_text
from policylang.report.reasons import reasons


def policy_record(machine: Machine) -> dict[str, Any]:
    """Which policy a result belongs to."""
    header = machine.header
    return {
        "name": header.name,
        "title": header.title,
        "version": header.version,
        "fingerprint": header.fingerprint,
        "currency": machine.denomination.currency,
    }


def outcome_record(outcome: Outcome, denomination: Denomination) -> dict[str, Any]:
    """Where one person stands: score, grade, everything that was due or holds."""
    return {
        "person": outcome.person,
        "score": exact_points(outcome.score),
        "grade": outcome.grade,
        "perks": [_award(award, denomination) for award in outcome.perks],
        "perk_money": exact_money(outcome.perk_money, denomination),
        "sanctions": [_award(award, denomination) for award in outcome.sanctions],
        "sanction_money": exact_money(outcome.sanction_money, denomination),
        "holdings": [_holding(holding) for holding in outcome.holdings],
    }


def render_statement_json(
    outcome: Outcome, machine: Machine, *, since: datetime.date | None = None
) -> str:
    """The statement of an outcome that has its ledger as one JSON object, ended by a line end."""
    with localcontext(EXACT):
        value = {
            "format_version": FORMAT_VERSION,
            "policy": policy_record(machine),
            "since": since.isoformat() if since else None,
            "as_of": outcome.as_of.isoformat(),
            **outcome_record(outcome, machine.denomination),
            "start": exact_points(points_of(machine, (machine.score.fixed_start or 0))),
            "next_grade": _next_grade(outcome, machine),
            "ledger": [_entry(entry) for entry in outcome.ledger or ()],
            "unmoved": [_unmoved(each) for each in outcome.unmoved],
            "why": list(reasons(outcome, machine)),
        }
    return json_text(value) + "\n"


def _next_grade(outcome: Outcome, machine: Machine) -> dict[str, Any] | None:
    """The next better grade, where it begins and how many points are missing."""
    names = [grade.name for grade in machine.grades]
    rank = names.index(outcome.grade) if outcome.grade is not None else 0
    if rank == 0:
        return None
    above = machine.grades[rank - 1]
    assert above.low is not None  # only the last grade is open below
    low = points_of(machine, above.low)
    return {
        "name": above.name,
        "from": exact_points(low),
        "missing": exact_points(low - outcome.score),
    }


def _unmoved(each: Unmoved) -> dict[str, Any]:
    return {"date": each.date.isoformat(), "event": each.event, "action": each.action}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "date": entry.date.isoformat(),
        "event": entry.event,
        "action": entry.action,
        "label": entry.label,
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

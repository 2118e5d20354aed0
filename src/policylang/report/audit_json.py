"""An audit for programs: one JSON object, with everything that the text has.

The keys are described in `docs/auditing.md`. The same audit gives the same bytes: answers in the
order in which properties are asked, findings in that of their answers, counted from 0 in `causes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policylang.model.cause import Cause, causes, fingerprints
from policylang.model.finding import Answer, AuditReport, Compared, Finding, Line
from policylang.report.json_text import FORMAT_VERSION, json_text


def audit_json(report: AuditReport) -> str:
    """The whole report as one JSON object, ended by a line end. Money and hours are strings."""
    marks = iter(fingerprints(report.findings))
    value = {
        "format_version": FORMAT_VERSION,
        "policy": report.policy,
        "file": report.file,
        "title": report.title,
        "fingerprint": report.fingerprint,
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "assumptions": list(report.assumptions),
        "answers": [_answer(each, report, marks) for each in report.answers],
        "causes": [_cause(each) for each in causes(report.findings)],
        "baseline": _compared(report.compared),
        "summary": {
            "findings": len(report.findings),
            "unknown": len(report.undecided),
        },
    }
    return json_text(value) + "\n"


def _answer(answer: Answer, report: AuditReport, marks: Iterator[str]) -> dict[str, Any]:
    headings, *rows = answer.table or ((),)
    return {
        "property": answer.property,
        "asks": report.asks.get(answer.property, ""),
        "verdict": str(answer.verdict),
        "evidence": str(answer.evidence),
        "summary": answer.summary,
        "figures": dict(answer.figures),
        "table": {"headings": list(headings), "rows": [list(row) for row in rows]},
        "findings": [
            {"fingerprint": next(marks), **finding_json(each)} for each in answer.findings
        ],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "actions": list(cause.actions),
        "findings": [place for place, _ in cause.findings],
    }


def _compared(found: Compared | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"known": found.known, "gone": list(found.gone), "open": found.open}


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding as plain values."""
    return {
        "property": finding.property,
        "title": finding.title,
        "severity": str(finding.severity),
        "evidence": str(finding.evidence),
        "net": finding.net,
        "since": None if finding.since is None else finding.since.isoformat(),
        "until": None if finding.until is None else finding.until.isoformat(),
        "notes": list(finding.notes),
        "rules": [
            {
                "file": rule.file,
                "line": rule.line,
                "text": rule.text,
                "assumed": rule.assumed,
                "block": rule.owner or None,
            }
            for rule in finding.rules
        ],
        "lines": [_line(each) for each in finding.lines],
        "beside": None
        if finding.beside is None
        else {
            "caption": finding.beside.caption,
            "lines": [_line(each) for each in finding.beside.lines],
        },
    }


def _line(line: Line) -> dict[str, Any]:
    action, fields = line.event or (None, {})
    return {
        "date": line.date.isoformat(),
        "what": line.what,
        "action": action,
        "fields": dict(fields),
        "cost": line.cost,
        "hours": line.hours,
        "gain": line.gain,
        "points": line.points,
        "balance": line.balance,
        "grade": line.grade,
    }

"""Certificates: a finding as a file that somebody else can check without the auditor.

A certificate holds the history and what is said to come of it. `verification` runs it through the
interpreter alone and compares; nothing of the solver is needed to believe it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from typing import Any, Final

from policylang.auditor.question import Question
from policylang.model.finding import AuditReport, Finding
from policylang.model.machine import Machine
from policylang.model.slots import given_texts

KIND: Final = "policylang certificate of a history"
VERSION: Final = 3


def certificate_of(
    finding: Finding, report: AuditReport, machine: Machine, question: Question
) -> dict[str, Any]:
    """The certificate of a finding, as plain values.

    What is said of the history is taken from the finding's lines, which were replayed; it is what
    `verification.verify` works out anew, and no more.
    """
    assert finding.since is not None
    assert finding.until is not None
    gains = sum(line.gain for line in finding.lines)
    costs = sum(line.cost for line in finding.lines)
    value: dict[str, Any] = {
        "kind": KIND,
        "version": VERSION,
        "policy": report.policy,
        "fingerprint": report.fingerprint,
        "property": finding.property,
        "title": finding.title,
        "assumptions": list(report.assumptions),
        "assumed": "" if question.assumptions is None else question.assumptions.digest,
        "since": finding.since.isoformat(),
        "until": finding.until.isoformat(),
        "person": given_texts(machine.attributes, question.attributes, machine.denomination),
        "events": [
            {"date": line.date.isoformat(), "action": line.event[0], "fields": dict(line.event[1])}
            for line in finding.lines
            if line.event is not None
        ],
        "said": {
            "perks less sanctions": f"{gains:f}",
            "cost of actions": f"{costs:f}",
            "net": f"{gains - costs:f}",
        },
    }
    return {**value, "digest": digest_of(value)}


def digest_of(value: dict[str, Any]) -> str:
    """SHA-256 of a certificate without its digest, in one canonical text."""
    kept = {key: each for key, each in value.items() if key != "digest"}
    text = json.dumps(kept, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def file_name(number: int, finding: Finding, day: datetime.date) -> str:
    """What the file of a finding is called: `01-way-back-2014-01-01.json`."""
    words = re.sub(r"[^a-z0-9]+", "-", finding.property.lower()).strip("-")
    return f"{number:02}-{words}-{day.isoformat()}.json"

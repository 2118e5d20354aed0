"""An audit as SARIF 2.1.0, the form in which code hosts and editors take findings.

A property is a rule, a finding a result. Its locations are the rules of the policy that make it
work, its code flow is the dated history, and its fingerprint is the one baselines go by.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from policylang.model.cause import fingerprints
from policylang.model.finding import Answer, AuditReport, Finding, Line, RuleLine, Severity
from policylang.report.audit_json import finding_json
from policylang.report.audit_lines import in_words
from policylang.report.json_text import json_text

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
#: What the fingerprint is called; its number rises when findings would be known by other ones.
FINGERPRINT: Final = "policylangFinding/v1"
_LEVELS: Final = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}


def audit_sarif(report: AuditReport, version: str) -> str:
    """The whole report as one SARIF log, ended by a line end. `version` is that of the program."""
    marks = iter(fingerprints(report.findings))
    run = {
        "tool": {
            "driver": {
                "name": "policylang",
                "version": version,
                "rules": [_rule(each, report) for each in report.answers],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(finding, number, next(marks), report)
            for number, answer in enumerate(report.answers)
            for finding in answer.findings
        ],
        "properties": {
            "policy": report.policy,
            "fingerprint": report.fingerprint,
            "since": report.since.isoformat(),
            "until": report.until.isoformat(),
            "assumptions": list(report.assumptions),
            "unknown": {each.property: each.summary for each in report.undecided},
        },
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def rule_id(name: str) -> str:
    """What SARIF calls a property: `way-back`, `claim-nobody_profits`."""
    return re.sub(r"\s+", "-", name.strip())


def _rule(answer: Answer, report: AuditReport) -> dict[str, Any]:
    asked = report.asks.get(answer.property) or answer.property
    return {
        "id": rule_id(answer.property),
        "name": answer.property,
        "shortDescription": {"text": asked},
        "fullDescription": {"text": f"{answer.verdict}, {answer.evidence}: {answer.summary}"},
        "defaultConfiguration": {"level": "warning"},
    }


def _result(finding: Finding, rule: int, mark: str, report: AuditReport) -> dict[str, Any]:
    places = [_place(each) for each in finding.rules]
    # Code hosts show only results that stand somewhere: the first line, where no rule is named.
    whole = _location(report.file, 1)
    result: dict[str, Any] = {
        "ruleId": rule_id(report.answers[rule].property),
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": _message(". ".join([finding.title, *finding.notes])),
        "locations": places[:1] or [whole],
        "partialFingerprints": {FINGERPRINT: mark},
        "properties": finding_json(finding),
    }
    if report.compared is not None:
        result["baselineState"] = "new"
    if places[1:]:
        result["relatedLocations"] = places[1:]
    if finding.lines:
        flow = [
            {"location": _step(each, finding.rules, report.file), "executionOrder": n}
            for n, each in enumerate(finding.lines, 1)
        ]
        result["codeFlows"] = [{"threadFlows": [{"locations": flow}]}]
    return result


def _place(rule: RuleLine) -> dict[str, Any]:
    return {**_location(rule.file, rule.line, rule.text), "message": _message(rule.text)}


def _step(line: Line, rules: Sequence[RuleLine], file: str) -> dict[str, Any]:
    """A line of the history, at the first rule of its action where one applied."""
    owner = "" if line.event is None else f"action {line.event[0]}"
    rule = next((each for each in rules if each.owner == owner), None)
    where = _location(file, 1) if rule is None else _location(rule.file, rule.line, rule.text)
    return {**where, "message": _message(in_words(line))}


def _message(text: str) -> dict[str, str]:
    """A message in which nothing of the policy's own words is a link or waits to be filled in."""
    if "](" in text:
        text = re.sub(r"([\[\]])", r"\\\1", text)
    return {"text": re.sub(r"\{(\d+)\}", r"{{\1}}", text)}


def _location(file: str, line: int, snippet: str = "") -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": line}
    if snippet:
        region["snippet"] = {"text": snippet}
    # A relative reference: a drive or a name with a colon would read as a scheme.
    uri = quote(file.replace("\\", "/"), safe="/")
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}

"""Audits as SARIF: what version 2.1.0 of its schema asks for, checked without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from policylang.model.finding import AuditReport, Severity
from policylang.report.audit_sarif import FINGERPRINT, audit_sarif
from tests.rooms.report.audits import finding, hostile, report, rongcheng

_REPORTS = {"rongcheng": rongcheng, "hostile": hostile, "empty": report}


def run_of(audited: AuditReport) -> dict[str, Any]:
    log = json.loads(audit_sarif(audited, "1.2.3"))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    return run  # type: ignore[no-any-return]


def locations(run: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for result in run["results"]:
        yield from result["locations"]
        yield from result.get("relatedLocations", ())
        for flow in result.get("codeFlows", ()):
            for thread in flow["threadFlows"]:
                assert thread["locations"]
                yield from (each["location"] for each in thread["locations"])


@pytest.mark.parametrize("name", _REPORTS)
def test_what_the_schema_requires_is_there(name: str) -> None:
    run = run_of(_REPORTS[name]())
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    driver = run["tool"]["driver"]
    assert driver["name"] == "policylang"
    identities = [rule["id"] for rule in driver["rules"]]
    assert len(set(identities)) == len(identities)
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
    for result in run["results"]:
        assert identities[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        assert re.fullmatch(r"[0-9a-f]{32}(-\d+)?", result["partialFingerprints"][FINGERPRINT])
        assert result["locations"]
    for each in locations(run):
        physical = each["physicalLocation"]
        assert physical["region"]["startLine"] >= 1
        # A relative reference of RFC 3986: no scheme, no character that has to be escaped.
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]*", physical["artifactLocation"]["uri"])


def test_a_finding_stands_where_its_rules_stand() -> None:
    run = run_of(rongcheng())
    result = next(each for each in run["results"] if each["ruleId"] == "grades")
    places = [*result["locations"], *result["relatedLocations"]]
    lines = [each["physicalLocation"]["region"]["startLine"] for each in places]
    texts = [each["physicalLocation"]["region"]["snippet"]["text"] for each in places]
    assert [text.split(",")[0] for text in texts] == [
        "earns 1 per donation_step of amount",
        "earns 1 per volunteer_step of time",
    ]
    assert lines == sorted(lines)
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
    said = [each["location"]["message"]["text"] for each in steps]
    assert said[1] == (
        "2014-01-01 Donation to charity: amount 750.00 USD; costs 750.00, +15 points, "
        "balance 1,025, grade A+"
    )
    at = [each["location"]["physicalLocation"]["region"]["startLine"] for each in steps]
    assert at[:2] == [lines[1], lines[0]]
    assert result["properties"]["lines"][1]["cost"] == "750.00"


def test_levels_are_those_of_severities() -> None:
    levels = [run_of(report(finding(severity=each)))["results"][0]["level"] for each in Severity]
    assert levels == ["error", "warning", "note"]


def test_words_of_a_policy_are_neither_links_nor_gaps() -> None:
    tricky = finding(title="[a](https://b.example) and {0}, [c] {d}")
    said = run_of(report(tricky))["results"][0]["message"]["text"]
    assert said == "\\[a\\](https://b.example) and {{0}}, \\[c\\] {d}"
    plain = run_of(report(finding(title="[c] {d}")))["results"][0]["message"]["text"]
    assert plain == "[c] {d}"


def test_the_same_audit_gives_the_same_bytes() -> None:
    assert audit_sarif(rongcheng(), "1") == audit_sarif(rongcheng(), "1")

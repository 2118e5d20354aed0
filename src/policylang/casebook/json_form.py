"""The result of a test for other programs."""

from __future__ import annotations

from collections.abc import Sequence

from policylang.casebook.coverage import Coverage
from policylang.casebook.runner import Miss, Verdict
from policylang.casebook.suite import FileReport
from policylang.report.diagnostics_json import record
from policylang.report.json_text import FORMAT_VERSION, Json, json_text


def in_json(reports: Sequence[FileReport], coverage: Sequence[Coverage] | None = None) -> str:
    """All cases with what failed in them, as one JSON object ending in a line end."""
    summary: dict[str, Json] = {
        "files": len(reports),
        "cases": sum(len(report.verdicts) for report in reports),
        "passed": sum(report.passed for report in reports),
        "failed": sum(report.failed for report in reports),
        "unusable": sum(report.unusable for report in reports),
        "unusable_files": sum(bool(report.problems) for report in reports),
    }
    value: dict[str, Json] = {
        "format_version": FORMAT_VERSION,
        "files": [_file(report) for report in reports],
        "summary": summary,
    }
    if coverage is not None:
        value["coverage"] = [_coverage(each) for each in coverage]
    return f"{json_text(value)}\n"


def _file(report: FileReport) -> dict[str, Json]:
    return {
        "file": str(report.file),
        "policy": None if report.policy is None else str(report.policy),
        "cases": [_case(verdict) for verdict in report.verdicts],
        "problems": [record(each) for each in report.problems],
    }


def _case(verdict: Verdict) -> dict[str, Json]:
    outcome = "passed" if verdict.passed else "unusable" if verdict.problems else "failed"
    return {
        "name": verdict.case.name,
        "line": verdict.case.line,
        "source": verdict.case.source,
        "outcome": outcome,
        "expected": verdict.expected,
        "failures": [_miss(miss) for miss in verdict.misses],
        "problems": [record(each) for each in verdict.problems],
    }


def _miss(miss: Miss) -> dict[str, Json]:
    return {
        "on": miss.on.isoformat(),
        "known": None if miss.known is None else miss.known.isoformat(),
        "what": miss.what,
        "expected": miss.wanted,
        "actual": miss.actual,
        "line": miss.node.span.line,
        "column": miss.node.span.column,
    }


def _coverage(found: Coverage) -> dict[str, Json]:
    return {
        "policy": str(found.policy),
        "reached": len(found.reached),
        "total": len(found.aims),
        "sorts": {
            str(sort): {"reached": reached, "total": total}
            for sort, (reached, total) in found.counts().items()
        },
        "missing": [
            {
                "sort": str(aim.sort),
                "file": aim.origin.span.source.name,
                "line": aim.origin.span.line,
                "clause": aim.origin.text,
                "missing": aim.missing,
            }
            for aim in found.missing
        ],
    }

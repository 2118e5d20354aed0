"""The result of a test as JUnit XML, which build servers read. It has no times: they would vary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from policylang.casebook.runner import Verdict
from policylang.casebook.suite import FileReport
from policylang.core.diagnostics import Diagnostic
from policylang.report.diagnostics import render

#: What XML 1.0 cannot hold, not even escaped.
_IMPOSSIBLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def in_junit(reports: Sequence[FileReport]) -> Iterator[str]:
    """A suite for each file, a test for each case; a file that cannot be used is one error."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<testsuites {_counts(reports)}>\n"
    for report in reports:
        yield f"  <testsuite name={_quoted(str(report.file))} {_counts([report])}>\n"
        if report.problems:
            yield from _test(report, str(report.file), "error", report.problems)
        for verdict in report.verdicts:
            yield from _case(report, verdict)
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _counts(reports: Sequence[FileReport]) -> str:
    unusable = sum(bool(report.problems) for report in reports)
    tests = sum(len(report.verdicts) for report in reports) + unusable
    failed = sum(report.failed for report in reports)
    errors = sum(report.unusable for report in reports) + unusable
    return f'tests="{tests}" failures="{failed}" errors="{errors}"'


def _case(report: FileReport, verdict: Verdict) -> Iterator[str]:
    if verdict.problems:
        yield from _test(report, verdict.case.name, "error", verdict.problems)
    elif verdict.misses:
        found = [miss.diagnostic for miss in verdict.misses]
        yield from _test(report, verdict.case.name, "failure", found)
    else:
        yield f"    {_open(report, verdict.case.name)}/>\n"


def _test(report: FileReport, name: str, kind: str, found: Sequence[Diagnostic]) -> Iterator[str]:
    yield f"    {_open(report, name)}>\n"
    yield f"      <{kind} message={_quoted(found[0].message)}>"
    yield escape(_possible(render(found)))
    yield f"</{kind}>\n    </testcase>\n"


def _open(report: FileReport, name: str) -> str:
    of = report.policy.stem if report.policy else report.file.stem
    return f"<testcase classname={_quoted(of)} name={_quoted(name)}"


def _quoted(text: str) -> str:
    return quoteattr(_possible(text))


def _possible(text: str) -> str:
    return _IMPOSSIBLE.sub("?", text)

"""The result of a test in words: what failed and why, then a line for each file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from policylang.casebook.coverage import Coverage
from policylang.casebook.suite import FileReport
from policylang.core.counting import counted
from policylang.core.diagnostics import Diagnostic
from policylang.model.values import shortened
from policylang.report.diagnostics import render
from policylang.report.style import Style


def failures_in(report: FileReport) -> list[Diagnostic]:
    """Everything in a file that did not come out as expected."""
    return [miss.diagnostic for verdict in report.verdicts for miss in verdict.misses]


def problems_in(report: FileReport) -> list[Diagnostic]:
    """Everything for which a file, its policy or some of its cases cannot be used."""
    return [*report.problems, *(each for v in report.verdicts for each in v.problems)]


def in_words(reports: Iterable[FileReport], style: Style) -> Iterator[str]:
    """The failures of each file, and under them how its cases fared."""
    for report in reports:
        if found := failures_in(report):
            yield f"{render(found, style)}\n"
        yield f"{style.shown(str(report.file))}: {_fared(report)}\n"


def _fared(report: FileReport) -> str:
    if report.problems:
        return "the policy has errors" if report.of_policy else "cannot be used"
    parts = [f"{counted(len(report.verdicts), 'case')}"]
    if report.failed:
        parts.append(f"{report.failed:,} failed")
    if report.unusable:
        parts.append(f"{report.unusable:,} cannot be run")
    if len(parts) == 1 and report.verdicts:
        parts.append("all as expected")
    return ", ".join(parts)


def account(reports: Sequence[FileReport]) -> str:
    """Every case accounted for: `14 cases = 13 passed + 1 failed; 1 file`."""
    cases = sum(len(report.verdicts) for report in reports)
    parts = [
        f"{sum(report.passed for report in reports):,} passed",
        f"{sum(report.failed for report in reports):,} failed",
    ]
    if unusable := sum(report.unusable for report in reports):
        parts.append(f"{unusable:,} cannot be run")
    bad = sum(bool(report.problems) for report in reports)
    files = counted(len(reports), "file") + (f", {bad:,} cannot be used" if bad else "")
    return f"{counted(cases, 'case')} = {' + '.join(parts)}; {files}"


def coverage_in_words(found: Iterable[Coverage], style: Style) -> Iterator[str]:
    """How much of each policy is reached, sort by sort, and the lines that are not."""
    for coverage in found:
        policy = style.shown(str(coverage.policy))
        yield f"\n{policy}: the cases reach {coverage.percent}%\n"
        for sort, (reached, total) in coverage.counts().items():
            yield f"  {sort:<20} {reached:>5,} of {total:,}\n"
        if coverage.missing:
            yield "  never reached:\n"
        for aim in coverage.missing:
            span = aim.origin.span
            text = style.shown(shortened(" ".join(aim.origin.text.split())))
            yield f"    {style.shown(span.source.name)}:{span.line}: {text}: {aim.missing}\n"

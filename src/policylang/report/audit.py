"""An audit for people: each answer with its evidence, its figures, and findings line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policylang.core.counting import counted
from policylang.model.cause import causes
from policylang.model.finding import Answer, AuditReport, Finding, Line, Severity, Verdict
from policylang.report.audit_lines import HEADINGS, NUMBERS, cells
from policylang.report.audit_words import compared_in_words, group_in_words, rule_in_words
from policylang.report.style import Role, Style
from policylang.report.tables import Column, draw
from policylang.report.width import wrapped

_ROLES: dict[Verdict, Role] = {
    Verdict.HOLDS: "strong",
    Verdict.ANSWERED: "strong",
    Verdict.BROKEN: "error",
    Verdict.UNKNOWN: "warning",
}
#: Lines of a finding that are shown; the rest is told by their number.
_LINES = 24
_RULES = 8


def render_audit(report: AuditReport, style: Style) -> str:
    """The whole report, each line ended."""
    return "".join(f"{line}\n" for line in _page(report, style))


def render_answers(report: AuditReport, style: Style) -> str:
    """The answers alone, without what they rest on."""
    lines = (line for answer in report.answers for line in _answer(answer, style))
    return "".join(f"{line}\n" for line in lines)


def _page(report: AuditReport, style: Style) -> Iterator[str]:
    title = f"{report.title}: {report.since} to {report.until}"
    yield style.paint(style.shown(title), "strong")
    yield ""
    if report.compared is not None:
        for sentence in compared_in_words(report):
            yield from _text(sentence, style)
        yield ""
    for answer in report.answers:
        if answer.verdict is not Verdict.UNKNOWN or answer.table:
            yield from _answer(answer, style)
            yield ""
    yield from _unknown([each for each in report.undecided if not each.table], style)
    yield from _by_cause(report, style)
    yield style.paint("What all of this rests on", "strong")
    for each in report.assumptions:
        yield from _text(each, style)


def _answer(answer: Answer, style: Style) -> Iterator[str]:
    verdict = f"{answer.verdict}, {answer.evidence}"
    yield f"{style.paint(style.shown(answer.property), _ROLES[answer.verdict])}: {verdict}"
    yield from _text(answer.summary, style)
    if answer.table:
        headings, *rows = answer.table
        yield ""
        yield from _indented(draw([Column(each, wraps=True) for each in headings], rows, style))
    for finding in answer.findings:
        yield ""
        yield from _finding(finding, style)


def _finding(finding: Finding, style: Style) -> Iterator[str]:
    role: Role = "error" if finding.severity is Severity.HIGH else "warning"
    mark = style.paint(f"finding ({finding.severity}, {finding.evidence})", role)
    first, *more = wrapped(style.shown(finding.title), style.width - 4)
    yield f"  {mark}:"
    yield from (f"    {line}" for line in (first, *more))
    yield from _history(finding.lines, style)
    if finding.beside is not None:
        yield from (f"  {line}" for line in _text(f"{finding.beside.caption}:", style))
        yield from _history(finding.beside.lines, style)
    for note in finding.notes:
        yield from (f"  {line}" for line in _text(f"- {note}", style))
    for rule in finding.rules[:_RULES]:
        yield from (f"  {line}" for line in _text(f"- {rule_in_words(rule)}", style))
    if len(finding.rules) > _RULES:
        yield f"    - and {counted(len(finding.rules) - _RULES, 'rule')} more"


def _history(lines: Sequence[Line], style: Style) -> Iterator[str]:
    columns = [Column(each, right=n in NUMBERS) for n, each in enumerate(HEADINGS)]
    rows = [cells(line) for line in lines[:_LINES]]
    yield from (f"  {line}" for line in _indented(draw(columns, rows, style)))
    if len(lines) > _LINES:
        yield f"    and {counted(len(lines) - _LINES, 'line')} more"


def _by_cause(report: AuditReport, style: Style) -> Iterator[str]:
    """The findings that share a cause, each by its title."""
    shared = [each for each in causes(report.findings) if len(each.findings) > 1]
    if not shared:
        return
    yield style.paint("Findings that one thing makes possible", "strong")
    for cause in shared:
        yield from _text(group_in_words(cause), style)
        for _, finding in cause.findings:
            title = f"- {finding.property}: {finding.title}"
            yield from (f"  {line}" for line in _text(title, style))
    yield ""


def _unknown(answers: Sequence[Answer], style: Style) -> Iterator[str]:
    """Answers that are unknown, those of one reason together."""
    reasons: dict[str, list[str]] = {}
    for answer in answers:
        reasons.setdefault(answer.summary, []).append(answer.property)
    for reason, names in reasons.items():
        yield f"{style.paint(style.shown(', '.join(names)), 'warning')}: unknown"
        yield from _text(reason, style)
        yield ""


def _text(text: str, style: Style) -> Iterator[str]:
    yield from (f"  {line}" for line in wrapped(style.shown(text), max(style.width - 4, 20)))


def _indented(text: str) -> Iterator[str]:
    yield from (f"  {line}" for line in text.splitlines())

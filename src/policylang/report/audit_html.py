"""An audit as one HTML file: nothing is loaded from anywhere, and nothing runs in it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

from policylang.core.counting import counted
from policylang.model.cause import Cause, causes, fingerprints
from policylang.model.finding import Answer, AuditReport, Finding, Line, Verdict
from policylang.report.audit_lines import HEADINGS, NUMBERS, cells
from policylang.report.audit_words import compared_in_words, group_in_words, rule_in_words
from policylang.report.html import Html, element, joined, table, text

#: Colours are those of the reader's system, light or dark, with a contrast of at least 4.5 to 1.
STYLE: Final = """\
:root { color-scheme: light dark; --page: #fff; --ink: #1b1b1f; --faint: #5a5a66;
  --line: #c9c9d2; --box: #f5f5f8; --bad: #a11212; --warn: #7a4b00; --good: #14602e; }
@media (prefers-color-scheme: dark) { :root { --page: #16161a; --ink: #ececf1; --faint: #a9a9b6;
  --line: #45454f; --box: #202027; --bad: #ff9a91; --warn: #f0c26a; --good: #86d9a0; } }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--page);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.3rem; margin-top: 2.5rem; } h3 { font-size: 1.1rem; }
.faint, caption { color: var(--faint); }
.broken, .high { color: var(--bad); } .unknown, .medium { color: var(--warn); }
.holds { color: var(--good); } .mark { font-weight: 600; }
.finding { border: 1px solid var(--line); border-radius: .4rem; background: var(--box);
  padding: .2rem 1rem 1rem; margin: 1rem 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; margin: .5rem 0; }
caption { text-align: left; padding-bottom: .3rem; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .8rem .25rem 0; text-align: left;
  vertical-align: top; font-weight: normal; overflow-wrap: normal; }
thead th { font-weight: 600; } tbody th { white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
code { font: .92em/1.4 ui-monospace, monospace; }
a { color: inherit; } a:focus-visible, .wide:focus-visible { outline: 2px solid; }
@media print { .finding { break-inside: avoid; background: none; } }
"""


def audit_html(report: AuditReport) -> str:
    """The whole report as a page, ended by a line end."""
    title = f"Audit of {report.title}"
    allowed = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    )
    head = (
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{element('title', text(title))}\n"
        # Not escaped: it is ours, and its digest is of these very bytes.
        f"<style>{STYLE}</style>\n"
    )
    body = joined(_body(report, title), "\n")
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}</head>\n'
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _body(report: AuditReport, title: str) -> Iterator[Html]:
    found = report.findings
    yield element("h1", text(title))
    yield _paragraph(
        f"From {report.since} to {report.until}: {counted(len(report.answers), 'answer')}, "
        f"{len(report.undecided)} of them unknown; {counted(len(found), 'finding')}."
    )
    yield _paragraph(f"Policy {report.policy}, {report.fingerprint}", "faint")
    yield from (_paragraph(each) for each in compared_in_words(report))
    yield element("h2", text("What was asked"))
    yield table(
        "Every question with its verdict and its evidence",
        ("question", "verdict", "evidence", "findings"),
        [
            (each.property, str(each.verdict), str(each.evidence), f"{len(each.findings) or ''}")
            for each in report.answers
        ],
        right=(3,),
    )
    if found:
        yield element("h2", text("Findings, by what makes them possible"))
        marks = fingerprints(found)
        for number, cause in enumerate(causes(found), 1):
            yield from _cause(number, cause, marks)
    yield element("h2", text("Answers"))
    for answer in report.answers:
        yield from _answer(answer, report.asks.get(answer.property, ""))
    yield element("h2", text("What all of this rests on"))
    yield _listed(report.assumptions)


def _cause(number: int, cause: Cause, marks: Sequence[str]) -> Iterator[Html]:
    shared = len(cause.findings) > 1
    if shared:
        yield element("h3", text(f"Cause {number}: {group_in_words(cause)}"))
    for place, finding in cause.findings:
        yield _finding(place, finding, marks[place], "h4" if shared else "h3")


def _finding(place: int, finding: Finding, mark: str, heading: str) -> Html:
    name = f"finding-{place + 1}"
    parts = [
        element(heading, text(f"{place + 1}. {finding.title}"), id=name),
        element(
            "p",
            element("span", text(str(finding.severity)), class_=f"mark {finding.severity}"),
            text(f", {finding.evidence}; question: {finding.property}"),
        ),
    ]
    if finding.lines:
        parts.append(
            _history(f"The history of finding {place + 1}; net {finding.net:,}", finding.lines)
        )
    if finding.beside is not None:
        parts.append(_history(f"Beside it, {finding.beside.caption}", finding.beside.lines))
    if finding.notes:
        parts.append(_listed(finding.notes))
    if finding.rules:
        parts.append(_paragraph("The rules that make it work:"))
        rules = (element("li", element("code", text(rule_in_words(r)))) for r in finding.rules)
        parts.append(element("ul", joined(rules, "\n")))
    parts.append(_paragraph(f"Known again by {mark}", "faint"))
    return element("section", joined(parts, "\n"), class_="finding", aria_labelledby=name)


def _history(caption: str, lines: Sequence[Line]) -> Html:
    return table(caption, HEADINGS, map(cells, lines), right=NUMBERS)


def _answer(answer: Answer, asked: str) -> Iterator[Html]:
    yield element("h3", text(answer.property))
    if asked:
        yield _paragraph(asked, "faint")
    verdict = element("span", text(str(answer.verdict)), class_=f"mark {answer.verdict}")
    evidence = "" if answer.verdict is Verdict.UNKNOWN else f", {answer.evidence}"
    yield element("p", verdict, text(f"{evidence}. {answer.summary}"))
    if answer.table:
        headings, *rows = answer.table
        yield table(f"Figures of {answer.property}", headings, rows, right=())


def _paragraph(words: str, class_: str = "words") -> Html:
    return element("p", text(words), class_=class_)


def _listed(lines: Sequence[str]) -> Html:
    return element("ul", joined((element("li", text(each)) for each in lines), "\n"))

"""What an audit writes: the report in each form, certificates, a baseline, cases, a template."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from policylang.tools import terminal
from policylang.tools.outputs import written_whole

if TYPE_CHECKING:
    from policylang.api import Policy
    from policylang.auditor.baseline import Baseline
    from policylang.auditor.question import Question
    from policylang.model.finding import AuditReport
    from policylang.report.style import Style


def rendered(report: AuditReport, form: str, style: Style) -> str:
    """A report in the form that was asked for."""
    match form:
        case "json":
            from policylang.report.audit_json import audit_json

            return audit_json(report)
        case "sarif":
            from policylang import __version__
            from policylang.report.audit_sarif import audit_sarif

            return audit_sarif(report, __version__)
        case "html":
            from policylang.report.audit_html import audit_html

            return audit_html(report)
        case _:
            from policylang.report.audit import render_audit

            return render_audit(report, style)


def show(report: AuditReport, form: str, file: Path | None) -> None:
    """Write a report to a file in one step, or to standard output."""
    if file is not None:
        from policylang.report.style import Style

        with written_whole(file) as opened:
            opened.write(rendered(report, form, Style()))
    elif form == "text":
        terminal.show([rendered(report, form, terminal.out())])
    else:
        terminal.show_data([rendered(report, form, terminal.out())])


def save_certificates(
    report: AuditReport, policy: Policy, question: Question, folder: Path
) -> None:
    """Write a certificate for each finding that a history shows, and for each proof."""
    from policylang.auditor.properties.proving import proof_name, proofs_of
    from policylang.auditor.witnesses.certificate import certificate_of, file_name
    from policylang.core.counting import counted
    from policylang.report.json_text import json_text

    folder.mkdir(parents=True, exist_ok=True)
    shown = [finding for finding in report.findings if finding.lines]
    for number, finding in enumerate(shown, 1):
        value = certificate_of(finding, report, policy.machine, question)
        with written_whole(folder / file_name(number, finding, report.since)) as file:
            file.write(json_text(value) + "\n")
    saved = 0
    for about, proof in proofs_of(report, policy.machine, question, policy.evaluator):
        if isinstance(proof, str):
            terminal.say(f"no certificate of the proof of `{about.said}`: {proof}")
            continue
        with written_whole(folder / proof_name(about, report)) as file:
            file.write(json.dumps(proof, ensure_ascii=False, separators=(",", ":")) + "\n")
        saved += 1
    proofs = f", {counted(saved, 'proof')}" if saved else ""
    terminal.say(f"{counted(len(shown), 'certificate')}{proofs} in {folder}")


def save_baseline(report: AuditReport, before: Baseline | None, file: Path) -> None:
    """Write a baseline that knows all findings of a report, and what is open of one before."""
    from policylang.auditor.baseline import baseline_of
    from policylang.core.counting import counted
    from policylang.report.json_text import json_text

    value = baseline_of(report, before)
    with written_whole(file) as opened:
        opened.write(json_text(value) + "\n")
    terminal.say(f"{counted(len(value['findings']), 'finding')} in the baseline {file}")


def save_cases(
    report: AuditReport, policy: Policy, called: str, person: dict[str, object], file: Path
) -> None:
    """Write findings as cases that fail as long as they work."""
    from policylang.casebook.loopholes import failing_cases
    from policylang.core.counting import counted

    given = {name: str(value) for name, value in person.items()}
    found = failing_cases(report, policy, called, given)
    if found.cases:
        with written_whole(file) as opened:
            opened.write(found.text)
        terminal.say(f"{counted(found.cases, 'failing case')} in {file}")
    else:
        terminal.say(f"no finding is left for a case, so {file} was not written")
    for title in found.left_out:
        terminal.say(f"no case can tell: {terminal.err().shown(title)}")


def write_template(policy: Policy, file: Path) -> None:
    """Write an assumptions file that assumes nothing yet."""
    from policylang.report.assumptions_template import assumptions_template

    with written_whole(file) as opened:
        opened.write(assumptions_template(policy.machine))
    terminal.say(f"what the policy leaves open is in {file}")

"""`policylang audit`: what people could do with a policy, with evidence for each answer."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.tools import failures, options, terminal
from policylang.tools.outputs import refuse_overwriting
from policylang.tools.progress import StatusLine

if TYPE_CHECKING:
    from policylang.api import Policy
    from policylang.model.finding import AuditReport


@click.command("audit")
@options.policy
@click.option(
    "--property",
    "properties",
    multiple=True,
    metavar="NAME",
    help="Ask only this; may be repeated. Default: everything.",
)
@options.question
@click.option(
    "--memory",
    default="512 MiB",
    show_default=True,
    metavar="SIZE",
    help="Most memory for what one question looks at; beyond it the answer is `unknown`.",
)
@click.option("--require-proof", is_flag=True, help="Exit code 4 where an answer is unknown.")
@options.assume
@click.option(
    "--write-assumptions",
    type=options.FILE,
    metavar="FILE",
    help="Write a file for --assume with what the policy leaves open, and ask nothing.",
)
@click.option(
    "--baseline", type=options.FILE, metavar="FILE", help="Known findings: show only new ones."
)
@click.option(
    "--write-baseline",
    type=options.FILE,
    metavar="FILE",
    help="Write a file for --baseline with all findings of this run.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "html"]),
    default="text",
    show_default=True,
    help="For people, for programs, for code hosts, as a page.",
)
@click.option(
    "--out",
    "--output",
    "-o",
    type=options.FILE,
    metavar="FILE",
    help="File to write the report to instead of standard output; replaced in one step.",
)
@click.option(
    "--save", type=options.FILE, metavar="FOLDER", help="Folder to write certificates to."
)
@click.option(
    "--save-cases",
    type=options.FILE,
    metavar="FILE",
    help="Write findings as cases (NAME.cases.yaml) that fail as long as they work.",
)
@options.color
def command(
    policy: Path,
    properties: tuple[str, ...],
    horizon: str,
    budget: str | None,
    value_of_hour: str,
    person: str | None,
    given: tuple[str, ...],
    since: datetime.date | None,
    memory: str,
    require_proof: bool,
    assume: Path | None,
    write_assumptions: Path | None,
    baseline: Path | None,
    write_baseline: Path | None,
    form: str,
    out: Path | None,
    save: Path | None,
    save_cases: Path | None,
) -> int:
    """Say what people could do with POLICY: profit, what a grade costs, traps, claims.

    Exit code 0: nothing found, or nothing new; 1: findings; 4: with --require-proof, nothing found
    but an answer is unknown; 130: a question was interrupted.
    """
    from policylang.api import load
    from policylang.auditor.asking import Misasked, question_of
    from policylang.auditor.audit import NAMES, audit
    from policylang.auditor.baseline import compared
    from policylang.engine.person_file import divided
    from policylang.tools.auditing import reading, writing

    refuse_overwriting(
        (out, write_assumptions, write_baseline, save_cases),
        (policy, assume, None if person is None else divided(person)[0]),
    )
    if baseline != write_baseline:  # a baseline may be brought up to date in place
        refuse_overwriting((out, write_assumptions, save_cases), (baseline,))
    loaded = written = load(policy)
    if write_assumptions is not None:
        writing.write_template(written, write_assumptions)
        return failures.FINE
    called = None if save_cases is None else reading.check_case_file(save_cases, policy)
    known = None if baseline is None else reading.baseline_from(baseline, written)
    if assume is not None:
        loaded = written.assuming(assume)
    attributes = reading.person_of(loaded, person, given)
    try:
        question = question_of(
            loaded.machine,
            loaded.encoder,
            horizon=horizon,
            since=since,
            value_of_hour=value_of_hour,
            budget=budget,
            person=attributes,
            memory=memory,
            assumptions=loaded.assumptions,
        )
        with StatusLine() as status:
            everything = audit(
                loaded.machine,
                question,
                properties=properties or NAMES,
                evaluator=loaded.evaluator,
                progress=status,
            )
    except Misasked as problem:
        raise failures.Refusal(problem.message, problem.help) from None
    report = everything if known is None else compared(everything, known)
    writing.show(report, form, out)
    if save is not None:
        writing.save_certificates(report, loaded, question, save)
    if save_cases is not None and called is not None:
        writing.save_cases(report, written, called, attributes, save_cases)
    if write_baseline is not None:
        writing.save_baseline(everything, known, write_baseline)
    _conclude(report, loaded, assume)
    if report.interrupted:
        terminal.say("interrupted")
        return failures.INTERRUPTED
    if report.findings:
        return failures.FINDINGS
    return failures.UNDECIDED if require_proof and report.undecided else failures.FINE


def _conclude(report: AuditReport, policy: Policy, assume: Path | None) -> None:
    """Count what was found, and say how to give what the policy leaves open."""
    from policylang.core.counting import counted

    found = counted(len(report.findings), "finding")
    if report.compared is not None:
        found = f"{counted(len(report.findings), 'new finding')}, {report.compared.known} known"
    terminal.say(
        f"{found}, {counted(len(report.answers), 'answer')}, "
        f"{len(report.undecided)} of them unknown"
    )
    actions = (each for each in policy.machine.actions if each.by == "choice" and not each.costs)
    grants = (each for each in policy.machine.grants if each.kind == "perk" and each.worth is None)
    open_ = len(list(actions)) + len({each.name for each in grants})
    if open_ and assume is None and sys.stderr.isatty():
        terminal.say(
            f"The policy leaves {counted(open_, 'cost or worth')} open: see --write-assumptions."
        )

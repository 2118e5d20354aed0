"""`policylang audit`: what people could do with a policy, with evidence for each answer."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.tools import failures, options, terminal

if TYPE_CHECKING:
    from policylang.api import Policy
    from policylang.auditor.question import Question
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
@click.option(
    "--horizon", default="3 years", show_default=True, metavar="LENGTH", help="How far to look."
)
@click.option(
    "--budget",
    metavar="AMOUNTS",
    help='What can be spent on a grade: "2,000 USD, 200 hours a year". Default: no limit.',
)
@click.option(
    "--value-of-hour",
    default="0",
    show_default=True,
    metavar="MONEY",
    help="What an hour of the person's time is worth.",
)
@click.option(
    "--with",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help="An attribute of the person; may be repeated. Default: as the policy has it.",
)
@click.option(
    "--since",
    type=options.Date(),
    metavar="DATE",
    help="First day of the person's time. Default: the day the policy came into force.",
)
@click.option(
    "--states",
    type=click.IntRange(1, 100_000_000),
    default=400_000,
    show_default=True,
    metavar="N",
    help="Most states to keep in memory; beyond it the answer is `unknown`.",
)
@click.option("--require-proof", is_flag=True, help="Exit code 4 where an answer is unknown.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
@click.option(
    "--save", type=options.FILE, metavar="FOLDER", help="Folder to write certificates to."
)
@options.color
def command(
    policy: Path,
    properties: tuple[str, ...],
    horizon: str,
    budget: str | None,
    value_of_hour: str,
    given: tuple[str, ...],
    since: datetime.date | None,
    states: int,
    require_proof: bool,
    form: str,
    save: Path | None,
) -> int:
    """Say what people could do with POLICY: profit, what a grade costs, traps, claims.

    Exit code 0: nothing found; 1: findings; 4: with --require-proof, nothing found but an answer
    is unknown.
    """
    from policylang.api import load
    from policylang.auditor.asking import Misasked, question_of
    from policylang.auditor.audit import NAMES, audit
    from policylang.report.occasions import counted

    loaded = load(policy)
    try:
        question = question_of(
            loaded.machine,
            loaded.encoder,
            horizon=horizon,
            since=since,
            value_of_hour=value_of_hour,
            budget=budget,
            person=_person(given),
            states=states,
        )
        report = audit(
            loaded.machine,
            question,
            properties=properties or NAMES,
            evaluator=loaded.evaluator,
        )
    except Misasked as problem:
        raise failures.Refusal(problem.message, problem.help) from None
    if form == "json":
        from policylang.report.audit_json import audit_json

        terminal.show_data([audit_json(report)])
    else:
        from policylang.report.audit import render_audit

        terminal.show([render_audit(report, terminal.out())])
    if save is not None:
        _save(report, loaded, question, save)
    found, open_ = len(report.findings), len(report.undecided)
    terminal.say(
        f"{counted(found, 'finding')}, {counted(len(report.answers), 'answer')}, "
        f"{open_} of them unknown"
    )
    if found:
        return failures.FINDINGS
    return failures.UNDECIDED if require_proof and open_ else failures.FINE


def _person(given: tuple[str, ...]) -> dict[str, object]:
    person: dict[str, object] = {}
    for each in given:
        name, sign, value = each.partition("=")
        if not sign:
            raise click.UsageError(f'--with takes a name and a value: --with "{name}=..."')
        person[name.strip()] = value.strip()
    return person


def _save(report: AuditReport, policy: Policy, question: Question, folder: Path) -> None:
    """Write a certificate for each finding, and for each proof that something holds."""
    from policylang.auditor.properties.proving import file_name as proof_file
    from policylang.auditor.properties.proving import proofs_of
    from policylang.auditor.witnesses.certificate import certificate_of, file_name
    from policylang.report.json_text import json_text
    from policylang.report.occasions import counted
    from policylang.tools.outputs import written_whole

    folder.mkdir(parents=True, exist_ok=True)
    for number, finding in enumerate(report.findings, 1):
        value = certificate_of(finding, report, policy.machine, question)
        with written_whole(folder / file_name(number, finding, report.since)) as file:
            file.write(json_text(value) + "\n")
    saved = 0
    for answer, proof in proofs_of(report, policy.machine, question, policy.evaluator):
        if isinstance(proof, str):
            terminal.say(f"no certificate of the proof of `{answer.property}`: {proof}")
            continue
        with written_whole(folder / proof_file(answer, report)) as file:
            file.write(json.dumps(proof, ensure_ascii=False, separators=(",", ":")) + "\n")
        saved += 1
    proofs = f", {counted(saved, 'proof')}" if saved else ""
    terminal.say(f"{counted(len(report.findings), 'certificate')}{proofs} in {folder}")

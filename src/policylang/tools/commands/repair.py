"""`policylang repair`: the smallest changes of a policy that close what an audit finds."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.tools import failures, options, terminal
from policylang.tools.outputs import refuse_overwriting, written_whole
from policylang.tools.progress import ProgressBar

if TYPE_CHECKING:
    from policylang.api import Policy
    from policylang.model.repairs import Repaired
    from policylang.repairs.burden import Histories
    from policylang.repairs.draft import Draft


@click.command("repair")
@options.policy
@click.option(
    "--property",
    "properties",
    multiple=True,
    metavar="NAME",
    help="Repair only what this property finds; may be repeated. Default: everything.",
)
@options.question
@options.assume
@click.option(
    "--events",
    type=options.FILE,
    metavar="FILE",
    help="Histories of people: what each repair would cost them is told.",
)
@click.option(
    "--people", type=options.FILE, metavar="FILE", help="Their attributes, as for `eval`."
)
@click.option(
    "--trials",
    type=click.IntRange(1, 100_000),
    default=400,
    show_default=True,
    metavar="N",
    help="Most audits to make for one finding.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
@click.option(
    "--apply", "chosen", type=click.IntRange(1), metavar="N", help="Make repair number N ..."
)
@click.option(
    "--output",
    "--out",
    "-o",
    type=options.FILE,
    metavar="FILE",
    help="... and write the policy to this file; replaced in one step.",
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
    assume: Path | None,
    events: Path | None,
    people: Path | None,
    trials: int,
    form: str,
    chosen: int | None,
    output: Path | None,
) -> int:
    """Find the smallest changes of POLICY that close what an audit finds.

    Numbers, caps, windows and bounds are changed one at a time, and the policy is audited anew each
    time. Exit code 0: nothing to repair; 1: there are findings, whether they can be closed or not.
    """
    from policylang.api import Policy
    from policylang.auditor.asking import Misasked, question_of
    from policylang.auditor.audit import NAMES, audit
    from policylang.engine.assumptions_file import read_assumptions
    from policylang.repairs.draft import read_draft
    from policylang.repairs.repair import repair
    from policylang.tools.auditing.reading import person_of

    if (chosen is None) != (output is None):
        raise click.UsageError("--apply and --output go together: --apply 1 --output mended.policy")
    refuse_overwriting([output], [policy, assume, events, people])
    draft = read_draft(policy, None if assume is None else read_assumptions(assume))
    loaded = Policy(draft.machine, draft.checked.diagnostics)
    try:
        question = question_of(
            loaded.machine,
            loaded.encoder,
            horizon=horizon,
            since=since,
            value_of_hour=value_of_hour,
            budget=budget,
            person=person_of(loaded, person, given),
            assumptions=draft.assumptions,
        )
        report = audit(loaded.machine, question, evaluator=loaded.evaluator)
        wanted = _wanted(properties or NAMES, NAMES)
    except Misasked as problem:
        raise failures.Refusal(problem.message, problem.help) from None
    histories = None if events is None else _histories(loaded, events, people)
    found = []
    for finding in report.findings:
        if _family(finding.property) in wanted:
            with ProgressBar(f"repairing {finding.property}", unit="tries") as progress:
                found.append(
                    repair(
                        draft,
                        question,
                        finding,
                        report,
                        histories=histories,
                        most=trials,
                        tell=partial(_tell, progress, trials),
                    )
                )
    if output is not None and chosen is not None:
        _apply(draft, found, chosen, output)
    _show(found, draft, form)
    return failures.FINDINGS if found else failures.FINE


def _tell(progress: ProgressBar, most: int, done: int) -> None:
    progress(done, most)


def _family(name: str) -> str:
    """The property of a finding as it is asked for: claims are asked together."""
    from policylang.auditor.audit import CLAIMS

    return CLAIMS if name.startswith("claim ") else name


def _wanted(given: Sequence[str], known: Sequence[str]) -> set[str]:
    from policylang.auditor.asking import Misasked
    from policylang.core.suggest import suggest

    for name in given:
        if name not in known:
            listed = f"there are: {', '.join(known)}"
            advice = suggest(name, known, otherwise=listed) or listed
            raise Misasked(f"there is no property `{name[:40]}`", advice)
    return set(given)


def _histories(policy: Policy, events: Path, people: Path | None) -> Histories:
    from policylang.engine.asked import Asked
    from policylang.repairs.burden import Histories

    return Histories(policy.encoder, Asked(events, people))


def _apply(draft: Draft, found: Sequence[Repaired], chosen: int, output: Path) -> None:
    from policylang.repairs.repair import apply

    repairs = [repair for each in found for repair in each.repairs]
    if chosen > len(repairs):
        raise failures.Refusal(
            f"there is no repair {chosen}",
            f"there are {len(repairs)}: run it without --apply first",
        )
    with written_whole(output) as file:
        file.write(apply(draft, repairs[chosen - 1]))


def _show(found: Sequence[Repaired], draft: Draft, form: str) -> None:
    from policylang.core.counting import counted
    from policylang.report.json_text import json_text
    from policylang.report.repairs import render_repairs, repairs_json

    if form == "json":
        terminal.show_data([json_text(repairs_json(draft.source.name, found)) + "\n"])
    else:
        currency = draft.machine.denomination.currency
        terminal.show([render_repairs(draft.source.name, currency, found, terminal.out())])
    repairs = sum(len(each.repairs) for each in found)
    terminal.say(f"{counted(len(found), 'finding')}, {counted(repairs, 'repair')}")

"""`policylang eval`: everybody in a file of histories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.tools import failures, inputs, options, terminal
from policylang.tools.outputs import refuse_overwriting, written_whole
from policylang.tools.progress import ProgressBar

if TYPE_CHECKING:
    from policylang.api import Policy
    from policylang.engine.asked import Asked
    from policylang.engine.batch import Batch
    from policylang.report.style import Style


@click.command("eval")
@options.policy
@options.asked
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="For people, for programs, for spreadsheets.",
)
@options.output
@click.option(
    "--rejects",
    type=options.FILE,
    metavar="FILE",
    help="File to write rejected rows to, as CSV with line and reason.",
)
@options.color
def command(
    policy: Path,
    asked: Asked,
    form: str,
    output: Path | None,
    rejects: Path | None,
) -> int:
    """Evaluate everybody in HISTORY under POLICY.

    HISTORY is a CSV, JSON Lines or YAML file with person, date, action and the actions' fields,
    or `-` for standard input. Rows that do not fit are rejected and the rest is evaluated; the
    exit code is then 2.
    """
    from policylang.api import load
    from policylang.engine.batch import evaluate

    read = [each for each in (asked.people, asked.history) if isinstance(each, Path)]
    refuse_overwriting([output, rejects], [policy, *read])
    inputs.refuse_exchanged(policy)
    loaded = load(policy)
    with ExitStack() as files:
        log = files.enter_context(written_whole(rejects)) if rejects else None
        with ProgressBar("reading") as progress:
            batch = evaluate(
                loaded.evaluator,
                loaded.encoder,
                asked,
                rejects=log,
                progress=progress,
            )
        if output is not None:
            from policylang.report.style import Style

            files.enter_context(written_whole(output)).writelines(
                _rendered(batch, loaded, form, Style())
            )
    if output is None:
        write = terminal.show if form == "table" else terminal.show_data
        write(_rendered(batch, loaded, form, terminal.out()))
    _account(batch, rejects)
    summary = batch.summary
    return failures.MISUSE if summary.rejected or summary.people_rejected else failures.FINE


def _rendered(batch: Batch, policy: Policy, form: str, style: Style) -> Iterator[str]:
    from policylang.report import outcomes

    each = (person.outcome for person in batch.people)
    machine = policy.machine
    if form == "csv":
        return outcomes.outcome_csv(each, machine)
    if form == "table":
        return outcomes.outcome_table(each, machine, style)
    summary = batch.summary
    counts = {
        "rows": summary.rows,
        "evaluated": summary.evaluated,
        "rejected": summary.rejected,
        "later": summary.later,
        "withdrawn": summary.withdrawn,
        "people": summary.people,
        "people_rejected": summary.people_rejected,
        "reasons": dict(sorted(summary.reasons.items())),
    }
    return outcomes.outcome_json(each, machine, as_of=summary.as_of, summary=counts)


def _account(batch: Batch, rejects: Path | None) -> None:
    from policylang.tools.account import reconciliation, rejected_rows

    style = terminal.err()
    for line in rejected_rows(batch.first_rejects, batch.summary, style, rejects):
        terminal.say(line)
    terminal.say(reconciliation(batch.summary))

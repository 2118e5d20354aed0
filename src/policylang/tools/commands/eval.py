"""`policylang eval`: everybody in a file of histories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from policylang.tools import failures, inputs, options, terminal
from policylang.tools.outputs import placed_whole, refuse_overwriting, written_whole
from policylang.tools.progress import ProgressBar

if TYPE_CHECKING:
    from policylang.api import Policy
    from policylang.engine.asked import Asked
    from policylang.engine.batch import Batch
    from policylang.engine.columnar.bulk import Bulk
    from policylang.report.style import Style


#: What a result can be written as; the last two are tables of columns, and go to files only.
FORMS = ("table", "json", "csv", "parquet", "arrow")
_COLUMNAR = FORMS[3:]
#: What the end of an output's name says.
_ENDS = {".json": "json", ".csv": "csv", ".parquet": "parquet", ".arrow": "arrow"}


@click.command("eval")
@options.policy
@options.asked
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="For people, for programs, for spreadsheets, for further reckoning. Default: as the name "
    "of the output ends, else `table`.",
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
    form: str | None,
    output: Path | None,
    rejects: Path | None,
) -> int:
    """Evaluate everybody in HISTORY under POLICY.

    HISTORY is a CSV, JSON Lines, YAML, Parquet or Arrow file with person, date, action and the
    actions' fields, a folder or a quoted pattern of Parquet or Arrow files, or `-` for standard
    input. Rows that do not fit are rejected and the rest is evaluated; the exit code is then 2.
    """
    from policylang.api import load

    read = [each for each in (asked.people, asked.history) if isinstance(each, Path)]
    refuse_overwriting([output, rejects], [policy, *read])
    inputs.refuse_exchanged(policy)
    form = form or _form_of(output)
    if form in _COLUMNAR and output is None:
        raise click.UsageError(f"--format {form} needs a file: --output scores.{form}")
    loaded = load(policy)
    with ExitStack() as files:
        log = files.enter_context(written_whole(rejects)) if rejects else None
        found = _found(loaded, asked, form, log)
        _write(found, loaded, form, output)
    _account(found, rejects)
    summary = found.summary
    return failures.MISUSE if summary.rejected or summary.people_rejected else failures.FINE


def _form_of(output: Path | None) -> str:
    return "table" if output is None else _ENDS.get(output.suffix.lower(), "table")


def _found(policy: Policy, asked: Asked, form: str, log: TextIO | None) -> Batch | Bulk:
    """Everybody at once where that is possible and enough for the form, else one by one."""
    from policylang.engine.batch import evaluate
    from policylang.engine.readers import COLUMNAR, format_of

    if form in (*_COLUMNAR, "csv") and format_of(asked.history, asked.format) in COLUMNAR:
        bulk = _bulk(policy, asked)
        if bulk is not None:
            return bulk
    with ProgressBar("reading") as progress:
        return evaluate(policy.evaluator, policy.encoder, asked, rejects=log, progress=progress)


def _bulk(policy: Policy, asked: Asked) -> Bulk | None:
    from policylang.core.errors import MissingExtraError

    try:
        from policylang.engine.columnar.bulk import bulk
    except ModuleNotFoundError as error:
        raise MissingExtraError("fast", error.name or "pyarrow") from error
    return bulk(policy.evaluator, policy.encoder, asked)


def _write(found: Batch | Bulk, policy: Policy, form: str, output: Path | None) -> None:
    if form in _COLUMNAR:
        from policylang.engine.columnar.results import write

        assert output is not None
        with placed_whole(output) as part:
            write(_table(found, policy), part, form)
    elif output is not None:
        from policylang.report.style import Style

        with written_whole(output) as file:
            file.writelines(_rendered(found, policy, form, Style()))
    else:
        show = terminal.show if form == "table" else terminal.show_data
        show(_rendered(found, policy, form, terminal.out()))


def _table(found: Batch | Bulk, policy: Policy) -> Any:
    """The result as an Arrow table."""
    from policylang.engine.columnar.bulk import Bulk, table_of

    return found.table if isinstance(found, Bulk) else table_of(found, policy.machine)


def _rendered(batch: Batch | Bulk, policy: Policy, form: str, style: Style) -> Iterator[str]:
    from policylang.engine.batch import Batch
    from policylang.report import outcomes

    if not isinstance(batch, Batch):
        from policylang.engine.columnar.results import rows

        return outcomes.rows_csv(rows(batch.table, policy.machine))
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


def _account(found: Batch | Bulk, rejects: Path | None) -> None:
    from policylang.tools.account import reconciliation, rejected_rows

    style = terminal.err()
    first = getattr(found, "first_rejects", ())
    for line in rejected_rows(first, found.summary, style, rejects):
        terminal.say(line)
    terminal.say(reconciliation(found.summary))

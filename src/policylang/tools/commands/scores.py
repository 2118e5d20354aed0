"""`policylang scores`: everybody in a store."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from policylang.tools import failures, options, terminal
from policylang.tools.outputs import refuse_overwriting, written_whole

if TYPE_CHECKING:
    from policylang.model.machine import Machine
    from policylang.model.outcome import Outcome
    from policylang.report.style import Style

#: How names of files end that hold columns.
_COLUMNS: Final = (".parquet", ".arrow")


@click.command("scores")
@options.policy
@click.option(
    "--store",
    type=options.FILE,
    metavar="FILE",
    required=True,
    help="The store, as `ingest` made it.",
)
@click.option(
    "--as-of",
    type=options.Date(),
    metavar="DATE",
    help="Day to evaluate for. Default: the day of the latest event in the store.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="For people, for programs, for spreadsheets.",
)
@options.output
@options.color
def command(
    policy: Path, store: Path, as_of: datetime.date | None, form: str, output: Path | None
) -> int:
    """Show where everybody in a store stands at the end of a day."""
    from policylang.api import load
    from policylang.engine.increments.entry import outcomes
    from policylang.report.style import Style

    if output is not None and output.suffix in _COLUMNS:
        raise click.UsageError("scores are written as a table, JSON or CSV, not as columns")
    refuse_overwriting([output], [policy, store])
    loaded = load(policy)
    pages = outcomes(loaded.evaluator, store, None if as_of is None else as_of.toordinal())
    first = next(pages, None)
    day = as_of if first is None else datetime.date.fromordinal(first[0])
    each = chain.from_iterable(page for _, page in chain([] if first is None else [first], pages))
    with ExitStack() as files:
        if output is not None:
            file = files.enter_context(written_whole(output))
            file.writelines(_rendered(each, loaded.machine, form, day, Style()))
        else:
            write = terminal.show if form == "table" else terminal.show_data
            write(_rendered(each, loaded.machine, form, day, terminal.out()))
    return failures.FINE


def _rendered(
    outcomes: Iterator[Outcome],
    machine: Machine,
    form: str,
    day: datetime.date | None,
    style: Style,
) -> Iterator[str]:
    from policylang.report import outcomes as shown

    if form == "csv":
        return shown.outcome_csv(outcomes, machine)
    if form == "table":
        return shown.outcome_table(outcomes, machine, style)
    return shown.outcome_json(outcomes, machine, as_of=day, summary={})

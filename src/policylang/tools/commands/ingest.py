"""`policylang ingest`: a batch of new events into a store."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.tools import failures, inputs, options, terminal
from policylang.tools.outputs import refuse_overwriting, written_whole
from policylang.tools.progress import ProgressBar

if TYPE_CHECKING:
    import datetime

    from policylang.engine.increments.entry import Increment


@click.command("ingest")
@options.policy
@click.argument("events", metavar="EVENTS", type=click.Path(path_type=Path))
@click.option(
    "--store",
    type=options.FILE,
    metavar="FILE",
    required=True,
    help="The store, a DuckDB file; made where there is none.",
)
@click.option(
    "--batch",
    metavar="NAME",
    help="Name of the batch, which goes into the store once. Default: the name of the file.",
)
@click.option(
    "--people", type=options.FILE, metavar="FILE", help="File with the attributes of each person."
)
@click.option(
    "--as-of",
    type=options.Date(),
    metavar="DATE",
    help="Day to follow people to. Default: the day of the latest event in the store.",
)
@click.option(
    "--since",
    type=options.Date(),
    metavar="DATE",
    help="First day of everybody's time, said when the store is made.",
)
@click.option(
    "--input-format",
    type=click.Choice(options.DATA_FORMATS),
    help="Format of the events, where their name does not tell; needed with `-`.",
)
@click.option(
    "--rejects",
    type=options.FILE,
    metavar="FILE",
    help="File to write rejected rows to, as CSV with line and reason.",
)
@options.color
def command(
    policy: Path,
    events: Path,
    store: Path,
    batch: str | None,
    people: Path | None,
    as_of: datetime.date | None,
    since: datetime.date | None,
    input_format: str | None,
    rejects: Path | None,
) -> int:
    """Put the events of a file into a store, and follow those they are of.

    EVENTS is a file as for `eval`, or `-` for standard input; its rows may come in any order, and
    late. Those rows that do not fit are rejected and the rest is stored; the exit code is then 2.
    """
    from policylang.api import load
    from policylang.engine.increments.entry import ingest
    from policylang.tools.account import batch_lines, shown_rejects

    source = inputs.source_of(events, input_format)
    if batch is None and not isinstance(source, Path):
        raise click.UsageError("`-` needs --batch, a name for what is read")
    read = [each for each in (people, events) if each is not None]
    refuse_overwriting([rejects, store], [policy, *read])
    inputs.refuse_exchanged(policy)
    loaded = load(policy)
    with ExitStack() as files:
        log = files.enter_context(written_whole(rejects)) if rejects else None
        progress = files.enter_context(ProgressBar("reading"))
        found: Increment = ingest(
            loaded.evaluator,
            loaded.encoder,
            store,
            source,
            batch=events.name if batch is None else batch,
            people=people,
            as_of=None if as_of is None else as_of.toordinal(),
            since=None if since is None else since.toordinal(),
            rejects=log,
            format=input_format,
            progress=progress,
        )
    summary = found.summary
    for line in shown_rejects(
        found.first_rejects, summary.rejected + summary.people_rejected, terminal.err(), rejects
    ):
        terminal.say(line)
    for line in batch_lines(summary):
        terminal.say(line)
    return failures.MISUSE if summary.rejected or summary.people_rejected else failures.FINE

"""`policylang group`: the events of a history, those of each person together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.tools import databases, failures, inputs, options, terminal
from policylang.tools.failures import Refusal
from policylang.tools.outputs import placed_whole
from policylang.tools.progress import ProgressBar

if TYPE_CHECKING:
    from policylang.engine.sql.address import Address


@click.command("group")
@options.policy
@click.argument("history", metavar="HISTORY", type=options.DATA)
@click.option(
    "--output",
    "--out",
    "-o",
    type=options.FILE,
    metavar="FILE",
    required=True,
    help="Parquet file to write; replaced in one step.",
)
@click.option(
    "--input-format",
    type=click.Choice(options.DATA_FORMATS),
    help="Format of the history, where its name does not tell.",
)
@options.memory
@options.color
def command(
    policy: Path, history: Path | Address, output: Path, input_format: str | None, memory: int
) -> int:
    """Put the events of each person in HISTORY together, and write them as Parquet.

    HISTORY is a file, a folder or pattern of files, or a table of a database. `policylang eval`
    reads the Parquet file more quickly, as often as it is run. Every row is kept; what does not
    fit POLICY is rejected when it is evaluated.
    """
    from policylang.api import load
    from policylang.core.counting import counted
    from policylang.core.errors import MissingExtraError
    from policylang.engine.asked import Asked

    databases.refuse_overwriting(output, None, policy, (history,))
    inputs.refuse_exchanged(policy)
    if output.suffix.lower() != ".parquet":
        raise click.UsageError("the output is a Parquet file, with a name like `grouped.parquet`")
    loaded = load(policy)
    try:
        from policylang.engine.bulk.choose import rows_within
        from policylang.engine.bulk.folder import FolderError
        from policylang.engine.bulk.grouped import group
    except ModuleNotFoundError as error:
        raise MissingExtraError("fast", error.name or "pyarrow") from error
    folder = output.with_name(f"{output.name}.parts")
    rows = rows_within(memory, loaded.machine)
    asked = Asked(history, format=input_format)
    try:
        with placed_whole(output) as part, ProgressBar("reading") as progress:
            found = group(loaded.encoder, asked, part, folder, rows, progress.at)
    except FolderError as error:
        raise Refusal(error.message, error.help) from None
    people = counted(found.people, "person", "people")
    stood = "; they stood together already" if found.already else ""
    terminal.say(f"{counted(found.rows, 'row')} of {people}{stood}")
    return failures.FINE

"""`policylang eval`: everybody in a file of histories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import attrs
import click

from policylang.tools import failures, inputs, options, terminal
from policylang.tools.failures import Refusal
from policylang.tools.outputs import (
    is_replaceable,
    placed_whole,
    refuse_overwriting,
    written_whole,
)
from policylang.tools.progress import ProgressBar

if TYPE_CHECKING:
    from policylang.api import Policy
    from policylang.engine.asked import Asked
    from policylang.engine.batch import Batch
    from policylang.engine.bulk.joining import Found
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
@click.option(
    "--resume",
    is_flag=True,
    help="Go on with a run that was ended before it was done, with the parts it left beside the "
    "output.",
)
@options.memory
@options.color
def command(
    policy: Path,
    asked: Asked,
    form: str | None,
    output: Path | None,
    rejects: Path | None,
    resume: bool,
    memory: int,
) -> int:
    """Evaluate everybody in HISTORY under POLICY.

    HISTORY is a CSV, JSON Lines, YAML, Parquet or Arrow file with person, date, action and the
    actions' fields, a folder or a quoted pattern of Parquet or Arrow files, or `-` for standard
    input. Rows that do not fit are rejected and the rest is evaluated; the exit code is then 2.
    """
    from policylang.api import load
    from policylang.engine.batch import Batch

    read = [each for each in (asked.people, asked.history) if isinstance(each, Path)]
    refuse_overwriting([output, rejects], [policy, *read])
    inputs.refuse_exchanged(policy)
    form = form or _form_of(output)
    if form in _COLUMNAR and output is None:
        raise click.UsageError(f"--format {form} needs a file: --output scores.{form}")
    if resume and output is None:
        raise click.UsageError("--resume goes on with an --output, which is not given")
    loaded = load(policy)
    where = Where(_folder_of(output), resume, memory)
    with ExitStack() as files:
        files.enter_context(_telling_of_parts(where.folder))
        log = files.enter_context(written_whole(rejects)) if rejects else None
        found = _found(loaded, asked, form, log, where)
        _write(found, loaded, form, output)
    if not isinstance(found, Batch) and found.folder is not None:
        found.folder.remove()
    _account(found, rejects)
    summary = found.summary
    return failures.MISUSE if summary.rejected or summary.people_rejected else failures.FINE


@attrs.frozen
class Where:
    """Where parts of a large file are kept, and how large they may be in memory."""

    #: None where there is no file of results that they could lie beside.
    folder: Path | None
    resume: bool
    memory: int


@contextmanager
def _telling_of_parts(folder: Path | None) -> Iterator[None]:
    """Say that a run can go on when there is room on the disk again."""
    try:
        yield
    except OSError as error:
        if folder is None or not folder.is_dir() or error.errno not in failures.FULL:
            raise
        help = f"make room, and go on with --resume; what is done is kept in `{folder}`"
        raise Refusal(failures.describe(error), help) from None


def _folder_of(output: Path | None) -> Path | None:
    if output is None or not is_replaceable(output):
        return None
    return output.with_name(f"{output.name}.parts")


def _form_of(output: Path | None) -> str:
    return "table" if output is None else _ENDS.get(output.suffix.lower(), "table")


def _found(
    policy: Policy, asked: Asked, form: str, log: TextIO | None, where: Where
) -> Batch | Found:
    """Everybody in columns where that is possible and enough for the form, else one by one."""
    from policylang.engine.batch import evaluate

    with ProgressBar("reading") as progress:
        if form in _COLUMNAR or (form == "csv" and not _further(policy)):
            found = _in_columns(policy, asked, log, where, progress)
            if found is not None:
                return found
        return evaluate(policy.evaluator, policy.encoder, asked, rejects=log, progress=progress)


def _further(policy: Policy) -> bool:
    """Whether CSV has columns that the tables of results do not have."""
    return len(policy.machine.scores) > 1 or bool(policy.machine.statuses)


def _in_columns(
    policy: Policy, asked: Asked, log: TextIO | None, where: Where, progress: ProgressBar
) -> Found | None:
    from policylang import __version__
    from policylang.core.errors import MissingExtraError
    from policylang.engine.readers import COLUMNAR, format_of

    try:
        from policylang.engine.bulk.choose import evaluate_columns, rows_within
        from policylang.engine.bulk.folder import FolderError
        from policylang.engine.bulk.run import Settings
    except ModuleNotFoundError as error:
        if format_of(asked.history, asked.format) not in COLUMNAR:
            return None  # rows are read without it, if more slowly
        raise MissingExtraError("fast", error.name or "pyarrow") from error
    settings = Settings(
        where.folder or Path(),
        rows_within(where.memory, policy.machine),
        resume=where.resume,
        version=__version__,
        report=progress.at,
    )
    try:
        return evaluate_columns(
            policy.evaluator,
            policy.encoder,
            asked,
            log,
            settings,
            in_parts=where.folder is not None,
        )
    except FolderError as error:
        raise Refusal(error.message, error.help) from None


def _write(found: Batch | Found, policy: Policy, form: str, output: Path | None) -> None:
    if form in _COLUMNAR:
        from policylang.engine.columnar.results import write

        assert output is not None
        tabled = _tabled(found, policy)
        with placed_whole(output) as part:
            write(tabled.schema, tabled.tables(), part, form)
    elif output is not None:
        from policylang.report.style import Style

        with written_whole(output) as file:
            file.writelines(_rendered(found, policy, form, Style()))
    else:
        show = terminal.show if form == "table" else terminal.show_data
        show(_rendered(found, policy, form, terminal.out()))


def _tabled(found: Batch | Found, policy: Policy) -> Found:
    """The result as Arrow tables."""
    from policylang.engine.bulk.joining import Found
    from policylang.engine.bulk.whole import found_in

    return found if isinstance(found, Found) else found_in(found, policy.machine)


def _rendered(batch: Batch | Found, policy: Policy, form: str, style: Style) -> Iterator[str]:
    from policylang.engine.batch import Batch
    from policylang.report import outcomes

    if not isinstance(batch, Batch):
        from policylang.engine.columnar.results import rows

        as_of = batch.summary.as_of
        day = "" if as_of is None else as_of.isoformat()
        return outcomes.rows_csv(rows(batch.tables(), policy.machine, day))
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


def _account(found: Batch | Found, rejects: Path | None) -> None:
    from policylang.tools.account import reconciliation, rejected_rows

    style = terminal.err()
    for line in rejected_rows(found.first_rejects, found.summary, style, rejects):
        terminal.say(line)
    terminal.say(reconciliation(found.summary))

"""`policylang eval`: everybody in a file of histories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple, TextIO

import click

from policylang.tools import databases, failures, inputs, options, terminal
from policylang.tools.failures import Refusal
from policylang.tools.outputs import (
    is_replaceable,
    placed_whole,
    written_whole,
)
from policylang.tools.progress import ProgressBar

if TYPE_CHECKING:
    from policylang.api import Policy
    from policylang.engine.asked import Asked
    from policylang.engine.batch import Batch
    from policylang.engine.bulk.joining import Found
    from policylang.engine.sql.address import Address
    from policylang.report.style import Style


#: What a result can be written as; the last two are tables of columns, and go to files only.
FORMS = ("table", "json", "csv", "parquet", "arrow")
_COLUMNAR = FORMS[3:]
#: Rows of a table of a database.
_ROWS = "rows"
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
@click.option(
    "--output",
    "--out",
    "-o",
    type=options.DATA,
    metavar="FILE",
    help="File to write to instead of standard output, replaced in one step; or a new table of a "
    "database, such as `sqlite:results.db?table=scores`.",
)
@click.option("--replace", is_flag=True, help="Put the results in place of a table that is there.")
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
    output: Path | Address | None,
    replace: bool,
    rejects: Path | None,
    resume: bool,
    memory: int,
) -> int:
    """Evaluate everybody in HISTORY under POLICY.

    HISTORY is a CSV, JSON Lines, YAML, Parquet or Arrow file with person, date, action and the
    actions' fields, a folder or a quoted pattern of Parquet or Arrow files, a table of a database
    such as `sqlite:events.db?table=events`, or `-` for standard input. Rows that do not fit are
    rejected and the rest is evaluated; the exit code is then 2.
    """
    from policylang.api import load
    from policylang.engine.batch import Batch

    databases.refuse_overwriting(output, rejects, policy, (asked.people, asked.history))
    inputs.refuse_exchanged(policy)
    databases.check_options(output, form, replace=replace)
    form = form or _form_of(output)
    if form in _COLUMNAR and output is None:
        raise click.UsageError(f"--format {form} needs a file: --output scores.{form}")
    if resume and output is None:
        raise click.UsageError("--resume goes on with an --output, which is not given")
    loaded = load(policy)
    with ExitStack() as files:
        where = Where(_folder_of(output, files), resume, memory)
        files.enter_context(_telling_of_parts(where.folder))
        log = files.enter_context(written_whole(rejects)) if rejects else None
        found = _found(loaded, asked, form, log, where)
        if isinstance(output, Path | None):
            _write(found, loaded, form, output)
        else:
            _write_table(found, loaded, output, replace=replace)
        if not isinstance(found, Batch) and found.folder is not None:
            found.folder.remove()
    _account(found, rejects)
    summary = found.summary
    return failures.MISUSE if summary.rejected or summary.people_rejected else failures.FINE


class Where(NamedTuple):
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


def _folder_of(output: Path | Address | None, files: ExitStack) -> Path | None:
    if output is None:
        return None
    path = output if isinstance(output, Path) else output.file
    if path is None:  # the results go to a server
        return Path(files.enter_context(TemporaryDirectory(prefix="policylang-"))) / "parts"
    return path.with_name(f"{path.name}.parts") if is_replaceable(path) else None


def _form_of(output: Path | Address | None) -> str:
    if output is None:
        return "table"
    return _ENDS.get(output.suffix.lower(), "table") if isinstance(output, Path) else _ROWS


def _found(
    policy: Policy, asked: Asked, form: str, log: TextIO | None, where: Where
) -> Batch | Found:
    """Everybody in columns where that is possible and enough for the form, else one by one."""
    from policylang.engine.batch import evaluate

    with ProgressBar("reading") as progress:
        if form in _COLUMNAR or (form in ("csv", _ROWS) and not _further(policy)):
            found = _in_columns(policy, asked, form, log, where, progress)
            if found is not None:
                return found
        return evaluate(policy.evaluator, policy.encoder, asked, rejects=log, progress=progress)


def _further(policy: Policy) -> bool:
    """Whether CSV has columns that the tables of results do not have."""
    return len(policy.machine.scores) > 1 or bool(policy.machine.statuses)


def _in_columns(
    policy: Policy,
    asked: Asked,
    form: str,
    log: TextIO | None,
    where: Where,
    progress: ProgressBar,
) -> Found | None:
    from policylang import __version__
    from policylang.core.errors import MissingExtraError
    from policylang.engine.readers import COLUMNAR, format_of

    try:
        from policylang.engine.bulk.choose import evaluate_columns, rows_within
        from policylang.engine.bulk.folder import FolderError
        from policylang.engine.bulk.run import Settings
    except ModuleNotFoundError as error:
        if form not in _COLUMNAR and format_of(asked.history, asked.format) not in COLUMNAR:
            return None  # rows are read and written without it, if more slowly
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


def _write_table(found: Batch | Found, policy: Policy, output: Address, *, replace: bool) -> None:
    from policylang.engine.sql.results import columns_of
    from policylang.engine.sql.writing import write_table

    names, rows = _rows(found, policy)
    write_table(output, columns_of(policy.machine, names), rows, replace=replace)


def _rows(
    found: Batch | Found, policy: Policy
) -> tuple[Sequence[str], Iterator[tuple[object, ...]]]:
    """The columns of the CSV form, and their values."""
    from policylang.engine.batch import Batch
    from policylang.report import outcomes

    machine = policy.machine
    if isinstance(found, Batch):
        each = (person.outcome for person in found.people)
        return outcomes.columns_of(machine), outcomes.outcome_rows(each, machine)
    from policylang.engine.columnar.results import rows

    as_of = found.summary.as_of
    day = "" if as_of is None else as_of.isoformat()
    return outcomes.CSV_COLUMNS, rows(found.tables(), machine, day)


def _tabled(found: Batch | Found, policy: Policy) -> Found:
    """The result as Arrow tables."""
    from policylang.engine.bulk.joining import Found
    from policylang.engine.bulk.whole import found_in

    return found if isinstance(found, Found) else found_in(found, policy.machine)


def _rendered(batch: Batch | Found, policy: Policy, form: str, style: Style) -> Iterator[str]:
    from policylang.engine.batch import Batch
    from policylang.report import outcomes

    if form == "csv" or not isinstance(batch, Batch):
        names, rows = _rows(batch, policy)
        return outcomes.rows_csv(rows, names)
    each = (person.outcome for person in batch.people)
    machine = policy.machine
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

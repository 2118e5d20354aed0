"""A partitioned dataset: each worker is told which files to read, and no row goes through Spark."""

from __future__ import annotations

import datetime
import glob
from collections.abc import Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine.spark.run import DatasetSummary, Task, done_by, settle, work_folder
from policylang.engine.spark.shipment import Checked, Ready, shipped
from policylang.engine.spark.worker import Plan, evaluate_file
from policylang.model.history import check_window
from policylang.model.values import read_date

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

#: A folder of Parquet files, a pattern such as `events/*.parquet`, a file, or several of these.
Paths = str | PathLike[str] | Sequence[str | PathLike[str]]


def evaluate_dataset(
    spark: SparkSession,
    policy: Checked,
    events: Paths,
    output: str | PathLike[str],
    *,
    as_of: datetime.date | str,
    people: Paths | None = None,
    since: datetime.date | str | None = None,
    task: Task = evaluate_file,
) -> DatasetSummary:
    """Evaluate files of events with the workers of Spark, and write a folder of results.

    One file is one task, read whole by one worker, which needs the extra `fast` and the same
    version of policylang. Each file holds all events of its persons, those of each in order of
    date; somebody in two files is found, and nothing is written then.
    The output appears at the end, in one step: Parquet files with the schema of
    `Policy.evaluate_many`, and `_summary.json`.

    Args:
        policy: as `policylang.load` gives it.
        events: paths that all workers see.
        output: a folder that does not exist yet; workers write beside it.
        as_of: the day asked about. It must be said, as no worker sees all events.
        people: one file with everybody; or a folder with a file for each of events, of the same
            name, in which those without events stand too.
        since: as for `Policy.evaluate`.
        task: what is done with a file; for tests.

    Raises:
        HistoryError: a file is no table or does not fit the policy, and the message names it; or
            somebody is in two files (PL414).
        OSError: there is an output already, or a path cannot be read.
    """
    day = read_date(as_of)
    first = None if since is None else read_date(since)
    check_window(policy.machine, [], None if first is None else first.toordinal(), day.toordinal())
    files = _files(events, "events")
    target = Path(output)
    with work_folder(target) as work:
        beside = _people_of(people, files)
        plan = Plan(shipped(policy), files, beside, day, first, str(work.resolve()))
        done = done_by(spark, plan, task)
        more = _without_events(plan, [work / each.attempt for each in done])
        return settle(spark, plan, done, target, more)


def _files(paths: Paths, what: str) -> tuple[str, ...]:
    """The files that are meant, in order of name.

    Raises:
        HistoryError: there is none (PL411).
        FileNotFoundError: one that is named is not there.
    """
    given = [paths] if isinstance(paths, str | PathLike) else list(paths)
    found: list[str] = []
    for each in (fspath(path) for path in given):
        if Path(each).is_dir():
            found += (str(file) for file in Path(each).glob("*.parquet"))
        elif glob.has_magic(each):
            found += glob.glob(each)  # noqa: PTH207 - a pattern may begin at the root
        elif Path(each).is_file():
            found.append(each)
        else:
            raise FileNotFoundError(2, f"the {what} are not there", each)
    if not found:
        message = (
            f"there are no Parquet files of {what}: {', '.join(fspath(path) for path in given)}"
        )
        raise HistoryError([Diagnostic(codes.DATA_EMPTY, message)])
    return tuple(sorted({str(Path(each).resolve()) for each in found}))


def _people_of(people: Paths | None, files: tuple[str, ...]) -> tuple[str, ...] | str | None:
    """The file of people beside each of events, or the one of all.

    Raises:
        HistoryError: files of people do not answer to those of events (PL418).
    """
    if people is None:
        return None
    if isinstance(people, str | PathLike) and Path(people).is_file():
        return str(Path(people).resolve())
    found = _files(people, "people")
    if [Path(each).name for each in found] != [Path(each).name for each in files]:
        message = "the files of people are not called like those of events"
        help = "give one file with everybody, or one for each file of events, of the same name"
        raise HistoryError([Diagnostic(codes.MALFORMED_DATA, message, (), help)])
    return found


def _without_events(plan: Plan, results: Sequence[Path]) -> pa.Table | None:
    """Results of those in the one file of people who have no events in any file."""
    if not isinstance(plan.people, str):
        return None
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from policylang.engine.columnar.tables import table_of
    from policylang.engine.columns import PERSON, history_columns, people_columns

    policy: Ready = plan.shipment.policy
    left = table_of(plan.people, people_columns(policy.machine), "people")
    for result in results:
        found = pq.read_table(result, columns=[PERSON], partitioning=None)[PERSON]
        left = left.filter(pc.invert(pc.is_in(left[PERSON].cast("string"), found)))
    nothing = table_of(plan.files[0], history_columns(policy.machine), "events").slice(0, 0)
    return policy.evaluate_many(nothing, left, plan.as_of, plan.since)

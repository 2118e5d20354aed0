"""A run over many files: one task for each, one result of each task, all or nothing at the end.

THEOREM: whatever is tried again, twice at once or ended half way, the output holds one row for
each person. An attempt writes to a name nobody else uses. Spark reports one successful attempt of
each task; of the attempts only these are moved to the output, which appears by one renaming. That
no person is in two files is seen before that.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from policylang.core import codes
from policylang.core.counting import counted
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine.excerpt import shortened
from policylang.engine.spark.worker import Done, Plan, evaluate_file

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

_DONE: Final = (
    "task bigint, attempt string, rows bigint, later bigint, people bigint, seconds double,"
    " cpu double, engine string, code string, problem string, help string"
)
#: So many refused files, or persons in two files, are named.
_SHOWN: Final = 5
#: What became of a run, beside its parts. Readers of Parquet pass over names that begin like this.
SUMMARY: Final = "_summary.json"


@attrs.frozen
class DatasetSummary:
    """What became of every row: `rows == evaluated + later`."""

    files: int
    rows: int
    evaluated: int
    #: After the day asked about.
    later: int
    people: int
    #: What workers spent in tasks, all together: seconds by the clock, and of processors.
    seconds: float
    cpu_seconds: float
    as_of: str
    fingerprint: str
    #: `columnar` or `one by one`, as for `Policy.evaluate_many`.
    engines: tuple[str, ...]


#: Does one task of a plan.
Task = Callable[[Plan, int], Done]


def done_by(spark: SparkSession, plan: Plan, task: Task = evaluate_file) -> list[Done]:
    """Have every task done by the workers; what the successful attempt of each says, in order.

    Raises:
        HistoryError: a file does not fit the policy, or is no table; the message names it.
    """

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import attrs
        import pyarrow

        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield pyarrow.RecordBatch.from_pylist([attrs.asdict(task(plan, number))])

    count = len(plan.files)
    rows = spark.range(0, count, 1, numPartitions=count).mapInArrow(work, _DONE).collect()
    done = sorted((Done(**row.asDict()) for row in rows), key=lambda each: each.task)
    problems = [
        Diagnostic(codes.CATALOGUE[each.code], each.problem, (), each.help)
        for each in done
        if each.code
    ]
    if problems:
        raise HistoryError(problems[:_SHOWN])
    if [each.task for each in done] != list(range(count)):
        raise AssertionError("Spark gave another number of results than there were tasks")
    return done


@contextmanager
def work_folder(output: Path) -> Iterator[Path]:
    """A folder beside the output for whatever is tried; it is gone at the end.

    Raises:
        FileExistsError: there is such an output already.
        OSError: the folder cannot be made.
    """
    if output.exists():
        raise FileExistsError(17, "there is an output already", str(output))
    work = output.parent / f".{output.name}.{uuid.uuid4().hex}"
    work.mkdir()
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def settle(
    spark: SparkSession, plan: Plan, done: Sequence[Done], output: Path, more: pa.Table | None
) -> DatasetSummary:
    """Move what was done to its place, if everything adds up.

    Args:
        more: results that are no task's.

    Raises:
        HistoryError: somebody is in two files (PL414).
        RuntimeError: the totals do not add up; a file was changed during the run.
    """
    import pyarrow.parquet as pq

    work = Path(plan.work)
    parts = work / "parts"
    parts.mkdir()
    for each in done:
        part = parts / f"part-{each.task:05}.parquet"
        (work / each.attempt).rename(part)
        _check(plan.files[each.task], each.rows, "read")
        _check(str(part), each.people, "written")
    people = sum(each.people for each in done)
    if more is not None and more.num_rows:
        pq.write_table(more, parts / f"part-{len(done):05}.parquet", compression="zstd")
        people += more.num_rows
    _refuse_twice(spark, plan, parts)
    rows, later = sum(each.rows for each in done), sum(each.later for each in done)
    summary = DatasetSummary(
        files=len(done),
        rows=rows,
        evaluated=rows - later,
        later=later,
        people=people,
        seconds=round(sum(each.seconds for each in done), 3),
        cpu_seconds=round(sum(each.cpu for each in done), 3),
        as_of=plan.as_of.isoformat(),
        fingerprint=plan.shipment.fingerprint,
        engines=tuple(sorted({each.engine for each in done})),
    )
    text = json.dumps(attrs.asdict(summary), indent=2)
    (parts / SUMMARY).write_text(f"{text}\n", encoding="utf-8")
    parts.rename(output)
    return summary


def _check(file: str, expected: int, what: str) -> None:
    import pyarrow.parquet as pq

    found = pq.read_metadata(file).num_rows
    if found != expected:
        now = f"{file} has {counted(found, 'row')}"
        message = f"{now}, not {expected:,} as when it was {what}: it was changed meanwhile"
        raise RuntimeError(message)


def _refuse_twice(spark: SparkSession, plan: Plan, parts: Path) -> None:
    """Refuse a person in two files: neither result would be theirs.

    Only names go from worker to worker.
    """
    results: Any = spark.read.parquet(parts.resolve().as_uri())
    twice = results.groupBy("person").count().where("count > 1").limit(_SHOWN).collect()
    if not twice:
        return
    problems = []
    for row in twice:
        person = row["person"]
        theirs = results.where(results["person"] == person).select("_metadata.file_name")
        found = sorted({each["file_name"] for each in theirs.collect()})
        files = ", ".join(_file(plan, part) for part in found)
        message = f"`{shortened(person)}` is in more than one file: {files}"
        help = "put all events of a person into one file"
        problems.append(Diagnostic(codes.PERSON_REPEATED, message, (), help))
    raise HistoryError(problems)


def _file(plan: Plan, part: str) -> str:
    """The file of events that a part of the output is of."""
    number = int(part.removeprefix("part-").removesuffix(".parquet"))
    return plan.files[number] if number < len(plan.files) else str(plan.people)

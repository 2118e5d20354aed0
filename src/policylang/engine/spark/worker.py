"""What a worker does with one file: read it, evaluate everybody in it, write the result aside."""

from __future__ import annotations

import datetime
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from policylang.core.errors import HistoryError
from policylang.engine.columns import ACTION, DATES, PERSON, history_columns, people_columns
from policylang.engine.spark.shipment import Ready, Shipment
from policylang.model.values import InputProblem, local_date

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen
class Plan:
    """All that is to be done: task number n is the file `files[n]`."""

    shipment: Shipment
    files: tuple[str, ...]
    #: The people of each file, or one file with everybody.
    people: tuple[str, ...] | str | None
    as_of: datetime.date
    since: datetime.date | None
    #: Folder that every worker can write to.
    work: str


@attrs.frozen
class Done:
    """What came of a task: the result lies in `attempt`, or the file is refused."""

    task: int
    attempt: str = ""
    rows: int = 0
    later: int = 0
    people: int = 0
    #: By the clock, and of a processor.
    seconds: float = 0.0
    cpu: float = 0.0
    engine: str = ""
    #: Of a file that is refused: the code, what is wrong, and what to do about it.
    code: str = ""
    problem: str = ""
    help: str | None = None


def evaluate_file(plan: Plan, task: int) -> Done:
    """Do one task. Each attempt writes to a name of its own, so that none disturbs another.

    What is wrong with a file is said, not raised: Spark would only try it again.

    Raises:
        OSError: the file cannot be opened now, or the result not be written.
    """
    import pyarrow.parquet as pq

    from policylang.engine.columnar.tables import table_of

    began, used = time.monotonic(), time.process_time()
    file = plan.files[task]
    try:
        policy = plan.shipment.policy
        events = table_of(file, history_columns(policy.machine), "events")
        people = _people(plan, policy, task, events)
        result = policy.evaluate_many(events, people, plan.as_of, plan.since)
        later = _later(policy, events, plan.as_of)
    except HistoryError as error:
        first = error.diagnostics[0]
        text = first.message if file in first.message else f"{file}: {first.message}"
        return Done(task, code=first.code.number, problem=text, help=first.help)
    attempt = Path(plan.work) / f"attempt-{task:05}-{uuid.uuid4().hex}.parquet"
    pq.write_table(result, attempt, compression="zstd")
    return Done(
        task,
        attempt=attempt.name,
        rows=events.num_rows,
        later=later,
        people=result.num_rows,
        seconds=time.monotonic() - began,
        cpu=time.process_time() - used,
        engine=result.schema.metadata[b"engine"].decode(),
    )


def _people(plan: Plan, policy: Ready, task: int, events: pa.Table) -> pa.Table | None:
    """The people of a file: those listed with it, or of one list those who have events in it."""
    import pyarrow.compute as pc

    from policylang.engine.columnar.tables import table_of

    if plan.people is None:
        return None
    columns = people_columns(policy.machine)
    if not isinstance(plan.people, str):
        return table_of(plan.people[task], columns, "people")
    everybody = table_of(plan.people, columns, "people")
    names = pc.unique(events[PERSON].cast("string"))
    return everybody.filter(pc.is_in(everybody[PERSON].cast("string"), names))


def _later(policy: Ready, events: pa.Table, as_of: datetime.date) -> int:
    """How many events lie after a day; they fit the policy.

    The day of one that is given no date stands under the name of its action's first moment.
    """
    import pyarrow.compute as pc

    name = next((each for each in DATES if each in events.column_names), None)
    found = 0 if name is None else _after(policy, events[name], as_of)
    undated = events if name is None else events.filter(pc.is_null(events[name]))
    for action in policy.machine.actions:
        first = action.moments[0].name
        if action.dated > 1 and first in undated.column_names:
            own = undated.filter(pc.equal(undated[ACTION].cast("string"), action.name))
            found += _after(policy, own[first], as_of)
    return found


def _after(policy: Ready, column: pa.ChunkedArray, as_of: datetime.date) -> int:
    """How many dates of a column lie after a day."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from policylang.engine.columnar.tables import distinct

    if pa.types.is_date32(column.type):
        return pc.sum(pc.greater(column, pa.scalar(as_of, column.type))).as_py() or 0
    values, places = distinct(column)
    after = pa.array([_is_after(policy, value, as_of) for value in values.to_pylist()], pa.bool_())
    return pc.sum(after.take(places)).as_py() or 0


def _is_after(policy: Ready, value: Any, as_of: datetime.date) -> bool:
    zone = policy.encoder._zone  # noqa: SLF001
    try:
        return value is not None and local_date(value, zone) > as_of
    except InputProblem:
        return False

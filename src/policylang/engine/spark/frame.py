"""Data frames: rows that lie in Spark are brought together by person and evaluated there."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import attrs

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine.columns import DATES, PERSON
from policylang.engine.excerpt import shortened
from policylang.engine.spark.shipment import Checked, Shipment, shipped
from policylang.model.values import read_date

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

#: The column that says which persons are evaluated together. No field is called like that.
BUCKET: Final = "__policylang_bucket"


@attrs.frozen
class Asked:
    """What every worker is to know."""

    shipment: Shipment
    as_of: datetime.date
    since: datetime.date | None
    #: The column that tells the order of the events of one day.
    order: str | None


def evaluate_frame(
    policy: Checked,
    events: DataFrame,
    people: DataFrame | None = None,
    *,
    as_of: datetime.date | str,
    order: str | None = None,
    since: datetime.date | str | None = None,
    buckets: int | None = None,
) -> DataFrame:
    """Where everybody in a data frame stands at the end of a day.

    Rows go from worker to worker, so that those of a person meet; where they lie in files by
    person, `evaluate_dataset` is far cheaper. Rows in Spark have no order: events are put in order
    of date. What differs and happens to one person on one day, or at one moment where timestamps
    are given, needs `order`; without it that is refused, as the result might depend on it.

    Args:
        events: `person`, `date` (a date) or `timestamp` (a timestamp), `action`, and the fields.
        people: `person` and the attributes. Who is in neither has no row.
        as_of: the day asked about.
        order: a column of `events` by which those of one day are put in order, such as a number
            from the source. It is no field.
        since: as for `Policy.evaluate`.
        buckets: in how many pieces; each is held in memory by one worker, events with all columns.
            Default: Spark's number of shuffle partitions.

    Returns:
        a data frame with the columns of `Policy.evaluate_many`, worked out when it is used; what
        does not fit the policy is raised then.

    Raises:
        HistoryError: there is no column of dates, or it holds text (PL409, PL406).
    """
    _check_dates(events)
    session: Any = events.sparkSession
    pieces = buckets or int(session.conf.get("spark.sql.shuffle.partitions"))
    first = None if since is None else read_date(since)
    asked = Asked(shipped(policy), read_date(as_of), first, order)
    schema = ddl_of(policy)
    given = _in_buckets(events, pieces)
    found: DataFrame = (
        given.applyInArrow(_alone(asked), schema)
        if people is None
        else given.cogroup(_in_buckets(people, pieces)).applyInArrow(_together(asked), schema)
    )
    return found


def ddl_of(policy: Checked) -> str:
    """The schema of a result as Spark writes it."""
    from policylang.engine.columnar.results import schema_of

    kinds = {"string": "string", "int64": "bigint", "list<item: string>": "array<string>"}
    return ", ".join(
        f"{field.name} {kinds.get(str(field.type)) or _decimal(field.type)}"
        for field in schema_of(policy.machine)
    )


def _decimal(kind: Any) -> str:
    return f"decimal({kind.precision},{kind.scale})"


def _in_buckets(frame: DataFrame, pieces: int) -> Any:
    bucket = f"pmod(xxhash64(cast({PERSON} as string)), {pieces}) as {BUCKET}"
    return frame.selectExpr("*", bucket).groupBy(BUCKET)


def _alone(asked: Asked) -> Callable[[pa.Table], pa.Table]:
    def evaluate(events: pa.Table) -> pa.Table:
        return evaluate_bucket(asked, events, None)

    return evaluate


def _together(asked: Asked) -> Callable[[pa.Table, pa.Table], pa.Table]:
    def evaluate(events: pa.Table, people: pa.Table) -> pa.Table:
        return evaluate_bucket(asked, events, people)

    return evaluate


def evaluate_bucket(asked: Asked, events: pa.Table, people: pa.Table | None) -> pa.Table:
    """Everybody in a bucket, of whom all rows are here.

    Raises:
        HistoryError: rows do not fit the policy, or nothing tells their order (PL401).
    """
    given = in_order(events.drop_columns([BUCKET]), asked.order)
    persons = None if people is None else people.drop_columns([BUCKET])
    policy = asked.shipment.policy
    return policy.evaluate_many(given, persons, asked.as_of, asked.since)


def in_order(events: pa.Table, order: str | None) -> pa.Table:
    """Events of each person together, in order of date; without the column that tells the order.

    Raises:
        HistoryError: two of one person have the same place and are not alike (PL401).
    """
    import pyarrow.compute as pc

    date = _date_in(events.column_names)
    others = [each for each in events.column_names if each not in {PERSON, date, order}]
    keys = [PERSON, date, *([] if order is None else [order])]
    table = events.take(pc.sort_indices(events, [(name, "ascending") for name in (*keys, *others)]))
    if table.num_rows > 1:
        _refuse_ties(table, keys, others)
    return table if order is None else table.drop_columns([order])


def _refuse_ties(table: pa.Table, keys: list[str], others: list[str]) -> None:
    import pyarrow.compute as pc

    above, below = table.slice(0, table.num_rows - 1), table.slice(1)
    tied = pc.invert(pc.is_null(below[PERSON]))
    for name in keys:
        tied = pc.and_(tied, _alike(above[name], below[name]))
    alike = tied
    for name in others:
        alike = pc.and_(alike, _alike(above[name], below[name]))
    found = pc.index(pc.and_not(tied, alike), True).as_py()
    if found >= 0:
        person, when = (below[name][found].as_py() for name in keys[:2])
        message = (
            f"nothing tells which of two events of `{shortened(str(person))}` at {when} is first"
        )
        help = "name a column that does with `order`, in which no two of them are alike"
        raise HistoryError([Diagnostic(codes.EVENTS_OUT_OF_ORDER, message, (), help)])


def _alike(one: Any, other: Any) -> Any:
    """Whether values are the same; two that are not given are."""
    import pyarrow.compute as pc

    both = pc.and_(pc.is_null(one), pc.is_null(other))
    return pc.or_(both, pc.fill_null(pc.equal(one, other), False))


def _check_dates(events: DataFrame) -> None:
    name = _date_in(events.columns)
    kind = dict(events.dtypes)[name]
    if kind not in {"date", "timestamp"}:
        message = f"the column `{name}` holds {kind}, and Spark is to put events in order by it"
        help = "make dates of it first: `to_date`, or `to_timestamp`"
        raise HistoryError([Diagnostic(codes.BAD_DATE, message, (), help)])


def _date_in(names: list[str]) -> str:
    found = next((each for each in DATES if each in names), None)
    if found is None:
        message = "there is no column `date` or `timestamp`"
        raise HistoryError([Diagnostic(codes.COLUMN_MISSING, message)])
    return found

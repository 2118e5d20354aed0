"""Data frames and micro-batches: the same numbers as one process gives."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any

import pytest

import policylang
from policylang import HistoryError, Policy
from policylang.core.data import data_dir
from tests.rooms.engine.spark.crowds import by_person, events_of, table

AS_OF = "2017-06-30"
#: One process of pytest has the session.
pytestmark = pytest.mark.xdist_group("spark")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return policylang.load(data_dir("policies") / "rongcheng.policy")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return [row for person in range(9) for row in events_of(f"p{person}", 0, 12)]


def numbered(rows: list[dict[str, Any]]) -> Any:
    """Rows with their place, out of order."""
    import pyarrow as pa

    given = table(rows).append_column("place", pa.array(range(len(rows))))
    order = list(range(len(rows)))
    random.Random(1).shuffle(order)
    return given.take(order)


def test_rows_in_any_order_give_the_result_of_one_process(
    spark: Any, policy: Policy, rows: list[dict[str, Any]]
) -> None:
    from policylang.engine.spark import evaluate_frame

    events = spark.createDataFrame(numbered(rows))
    people = table([]).from_pydict({"person": ["p1", "p2", "nobody"], "loan": [10, 20, 30]})
    for given in (None, people):
        persons = None if given is None else spark.createDataFrame(given)
        frame = evaluate_frame(policy, events, persons, as_of=AS_OF, order="place", buckets=3)
        expected = policy.evaluate_many(table(rows), people=given, as_of=AS_OF)
        assert by_person(frame.toArrow()) == by_person(expected)


def test_what_has_no_order_is_refused_and_not_guessed(spark: Any, policy: Policy) -> None:
    from policylang.engine.spark import evaluate_frame

    day = datetime.date(2017, 1, 1)
    same = [{"person": "ann", "date": day, "action": "late_payment"}] * 2
    alike = evaluate_frame(policy, spark.createDataFrame(table(same)), as_of=AS_OF)
    assert by_person(alike.toArrow()) == by_person(policy.evaluate_many(table(same), as_of=AS_OF))
    differ = [*same, {"person": "ann", "date": day, "action": "traffic_ticket"}]
    frame = evaluate_frame(policy, spark.createDataFrame(table(differ)), as_of=AS_OF)
    with pytest.raises(Exception, match="nothing tells which of two events of `ann`"):
        frame.collect()
    texts = spark.createDataFrame(table(same)).selectExpr("person", "string(date) date", "action")
    with pytest.raises(HistoryError, match="holds string"):
        evaluate_frame(policy, texts, as_of=AS_OF)
    with pytest.raises(HistoryError, match="no column `date`"):
        evaluate_frame(policy, texts.drop("date"), as_of=AS_OF)


def test_timestamps_are_an_order_of_their_own(spark: Any, policy: Policy) -> None:
    from policylang.engine.spark import evaluate_frame

    clock = datetime.datetime(2017, 1, 1, 12, tzinfo=datetime.UTC)
    rows = [
        {
            "person": "ann",
            "timestamp": clock + datetime.timedelta(hours=5),
            "action": "late_payment",
        },
        {"person": "ann", "timestamp": clock, "action": "traffic_ticket"},
    ]
    frame = spark.createDataFrame(rows, "person string, timestamp timestamp, action string")
    found = evaluate_frame(policy, frame, as_of=AS_OF).toArrow()
    (given,) = by_person(found).values()
    events = [{"date": each["timestamp"], "action": each["action"]} for each in reversed(rows)]
    assert given["score"] == policy.evaluate(events, as_of=AS_OF).score


def test_micro_batches_keep_a_store_up_to_date(
    spark: Any, policy: Policy, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    pytest.importorskip("duckdb")
    import pyarrow.parquet as pq

    from policylang.engine.spark import increments

    source, store = tmp_path / "in", tmp_path / "scores.duckdb"
    source.mkdir()
    given = numbered(rows)
    for number in range(3):
        pq.write_table(given.slice(number * 36, 36), source / f"{number}.parquet")
    seen: list[Any] = []
    take = increments(policy, store, "events", order="place", then=seen.append)

    def again(frame: Any, number: int) -> None:
        take(frame, number)
        take(frame, number)  # as after a failure

    stream = (
        spark.readStream.schema(spark.read.parquet(str(source)).schema)
        .option("maxFilesPerTrigger", 1)
        .parquet(str(source))
        .writeStream.foreachBatch(again)
        .option("checkpointLocation", str(tmp_path / "checkpoint"))
        .trigger(availableNow=True)
        .start()
    )
    assert stream.awaitTermination(120)
    assert [each.summary.repeated for each in seen] == [False, True] * 3
    assert sum(each.summary.kept for each in seen) == 2 * len(rows)
    found = by_person(policy.evaluate_store(store, as_of=AS_OF))
    assert found.keys() == {row["person"] for row in rows}

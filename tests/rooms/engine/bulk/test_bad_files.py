"""Files of columns as they come: what can be read is read alike in all ways, the rest is told."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from tests.rooms.engine.bulk.runs import Came, at_once, in_columns, in_parts

DAY = datetime.date(2018, 3, 1)
NAIVE = datetime.datetime(2018, 3, 1, 20)  # noqa: DTZ001 - the column has the zone, or none


def _events(**changed: Any) -> pa.Table:
    columns = {
        "person": ["ann", "bob", "ann"],
        "date": [DAY, DAY, DAY],
        "action": ["donate", "ticket", "donate"],
        "amount": [250, None, 100],
    }
    return pa.table({**columns, **changed})


def _save(table: pa.Table, path: Path) -> Asked:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path)
    return Asked(path)


def _agreed(asked: Asked, folder: Path) -> Came:
    """What all ways come to: row by row, in parts, and at once where that is possible."""
    expected = at_once(asked)
    assert in_parts(asked, folder / "parts", 1) == expected
    whole = in_columns(asked, folder / "parts", 1_000)
    assert whole in (None, expected)
    return expected


def _reasons(came: Came) -> dict[str, int]:
    return came.summary.reasons


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({"amount": [0.5, None, 100.0]}, {}),
        ({"amount": [0.1, None, 100.0]}, {"PL408": 1}),
        ({"amount": [float("nan"), None, float("inf")]}, {"PL408": 2}),
        ({"amount": ["250 USD", "", " 100 "]}, {}),
        ({"amount": pa.array([Decimal("0.25"), None, Decimal(1)], pa.decimal128(9, 2))}, {}),
        ({"amount": pa.array([Decimal("0.25"), None, Decimal(1)], pa.decimal256(60, 2))}, {}),
        ({"amount": [True, None, False]}, {"PL408": 2}),
        ({"amount": [b"250", None, b"1"]}, {"PL408": 2}),
        ({"amount": [[250], None, [1]]}, {"PL408": 2}),
        ({"amount": [{"usd": 250}, None, {"usd": 1}]}, {"PL408": 2}),
        ({"amount": [DAY, None, DAY]}, {"PL408": 2}),
        ({"amount": pa.nulls(3)}, {"PL403": 2}),
        ({"person": ["ann", None, "ann"]}, {"PL403": 1}),
        ({"person": [None, None, None]}, {"PL403": 3}),
        ({"person": pa.nulls(3)}, {"PL403": 3}),
        ({"person": [7, 8, 7]}, {}),
        ({"person": [7.0, 8.0, 7.0]}, {}),
        ({"person": pa.array([2**64 - 1, 8, 2**64 - 1], pa.uint64())}, {}),
        ({"person": ["", "bob", "ann"]}, {"PL403": 1}),
        ({"person": [" ann", "bob", "ann "]}, {}),
        ({"person": pa.array(["ann", "bob", "ann"], pa.large_string())}, {}),
        ({"date": ["2018-03-01", "2018-03-01 ", "2018-02-30"]}, {"PL406": 1}),
        ({"date": pa.array([DAY] * 3, pa.date64())}, {}),
        ({"date": [DAY, DAY, None]}, {"PL403": 1}),
        ({"date": [20180301] * 3}, {"PL406": 3}),
        ({"date": [NAIVE] * 3}, {"PL407": 3}),
        ({"date": pa.array([NAIVE] * 3, pa.timestamp("ns", "UTC"))}, {}),
        ({"date": pa.array([1] * 3, pa.timestamp("s", "America/New_York"))}, {"PL417": 3}),
        ({"action": ["donate", "ticket", "steal"]}, {"PL402": 1}),
        ({"action": pa.array(["donate", "ticket", "donate"]).dictionary_encode()}, {}),
        ({"action": [1, 2, 3]}, {"PL402": 3}),
        ({"id": ["a", "b", "a"]}, {}),
        ({"known": [DAY, DAY, DAY]}, {}),
    ],
)  # fmt: skip
def test_every_way_reads_the_same(
    tmp_path: Path, changed: dict[str, Any], reasons: dict[str, int]
) -> None:
    came = _agreed(_save(_events(**changed), tmp_path / "events.parquet"), tmp_path)
    assert _reasons(came) == reasons


def test_the_day_of_a_moment_is_that_of_the_policy(tmp_path: Path) -> None:
    late = pa.array([NAIVE] * 3, pa.timestamp("us", "UTC"))
    came = _agreed(_save(_events(date=late), tmp_path / "events.parquet"), tmp_path)
    assert came.summary.as_of == datetime.date(2018, 3, 2)  # in Shanghai


def test_the_same_event_twice_counts_twice(tmp_path: Path) -> None:
    came = _agreed(_save(_events(), tmp_path / "events.parquet"), tmp_path)
    assert [row["score"] for row in came.people] == [107, 95]
    doubled = pa.concat_tables([_events(), _events()])
    came = _agreed(_save(doubled, tmp_path / "events.parquet"), tmp_path)
    assert [row["score"] for row in came.people] == [110, 90]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (_events(remark=["x", "y", "z"]), "PL404"),
        (_events().drop_columns(["person"]), "PL409"),
        (_events().slice(0, 0), "PL411"),
        (_events(timestamp=[DAY] * 3), "PL418"),
    ],
)
def test_a_table_that_does_not_fit_is_told(tmp_path: Path, table: pa.Table, words: str) -> None:
    asked = _save(table, tmp_path / "events.parquet")
    for way in (at_once, lambda asked: in_columns(asked, tmp_path / "parts", 1)):
        with pytest.raises(HistoryError, match=words):
            way(asked)
    assert not (tmp_path / "parts").exists()


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    whole = _save(_events(), path) and path.read_bytes()
    for damaged in (whole[:-9], whole[:40], b"PAR1", b"", b"person,date\n"):
        path.write_bytes(damaged)
        for way in (at_once, lambda asked: in_columns(asked, tmp_path / "parts", 1)):
            with pytest.raises(HistoryError, match="cannot be read as a table"):
                way(Asked(path))


def test_damage_in_the_middle_is_told(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    pq.write_table(_events(), path, compression="zstd", use_dictionary=False)
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + b"\xff" * 60 + whole[64:])
    with pytest.raises(HistoryError, match="cannot be read as a table"):
        in_columns(Asked(path), tmp_path / "parts", 1)


def test_several_files_are_one_table(tmp_path: Path) -> None:
    for number, name in enumerate(("b", "a")):
        _save(
            _events(person=[f"p{number}", "x", f"p{number}"]), tmp_path / "all" / f"{name}.parquet"
        )
    for asked in (Asked(tmp_path / "all"), Asked(tmp_path / "all" / "*.parquet")):
        came = _agreed(asked, tmp_path)
        assert [row["person"] for row in came.people] == ["p1", "x", "p0"]


def test_a_folder_may_say_something_of_its_files(tmp_path: Path) -> None:
    table = _events().drop_columns(["action"]).filter([True, False, True])
    _save(table, tmp_path / "all" / "year=2018" / "action=donate" / "x.parquet")
    came = _agreed(Asked(tmp_path / "all"), tmp_path)
    assert [(row["person"], row["score"]) for row in came.people] == [("ann", 107)]


def test_files_may_lack_columns_that_others_have(tmp_path: Path) -> None:
    _save(_events().drop_columns(["amount"]).slice(1, 1), tmp_path / "all" / "a.parquet")
    _save(_events(), tmp_path / "all" / "b.parquet")
    _save(_events(amount=pa.nulls(3)).slice(1, 1), tmp_path / "all" / "c.parquet")
    came = _agreed(Asked(tmp_path / "all"), tmp_path)
    assert [(row["person"], row["score"]) for row in came.people] == [("bob", 85), ("ann", 107)]


def test_columns_of_several_types_are_refused(tmp_path: Path) -> None:
    _save(_events(), tmp_path / "all" / "a.parquet")
    _save(_events(person=[1, 2, 3]), tmp_path / "all" / "b.parquet")
    with pytest.raises(HistoryError, match=r"`person` is of the type string.*int64 in b.parquet"):
        at_once(Asked(tmp_path / "all"))


def test_a_folder_without_files_is_told(tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "_temporary.parquet").write_bytes(b"")
    for path in (tmp_path / "all", tmp_path / "none*.parquet", tmp_path / "none.parquet"):
        with pytest.raises(FileNotFoundError):
            at_once(Asked(path))


def test_arrow_files_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "events.arrow"
    feather.write_feather(_events(), path)
    came = _agreed(Asked(path), tmp_path)
    assert [row["person"] for row in came.people] == ["ann", "bob"]


def test_a_batch_may_be_of_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of a part are found again wherever row groups and batches end."""
    from policylang.engine.bulk import cutting

    rows = [{"person": f"p{n // 3}", "date": DAY, "action": "ticket"} for n in range(40)]
    rows[20]["action"] = "steal"
    path = tmp_path / "events.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=11)
    expected = at_once(Asked(path))
    for size in (1, 2, 7, 100):
        monkeypatch.setattr(cutting, "TOGETHER", size)
        for most in (1, 5, 10):
            assert in_parts(Asked(path), tmp_path / "parts", most) == expected

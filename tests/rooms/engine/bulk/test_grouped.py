"""Events written grouped by person: every row, in order, and worth the same."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.bulk import grouped
from policylang.engine.bulk.grouped import Grouped, group
from tests.rooms.engine.bulk.runs import at_once, save, town
from tests.rooms.engine.files import encoder


def _group(path: Path, out: Path, rows: int = 30) -> Grouped:
    return group(encoder(), Asked(path), out, out.with_suffix(".parts"), rows)


@pytest.mark.parametrize("rows", [3, 60, 10_000])
@pytest.mark.parametrize("wrong", [0.0, 0.05])
def test_everybody_gets_the_same_of_it(
    tmp_path: Path, rows: int, wrong: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouped, "_ROW_GROUP", 20)
    events = town(random.Random(rows), 30, grouped=False, wrong=wrong)
    path, out = save(events, tmp_path / "log.parquet"), tmp_path / "grouped.parquet"
    found = _group(path, out, rows)
    assert (found.rows, found.already) == (len(events), False)
    assert not (tmp_path / "grouped.parts").exists()
    before, after = at_once(Asked(path)), at_once(Asked(out))
    assert (after.people, after.summary) == (before.people, before.summary)
    file = pq.ParquetFile(out)
    whose = [
        {name and name.strip() for name in group["person"]}
        for number in range(file.num_row_groups)
        for group in [file.read_row_group(number, ["person"]).to_pydict()]
    ]
    assert sum(map(len, whose)) == found.people  # nobody is in two of them
    again = _group(out, tmp_path / "again.parquet", rows)
    assert again.already
    assert pq.read_table(tmp_path / "again.parquet").equals(pq.read_table(out))


HEADER = "person,date,action,amount,time,alone\n"


@pytest.mark.parametrize(
    ("cells", "kind", "value"),
    [
        (("250", " 7 "), pa.int64(), 250),
        (("250.50", "7"), pa.decimal128(28, 2), Decimal("250.50")),
        (("250 USD", "7"), pa.string(), "250 USD"),
        (("1,000", "7"), pa.string(), "1,000"),
        (("much", "7"), pa.string(), "much"),
    ],
)
def test_texts_become_numbers_where_all_allow_it(
    tmp_path: Path, cells: tuple[str, str], kind: pa.DataType, value: object
) -> None:
    path, out = tmp_path / "log.csv", tmp_path / "grouped.parquet"
    rows = [f'{person},2018-01-0{n},donate,"{cell}",,' for n, (person, cell) in enumerate(
        zip(("ann", "007"), cells, strict=True), 1)]  # fmt: skip
    path.write_text(HEADER + "\n".join(rows) + "\nann,2018-01-05,ticket,,,\n", encoding="utf-8")
    _group(path, out)
    table = pq.read_table(out)
    assert table.column("person").to_pylist() == ["ann", "ann", "007"]
    assert table.schema.field("amount").type == kind
    first, empty, _ = table.column("amount").to_pylist()
    assert (first, empty or None) == (value, None)
    assert table.column("date").to_pylist()[0] == datetime.date(2018, 1, 1)
    before, after = at_once(Asked(path)), at_once(Asked(out))
    assert (after.people, after.summary) == (before.people, before.summary)


def test_a_day_that_does_not_exist_keeps_dates_text(tmp_path: Path) -> None:
    path, out = tmp_path / "log.csv", tmp_path / "grouped.parquet"
    path.write_text(HEADER + "ann,2018-02-30,ticket,,,\n", encoding="utf-8")
    _group(path, out)
    assert pq.read_table(out).column("date").to_pylist() == ["2018-02-30"]


def test_json_lines_are_grouped_too(tmp_path: Path) -> None:
    path, out = tmp_path / "log.jsonl", tmp_path / "grouped.parquet"
    path.write_text(
        '{"person": "ann", "date": "2018-01-01", "action": "donate", "amount": 0.25}\n'
        '{"person": "bob", "date": "2018-01-01", "action": "ticket"}\n'
        '{"person": "ann", "date": "2018-01-02", "action": "donate", "amount": 1e2}\n',
        encoding="utf-8",
    )
    assert _group(path, out) == Grouped(3, 2, already=False)
    table = pq.read_table(out)
    assert table.column_names == ["person", "date", "action", "amount"]
    assert table.column("amount").to_pylist() == ["0.25", "1e2", None]


@pytest.mark.parametrize(
    ("text", "words"),
    [('{"person": "ann"\n', "PL418"), ('{"person": "ann", "remark": 1}\n', "PL404")],
)
def test_a_row_that_cannot_be_taken_apart_stops_it(tmp_path: Path, text: str, words: str) -> None:
    path, out = tmp_path / "log.jsonl", tmp_path / "grouped.parquet"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HistoryError, match=words):
        _group(path, out)
    assert list(tmp_path.iterdir()) == [path]

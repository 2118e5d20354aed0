"""Tables of databases in parts: of one moment, also where a run is ended and goes on."""

from __future__ import annotations

import io
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.batch import evaluate
from policylang.engine.bulk.choose import evaluate_columns
from policylang.engine.bulk.folder import FolderError
from policylang.engine.bulk.grouped import group
from policylang.engine.bulk.run import Settings
from policylang.engine.sql.address import address_of
from tests.rooms.engine.bulk.runs import SCHEMA, at_once, save, town
from tests.rooms.engine.files import encoder, policy

COLUMNS = SCHEMA.names


def table(path: Path, rows: list[dict[str, object]]) -> str:
    """The address of a table with these rows."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE IF EXISTS events")
        connection.execute(f"CREATE TABLE events ({', '.join(COLUMNS)})")
        marks = ", ".join("?" * len(COLUMNS))
        values = [[_plain(row.get(name)) for name in COLUMNS] for row in rows]
        connection.executemany(f"INSERT INTO events VALUES ({marks})", values)
        connection.commit()
    return f"sqlite:{path}?table=events"


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None or isinstance(value, int) else str(value)


def found(address: str, folder: Path, *, resume: bool = False, end: str = "") -> dict[str, object]:
    """Everybody's score, in parts of a few rows; the run is ended after a step of that name."""

    def on_step(name: str) -> None:
        if name == end:
            raise KeyboardInterrupt

    settings = Settings(folder, 40, resume=resume, on_step=on_step)
    evaluator, encoder = policy().evaluator, policy().encoder
    came = evaluate_columns(
        evaluator, encoder, Asked(address), io.StringIO(), settings, in_parts=True
    )
    assert came is not None
    scores = {row["person"]: row["score"] for each in came.tables() for row in each.to_pylist()}
    assert came.folder is not None
    came.folder.remove()
    return scores


@pytest.mark.parametrize("end", ["copied", "cut", "part 0", "part 2"])
def test_a_run_goes_on_with_the_copy_it_made(tmp_path: Path, end: str) -> None:
    rows = town(random.Random(5), 60, grouped=False)
    address = table(tmp_path / "town.db", rows)
    expected = found(address, tmp_path / "parts")
    with pytest.raises(KeyboardInterrupt):
        found(address, tmp_path / "parts", end=end)
    table(tmp_path / "town.db", rows[:10])  # others go on working
    assert found(address, tmp_path / "parts", resume=True) == expected
    assert not (tmp_path / "parts").exists()


def test_a_run_does_not_go_on_with_another_table(tmp_path: Path) -> None:
    rows = town(random.Random(5), 60, grouped=False)
    address = table(tmp_path / "town.db", rows)
    with pytest.raises(KeyboardInterrupt):
        found(address, tmp_path / "parts", end="part 0")
    query = address.replace("table=events", "query=SELECT * FROM events")
    with pytest.raises(FolderError, match="another table was read"):
        found(query, tmp_path / "parts", resume=True)


def test_a_table_in_parts_is_what_it_is_row_by_row(tmp_path: Path) -> None:
    rows = town(random.Random(7), 60, grouped=False, wrong=0.1)
    address = table(tmp_path / "town.db", rows)
    batch = evaluate(policy().evaluator, policy().encoder, Asked(address))
    assert found(address, tmp_path / "parts") == {each.person: each.score for each in batch.people}
    assert batch.summary.rejected > 0


def test_a_table_is_grouped_as_a_file_of_its_rows_is(tmp_path: Path) -> None:
    events = town(random.Random(4), 30, grouped=False, wrong=0.05)
    address = table(tmp_path / "events.db", events)
    out, of_file = tmp_path / "grouped.parquet", tmp_path / "of_file.parquet"
    asked = Asked(address_of(address))
    found = group(encoder(), asked, out, tmp_path / "grouped.parts", 40)
    path = save(events, tmp_path / "events.parquet")
    expected = group(encoder(), Asked(path), of_file, tmp_path / "of_file.parts", 40)
    assert found == expected
    assert found.rows == len(events)
    assert not (tmp_path / "grouped.parts").exists()
    before, after = at_once(Asked(of_file)), at_once(Asked(out))
    assert (after.people, after.summary) == (before.people, before.summary)


def test_a_table_without_rows_is_not_grouped(tmp_path: Path) -> None:
    asked = Asked(address_of(table(tmp_path / "events.db", [])))
    with pytest.raises(HistoryError, match="the table is empty"):
        group(encoder(), asked, tmp_path / "grouped.parquet", tmp_path / "grouped.parts", 40)
    assert not (tmp_path / "grouped.parts").exists()

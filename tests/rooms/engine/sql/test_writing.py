"""Results in files of SQLite and DuckDB: all of them, or nothing."""

from __future__ import annotations

import datetime
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from policylang.engine.sql import sqlite
from policylang.engine.sql.address import Address, address_of
from policylang.engine.sql.columns import Column, Content
from policylang.engine.sql.writing import check_output, write_table
from tests.rooms.engine.sql.test_files import SYSTEMS, made, said
from tests.rooms.engine.sql.towns import duckdb_file, sqlite_file

COLUMNS = (
    Column("person", Content.TEXT),
    Column("as_of", Content.DATE),
    Column("score", Content.WHOLE),
    Column("money", Content.DECIMAL, 2),
)
ROWS = (("ada", "2018-12-31", 7, "12.50"), ('b"o', "2018-12-31", "", Decimal("0.10")))


def address(text: str) -> Address:
    """The address that a text is."""
    found = address_of(text)
    assert found is not None
    return found


def held(system: str, path: Path, table: str = "scores") -> list[Any]:
    """The rows of a table."""
    if system == "sqlite":
        connection = sqlite3.connect(path)
        try:
            return connection.execute(f'SELECT * FROM "{table}"').fetchall()
        finally:
            connection.close()
    import duckdb

    with duckdb.connect(str(path), read_only=True) as connected:
        return connected.sql(f'SELECT * FROM "{table}"').fetchall()


@SYSTEMS
def test_results_are_a_table_with_types(system: str, folder: Path) -> None:
    write_table(address(f"{system}:new.db?table=scores"), COLUMNS, ROWS)
    rows = held(system, folder / "new.db")
    if system == "sqlite":  # money is text, which is exact
        assert rows == [("ada", "2018-12-31", 7, "12.50"), ('b"o', "2018-12-31", None, "0.10")]
    else:
        day = datetime.date(2018, 12, 31)
        assert rows == [("ada", day, 7, Decimal("12.50")), ('b"o', day, None, Decimal("0.10"))]


@SYSTEMS
def test_what_is_there_is_replaced_only_where_that_is_wanted(system: str, folder: Path) -> None:
    scores = address(f"{system}:new.db?table=scores")
    write_table(scores, COLUMNS, ROWS)
    for capital in (scores, address(f"{system}:new.db?table=Scores")):
        for refuse in (
            partial(write_table, capital, COLUMNS, ROWS[:1]),
            partial(check_output, capital, replace=False),
        ):
            code, text = said(refuse)
            assert (code, "there is a table `scores` already" in text) == ("PL435", True)
    assert len(held(system, folder / "new.db")) == 2
    check_output(scores, replace=True)
    write_table(scores, COLUMNS, ROWS[:1], replace=True)
    assert len(held(system, folder / "new.db")) == 1


@SYSTEMS
def test_a_view_is_never_replaced(system: str, folder: Path) -> None:
    make = sqlite_file if system == "sqlite" else duckdb_file
    make(folder / "views.db", "CREATE VIEW scores AS SELECT 1 AS x")
    code, text = said(
        lambda: write_table(address(f"{system}:views.db?table=scores"), COLUMNS, ROWS, replace=True)
    )
    assert (code, "is there already, and is no table" in text) == ("PL435", True)


def _failing() -> Iterator[tuple[object, ...]]:
    for number in range(25_000):
        yield (f"R-{number}", "2018-12-31", number, "1.00")
    raise KeyError("no more")


@SYSTEMS
def test_a_write_that_fails_half_way_leaves_nothing(system: str, folder: Path) -> None:
    scores = address(f"{system}:new.db?table=scores")
    with pytest.raises(Exception, match="no more"):
        write_table(scores, COLUMNS, _failing())
    assert list(folder.iterdir()) == []
    write_table(scores, COLUMNS, ROWS)
    with pytest.raises(Exception, match="no more"):
        write_table(scores, COLUMNS, _failing(), replace=True)
    assert len(held(system, folder / "new.db")) == 2


_KILLED = """
import os, sys
from policylang.engine.sql.address import address_of
from policylang.engine.sql.writing import write_table
from tests.rooms.engine.sql.test_writing import COLUMNS
def rows():
    for number in range(60_000):
        yield (f"R-{number}", "2018-12-31", number, "1.00")
    os._exit(9)
write_table(address_of(sys.argv[1]), COLUMNS, rows(), replace=True)
"""


@SYSTEMS
def test_a_write_that_is_killed_leaves_what_was_there(system: str, folder: Path) -> None:
    town = made(system, folder)
    write_table(address(f"{town}?table=scores"), COLUMNS, ROWS)
    root = Path(__file__).parents[4]
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, f"{town}?table=scores"],
        check=False,
        cwd=root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 9
    assert len(held(system, folder / "town.db")) == 2
    assert len(held(system, folder / "town.db", "events")) == 4
    write_table(address(f"{town}?table=scores"), COLUMNS, ROWS[:1], replace=True)
    assert len(held(system, folder / "town.db")) == 1


_FULL = """
import signal, sys
import resource
from policylang.engine.sql.address import address_of
from policylang.engine.sql.writing import write_table
from tests.rooms.engine.sql.test_writing import COLUMNS
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000,) * 2)
rows = ((f"R-{number}", "2018-12-31", number, "1.00") for number in range(60_000))
write_table(address_of(sys.argv[1]), COLUMNS, rows)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process has no such limits")
@SYSTEMS
def test_a_full_disk_leaves_nothing_of_a_new_database(system: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FULL, f"{system}:{folder}/new.db?table=scores"],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[4],
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 1
    assert "HistoryError" in done.stderr
    assert list(folder.iterdir()) == []


@SYSTEMS
def test_what_is_no_database_is_left_as_it_is(system: str, folder: Path) -> None:
    letter = folder / "letter.txt"
    letter.write_text("Dear all,\n" * 5_000, encoding="utf-8")
    code, text = said(lambda: write_table(address(f"{system}:letter.txt?table=t"), COLUMNS, ROWS))
    assert (code, "it is no " in text) == ("PL435", True)
    assert letter.read_text(encoding="utf-8") == "Dear all,\n" * 5_000


@SYSTEMS
def test_a_folder_that_is_not_there_is_said_before_anything_is_read(
    system: str, folder: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        check_output(address(f"{system}:nowhere/new.db?table=scores"), replace=False)


def test_a_query_and_no_table_cannot_be_written_to(folder: Path) -> None:
    for text, code in (("sqlite:a.db", "PL436"), ("sqlite:a.db?query=SELECT 1", "PL435")):
        assert said(partial(check_output, address(text), replace=True))[0] == code


def test_a_file_that_another_program_writes_to_is_waited_for_a_while(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.01)
    town = made("sqlite", folder)
    other = sqlite3.connect(folder / "town.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    code, text = said(lambda: write_table(address(f"{town}?table=scores"), COLUMNS, ROWS))
    other.close()
    assert (code, "another program is writing to it" in text) == ("PL435", True)
    write_table(address(f"{town}?table=scores"), COLUMNS, ROWS)
    assert len(held("sqlite", folder / "town.db")) == 2


def test_a_name_with_a_point_is_a_name_in_sqlite_and_a_schema_elsewhere(folder: Path) -> None:
    write_table(address("sqlite:a.db?table=b.scores"), COLUMNS, ROWS)
    assert len(held("sqlite", folder / "a.db", "b.scores")) == 2
    duckdb_file(folder / "a.duckdb", "CREATE SCHEMA b")
    write_table(address("duckdb:a.duckdb?table=b.scores"), COLUMNS, ROWS)
    code, text = said(lambda: write_table(address("duckdb:a.duckdb?table=c.scores"), COLUMNS, ROWS))
    assert (code, "c" in text) == ("PL435", True)

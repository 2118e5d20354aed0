"""Tables of SQLite and DuckDB: what they hold, and what is said of those that cannot be used."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.batch import evaluate
from policylang.engine.sql import sqlite
from tests.rooms.engine.sql.towns import (
    EVENTS,
    PEOPLE,
    SCORES,
    at_once,
    duckdb_file,
    duckdb_town,
    policy,
    scores,
    sqlite_file,
    sqlite_town,
)

MAKERS = {"sqlite": sqlite_town, "duckdb": duckdb_town}
SYSTEMS = pytest.mark.parametrize("system", MAKERS)


def made(system: str, folder: Path) -> str:
    """The address of a town without a table."""
    return f"{system}:{MAKERS[system](folder / 'town.db')}"


def said(call: Callable[[], object]) -> tuple[str, str]:
    """The code, and all that is said."""
    with pytest.raises(HistoryError) as caught:
        call()
    first = caught.value.diagnostics[0]
    return first.code.number, str(caught.value)


def rejected_rows(address: str) -> list[dict[str, str]]:
    """The rejected rows of a history as they are written."""
    log = io.StringIO()
    evaluate(policy().evaluator, policy().encoder, Asked(address), rejects=log)
    return list(csv.DictReader(log.getvalue().splitlines()))


def rejected(address: str) -> list[tuple[str, str, str]]:
    """The rejected rows of a history: number, code, reason."""
    return [(row["line"], row["code"], row["reason"]) for row in rejected_rows(address)]


# --- what they hold ------------------------------------------------------------------------------


@SYSTEMS
def test_a_table_holds_what_a_file_of_its_rows_would(system: str, folder: Path) -> None:
    Path("events.csv").write_text(EVENTS, encoding="utf-8")
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    town = made(system, folder)
    batch = at_once(f"{town}?table=events", f"{town}?table=people")
    assert scores(batch) == scores(at_once("events.csv", "people.csv")) == SCORES
    assert batch.summary.rows == 4


@SYSTEMS
def test_a_query_may_rename_join_and_order(system: str, folder: Path) -> None:
    town = made(system, folder)
    sql = (
        "SELECT e.person AS person, date, action, amount, time FROM events e "
        "JOIN people p ON p.person = e.person ORDER BY date;"
    )
    if system == "sqlite":
        sql = sql.rstrip(";")
    assert scores(at_once(f"{town}?query={sql}")) == {"ada": 128}


@SYSTEMS
def test_rows_come_in_the_order_a_query_asks_for(system: str, folder: Path) -> None:
    town = made(system, folder)
    sql = "SELECT * FROM events ORDER BY date DESC"
    batch = at_once(f"{town}?query={sql}")
    assert [person.person for person in batch.people] == ["cyd", "ada", "bob"]
    assert [reject.line for reject in batch.first_rejects] == [4]  # ada's first, which is late


@SYSTEMS
def test_whole_tables_come_to_the_same(system: str, folder: Path) -> None:
    town = made(system, folder)
    sql = (
        "SELECT person, date, action, amount, CAST(time * 60 AS INTEGER) || ' minutes' AS time "
        "FROM events"
    )
    table = policy().evaluate_many(f"{town}?query={sql}", people=f"{town}?table=people")
    found = dict(zip(table["person"].to_pylist(), table["score"].to_pylist(), strict=True))
    rowed = scores(at_once(f"{town}?query={sql}", f"{town}?table=people"))
    assert found == rowed
    assert found["ada"] == 131


def test_a_boolean_of_sqlite_is_yes_or_no_in_tables_views_and_queries(folder: Path) -> None:
    town = made("sqlite", folder)
    sqlite_file(folder / "town.db", "CREATE VIEW all_people AS SELECT * FROM people")
    for source in ("table=people", "table=all_people", "query=SELECT * FROM people"):
        assert scores(at_once(f"{town}?table=events", f"{town}?{source}")) == SCORES


def test_values_of_sqlite_are_what_they_would_be_in_a_file(folder: Path) -> None:
    path = sqlite_file(
        folder / "odd.db",
        "CREATE TABLE events (person, date, action, amount)",
        "INSERT INTO events VALUES (7, '2018-01-01', 'gift', 250.5)",
        "INSERT INTO events VALUES (7, '2018-01-02', 'gift', '1,250.50 EUR')",
        "INSERT INTO events VALUES (' 7 ', '2018-01-02 12:00:00+01:00', 'gift', 100)",
        "INSERT INTO events VALUES (7, '2018-01-03', 'gift', 0.1)",
        "INSERT INTO events VALUES (7, 20180103, 'gift', 1)",
        "INSERT INTO events VALUES (7, '2018-01-03', 'gift', x'00ff')",
        "INSERT INTO events VALUES (7, '2018-01-03', 'gift', 9e999)",
        "INSERT INTO events VALUES ('a' || char(0) || 'b', '2018-01-03', 'gift', 1)",
        "INSERT INTO events VALUES (CAST(x'ff41' AS TEXT), '2018-01-03', 'gift', 1)",
        "INSERT INTO events VALUES (NULL, '2018-01-03', 'gift', 1)",
        "INSERT INTO events VALUES (7, '2018-01-03', 'gift', 9223372036854775807)",
    )
    address = f"sqlite:{path}?table=events"
    assert scores(at_once(address)) == {"7": 100 + 25 + 125 + 10}
    codes = [(line, code) for line, code, _ in rejected(address)]
    assert codes == [
        ("4", "PL408"), ("5", "PL406"), ("6", "PL408"), ("7", "PL408"), ("8", "PL408"),
        ("9", "PL408"), ("10", "PL403"), ("11", "PL405"),
    ]  # fmt: skip
    assert "`0.1` is kept as a binary fraction" in rejected(address)[0][2]
    assert "`inf` is no number" in rejected(address)[3][2]
    assert "`amount`: a value of this type (bytes)" in rejected(address)[2][2]
    day = "7, 2018-01-03, gift"
    assert [rejected_rows(address)[place]["row"] for place in (0, 2, 3)] == [
        f"{day}, 0.1", f"{day}, x'00ff'", f"{day}, inf",
    ]  # fmt: skip


def test_values_of_every_type_of_duckdb_are_read_or_rejected(folder: Path) -> None:
    odd = {
        "TINYINT '30'": 103, "UBIGINT '30'": 103, "HUGEINT '30'": 103, "3e1::DECIMAL(38, 9)": 103,
        "30.5::DOUBLE": 103, "30.5::FLOAT": 103, "'30.50 EUR'": 103, "NULL": None,
        "0.1::DOUBLE": None,
        "'nan'::DOUBLE": None, "true": None, "DATE '2018-01-01'": None, "DATE 'infinity'": None,
        "TIMESTAMP 'infinity'": None, "TIMESTAMPTZ '-infinity'": None, "TIME '10:00'": None,
        "INTERVAL 1 DAY": None, "'\\x00'::BLOB": None, "[1, 2]": None, "{'a': 1}": None,
        "uuid()": None,
        "'101'::BIT": None, "'x'::ENUM('x', 'y')": None, "'{}'::JSON": None,
        "TIMESTAMP_NS '2018-01-01 00:00:00.000000001'": None, "MAP {'a': 1}": None,
    }  # fmt: skip
    path = duckdb_file(folder / "types.duckdb")
    first = "SELECT 'ada' AS person, DATE '2018-01-05' AS date, 'gift' AS action"
    for value, score in odd.items():
        address = f"duckdb:{path}?query={first}, {value} AS amount"
        assert scores(at_once(address)) == ({"ada": score} if score else {}), value
        if score is None:
            with pytest.raises(HistoryError):
                policy().evaluate_many(address)
        else:
            assert policy().evaluate_many(address)["score"].to_pylist() == [score]


def test_a_day_of_duckdb_that_no_calendar_has_is_rejected(folder: Path) -> None:
    path = duckdb_file(folder / "days.duckdb")
    for day in (
        "DATE 'infinity'", "TIMESTAMPTZ 'infinity'", "TIMESTAMP '2018-01-01'", "DATE '9999-01-01'",
    ):  # fmt: skip
        sql = f"SELECT 'ada' AS person, {day} AS date, 'gift' AS action, 1 AS amount"
        address = f"duckdb:{path}?query={sql}"
        assert rejected(address)[0][1] in ("PL406", "PL407"), day
        with pytest.raises(HistoryError):
            policy().evaluate_many(address)


def test_a_huge_text_is_a_rejected_row_or_ends_the_run(folder: Path) -> None:
    path = sqlite_file(
        folder / "huge.db",
        "CREATE TABLE events (person, date, action, amount)",
        "INSERT INTO events VALUES (printf('%.*c', 2000000, 'x'), '2018-01-01', 'gift', 1)",
        "INSERT INTO events VALUES ('ada', '2018-01-01', 'gift', 100)",
    )
    address = f"sqlite:{path}?table=events"
    assert [code for _, code, _ in rejected(address)] == ["PL408"]
    assert scores(at_once(address)) == {"ada": 110}
    sqlite_file(path, "UPDATE events SET amount = zeroblob(17000000)")
    code, text = said(lambda: at_once(address))
    assert (code, "longer than 16,777,216 bytes" in text) == ("PL435", True)


# --- which table ---------------------------------------------------------------------------------


@SYSTEMS
@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("", "does not say which table\n  help: it has `events`, `people`"),
        ("?table=event", "there is no table `event`\n  help: did you mean `events`?"),
        ("?table=zzz", "there is no table `zzz`\n  help: it has `events`, `people`"),
        ('?table=events"; DROP TABLE events; --', "there is no table"),
    ],
)
def test_which_tables_there_are_is_said(system: str, mark: str, words: str, folder: Path) -> None:
    town = made(system, folder)
    code, text = said(lambda: at_once(f"{town}{mark}"))
    assert code == "PL436"
    assert words in text
    assert at_once(f"{town}?table=events").summary.rows == 4


@SYSTEMS
def test_any_name_of_a_table_can_be_given(system: str, folder: Path) -> None:
    names = ('we"ird; DROP', "tä ble", "x" * 200, "a.b", "select")
    for number, name in enumerate(names):
        quoted = '"' + name.replace('"', '""') + '"'
        make = sqlite_file if system == "sqlite" else duckdb_file
        path = make(
            folder / f"names{number}",
            f"CREATE TABLE {quoted} (person VARCHAR, date VARCHAR, action VARCHAR, amount INTEGER)",
            f"INSERT INTO {quoted} VALUES ('ada', '2018-01-01', 'gift', 100)",
        )
        assert scores(at_once(f"{system}:{path}?table={name}")) == {"ada": 110}


def test_a_schema_of_duckdb_stands_before_a_point(folder: Path) -> None:
    path = duckdb_file(
        folder / "schemas.duckdb",
        "CREATE SCHEMA old",
        "CREATE TABLE old.events AS SELECT 'ada' AS person, '2018-01-01' AS date, "
        "'gift' AS action, 100 AS amount",
    )
    assert scores(at_once(f"duckdb:{path}?table=old.events")) == {"ada": 110}
    code, text = said(lambda: at_once(f"duckdb:{path}?table=events"))
    assert (code, "did you mean `old.events`?" in text) == ("PL436", True)


@SYSTEMS
def test_columns_are_looked_at_before_any_row(system: str, folder: Path) -> None:
    town = made(system, folder)
    code, text = said(lambda: at_once(f"{town}?query=SELECT person, date, 1 AS wrong FROM events"))
    assert code == "PL409"
    assert "`wrong` is no field" in text
    twice = "SELECT person, person, date, action FROM events"
    assert said(lambda: at_once(f"{town}?query={twice}"))[0] in ("PL404", "PL418")


@SYSTEMS
def test_a_table_without_rows_is_an_empty_file(system: str, folder: Path) -> None:
    town = made(system, folder)
    code, text = said(lambda: at_once(f"{town}?query=SELECT * FROM events WHERE person = 'zoe'"))
    assert (code, "the table is empty" in text) == ("PL411", True)


# --- what a query cannot do ----------------------------------------------------------------------


@SYSTEMS
@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE events",
        "DELETE FROM events RETURNING person",
        "INSERT INTO events (person) VALUES ('eve') RETURNING person",
        "SELECT * FROM events; DROP TABLE events",
        "ATTACH 'other.db' AS other",
        "PRAGMA user_version = 7",
        "VACUUM INTO 'copy.db'",
        "COPY events TO 'copy.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "CREATE TEMP TABLE t AS SELECT 1",
        "SELECT * FROM",
        "",
    ],
)
def test_a_query_only_reads(system: str, sql: str, folder: Path) -> None:
    town = made(system, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    code, _ = said(lambda: at_once(f"{town}?query={sql}"))
    assert code == "PL435"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_view_of_duckdb_reads_no_other_file(folder: Path) -> None:
    (folder / "secret.csv").write_text(EVENTS, encoding="utf-8")
    path = duckdb_file(
        folder / "sly.duckdb", "CREATE VIEW events AS SELECT * FROM read_csv('secret.csv')"
    )
    code, text = said(lambda: at_once(f"duckdb:{path}?table=events"))
    assert (code, "disabled" in text) == ("PL435", True)


# --- what cannot be used -------------------------------------------------------------------------


@SYSTEMS
def test_what_is_no_database_is_said(system: str, folder: Path) -> None:
    (folder / "letter.db").write_text("Dear all,\n" * 5_000, encoding="utf-8")
    code, text = said(lambda: at_once(f"{system}:letter.db?table=events"))
    assert (code, "letter.db: it is no " in text) == ("PL435", True)


def test_a_file_of_the_other_kind_is_said(folder: Path) -> None:
    sqlite_town(folder / "town.db")
    _, text = said(lambda: at_once("duckdb:town.db?table=events"))
    assert "begin the address with `sqlite:`" in text
    duckdb_town(folder / "town.duckdb")
    _, text = said(lambda: at_once("sqlite:town.duckdb?table=events"))
    assert "begin the address with `duckdb:`" in text


@SYSTEMS
def test_a_file_that_is_not_there_is_not_made(system: str, folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        at_once(f"{system}:nowhere.db?table=events")
    with pytest.raises(IsADirectoryError):
        at_once(f"{system}:{folder}?table=events")
    assert list(folder.iterdir()) == []


def test_a_locked_file_of_sqlite_is_waited_for_a_while(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.01)
    town = made("sqlite", folder)
    other = sqlite3.connect(folder / "town.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    code, text = said(lambda: at_once(f"{town}?table=events"))
    assert (code, "another program is writing to it" in text) == ("PL435", True)
    other.close()
    assert at_once(f"{town}?table=events").summary.rows == 4


def test_a_file_of_duckdb_that_this_program_has_open_is_said(folder: Path) -> None:
    import duckdb

    town = made("duckdb", folder)
    with duckdb.connect(str(folder / "town.db")):
        code, text = said(lambda: at_once(f"{town}?table=events"))
    assert (code, "this program has it open already" in text) == ("PL435", True)


def test_a_file_that_is_damaged_in_the_middle_ends_the_run(folder: Path) -> None:
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) "
    path = sqlite_file(
        folder / "long.db",
        "CREATE TABLE events (person, date, action, amount)",
        f"INSERT INTO events {rows} SELECT 'R-' || i, '2018-01-01', 'gift', 100 FROM n",
    )
    assert at_once(f"sqlite:{path}?table=events").summary.rows == 30_000
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) * 3 // 4] = b"\xff" * (len(content) // 4)
    path.write_bytes(content)
    code, text = said(lambda: at_once(f"sqlite:{path}?table=events"))
    assert (code, "malformed" in text) == ("PL435", True)


def test_sqlite_needs_no_extra_and_others_say_which(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from policylang.core.errors import MissingExtraError

    for name in ("duckdb", "adbc_driver_manager", "adbc_driver_postgresql"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("duckdb", "postgresql"):
        monkeypatch.delitem(sys.modules, f"policylang.engine.sql.{name}", raising=False)
        monkeypatch.delattr(f"policylang.engine.sql.{name}", raising=False)
    town = made("sqlite", folder)
    assert at_once(f"{town}?table=events").summary.rows == 4
    for address in (
        f"duckdb:{folder / 'town.db'}?table=events",
        "postgresql://u@h/db?table=events",
    ):
        with pytest.raises(MissingExtraError, match=r"pip install 'policylang\[sql\]'"):
            at_once(address)


def test_duckdb_relations_are_tables_as_they_are(folder: Path) -> None:
    import duckdb

    duckdb_town(folder / "town.db")
    with duckdb.connect(str(folder / "town.db")) as connection:
        relation = connection.sql(
            "SELECT * REPLACE (CAST(time AS DECIMAL(9, 1)) AS time) FROM events"
        )
        table = policy().evaluate_many(relation)
    assert isinstance(table, pa.Table)
    assert table["score"].to_pylist() == [128, 102, 101]

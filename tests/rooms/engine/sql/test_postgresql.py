"""PostgreSQL, against a real server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from policylang.engine.columns import history_columns
from policylang.engine.sql import reading
from policylang.engine.sql.address import Address, address_of
from policylang.engine.sql.columns import Column, Content
from policylang.engine.sql.writing import write_table
from tests.rooms.engine.sql.server import PASSWORD, Server
from tests.rooms.engine.sql.test_files import said
from tests.rooms.engine.sql.towns import POLICY, SCORES, TYPED, at_once, policy, scores
from tests.tools.running import run

#: All in one process, so that there is one server.
pytestmark = pytest.mark.xdist_group("postgresql")

GIFTS = "SELECT 'ada' AS person, DATE '2018-01-05' AS date, 'gift' AS action"


@pytest.fixture
def town(server: Server) -> str:
    """The address of a schema of its own with the usual tables, to which a table is added."""
    server.run("DROP SCHEMA IF EXISTS public CASCADE", "CREATE SCHEMA public", *TYPED)
    return server.url()


def address(text: str) -> Address:
    """The address that a text is."""
    found = address_of(text)
    assert found is not None
    return found


# --- reading -------------------------------------------------------------------------------------


def test_a_table_holds_what_a_file_of_its_rows_would(town: str) -> None:
    batch = at_once(f"{town}&table=events", f"{town}&table=people")
    assert scores(batch) == SCORES


def test_whole_tables_come_to_the_same(town: str) -> None:
    exact = "SELECT person, date, action, amount, time::numeric AS time FROM events"
    table = policy().evaluate_many(f"{town}&query={exact}", people=f"{town}&table=people")
    assert dict(zip(table["person"].to_pylist(), table["score"].to_pylist(), strict=True)) == SCORES


def test_rows_come_in_the_order_a_query_asks_for_also_where_columns_are_cast(town: str) -> None:
    sql = (
        "SELECT CAST(lpad(i::text, 32, '0') AS uuid) AS person, DATE '2018-01-05' AS date, "
        "'gift' AS action, 1 AS amount FROM generate_series(1, 5000) AS i ORDER BY i DESC;"
    )
    names = [person.person for person in at_once(f"{town}&query={sql}").people]
    assert names == sorted(names, reverse=True)
    assert names[0] == "00000000-0000-0000-0000-000000005000"


@pytest.mark.parametrize(
    ("value", "score"),
    [
        ("30.50::money", 103), ("30.50::numeric", 103), ("3e1::numeric(38, 9)", 103),
        ("30::int2", 103),
        ("30.5::float8", 103), ("30.5::float4", 103), ("'30.50 EUR'::varchar(9)", 103),
        ("'30.50'::char(30)", 103), ("30::oid", 103), ("NULL", None), ("0.1::float8", None),
        ("'NaN'::numeric", None), ("'Infinity'::numeric", None), ("'nan'::float8", None),
        ("true", None), ("'infinity'::date", None), ("'-infinity'::timestamptz", None),
        ("'10:00'::time", None), ("'1 day'::interval", None), ("'x'::bytea", None),
        ("ARRAY[1, 2]", None), ("gen_random_uuid()", None), ("'{}'::jsonb", None),
        ("'(1,2)'::point", None), ("'127.0.0.1'::inet", None), ("ROW(1, 2)", None),
        ("repeat('9', 100)::numeric", None),
    ],
)  # fmt: skip
def test_values_of_every_type_are_read_or_rejected(
    town: str, value: str, score: int | None
) -> None:
    batch = at_once(f"{town}&query={GIFTS}, {value} AS amount")
    assert scores(batch) == ({"ada": score} if score else {})


def test_an_enumeration_is_its_words(server: Server, town: str) -> None:
    server.run("CREATE TYPE deed AS ENUM ('gift', 'help')", "CREATE DOMAIN coins AS money")
    sql = (
        "SELECT 'ada' AS person, DATE '2018-01-05' AS date, 'gift'::deed AS action, "
        "'30.50'::money::coins AS amount"
    )
    assert scores(at_once(f"{town}&query={sql}")) == {"ada": 103}


def test_a_moment_counts_for_its_day_in_the_zone_of_the_policy(town: str) -> None:
    sql = (
        "SELECT 'ada' AS person, TIMESTAMPTZ '2018-12-31 23:30:00Z' AS date, 'gift' AS action, "
        "10 AS amount"
    )
    assert str(at_once(f"{town}&query={sql}").summary.as_of) == "2019-01-01"
    local = sql.replace("TIMESTAMPTZ", "TIMESTAMP")
    assert [each.code.number for each in at_once(f"{town}&query={local}").first_rejects] == [
        "PL407"
    ]


def test_which_tables_there_are_is_said(server: Server, town: str) -> None:
    server.run("CREATE SCHEMA IF NOT EXISTS old", "CREATE TABLE IF NOT EXISTS old.deeds (x int)")
    code, text = said(lambda: at_once(f"{town}&table=event"))
    assert (code, "did you mean `events`?" in text) == ("PL436", True)
    code, text = said(lambda: at_once(town))
    assert (code, "it has `events`, `old.deeds`, `people`" in text) == ("PL436", True)
    assert scores(at_once(f"{town}&table=public.events")) == scores(at_once(f"{town}&table=events"))
    name = 'a"b; DROP TABLE events'
    server.run('CREATE TABLE "a""b; DROP TABLE events" AS TABLE events')
    assert at_once(f"{town}&table={name}").summary.rows == 4


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE events",
        "SELECT * FROM events; DROP TABLE events",
        "SELECT * FROM events; COMMIT; DROP TABLE events",
        "INSERT INTO events (person) VALUES ('eve') RETURNING person, date, action",
        "WITH gone AS (DELETE FROM events RETURNING *) SELECT * FROM gone",
        "SELECT person, date, action FROM events WHERE setval('counter', 7) > 0",
        "SELECT * FROM nowhere",
        "SELECT * FROM",
        "COPY events TO STDOUT",
        "VACUUM",
    ],
)
def test_a_query_only_reads(server: Server, town: str, sql: str) -> None:
    server.run("CREATE SEQUENCE counter")
    code, _ = said(lambda: at_once(f"{town}&query={sql}"))
    assert code in ("PL435", "PL409")
    assert server.run("SELECT count(*) FROM events") == [(4,)]
    assert server.run("SELECT last_value FROM counter") == [(1,)]


# --- servers that cannot be used -----------------------------------------------------------------


def test_a_wrong_password_is_said_and_no_password_told(server: Server, town: str) -> None:
    code, text = said(lambda: at_once(server.url(password="hunter2") + "&table=events"))
    assert (code, "password authentication failed" in text) == ("PL435", True)
    assert "hunter2" not in text


def test_a_server_that_is_not_there_is_said(folder: Path) -> None:
    code, text = said(lambda: at_once(f"postgresql://ann:hunter2@/town?host={folder}&table=events"))
    assert (code, "No such file" in text) == ("PL435", True)
    assert "hunter2" not in text


def test_a_database_that_is_not_there_is_said(server: Server, town: str) -> None:
    code, text = said(lambda: at_once(server.url(database="nowhere") + "&table=events"))
    assert (code, '"nowhere" does not exist' in text) == ("PL435", True)
    assert PASSWORD not in text


def test_a_password_may_stand_in_the_environment(
    server: Server, town: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "PGPASSWORD", PASSWORD)
    assert scores(at_once(server.url(password="") + "&table=events")).keys() == {
        "ada",
        "bob",
        "cyd",
    }


#: Rows that end the connection they come over when half of them have come.
_DYING = (
    "SELECT 'R-' || i AS person, DATE '2018-01-05' AS date, 'gift' AS action, 10 AS amount "
    "FROM generate_series(1, 400000) AS i "
    "WHERE i <> 200000 OR pg_terminate_backend(pg_backend_pid())"
)


def test_a_server_that_goes_away_half_way_leaves_nothing_half_written(
    server: Server, town: str, folder: Path
) -> None:
    (folder / "town.policy").write_text(POLICY, encoding="utf-8")
    (folder / "scores.csv").write_text("older\n", encoding="utf-8")
    for form, output in (("csv", "scores.csv"), ("parquet", "scores.parquet"), (None, None)):
        words = ["eval", "town.policy", f"{town}&query={_DYING}", "--rejects", "rejects.csv"]
        words += ["--output", output or f"{town}&table=scores", "--memory", "1MB"]
        result = run(*words, *(["--format", form] if form else []))
        assert result.exit_code == 2, result.output
        assert "error[PL435]: postgresql://tester@/town" in result.stderr
        assert PASSWORD not in result.output
    assert {path.name for path in folder.iterdir()} == {"town.policy", "scores.csv"}
    assert (folder / "scores.csv").read_text(encoding="utf-8") == "older\n"
    assert server.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(2,)]


def test_rows_are_read_in_bounded_parts(town: str) -> None:
    sql = (
        "SELECT 'R-' || i AS person, DATE '2018-01-05' AS date, repeat('gift', 200) AS action "
        "FROM generate_series(1, 30000) AS i"
    )
    with reading.opened(address(f"{town}&query={sql}"), history_columns(policy().machine)) as found:
        sizes = [batch.nbytes for batch in found.batches()]
    assert len(sizes) > 3
    assert max(sizes) < 6_000_000


# --- writing -------------------------------------------------------------------------------------

COLUMNS = (
    Column("person", Content.TEXT),
    Column("as_of", Content.DATE),
    Column("score", Content.WHOLE),
    Column("money", Content.DECIMAL, 2),
)
ROWS = (("ada", "2018-12-31", 7, "12.50"), ('bo\\b\t"', "2018-12-31", "", ""))


def test_results_are_a_table_with_types(server: Server, town: str) -> None:
    write_table(address(f"{town}&table=scores"), COLUMNS, ROWS)
    assert server.run("SELECT person, as_of::text, score, money::text FROM scores") == [
        ("ada", "2018-12-31", 7, "12.50"),
        ('bo\\b\t"', "2018-12-31", None, None),
    ]
    kinds = "SELECT string_agg(format_type(atttypid, atttypmod), ',' ORDER BY attnum) "
    found = server.run(
        f"{kinds} FROM pg_attribute WHERE attrelid = 'scores'::regclass AND attnum > 0"
    )
    assert found == [("text,date,bigint,numeric(38,2)",)]


def test_what_is_there_is_replaced_only_where_that_is_wanted(server: Server, town: str) -> None:
    scores_of = address(f"{town}&table=public.scores")
    write_table(scores_of, COLUMNS, ROWS)
    code, text = said(lambda: write_table(scores_of, COLUMNS, ROWS[:1]))
    assert (code, "there is a table `scores` already" in text) == ("PL435", True)
    assert server.run("SELECT count(*) FROM scores") == [(2,)]
    write_table(scores_of, COLUMNS, ROWS[:1], replace=True)
    assert server.run("SELECT count(*) FROM scores") == [(1,)]
    server.run("CREATE VIEW seen AS SELECT * FROM scores")
    code, text = said(
        lambda: write_table(address(f"{town}&table=seen"), COLUMNS, ROWS, replace=True)
    )
    assert (code, "`seen` is there already, and is no table" in text) == ("PL435", True)
    code, text = said(lambda: write_table(scores_of, COLUMNS, ROWS, replace=True))
    assert (code, "other objects depend on it" in text) == ("PL435", True)
    assert server.run("SELECT count(*) FROM scores") == [(1,)]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("nowhere.scores", "nowhere"),
        ("x" * 64, "longer than 63 bytes"),
        ("ü" * 32, "longer than 63"),
    ],
)
def test_a_table_that_cannot_be_made_is_said(town: str, table: str, words: str) -> None:
    code, text = said(lambda: write_table(address(f"{town}&table={table}"), COLUMNS, ROWS))
    assert (code, words in text) == ("PL435", True)


def test_a_server_that_goes_away_while_it_is_written_to_has_nothing_of_it(
    server: Server, town: str
) -> None:
    def rows() -> Iterator[tuple[object, ...]]:
        for number in range(50_000):
            if number == 30_000:
                server.run(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND datname = 'town'"
                )
            yield (f"R-{number}", "2018-12-31", number, "1.00")

    scores_of = address(f"{town}&table=scores")
    write_table(scores_of, COLUMNS, ROWS)
    code, text = said(lambda: write_table(scores_of, COLUMNS, rows(), replace=True))
    assert (code, PASSWORD in text) == ("PL435", False)
    assert server.run("SELECT count(*) FROM scores") == [(2,)]
    assert server.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(3,)]
    many = ((f"R-{number}", "2018-12-31", number, "1.00") for number in range(50_000))
    write_table(scores_of, COLUMNS, many, replace=True)
    assert server.run("SELECT count(*), sum(score)::text, sum(money)::text FROM scores") == [
        (50_000, str(sum(range(50_000))), str(Decimal("50000.00")))
    ]

"""Tables of databases on the command line, and `docs/databases.md`."""

from __future__ import annotations

import contextlib
import csv
import io
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.docs.pages import read_page
from tests.rooms.engine.sql.towns import (
    EVENTS,
    PEOPLE,
    POLICY,
    duckdb_file,
    sqlite_file,
    sqlite_town,
)
from tests.tools.running import run
from tests.tools.test_commands_page import furnished, matches, outputs

PAGE = Path(__file__).resolve().parents[2] / "docs" / "databases.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a policy, and its history in a database and in files."""
    monkeypatch.chdir(tmp_path)
    Path("town.policy").write_text(POLICY, encoding="utf-8")
    Path("events.csv").write_text(EVENTS, encoding="utf-8")
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    sqlite_town(tmp_path / "town.db")
    return tmp_path


EVAL = (
    "eval",
    "town.policy",
    "sqlite:town.db?table=events",
    "--people",
    "sqlite:town.db?table=people",
)


def scores_in(path: str, table: str = "scores") -> list[tuple[object, ...]]:
    """Persons and scores of a table of results."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f'SELECT person, score FROM "{table}" ORDER BY person').fetchall()


def test_histories_people_and_results_are_tables_of_one_database(folder: Path) -> None:
    files = run("eval", "town.policy", "events.csv", "--people", "people.csv", "--format", "csv")
    tables = run(*EVAL, "--format", "csv")
    assert (tables.exit_code, tables.stdout) == (0, files.stdout)
    written = run(*EVAL, "--output", "sqlite:town.db?table=scores")
    assert (written.exit_code, written.stdout) == (0, "")
    rows = csv.DictReader(io.StringIO(files.stdout))
    assert scores_in("town.db") == sorted((row["person"], int(row["score"])) for row in rows)


@pytest.mark.parametrize("command", ["explain", "rank"])
def test_other_commands_read_tables_as_well(folder: Path, command: str) -> None:
    ranked = POLICY + "ranking best {\n  by trust, highest first\n}\n"
    Path("town.policy").write_text(ranked, encoding="utf-8")
    more = ["--person", "ada"] if command == "explain" else []
    table, file = (
        run(command, "town.policy", source, *more)
        for source in ("sqlite:town.db?table=events", "events.csv")
    )
    assert table.exit_code == file.exit_code == 0
    assert table.stdout == file.stdout


def test_rejected_rows_are_told_by_their_number(folder: Path) -> None:
    sqlite_file(
        folder / "town.db", "INSERT INTO events VALUES ('eve', '2018-02-30', 'gift', 1, NULL)"
    )
    result = run(*EVAL, "--rejects", "rejects.csv")
    assert result.exit_code == 2
    assert "5 rows = 4 evaluated + 1 rejected" in result.stderr
    line = Path("rejects.csv").read_text(encoding="utf-8").splitlines()[1]
    assert line.startswith("sqlite:town.db?table=events,5,PL406,there is no day `2018-02-30`")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--output", "sqlite:town.db?table=events", "--replace"], "is read by this command"),
        (["--output", "sqlite:./town.db?table=people", "--replace"], "is read by this command"),
        (["--output", "town.db"], "is read by this command"),
        (["--output", "sqlite:town.policy?table=t"], "is read by this command"),
        (["--output", "sqlite:new.db?table=t", "--rejects", "new.db"], "is read by this command"),
        (["--rejects", "town.db"], "is read by this command"),
        (["--output", "sqlite:new.db?table=t", "--format", "csv"], "--format is about files"),
        (["--output", "new.csv", "--replace"], "--replace is about a table"),
        (["--replace"], "--replace is about a table"),
        (["--output", "sqlite:new.db"], "error[PL436]: sqlite:new.db: the address does not say"),
        (["--output", "sqlite:new.db?query=SELECT 1"], "not to a query"),
        (["--output", "sqlite:/no/where.db?table=t"], "there is no folder `/no`"),
        (["--output", "sqlite:new.db?tabel=t"], "did you mean `table`?"),
    ],
)
def test_what_would_be_lost_or_means_nothing_is_refused(
    folder: Path, words: list[str], said: str
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = run(*EVAL, *words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_large_table_goes_in_parts_of_a_copy(folder: Path) -> None:
    duckdb_file(
        folder / "large.duckdb",
        "CREATE TABLE events AS SELECT 'R-' || (i % 700) AS person, DATE '2018-01-01' + "
        "(i // 700)::INTEGER AS date, 'gift' AS action, i % 50 AS amount FROM range(14000) t(i)",
    )
    words = ("eval", "town.policy", "duckdb:large.duckdb?table=events")
    whole = run(*words, "--output", "whole.csv")
    parts = run(*words, "--output", "parts.csv", "--memory", "1MB")
    assert whole.exit_code == parts.exit_code == 0, parts.output
    assert Path("parts.csv").read_bytes() == Path("whole.csv").read_bytes()
    tabled = run(*words, "--output", "sqlite:results.db?table=scores", "--memory", "1MB")
    assert tabled.exit_code == 0
    assert len(scores_in("results.db")) == 700
    assert not [path for path in folder.iterdir() if path.name.endswith(".parts")]


@pytest.mark.skipif(shutil.which("sh") is None, reason="the examples are for a shell")
def test_every_example_of_the_page_is_what_happens(tmp_path: Path) -> None:
    done = list(outputs(furnished(tmp_path), PAGE.read_text("utf-8")))
    wrong = [f"$ {command}\n{real}" for command, shown, real in done if not matches(shown, real)]
    assert done
    assert not wrong, "\n".join(wrong)


def test_the_python_of_the_page_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (block,) = [block for block in read_page(PAGE).blocks if block.kind == "python"]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block.text, PAGE.name, "exec"), {})
    assert printed.getvalue() == "[11]\n"


@pytest.mark.usefixtures("folder")
def test_a_table_is_grouped_and_its_database_is_not_overwritten() -> None:
    address = "sqlite:town.db?table=events"
    result = run("group", "town.policy", address, "--output", "grouped.parquet")
    assert result.exit_code == 0, result.output
    of_file = run("group", "town.policy", "events.csv", "--output", "of_file.parquet")
    assert result.output == of_file.output
    table, file = (
        run("eval", "town.policy", each, "--people", "people.csv", "--format", "csv").stdout
        for each in ("grouped.parquet", "of_file.parquet")
    )
    assert table == file
    assert run("group", "town.policy", "sqlite:town.db", "--output", "x.parquet").exit_code != 0
    Path("town.parquet").symlink_to("town.db")
    replaced = run("group", "town.policy", address, "--output", "town.parquet")
    assert replaced.exit_code != 0
    assert "would be overwritten" in replaced.output

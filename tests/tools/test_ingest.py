"""`policylang ingest` and `policylang scores`: batches at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tools.running import PEOPLE, RONGCHENG, SAMPLE, run

pytest.importorskip("duckdb")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "scores.duckdb"


def test_a_file_goes_into_a_store_once(store: Path) -> None:
    arguments = ["ingest", RONGCHENG, SAMPLE, "--store", store, "--people", PEOPLE]
    first, second = run(*arguments), run(*arguments)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "5,474 rows = 5,474 kept + 0 rejected" in first.stderr
    assert "406 people = 406 new + 0 gone on with + 0 run again as of 2018-12-31" in first.stderr
    assert "`rongcheng.sample.csv` is in the store already: nothing was changed" in second.stderr
    everybody = run("scores", RONGCHENG, "--store", store, "--format", "csv")
    whole = run("eval", RONGCHENG, SAMPLE, "--people", PEOPLE, "--format", "csv")
    assert sorted(everybody.stdout.splitlines()) == sorted(whole.stdout.splitlines())


def test_rows_that_do_not_fit_are_shown_and_the_code_says_so(store: Path, tmp_path: Path) -> None:
    rows = "person,date,action\nann,2017-01-01,late_payment\nann,2017-01-41,late_payment\n"
    typed = run(
        "ingest", RONGCHENG, "-", "--store", store, "--input-format", "csv", "--batch", "1",
        typed=rows,
    )  # fmt: skip
    assert typed.exit_code == 2
    assert "2 rows = 1 kept + 1 rejected" in typed.stderr
    assert "PL406" in typed.stderr
    file, log = tmp_path / "events.csv", tmp_path / "rejects.csv"
    file.write_text(rows, "utf-8")
    logged = run("ingest", RONGCHENG, file, "--store", store, "--rejects", log)
    assert f"1 row was rejected, see {log}" in logged.stderr
    assert len(log.read_text("utf-8").splitlines()) == 2
    output = tmp_path / "scores.json"
    shown = run("scores", RONGCHENG, "--store", store, "--format", "json", "--output", output)
    assert shown.exit_code == 0
    assert [each["person"] for each in json.loads(output.read_text("utf-8"))["people"]] == ["ann"]


def test_what_cannot_be_is_said_in_one_sentence(store: Path, tmp_path: Path) -> None:
    no_name = run("ingest", RONGCHENG, "-", "--store", store, "--input-format", "csv", typed="")
    assert "`-` needs --batch" in no_name.stderr
    none = run("scores", RONGCHENG, "--store", store)
    assert (none.exit_code, "there is no file" in none.stderr) == (2, True)
    assert not store.exists()
    store.write_text("no store", "utf-8")
    strange = run("scores", RONGCHENG, "--store", store)
    assert (strange.exit_code, "no store of policylang" in strange.stderr) == (2, True)
    nowhere = run("ingest", RONGCHENG, SAMPLE, "--store", tmp_path / "no" / "where.duckdb")
    assert (nowhere.exit_code, "there is no folder" in nowhere.stderr) == (2, True)

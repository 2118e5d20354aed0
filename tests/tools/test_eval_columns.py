"""`policylang eval` and `group` on files of columns, and where a disk is full."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policylang.engine.bulk import choose
from tests.tools.conftest import HISTORY
from tests.tools.running import PEOPLE, RONGCHENG, SAMPLE, environment, run


@pytest.fixture
def events(tmp_path: Path, policy: Path) -> Path:
    """The sample as Parquet."""
    path = tmp_path / "events.parquet"
    assert run("group", RONGCHENG, SAMPLE, "--output", path).exit_code == 0
    return path


def test_a_file_of_columns_is_evaluated_with_one_command(tmp_path: Path, events: Path) -> None:
    out, plain = tmp_path / "scores.parquet", tmp_path / "scores.csv"
    result = run("eval", RONGCHENG, events, "--people", PEOPLE, "--output", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "5,474 rows = 5,474 evaluated + 0 rejected; 406 people as of 2018-12-31\n"
    )
    table = pq.read_table(out)
    assert table.schema.metadata[b"engine"] == b"columnar"
    rows = run("eval", RONGCHENG, SAMPLE, "--people", PEOPLE, "--output", plain)
    assert rows.exit_code == 0
    expected = list(csv.DictReader(plain.read_text("utf-8").splitlines()))
    assert table.column("person").to_pylist() == [row["person"] for row in expected]
    assert [str(score) for score in table.column("score").to_pylist()] == [
        row["score"] for row in expected
    ]
    again = run("eval", RONGCHENG, events, "--people", PEOPLE, "--format", "csv")
    assert again.stdout == plain.read_text("utf-8")


def test_wrong_rows_are_rejected_by_their_number(policy: Path, tmp_path: Path) -> None:
    events, rejects = tmp_path / "events.parquet", tmp_path / "rejects.csv"
    table = {
        "person": ["ada", "ada", "bob"],
        "date": ["2018-01-05"] * 3,
        "action": ["help", "hlep", "help"],
    }
    pq.write_table(pa.table(table), events)
    for output in ("out.parquet", "out.arrow", "out.csv", "out.json"):
        result = run("eval", policy, events, "--output", tmp_path / output, "--rejects", rejects)
        assert result.exit_code == 2
        assert "3 rows = 2 evaluated + 1 rejected; 2 people" in result.stderr
        (row,) = csv.DictReader(rejects.read_text("utf-8").splitlines())
        assert (row["line"], row["code"], row["row"]) == ("2", "PL402", "ada, 2018-01-05, hlep")


def test_a_rejected_row_holds_its_values_and_not_what_is_wrong_with_them(
    policy: Path, tmp_path: Path
) -> None:
    events, rejects = tmp_path / "events.parquet", tmp_path / "rejects.csv"
    table = {
        "person": ["ada"] * 3,
        "date": ["2018-01-05"] * 3,
        "action": ["late"] * 3,
        "days": pa.array([0.1, float("nan"), float("-inf")]),
    }
    pq.write_table(pa.table(table), events)
    result = run("eval", policy, events, "--output", tmp_path / "out.csv", "--rejects", rejects)
    assert result.exit_code == 2
    rows = list(csv.DictReader(rejects.read_text("utf-8").splitlines()))
    assert [(row["line"], row["row"]) for row in rows] == [
        (str(number), f"ada, 2018-01-05, late, {value}")
        for number, value in enumerate(("0.1", "nan", "-inf"), 1)
    ]
    assert rows[0]["reason"].startswith("`days`: `0.1` is kept as a binary fraction")


def test_columns_need_a_file_to_go_to(policy: Path, history: Path) -> None:
    result = run("eval", policy, history, "--format", "parquet")
    assert result.exit_code == 2
    assert "needs a file" in result.stderr


@pytest.mark.parametrize("size", ["lots", "12 hours", "-1", "1", "9kB"])
def test_an_amount_of_memory_is_a_size(policy: Path, history: Path, size: str) -> None:
    result = run("eval", policy, history, "--memory", size)
    assert result.exit_code == 2
    assert "memory" in result.stderr


def test_resume_is_about_an_output(policy: Path, history: Path, tmp_path: Path) -> None:
    result = run("eval", policy, history, "--resume")
    assert result.exit_code == 2
    assert "--output" in result.stderr
    out = tmp_path / "scores.parquet"
    assert run("eval", policy, history, "--resume", "--output", out).exit_code == 0


def test_a_large_file_goes_in_parts_that_are_gone_afterwards(
    events: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, parts = tmp_path / "whole.parquet", tmp_path / "parts.parquet"
    assert run("eval", RONGCHENG, events, "--output", whole).exit_code == 0
    monkeypatch.setattr(choose, "_ROW_BYTES", 10_000)
    (tmp_path / "parts.parquet.parts").mkdir(mode=0o700)
    result = run("eval", RONGCHENG, events, "--output", parts, "--memory", "1MB", "--resume")
    assert result.exit_code == 0
    assert pq.read_table(parts).equals(pq.read_table(whole), check_metadata=True)
    assert not (tmp_path / "parts.parquet.parts").exists()


def test_a_folder_with_other_things_in_it_is_not_touched(
    events: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose, "_ROW_BYTES", 10_000)
    folder = tmp_path / "out.parquet.parts"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    result = run("eval", RONGCHENG, events, "-o", tmp_path / "out.parquet", "--memory", "1MB")
    assert result.exit_code == 2
    assert "holds other things" in result.stderr
    assert (folder / "mine.txt").read_text() == "mine"


_FULL = """
import resource, signal, sys
from policylang.engine.bulk import choose
from policylang.tools.cli import main
choose._ROW_BYTES = 10_000
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


@pytest.mark.parametrize(("most", "memory"), [(3_000, "512MiB"), (3_000, "1MB"), (9_000, "1MB")])
def test_a_full_disk_leaves_nothing_half_written(
    events: Path, tmp_path: Path, most: int, memory: str
) -> None:
    out = tmp_path / "scores.parquet"
    out.write_text("as it was")
    asked = ("eval", RONGCHENG, events, "--people", PEOPLE, "--output", out, "--memory", memory)

    def limited(size: int, *more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", _FULL, str(size), *map(str, asked), *more],
            capture_output=True,
            check=False,
            encoding="utf-8",
            env=environment(POLICYLANG_CACHE_DIR=""),
        )

    done = limited(most)
    assert done.returncode == 2
    assert "cannot be used: file too large" in done.stderr
    assert out.read_text() == "as it was"
    assert not list(tmp_path.glob(".scores*"))
    if memory == "1MB":
        assert "make room, and go on with --resume" in done.stderr
        assert limited(10**9, "--resume").returncode == 0
        assert pq.read_table(out).num_rows == 406
    assert not (tmp_path / "scores.parquet.parts").exists()


def test_grouped_events_stand_together_and_are_typed(policy: Path, tmp_path: Path) -> None:
    history, out = tmp_path / "history.csv", tmp_path / "grouped.parquet"
    history.write_text(HISTORY, encoding="utf-8")
    result = run("group", policy, history, "--output", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "3 rows of 2 people\n"
    table = pq.read_table(out)
    assert table.column("person").to_pylist() == ["ada", "ada", "bob"]
    assert table.column("days").to_pylist() == [8, None, None]
    assert table.schema.field("date").type == pa.date32()
    again = run("group", policy, out, "--output", tmp_path / "again.parquet")
    assert again.stderr == "3 rows of 2 people; they stood together already\n"
    assert pq.read_table(tmp_path / "again.parquet").equals(table)


def test_grouped_events_go_to_parquet_only(policy: Path, history: Path, tmp_path: Path) -> None:
    result = run("group", policy, history, "--output", tmp_path / "grouped.csv")
    assert result.exit_code == 2
    assert "Parquet" in result.stderr


def test_without_the_extra_it_says_what_to_install(events: Path) -> None:
    code = (
        "import sys\n"
        "for name in ('numpy', 'pyarrow', 'numba'): sys.modules[name] = None\n"
        "from policylang.tools.cli import main\n"
        "main()\n"
    )
    for asked in (
        ("eval", RONGCHENG, events),
        ("eval", RONGCHENG, SAMPLE, "-o", "x.parquet"),
        ("group", RONGCHENG, events, "-o", "x.parquet"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, asked)],
            capture_output=True,
            check=False,
            encoding="utf-8",
            env=environment(),
        )
        assert done.returncode == 2
        assert "pip install 'policylang[fast]'" in done.stderr


def test_a_file_of_columns_may_be_called_anything(tmp_path: Path) -> None:
    named, other = tmp_path / "grouped.parquet", tmp_path / "grouped.csv"
    assert run("group", RONGCHENG, SAMPLE, "--output", named).exit_code == 0
    other.write_bytes(named.read_bytes())
    found = run("eval", RONGCHENG, other, "--input-format", "parquet")
    assert found.exit_code == 0
    assert found.stdout == run("eval", RONGCHENG, named).stdout

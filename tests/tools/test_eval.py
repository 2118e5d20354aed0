"""`policylang eval`."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from tests.tools.conftest import HISTORY
from tests.tools.running import PEOPLE, RONGCHENG, SAMPLE, process, run

TABLE = "person  points  grade\nada        102  good\nbob        104  good\n"


def test_everybody_is_in_the_table_and_every_row_is_accounted_for(
    policy: Path, history: Path
) -> None:
    result = run("eval", policy, history)
    assert (result.exit_code, result.stdout) == (0, TABLE)
    assert result.stderr == "3 rows = 3 evaluated + 0 rejected; 2 people as of 2018-02-01\n"


def test_the_day_asked_about_leaves_later_events_out(policy: Path, history: Path) -> None:
    result = run("eval", policy, history, "--as-of", "2018-01-31")
    assert result.exit_code == 0
    assert "ada         98  bad\n" in result.stdout
    assert "3 rows = 2 evaluated + 0 rejected + 1 after that day;" in result.stderr


def test_rows_before_the_first_day_are_rejected(policy: Path, history: Path) -> None:
    result = run("eval", policy, history, "--since", "2018-01-06")
    assert result.exit_code == 2
    assert "error[PL417]" in result.stderr
    assert "3 rows = 2 evaluated + 1 rejected" in result.stderr


@pytest.mark.parametrize("option", ["--as-of", "--since"])
def test_a_day_that_does_not_exist_is_misuse(policy: Path, history: Path, option: str) -> None:
    result = run("eval", policy, history, option, "2018-02-30")
    assert result.exit_code == 2
    assert "there is no day `2018-02-30` in the calendar" in result.stderr


def test_csv_is_data_alone(policy: Path, history: Path) -> None:
    result = run("eval", policy, history, "--format", "csv")
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert [(row["person"], row["score"], row["grade"]) for row in rows] == [
        ("ada", "102", "good"),
        ("bob", "104", "good"),
    ]


def test_json_holds_the_summary_as_well(policy: Path, faulty: Path) -> None:
    result = run("eval", policy, faulty, "--format", "json")
    value = json.loads(result.stdout)
    assert [each["score"] for each in value["people"]] == [102, 104]
    assert value["summary"]["rows"] == 5
    assert value["summary"]["evaluated"] + value["summary"]["rejected"] == 5
    assert value["summary"]["reasons"] == {"PL402": 1, "PL406": 1}


def test_rejected_rows_are_shown_and_the_rest_is_evaluated(policy: Path, faulty: Path) -> None:
    result = run("eval", policy, faulty)
    assert (result.exit_code, result.stdout) == (2, TABLE)
    assert "2 rows were rejected:\n" in result.stderr
    assert f"{faulty}:5:" in result.stderr
    assert "error[PL402]: the policy has no action `hlep` (did you mean `help`?)" in result.stderr
    assert "5 rows = 3 evaluated + 2 rejected; 2 people" in result.stderr
    assert "1 person was not evaluated: every row of theirs was rejected" in result.stderr


def test_rejected_rows_go_to_a_file_where_one_is_given(
    policy: Path, faulty: Path, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    result = run("eval", policy, faulty, "--rejects", rejects)
    assert (result.exit_code, result.stdout) == (2, TABLE)
    assert f"2 rows were rejected, see {rejects}\n" in result.stderr
    assert "hlep" not in result.stderr
    rows = list(csv.DictReader(rejects.read_text("utf-8").splitlines()))
    assert [(row["line"], row["code"]) for row in rows] == [("5", "PL406"), ("6", "PL402")]


def test_a_file_of_rejects_is_written_even_where_there_are_none(
    policy: Path, history: Path, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    assert run("eval", policy, history, "--rejects", rejects).exit_code == 0
    assert rejects.read_text("utf-8").count("\n") == 1


def test_ten_rejected_rows_are_shown_and_more_are_counted(policy: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.csv"
    for count, note in ((10, ""), (11, "  and 1 more; --rejects FILE keeps them all\n")):
        many.write_text(HISTORY + "ada,2018-03-01,hlep,\n" * count, encoding="utf-8")
        result = run("eval", policy, many)
        assert result.stderr.count("error[PL402]") == 10
        assert note in result.stderr
        assert ("more;" in result.stderr) is bool(note)
    assert "reasons: PL402 (11)\n" in result.stderr


def test_events_out_of_order_are_rejected_or_sorted(policy: Path, tmp_path: Path) -> None:
    file = tmp_path / "mixed.csv"
    file.write_text(HISTORY + "ada,2018-01-20,help,\n", encoding="utf-8")
    strict, sorted_ = run("eval", policy, file), run("eval", policy, file, "--sort")
    assert (strict.exit_code, sorted_.exit_code) == (2, 0)
    assert "error[PL401]" in strict.stderr
    assert "ada        106  good\n" in sorted_.stdout


def test_the_history_may_come_from_standard_input(policy: Path) -> None:
    result = run("eval", policy, "-", "--input-format", "csv", typed=HISTORY)
    assert (result.exit_code, result.stdout) == (0, TABLE)


def test_standard_input_needs_its_format(policy: Path) -> None:
    result = run("eval", policy, "-", typed=HISTORY)
    assert result.exit_code == 2
    assert "needs --input-format" in result.stderr


def test_the_format_of_a_file_may_be_given(policy: Path, history: Path) -> None:
    unnamed = history.rename(history.with_suffix(".data"))
    assert run("eval", policy, unnamed).exit_code == 2
    assert run("eval", policy, unnamed, "--input-format", "csv").stdout == TABLE


def test_attributes_come_from_a_people_file() -> None:
    result = run("eval", RONGCHENG, SAMPLE, "--people", PEOPLE, "--format", "json")
    assert result.exit_code == 0
    people = json.loads(result.stdout)["people"]
    assert any(award["name"] == "loan_terms" for each in people for award in each["perks"])


def test_a_policy_with_errors_is_explained_and_nothing_is_evaluated(
    broken: Path, history: Path
) -> None:
    result = run("eval", broken, history)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error[PL001]: ")
    assert "12 |   days: nummber from 1 to 365\n" in result.stderr


def test_a_history_without_its_columns_is_bad_data(policy: Path, tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("name,date,action\nada,2018-01-05,help\n", encoding="utf-8")
    result = run("eval", policy, file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[PL409]" in result.stderr
    assert f"--> {file}:1:1\n" in result.stderr


@pytest.mark.parametrize("which", ["policy", "history", "people"])
def test_a_missing_file_is_named(policy: Path, history: Path, tmp_path: Path, which: str) -> None:
    people = tmp_path / "people.csv"
    people.write_text("person\nada\n", encoding="utf-8")
    files = {"policy": policy, "history": history, "people": people}
    files[which] = tmp_path / ("gone.policy" if which == "policy" else "gone.csv")
    result = run("eval", files["policy"], files["history"], "--people", files["people"])
    assert result.exit_code == 2
    assert f"error: there is no file `{files[which]}`" in result.stderr


# --- outputs -------------------------------------------------------------------------------


def test_output_goes_to_a_file_and_standard_output_stays_empty(
    policy: Path, history: Path, tmp_path: Path
) -> None:
    output = tmp_path / "scores.csv"
    result = run("eval", policy, history, "--format", "csv", "--output", output)
    assert (result.exit_code, result.stdout) == (0, "")
    assert output.read_text("utf-8") == run("eval", policy, history, "--format", "csv").stdout


def test_an_output_file_is_never_coloured(policy: Path, history: Path, tmp_path: Path) -> None:
    output = tmp_path / "scores.txt"
    run("eval", policy, history, "--output", output, "--color", "always")
    assert output.read_text("utf-8") == TABLE


@pytest.mark.parametrize("option", ["--output", "--rejects"])
def test_an_input_is_never_overwritten(policy: Path, history: Path, option: str) -> None:
    before = {file: file.read_bytes() for file in (policy, history)}
    for file in before:
        result = run("eval", policy, history, option, file)
        assert result.exit_code == 2
        assert "would be overwritten" in result.stderr
    assert {file: file.read_bytes() for file in before} == before


def test_an_input_is_recognised_behind_a_link(policy: Path, history: Path, tmp_path: Path) -> None:
    for number, make in enumerate((os.symlink, os.link)):
        link = tmp_path / f"link-{number}.csv"
        make(history, link)
        assert run("eval", policy, history, "--output", link).exit_code == 2
    assert history.read_text("utf-8") == HISTORY


def test_two_outputs_cannot_share_a_file(policy: Path, history: Path, tmp_path: Path) -> None:
    same = tmp_path / "same.csv"
    result = run("eval", policy, history, "--output", same, "--rejects", same)
    assert result.exit_code == 2
    assert "cannot hold two outputs" in result.stderr
    assert not same.exists()


def test_nothing_is_written_where_the_history_cannot_be_read(policy: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("name\nada\n", encoding="utf-8")
    output, rejects = tmp_path / "out.csv", tmp_path / "rejects.csv"
    output.write_text("older", encoding="utf-8")
    files = sorted(tmp_path.iterdir())
    result = run("eval", policy, odd, "--output", output, "--rejects", rejects)
    assert result.exit_code == 2
    assert output.read_text("utf-8") == "older"
    assert sorted(tmp_path.iterdir()) == files


def test_an_output_in_a_folder_that_does_not_exist_is_misuse(
    policy: Path, history: Path, tmp_path: Path
) -> None:
    output = tmp_path / "gone" / "out.csv"
    result = run("eval", policy, history, "--output", output)
    assert result.exit_code == 2
    assert result.stderr == f"error: there is no folder `{output.parent}`\n"


def test_a_folder_is_no_output(policy: Path, history: Path, tmp_path: Path) -> None:
    result = run("eval", policy, history, "--output", tmp_path)
    assert result.exit_code == 2
    assert "is a folder" in result.stderr


def test_eval_runs_as_a_process(policy: Path, faulty: Path) -> None:
    done = process("eval", policy, faulty)
    assert (done.returncode, done.stdout) == (2, TABLE)
    assert "5 rows = 3 evaluated + 2 rejected" in done.stderr


def test_a_row_that_stands_there_twice_counts_twice_where_ids_say_nothing(
    policy: Path, tmp_path: Path
) -> None:
    file = tmp_path / "twice.csv"
    file.write_text("person,date,action,id\n" + "ada,2018-01-05,help,x\n" * 2, encoding="utf-8")
    result = run("eval", policy, file, "--format", "csv")
    assert result.exit_code == 0
    assert "ada,2018-01-05,108," in result.stdout


def test_a_history_may_be_longer_than_an_audit_looks_ahead(policy: Path, tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    rows = "ada,2018-01-05,help\nada,2999-12-31,help\n"
    file.write_text(f"person,date,action\n{rows}", encoding="utf-8")
    assert "ada,2999-12-31,108," in run("eval", policy, file, "--format", "csv").stdout
    file.write_text("person,date,action\nada,3000-01-01,help\n", encoding="utf-8")
    assert run("eval", policy, file).exit_code == 2
    assert run("audit", policy, "--property", "profit", "--horizon", "101 years").exit_code == 2

"""`policylang explain`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tools.conftest import HISTORY
from tests.tools.running import PEOPLE, RONGCHENG, SAMPLE, process, run


def test_a_person_is_explained(policy: Path, history: Path) -> None:
    result = run("explain", policy, history, "--person", "ada")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "Statement for ada\n"
        "Borrowing points (library), 2018-01-01 to 2018-02-01\n"
        "\n"
        "date        event           line  asked  granted  applied  balance  grade\n"
        "2018-01-01  Starting score                                     100  good\n"
        "2018-01-05  late              13     -2       -2       -2       98  bad\n"
        "2018-02-01  Helping           16     +4       +4       +4      102  good\n"
        "2018-02-01  Closing score                                      102  good\n"
        "\n"
        f"Rules in {policy}\n"
        "  13  loses 1 per started 7 of days\n"
        "  16  earns 4, at most 8 per calendar month\n"
        "\n"
        "ada started with 100 points, earned 4 (Helping 4) and lost 2 (late 2), "
        "which makes 102 on\n"
        "2018-02-01.\n"
        "That is grade good (100 and more), the best there is.\n"
    )


def test_the_day_is_the_one_everybody_is_evaluated_for(policy: Path, history: Path) -> None:
    shown = run("explain", policy, history, "--person", "bob").stdout
    assert "2018-02-01  Closing score" in shown


def test_a_day_may_be_given(policy: Path, history: Path) -> None:
    arguments = ("explain", policy, history, "--person", "ada", "--as-of", "2018-01-31")
    result = run(*arguments)
    assert result.exit_code == 0
    assert "2018-01-31  Closing score" in result.stdout
    assert result.stderr == "events after 2018-01-31, left out: 1\n"


def test_json_says_the_same_as_eval() -> None:
    files = (RONGCHENG, SAMPLE, "--people", PEOPLE)
    everybody = json.loads(run("eval", *files, "--format", "json").stdout)["people"]
    with_perks = [each for each in everybody if each["perks"]][:3]
    assert with_perks
    for expected in with_perks:
        result = run("explain", *files, "--person", expected["person"], "--format", "json")
        value = json.loads(result.stdout)
        assert {key: value[key] for key in expected} == expected
        assert value["ledger"][-1]["balance"] == expected["score"]


def test_nobody_of_that_name_is_bad_data(policy: Path, history: Path) -> None:
    result = run("explain", policy, history, "--person", "adda")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[PL424]" in result.stderr
    assert "did you mean `ada`?" in result.stderr


def test_rejected_rows_of_the_person_are_shown(policy: Path, faulty: Path) -> None:
    result = run("explain", policy, faulty, "--person", "bob")
    assert result.exit_code == 2
    assert "2018-01-06  Helping" in result.stdout
    assert "1 row of this person left out as rejected:\n" in result.stderr
    assert "error[PL402]" in result.stderr


def test_rejected_rows_of_others_do_not_matter(policy: Path, faulty: Path) -> None:
    result = run("explain", policy, faulty, "--person", "ada")
    assert (result.exit_code, result.stderr) == (0, "")


def test_more_than_ten_rejected_rows_are_counted(policy: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.csv"
    many.write_text(HISTORY + "ada,2018-03-01,hlep,\n" * 12, encoding="utf-8")
    result = run("explain", policy, many, "--person", "ada")
    assert "12 rows of this person left out as rejected:\n" in result.stderr
    assert result.stderr.endswith("  and 2 more\n")


def test_the_history_may_come_from_standard_input(policy: Path) -> None:
    arguments = ("explain", policy, "-", "--input-format", "csv", "--person", "ada")
    assert "Statement for ada" in run(*arguments, typed=HISTORY).stdout


def test_who_is_to_be_explained_must_be_said(policy: Path, history: Path) -> None:
    result = run("explain", policy, history)
    assert result.exit_code == 2
    assert "--person" in result.stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_hostile_name_moves_no_cursor(policy: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / "hostile.jsonl"
    event = {"person": "\u202eada", "date": "2018-01-05", "action": "help"}
    file.write_text(json.dumps(event) + "\n", encoding="utf-8")
    result = run("explain", policy, file, "--person", "\u202eada", "--format", form)
    assert "\u202e" not in result.output
    assert "\\u202eada" in result.output


def test_explain_runs_as_a_process(policy: Path, history: Path) -> None:
    done = process("explain", policy, history, "--person", "ada")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Statement for ada\n")

"""`policylang test`: exit codes, streams, options, and updates that ask first."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.tools.running import POLICIES, RONGCHENG, run

GOOD = """\
cases: 1
histories:
  - name: eight days late
    events: [{date: 2018-01-05, action: late, days: 8}]
    expect:
      2018-01-05: 98  # by hand
"""
WRONG = GOOD.replace(": 98", ": 97")
BAD = GOOD.replace("days: 8", "dais: 8")


@pytest.fixture
def cases(policy: Path) -> Path:
    """A case file that passes, beside its policy."""
    file = policy.with_suffix(".cases.yaml")
    file.write_text(GOOD, encoding="utf-8")
    return file


@pytest.mark.parametrize("file", sorted(POLICIES.glob("*.cases.yaml")), ids=lambda file: file.name)
def test_the_shipped_cases_pass(file: Path) -> None:
    result = run("test", file)
    assert result.exit_code == 0, result.output


def test_the_cases_of_rongcheng_reach_all_of_it() -> None:
    assert run("test", RONGCHENG, "--fail-under", "100").exit_code == 0


def test_results_go_to_standard_output_and_counts_to_standard_error(cases: Path) -> None:
    result = run("test", cases)
    assert result.exit_code == 0
    assert result.stdout == f"{cases}: 1 case, all as expected\n"
    assert result.stderr == "1 case = 1 passed + 0 failed; 1 file\n"


def test_a_failed_case_is_a_finding(cases: Path) -> None:
    cases.write_text(WRONG, encoding="utf-8")
    result = run("test", cases)
    assert result.exit_code == 1
    assert "error[PL460]: `eight days late`: on 2018-01-05 the score should be 97" in result.stdout
    assert "2018-01-05: 97" in result.stdout


@pytest.mark.parametrize("text", [BAD, GOOD.replace("cases: 1", "cases: 9"), "", "\x00"])
def test_a_case_file_that_does_not_fit_is_misuse(cases: Path, text: str) -> None:
    cases.write_text(text, encoding="utf-8")
    result = run("test", cases)
    assert result.exit_code == 2
    assert "error[PL4" in result.stderr
    assert "Traceback" not in result.output


def test_a_policy_with_errors_is_a_finding(cases: Path, policy: Path) -> None:
    policy.write_text("policy library {\n", encoding="utf-8")
    result = run("test", cases)
    assert result.exit_code == 1
    assert f"{cases}: the policy has errors" in result.stdout
    assert "error[PL0" in result.stderr


def test_one_file_that_cannot_be_used_does_not_stop_the_others(cases: Path) -> None:
    other = cases.with_name("other.cases.yaml")
    other.write_text(WRONG.replace("cases: 1", "cases: 1\npolicy: library.policy"), "utf-8")
    cases.write_text(BAD, encoding="utf-8")
    result = run("test", cases.parent)
    assert result.exit_code == 2
    assert result.stderr.endswith("2 cases = 0 passed + 1 failed + 1 cannot be run; 2 files\n")


def test_a_folder_without_cases_is_misuse(tmp_path: Path) -> None:
    result = run("test", tmp_path)
    assert result.exit_code == 2
    assert "there are no case files here" in result.stderr


def test_a_path_that_is_not_there_is_misuse(tmp_path: Path) -> None:
    result = run("test", tmp_path / "nobody.cases.yaml")
    assert result.exit_code == 2
    assert "there is no file" in result.stderr


def test_json_is_all_that_goes_to_standard_output(cases: Path) -> None:
    cases.write_text(WRONG, encoding="utf-8")
    result = run("test", cases, "--format", "json", "--coverage")
    assert result.exit_code == 1
    value = json.loads(result.stdout)
    assert value["summary"]["failed"] == 1
    assert value["coverage"][0]["total"] > value["coverage"][0]["reached"] > 0


def test_junit_is_written_whole(cases: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.xml"
    assert run("test", cases, "--junit", file).exit_code == 0
    assert ElementTree.parse(file).getroot().get("tests") == "1"
    assert run("test", cases, "--junit", cases).exit_code == 2
    assert cases.read_text("utf-8") == GOOD


@pytest.mark.parametrize(("least", "code"), [("0", 0), ("100", 1)])
def test_coverage_can_be_asked_for(cases: Path, least: str, code: int) -> None:
    result = run("test", cases, "--fail-under", least)
    assert result.exit_code == code
    assert "the cases reach" in result.stdout
    assert ("error: the cases reach" in result.stderr) is bool(code)


def test_an_update_is_refused_without_a_terminal_and_in_a_build(cases: Path) -> None:
    cases.write_text(WRONG, encoding="utf-8")
    result = run("test", cases, "--update")
    assert result.exit_code == 2
    assert "no terminal" in result.stderr
    result = run("test", cases, "--update", "--yes", env={"CI": "1"})
    assert result.exit_code == 2
    assert "`CI` is set" in result.stderr
    assert cases.read_text("utf-8") == WRONG


def test_an_update_shows_the_difference_and_writes_it(cases: Path) -> None:
    cases.write_text(WRONG, encoding="utf-8")
    result = run("test", cases, "--update", "--yes", env={"CI": "false"})
    assert result.exit_code == 0
    assert "-      2018-01-05: 97  # by hand\n+      2018-01-05: 98  # by hand\n" in result.stdout
    assert cases.read_text("utf-8") == GOOD


def test_an_update_leaves_alone_what_cannot_be_run(cases: Path) -> None:
    cases.write_text(BAD, encoding="utf-8")
    result = run("test", cases, "--update", "--yes", env={"CI": "false"})
    assert result.exit_code == 2
    assert "PL404" in result.stderr
    assert cases.read_text("utf-8") == BAD


def test_an_update_is_not_for_programs(cases: Path) -> None:
    assert run("test", cases, "--update", "--format", "json").exit_code == 2


def test_hostile_names_are_shown_harmless(cases: Path) -> None:
    text = WRONG.replace("eight days late", '"\\e[2J\\u202e"')
    cases.write_text(text, encoding="utf-8")
    result = run("test", cases)
    assert result.exit_code == 1
    assert not {"\x1b", "\u202e"} & set(result.output)


def test_words_that_no_case_has_are_a_slip(cases: Path) -> None:
    result = run("test", cases, "-k", "nine days late")
    assert result.exit_code == 2
    assert "no case is called `nine days late`" in result.stderr

"""`policylang check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tools.running import RONGCHENG, process, run


def test_the_shipped_policy_has_no_problems() -> None:
    result = run("check", RONGCHENG)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "no problems in 1 file\n"


def test_an_error_is_shown_on_standard_output_and_counted_on_standard_error(broken: Path) -> None:
    result = run("check", broken)
    assert result.exit_code == 1
    assert result.stdout.startswith("error[PL001]: ")
    assert f"--> {broken}:12:9\n" in result.stdout
    assert "12 |   days: nummber from 1 to 365\n" in result.stdout
    assert result.stderr == (
        "\n1 error, 0 warnings in 1 file; `policylang help PL001` explains the first\n"
    )


def test_a_warning_is_no_failure_unless_that_is_asked_for(doubtful: Path) -> None:
    result = run("check", doubtful)
    assert result.exit_code == 0
    assert result.stdout.startswith("warning[PL310]: ")
    assert "0 errors, 1 warning in 1 file" in result.stderr
    assert run("check", "--fail-on", "warning", doubtful).exit_code == 1
    assert run("check", "--fail-on", "warning", RONGCHENG).exit_code == 0


def test_the_first_error_is_explained_before_any_warning(doubtful: Path, broken: Path) -> None:
    assert "help PL001" in run("check", doubtful, broken).stderr


def test_all_files_are_checked(policy: Path, broken: Path) -> None:
    result = run("check", broken, policy, broken)
    assert result.exit_code == 1
    assert "2 errors, 0 warnings in 3 files" in result.stderr


def test_the_concise_form_is_one_line_for_each(broken: Path) -> None:
    result = run("check", "--format", "concise", broken)
    assert result.exit_code == 1
    assert result.stdout.count("\n") == 1
    assert result.stdout.startswith(f"{broken}:12:9: error[PL001]: ")


def test_json_goes_to_standard_output_alone(broken: Path, policy: Path) -> None:
    result = run("check", "--format", "json", broken, policy)
    assert (result.exit_code, result.stderr) == (1, "")
    value = json.loads(result.stdout)
    assert value["format_version"] == 1
    assert value["summary"] == {"files": 2, "errors": 1, "warnings": 0}
    (found,) = value["diagnostics"]
    assert (found["code"], found["severity"]) == ("PL001", "error")
    assert found["labels"][0]["file"] == str(broken)
    assert found["labels"][0]["start"] == {"line": 12, "column": 9}


def test_a_missing_file_is_misuse_and_the_others_are_checked(tmp_path: Path, broken: Path) -> None:
    missing = tmp_path / "gone.policy"
    result = run("check", missing, broken)
    assert result.exit_code == 2
    assert f"error: there is no file `{missing}`\n" in result.stderr
    assert "error[PL001]" in result.stdout
    assert "in 1 file;" in result.stderr


def test_a_folder_is_not_a_policy(tmp_path: Path) -> None:
    result = run("check", tmp_path)
    assert result.exit_code == 2
    assert result.stderr == f"error: `{tmp_path}` is a folder, not a file\n"


def test_a_file_below_a_file_does_not_exist(policy: Path) -> None:
    result = run("check", policy / "inner.policy")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: `{policy}/inner.policy` cannot be used: ")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"policy \x1b[2J {", b"{" * 20_000])
def test_hostile_files_have_errors_and_no_control_characters(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "hostile.policy"
    file.write_bytes(content)
    result = run("check", file)
    assert result.exit_code == 1
    assert "error[PL0" in result.stdout
    assert "\x1b" not in result.stdout
    assert "Traceback" not in result.stderr


def test_no_file_is_misuse() -> None:
    result = run("check")
    assert result.exit_code == 2
    assert "Usage: policylang check" in result.stderr


def test_check_runs_as_a_process(broken: Path) -> None:
    done = process("check", broken.name, cwd=broken.parent)
    assert done.returncode == 1
    assert " --> broken.policy:12:9\n" in done.stdout
    assert done.stderr.startswith("\n1 error, 0 warnings")

"""`policylang show`, `compile`, `help`, `demo` and `completion`."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import policylang
from policylang.core.codes import CATALOGUE
from policylang.tools.cli import COMMANDS
from tests.tools.running import RONGCHENG, environment, process, run

# --- show ----------------------------------------------------------------------------------


def test_show_says_what_a_policy_does(policy: Path) -> None:
    result = run("show", policy)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "loses 1 per started 7 of days" in result.stdout
    assert "8 points per calendar month" in result.stdout


def test_show_explains_the_errors_of_a_policy(broken: Path) -> None:
    result = run("show", broken)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[PL001]" in result.stderr


# --- compile -------------------------------------------------------------------------------


def test_compile_prints_the_program(policy: Path) -> None:
    result = run("compile", policy)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == policylang.load(policy).source_python
    compile(result.stdout, "program", "exec")


def test_compile_writes_the_program_to_a_file(policy: Path, tmp_path: Path) -> None:
    output = tmp_path / "program.py"
    result = run("compile", policy, "--emit", "python", "--output", output)
    assert (result.exit_code, result.output) == (0, "")
    assert output.read_text("utf-8") == policylang.load(policy).source_python


def test_compile_does_not_overwrite_the_policy(policy: Path) -> None:
    before = policy.read_bytes()
    assert run("compile", policy, "--output", policy).exit_code == 2
    assert policy.read_bytes() == before


def test_a_policy_with_errors_leaves_an_older_program(broken: Path, tmp_path: Path) -> None:
    output = tmp_path / "program.py"
    output.write_text("older", encoding="utf-8")
    assert run("compile", broken, "--output", output).exit_code == 1
    assert output.read_text("utf-8") == "older"


def test_another_language_is_misuse(policy: Path) -> None:
    assert run("compile", policy, "--emit", "cobol").exit_code == 2


# --- help ----------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", ["PL204", "pl204", "204", "missing-unit", "error[PL204]"])
def test_a_code_is_explained_however_it_is_written(topic: str) -> None:
    result = run("help", topic)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "PL204" in result.stdout.splitlines()[0]
    assert "```policy" in result.stdout


@pytest.mark.parametrize("number", CATALOGUE)
def test_every_code_has_a_page(number: str) -> None:
    assert run("help", number).stdout.startswith("# ")


@pytest.mark.parametrize(
    ("topic", "near"),
    [
        ("PL000", "did you mean `PL001` (unexpected-word)?"),
        ("mising-unit", "did you mean `missing-unit`?"),
        ("PL99", "a code is `PL` and three digits; `policylang help` lists them all"),
        ("PL999", "a code is `PL` and three digits; `policylang help` lists them all"),
        ("zzzzzz", "`policylang help` lists all codes"),
        ("\x1b[HJ", "`policylang help` lists all codes"),
    ],
)
def test_a_code_that_does_not_exist_is_misuse_and_a_near_one_is_named(
    topic: str, near: str
) -> None:
    result = run("help", topic)
    assert (result.exit_code, result.stdout) == (2, "")
    assert near in result.stderr
    assert "\x1b" not in result.stderr


def test_all_codes_are_listed() -> None:
    listed = run("help").stdout
    assert [number for number in CATALOGUE if f"  {number}  " not in listed] == []
    assert "  PL204  error    missing unit\n" in listed
    assert "  PL305  warning  always holds\n" in listed


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_explained_as_well(name: str) -> None:
    result = run("help", name)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: policylang {name}")
    assert result.stdout == run(name, "--help").stdout


# --- the list of commands ------------------------------------------------------------------


def test_help_lists_every_command() -> None:
    listed = run("--help").stdout
    assert [name for name in COMMANDS if f"  {name} " not in listed] == []
    assert run("-h").stdout == listed


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_and_the_command_describe_it_alike(name: str) -> None:
    words = COMMANDS[name].rstrip(".").split()
    assert words[0] in run(name, "--help").stdout


def test_the_version_is_printed() -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"policylang {policylang.__version__}\n")


def test_no_command_shows_the_list() -> None:
    result = run()
    assert result.exit_code == 2
    assert "Commands:" in result.output


@pytest.mark.parametrize(("typed", "meant"), [("chek", "check"), ("explian", "explain")])
def test_a_command_that_does_not_exist_is_misuse_and_a_near_one_is_named(
    typed: str, meant: str
) -> None:
    result = run(typed)
    assert result.exit_code == 2
    assert f"did you mean `{meant}`?" in result.stderr


# --- demo ----------------------------------------------------------------------------------


def test_the_demo_shows_grades_and_explains_a_resident() -> None:
    result = run("demo")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Rongcheng social credit pilot" in result.stdout
    assert "A+++" in result.stdout
    assert "Statement for " in result.stdout
    assert "That is grade " in result.stdout


def test_every_command_the_demo_names_works(tmp_path: Path) -> None:
    shown = process("demo", cwd=tmp_path).stdout
    commands = [line.strip() for line in shown.partition("Next, try")[2].splitlines()]
    commands = [line for line in commands if line and not line.startswith("#")]
    assert [shlex.split(each)[-2] for each in commands[:2]] == ["--people", "--person"]
    for each in commands:
        done = subprocess.run(
            shlex.split(each), cwd=tmp_path, env=environment(), capture_output=True, check=False
        )
        assert done.returncode == 0, each
    assert (tmp_path / "my.policy").read_bytes() == RONGCHENG.read_bytes()


def test_the_demo_writes_nothing(tmp_path: Path) -> None:
    assert process("demo", cwd=tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_the_demo_names_the_program_as_it_was_called(tmp_path: Path) -> None:
    script = tmp_path / "policylang"
    script.write_text(
        f"#!{sys.executable}\nfrom policylang.tools.cli import main\nmain()\n", encoding="utf-8"
    )
    script.chmod(0o755)
    changed = {"PATH": os.defpath}
    shown = subprocess.run(
        ["./policylang", "demo"], cwd=tmp_path, env=environment(**changed), capture_output=True,
        check=True, encoding="utf-8",
    ).stdout  # fmt: skip
    assert "\n  ./policylang eval " in shown
    changed = {"PATH": f"{tmp_path}{os.pathsep}{os.defpath}"}
    shown = subprocess.run(
        ["policylang", "demo"], env=environment(**changed), capture_output=True, check=True,
        encoding="utf-8",
    ).stdout  # fmt: skip
    assert "\n  policylang eval " in shown


# --- completion ----------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_asks_this_program(shell: str) -> None:
    result = run("completion", shell)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"_POLICYLANG_COMPLETE={shell}_complete" in result.stdout


def test_completion_offers_commands_and_options() -> None:
    asked = {
        "_POLICYLANG_COMPLETE": "bash_complete",
        "COMP_WORDS": "policylang e",
        "COMP_CWORD": "1",
    }
    assert process(**asked).stdout.split() == ["plain,eval", "plain,explain"]
    asked |= {"COMP_WORDS": "policylang check --form", "COMP_CWORD": "2"}
    assert process(**asked).stdout.split() == ["plain,--format"]


def test_an_unknown_shell_is_misuse() -> None:
    assert run("completion", "tcsh").exit_code == 2

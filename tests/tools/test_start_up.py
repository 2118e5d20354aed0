"""What a command loads: nothing that it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.running import PEOPLE, RONGCHENG, SAMPLE, environment

#: Modules that take long to load, with what they are for.
HEAVY = ("lark", "rich", "yaml", "attr", "policylang.engine", "policylang.compiler")


def loaded_by(*arguments: object) -> set[str]:
    """Which of the heavy modules are loaded by the end of a command."""
    script = (
        "import sys\n"
        "from policylang.tools.cli import command\n"
        "try:\n"
        "    command.main(sys.argv[1:])\n"
        "finally:\n"
        "    print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=environment(),
    )
    modules = done.stderr.splitlines()[-1].split()
    return {name for name in HEAVY if name in modules}


@pytest.mark.parametrize("arguments", [("--version",), ("--help",)])
def test_version_and_help_load_nothing_but_click(arguments: tuple[str, ...]) -> None:
    assert loaded_by(*arguments) == set()


def test_check_loads_neither_rich_nor_yaml_nor_the_engines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYLANG_CACHE_DIR", str(tmp_path))
    other = tmp_path / "other.policy"
    other.write_text(f"{Path(RONGCHENG).read_text(encoding='utf-8')}# changed\n", encoding="utf-8")
    assert loaded_by("check", other) == {"lark", "attr"}  # lark builds the table, once
    assert loaded_by("check", RONGCHENG) == {"attr"}


def test_checking_an_unchanged_policy_again_loads_nothing_but_click(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYLANG_CACHE_DIR", str(tmp_path))
    loaded_by("check", RONGCHENG)
    assert loaded_by("check", RONGCHENG) == set()


def test_a_table_for_people_needs_rich_and_an_evaluation_does_not() -> None:
    assert "rich" in loaded_by("show", RONGCHENG)
    needed = loaded_by("eval", RONGCHENG, SAMPLE, "--people", PEOPLE)
    assert needed == set(HEAVY) - {"rich", "yaml", "lark"}


@pytest.mark.parametrize("name", ["show", "eval", "check", "test", "help"])
def test_the_help_of_a_command_loads_no_policy(name: str) -> None:
    assert loaded_by(name, "--help") == set()

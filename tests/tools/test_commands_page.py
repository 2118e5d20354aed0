"""`docs/commands.md`: every example on it is run, and it names every command and option."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from policylang.tools import failures
from policylang.tools.cli import COMMANDS
from policylang.tools.cli import command as commands
from tests.tools.running import POLICIES, environment

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
TEXT = PAGE.read_text("utf-8")
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def examples(text: str) -> Iterator[tuple[str, str]]:
    """Every command on a page with the output it shows, in order."""
    for block in _BLOCK.findall(text):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = step.partition("\n")
            yield command, output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the page assumes it, with the program on the path."""
    return furnished(tmp_path_factory.mktemp("page"))


def furnished(folder: Path) -> Path:
    """The folder with the policies in it and the program in `bin`."""
    shutil.copytree(POLICIES, folder / "policies")
    program = folder / "bin" / "policylang"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m policylang "$@"\n', "utf-8")
    program.chmod(0o755)
    return folder


def outputs(folder: Path, text: str = TEXT) -> Iterator[tuple[str, str, str]]:
    """Each command with the output shown for it and the output it has; they build on each other."""
    path = f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    for command, shown in examples(text):
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=folder,
            env=environment(PATH=path),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
        )
        yield command, shown, done.stdout


def matches(shown: str, real: str) -> bool:
    """Whether an output is the one shown, where a line `...` stands for any lines."""
    parts = [re.escape(part) for part in re.split(r"^ *\.\.\.\n", shown, flags=re.MULTILINE)]
    return re.fullmatch(r"(?:.*\n)*?".join(parts), real) is not None


@pytest.mark.skipif(shutil.which("sh") is None, reason="the examples are for a shell")
def test_every_example_is_what_happens(folder: Path) -> None:
    wrong = [
        f"$ {command}\n{real}"
        for command, shown, real in outputs(folder)
        if not matches(shown, real)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_wrong_example_would_be_noticed() -> None:
    assert matches("a\n...\nz\n", "a\nb\nc\nz\n")
    assert not matches("a\n...\nz\n", "a\nb\nc\n")
    assert not matches("a\n", "a\nb\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_section_with_an_example(name: str) -> None:
    _, _, section = TEXT.partition(f"\n## {name}\n")
    assert f"$ policylang {name}" in section.partition("\n## ")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_named(name: str) -> None:
    found = commands.get_command(click.Context(commands), name)
    assert found is not None
    options = [each for param in found.params for each in param.opts if each.startswith("--")]
    assert [each for each in options if f"`{each}" not in TEXT] == []


def test_every_exit_code_is_named() -> None:
    for code in (
        failures.FINE,
        failures.FINDINGS,
        failures.MISUSE,
        failures.FAULT,
        failures.INTERRUPTED,
    ):
        assert f"\n| {code} | " in TEXT

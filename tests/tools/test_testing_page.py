"""`docs/testing.md`: its case file passes, its commands do what it shows, its tables are whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from policylang.casebook.aims import Sort
from policylang.casebook.expected import ASPECTS
from policylang.casebook.ranked import OF_SEVERAL
from policylang.casebook.reading import OF_CASE, OF_FILE, OF_PERSON
from policylang.tools.cli import command as commands
from tests.docs.pages import read_page
from tests.tools.test_commands_page import furnished, matches, outputs

PAGE = read_page(Path(__file__).resolve().parents[2] / "docs" / "testing.md")
TEXT = "\n".join(PAGE.lines)

#: Where each kind of block is saved.
FILES = {
    "policy": "library.policy",
    "cases": "library.cases.yaml",
    "league policy": "league.policy",
    "league cases": "league.cases.yaml",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the policies and the case files of the page."""
    furnished(tmp_path)
    for kind, name in FILES.items():
        (text,) = (block.text for block in PAGE.blocks if block.kind == kind)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(shutil.which("sh") is None, reason="the examples are for a shell")
def test_every_example_is_what_happens(folder: Path) -> None:
    wrong = [
        f"$ {command}\n{real}"
        for command, shown, real in outputs(folder, f"{TEXT}\n")
        if not matches(shown, real)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_cases_of_the_page_reach_what_it_is_about(folder: Path) -> None:
    done = CliRunner().invoke(commands, ["test", "--coverage", str(folder / "library.policy")])
    assert done.exit_code == 0
    assert "caps                     1 of 1" in done.stdout


@pytest.mark.parametrize(
    "name", [*OF_FILE, *OF_CASE, *OF_PERSON, *OF_SEVERAL, *ASPECTS, "on", "known"]
)
def test_every_key_is_described(name: str) -> None:
    assert f"`{name}`" in TEXT or f"`{name}:" in TEXT or f"{{{name}:" in TEXT


@pytest.mark.parametrize("sort", Sort)
def test_every_kind_of_coverage_is_defined(sort: Sort) -> None:
    assert f"\n| {sort} | " in TEXT


def test_every_option_is_named() -> None:
    found = commands.get_command(click.Context(commands), "test")
    assert found is not None
    options = {each for param in found.params for each in param.opts if each.startswith("-")}
    assert {each for each in options - {"--color"} if each not in TEXT} == set()

"""The Python of README.md and of the pages runs, and prints what its comments say."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from pathlib import Path

import pytest

from tests.docs.pages import Block, read_page

ROOT = Path(__file__).parents[2]
NAMES = ("README.md", "docs/python.md", "docs/testing.md", "docs/increments.md")
PAGES = [read_page(ROOT / name) for name in NAMES]

#: `print(...)  # what it prints`
_PRINTS = re.compile(r"^print\(.*\)  # (.*)$", re.MULTILINE)


def python_of(page_blocks: tuple[Block, ...]) -> str:
    """The Python of a page as one program: later blocks go on from earlier ones."""
    return "\n".join(block.text for block in page_blocks if block.kind == "python")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.name)
def test_the_python_of_a_page_prints_what_it_says(
    page: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = python_of(page.blocks)  # type: ignore[attr-defined]
    shutil.copytree(ROOT / "policies", tmp_path / "policies")
    monkeypatch.chdir(tmp_path)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program, page.path.name, "exec"), {"__name__": "example"})  # type: ignore[attr-defined]
    lines = printed.getvalue().splitlines()
    promised = _PRINTS.findall(program)
    assert promised
    for line in promised:
        assert line in lines, lines


def test_the_readme_embeds_in_some_ten_lines() -> None:
    lines = [line for line in python_of(PAGES[0].blocks).splitlines() if line.strip()]
    assert len(lines) <= 16

"""Every case holds. `pytest tests/cases --accept` rewrites what they expect, for review."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.case import Case, cases_of
from tests.cases.shown import ledger_text, outcome_text
from tests.docs.pages import Block

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted(Path(__file__).parent.glob("*.md")),
    ROOT / "docs" / "language.md",
    ROOT / "docs" / "writing-a-real-scheme.md",
    ROOT / "README.md",
]
CASES = [case for path in PAGES for case in cases_of(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_comes_out_as_it_says(case: Case, pytestconfig: pytest.Config) -> None:
    outcomes = case.outcomes()
    for kind, text in (("ledger", ledger_text(outcomes)), ("outcome", outcome_text(outcomes))):
        block = case.block(kind)
        if block is None:
            continue
        if pytestconfig.getoption("accept"):
            rewrite(case.page.path, block, text)
        else:
            assert words(text) == words(block.text), text


def test_there_are_cases_for_every_part_of_the_language() -> None:
    pages = {path.stem for path in PAGES}
    assert {"caps", "windows", "chains", "range", "grades", "perks", "rounding"} <= pages
    assert len(CASES) >= 40


def words(text: str) -> list[list[str]]:
    """The lines of a block without the blanks that only align them."""
    return [line.split() for line in text.strip().splitlines()]


def rewrite(path: Path, block: Block, text: str) -> None:
    """Put a new text into a block of a page."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    start = _start(lines, block)
    end = start + len(block.text.splitlines())
    lines[start:end] = text.splitlines(keepends=True)
    path.write_text("".join(lines), encoding="utf-8")


def _start(lines: list[str], block: Block) -> int:
    """Where a block stands now: earlier blocks of the page may have been rewritten."""
    text = "".join(lines)
    at = text.index(f"```{block.kind}\n{block.text}```")
    return text[:at].count("\n") + 1

"""Every example of the language page, the chapter and the README is a policy without problems."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import policylang
from policylang.syntax import RESERVED
from tests.cases.case import completed
from tests.docs.pages import Block, read_page

ROOT = Path(__file__).parents[2]
BLOCKS = [
    (path.name, block)
    for path in (
        ROOT / "docs" / "language.md",
        ROOT / "docs" / "writing-a-real-scheme.md",
        ROOT / "README.md",
    )
    for block in read_page(path).blocks
    if block.kind in ("policy", "part")
]


@pytest.mark.parametrize(
    "block", [block for _, block in BLOCKS], ids=[f"{name}:{block.line}" for name, block in BLOCKS]
)
def test_an_example_is_a_policy(block: Block) -> None:
    text = block.text if block.kind == "policy" else completed(block.text)
    assert policylang.loads(text).warnings == ()


def test_the_words_that_cannot_be_names_are_listed() -> None:
    (text,) = (
        s.text for s in read_page(ROOT / "docs" / "language.md").sections if s.title == "Text"
    )
    listed = text.partition("These words of the language")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z]+)`", listed)) == RESERVED


def test_every_block_of_the_language_is_shown() -> None:
    text = "\n".join(block.text for _, block in BLOCKS)
    starts = {line.split()[0] for line in text.splitlines() if line and line[0].isalpha()}
    assert {
        "policy", "person", "score", "action", "assumed", "reported", "define", "grades", "perk",
        "sanction", "claim",
    } <= starts  # fmt: skip

"""What an author is told of each mistake: `messages.md` beside this file, read and run.

A block there is a clause in the kind of block its section is called after, or a text between
blocks. Under the line that is wrong stand the place, the code and the message, then the advice.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policylang.core.diagnostics import Diagnostic
from tests.docs.pages import Block, Section, read_page
from tests.rooms.syntax.reading import problems

PAGE = read_page(Path(__file__).with_name("messages.md"))
BETWEEN = "Between blocks"
EXAMPLES = [(section, block) for section in PAGE.sections for block in section.blocks]

_NOTE = re.compile(r" *\^+ PL\d{3} |help: ")


def written(block: Block) -> list[str]:
    """The lines of an example that an author wrote."""
    return [line for line in block.text.splitlines() if not _NOTE.match(line)]


def found_in(section: Section, block: Block) -> list[Diagnostic]:
    lines = written(block)
    if section.title == BETWEEN:
        return list(problems("\n".join(lines) + "\n"))
    inside = "".join(f"  {line}\n" for line in lines)
    return list(problems(f"{section.title} {{\n{inside}}}\n"))


def noted(section: Section, block: Block, found: list[Diagnostic]) -> list[str]:
    """The lines of an example with what was found under each."""
    above, inset = (0, 0) if section.title == BETWEEN else (1, 2)
    noted = []
    for number, line in enumerate(written(block), 1 + above):
        noted.append(line)
        for each in found:
            assert each.span is not None
            if each.span.line == number:
                column = each.span.column - inset
                width = max(1, min(len(each.span.text), len(line) - column + 1))
                mark = " " * (column - 1) + "^" * width
                noted.append(f"{mark} {each.code.number} {each.message}")
                noted.append(f"help: {each.help}")
    return noted


@pytest.mark.parametrize(
    ("section", "block"), EXAMPLES, ids=lambda each: getattr(each, "text", "").split("\n")[0][:40]
)
def test_a_mistake_is_explained_as_the_page_shows(section: Section, block: Block) -> None:
    assert noted(section, block, found_in(section, block)) == block.text.splitlines()


@pytest.mark.parametrize(("section", "block"), EXAMPLES)
def test_a_message_is_one_plain_sentence_with_advice(section: Section, block: Block) -> None:
    (found,) = found_in(section, block)
    assert found.help
    for words in (found.message, found.help):
        assert not words.endswith(".")
        assert words[0] == "`" or not words[0].isupper()
        assert words.count("`") % 2 == 0


@pytest.mark.parametrize(("section", "block"), EXAMPLES)
def test_nobody_is_advised_to_write_what_is_written(section: Section, block: Block) -> None:
    (found,) = found_in(section, block)
    assert found.span is not None
    assert found.help != f"did you mean `{found.span.text}`?"

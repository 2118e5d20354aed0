"""Reads a Markdown page: its headings and fenced blocks, with their places.

As much of Markdown as the pages of this project use: headings with `#`, and blocks between
fences of three backticks whose first line says what they hold.
"""

from __future__ import annotations

from pathlib import Path

import attrs

_FENCE = "```"


@attrs.frozen
class Block:
    """A fenced block: the word after its fence, its text, and the line of the page it begins on."""

    kind: str
    text: str
    line: int


@attrs.frozen
class Section:
    """A heading with everything up to the next one: its level, its own text and its blocks.

    `text` is what stands between the blocks. What comes before the first heading of a page has
    level 0 and no title.
    """

    level: int
    title: str
    line: int
    text: str
    blocks: tuple[Block, ...]

    def blocks_of(self, *kinds: str) -> list[Block]:
        """The blocks of some kinds, in order."""
        return [block for block in self.blocks if block.kind in kinds]


@attrs.frozen
class Page:
    """A page: where it stands, its lines, and its sections in order."""

    path: Path
    lines: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """The first heading; empty if there is none."""
        return next((each.title for each in self.sections if each.level), "")

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block of the page, in order."""
        return tuple(block for section in self.sections for block in section.blocks)

    def section(self, title: str) -> Section:
        """The section of this title; KeyError if there is none."""
        for section in self.sections:
            if section.title == title:
                return section
        raise KeyError(f"{self.path.name} has no section `{title}`")


def read_page(path: Path) -> Page:
    """Read a page. ValueError for a block that is not closed."""
    lines = path.read_text(encoding="utf-8").splitlines()
    sections: list[Section] = []
    level, title, start = 0, "", 1
    words: list[str] = []
    blocks: list[Block] = []

    def end_section() -> None:
        if level or blocks or any(word.strip() for word in words):
            text = "\n".join(words).strip()
            sections.append(Section(level, title, start, text, tuple(blocks)))
        words.clear()
        blocks.clear()

    numbered = enumerate(lines, 1)
    for number, line in numbered:
        if line.startswith(_FENCE):
            inside: list[str] = []
            for _, held in numbered:
                if held.rstrip() == _FENCE:
                    break
                inside.append(held)
            else:
                raise ValueError(f"{path.name}:{number}: this block is not closed")
            text = "".join(f"{each}\n" for each in inside)
            blocks.append(Block(line.removeprefix(_FENCE).strip(), text, number + 1))
        elif line.startswith("#") and line.lstrip("#").startswith(" "):
            end_section()
            words_of_title = line.lstrip("#")
            level, title, start = len(line) - len(words_of_title), words_of_title.strip(), number
        else:
            words.append(line)
    end_section()
    return Page(path, tuple(lines), tuple(sections))

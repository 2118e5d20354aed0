"""What a kernel's text is made of before it is known which texts are alike.

A kernel is written twice. First every text (what an action does, what a perk asks) is **sketched**:
its constants, and its cells of what is remembered of a person, are gaps with what belongs there
beside them. Texts that are alike but for what fills their gaps share one branch; only then is it
known what differs and has to be read from a row of numbers, and what can be written out (see
`shapes`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import attrs

from policylang.compiler.writer import Writer

#: Stands before the number of a gap. No statement has it otherwise.
GAP: Final = "§"
_NUMBERED: Final = re.compile(GAP + r"(\d+)")


@attrs.frozen
class Filling:
    """What belongs in a gap: a constant, or a cell by number."""

    value: int
    is_cell: bool = False


@attrs.frozen
class Sketch:
    """A text with gaps, what fills them in order, and how many entries it may add to queues."""

    lines: tuple[str, ...]
    fillings: tuple[Filling, ...]
    entries: int


@attrs.define
class Pen:
    """Writes constants and cells of one text at a time, as gaps."""

    _fillings: list[Filling] = attrs.field(factory=list)
    #: How many entries the text being written may add to queues.
    entries: int = 0

    def constant(self, value: int) -> str:
        """A constant."""
        self._fillings.append(Filling(value))
        return f"{GAP}{len(self._fillings) - 1}"

    def cell(self, number: int) -> str:
        """A cell, by number; the same gap each time."""
        filling = Filling(number, is_cell=True)
        if filling not in self._fillings:
            self._fillings.append(filling)
        return f"{GAP}{self._fillings.index(filling)}"

    def sketched(self, body: Writer) -> Sketch:
        """The text that was written since the last one, with its gaps in order of appearance.

        Some that were thought of are not in it: of two ways to ask the same one was taken.
        """
        used = dict.fromkeys(gap for line in body.lines for gap in gaps_of(line))
        new = {gap: place for place, gap in enumerate(used)}
        sketch = Sketch(
            tuple(filled(line, lambda gap: f"{GAP}{new[gap]}") for line in body.lines),
            tuple(self._fillings[gap] for gap in used),
            self.entries,
        )
        self._fillings, self.entries = [], 0
        return sketch


def gaps_of(line: str) -> list[int]:
    """Numbers of the gaps of a line, from left to right."""
    return [int(number) for number in _NUMBERED.findall(line)]


def filled(line: str, fill: Callable[[int], str]) -> str:
    """A line with something in place of each gap."""
    return _NUMBERED.sub(lambda found: fill(int(found[1])), line)

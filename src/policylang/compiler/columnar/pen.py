"""How a kernel's text names constants and what it remembers of a person.

A policy of few actions has every constant written out and a variable for every cell. One of many
has actions that differ only in constants: they share one text, which reads its constants from a
row of the array `numbers` and keeps its cells in the array `state`. So the time it takes to
compile does not grow with the number of actions.
"""

from __future__ import annotations

import attrs


@attrs.define
class Pen:
    """Writes constants and cells of one text at a time."""

    #: Whether texts are shared, so that constants come from a row.
    shared: bool
    #: The constants of the text being written, in order.
    row: list[int] = attrs.field(factory=list)
    #: How many entries the text being written may add to queues.
    entries: int = 0

    def begin(self) -> None:
        """Begin another text."""
        self.row = []
        self.entries = 0

    def constant(self, value: int) -> str:
        """A constant."""
        if not self.shared:
            return str(value) if value >= 0 else f"({value})"
        self.row.append(value)
        return f"numbers[row + {len(self.row) - 1}]"

    def cell(self, number: int) -> str:
        """A cell, by number."""
        return f"state[{self.constant(number)}]" if self.shared else f"cell_{number}"

"""Where a kernel keeps each cell of what it remembers of a person.

A cell is a variable, unless texts that are alike have different cells there: those are read by
number from the array `state`. Where there are very many, all of them are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from policylang.compiler.writer import Writer

#: Most variables for cells: with more, compiling takes long.
MOST_VARIABLES: Final = 48
#: Up to so many cells of the array are set one by one.
_FEW: Final = 8


@attrs.frozen
class Cells:
    """The cells of one kernel."""

    #: What each holds before the first event.
    empty: tuple[int, ...]
    #: Numbers of those in the array, by their places there.
    _in_array: dict[int, int]

    @property
    def size(self) -> int:
        """How long the array is."""
        return len(self._in_array)

    def place(self, number: int) -> int:
        """The place of a cell in the array."""
        return self._in_array[number]

    def text(self, number: int) -> str:
        """A cell that is always the same."""
        if number in self._in_array:
            return f"state[{self._in_array[number]}]"
        return f"cell_{number}"

    def begin(self, out: Writer, numbers: list[int]) -> None:
        """Set every cell to what it holds before the first event.

        Args:
            numbers: what the kernel is handed; more may be added.
        """
        if len(self._in_array) > _FEW:
            with out.block(f"for cell in range({self.size})"):
                out.line(f"state[cell] = numbers[{len(numbers)} + cell]")
            numbers.extend(self.empty[number] for number in self._in_array)
        for number, value in enumerate(self.empty):
            if number not in self._in_array or len(self._in_array) <= _FEW:
                out.line(f"{self.text(number)} = {value}")

    def reset(self, out: Writer, numbers: Sequence[int]) -> None:
        """Set cells that stand side by side to 0."""
        places = [self._in_array[number] for number in numbers if number in self._in_array]
        looped = len(places) > _FEW
        if looped:  # INVARIANT: cells keep their order in the array
            with out.block(f"for cell in range({places[0]}, {places[-1] + 1})"):
                out.line("state[cell] = 0")
        for number in numbers:
            if not (looped and number in self._in_array):
                out.line(f"{self.text(number)} = 0")


def cells_of(empty: Sequence[int], shared: Iterable[int], most_variables: int) -> Cells:
    """Choose a place for each cell.

    Args:
        empty: what each holds before the first event.
        shared: numbers of those that must lie in the array.
    """
    wanted = set(shared)
    if len(empty) - len(wanted) > most_variables:
        wanted = set(range(len(empty)))
    return Cells(tuple(empty), {number: place for place, number in enumerate(sorted(wanted))})

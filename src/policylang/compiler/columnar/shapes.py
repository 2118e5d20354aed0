"""Texts that differ only in constants, told apart by shape: a branch for each shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from policylang.compiler.branches import write_branches
from policylang.compiler.columnar.pen import Pen
from policylang.compiler.writer import Writer


@attrs.define
class Shapes:
    """Writes the texts of the actions, or of the grants, of one machine.

    `numbers` is what the kernel is handed: constants by row, and where each row begins.
    """

    pen: Pen
    numbers: list[int]
    out: Writer

    def write(self, name: str, labels: list[str], write: Callable[[int, Writer], None]) -> int:
        """Write a branch for each value of a variable, and give the most entries of any.

        Args:
            name: the variable, from 0 up.
            labels: what each value stands for.
            write: adds the statements of one value.
        """
        bodies: list[tuple[str, ...]] = []
        rows, most = [], 0
        for value in range(len(labels)):
            self.pen.begin()
            body = Writer()
            write(value, body)
            bodies.append(tuple(body.lines))
            rows.append(self.append(self.pen.row))
            most = max(most, self.pen.entries)
        if self.pen.shared:
            kinds = {body: number for number, body in enumerate(dict.fromkeys(bodies))}
            self.out.line(f"row = numbers[{self.append(rows)} + {name}]")
            shapes = self.append(kinds[body] for body in bodies)
            name = f"{name}_shape"
            self.out.line(f"{name} = numbers[{shapes} + {name.removesuffix('_shape')}]")
            bodies = list(kinds)
            labels = [f"shape {number}" for number in range(len(bodies))]
        write_branches(self.out, name, labels, lambda number: self._copy(bodies[number]))
        return most

    def append(self, values: Iterable[int]) -> int:
        """Add numbers for the kernel; gives where they begin."""
        start = len(self.numbers)
        self.numbers.extend(values)
        return start

    def _copy(self, body: tuple[str, ...]) -> None:
        for line in body or ("pass",):
            self.out.line(line)

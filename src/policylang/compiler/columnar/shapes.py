"""Texts that are alike but for what fills their gaps: a branch for each shape, not for each text.

So the time to compile does not grow with the number of actions, and a processor has less to guess:
which of many actions comes next is anybody's guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import attrs

from policylang.compiler.branches import write_branches
from policylang.compiler.columnar.cells import Cells
from policylang.compiler.columnar.pen import Filling, Sketch, filled, gaps_of
from policylang.compiler.writer import Writer


@attrs.frozen
class Shape:
    """Texts that are alike: what they share, and which gaps differ from one to another."""

    lines: tuple[str, ...]
    #: Numbers of the texts, in order, and what fills their gaps.
    members: tuple[int, ...]
    fillings: tuple[tuple[Filling, ...], ...]
    #: Numbers of the gaps that are read from a row, in the order of the row.
    columns: tuple[int, ...]

    @property
    def rows(self) -> tuple[tuple[Filling, ...], ...]:
        """For each member what is read from its row."""
        return tuple(tuple(each[gap] for gap in self.columns) for each in self.fillings)

    def write(self, out: Writer, cells: Cells, first: int) -> None:
        """Add the text. A variable `row` says where the member's numbers begin.

        Args:
            first: how many numbers of a row come before those of the gaps.
        """
        uses = Counter(gap for line in self.lines for gap in gaps_of(line))
        words: dict[int, str] = {}
        for gap, filling in enumerate(self.fillings[0]):
            if gap not in self.columns:
                words[gap] = cells.text(filling.value) if filling.is_cell else _word(filling.value)
                continue
            words[gap] = f"numbers[row + {first + self.columns.index(gap)}]"
            if uses[gap] > 1:  # read once: a compiler must think that it may change in between
                out.line(f"own_{gap} = {words[gap]}")
                words[gap] = f"own_{gap}"
            if filling.is_cell:
                words[gap] = f"state[{words[gap]}]"
        for line in self.lines or ("pass",):
            out.line(filled(line, words.__getitem__))


@attrs.frozen
class Shapes:
    """All texts of one kind: those of the actions, or of the perks that fall due."""

    shapes: tuple[Shape, ...]
    labels: tuple[str, ...]
    #: The most entries that any of the texts adds to queues.
    entries: int

    @property
    def shared_cells(self) -> Iterator[int]:
        """Cells that are read by number, so that no variable can hold them."""
        for shape in self.shapes:
            yield from (each.value for row in shape.rows for each in row if each.is_cell)

    def write(self, out: Writer, cells: Cells, numbers: list[int], name: str) -> None:
        """Add a branch for each shape.

        Args:
            numbers: what the kernel is handed; the rows are added.
            name: the variable that holds the number of a text.
        """
        several = len(self.shapes) > 1
        width = several + max((len(shape.columns) for shape in self.shapes), default=0)
        if width:
            rows = [[0] * width for _ in self.labels]
            for kind, shape in enumerate(self.shapes):
                for member, row in zip(shape.members, shape.rows, strict=True):
                    found = [kind] * several + [_held(each, cells) for each in row]
                    rows[member][: len(found)] = found
            out.line(f"row = {name} * {width} + {len(numbers)}")
            numbers.extend(number for row in rows for number in row)
        if several:
            out.line(f"{name}_shape = numbers[row]")
        write_branches(
            out, f"{name}_shape", [self._label(shape) for shape in self.shapes],
            lambda kind: self.shapes[kind].write(out, cells, int(several)),
        )  # fmt: skip

    def write_all(self, out: Writer, cells: Cells, numbers: list[int]) -> None:
        """Add every text, one after the other: a loop for each shape that has several."""
        for shape in self.shapes:
            out.line(f"# {self._label(shape)}")
            if not shape.columns:
                for _ in shape.members:
                    shape.write(out, cells, 0)
                continue
            start, width = len(numbers), len(shape.columns)
            numbers.extend(_held(each, cells) for row in shape.rows for each in row)
            with out.block(f"for row in range({start}, {len(numbers)}, {width})"):
                shape.write(out, cells, 0)

    def _label(self, shape: Shape) -> str:
        name = self.labels[shape.members[0]]
        more = len(shape.members) - 1
        return f"{name} and {more} more" if more else name


def shapes_of(sketches: Sequence[Sketch], labels: Sequence[str], *, from_rows: bool) -> Shapes:
    """Find out which texts are alike: those of most texts first.

    Args:
        labels: what each stands for.
        from_rows: whether all gaps are read from rows, also where they do not differ.
    """
    alike: dict[object, list[int]] = {}
    for number, sketch in enumerate(sketches):
        kinds = tuple(each.is_cell for each in sketch.fillings)
        alike.setdefault((sketch.lines, kinds), []).append(number)
    shapes = []
    for members in sorted(alike.values(), key=len, reverse=True):
        fillings = tuple(sketches[number].fillings for number in members)
        columns = [
            gap
            for gap, found in enumerate(zip(*fillings, strict=True))
            if from_rows or len(set(found)) > 1
        ]
        shapes.append(Shape(sketches[members[0]].lines, tuple(members), fillings, tuple(columns)))
    most = max((sketch.entries for sketch in sketches), default=0)
    return Shapes(tuple(shapes), tuple(labels), most)


def _word(value: int) -> str:
    return str(value) if value >= 0 else f"({value})"


def _held(filling: Filling, cells: Cells) -> int:
    return cells.place(filling.value) if filling.is_cell else filling.value

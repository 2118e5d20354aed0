"""Rows of a table whose ranges overlap at their ends (PL347): `25 to 32` and then `32 to 39`.

The first row that fits is taken, and a special row above a general one is as it should be: its
range lies inside the other one. Two ranges of which neither holds the other are most often a slip.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policylang.checker.blocks.boxes import Box
from policylang.checker.declared.book import Book
from policylang.core import codes
from policylang.model.units import Domain
from policylang.model.values import show_value
from policylang.syntax import nodes as tree

#: Most pairs of rows that are compared in one table.
_COMPARED: Final = 100_000

#: A row with one box of keys it is for, cut to the ranges of the table.
Placed = tuple[tree.TableRow, Box]


def check(rows: Sequence[Placed], keys: Sequence[tuple[str, Domain]], book: Book) -> None:
    """Report each row that overlaps at an end with one above it: the first such row."""
    compared = 0
    for place, (row, box) in enumerate(rows):
        for above, other in rows[:place]:
            compared += 1
            if compared > _COMPARED:
                return
            key = None if above is row else _crossing(box, other)
            if key is not None:
                _report(row, above, key, box, other, keys, book)
                break


def _crossing(box: Box, other: Box) -> int | None:
    """The key in which two rows that meet overlap so that neither range holds the other."""
    found = None
    for key, ((low, high), (first, last)) in enumerate(zip(box, other, strict=True)):
        if high < first or last < low:
            return None
        if found is None and (low < first <= high < last or first < low <= last < high):
            found = key
    return found


def _report(
    row: tree.TableRow,
    above: tree.TableRow,
    key: int,
    box: Box,
    other: Box,
    keys: Sequence[tuple[str, Domain]],
    book: Book,
) -> None:
    name, domain = keys[key]

    def shown(*ends: int) -> str:
        return " to ".join(show_value(each, domain, book.denomination) for each in ends)

    (first, end), (begin, _) = sorted((box[key], other[key]))
    shared = shown(begin) if begin == end else shown(begin, end)
    book.report.add(
        codes.ROWS_OVERLAP,
        f"two rows are for `{name}` {shared}, and the first of them is taken",
        row.span,
        also=((above.span, "this row comes first"),),
        help=f"let the first range end before the second begins: `{shown(first, begin - 1)}`",
    )

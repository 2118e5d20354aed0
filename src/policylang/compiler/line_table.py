"""Moving compiled lines to the policy text they stand for.

Python keeps, with every instruction, the place in the source it came from; a traceback prints
that place. The table of places is rewritten here, in the form CPython has had since 3.11
(Objects/locations.md in its sources). Rewriting it takes a tenth of the time of moving the nodes
of a syntax tree before compiling.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import CodeType

from policylang.core.source import Span

#: Kinds of entry: with lines and columns, and without columns.
_LONG, _NO_COLUMNS = 14, 13
#: An entry covers at most so many code units of two bytes.
_UNITS = 8
#: Where lines stand that were written for no place of the policy.
_FIRST = 1

#: Line, last line, first column, last column: lines from 1, columns from 0 in UTF-8 bytes.
Place = tuple[int, int, int, int]


def moved(code: CodeType, spans: Mapping[int, Span]) -> CodeType:
    """A function's code with every line at the place of its span, the rest at the first line.

    Args:
        spans: by line of the generated text.
    """
    places = {line: _place(span) for line, span in spans.items()}
    table = bytearray()
    line = _FIRST
    for units, generated in _stretches(code):
        line = _entry(table, units, line, places.get(generated))
    return code.replace(co_linetable=bytes(table), co_firstlineno=_FIRST)


def _stretches(code: CodeType) -> Iterator[tuple[int, int]]:
    """Numbers of code units, as few as an entry holds, with their generated line, in order."""
    for start, end, line in code.co_lines():
        for first in range(start // 2, end // 2, _UNITS):
            yield min(_UNITS, end // 2 - first), line or 0


def _entry(table: bytearray, units: int, line: int, place: Place | None) -> int:
    """Add an entry; returns the line it ends on, which the next is counted from."""
    if place is None:
        table.append(0x80 | _NO_COLUMNS << 3 | units - 1)
        _signed(table, _FIRST - line)
        return _FIRST
    first, last, column, end_column = place
    table.append(0x80 | _LONG << 3 | units - 1)
    _signed(table, first - line)
    _unsigned(table, last - first)
    _unsigned(table, column + 1)
    _unsigned(table, end_column + 1)
    return first


def _unsigned(table: bytearray, value: int) -> None:
    while value >= 64:
        table.append(0x40 | value & 63)
        value >>= 6
    table.append(value)


def _signed(table: bytearray, value: int) -> None:
    _unsigned(table, (-value << 1) | 1 if value < 0 else value << 1)


def _place(span: Span) -> Place:
    line, column = span.source.place(span.start)
    last, end_column = span.source.place(span.end)
    start = _bytes_before(span, span.start, column)
    return line, last, start, _bytes_before(span, span.end, end_column)


def _bytes_before(span: Span, offset: int, column: int) -> int:
    before = span.source.text[offset - column + 1 : offset]
    return len(before.encode("utf-8", "replace"))

"""Moving compiled lines to the policy text they stand for.

Python keeps, with every instruction, the place in the source it came from; a traceback prints
that place. The table of places is rewritten here, in the form CPython has had since 3.11
(Objects/locations.md in its sources). Rewriting it takes a tenth of the time of moving the nodes
of a syntax tree before compiling.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import CodeType

from policylang.core.source import Span

#: Kinds of entry: with lines and columns, and without columns.
_LONG, _NO_COLUMNS = 14, 13
#: An entry covers at most so many code units of two bytes.
_UNITS = 8
#: Where lines stand that were written for no place of the policy.
_FIRST = 1

#: The line that a place begins on, the kind of entry, and the bytes that end an entry.
Place = tuple[int, int, bytes]

#: The place of lines that were written for none.
_NOWHERE: Place = (_FIRST, 0x80 | _NO_COLUMNS << 3, b"")


def moved(code: CodeType, spans: Mapping[int, Span]) -> CodeType:
    """A function's code with every line at the place of its span, the rest at the first line.

    Args:
        spans: by line of the generated text.
    """
    places: dict[int, Place] = {}  # most spans stand for several lines
    table = bytearray()
    line = _FIRST
    for start, end, generated in code.co_lines():
        span = spans.get(generated or 0)
        if span is None:
            place = _NOWHERE
        elif (place := places.get(id(span), _NOWHERE)) is _NOWHERE:
            place = places[id(span)] = _place(span)
        to, kind, ending = place
        units = end // 2 - start // 2
        while units > 0:  # as few entries as can hold them
            table.append(kind | min(units, _UNITS) - 1)
            _signed(table, to - line)
            table += ending
            line = to
            units -= _UNITS
    return code.replace(co_linetable=bytes(table), co_firstlineno=_FIRST)


def _unsigned(table: bytearray, value: int) -> None:
    while value >= 64:
        table.append(0x40 | value & 63)
        value >>= 6
    table.append(value)


def _signed(table: bytearray, value: int) -> None:
    _unsigned(table, (-value << 1) | 1 if value < 0 else value << 1)


def _place(span: Span) -> Place:
    """Where a span stands: lines from 1, columns from 0 in UTF-8 bytes."""
    line, column = span.source.place(span.start)
    last, end_column = span.source.place(span.end)
    ending = bytearray()
    _unsigned(ending, last - line)
    _unsigned(ending, _bytes_before(span, span.start, column) + 1)
    _unsigned(ending, _bytes_before(span, span.end, end_column) + 1)
    return line, 0x80 | _LONG << 3, bytes(ending)


def _bytes_before(span: Span, offset: int, column: int) -> int:
    before = span.source.text[offset - column + 1 : offset]
    return len(before.encode("utf-8", "replace"))

"""Tables and named periods as small functions that stand before what calls them."""

from __future__ import annotations

from collections.abc import Iterable

from policylang.compiler.naming import Names
from policylang.compiler.writer import Writer
from policylang.core import limits
from policylang.model.expressions import Expression, InPeriod, Lookup, every_part
from policylang.model.machine import NamedPeriod, Table, TableRow


def write_helpers(out: Writer, names: Names, expressions: Iterable[Expression]) -> None:
    """Write the functions that some expressions call, in order of the file."""
    parts = [part for expression in expressions for part in every_part(expression)]
    tables = sorted({part.table for part in parts if isinstance(part, Lookup)})
    periods = sorted({part.period for part in parts if isinstance(part, InPeriod)})
    for number in tables:
        _table(out, names.tables[number], names.machine.tables[number])
    for number in periods:
        _period(out, names.periods[number], names.machine.periods[number])


def _table(out: Writer, name: str, table: Table) -> None:
    *rows, last = table.rows
    keys = [f"key_{place}" for place in range(len(last.ranges))]
    with (
        out.at(table.origin.span),
        out.block(f"def {name}({', '.join(keys)})", _line(table.origin.span.line)),
    ):
        for row in rows:
            with out.at(row.origin.span), out.block(f"if {_fits(row, keys)}"):
                out.line(f"return {row.value}", row.origin.text)
        with out.at(last.origin.span):
            out.line(f"return {last.value}", last.origin.text)  # the last row always fits
    out.blank()
    out.blank()


def _fits(row: TableRow, keys: list[str]) -> str:
    """The test of a row; keys of which it says nothing are left out."""
    tests = [_holds(key, low, high) for key, (low, high) in zip(keys, row.ranges, strict=True)]
    return " and ".join(test for test in tests if test) or "True"


def _holds(key: str, low: int, high: int) -> str:
    if low == high:
        return f"{key} == {low}"
    if low <= limits.INT64_LOW and high >= limits.INT64_HIGH:
        return ""
    if low <= limits.INT64_LOW:
        return f"{key} <= {high}"
    return f"{key} >= {low}" if high >= limits.INT64_HIGH else f"{low} <= {key} <= {high}"


def _period(out: Writer, name: str, period: NamedPeriod) -> None:
    with (
        out.at(period.origin.span),
        out.block(f"def {name}(day)", _line(period.origin.span.line)),
    ):
        out.line(f"return lies_in(day, {period.stretches!r}, {period.season!r})")
    out.blank()
    out.blank()


def _line(line: int) -> str:
    return f"line {line}"

"""Columns of text that every value allows to be of a narrower type, which is read more quickly.

The value stays the one that the text stands for: `250` is 250 USD as text and as a number. Where a
single text is written in another way (`250 USD`, `1,200`, `2:30`), the column stays text.
"""

from __future__ import annotations

from typing import Final

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from policylang.engine.bulk.tidy import tidy
from policylang.engine.columnar.kinds import is_text, values_of
from policylang.engine.columns import DATES
from policylang.model.machine import Machine
from policylang.model.units import Kind

_NUMBER: Final = r"^-?[0-9]{1,15}(\.[0-9]{1,12})?$"
_DATE: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
#: Digits of an Arrow decimal that a number has room in.
_DIGITS: Final = 28
_NUMBERS: Final = (Kind.POINTS, Kind.MONEY, Kind.HOURS, Kind.NUMBER, Kind.PERCENT)


@attrs.define
class _Seen:
    """What is known of a column of text: whether it may be narrower, how fine its numbers are."""

    kind: Kind
    fits: bool = True
    decimals: int = 0


class Types:
    """Looks at the texts of columns, and says of which type each column may be."""

    def __init__(self, machine: Machine, schema: pa.Schema) -> None:
        self._schema = schema
        self._seen: dict[str, _Seen] = {}
        kinds: dict[str, set[Kind]] = {DATES[0]: {Kind.DATE}}
        for action in machine.actions:
            for slot in action.fields:
                kinds.setdefault(slot.name, set()).add(slot.domain.kind)
        for field in schema:
            found = kinds.get(field.name, set())
            if is_text(field.type) and len(found) == 1 and found <= {*_NUMBERS, Kind.DATE}:
                self._seen[field.name] = _Seen(found.pop())

    @property
    def columns(self) -> list[str]:
        """The columns that have to be looked at."""
        return list(self._seen)

    def look_at(self, batch: pa.RecordBatch) -> None:
        """Look at some rows."""
        for name, seen in self._seen.items():
            if seen.fits:
                _look(seen, _texts(batch.column(name)))

    def look_through(self, table: pa.Table) -> dict[str, pa.ChunkedArray]:
        """Look at some rows, and give the columns that may be narrower with their new types."""
        found = {}
        for name, seen in self._seen.items():
            texts = _all_texts(table.column(name))
            if seen.fits:
                _look(seen, texts)
            if seen.fits:
                found[name] = texts.cast(_type(seen))
        return found

    @property
    def schema(self) -> pa.Schema:
        """The columns with the types that all rows so far allow; texts in full."""
        fields = []
        for field in self._schema:
            seen = self._seen.get(field.name)
            kind = values_of(field.type)
            if seen is not None and seen.fits:
                kind = _type(seen)
            fields.append(pa.field(field.name, kind))
        return pa.schema(fields)

    def typed(self, table: pa.Table) -> pa.Table:
        """Some of the rows with these types."""
        schema = self.schema
        columns = [
            self.narrow(field.name, table.column(field.name)).cast(field.type) for field in schema
        ]
        return pa.table(columns, schema=schema)

    def narrow(self, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
        """A column with its type; the same where it keeps the one it has."""
        seen = self._seen.get(name)
        if seen is None or not seen.fits:
            return column
        return _all_texts(column).cast(_type(seen))


def narrowed(machine: Machine, table: pa.Table) -> pa.Table:
    """A table by itself, with the columns of text of narrower types where that goes."""
    found = Types(machine, table.schema).look_through(table)
    columns = [found.get(name, table.column(name)) for name in table.column_names]
    return pa.table(columns, table.column_names)


def _look(seen: _Seen, texts: pa.Array | pa.ChunkedArray) -> None:
    given = pc.unique(texts).drop_null()
    pattern = _DATE if seen.kind is Kind.DATE else _NUMBER
    seen.fits = bool(pc.all(pc.match_substring_regex(given, pattern), min_count=0).as_py())
    if not seen.fits:
        return
    if seen.kind is Kind.DATE:
        try:
            given.cast(pa.date32())
        except pa.ArrowInvalid:
            seen.fits = False
        return
    points = pc.find_substring(given, ".")
    fine = pc.subtract(pc.subtract(pc.utf8_length(given), points), 1)
    finest = pc.max(pc.if_else(pc.less(points, 0), 0, fine)).as_py()
    seen.decimals = max(seen.decimals, finest or 0)


def _type(seen: _Seen) -> pa.DataType:
    if seen.kind is Kind.DATE:
        return pa.date32()
    return pa.decimal128(_DIGITS, seen.decimals) if seen.decimals else pa.int64()


def _all_texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([_texts(chunk) for chunk in column.chunks], values_of(column.type))


def _texts(array: pa.Array) -> pa.Array:
    """Texts without blanks around them; null where nothing is given."""
    texts = tidy(array.cast(values_of(array.type)))
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, texts.type), texts)

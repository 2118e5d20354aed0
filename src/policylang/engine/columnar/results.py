"""Results of many people as an Arrow table. Its schema is described in `docs/many.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from policylang.engine.columnar.arrays import Scored
from policylang.model.calendar import iso
from policylang.model.machine import Machine
from policylang.model.outcome import Outcome
from policylang.model.units import Kind

#: Digits of an Arrow decimal.
_DIGITS = 38


def schema_of(machine: Machine) -> pa.Schema:
    """The columns of a result under a policy."""
    decimals = machine.denomination.decimals
    money = pa.decimal128(_DIGITS, _places(machine.denomination.scale(Kind.MONEY)))
    return pa.schema(
        [
            ("person", pa.string()),
            ("score", pa.decimal128(_DIGITS, decimals) if decimals else pa.int64()),
            ("grade", pa.string()),
            ("perks", pa.int64()),
            ("perk_money", money),
            ("sanctions", pa.int64()),
            ("sanction_money", money),
            ("holds", pa.list_(pa.string())),
        ]
    )


def from_arrays(machine: Machine, persons: pa.Array, scored: Scored, *, as_of: int) -> pa.Table:
    """What a kernel found."""
    schema = schema_of(machine).with_metadata(metadata(machine, as_of, "columnar", None))
    columns: list[pa.Array] = [
        persons,
        _known(_scaled(scored.scores, schema.field("score").type), scored),
        _grades(machine, scored),
        pa.array(scored.counts[0]),
        _scaled(scored.money[0], schema.field("perk_money").type),
        pa.array(scored.counts[1]),
        _scaled(scored.money[1], schema.field("sanction_money").type),
        _held(machine, scored),
    ]
    return pa.table(dict(zip(schema.names, columns, strict=True))).cast(schema)


def from_outcomes(
    machine: Machine, outcomes: Sequence[Outcome], *, as_of: int | None, reason: str
) -> pa.Table:
    """What the evaluator of one person found; `reason` is what keeps the policy from the kernel."""
    schema = schema_of(machine)
    rows = [
        {
            "person": each.person,
            "score": each.score,
            "grade": each.grade,
            "perks": len(each.perks),
            "perk_money": Decimal(each.perk_money),
            "sanctions": len(each.sanctions),
            "sanction_money": Decimal(each.sanction_money),
            "holds": [held.name for held in each.holdings],
        }
        for each in outcomes
    ]
    said = metadata(machine, as_of, "one by one", reason)
    return pa.Table.from_pylist(rows, schema=schema.with_metadata(said))


def write(schema: pa.Schema, tables: Iterable[pa.Table], path: Path, format: str) -> None:
    """Write a result as `parquet` or `arrow`, one table after the other.

    Raises:
        OSError: the file cannot be written.
    """
    with path.open("wb") as file:
        if format == "parquet":
            writer = pq.ParquetWriter(file, schema, compression="zstd")
        else:
            options = pa.ipc.IpcWriteOptions(compression="zstd")
            writer = pa.ipc.new_file(file, schema, options=options)
        with writer:
            for table in tables:
                writer.write_table(table.cast(schema))


def rows(tables: Iterable[pa.Table], machine: Machine, as_of: str) -> Iterator[tuple[object, ...]]:
    """The rows of results in the columns of `report.outcomes.CSV_COLUMNS`, as texts."""
    unit = machine.denomination
    currency = unit.currency if unit.has_money else ""
    for row in (row for table in tables for row in _records(table)):
        yield (
            row["person"],
            as_of,
            "" if row["score"] is None else row["score"],
            row["grade"] or "",
            row["perks"],
            row["perk_money"] if currency else "",
            row["sanctions"],
            row["sanction_money"] if currency else "",
            currency,
            " ".join(row["holds"]),
        )


def _records(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def metadata(
    machine: Machine, as_of: int | None, engine: str, reason: str | None
) -> dict[str, str]:
    """What the schema of a result says of it."""
    said = {
        "policy": machine.header.name,
        "fingerprint": machine.header.fingerprint,
        "as_of": "" if as_of is None else iso(as_of),
        "engine": engine,
    }
    return said if reason is None else {**said, "note": reason}


def _places(scale: int) -> int:
    return len(str(scale)) - 1


def _scaled(held: np.ndarray[tuple[int, ...], np.dtype[np.int64]], kind: pa.DataType) -> pa.Array:
    """Held integers as decimals of the same digits, exactly."""
    if not pa.types.is_decimal(kind):
        return pa.array(held)
    wide = np.empty((held.size, 2), np.int64)
    wide[:, 0], wide[:, 1] = held, held >> 63  # low and high half, the sign carried on
    return pa.Array.from_buffers(kind, held.size, [None, pa.py_buffer(wide)])


def _known(values: pa.Array, scored: Scored) -> pa.Array:
    """The values of those who are scored; null for the others."""
    if scored.ranks is None:
        return values
    return pc.if_else(pa.array(scored.ranks >= 0), values, pa.scalar(None, values.type))


def _grades(machine: Machine, scored: Scored) -> pa.Array:
    if not machine.gradings:
        return pa.nulls(scored.scores.size, pa.string())
    names = [grade.name for grade in machine.grades]
    if scored.ranks is not None:
        ranks = np.maximum(scored.ranks, 0)
        return _known(pa.array(names, pa.string()).take(pa.array(ranks)), scored)
    lows = [grade.low for grade in machine.grades[:-1] if grade.low is not None]
    rising = np.array(lows[::-1], np.int64)
    ranks = len(lows) - np.searchsorted(rising, scored.scores, side="right")
    return pa.array(names, pa.string()).take(pa.array(ranks))


def _held(machine: Machine, scored: Scored) -> pa.Array:
    names = pa.array([machine.grants[n].name for n in scored.untriggered], pa.string())
    by_person = np.ascontiguousarray(scored.held.T)
    offsets = np.concatenate(([0], np.cumsum(by_person.sum(1)))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), names.take(pa.array(by_person.nonzero()[1])))

"""The parts put together again: everybody's results in order, and what became of every row."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence

import attrs
import pyarrow as pa

from policylang.engine.batch import Summary
from policylang.engine.bulk import refused
from policylang.engine.bulk.folder import WorkFolder
from policylang.engine.bulk.parts import ROWS_ONE_BY_ONE, Counts, Judge
from policylang.engine.bulk.people import Persons
from policylang.engine.columnar import results
from policylang.engine.rejects import RejectLog
from policylang.engine.rows import Reject


@attrs.frozen(eq=False)
class Found:
    """Everybody's results: tables one after the other, all of one schema (see `docs/many.md`)."""

    schema: pa.Schema
    #: May be called once.
    tables: Callable[[], Iterator[pa.Table]]
    summary: Summary
    first_rejects: Sequence[Reject] = ()
    #: Where the parts are, to be removed when the tables have been written.
    folder: WorkFolder | None = None


def table_name(number: int) -> str:
    """The file with the results of a part."""
    return f"part-{number:04}.arrow"


def rejects_name(number: int) -> str:
    """The file with its rejects."""
    return f"part-{number:04}.rejects"


def joined(
    judge: Judge,
    counts: Sequence[Counts],
    day: int | None,
    persons: Persons,
    log: RejectLog,
    folder: WorkFolder,
) -> Found:
    """Put all parts together.

    Args:
        day: the day asked about (ordinal); None where there was nobody to evaluate.
        log: takes the rejected rows.
    """
    schema = results.schema_of(judge.machine)

    def table(number: int) -> pa.Table:
        with folder.file(table_name(number)).open("rb") as file, pa.ipc.open_stream(file) as read:
            return read.read_all()

    names = [table(number).column("person") for number in range(len(counts))]
    chunks = [chunk for each in names for chunk in each.chunks]
    busy = pa.concat_arrays([pa.array([], pa.string()), *chunks])
    idle = schema.empty_table() if day is None else judge.idle(busy, day)
    damaged = [rejects_name(number) for number, each in enumerate(counts) if each.rejected]
    for reject in refused.in_order(folder, damaged, judge.name):
        log.add(reject)
    hurt = refused.whose(folder, damaged) | persons.refused
    everybody = (*busy.to_pylist(), *idle.column("person").to_pylist()) if hurt else ()
    summary = Summary(
        rows=sum(each.rows for each in counts),
        evaluated=sum(each.evaluated for each in counts),
        rejected=sum(each.rejected for each in counts),
        later=sum(each.later for each in counts),
        withdrawn=sum(each.withdrawn for each in counts),
        people=len(busy) + idle.num_rows,
        affected=len(hurt),
        not_evaluated=len(hurt.difference(everybody)),
        people_rejected=persons.rejected,
        as_of=None if day is None else datetime.date.fromordinal(day),
        reasons=dict(sorted(log.reasons.items())),
    )

    def tables() -> Iterator[pa.Table]:
        yield from map(table, range(len(counts)))
        yield idle

    told = results.metadata(judge.machine, day, *_engine(judge, counts))
    return Found(schema.with_metadata(told), tables, summary, tuple(log.first), folder)


def _engine(judge: Judge, counts: Sequence[Counts]) -> tuple[str, str | None]:
    """What did it, and why not the kernel where it did not do it all."""
    slow = sum(not each.columnar for each in counts)
    if judge.reason is not None:
        return "one by one", judge.reason
    if slow == len(counts):
        return "one by one", ROWS_ONE_BY_ONE
    return "columnar", f"{ROWS_ONE_BY_ONE} in {slow} of {len(counts)} parts" if slow else None

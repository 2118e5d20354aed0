"""Everybody in files of columns at once, where every row is right and the policy has a kernel.

It either gives what `engine.batch` gives or nothing at all: then that has to do it, and says what
is wrong with which row.
"""

from __future__ import annotations

import datetime
from os import PathLike
from pathlib import Path

import attrs
import pyarrow as pa

from policylang.compiler import Evaluator
from policylang.compiler.columnar.kernel import kernel_of
from policylang.compiler.columnar.reach import why_not
from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.batch import Batch, Summary
from policylang.engine.columnar import arrays, intake, kernels, results, tables
from policylang.engine.columns import history_columns, people_columns
from policylang.engine.readers import COLUMNAR, Source, format_of
from policylang.model.events import KNOWN
from policylang.model.history import Encoder, check_window
from policylang.model.machine import Machine


@attrs.frozen(eq=False)
class Bulk:
    """A row for each person, with the schema of `docs/many.md`, and what became of the events."""

    table: pa.Table
    summary: Summary


def bulk(evaluator: Evaluator, encoder: Encoder, asked: Asked) -> Bulk | None:
    """Evaluate everybody in files of columns; None where a single row would have to be refused.

    Raises:
        OSError: a file cannot be opened or read.
    """
    machine = evaluator.machine
    if why_not(machine) is not None or asked.known is not None or asked.sort:
        return None
    history, people = _table_path(asked.history, asked.format), None
    if history is None:
        return None
    if asked.people is not None:
        people = _table_path(asked.people, asked.people_format)
        if people is None:
            return None
    try:
        events = tables.table_of(history, history_columns(machine), "events")
        persons = None
        if people is not None:
            persons = tables.table_of(people, people_columns(machine), "people")
        if not events.num_rows or KNOWN in events.column_names:
            return None
        gathered = intake.gather(encoder, events, persons)
        days = gathered.crowd.days
        last = int(days.max()) if asked.as_of is None else asked.as_of.toordinal()
        since = None if asked.since is None else asked.since.toordinal()
        first, last = check_window(machine, [int(days.min())], since, last)
    except HistoryError:
        return None
    kernel = kernel_of(machine)
    scored = arrays.run(
        kernel, kernels.compiled(kernel), machine, gathered.crowd, since=first, as_of=last
    )
    if scored is None:
        return None
    later = int((days > last).sum())
    table = results.from_arrays(machine, gathered.persons, scored, as_of=last)
    return Bulk(table, _summary(events.num_rows, later, table.num_rows, last))


def table_of(batch: Batch, machine: Machine) -> pa.Table:
    """What was found one by one as the same kind of table."""
    outcomes = [person.outcome for person in batch.people]
    day = batch.summary.as_of
    reason = why_not(machine) or "rows that had to be looked at one by one"
    return results.from_outcomes(
        machine, outcomes, as_of=0 if day is None else day.toordinal(), reason=reason
    )


def _table_path(source: Source, format: str | None) -> Path | None:
    """The path of a source that is a file of columns."""
    if not isinstance(source, str | PathLike) or format_of(source, format) not in COLUMNAR:
        return None
    return Path(source)


def _summary(rows: int, later: int, people: int, as_of: int) -> Summary:
    return Summary(
        rows=rows,
        evaluated=rows - later,
        rejected=0,
        later=later,
        withdrawn=0,
        people=people,
        affected=0,
        not_evaluated=0,
        people_rejected=0,
        as_of=datetime.date.fromordinal(as_of),
        reasons={},
    )

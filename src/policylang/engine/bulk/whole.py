"""A file that fits into memory, at once: where every row is right and the policy has a kernel.

It either gives what `engine.batch` gives or nothing at all: then that has to do it, and says what
is wrong with which row.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import pyarrow as pa

from policylang.compiler import Evaluator
from policylang.compiler.columnar.reach import why_not
from policylang.engine.asked import Asked
from policylang.engine.batch import Batch, Summary
from policylang.engine.bulk.joining import Found
from policylang.engine.bulk.parts import ROWS_ONE_BY_ONE, Counts, Judge
from policylang.engine.bulk.people import Persons
from policylang.engine.bulk.source import Layout
from policylang.engine.columnar import results
from policylang.engine.rows import Reject
from policylang.model.history import Encoder
from policylang.model.machine import Machine


def evaluate_whole(
    evaluator: Evaluator,
    encoder: Encoder,
    asked: Asked,
    layout: Layout,
    batches: Iterable[pa.RecordBatch],
    rows: int,
) -> Found | None:
    """Evaluate everybody; None where a single row would have to be refused.

    Args:
        batches: all rows of the file, of which there are so many.

    Raises:
        HistoryError: the people file as a whole cannot be read.
        OSError: a file cannot be opened or read.
    """
    rejects: list[Reject] = []
    persons = Persons(encoder, asked, rejects.append)
    judge = Judge(evaluator, encoder, asked, layout, persons)
    if judge.reason is not None:
        return None
    day = None if asked.as_of is None else asked.as_of.toordinal()
    scores = judge.in_columns(batches, rows, day)
    if scores is None or rejects:
        return None
    idle = judge.idle(scores.table.column("person").combine_chunks(), scores.day)
    tables = [scores.table, idle]
    summary = _summary(scores.counts, sum(each.num_rows for each in tables), scores.day)
    return Found(scores.table.schema, lambda: iter(tables), summary)


def found_in(batch: Batch, machine: Machine) -> Found:
    """What was found one by one, as tables."""
    outcomes = [person.outcome for person in batch.people]
    day = batch.summary.as_of
    table = results.from_outcomes(
        machine,
        outcomes,
        as_of=None if day is None else day.toordinal(),
        reason=why_not(machine) or ROWS_ONE_BY_ONE,
    )
    return Found(table.schema, lambda: iter([table]), batch.summary, batch.first_rejects)


def _summary(counts: Counts, people: int, day: int) -> Summary:
    return Summary(
        rows=counts.rows,
        evaluated=counts.evaluated,
        rejected=0,
        later=counts.later,
        withdrawn=counts.withdrawn,
        people=people,
        affected=0,
        not_evaluated=0,
        people_rejected=0,
        as_of=datetime.date.fromordinal(day),
        reasons={},
    )

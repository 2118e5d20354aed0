"""Everybody in a table: in columns, or one by one where that does not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylang.compiler import Evaluator
from policylang.compiler.columnar.reach import why_not
from policylang.core.errors import MissingExtraError
from policylang.engine.columnar.window import window_of
from policylang.engine.columns import FROM, history_columns, people_columns
from policylang.model.events import KNOWN
from policylang.model.history import Encoder

if TYPE_CHECKING:
    import pyarrow as pa

    from policylang.engine.columnar.tables import Pieces, TableSource


def evaluate_many(
    evaluator: Evaluator,
    encoder: Encoder,
    source: TableSource,
    *,
    people: TableSource | None = None,
    as_of: int | None = None,
    since: int | None = None,
) -> pa.Table:
    """Where everybody stands at the end of a day; see `Policy.evaluate_many`.

    Args:
        as_of, since: ordinals.
    """
    try:
        from policylang.engine.columnar import (
            engines,
            files,
            intake,
            one_by_one,
            results,
            tables,
            withdrawals,
        )
    except ModuleNotFoundError as error:
        raise MissingExtraError("fast", error.name or "llvmlite") from error
    machine = evaluator.machine
    for each in (source, people):
        files.refuse_rows(each)
    events = tables.pieces_of(source, history_columns(machine), "events")
    persons = None
    if people is not None:
        persons = tables.table_of(people, people_columns(machine), "people")
        tables.refuse_persons(persons.schema, "people")
    tables.refuse_persons(events.schema, "events")
    reason = why_not(machine) or _why_not(events, persons)
    if reason is None and machine.voids and not withdrawals.has_plain_ids(events.schema):
        reason = "ids that are neither text nor whole numbers"
    if reason is None:
        gathered = intake.gather(encoder, events, persons)
        days = gathered.crowd.days
        ends = [] if gathered.latest is None else [int(days.min()), gathered.latest]
        first, last = window_of(machine, ends, since, as_of)
        engine = engines.engine_for(evaluator)
        scored = engine.run(gathered.settled(last), since=first, as_of=last)
        if scored is not None:
            return results.from_arrays(machine, gathered.persons, scored, as_of=last)
        reason = "money, points or losses that come near 64 bits"
    return one_by_one.evaluate(
        evaluator, encoder, events.table(), persons, since=since, as_of=as_of, reason=reason
    )


def _why_not(events: Pieces, persons: pa.Table | None) -> str | None:
    """What in the data, not in the policy, no engine in columns can carry."""
    if persons is not None and FROM in persons.column_names:
        return "attributes that change"
    if KNOWN in events.schema.names:
        column = events.table().column(KNOWN)
        if column.null_count < len(column):
            return "events that became known later"
    return None

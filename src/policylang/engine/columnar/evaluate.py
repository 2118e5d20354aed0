"""Everybody in a table: by the kernel of the policy, or one by one where it has none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from policylang.compiler import Evaluator
from policylang.compiler.columnar.kernel import kernel_of
from policylang.compiler.columnar.reach import why_not
from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError, MissingExtraError
from policylang.engine.columns import ACTION, DATES, FROM, PERSON, history_columns, people_columns
from policylang.engine.encoding import person_of
from policylang.model.events import KNOWN, Event
from policylang.model.history import EVERYTHING_KNOWN, Encoder, History, check_window
from policylang.model.outcome import Outcome, outcome_of
from policylang.model.persons import Traits, telling_of

if TYPE_CHECKING:
    import pyarrow as pa

    from policylang.engine.columnar.tables import TableSource


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
        from policylang.engine.columnar import arrays, intake, kernels, results, tables
    except ModuleNotFoundError as error:
        raise MissingExtraError("fast", error.name or "numba") from error
    machine = evaluator.machine
    events = tables.table_of(source, history_columns(machine), "events")
    persons = None
    if people is not None:
        persons = tables.table_of(people, people_columns(machine), "people")
    reason = why_not(machine) or _why_not(events)
    if reason is None:
        gathered = intake.gather(encoder, events, persons)
        days = gathered.crowd.days
        ends = [int(days.min()), int(days.max())] if days.size else []
        first, last = _window(evaluator, ends, since, as_of)
        kernel = kernel_of(machine)
        scored = arrays.run(
            kernel, kernels.compiled(kernel), machine, gathered.crowd, since=first, as_of=last
        )
        if scored is not None:
            return results.from_arrays(machine, gathered.persons, scored, as_of=last)
        reason = "money beyond 64 bits"
    outcomes, last = _one_by_one(evaluator, encoder, events, persons, since, as_of)
    return results.from_outcomes(machine, outcomes, as_of=last, reason=reason)


def _why_not(events: pa.Table) -> str | None:
    """What in the data, not in the policy, the kernel cannot carry."""
    if KNOWN in events.column_names and events.column(KNOWN).null_count < events.num_rows:
        return "events that became known later"
    return None


def _window(
    evaluator: Evaluator, ends: list[int], since: int | None, as_of: int | None
) -> tuple[int | None, int]:
    """As `check_window`: the first of `ends` may lie too early, the last is the day asked about."""
    last = ends[-1] if as_of is None and ends else as_of
    return check_window(evaluator.machine, ends[:1], since, last)


def _one_by_one(
    evaluator: Evaluator,
    encoder: Encoder,
    events: pa.Table,
    people: pa.Table | None,
    since: int | None,
    as_of: int | None,
) -> tuple[list[Outcome], int]:
    from policylang.engine.columnar.tables import rows_of

    given: dict[str, list[Event]] = defaultdict(list)
    for row in rows_of(events):
        given[person_of({PERSON: _text(row.pop(PERSON, ""))})].append(_event(row))
    attributes = _attributes(() if people is None else rows_of(people))
    traits: dict[str, Traits] = {}
    histories: dict[str, History] = {}
    for name in dict.fromkeys((*given, *attributes)):
        with telling_of(name):
            traits[name] = encoder.traits(attributes.get(name, {}))
            histories[name] = encoder.history(given.get(name, ()), traits[name])
    lasts = (encoder.last_day(each) for each in histories.values())
    firsts = (each.days[0] for each in histories.values() if each.days)
    ends = sorted((*firsts, *(day for day in lasts if day is not None)))
    first, last = _window(evaluator, ends, since, as_of)
    known = None if as_of is not None else EVERYTHING_KNOWN
    outcomes = []
    for name, history in histories.items():
        kept = history.until(last, known)
        result = evaluator.run(kept, traits[name].start, since=first, as_of=last)
        outcomes.append(
            outcome_of(evaluator.machine, result, as_of=last, person=name, history=kept)
        )
    return outcomes, last


def _event(row: dict[str, Any]) -> Event:
    date = next((row.pop(name) for name in DATES if name in row), None)
    return Event(date, row.pop(ACTION, ""), row)


def _attributes(rows: Any) -> Mapping[str, Mapping[str, object]]:
    found: dict[str, Mapping[str, object]] = {}
    for row in rows:
        name = person_of({PERSON: _text(row.pop(PERSON, ""))})
        if FROM in row:
            message = "a table of people has one row for each, and none that holds from a day on"
            help = "write the changes to a people file, for `policylang eval`"
            raise HistoryError([Diagnostic(codes.MALFORMED_DATA, message, (), help)])
        if name in found:
            message = f"`{name}` stands in the table of people twice"
            raise HistoryError([Diagnostic(codes.PERSON_REPEATED, message)])
        found[name] = row
    return found


def _text(raw: object) -> str:
    return raw if isinstance(raw, str) else str(raw)

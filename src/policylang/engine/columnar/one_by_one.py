"""A table whose policy has no kernel: each person by the evaluator of one, on all processors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import attrs
import pyarrow as pa

from policylang.compiler import Evaluator
from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine.columnar import results
from policylang.engine.columnar.shares import shares_of
from policylang.engine.columnar.tables import rows_of
from policylang.engine.columnar.window import window_of
from policylang.engine.columnar.workers import WorkerError, Workers
from policylang.engine.columns import ACTION, DATES, FROM, PERSON
from policylang.engine.encoding import person_of
from policylang.model.events import Event
from policylang.model.history import EVERYTHING_KNOWN, Encoder, History
from policylang.model.machine import Machine
from policylang.model.outcome import outcome_of
from policylang.model.persons import Traits, telling_of


@attrs.frozen
class Subjects:
    """People who were read, in order."""

    histories: Mapping[str, History]
    traits: Mapping[str, Traits]
    #: The first and the last day that any event gives, in order; nothing without events.
    ends: list[int]


def evaluate(
    evaluator: Evaluator,
    encoder: Encoder,
    events: pa.Table,
    people: pa.Table | None,
    *,
    since: int | None,
    as_of: int | None,
    reason: str,
    processors: int | None = None,
) -> pa.Table:
    """Everybody's results.

    Args:
        since, as_of: ordinals, as they were asked for.
        reason: what keeps the policy, or the table, from the kernel.
        processors: how many processes at most; by default one for each processor.
    """
    machine = evaluator.machine
    shares = shares_of(events, people, processors)
    if len(shares) > 1:
        try:
            return _shared(machine, shares, since, as_of, reason)
        except WorkerError:  # then here: whatever is wrong with a row is said in its own words
            pass
    subjects = read(encoder, events, people)
    first, last = window_of(machine, subjects.ends, since, as_of)
    return score(
        evaluator, subjects, since=first, as_of=last, known_by_then=as_of is not None, reason=reason
    )


def _shared(
    machine: Machine,
    shares: list[tuple[pa.Table, pa.Table | None]],
    since: int | None,
    as_of: int | None,
    reason: str,
) -> pa.Table:
    with Workers(machine, len(shares)) as workers:
        found = workers.read(shares)
        days = sorted(day for ends in found for day in ends)
        first, last = window_of(machine, days[:1] + days[-1:], since, as_of)
        return workers.score(
            since=first, as_of=last, known_by_then=as_of is not None, reason=reason
        )


def read(encoder: Encoder, events: pa.Table, people: pa.Table | None) -> Subjects:
    """Read both tables: those who have events in order of the first, then the others.

    Raises:
        HistoryError: a row does not fit the policy.
    """
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
    return Subjects(histories, traits, ends[:1] + ends[-1:])


def score(
    evaluator: Evaluator,
    subjects: Subjects,
    *,
    since: int | None,
    as_of: int,
    known_by_then: bool,
    reason: str,
) -> pa.Table:
    """Where people stand at the end of a day.

    Args:
        known_by_then: whether only what was known on that day counts.
    """
    known = None if known_by_then else EVERYTHING_KNOWN
    outcomes = []
    for name, history in subjects.histories.items():
        kept = history.until(as_of, known)
        result = evaluator.run(kept, subjects.traits[name].start, since=since, as_of=as_of)
        outcomes.append(
            outcome_of(evaluator.machine, result, as_of=as_of, person=name, history=kept)
        )
    return results.from_outcomes(evaluator.machine, outcomes, as_of=as_of, reason=reason)


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

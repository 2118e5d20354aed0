"""From paths and days to a batch in a store: what the public functions call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import attrs

from policylang.compiler import Evaluator
from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError, MissingExtraError
from policylang.engine.increments.arriving import Arrivals, EventSource
from policylang.engine.people_file import read_people
from policylang.engine.readers import Progress, Source
from policylang.engine.rejects import RejectLog
from policylang.engine.rows import Reject
from policylang.model.history import Encoder
from policylang.model.outcome import Outcome

if TYPE_CHECKING:
    import pyarrow as pa

    from policylang.engine.increments.increment import IncrementSummary
    from policylang.engine.increments.store import Opening, Store

#: Most characters of the name of a batch.
_NAME_LENGTH = 500


@attrs.frozen
class Increment:
    """What a batch came to."""

    summary: IncrementSummary
    #: Where everybody the batch touches stands, in the schema of `Policy.evaluate_many`; empty
    #: where the batch was in the store already.
    table: pa.Table
    #: The first rejected rows, to be shown.
    first_rejects: Sequence[Reject]


def ingest(
    evaluator: Evaluator,
    encoder: Encoder,
    path: str | PathLike[str],
    events: EventSource,
    *,
    batch: str,
    people: Source | None = None,
    as_of: int | None = None,
    since: int | None = None,
    rejects: TextIO | None = None,
    format: str | None = None,
    progress: Progress | None = None,
) -> Increment:
    """Put a batch into a store; see `Policy.evaluate_increment`.

    Args:
        as_of, since: ordinals.
        format: of a file of events, where its name does not tell.
    """
    opened = _opening()
    from policylang.engine.increments.increment import Batch, Ingestion
    from policylang.engine.increments.standing import first_day_of

    if not 0 < len(batch) <= _NAME_LENGTH or not batch.isprintable():
        message = f"the name of a batch is a line of 1 to {_NAME_LENGTH} characters"
        raise HistoryError([Diagnostic(codes.MALFORMED_DATA, message)])
    log = RejectLog(rejects)
    with opened(path, evaluator.machine, since) as store:
        arrivals = Arrivals(encoder, events, first_day_of(store))
        known = None if people is None else read_people(encoder, people, on_reject=log.add)
        offered = Batch(batch, arrivals, known, as_of, format)
        summary, table = Ingestion(store, evaluator, encoder, offered, log.add).take(progress)
    return Increment(summary, table, tuple(log.first))


def everybody(evaluator: Evaluator, path: str | PathLike[str], as_of: int | None) -> pa.Table:
    """Where everybody in a store stands at the end of a day; see `Policy.evaluate_store`."""
    with _there(path, evaluator) as store:
        from policylang.engine.increments.standing import evaluate_store

        return evaluate_store(store, evaluator, as_of)


def outcomes(
    evaluator: Evaluator, path: str | PathLike[str], as_of: int | None
) -> Iterator[tuple[int, list[Outcome]]]:
    """The same person by person, in pages, each with the day (ordinal)."""
    with _there(path, evaluator) as store:
        from policylang.engine.increments import standing

        yield from standing.everybody(store, evaluator, as_of)


def _there(path: str | PathLike[str], evaluator: Evaluator) -> AbstractContextManager[Store]:
    """Open a store that is there.

    Raises:
        FileNotFoundError: it is not.
    """
    Path(path).stat()  # or else a new store would be made
    return _opening()(path, evaluator.machine, None)


def _opening() -> Opening:
    try:
        from policylang.engine.increments.store import opened
    except ModuleNotFoundError as error:
        extra = "sql" if error.name == "duckdb" else "fast"
        raise MissingExtraError(extra, error.name or "duckdb") from error
    return opened

"""A batch of new events: read, held to what is kept, followed, and stored in one step."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import attrs

from policylang.compiler import Evaluator
from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine.increments.arriving import Arrivals, Arriving
from policylang.engine.increments.person import Kept, Life
from policylang.engine.increments.settling import Settling
from policylang.engine.increments.standing import (
    day_of,
    follower_of,
    known_by,
    outcome_in,
    table_of,
    together,
)
from policylang.engine.increments.store import Store
from policylang.engine.people_file import People
from policylang.engine.readers import Progress
from policylang.engine.rows import Reject, rejected
from policylang.model.calendar import iso
from policylang.model.history import Encoder, Marks
from policylang.model.outcome import Outcome
from policylang.model.values import InputProblem

if TYPE_CHECKING:
    import pyarrow as pa

#: So many rows are put by at once.
CHUNK: Final = 10_000
#: Characters of a row that are kept to show it where it is rejected.
_SHOWN: Final = 200
_AGAIN: Final = (
    "under this policy the past may come out differently later, so everybody a batch touches is "
    "run again from the start: n events of one person in as many batches take time with the "
    "square of n"
)


@attrs.frozen
class IncrementSummary:
    """What became of a batch: `rows == kept + rejected`, `people == begun + went_on + replayed`."""

    #: The name of the batch, and whether it was in the store already, so that nothing changed.
    batch: str
    repeated: bool
    rows: int
    kept: int
    rejected: int
    #: Of those kept: earlier than something kept of the same person; after the day asked about.
    late: int
    later: int
    #: Whom the batch touches: seen for the first time, gone on with, run again from the start.
    people: int
    begun: int
    went_on: int
    replayed: int
    #: Rows of the people file that were rejected.
    people_rejected: int
    #: The day the results are for (ISO); None where there is none.
    as_of: str | None
    #: How often each code was the reason for a rejection, by number of the code.
    reasons: dict[str, int]
    #: Why nobody is gone on with; None where people are.
    note: str | None


@attrs.frozen
class Batch:
    """A batch as it is offered."""

    name: str
    arrivals: Arrivals
    people: People | None
    #: Ordinal; None is the latest day that any event in the store gives.
    as_of: int | None
    format: str | None = None


@attrs.define
class _Counts:
    rows: int = 0
    kept: int = 0
    rejected: int = 0
    late: int = 0
    people: int = 0
    begun: int = 0
    went_on: int = 0
    replayed: int = 0
    #: The latest day of any event kept.
    latest: int = 0
    reasons: dict[str, int] = attrs.field(factory=dict)


class Ingestion:
    """Puts one batch into an open store."""

    def __init__(
        self,
        store: Store,
        evaluator: Evaluator,
        encoder: Encoder,
        batch: Batch,
        on_reject: Callable[[Reject], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._encoder = encoder
        self._batch = batch
        self._on_reject = on_reject
        self._counts = _Counts()
        self._follower = follower_of(store, evaluator)

    def take(self, progress: Progress | None = None) -> tuple[IncrementSummary, pa.Table]:
        """Put the batch into the store, all of it or nothing; where whom it touches stands.

        Of a batch that is in the store already nothing is changed, and the table is empty.

        Raises:
            HistoryError: see `Policy.evaluate_increment`.
        """
        store, name = self._store, self._batch.name
        with store.transaction():
            digest = self._stage(progress)
            known = store.batch(name)
            if known is not None:
                _check_repeated(name, digest, known[0])
                before = IncrementSummary(**json.loads(known[1]))
                return attrs.evolve(before, repeated=True), self._table([], None)
            self._settle()
            as_of = self._day()
            table = self._table([], None) if as_of is None else self._follow(as_of)
            summary = self._summary(as_of)
            store.note_batch(name, digest, json.dumps(attrs.asdict(summary)))
        return summary, table

    # --- reading and settling ----------------------------------------------------------------

    def _stage(self, progress: Progress | None) -> str:
        """Put all rows by that can be read. Returns the digest of everything there was."""
        digest = hashlib.sha256()
        arrival = int(self._store.about("arrivals") or 0)
        chunk: list[tuple[str, Kept, int, str]] = []
        self._store.begin_batch()
        for row in self._batch.arrivals.read(self._batch.format, progress):
            self._counts.rows += 1
            if isinstance(row, Reject):
                _add(digest, (row.line, row.text))
                self._reject(row)
                continue
            _add(digest, tuple(row[:3]))
            chunk.append((row.person, _kept(row, arrival), row.line, row.text[:_SHOWN]))
            arrival += 1
            if len(chunk) == CHUNK:
                self._store.stage(chunk)
                chunk.clear()
        self._store.stage(chunk)
        self._store.note("arrivals", str(arrival))
        if self._batch.people is not None:
            people = self._batch.people
            self._store.name(list(people.attributes))
            for person, start in people.attributes.items():
                _add(digest, (person, start, people.changes.get(person)))
        return digest.hexdigest()

    def _settle(self) -> None:
        counts = self._counts
        settling = Settling(self._encoder, self._batch.people, self._refuse)
        for page in self._store.offers():
            accepted = []
            for offer in page:
                found = settling.settle(offer)
                if found is None:
                    continue
                accepted.append(found)
                latest = offer.latest
                for event in found.events:
                    counts.late += event.day < latest
                    latest = max(latest, event.day)
                    counts.latest = max(counts.latest, self._batch.arrivals.latest(event))
                counts.kept += len(found.events)
            self._store.accept(accepted)
        self._store.keep()

    def _refuse(self, kept: Kept, line: int, text: str, person: str, why: InputProblem) -> None:
        del kept
        self._reject(rejected(self._batch.arrivals.file, line, text, why, person))

    def _reject(self, reject: Reject) -> None:
        counts, number = self._counts, reject.code.number
        counts.rejected += 1
        counts.reasons[number] = counts.reasons.get(number, 0) + 1
        self._on_reject(reject)

    # --- following ---------------------------------------------------------------------------

    def _day(self) -> int | None:
        """The day the results are for."""
        latest = max(int(self._store.about("latest") or 0), self._counts.latest)
        self._store.note("latest", str(latest))
        return day_of(self._follower, self._batch.as_of, latest)

    def _follow(self, as_of: int) -> pa.Table:
        _counts, known = self._counts, known_by(self._batch.as_of)
        self._store.begin_saving()
        tables = []
        for page in self._store.due(as_of=as_of, goes_on=self._follower.goes_on):
            saved, outcomes = [], []
            for person, life, before in page:
                step = self._follower.follow(life, as_of, known)
                self._count(life, before)
                if step.snapshot is not None:
                    saved.append((person, step.snapshot))
                outcomes.append(outcome_in(self._follower, person, step, as_of))
            self._store.save(saved)
            tables.append(self._table(outcomes, as_of))
        self._store.replace_snapshots()
        return together(tables) if tables else self._table([], as_of)

    def _count(self, life: Life, before: int) -> None:
        counts = self._counts
        counts.people += 1
        counts.went_on += life.snapshot is not None
        counts.begun += life.snapshot is None and not before
        counts.replayed += life.snapshot is None and before > 0

    def _table(self, outcomes: list[Outcome], as_of: int | None) -> pa.Table:
        return table_of(self._follower, outcomes, as_of)

    def _summary(self, as_of: int | None) -> IncrementSummary:
        counts = self._counts
        return IncrementSummary(
            batch=self._batch.name,
            repeated=False,
            rows=counts.rows,
            kept=counts.kept,
            rejected=counts.rejected,
            late=counts.late,
            later=0 if as_of is None else self._store.accepted_after(as_of),
            people=counts.people,
            begun=counts.begun,
            went_on=counts.went_on,
            replayed=counts.replayed,
            people_rejected=0 if self._batch.people is None else self._batch.people.rejected,
            as_of=None if as_of is None else iso(as_of),
            reasons=dict(sorted(counts.reasons.items())),
            note=None if self._follower.goes_on else _AGAIN,
        )


def _kept(row: Arriving, arrival: int) -> Kept:
    day, code, values = row.row
    marks = row.marks or Marks(None, 0)
    return Kept(day, arrival, code, values, marks.id, marks.known)


def _check_repeated(name: str, digest: str, before: str) -> None:
    if digest != before:
        message = f"the batch `{name}` is in the store already, with other rows or people"
        help = "give this one a name of its own"
        raise HistoryError([Diagnostic(codes.STATE_MISMATCH, message, (), help)])


def _add(digest: object, row: tuple[object, ...]) -> None:
    digest.update(repr(row).encode("utf-8", "backslashreplace"))  # type: ignore[attr-defined]

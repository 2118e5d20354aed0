"""One part of a file: in columns where every row of it is right, else row by row."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from contextlib import suppress

import attrs
import numpy as np
import pyarrow as pa

from policylang.compiler import Evaluator
from policylang.compiler.columnar.reach import why_not
from policylang.core import codes
from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.batch import results_of
from policylang.engine.bulk.narrowing import narrowed
from policylang.engine.bulk.people import Persons
from policylang.engine.bulk.source import Layout
from policylang.engine.bulk.tidy import tidy_table
from policylang.engine.columnar import intake, results
from policylang.engine.columnar.arrays import Crowd
from policylang.engine.columnar.engines import Engine, engine_for
from policylang.engine.columnar.intake import Gathered
from policylang.engine.columnar.tables import has_plain_persons, in_pieces
from policylang.engine.grouping import Grouping
from policylang.engine.intake import Intake
from policylang.engine.rows import Reject
from policylang.model.events import KNOWN
from policylang.model.history import Encoder, check_window
from policylang.model.values import InputProblem

OnReject = Callable[[Reject], None]
#: In a result: what was looked at one by one although the policy runs in columns.
ROWS_ONE_BY_ONE = "rows that had to be looked at one by one"


@attrs.frozen
class Counts:
    """What became of the rows of a part, see `batch.Summary`."""

    rows: int = 0
    evaluated: int = 0
    rejected: int = 0
    later: int = 0
    withdrawn: int = 0
    #: The latest day of any good row (ordinal); None where there is none.
    latest: int | None = None
    #: Whether it was done in columns.
    columnar: bool = False


@attrs.frozen(eq=False)
class Scores:
    """What a part came to: a row for each person who has events."""

    table: pa.Table
    counts: Counts
    #: The day asked about (ordinal).
    day: int


class Judge:
    """Evaluates parts of one file, all in the same way."""

    def __init__(
        self,
        evaluator: Evaluator,
        encoder: Encoder,
        asked: Asked,
        layout: Layout,
        persons: Persons,
    ) -> None:
        """Prepare to evaluate parts of a file with this layout."""
        self.machine = evaluator.machine
        self.name = layout.name
        self._evaluator = evaluator
        self._encoder = encoder
        self._asked = asked
        self._layout = layout
        self._persons = persons
        self._since = None if asked.since is None else asked.since.toordinal()
        #: What keeps the rows from being evaluated in columns; None where nothing does.
        self.reason = why_not(self.machine) or self._why_not()
        self._engine: Engine | None = None if self.reason else engine_for(evaluator)

    def _why_not(self) -> str | None:
        if self._asked.known is not None or KNOWN in self._layout.columns:
            return "events that became known later"
        if self.machine.changeable and self._persons.people.changes:
            return "attributes that change"
        return "events in any order of days" if self._asked.sort else None

    def in_columns(
        self, batches: Iterable[pa.RecordBatch], rows: int, day: int | None
    ) -> Scores | None:
        """A part in columns; None where a single row would have to be refused.

        Args:
            batches: its rows, with the columns of the file.
            rows: how many there are.
            day: the day asked about (ordinal); None: the latest of its own.
        """
        if self._engine is None:
            return None
        try:
            gathered = self._gathered(batches, rows)
            latest, days = gathered.latest, gathered.crowd.days
            if latest is None:
                return None
            day = latest if day is None else day
            check_window(self.machine, [int(days.min())], self._since, day)
        except HistoryError:
            return None
        table = self._score(self._engine, gathered.persons, gathered.settled(day), day)
        if table is None:
            return None
        later, withdrawn = int((days > day).sum()), gathered.withdrawn(day)
        counts = Counts(
            rows=rows, evaluated=rows - later - withdrawn, later=later, withdrawn=withdrawn,
            latest=latest, columnar=True,
        )  # fmt: skip
        return Scores(table, counts, day)

    def _gathered(self, batches: Iterable[pa.RecordBatch], rows: int) -> Gathered:
        names = self._layout.columns
        chunks = (self._tidy(table.select(names)) for table in in_pieces(batches))
        return intake.gather_chunks(self._encoder, chunks, rows, self._persons.roster)

    def _tidy(self, table: pa.Table) -> pa.Table:
        """A table as it may be gathered.

        Raises:
            InputProblem: persons are neither text nor whole numbers.
        """
        if not has_plain_persons(table.schema):
            message = "`person` is neither text nor a whole number"
            raise InputProblem(codes.UNREADABLE_VALUE, message)
        tidied = tidy_table(table)
        return narrowed(self.machine, tidied) if self._layout.is_text else tidied

    def _score(self, engine: Engine, persons: pa.Array, crowd: Crowd, day: int) -> pa.Table | None:
        scored = engine.run(crowd, since=self._since, as_of=day)
        if scored is None:
            return None
        return results.from_arrays(self.machine, persons, scored, as_of=day)

    def latest(self, batches: Iterable[pa.RecordBatch]) -> int | None:
        """The latest day any good row of a part gives, whichever of its moments it is of."""
        held = list(batches)
        if self._engine is not None:
            with suppress(HistoryError):
                return self._gathered(held, sum(each.num_rows for each in held)).latest
        return self._grouped(held, lambda _: None).latest

    def one_by_one(
        self, batches: Iterable[pa.RecordBatch], day: int, on_reject: OnReject
    ) -> Scores:
        """A part row by row.

        Args:
            batches: its rows, with the columns of the file and the numbers of the rows.
            on_reject: called with each row that is rejected.
        """
        grouping = self._grouped(batches, on_reject)
        # Whoever has no events has a part of their own, see `idle`.
        people = attrs.evolve(self._persons.people, attributes={})
        table = self._results(Intake(grouping, people, self._since, day), day)
        counts = Counts(
            rows=grouping.rows, evaluated=grouping.evaluated, rejected=grouping.rejected,
            later=grouping.later, withdrawn=grouping.withdrawn, latest=grouping.latest,
        )  # fmt: skip
        return Scores(table, counts, day)

    def _grouped(self, batches: Iterable[pa.RecordBatch], on_reject: OnReject) -> Grouping:
        asked = self._asked
        grouping = Grouping(
            self._encoder,
            self._persons.people,
            self.name,
            since=self._since,
            as_of=_ordinal(asked.as_of),
            known=_ordinal(asked.known),
            sort=asked.sort,
            on_reject=on_reject,
        )
        grouping.take_all(row for batch in batches for row in self._layout.rows_of(batch))
        return grouping

    def _results(self, intake: Intake, day: int) -> pa.Table:
        found = results_of(self._evaluator, self.machine, intake, day)
        reason = self.reason or ROWS_ONE_BY_ONE
        outcomes = [each.outcome for each in found]
        return results.from_outcomes(self.machine, outcomes, as_of=day, reason=reason)

    def idle(self, busy: pa.Array, day: int) -> pa.Table:
        """Those of the people file who have no events that were taken.

        Args:
            busy: the names of all others.
        """
        if self._engine is not None:
            roster = self._persons.roster
            others = roster.others(busy)
            crowd = Crowd(
                np.zeros(others.size + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32),
                np.zeros((self.machine.width, 0), np.int64),
                np.ascontiguousarray(roster.values[:, others]),
            )  # fmt: skip
            table = self._score(self._engine, roster.names.take(pa.array(others)), crowd, day)
            if table is not None:
                return table
        people = self._persons.people
        active = set(busy.to_pylist())
        left = {name: each for name, each in people.attributes.items() if name not in active}
        people = attrs.evolve(people, attributes=left)
        nothing = self._grouped((), lambda _: None)
        return self._results(Intake(nothing, people, self._since, day), day)


def _ordinal(day: datetime.date | None) -> int | None:
    return None if day is None else day.toordinal()

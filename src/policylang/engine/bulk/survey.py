"""The one pass over a file that says how it falls into parts, each with whole persons."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np
import pyarrow as pa

from policylang.engine.bulk.numbering import Numbering
from policylang.engine.bulk.tidy import tidy
from policylang.engine.columnar.arrays import Int32, Int64
from policylang.engine.columnar.held import held_days
from policylang.engine.columns import PERSON
from policylang.model.history import Encoder

#: Most parts: each has a file that is open while rows are put into them.
MOST_PARTS: Final = 400


@attrs.frozen(eq=False)
class Survey:
    """How the rows of a file fall into parts."""

    #: Whether the rows of each person stand together already.
    grouped: bool
    #: How many rows each part has. Where rows are grouped, the parts follow each other in the file.
    sizes: Int64
    #: The part of each person, by number.
    homes: Int32
    numbering: Numbering
    #: The latest date that can be read; None where there is none, or it was not asked for.
    latest: int | None


class Surveyor:
    """Looks at batches of a file, in order."""

    def __init__(self, encoder: Encoder, date: str | None, since: int | None) -> None:
        """Prepare.

        Args:
            date: the column of dates where the latest is wanted.
            since: earlier dates do not count.
        """
        self._encoder = encoder
        #: The column of dates that is looked at.
        self.date = date
        self._since = 0 if since is None else since
        self._numbering = Numbering()
        self._counts = np.zeros(1024, np.int64)
        self._last = -1
        self._grouped = True
        self._latest: int | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        """Look at the persons of a batch, and at its dates."""
        numbers = self._numbering.numbers(tidy(batch.column(PERSON)))
        if not numbers.size:
            return
        # New numbers are given in order: rows of one person stand together if none goes back.
        self._grouped = self._grouped and int(numbers[0]) >= self._last
        self._grouped = self._grouped and bool((numbers[1:] >= numbers[:-1]).all())
        self._last = int(numbers[-1])
        if self._counts.size < self._numbering.count:
            grown = np.zeros(2 * self._numbering.count, np.int64)
            grown[: self._counts.size] = self._counts
            self._counts = grown
        low, high = int(numbers.min()), int(numbers.max())
        self._counts[low : high + 1] += np.bincount(numbers - low, minlength=high + 1 - low)
        if self.date is not None:
            self._look_at(batch.column(self.date))

    def _look_at(self, dates: pa.Array) -> None:
        held = held_days(pa.chunked_array([dates]), self._encoder.day)
        days = held.values[~held.bad]
        if days.size and int(days.max()) >= self._since:
            self._latest = max(self._latest or 0, int(days.max()))

    def survey(self, rows: int) -> Survey:
        """Cut into parts of about so many rows. A person with more has a part alone, or nearly."""
        counts = self._counts[: self._numbering.count]
        total = int(counts.sum())
        rows = max(rows, -(-total // MOST_PARTS))
        before = np.cumsum(counts) - counts
        _, homes = np.unique(before // rows, return_inverse=True)
        sizes = np.bincount(homes, weights=counts).astype(np.int64)
        return Survey(self._grouped, sizes, homes.astype(np.int32), self._numbering, self._latest)

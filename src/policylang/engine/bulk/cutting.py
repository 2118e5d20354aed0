"""How a file falls into parts with whole persons, and the rows of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

import pyarrow as pa

from policylang.engine.bulk import buckets
from policylang.engine.bulk.folder import WorkFolder
from policylang.engine.bulk.source import Source
from policylang.engine.bulk.survey import Survey, Surveyor
from policylang.engine.columns import PERSON

#: Rows that are looked at together: so many that each part gets some thousands.
TOGETHER = 1_048_576


class Report(Protocol):
    """Told how far a run is."""

    def __call__(self, doing: str, done: int, total: int) -> None:
        """So many of all rows are done of what is being done."""


def silent(doing: str, done: int, total: int) -> None:
    """Tell nobody."""


class Cut:
    """The parts of a file.

    Where the rows of each person stand together, parts follow each other in the file; else each
    is put into a file of its own first.
    """

    def __init__(
        self,
        source: Source,
        folder: WorkFolder,
        surveyor: Callable[[], Surveyor],
        rows: int,
        report: Report = silent,
    ) -> None:
        """Look at the whole file, or take over what is known of it.

        Args:
            rows: about so many a part has.
        """
        self._source = source
        self._folder = folder
        self._surveyor = surveyor
        self._rows = rows
        self._report = report
        known, survey = folder.recorded("survey"), None
        if known is None or not isinstance(known.get("sizes"), list):
            survey = self._survey()
            known = {
                "grouped": survey.grouped,
                "sizes": survey.sizes.tolist(),
                "latest": survey.latest,
            }
            folder.record("survey", known)
        self.grouped: bool = known["grouped"]
        #: How many rows each part has.
        self.sizes: list[int] = known["sizes"]
        #: The latest date that can be read, see `Survey`.
        self.latest: int | None = known["latest"]
        self._buckets: list[dict[str, Any]] = [] if self.grouped else self._scattered(survey)

    def _survey(self) -> Survey:
        surveyor = self._surveyor()
        for batch in self._batches("looking", [PERSON, *filter(None, [surveyor.date])]):
            surveyor.add(batch)
        return surveyor.survey(self._rows)

    def _scattered(self, survey: Survey | None) -> list[dict[str, Any]]:
        known = self._folder.recorded("buckets")
        found = known.get("files") if known is not None else None
        if isinstance(found, list) and self._are_whole(found):
            return found
        files = buckets.scatter(
            self._batches("cutting", self._source.columns), survey or self._survey(), self._folder
        )
        self._folder.record("buckets", {"files": files})
        return files

    def _are_whole(self, files: list[Any]) -> bool:
        names = [f"rows-{number:04}.arrow" for number in range(len(self.sizes))]
        return [each.get("file") for each in files] == names and all(
            self._folder.is_whole(name, each.get("digest"))
            for name, each in zip(names, files, strict=True)
        )

    def _batches(self, doing: str, columns: list[str]) -> Iterator[pa.RecordBatch]:
        done = 0
        for batch in self._source.table.batches(columns, TOGETHER):
            yield batch
            done += batch.num_rows
            self._report(doing, done, self._source.rows)

    def each_part(self) -> Iterator[tuple[int, Iterator[pa.RecordBatch]]]:
        """Every part with its rows, which are read when they are looked at."""
        if not self.grouped:
            for number, bucket in enumerate(self._buckets):
                yield number, buckets.rows_of(self._folder, bucket["file"])
            return
        for number, batches in groupby(self._cut(), key=itemgetter(0)):
            yield number, (batch for _, batch in batches)

    def part(self, number: int) -> Iterator[pa.RecordBatch]:
        """The rows of one part, once more."""
        if not self.grouped:
            yield from buckets.rows_of(self._folder, self._buckets[number]["file"])
            return
        row, left = sum(self.sizes[:number]), self.sizes[number]
        for batch in self._source.table.batches(self._source.columns, TOGETHER, row):
            taken = batch.slice(0, left)
            yield buckets.numbered(taken, row + 1)
            row += taken.num_rows
            left -= taken.num_rows
            if not left:
                return

    def _cut(self) -> Iterator[tuple[int, pa.RecordBatch]]:
        """The rows of a grouped file, with the part they belong to."""
        number, left, row = 0, self.sizes[0], 1
        for whole in self._source.table.batches(self._source.columns, TOGETHER):
            batch = whole
            while batch.num_rows:
                if not left:
                    number += 1
                    left = self.sizes[number]
                taken = batch.slice(0, left)
                yield number, buckets.numbered(taken, row)
                batch = batch.slice(taken.num_rows)
                row += taken.num_rows
                left -= taken.num_rows

"""A file of any size, in parts: each is evaluated by itself, kept, and put together at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa

from policylang.compiler import Evaluator
from policylang.engine.asked import Asked
from policylang.engine.bulk import refused
from policylang.engine.bulk.cutting import Cut, Report, silent
from policylang.engine.bulk.folder import WorkFolder
from policylang.engine.bulk.joining import Found, joined, rejects_name, table_name
from policylang.engine.bulk.parts import Counts, Judge, Scores
from policylang.engine.bulk.people import Persons
from policylang.engine.bulk.plan import check_unchanged, plan_of
from policylang.engine.bulk.source import Source
from policylang.engine.bulk.survey import Surveyor
from policylang.engine.columnar import results
from policylang.engine.rejects import RejectLog
from policylang.model.history import Encoder, check_window

#: So many parts of the usual size fit into memory in columns.
_SPARE = 2


@attrs.frozen
class Settings:
    """How a run in parts goes about it."""

    #: The folder in which parts are kept until all are done.
    folder: Path
    #: About so many rows a part has.
    rows: int
    resume: bool = False
    #: Of this program; one does not go on with what another has begun.
    version: str = ""
    report: Report = silent
    #: Called with the name of each step that is done; a test may end the run there.
    on_step: Callable[[str], None] = lambda _: None


def evaluate_in_parts(
    evaluator: Evaluator,
    encoder: Encoder,
    asked: Asked,
    source: Source,
    folder: WorkFolder,
    log: RejectLog,
    settings: Settings,
) -> Found:
    """Evaluate everybody in a file of columns, with as much memory as one part takes.

    The result is that of `batch.evaluate`; besides a part, memory holds the people and their
    results.

    Args:
        source: the history.
        folder: keeps the parts; as `open_folder` gives it.
        log: takes the rejected rows, those of the people file first, the others in order.

    Raises:
        FolderError: a file was changed meanwhile.
        HistoryError: a file as a whole cannot be read, or the days asked for do not fit.
        OSError: a file cannot be read or written.
    """
    persons = Persons(encoder, asked, log.add)
    judge = Judge(evaluator, encoder, asked, source.layout, persons)
    if asked.as_of is not None:
        _day(judge, asked, None)
    _ = persons.roster if judge.reason is None else persons.people  # its rejects come first
    wanted = asked.as_of is None and judge.reason is None
    # Later moments have dates of their own, and may be the latest.
    one_date = not any(encoder.moments)
    date = source.layout.date if wanted and one_date else None
    since = None if asked.since is None else asked.since.toordinal()
    cut = Cut(
        source, folder, lambda: Surveyor(encoder, date, since), settings.rows, settings.report
    )
    settings.on_step("cut")
    found = _Run(asked, source, judge, folder, cut, settings).found(persons, log)
    check_unchanged(folder, asked, source.files)
    return found


def open_folder(
    evaluator: Evaluator, asked: Asked, files: tuple[Path, ...], settings: Settings
) -> WorkFolder:
    """Make the folder of a run, or go on with it.

    Raises:
        FolderError: it may not be used, or holds parts of another run.
        OSError: it cannot be made.
    """
    plan = plan_of(evaluator.machine, asked, files, settings.rows, settings.version)
    return WorkFolder(settings.folder, plan, resume=settings.resume)


def _day(judge: Judge, asked: Asked, latest: int | None) -> int:
    """The day to evaluate for, where the latest that a row gives is this."""
    since, as_of = (None if x is None else x.toordinal() for x in (asked.since, asked.as_of))
    return check_window(judge.machine, [] if latest is None else [latest], since, as_of)[1]


class _Run:
    def __init__(
        self,
        asked: Asked,
        source: Source,
        judge: Judge,
        folder: WorkFolder,
        cut: Cut,
        settings: Settings,
    ) -> None:
        self.asked = asked
        self.source = source
        self.judge = judge
        self.folder = folder
        self.cut = cut
        self.settings = settings

    def found(self, persons: Persons, log: RejectLog) -> Found:
        latest = self._guess()
        while True:
            # Where no row is good and nobody stands in the people file there is no day at all.
            nobody = latest is None and self.asked.as_of is None and not _has_people(persons)
            day = 1 if nobody else _day(self.judge, self.asked, latest)
            done = [self._kept(number, day) for number in range(len(self.cut.sizes))]
            self._evaluate(done, day)
            counts = [each for each in done if each is not None]
            days = [each.latest for each in counts if each.latest is not None]
            if self.asked.as_of is not None or max(days, default=None) == latest:
                break
            latest = max(days, default=None)  # the row with the latest date was not good
            self.folder.record("latest", {"day": latest})
        found = joined(self.judge, counts, None if nobody else day, persons, log, self.folder)
        self.settings.on_step("joined")
        return found

    def _guess(self) -> int | None:
        """The latest day that a row gives, if all are good that seem so."""
        known = self.folder.recorded("latest")
        if known is not None and isinstance(known.get("day"), int):
            return int(known["day"])
        if self.cut.latest is not None or self.asked.as_of is not None:
            return self.cut.latest
        days = (self.judge.latest(batches) for _, batches in self.cut.each_part())
        latest = max((day for day in days if day is not None), default=None)
        self.folder.record("latest", {"day": latest})
        return latest

    def _evaluate(self, done: list[Counts | None], day: int) -> None:
        """Evaluate the parts that are not done."""
        rows = sum(each.rows for each in done if each is not None)
        self.settings.report("evaluating", rows, self.source.rows)
        if all(each is not None for each in done):
            return
        for number, batches in self.cut.each_part():
            if done[number] is None:
                done[number] = each = self._part(number, batches, day)
                pa.default_memory_pool().release_unused()
                rows += each.rows
                self.settings.report("evaluating", rows, self.source.rows)
                self.settings.on_step(f"part {number}")

    def _part(self, number: int, batches: Iterator[pa.RecordBatch], day: int) -> Counts:
        name = f"part-{number:04}"
        scores: Scores | None = None
        rows = self.cut.sizes[number]
        if self.judge.reason is None and rows <= _SPARE * self.settings.rows:
            scores = self.judge.in_columns(batches, rows, day)
            batches = self.cut.part(number)
        rejects = None
        if scores is None:
            with self.folder.written(rejects_name(number)) as file:
                kept = refused.RejectFile(file)
                scores = self.judge.one_by_one(batches, day, kept.add)
                kept.close()
            rejects = file.digest
        schema = results.schema_of(self.judge.machine)
        with (
            self.folder.written(table_name(number)) as file,
            pa.ipc.new_stream(file, schema) as writer,
        ):
            writer.write_table(scores.table)
        record = {
            "day": day, "digest": file.digest, "rejects": rejects,
            "counts": attrs.asdict(scores.counts),
        }  # fmt: skip
        self.folder.record(name, record)
        return scores.counts

    def _kept(self, number: int, day: int) -> Counts | None:
        """What a part came to that was done before; None where it has to be done."""
        name = f"part-{number:04}"
        record = self.folder.recorded(name)
        if record is None or record.get("day") != day:
            return None
        counts = _counts(record.get("counts"))
        if counts is None or counts.rows != self.cut.sizes[number]:
            return None
        rejects = record.get("rejects")
        if bool(counts.rejected) and rejects is None:
            return None
        if rejects is not None and not self.folder.is_whole(rejects_name(number), rejects):
            return None
        return counts if self.folder.is_whole(table_name(number), record.get("digest")) else None


def _has_people(persons: Persons) -> bool:
    return bool(persons.people.attributes)


def _counts(given: Any) -> Counts | None:
    """Counts from a record, where they are ones that add up."""
    try:
        counts = Counts(**given)
    except TypeError:
        return None
    numbers = attrs.astuple(counts)[:5]
    if not all(isinstance(each, int) and each >= 0 for each in numbers):
        return None
    rows, *parts = numbers
    return counts if rows == sum(parts) else None

"""A file of any size, in parts: each is evaluated by itself, kept, and put together at the end."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol

import attrs
import pyarrow as pa

from policylang.compiler import Evaluator
from policylang.engine.asked import Asked
from policylang.engine.batch import Summary
from policylang.engine.bulk import buckets, refused
from policylang.engine.bulk.folder import WorkFolder
from policylang.engine.bulk.parts import ROWS_ONE_BY_ONE, Counts, Judge, Scores
from policylang.engine.bulk.people import Persons
from policylang.engine.bulk.plan import check_unchanged, plan_of
from policylang.engine.bulk.survey import Survey, Surveyor
from policylang.engine.columnar import results
from policylang.engine.columnar.files import TableFile
from policylang.engine.columns import PERSON, check_header, history_columns
from policylang.engine.excerpt import empty_file
from policylang.engine.rejects import RejectLog
from policylang.engine.rows import Reject
from policylang.model.history import Encoder, check_window

#: So many parts of this size would fit into memory with what is made of them.
_SPARE = 2


class Report(Protocol):
    """Told how far a run is."""

    def __call__(self, doing: str, done: int, total: int) -> None:
        """So many of all rows are done of what is being done."""


def _silent(doing: str, done: int, total: int) -> None:
    pass


@attrs.frozen
class Settings:
    """How a run in parts goes about it."""

    #: The folder in which parts are kept until all are done.
    folder: Path
    #: About so many rows a part has.
    rows: int
    resume: bool = False
    report: Report = _silent
    #: Called with the name of each step that is done; a test may end the run there.
    on_step: Callable[[str], None] = lambda _: None


@attrs.frozen(eq=False)
class InParts:
    """What a run came to. The tables are read from the folder, which is removed when all is used."""

    schema: pa.Schema
    summary: Summary
    first_rejects: Sequence[Reject]
    tables: Callable[[], Iterator[pa.Table]]
    folder: WorkFolder


def evaluate_in_parts(
    evaluator: Evaluator,
    encoder: Encoder,
    asked: Asked,
    file: TableFile,
    log: RejectLog,
    settings: Settings,
) -> InParts:
    """Evaluate everybody in a file of columns, with as much memory as one part takes.

    The result is that of `batch.evaluate`; besides a part, memory holds the people and their
    results.

    Args:
        file: the history.
        log: takes the rejected rows, those of the people file first, the others in order.

    Raises:
        FolderError: the folder may not be used, or a file was changed.
        HistoryError: a file as a whole cannot be read, or the days asked for do not fit.
        OSError: a file cannot be read or written.
    """
    columns = history_columns(encoder.machine)
    names = file.columns(frozenset(columns.known))
    check_header(names, columns, file.name, 1, ",".join(names))
    if not file.rows:
        raise empty_file(file.name)
    persons = Persons(encoder, asked, log.add)
    judge = Judge(evaluator, encoder, asked, names, persons)
    if asked.as_of is not None:
        _day(judge, asked, None)
    if judge.reason is None:
        _ = persons.roster
    else:
        _ = persons.people
    plan = plan_of(encoder.machine, asked, file.files, settings.rows)
    folder = WorkFolder(settings.folder, plan, resume=settings.resume)
    try:
        run = _Run(encoder, asked, file, names, judge, folder, settings)
        found = run.found(persons, log)
        check_unchanged(plan, asked, file)
    except BaseException:
        folder.close()
        raise
    return found


def _day(judge: Judge, asked: Asked, latest: int | None) -> int:
    """The day to evaluate for, where the latest that a row gives is this."""
    since, as_of = (None if x is None else x.toordinal() for x in (asked.since, asked.as_of))
    return check_window(judge.machine, [] if latest is None else [latest], since, as_of)[1]


class _Run:
    def __init__(
        self, encoder: Encoder, asked: Asked, file: TableFile, names: list[str], judge: Judge,
        folder: WorkFolder, settings: Settings,
    ) -> None:  # fmt: skip
        self.encoder = encoder
        self.asked = asked
        self.file = file
        self.names = names
        self.judge = judge
        self.folder = folder
        self.settings = settings
        self.grouped, self.sizes, self.guess = self._surveyed()
        self.step("surveyed")
        self.buckets: list[dict[str, Any]] = [] if self.grouped else self._scattered()
        self.step("cut")

    def step(self, name: str) -> None:
        self.settings.on_step(name)

    # --- how the file falls into parts ---------------------------------------------------------

    def _surveyed(self) -> tuple[bool, list[int], int | None]:
        known = self.folder.recorded("survey")
        if known is None or not isinstance(known.get("sizes"), list):
            survey = self._survey()
            known = {
                "grouped": survey.grouped,
                "sizes": survey.sizes.tolist(),
                "latest": survey.latest,
            }
            self.folder.record("survey", known)
        return known["grouped"], known["sizes"], known["latest"]

    def _survey(self) -> Survey:
        wanted = self.asked.as_of is None and self.judge.reason is None
        date = self.judge.date if wanted else ""
        since = None if self.asked.since is None else self.asked.since.toordinal()
        surveyor = Surveyor(self.encoder, date or None, since)
        done = 0
        for batch in self.file.batches([PERSON, date] if date else [PERSON], buckets.TOGETHER):
            surveyor.add(batch)
            done += batch.num_rows
            self.settings.report("looking", done, self.file.rows)
        return surveyor.survey(self.settings.rows)

    def _scattered(self) -> list[dict[str, Any]]:
        known = self.folder.recorded("buckets")
        found = known.get("files") if known is not None else None
        if isinstance(found, list) and self._are_whole(found):
            return found
        files = buckets.scatter(self._reported("cutting"), self._survey(), self.folder)
        self.folder.record("buckets", {"files": files})
        return files

    def _are_whole(self, files: list[Any]) -> bool:
        names = [f"rows-{number:04}.arrow" for number in range(len(self.sizes))]
        return [each.get("file") for each in files] == names and all(
            self.folder.is_whole(name, each.get("digest"))
            for name, each in zip(names, files, strict=True)
        )

    def _reported(self, doing: str) -> Iterator[pa.RecordBatch]:
        done = 0
        for batch in self.file.batches(self.names, buckets.TOGETHER):
            yield batch
            done += batch.num_rows
            self.settings.report(doing, done, self.file.rows)

    def each_part(self) -> Iterator[tuple[int, Iterator[pa.RecordBatch]]]:
        """Every part with its rows, which are read when they are looked at."""
        if not self.grouped:
            for number, bucket in enumerate(self.buckets):
                yield number, buckets.rows_of(self.folder, bucket["file"])
            return
        for number, batches in groupby(self._cut(), key=itemgetter(0)):
            yield number, (batch for _, batch in batches)

    def _cut(self) -> Iterator[tuple[int, pa.RecordBatch]]:
        """The rows of a grouped file, with the part they belong to."""
        number, left, row = 0, self.sizes[0], 1
        for whole in self.file.batches(self.names, buckets.TOGETHER):
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

    # --- evaluating ----------------------------------------------------------------------------

    def found(self, persons: Persons, log: RejectLog) -> InParts:
        latest = self.guess
        if self.asked.as_of is None and latest is None:
            latest = self._latest()
        while True:
            # Where no row is good and nobody stands in the people file there is no day at all.
            nobody = latest is None and self.asked.as_of is None and not _has_people(persons)
            day = 1 if nobody else _day(self.judge, self.asked, latest)
            done = [self._kept(number, day) for number in range(len(self.sizes))]
            self._evaluate(done, day)
            counts = [each for each in done if each is not None]
            days = [each.latest for each in counts if each.latest is not None]
            if self.asked.as_of is not None or max(days, default=None) == latest:
                break
            latest = max(days, default=None)  # the row with the latest date was not good
        return self._joined(counts, None if nobody else day, log, persons)

    def _latest(self) -> int | None:
        """The latest day of all parts, where it is not said in a column of dates."""
        known = self.folder.recorded("latest")
        if known is not None and isinstance(known.get("day"), int):
            return int(known["day"])
        days = (self.judge.latest(batches) for _, batches in self.each_part())
        latest = max((day for day in days if day is not None), default=None)
        self.folder.record("latest", {"day": latest})
        return latest

    def _evaluate(self, done: list[Counts | None], day: int) -> None:
        """Evaluate the parts that are not done."""
        rows = sum(each.rows for each in done if each is not None)
        self.settings.report("evaluating", rows, self.file.rows)
        if all(each is not None for each in done):
            return
        for number, batches in self.each_part():
            if done[number] is None:
                done[number] = each = self._part(number, batches, day)
                rows += each.rows
                self.settings.report("evaluating", rows, self.file.rows)
                self.step(f"part {number}")

    def _part(self, number: int, batches: Iterator[pa.RecordBatch], day: int) -> Counts:
        name = f"part-{number:04}"
        scores: Scores | None = None
        given: Iterator[pa.RecordBatch] | list[pa.RecordBatch] = batches
        if self.judge.reason is None and self.sizes[number] <= _SPARE * self.settings.rows:
            given = list(batches)
            scores = self.judge.by_kernel(pa.Table.from_batches(given), day)
        rejects = None
        if scores is None:
            with self.folder.written(f"{name}.rejects") as file:
                kept = refused.RejectFile(file)
                scores = self.judge.one_by_one(given, day, kept.add)
                kept.close()
            rejects = file.digest
        with self.folder.written(f"{name}.arrow") as file:
            with pa.ipc.new_stream(file, results.schema_of(self.judge.machine)) as writer:
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
        if counts is None or counts.rows != self.sizes[number]:
            return None
        rejects = record.get("rejects")
        if bool(counts.rejected) and rejects is None:
            return None
        if rejects is not None and not self.folder.is_whole(f"{name}.rejects", rejects):
            return None
        return counts if self.folder.is_whole(f"{name}.arrow", record.get("digest")) else None

    # --- putting together ----------------------------------------------------------------------

    def _joined(
        self, counts: list[Counts], day: int | None, log: RejectLog, persons: Persons
    ) -> InParts:
        machine = self.judge.machine
        busy = pa.chunked_array(
            [self._read(number).column("person").combine_chunks() for number in self._numbers()],
            pa.string(),
        )
        busy = pa.concat_arrays(busy.chunks)
        idle = results.schema_of(machine).empty_table()
        if day is not None:
            idle = self.judge.idle(busy, day)
        damaged = [f"part-{n:04}.rejects" for n in self._numbers() if counts[n].rejected]
        for reject in refused.in_order(self.folder, damaged, self.file.name):
            log.add(reject)
        hurt = refused.whose(self.folder, damaged)
        people_rejected = 0
        if self.judge.reason is not None or damaged or persons.roster.doubtful:
            people_rejected = persons.people.rejected
            hurt |= set(persons.people.refused)
        not_evaluated = 0
        if hurt:
            names = pa.concat_arrays([busy, idle.column("person").combine_chunks()])
            not_evaluated = len(hurt.difference(names.to_pylist()))
        rejected = sum(each.rejected for each in counts)
        summary = Summary(
            rows=sum(each.rows for each in counts),
            evaluated=sum(each.evaluated for each in counts),
            rejected=rejected,
            later=sum(each.later for each in counts),
            withdrawn=sum(each.withdrawn for each in counts),
            people=len(busy) + idle.num_rows,
            affected=len(hurt),
            not_evaluated=not_evaluated,
            people_rejected=people_rejected,
            as_of=None if day is None else datetime.date.fromordinal(day),
            reasons=dict(sorted(log.reasons.items())),
        )
        slow = sum(not each.columnar for each in counts)
        columnar = slow < len(counts)
        note = self.judge.reason
        if note is None and slow:
            note = (
                f"{ROWS_ONE_BY_ONE}, in {slow} of {len(counts)} parts"
                if columnar
                else (ROWS_ONE_BY_ONE)
            )
        told = results.metadata(machine, day, "columnar" if columnar else "one by one", note)
        self.step("joined")

        def tables() -> Iterator[pa.Table]:
            for number in self._numbers():
                yield self._read(number)
            yield idle

        schema = results.schema_of(machine).with_metadata(told)
        return InParts(schema, summary, tuple(log.first), tables, self.folder)

    def _numbers(self) -> range:
        return range(len(self.sizes))

    def _read(self, number: int) -> pa.Table:
        with self.folder.file(f"part-{number:04}.arrow").open("rb") as file:
            with pa.ipc.open_stream(file) as stream:
                return stream.read_all()


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

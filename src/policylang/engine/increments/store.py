"""The store: a DuckDB file with who there is, every event kept, and a snapshot of each person.

What a batch touches is copied once into temporary tables with a row for each person, in order, and
read from there in pages: the cost is that of the batch and one look at the columns of names, and
memory is bounded by DuckDB's limit and a page. A batch is one transaction.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from os import PathLike, fspath
from typing import Any, Final, NamedTuple

import duckdb
import pyarrow as pa

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine.increments.person import Kept, Life, Snapshot
from policylang.engine.increments.statements import ACCEPTED, DUE, OFFERED, STAGED, TABLES
from policylang.model.machine import Machine
from policylang.model.persons import AttributeChange, Traits

#: Name and version of the form. A new version gets a new number, and the old one is refused.
FORMAT: Final = "policylang.store/1"
#: What DuckDB may use before it writes to disk.
MEMORY: Final = "256MB"
#: So many persons are held at once.
PAGE: Final = 1_000


class Offer(NamedTuple):
    """What arrived of a person, beside what is known of them (traits None: nothing)."""

    person: str
    traits: Traits | None
    #: Events held, and the day of the last of them (0: none).
    held: int
    latest: int
    #: Each with its line and text.
    arriving: list[tuple[Kept, int, str]]
    #: Events kept that have an id.
    named: list[Kept]


class Accepted(NamedTuple):
    """What was accepted of a person: events, and what is known of them with these."""

    person: str
    traits: Traits
    events: Sequence[Kept]
    #: Events held before and now, and the day of the last of them (0: none).
    before: int
    held: int
    latest: int
    #: Whether they were known with other attributes.
    changed: bool


class Due(NamedTuple):
    """A person to be brought up to a day, and how many events of theirs were held before."""

    person: str
    life: Life
    before: int


class Store:
    """An open store. See `opened`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._db = connection

    # --- what is said of the store -------------------------------------------------------------

    def about(self, name: str) -> str | None:
        """What is noted under a name."""
        found = self._db.execute("select value from about where name = ?", [name]).fetchone()
        return None if found is None else found[0]

    def note(self, name: str, value: str | None) -> None:
        """Note something under a name instead of what was there."""
        self._db.execute("delete from about where name = ?", [name])
        self._db.execute("insert into about values (?, ?)", [name, value])

    def batch(self, name: str) -> tuple[str, str] | None:
        """Digest and summary of a batch that is in the store."""
        found = "select digest, summary from batches where name = ?"
        row = self._db.execute(found, [name]).fetchone()
        return None if row is None else (row[0], row[1])

    def note_batch(self, name: str, digest: str, summary: str) -> None:
        """Note that a batch is in the store."""
        self._db.execute("insert into batches values (?, ?, ?)", [name, digest, summary])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is changed inside, or nothing of it."""
        self._db.execute("begin transaction")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    # --- arriving ------------------------------------------------------------------------------

    def begin_batch(self) -> None:
        """Make ready for the rows of a batch."""
        self._db.execute(STAGED)

    def stage(self, rows: Sequence[tuple[str, Kept, int, str]]) -> None:
        """Put rows by, with line and text."""
        columns = {
            "person": pa.array([each[0] for each in rows], pa.string()),
            **_columns([each[1] for each in rows]),
            "line": pa.array([each[2] for each in rows], pa.int64()),
            "text": pa.array([each[3] for each in rows], pa.string()),
        }
        self._insert("arriving", columns)

    def name(self, people: Sequence[str]) -> None:
        """Touch people even if nothing of theirs arrives."""
        self._insert("named", {"person": pa.array(people, pa.string())})

    def offers(self) -> Iterator[list[Offer]]:
        """Whom the batch touches, in order of name, page by page."""
        self._db.execute(OFFERED)
        self._db.execute(ACCEPTED)
        for rows in self._pages("offered"):
            yield [
                Offer(
                    person,
                    None if start is None else _traits(start, changes),
                    held,
                    latest,
                    [(_kept(row), row["line"], row["text"]) for row in arriving],
                    [_kept(row) for row in ids],
                )
                for person, start, changes, held, latest, arriving, ids in rows
            ]

    def accept(self, accepted: Sequence[Accepted]) -> None:
        """Take what was accepted of these people."""
        events = [event for each in accepted for event in each.events]
        people = [each.person for each in accepted for _ in each.events]
        self._insert("accepted", {"person": pa.array(people, pa.string()), **_columns(events)})
        start = [json.dumps(each.traits.start) for each in accepted]
        changes = [json.dumps(each.traits.changes) for each in accepted]
        self._insert(
            "lives",
            {
                "person": pa.array([each.person for each in accepted], pa.string()),
                "start": pa.array(start, pa.string()),
                "changes": pa.array(changes, pa.string()),
                "events": pa.array([each.held for each in accepted], pa.int64()),
                "latest": pa.array([each.latest for each in accepted], pa.int32()),
                "before": pa.array([each.before for each in accepted], pa.int64()),
                "changed": pa.array([each.changed for each in accepted], pa.bool_()),
            },
        )

    def accepted_after(self, day: int) -> int:
        """How many of the events that were accepted lie after a day."""
        count = "select count(*) from accepted where day > ?"
        row = self._db.execute(count, [day]).fetchone()
        return 0 if row is None else int(row[0])

    def keep(self) -> None:
        """Put what was accepted to what is kept."""
        self._db.execute("insert into events select * from accepted")
        self._db.execute("delete from people where person in (select person from lives)")
        self._db.execute("insert into people select * exclude (before, changed) from lives")

    # --- due -----------------------------------------------------------------------------------

    def due(self, *, as_of: int, goes_on: bool, everybody: bool = False) -> Iterator[list[Due]]:
        """Who is to be brought up to a day, in order of name, page by page.

        Args:
            everybody: else those whom the batch touches.
        """
        if everybody:
            self._db.execute(ACCEPTED)
            self._db.execute("insert into lives select *, 0, false from people")
        self._db.execute(DUE, {"as_of": as_of, "goes_on": goes_on})
        for rows in self._pages("due"):
            yield [
                Due(
                    person,
                    Life(
                        _traits(start, changes),
                        [_kept(row) for row in events],
                        None if again else Snapshot(last, seen, _json(state)),
                    ),
                    before,
                )
                for person, start, changes, before, last, seen, state, again, events in rows
            ]

    def begin_saving(self) -> None:
        """Make ready to save snapshots."""
        self._db.execute("create or replace temp table saved as select * from snapshots limit 0")

    def save(self, snapshots: Sequence[tuple[str, Snapshot]]) -> None:
        """Save what to go on from."""
        columns = {
            "person": pa.array([person for person, _ in snapshots], pa.string()),
            "last": pa.array([each.last for _, each in snapshots], pa.int32()),
            "arrival": pa.array([each.arrival for _, each in snapshots], pa.int64()),
            "state": pa.array([json.dumps(each.state) for _, each in snapshots], pa.string()),
        }
        self._insert("saved", columns)

    def replace_snapshots(self) -> None:
        """Put what was saved in place of what there was of these people."""
        self._db.execute("delete from snapshots where person in (select person from lives)")
        self._db.execute("insert into snapshots select * from saved")

    # --- rows ----------------------------------------------------------------------------------

    def _pages(self, table: str) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a table whose first column counts them from 1, without that column."""
        query = f"select * exclude (n) from {table} where n > ? and n <= ? order by n"  # noqa: S608
        first = 0
        while rows := self._db.execute(query, [first, first + PAGE]).fetchall():
            yield rows
            first += PAGE

    def _insert(self, table: str, columns: Mapping[str, pa.Array]) -> None:
        given = pa.table(dict(columns))
        if given.num_rows:
            self._db.register("given", given)
            self._db.execute(f"insert into {table} by name select * from given")  # noqa: S608
            self._db.unregister("given")


#: What `opened` is.
Opening = Callable[[str | PathLike[str], Machine, int | None], AbstractContextManager[Store]]


@contextmanager
def opened(path: str | PathLike[str], machine: Machine, since: int | None) -> Iterator[Store]:
    """Open the store of a policy, or make one.

    Args:
        since: first day of everybody's time (ordinal); None: as the store has it.

    Raises:
        HistoryError: it is no store (PL418), or that of another policy, version or first day
            (PL419).
        OSError: it cannot be opened, or another process has it open.
    """
    try:
        connection = duckdb.connect(fspath(path), config={"memory_limit": MEMORY})
    except duckdb.IOException as error:
        raise _cannot_open(path, error) from None
    with connection:
        store = Store(connection)
        try:
            if not connection.execute("select 1 from duckdb_tables() limit 1").fetchone():
                with store.transaction():
                    _make(store, connection, machine, since)
            _check(store, path, machine, since)
        except duckdb.Error as error:
            raise _refused(path, f"it is no store of policylang: {_line(error)}") from None
        yield store


def _make(
    store: Store, connection: duckdb.DuckDBPyConnection, machine: Machine, since: int | None
) -> None:
    connection.execute(TABLES)
    store.note("format", FORMAT)
    store.note("policy", machine.header.name)
    store.note("fingerprint", machine.header.fingerprint)
    store.note("since", None if since is None else str(since))


def _check(store: Store, path: str | PathLike[str], machine: Machine, since: int | None) -> None:
    if store.about("format") != FORMAT:
        raise _refused(path, f"it is not in the form `{FORMAT}`")
    if store.about("fingerprint") != machine.header.fingerprint:
        message = (
            f"it was made under another policy, or another version of `{store.about('policy')}`"
        )
        help = "make a new store of all events under the policy as it is now"
        raise _refused(path, message, help)
    first = store.about("since")
    if since is not None and first != str(since):
        message = "it was made with another first day"
        raise _refused(path, message, "leave the first day out, and that of the store is taken")


def _cannot_open(path: str | PathLike[str], error: duckdb.Error) -> Exception:
    if "lock" in str(error).lower():
        return BlockingIOError(errno.EAGAIN, "another process has the store open", fspath(path))
    if "No such file" in str(error):
        return FileNotFoundError(errno.ENOENT, _line(error), fspath(path))
    if "Permission denied" in str(error):
        return PermissionError(errno.EACCES, _line(error), fspath(path))
    return _refused(path, f"it is no store of policylang: {_line(error)}")


def _refused(path: str | PathLike[str], message: str, help: str | None = None) -> HistoryError:
    return HistoryError([Diagnostic(codes.STATE_MISMATCH, f"{fspath(path)}: {message}", (), help)])


def _line(error: Exception) -> str:
    return str(error).splitlines()[0]


def _columns(events: Sequence[Kept]) -> dict[str, pa.Array]:
    return {
        "day": pa.array([each.day for each in events], pa.int32()),
        "arrival": pa.array([each.arrival for each in events], pa.int64()),
        "code": pa.array([each.code for each in events], pa.int32()),
        "fields": pa.array([json.dumps(each.values) for each in events], pa.string()),
        "id": pa.array([each.id for each in events], pa.string()),
        "known": pa.array([each.known for each in events], pa.int32()),
    }


def _kept(row: Mapping[str, Any]) -> Kept:
    values = tuple(_json(row["values"]))
    return Kept(row["day"], row["arrival"], row["code"], values, row["id"], row["known"])


def _traits(start: str, changes: str) -> Traits:
    return Traits(tuple(_json(start)), tuple(AttributeChange(*each) for each in _json(changes)))


def _json(text: str) -> Any:
    return json.loads(text)

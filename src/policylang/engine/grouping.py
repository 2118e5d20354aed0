"""Rows of a file, people in any order, to one history for each person."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Final

from policylang.core import codes
from policylang.engine.encoding import RowEncoder, person_of, person_or_none
from policylang.engine.groups import Group, Pending
from policylang.engine.people_file import People
from policylang.engine.rows import RawRow, Reject, rejected
from policylang.model.calendar import iso
from policylang.model.history import (
    Encoder,
    Marks,
    check_begun,
    check_count,
    check_order,
    dated_places,
)
from policylang.model.values import InputProblem
from policylang.model.withdrawals import VOID_CODE

#: A day after all others.
_NEVER: Final = datetime.date.max.toordinal() + 1


class Grouping:
    """Takes rows one by one and keeps the good ones by person.

    INVARIANT: rows == evaluated + rejected + later + withdrawn, once all are taken.
    """

    def __init__(
        self,
        encoder: Encoder,
        people: People,
        file: str,
        *,
        since: int | None = None,
        as_of: int | None = None,
        known: int | None = None,
        sort: bool = False,
        only: str | None = None,
        on_reject: Callable[[Reject], None] = lambda _: None,
    ) -> None:
        """Prepare to take the rows of a file.

        Args:
            since: first day of everybody's timeline; earlier events are rejected.
            as_of: events after this day are counted and left out.
            known: so are events and withdrawals that became known after this day.
            sort: accept events in any order of days.
            only: keep the events of this person alone, and their lines.
            on_reject: called with each row that is not good.
        """
        self.groups: dict[str, Group] = {}
        self.rows = self.evaluated = self.rejected = self.later = self.withdrawn = 0
        #: The latest day of any good row, whichever moment it is of; None before the first.
        self.latest: int | None = None
        self._encoder = RowEncoder(encoder)
        self._people = people
        self._file = file
        self._since = since
        self._as_of = _NEVER if as_of is None else as_of
        self._known = self._as_of if known is None else known
        self._begins = encoder.machine.begins
        #: For each action, where its later dates stand among the values of its events.
        self._moments = tuple(dated_places(action) for action in encoder.machine.actions)
        self._sort = sort
        self._only = only
        self._on_reject = on_reject

    def take_all(self, rows: Iterable[RawRow | Reject]) -> None:
        """Take every row of a file."""
        for row in rows:
            self.rows += 1
            if isinstance(row, Reject):
                self._refuse(row, person_or_none(row.person))
                continue
            person = None
            try:
                person = person_of(row.values)
                self._accept(row, self._group(person), person)
            except InputProblem as problem:
                self._refuse(self._reject(row, problem, person), person)
        for person, group in self.groups.items():
            if group.pending:
                self._withdraw(person, group)
            if self._sort:
                group.sort()

    def _group(self, person: str) -> Group:
        group = self.groups.get(person)
        if group is None:
            group = self.groups[person] = Group()
        return group

    def _accept(self, row: RawRow, group: Group, person: str) -> None:
        if group.attributes is None:
            group.attributes = self._people.attributes_of(person)
        marks = self._encoder.marks(row)
        day, deed = self._encoder.encode(row)
        self._check_day(day, group)
        later = day > self._as_of
        if marks is not None:
            later = later or marks.known > self._known
            if deed[0] == VOID_CODE:
                self._void(row, marks, day, later, group)
                return
            group.name_event(marks, day, kept=not later)
        if not later:
            check_count(group.events + 1)
        code, held = deed
        self._see(day, group, *[held[place] for place in self._moments[code]])
        if later:
            group.later += 1
            self.later += 1
            return
        group.events += 1
        self.evaluated += 1
        if self._only is None or self._only == person:
            group.days.append(day)
            group.deeds.append(deed)
        if self._only == person:
            group.lines.append(row.line)

    def _check_day(self, day: int, group: Group) -> None:
        if self._since is not None and day < self._since:
            raise _too_early(day, self._since)
        if self._begins is not None and group.attributes is not None:
            check_begun(day, group.attributes[self._begins])
        if not self._sort:
            check_order(group.last or day, day)

    def _see(self, day: int, group: Group, *moments: int) -> None:
        """Remember the day of a good row, and those of later moments (0: not given)."""
        group.last = max(group.last, day)
        last = max(day, *moments) if moments else day
        if self.latest is None or last > self.latest:
            self.latest = last

    def _void(self, row: RawRow, marks: Marks, day: int, later: bool, group: Group) -> None:
        """Put a withdrawal by until its event is sure to have been read."""
        self._see(day, group)
        group.pending = group.pending or []
        heard = not later and day <= self._known
        group.pending.append(Pending(row, marks.id or "", day, heard))

    def _withdraw(self, person: str, group: Group) -> None:
        for void, found in group.withdraw():
            if isinstance(found, InputProblem):
                self._refuse(self._reject(void.row, found, person), person)
            elif found:
                group.events -= 1
                self.evaluated -= 1
                group.withdrawn += 2
                self.withdrawn += 2
            else:
                group.later += 1
                self.later += 1

    def _reject(self, row: RawRow, problem: InputProblem, person: str | None) -> Reject:
        return rejected(self._file, row.line, row.text, problem, person)

    def _refuse(self, reject: Reject, person: str | None) -> None:
        self.rejected += 1
        if person is not None:
            self._group(person).rejected += 1
        self._on_reject(reject)


def _too_early(day: int, since: int) -> InputProblem:
    return InputProblem(
        codes.NOT_IN_FORCE,
        f"the event is dated {iso(day)}, before the first day asked for, {iso(since)}",
    )

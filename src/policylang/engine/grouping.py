"""Rows of a file, people in any order, to one history for each person."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

import attrs

from policylang.core import codes
from policylang.engine.encoding import Deed, RowEncoder, person_of, person_or_none
from policylang.engine.people_file import People
from policylang.engine.rows import RawRow, Reject, rejected
from policylang.model.history import Encoder, History, check_count, check_order
from policylang.model.values import InputProblem


@attrs.define(eq=False)
class Group:
    """What one person did, as far as it was accepted, in the order of the file.

    Deeds that recur are one object: an event takes up two places in lists and no more.
    """

    #: None until a row of this person has been looked at.
    attributes: tuple[int, ...] | None = None
    days: list[int] = attrs.field(factory=list)
    deeds: list[Deed] = attrs.field(factory=list)
    #: Lines of the events; kept only for a person who is to be explained.
    lines: list[int] = attrs.field(factory=list)
    events: int = 0
    #: Good events after the day asked about, and rows that were not good.
    later: int = 0
    rejected: int = 0
    #: The day of the last good event, later ones included; 0 before the first.
    last: int = 0

    @property
    def accepted(self) -> bool:
        """Whether at least one row of this person was good."""
        return self.last > 0

    def sort(self) -> None:
        """Put the events in order of day; those of one day stay in the order of the file."""
        order = sorted(range(len(self.days)), key=self.days.__getitem__)
        self.days = [self.days[place] for place in order]
        self.deeds = [self.deeds[place] for place in order]
        self.lines = [self.lines[place] for place in order] if self.lines else []

    def history(self, width: int) -> History:
        """The events, which are in order of day, as columns."""
        codes = [code for code, _ in self.deeds]
        columns = tuple([held[slot] for _, held in self.deeds] for slot in range(width))
        return History(self.days, codes, columns)


class Grouping:
    """Takes rows one by one and keeps the good ones by person.

    INVARIANT: rows == evaluated + rejected + later, at any time.
    """

    def __init__(
        self,
        encoder: Encoder,
        people: People,
        file: str,
        *,
        since: int | None = None,
        as_of: int | None = None,
        sort: bool = False,
        only: str | None = None,
        on_reject: Callable[[Reject], None] = lambda _: None,
    ) -> None:
        """Prepare to take the rows of a file.

        Args:
            since: first day of everybody's timeline; earlier events are rejected.
            as_of: events after this day are counted and left out.
            sort: accept events in any order of days.
            only: keep the events of this person alone, and their lines.
            on_reject: called with each row that is not good.
        """
        self.groups: dict[str, Group] = {}
        self.rows = self.evaluated = self.rejected = self.later = 0
        #: The latest day of any good event; None before the first.
        self.latest: int | None = None
        self._encoder = RowEncoder(encoder)
        self._people = people
        self._file = file
        self._since = since
        self._as_of = as_of
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
                reject = rejected(self._file, row.line, row.text, problem, person)
                self._refuse(reject, person)
        if self._sort:
            for group in self.groups.values():
                group.sort()

    def _group(self, person: str) -> Group:
        group = self.groups.get(person)
        if group is None:
            group = self.groups[person] = Group()
        return group

    def _accept(self, row: RawRow, group: Group, person: str) -> None:
        if group.attributes is None:
            group.attributes = self._people.attributes_of(person)
        day, deed = self._encoder.encode(row)
        if self._since is not None and day < self._since:
            raise _too_early(day, self._since)
        if not self._sort:
            check_order(group.last or day, day)
        later = self._as_of is not None and day > self._as_of
        if not later:
            check_count(group.events + 1)
        group.last = max(group.last, day)
        if self.latest is None or day > self.latest:
            self.latest = day
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

    def _refuse(self, reject: Reject, person: str | None) -> None:
        self.rejected += 1
        if person is not None:
            self._group(person).rejected += 1
        self._on_reject(reject)


def _too_early(day: int, since: int) -> InputProblem:
    event, first = (datetime.date.fromordinal(each).isoformat() for each in (day, since))
    return InputProblem(
        codes.NOT_IN_FORCE,
        f"the event is dated {event}, before the first day asked for, {first}",
    )

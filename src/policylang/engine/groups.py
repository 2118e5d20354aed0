"""What one person did, as far as it was accepted, and what of it was withdrawn again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import attrs

from policylang.engine.encoding import Deed
from policylang.engine.rows import RawRow
from policylang.model.history import History, Marks
from policylang.model.persons import AttributeChange
from policylang.model.values import InputProblem
from policylang.model.withdrawals import Ids, Void


class Pending(NamedTuple):
    """A withdrawal that has been read: its row, the id of its event, its day.

    `heard` tells whether it is known by the day asked about; if not it changes nothing.
    """

    row: RawRow
    id: str
    day: int
    heard: bool


@attrs.define(eq=False)
class Group:
    """One person's events, in the order of the file until they are sorted.

    Deeds that recur are one object: an event takes up two places in lists and no more.
    """

    #: None until a row of this person has been looked at.
    attributes: tuple[int, ...] | None = None
    days: list[int] = attrs.field(factory=list)
    deeds: list[Deed] = attrs.field(factory=list)
    #: Lines of the events; kept only for a person who is to be explained.
    lines: list[int] = attrs.field(factory=list)
    events: int = 0
    #: Good rows that are left out: those that happened or became known after the day asked about,
    #: and those of events that were withdrawn, with the withdrawals.
    later: int = 0
    withdrawn: int = 0
    #: Rows that were not good.
    rejected: int = 0
    #: The day of the last good row, later ones included; 0 before the first.
    last: int = 0
    #: Kept only where events may be withdrawn.
    ids: Ids | None = None
    pending: list[Pending] | None = None
    #: Places of the events that are gone, with the day of their withdrawal.
    gone: dict[int, int] | None = None

    @property
    def accepted(self) -> bool:
        """Whether at least one event of this person was good."""
        return self.events + self.later + self.withdrawn > 0

    def name_event(self, marks: Marks, day: int, *, kept: bool) -> None:
        """Remember the id of the event that comes next, if it has one.

        Raises:
            InputProblem: another event of the person has it (PL431).
        """
        if marks.id is not None:
            self.ids = self.ids or Ids()
            self.ids.add(marks.id, day, self.events if kept else -1)

    def withdraw(self) -> Iterator[tuple[Pending, InputProblem | int]]:
        """Settle the withdrawals, once all rows are read.

        For each why it is refused (PL429, PL430), or how many events it takes out: 0 or 1.
        """
        for void in self.pending or ():
            try:
                place = (self.ids or Ids()).void(void.id, void.day)
            except InputProblem as problem:
                yield void, problem
                continue
            taken = void.heard and place >= 0
            if taken:
                self.gone = self.gone or {}
                self.gone[place] = void.day
            yield void, int(taken)

    def sort(self) -> None:
        """Put the events in order of day; those of one day stay in the order of the file."""
        order = sorted(range(len(self.days)), key=self.days.__getitem__)
        if self.gone:
            self.gone = {
                place: self.gone[before]
                for place, before in enumerate(order)
                if before in self.gone
            }
        self.days = [self.days[place] for place in order]
        self.deeds = [self.deeds[place] for place in order]
        self.lines = [self.lines[place] for place in order] if self.lines else []

    def history(self, width: int, changes: tuple[AttributeChange, ...] = ()) -> History:
        """The events, which are in order of day, as columns; not settled where some are gone."""
        codes = [code for code, _ in self.deeds]
        columns = tuple([held[slot] for _, held in self.deeds] for slot in range(width))
        voids = tuple(
            Void(since, 0, place, number)
            for number, (place, since) in enumerate(sorted((self.gone or {}).items()))
        )
        return History(self.days, codes, columns, changes, voids=voids)

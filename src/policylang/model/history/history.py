"""One person's events in columns, and what is left of them as of a day."""

from __future__ import annotations

from bisect import bisect_right

import attrs

from policylang.model.persons import AttributeChange
from policylang.model.withdrawals import Void, Withdrawn, in_effect


@attrs.frozen
class History:
    """One person's events in held integers, as columns of equal length.

    `days` are ordinals and never decrease: the first moment of each event. `codes` are places in
    `Machine.actions`; column j holds field j of each event, in held units (0 where the action has
    fewer fields, or where a date or name is not given).

    Engines run a settled history, as `until` gives it: nothing in it is unknown or withdrawn.
    """

    days: list[int]
    codes: list[int]
    columns: tuple[list[int], ...]
    #: What changes in the person, in order of day.
    changes: tuple[AttributeChange, ...] = ()
    #: Which of the events given each one is, from 0; None where they are all there, in order.
    numbers: list[int] | None = None
    #: The day each event became known (0: at once); None where that is said of none.
    known: list[int] | None = None
    #: Withdrawals that have not been looked at.
    voids: tuple[Void, ...] = ()
    #: Events that are gone because they were withdrawn.
    withdrawn: tuple[Withdrawn, ...] = ()

    def __len__(self) -> int:
        return len(self.days)

    @property
    def settled(self) -> bool:
        """Whether nothing in it depends on the day it is known at."""
        return self.known is None and not self.voids

    def number(self, event: int) -> int:
        """Which of the events given an event is, from 0."""
        return event if self.numbers is None else self.numbers[event]

    def keeping(self, withdrawn: Withdrawn) -> History:
        """The same before it is settled, with an event that was withdrawn after all."""
        return attrs.evolve(
            self, voids=tuple(void for void in self.voids if void.number != withdrawn.void)
        )

    def until(self, day: int, known: int | None = None) -> History:
        """The events up to and including a day, settled as of what was known on a day.

        An event that became known later is left out; so is one that was withdrawn by then.

        Args:
            known: ordinal; by default `day`.
        """
        end = bisect_right(self.days, day)
        changes = self.changes
        if changes and changes[-1].day > day:
            changes = tuple(change for change in changes if change.day <= day)
        if self.settled:
            columns = tuple(column[:end] for column in self.columns)
            numbers = None if self.numbers is None else self.numbers[:end]
            gone = tuple(each for each in self.withdrawn if each.day <= day)
            return History(
                self.days[:end], self.codes[:end], columns, changes, numbers, withdrawn=gone
            )
        return self._settled(end, changes, day if known is None else known)

    def _settled(self, end: int, changes: tuple[AttributeChange, ...], known: int) -> History:
        late = self.known or [0] * end
        heard = [event for event in range(end) if late[event] <= known]
        voids = in_effect(self.voids, known)
        kept = [event for event in heard if event not in voids]
        gone = [(event, voids[event]) for event in heard if event in voids]
        return History(
            [self.days[event] for event in kept],
            [self.codes[event] for event in kept],
            tuple([column[event] for event in kept] for column in self.columns),
            changes,
            [self.number(event) for event in kept],
            withdrawn=tuple(
                Withdrawn(
                    self.number(event), self.days[event], self.codes[event], void.day, void.number
                )
                for event, void in gone
            ),
        )

"""What every engine computes: one person's result in held integers.

Two engines agree when these records are equal.
"""

from __future__ import annotations

from typing import Final, NamedTuple

#: Instead of the number of an event: no event brought it about.
NO_EVENT: Final = -1
#: Instead of the slot of a cap: none cut it; or what was to be added would have run out already.
NO_CAP: Final = -1
OVERDUE: Final = -2


class Posting(NamedTuple):
    """One line of the raw ledger: a rule that was applied.

    `event` counts the history's events from 0, or is `NO_EVENT`. `asked`,
    `granted` and `applied` are changes of the rule's score in held points: what the rule asked
    for, what its caps granted, what the range of the score let through. `cap` is the slot of the
    cap that cut it, `NO_CAP` or `OVERDUE`. For a rule about a status `asked` is the day it ends
    (0: open) and the other numbers are 0.
    """

    day: int
    event: int
    rule: int
    asked: int
    granted: int
    applied: int
    balance: int
    cap: int


class Awarded(NamedTuple):
    """A scheduled perk or sanction that was due: day, number of the grant, held money (or 0)."""

    day: int
    grant: int
    worth: int


class Standing(NamedTuple):
    """A status the person is in: its number, the day it began, the day it ends (0: open)."""

    status: int
    since: int
    until: int


class RefusedEvent(NamedTuple):
    """An event that was refused: day, its number (from 0), its action, number of the refusal."""

    day: int
    event: int
    action: int
    refusal: int


class Result(NamedTuple):
    """Where a person stands at the end of the day `as_of`.

    `awards` are in order of day, then of the policy's file; `held` are the numbers of the grants
    without a schedule that hold on that day; `ledger` is None where it was not asked for.
    """

    score: int
    awards: tuple[Awarded, ...]
    held: tuple[int, ...]
    ledger: tuple[Posting, ...] | None = None
    #: The scores after the first.
    others: tuple[int, ...] = ()
    statuses: tuple[Standing, ...] = ()
    refused: tuple[RefusedEvent, ...] = ()
    #: Place of the grade in each grading. Empty where every grade follows from its score alone
    #: (no versions of brackets, no holds).
    ranks: tuple[int, ...] = ()
    #: Whether the person has a score at all on that day (see `Machine.consent`, `Machine.begins`).
    scored: bool = True

    @property
    def scores(self) -> tuple[int, ...]:
        """Every score, in order of the machine."""
        return (self.score, *self.others)

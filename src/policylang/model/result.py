"""What every engine computes: one person's result in held integers.

Two engines agree when these records are equal.
"""

from __future__ import annotations

from typing import NamedTuple


class Posting(NamedTuple):
    """One line of the raw ledger: a rule that was applied to an event.

    `event` counts the history's events from 0. `asked`, `granted` and `applied` are changes of
    the score in held points: what the rule asked for, what its caps granted, what the range of
    the score let through. `cap` is the slot of the cap that cut it, or -1.
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


class Result(NamedTuple):
    """Where a person stands at the end of the day `as_of`.

    `awards` are in order of day, then of the policy's file; `held` are the numbers of the grants
    without a schedule that hold on that day; `ledger` is None where it was not asked for.
    """

    score: int
    awards: tuple[Awarded, ...]
    held: tuple[int, ...]
    ledger: tuple[Posting, ...] | None = None

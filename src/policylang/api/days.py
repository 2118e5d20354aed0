"""The days a caller asks about, as ordinals: first, last, and by when things were known."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policylang.model.history import Encoder, History
    from policylang.model.machine import Machine


def ordinal(date: datetime.date | str) -> int:
    """A day as an ordinal.

    Raises:
        InputProblem: it does not exist, or is not written as a date (PL406).
    """
    from policylang.model.values import read_date

    return read_date(date).toordinal()


def window(
    machine: Machine,
    encoder: Encoder,
    histories: Sequence[History],
    since: datetime.date | str | None,
    as_of: datetime.date | str | None,
) -> tuple[int | None, int]:
    """The first day asked for and the day the result is for, as ordinals."""
    from policylang.model.history import check_window

    first = None if since is None else ordinal(since)
    last = None if as_of is None else ordinal(as_of)
    if as_of is None:
        ends = (encoder.last_day(history) for history in histories)
        last = max((end for end in ends if end is not None), default=None)
    begins = [history.days[0] for history in histories if history.days]
    return check_window(machine, [min(begins)] if begins else [], first, last)


def known_by(known: datetime.date | str | None, as_of: datetime.date | str | None) -> int | None:
    """The day things have to be known by; None where it is the day asked about."""
    from policylang.model.history import EVERYTHING_KNOWN

    if known is not None:
        return ordinal(known)
    return None if as_of is not None else EVERYTHING_KNOWN

"""The days that somebody asks about."""

from __future__ import annotations

import datetime
from typing import Final

from policylang.core import codes
from policylang.model.calendar import iso
from policylang.model.machine import Machine
from policylang.model.values import InputProblem

#: As known at the end of all days.
EVERYTHING_KNOWN: Final = datetime.date.max.toordinal()


def check_window(
    machine: Machine, days: list[int], since: int | None, as_of: int | None
) -> tuple[int | None, int]:
    """The first day asked for, and the day a result is for (ordinals).

    Without `as_of` it is the last of `days`, else the later of `since` and the first day in
    force.

    Raises:
        InputProblem: an event before `since` (PL417); `as_of` before `since` or before the
            policy is in force, or nothing to take it from (PL420).
    """
    opens = machine.header.opens
    if since is not None and days and days[0] < since:
        raise InputProblem(
            codes.NOT_IN_FORCE,
            f"the event of {iso(days[0])} lies before the first day asked for, {iso(since)}",
        )
    first = max((day for day in (since, opens) if day is not None), default=None)
    known = [as_of] if as_of is not None else [*days[-1:], first]
    last = next((day for day in known if day is not None), None)
    if last is None:
        raise InputProblem(
            codes.AS_OF_TOO_EARLY,
            "there are no events, so the day to evaluate for must be given",
            "say which: `as_of`, or `--as-of` in a command",
        )
    if first is not None and last < first:
        raise InputProblem(
            codes.AS_OF_TOO_EARLY,
            f"{iso(last)} lies before the first day, {iso(first)}",
            "give a later day to evaluate for",
        )
    return since, last

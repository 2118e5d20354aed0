"""The days that a run over a table is about."""

from __future__ import annotations

from policylang.model.history import check_window
from policylang.model.machine import Machine


def window_of(
    machine: Machine, ends: list[int], since: int | None, as_of: int | None
) -> tuple[int | None, int]:
    """As `check_window`: the first of `ends` may lie too early, the last is the day asked about.

    Args:
        ends: the first and the last day of all events, in order; nothing where there are none.
    """
    last = ends[-1] if as_of is None and ends else as_of
    return check_window(machine, ends[:1], since, last)

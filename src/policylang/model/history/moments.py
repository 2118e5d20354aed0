"""The dates of an action that has several moments."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from policylang.core import codes
from policylang.model.calendar import iso
from policylang.model.machine import Action, Slot
from policylang.model.values import InputProblem


def dated_slots(action: Action) -> tuple[Slot, ...]:
    """The fields of an action that are the dates of its moments; none where it has one date."""
    if action.dated < 2:
        return ()
    fields = {slot.name: slot for slot in action.fields}
    return tuple(fields[moment.name] for moment in action.moments[: action.dated])


def dated_places(action: Action) -> tuple[int, ...]:
    """The columns of the later moments that the history gives a date, in order."""
    names = [slot.name for slot in action.fields]
    return tuple(names.index(moment.name) for moment in action.moments[1 : action.dated])


def check_moments(days: Mapping[str, int]) -> None:
    """Refuse dates of one event that do not come in the order of its moments (PL427).

    Args:
        days: by name of the moment, in the order in which the policy names them; 0 for one that is
            not given. The first is given.
    """
    given = [(name, day) for name, day in days.items() if day]
    for (before, earlier), (name, day) in pairwise(given):
        if day < earlier:
            raise InputProblem(
                codes.MOMENTS_OUT_OF_ORDER,
                f"`{name}` is {iso(day)}, before `{before}` on {iso(earlier)}",
                "the dates of an event come in the order in which the policy names them",
            )

"""Events taken back: a `void` names an event, and from the day it is known the event is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from policylang.core import codes
from policylang.model.calendar import iso
from policylang.model.values import InputProblem, shortened

#: The pseudo-action that withdraws an event, and the code rows carry for it.
VOID: Final = "void"
VOID_CODE: Final = -1


class Void(NamedTuple):
    """A withdrawal: its day, the day it became known, the event it takes out, its own number.

    `event` is a place in the columns of the history, `number` counts what the caller gave from 0.
    """

    day: int
    known: int
    event: int
    number: int


class Withdrawn(NamedTuple):
    """An event that was withdrawn: number (as given, from 0), day, code of its action; and by what.

    `since` is the day of the void, `void` its number.
    """

    number: int
    day: int
    code: int
    since: int
    void: int


class Ids:
    """The ids of one person's events, and the voids that name them."""

    def __init__(self) -> None:
        #: Place of the event in the columns; -1 for one that was left out.
        self._places: dict[str, int] = {}
        self._days: dict[str, int] = {}
        self._voided: set[str] = set()

    def add(self, called: str, day: int, place: int) -> None:
        """Remember an event by its id.

        Raises:
            InputProblem: another event of the person has it (PL431).
        """
        if called in self._places:
            raise InputProblem(
                codes.ID_REPEATED,
                f"the id `{shortened(called)}` belongs to another event already",
                "give every event of a person an id of its own, or none",
            )
        self._places[called] = place
        self._days[called] = day

    def void(self, called: str, day: int) -> int:
        """The place of the event that a void on a day withdraws; -1 if it was left out anyway.

        Raises:
            InputProblem: no event has the id (PL429), or it happened later or is withdrawn already
                (PL430).
        """
        happened = self._days.get(called)
        if happened is None:
            raise InputProblem(
                codes.NOTHING_TO_WITHDRAW,
                f"no event of the person has the id `{shortened(called)}`",
                "a `void` names the event it withdraws by what stands in its column `id`",
            )
        if day < happened:
            raise InputProblem(
                codes.WITHDRAWN_WRONGLY,
                f"the event `{shortened(called)}` is withdrawn on {iso(day)}, before it happened "
                f"on {iso(happened)}",
            )
        if called in self._voided:
            raise InputProblem(
                codes.WITHDRAWN_WRONGLY,
                f"the event `{shortened(called)}` is withdrawn already",
                "keep the first of the two",
            )
        self._voided.add(called)
        return self._places[called]


def check_void(called: object, fields: Mapping[str, object]) -> None:
    """Refuse a withdrawal that does not name its event (PL403), or tells more than that (PL404)."""
    if called is None:
        message = "the withdrawal does not say of which event"
        raise InputProblem(codes.FIELD_MISSING, message, "give the `id` of the event it withdraws")
    if fields:
        message = f"`{VOID}` has no field `{shortened(next(iter(fields)))}`"
        help = "a withdrawal names its event by `id` and tells nothing else"
        raise InputProblem(codes.NO_SUCH_FIELD, message, help)


def in_effect(voids: Sequence[Void], known: int) -> dict[int, Void]:
    """The voids known by a day, by the place of the event that each takes out."""
    return {void.event: void for void in voids if max(void.day, void.known) <= known}

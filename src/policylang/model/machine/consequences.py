"""What follows from what has happened: rules of their own, perks and sanctions."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.model.expressions import Expression
from policylang.model.machine.origin import Origin
from policylang.model.machine.rules import Choice
from policylang.model.machine.triggers import Trigger


@record
class Reaction(Record):
    """A `rule` of the author: effects with another trigger than their own action.

    Its number is its place in `Machine.reactions`; `place` orders reactions and grants that fall on
    one moment. Upon a moment of an event its choices may read the event's fields.
    """

    name: str
    label: str
    trigger: Trigger
    choices: tuple[Choice, ...]
    place: int
    origin: Origin


@record
class Grant(Record):
    """A perk or sanction. Its number is its place in `Machine.grants`.

    `ranks` rise; those of `or better` and `or worse` are a range, however many grades there are.
    Whenever it is triggered, or for as long as the conditions hold where nothing triggers it,
    whoever has one of the grades `ranks` (None: any) of `grading` and fulfils `condition` gets it.
    `worth` is held money, never negative, and only with a trigger; `text` is a grant without a
    price. Upon a moment of an event, `condition` and `worth` may read the event's fields.
    """

    kind: Literal["perk", "sanction"]
    name: str
    label: str
    ranks: tuple[int, ...] | range | None
    condition: Expression | None
    trigger: Trigger | None
    #: `pays`, `saves` or `costs`; None without `worth`.
    verb: str | None
    worth: Expression | None
    texts: tuple[str, ...]
    origin: Origin
    grading: int = 0
    place: int = 0

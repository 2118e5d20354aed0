"""What can happen to a person that a policy can count, wait for and look back to."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record


@record
class OfMoment(Record):
    """A moment of an event of an action comes: `offence`, `final of offence`."""

    action: int
    moment: int = 0


@record
class OfReaction(Record):
    """A reaction has been applied: something in it, not only its trigger, came true."""

    reaction: int


@record
class OfStatus(Record):
    """A status is begun (also when it is begun again and only goes on), or it ends."""

    status: int
    edge: Literal["begins", "ends"] = "begins"


#: What can be counted, can start a clock, and can be looked back to.
Occurrence = OfMoment | OfReaction | OfStatus

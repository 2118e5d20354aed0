"""What a caller gives of one person, read into held integers and ordinals."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import attrs

from policylang.api.days import known_by, window

if TYPE_CHECKING:
    from policylang.model.events import GivenEvent
    from policylang.model.history import Encoder, History
    from policylang.model.machine import Machine


@attrs.frozen
class OnePerson:
    """One person, not settled, and the days that are asked about; `known` None is `as_of`."""

    history: History
    attributes: tuple[int, ...]
    since: int | None
    as_of: int
    known: int | None


def one_person(
    machine: Machine,
    encoder: Encoder,
    events: Iterable[GivenEvent],
    person: Mapping[str, object] | None,
    as_of: datetime.date | str | None,
    since: datetime.date | str | None,
    known: datetime.date | str | None,
) -> OnePerson:
    """What a caller gives of one person, in held integers and ordinals.

    Raises:
        HistoryError: events, attributes or dates do not fit the policy (PL401 to PL433).
    """
    traits = encoder.traits({} if person is None else person)
    history = encoder.history(events, traits)
    first, last = window(machine, encoder, (history,), since, as_of)
    return OnePerson(history, traits.start, first, last, known_by(known, as_of))

"""Which of the events that arrived of a person are kept, and what is known of the person then."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import attrs

from policylang.core import codes
from policylang.engine.increments.person import Kept, ids_of
from policylang.engine.increments.store import Accepted, Offer
from policylang.engine.people_file import People
from policylang.model.history import Encoder, check_begun, check_count
from policylang.model.persons import Traits
from policylang.model.values import InputProblem
from policylang.model.withdrawals import VOID_CODE, Ids

#: Called with an event that is not kept, its line and its text, whose it is, and why.
Refuse = Callable[[Kept, int, str, str, InputProblem], None]


@attrs.frozen
class Settling:
    """Holds what arrives to what is kept, person by person."""

    encoder: Encoder
    #: None: attributes as they are stored, else the defaults.
    people: People | None
    refuse: Refuse

    def settle(self, offer: Offer) -> Accepted | None:
        """What is accepted of a person; None where nothing of them is."""
        try:
            traits = self._traits_of(offer)
        except InputProblem as problem:
            for kept, line, text in offer.arriving:
                self.refuse(kept, line, text, offer.person, problem)
            return None
        events = self._events(offer, traits)
        if not events and not self._is_listed(offer.person):
            return None
        return Accepted(
            offer.person,
            traits,
            events,
            offer.held,
            offer.held + len(events),
            max([offer.latest, *(event.day for event in events)]),
            offer.traits is not None and offer.traits != traits,
        )

    def _is_listed(self, person: str) -> bool:
        return self.people is not None and person in self.people.attributes

    def _traits_of(self, offer: Offer) -> Traits:
        """Attributes as the batch gives them, else as they are stored, else the defaults.

        Raises:
            InputProblem: they could not be read, or have no default.
        """
        people, person = self.people, offer.person
        if people is None:
            return offer.traits or self.encoder.traits({})
        if (
            offer.traits is not None
            and person not in people.refused
            and not self._is_listed(person)
        ):
            return offer.traits
        return Traits(people.attributes_of(person), people.changes.get(person, ()))

    def _events(self, offer: Offer, traits: Traits) -> list[Kept]:
        slot = self.encoder.machine.begins
        begins = 0 if slot is None else traits.start[slot]
        ids = _ids_before(offer.named)
        events: list[Kept] = []
        for kept, line, text in offer.arriving:
            try:
                check_count(offer.held + len(events) + 1)
                if kept.code != VOID_CODE:
                    check_begun(kept.day, begins)
                _take_in(ids, kept)
            except InputProblem as problem:
                self.refuse(kept, line, text, offer.person, problem)
            else:
                events.append(kept)
        return events


def _ids_before(named: list[Kept]) -> Ids:
    """The ids of what is kept, and which of them are withdrawn."""
    ids = ids_of(named)
    for event in named:
        if event.code == VOID_CODE:
            with suppress(InputProblem):
                _take_in(ids, event)
    return ids


def _take_in(ids: Ids, event: Kept) -> None:
    """Remember the id of an event, or its withdrawal. One whose event has not arrived waits.

    Raises:
        InputProblem: the id belongs to another event (PL431), or the withdrawal is impossible
            (PL430).
    """
    if event.id is None:
        return
    if event.code != VOID_CODE:
        ids.add(event.id, event.day, 0)
        return
    try:
        ids.void(event.id, event.day)
    except InputProblem as problem:
        if problem.code is not codes.NOTHING_TO_WITHDRAW:
            raise

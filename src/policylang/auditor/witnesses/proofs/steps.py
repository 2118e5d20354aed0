"""A state of a proof as a person of the interpreter, and what an event or a day makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Final

import attrs

from policylang.auditor.witnesses.prices import cost_of
from policylang.auditor.witnesses.proofs.form import Proof, State
from policylang.auditor.witnesses.proofs.fragment import Relevant
from policylang.auditor.witnesses.refusal import Refused
from policylang.model import expressions as e
from policylang.model.history import History, columns_of
from policylang.model.machine import Action, Machine, read_by
from policylang.model.units import HOUR
from policylang.runtime.interpreter import Person, Timeline, Use
from policylang.runtime.interpreter.person import Item, items_of

#: An action with no more ways than these is tried with each of them.
TRY_ALL: Final = 256


@attrs.frozen
class Way:
    """An event to be tried, with its price in the unit of the bounds."""

    action: int
    fields: tuple[int, ...]
    price: int


@attrs.define(eq=False)
class Steps:
    """Takes single steps of one person under one policy."""

    proof: Proof
    machine: Machine
    attributes: tuple[int, ...]
    of: Relevant
    items: list[Item] = attrs.field(init=False)
    none: History = attrs.field(init=False)
    _after: dict[tuple[int, State], tuple[State, ...]] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        kept = {id(each) for each in self.of.due}
        self.items = [item for item in items_of(self.machine) if id(item.what) in kept]
        self.none = columns_of((), self.machine.width)

    # --- states and people -------------------------------------------------------------------

    def person(self, day: int, state: State) -> Person:
        """A person in a state on a day; what limits have counted, they have counted on that day."""
        person = self._nobody(day)
        scores = len(self.machine.scores)
        person.scores = list(state[:scores])
        for cap, counted in zip(self.of.caps, state[scores:], strict=True):
            if counted:
                person.past.used[cap.slot] = [Use(0, day, 0, counted)]
        return person

    def _nobody(self, day: int) -> Person:
        person = Person(self.machine, list(self.attributes), day, items=self.items)
        person.today = day
        return person

    def state(self, person: Person) -> State:
        """The state a person is in.

        Raises:
            Refused: it has more to it than a state of the proof can hold.
        """
        past, today = person.past, person.today
        counted = [
            sum(
                use.amount
                for use in past.used.get(cap.slot, ())
                if use.day == today or past.covers(cap.window, use, today, person.value)
            )
            for cap in self.of.caps
        ]
        if past.used.keys() - set(self.proof.caps) or person.statuses:
            raise Refused("a step does more than its states can hold")
        scores = [
            score if top is None or score < top else top
            for score, top in zip(person.scores, self.proof.tops, strict=True)
        ]
        return (*scores, *counted)

    # --- steps ---------------------------------------------------------------------------------

    def begun(self, before: Sequence[tuple[int, Sequence[int]]]) -> tuple[State, int]:
        """The state on the first day, after what comes due and some events, and the gain so far."""
        day = self.proof.since
        person = self._nobody(day)
        person.start(day)
        Timeline(person, self.none).open(day)
        for code, fields in before:
            person.moment(0, day, code, 0, fields)
        return self.state(person), self._gain(person)

    def events(self, day: int, state: State, ways: Sequence[Way]) -> tuple[State, ...]:
        """The state after each event.

        Between two fixed days that a rule names an event does the same on each day: nothing that
        is read tells them apart (`fragment`). So what it does is found once for all of them.
        """
        key = sum(named <= day for named in self.of.days), state
        found = self._after.get(key)
        if found is None:
            found = self._after[key] = tuple(self._event(day, state, way) for way in ways)
        return found

    def _event(self, day: int, state: State, way: Way) -> State:
        person = self.person(day, state)
        person.moment(0, day, way.action, 0, way.fields)
        return self.state(person)

    def closed(self, first: int, last: int, state: State) -> tuple[Person, int]:
        """A person after the end of a stage, and what that brought."""
        person = self.person(first, state)
        person.today = last
        Timeline(person, self.none).close(last)
        return person, self._gain(person)

    def opened(self, person: Person, day: int) -> tuple[State, int]:
        """The state of a person after what comes at the beginning of a stage, and what it brought.

        The gain is that of the beginning alone.
        """
        person.awards.clear()
        Timeline(person, self.none).open(day)
        return self.state(person), self._gain(person)

    def ranks(self, day: int, state: State, grading: int) -> int:
        """The place of the grade in a state."""
        return self.person(day, state).rank(grading)

    def _gain(self, person: Person) -> int:
        scale, gain = self.scale, 0
        for award in person.awards:
            if self.machine.grants[award.grant].kind == "perk":
                gain += scale * award.worth
            elif self.proof.sanctions:
                gain -= scale * award.worth
        return gain

    @property
    def scale(self) -> int:
        """Units of the bounds in a unit of held money."""
        return HOUR * self.proof.hour.denominator

    # --- events --------------------------------------------------------------------------------

    def ways(self) -> tuple[list[Way], list[str]]:
        """Every event to be tried, and in sentences what is left to trust.

        Raises:
            Refused: the proof says nothing of an action.
        """
        found: list[Way] = []
        trusted: list[str] = []
        for code in self.of.actions:
            action = self.machine.actions[code]
            ranges = list(_ranges(action))
            count = prod(len(each) for each in ranges)
            if count <= TRY_ALL:
                values: Sequence[tuple[int, ...]] = list(product(*ranges))
            else:
                values = self._listed(action)
                trusted.append(
                    f"that other amounts of `{action.name}` than the {len(values):,} tried do no "
                    "more than these"
                )
            found.extend(self._way(code, each) for each in values)
        return found, trusted

    def _listed(self, action: Action) -> Sequence[tuple[int, ...]]:
        listed = self.proof.ways.get(action.name, ())
        if not listed:
            raise Refused(f"it says nothing of `{action.name}`")
        for values in listed:
            fits = len(values) == len(action.fields) and all(
                slot.domain.low <= value <= slot.domain.high
                for slot, value in zip(action.fields, values, strict=True)
            )
            if not fits:
                raise Refused(f"an event of `{action.name}` in it cannot be")
        return listed

    def _way(self, code: int, values: tuple[int, ...]) -> Way:
        money, hours = cost_of(self.machine, self.attributes, code, values)
        price = self.scale * money + self.proof.hour.numerator * hours
        return Way(code, (*values, *[0] * (self.machine.width - len(values))), price)


def _ranges(action: Action) -> Iterator[Sequence[int]]:
    """By field: the values that can make a difference."""
    read = {part.slot for each in _read(action) for part in e.every_part(each)
            if isinstance(part, e.FieldValue)}  # fmt: skip
    for slot, field in enumerate(action.fields):
        low, high = field.domain.low, field.domain.high
        yield range(low, high + 1) if slot in read else (low,)


def _read(action: Action) -> Iterator[e.Expression]:
    yield from (cost.amount for cost in action.costs)
    for rule in action.rules:
        yield from read_by(rule.effect)
    for arm in (arm for choice in action.choices for arm in choice.arms):
        yield from () if arm.condition is None else (arm.condition,)

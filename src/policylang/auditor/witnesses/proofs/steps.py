"""A state of a proof as a person of the interpreter, and what an event or a day makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Final

import attrs

from policylang.auditor.witnesses.prices import cost_of
from policylang.auditor.witnesses.proofs.amounts import every_way
from policylang.auditor.witnesses.proofs.form import Proof, State
from policylang.auditor.witnesses.proofs.fragment import Relevant
from policylang.auditor.witnesses.refusal import Refused
from policylang.model import expressions as e
from policylang.model.history import History, columns_of
from policylang.model.machine import Action, Becomes, Machine, Reaction, read_by
from policylang.model.units import HOUR
from policylang.runtime.interpreter import Person, Timeline, Use
from policylang.runtime.interpreter.person import Item, items_of

#: An action with no more ways than these is tried with each of them.
TRY_ALL: Final = 256
#: Instead of the day on which a status ends: the person is not in it.
OUTSIDE: Final = -1


@attrs.frozen
class Way:
    """An event to be tried, with its price in the unit of the bounds, and its held hours."""

    action: int
    fields: tuple[int, ...]
    price: int
    hours: int = 0


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
        kept = {id(each) for each in (*self.of.due, *self.of.waiting)}
        self.items = [item for item in items_of(self.machine) if id(item.what) in kept]
        self.none = columns_of((), self.machine.width)

    # --- states and people -------------------------------------------------------------------

    def person(self, day: int, state: State) -> Person:
        """A person in a state on a day; what limits have counted, they have counted on that day."""
        person = self._nobody(day)
        scores = len(self.machine.scores)
        person.scores = list(state[:scores])
        ends = state[scores + len(self.proof.caps) :]
        counted = (*state[scores : scores + len(self.proof.caps)], *ends[self.proof.statuses :])
        for cap, amount in zip(self.of.caps, counted, strict=True):
            if amount:
                person.past.used[cap.slot] = [Use(0, day, 0, amount)]
        for status, until in enumerate(ends[: self.proof.statuses]):
            if until != OUTSIDE:
                person.statuses[status] = day, until
        for item in person.items:
            if isinstance(item.trigger, Becomes):
                person.standing[item] = person.holds(item.trigger.condition)
        return person

    def _nobody(self, day: int, items: list[Item] | None = None) -> Person:
        items = self.items if items is None else items
        person = Person(self.machine, list(self.attributes), day, items=items)
        person.today = day
        return person

    def state(self, person: Person, *, begun: bool = False) -> State:
        """The state a person is in.

        Args:
            begun: events have come first that nobody chooses; limits that they alone stand under
                do not matter any more.

        Raises:
            Refused: it has more to it than a state of the proof can hold.
        """
        past, today, proof = person.past, person.today, self.proof
        counted = [
            sum(
                use.amount
                for use in past.used.get(cap.slot, ())
                if use.day == today or past.covers(cap.window, use, today, person.value)
            )
            for cap in self.of.caps
        ]
        others = past.used.keys() - {cap.slot for cap in self.of.caps}
        if (others and not begun) or (person.statuses and not proof.statuses):
            raise Refused("a step does more than its states can hold")
        ends = [person.statuses.get(n, (0, OUTSIDE))[1] for n in range(proof.statuses)]
        scores = [
            score if top is None or score < top else top
            for score, top in zip(person.scores, self.proof.tops, strict=True)
        ]
        places = len(proof.caps)
        return (*scores, *counted[:places], *ends, *counted[places:])

    # --- steps ---------------------------------------------------------------------------------

    def begun(self, before: Sequence[tuple[int, Sequence[int]]]) -> tuple[State, int]:
        """The state on the first day, after what comes due and some events, and the gain so far."""
        day = self.proof.since
        # A rule may follow the events that come first which nothing that is chosen sets off.
        items = self.items if self.of.grants else items_of(self.machine)
        person = self._nobody(day, [each for each in items if self._counts(each)])
        person.start(day)
        Timeline(person, self.none).open(day)
        for code, fields in before:
            if person.refusal(0, code, fields) is not None:
                raise Refused("the policy refuses an event with which it begins")
            person.moment(0, day, code, 0, fields)
        return self.state(person, begun=True), self._gain(person)

    def _counts(self, item: Item) -> bool:
        """Whether something that comes about matters: a closed set is not about what is given."""
        return item in self.items or isinstance(item.what, Reaction)

    def events(self, day: int, state: State, ways: Sequence[Way]) -> tuple[State, ...]:
        """The state after each event.

        Between two fixed days that a rule names an event does the same on each day: nothing that
        is read tells them apart (`fragment`). So what it does is found once for all of them.
        """
        key = day if self.of.daily else sum(named <= day for named in self.of.days), state
        found = self._after.get(key)
        if found is None:
            found = self._after[key] = tuple(self._event(day, state, way) for way in ways)
        return found

    def _event(self, day: int, state: State, way: Way) -> State:
        person = self.person(day, state)
        if person.refusal(0, way.action, way.fields) is not None:
            return state
        person.moment(0, day, way.action, 0, way.fields)
        after = self.state(person)
        if self.proof.hours is None or not way.hours or after == state:
            return after
        spent = state[-1] + way.hours
        return state if spent > self.proof.hours else (*after[:-1], spent)

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

    def ways(self) -> list[Way]:
        """Every event to be tried.

        Raises:
            Refused: the proof says nothing of an action, or it has too many ways.
        """
        found: list[Way] = []
        for code in self.of.actions:
            action = self.machine.actions[code]
            ranges = list(_ranges(action))
            count = prod(len(each) for each in ranges)
            if count <= TRY_ALL:
                values: Sequence[tuple[int, ...]] = list(product(*ranges))
            else:
                listed = self._listed(action)
                values = every_way(self.proof, self.machine, self.attributes, action, listed)
            found.extend(self._way(code, each) for each in values)
        return found

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
        return Way(code, (*values, *[0] * (self.machine.width - len(values))), price, hours)


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
    yield from (refusal.condition for refusal in action.refusals)

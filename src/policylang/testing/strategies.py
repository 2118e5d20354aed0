"""Strategies for what fits a policy: events, persons, whole histories.

Whatever is drawn is valid by construction: `Policy.evaluate` takes it. Edges of the policy are
drawn more often than what lies between them. Everything shrinks to fewer events, then to earlier
days and smaller values.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Final

import attrs
from hypothesis import strategies as st

from policylang.api import Policy
from policylang.core.suggest import suggest
from policylang.model.events import Event
from policylang.model.history import dated_slots
from policylang.model.machine import Action, Slot
from policylang.model.units import Kind
from policylang.model.values import held_name, show_value
from policylang.testing.edges import Edges, edges_between, edges_of

#: Most events of a history, where the caller does not say.
MOST_EVENTS: Final = 12
#: Names that fields with a name take: few, so that the same one comes again.
_NAMES: Final = tuple(held_name(name) for name in ("A", "B", "C"))
#: Days from one date of an event to the next.
_GAPS: Final = (0, 1, 10, 31, 100, 366)


@attrs.frozen
class Life:
    """A person, what happened to them, and the day asked about: what `Policy.evaluate` takes."""

    person: Mapping[str, str]
    events: tuple[Event, ...]
    as_of: datetime.date


def persons(policy: Policy) -> st.SearchStrategy[dict[str, str]]:
    """The attributes of a person, as text; those with a default are sometimes left out.

    The date that a person's time begins on lies among the days that `histories` uses.
    """
    return _persons(policy, edges_of(policy.machine))


def events(
    policy: Policy,
    action: str | None = None,
    *,
    since: datetime.date | str | None = None,
    until: datetime.date | str | None = None,
) -> st.SearchStrategy[Event]:
    """Single events of a policy.

    Args:
        action: of this action only.
        since, until: first and last day. Default: the days in force.

    Raises:
        ValueError: there is no such action, or no day between the two.
    """
    chosen = actions_named(policy, None if action is None else [action])
    edges = edges_between(policy, since, until)
    return st.one_of([_events_of(policy, each, edges) for each in chosen])


def histories(
    policy: Policy,
    *,
    actions: Iterable[str] | None = None,
    since: datetime.date | str | None = None,
    until: datetime.date | str | None = None,
    most: int = MOST_EVENTS,
) -> st.SearchStrategy[tuple[Event, ...]]:
    """Whole histories in order of date, of somebody whose time has begun before them.

    Args:
        actions: only these, by name.
        since, until: first and last day. Default: the days in force.
        most: of events.

    Raises:
        ValueError: there is no such action, or no day between the two.
    """
    chosen = actions_named(policy, actions)
    edges = edges_between(policy, since, until)
    return _ordered(policy, chosen, edges, most)


def lives(
    policy: Policy,
    *,
    actions: Iterable[str] | None = None,
    since: datetime.date | str | None = None,
    until: datetime.date | str | None = None,
    most: int = MOST_EVENTS,
) -> st.SearchStrategy[Life]:
    """Persons with their histories; nothing happens to anybody before their time begins.

    Args, Raises: as for `histories`.
    """
    chosen = actions_named(policy, actions)
    edges = edges_between(policy, since, until)
    ends = _around(edges.days, edges.first, edges.last)

    def of(person: dict[str, str]) -> st.SearchStrategy[Life]:
        begun = _begun(policy, person, edges)
        happened = _ordered(policy, chosen, begun, most)
        return st.builds(
            lambda found, end: Life(person, found, _date(max(end, begun.first, *map(_day, found)))),
            happened,
            ends,
        )

    return _persons(policy, edges).flatmap(of)


def fields_of(policy: Policy, action: Action, edges: Edges) -> st.SearchStrategy[dict[str, str]]:
    """The fields of an event of an action, without the dates that the history gives."""
    dates = dated_slots(action)
    return _filled(policy, [slot for slot in action.fields if slot not in dates], edges)


def later_dates(action: Action, day: int) -> st.SearchStrategy[dict[str, str]]:
    """The further dates of an event whose first lies on a day, in order; some may be missing."""
    slots = dated_slots(action)[1:]
    if not slots:
        return st.just({})
    gaps = st.tuples(*(st.none() | st.sampled_from(_GAPS) for _ in slots))

    def placed(drawn: tuple[int | None, ...]) -> dict[str, str]:
        found, now = {}, day
        for slot, gap in zip(slots, drawn, strict=True):
            if gap is not None:
                now = min(now + gap, slot.domain.high)
                found[slot.name] = _date(now).isoformat()
        return found

    return gaps.map(placed)


# --- one event -----------------------------------------------------------------------------------


def _events_of(policy: Policy, action: Action, edges: Edges) -> st.SearchStrategy[Event]:
    fields = fields_of(policy, action, edges)
    days = _around(edges.days, edges.first, edges.last)
    return days.flatmap(
        lambda day: st.builds(
            lambda given, dates: Event(_date(day), action.name, {**given, **dates}),
            fields,
            later_dates(action, day),
        )
    )


def _persons(policy: Policy, edges: Edges) -> st.SearchStrategy[dict[str, str]]:
    slots = list(policy.machine.attributes)
    begins = policy.machine.begins
    if begins is not None:
        domain = slots[begins].domain
        low, high = max(domain.low, edges.first), min(domain.high, edges.last)
        if low <= high:
            slots[begins] = attrs.evolve(
                slots[begins], domain=attrs.evolve(domain, low=low, high=high)
            )
    return _filled(policy, slots, edges)


def _filled(
    policy: Policy, slots: Iterable[Slot], edges: Edges
) -> st.SearchStrategy[dict[str, str]]:
    needed: dict[str, st.SearchStrategy[str]] = {}
    optional: dict[str, st.SearchStrategy[str]] = {}
    for slot in slots:
        into = needed if slot.default is None else optional
        into[slot.name] = _value(policy, slot, edges)
    return st.fixed_dictionaries(needed, optional=optional)


def _value(policy: Policy, slot: Slot, edges: Edges) -> st.SearchStrategy[str]:
    """Values of a field or attribute, as they are written."""
    domain, units = slot.domain, policy.machine.denomination
    if domain.kind is Kind.NAME:
        held: st.SearchStrategy[int] = st.sampled_from(_NAMES)
    else:
        held = _around(edges.values(slot), domain.low, domain.high)
    return held.map(lambda value: show_value(value, domain, units))


def _around(edges: tuple[int, ...], low: int, high: int) -> st.SearchStrategy[int]:
    """A number of a range: three times of four one of its edges."""
    inside = [each for each in edges if low <= each <= high]
    between = st.integers(low, high)
    if not inside:
        return between
    near = st.sampled_from(inside)
    return st.one_of(near, near, near, between)


# --- many events ---------------------------------------------------------------------------------


def _ordered(
    policy: Policy, actions: tuple[Action, ...], edges: Edges, most: int
) -> st.SearchStrategy[tuple[Event, ...]]:
    one = st.one_of([_events_of(policy, each, edges) for each in actions])
    # Sorted after they are drawn, not drawn in order: any of them can then be left out by itself.
    return st.lists(one, max_size=most).map(lambda found: tuple(sorted(found, key=_day)))


def _begun(policy: Policy, person: Mapping[str, str], edges: Edges) -> Edges:
    """The edges of a person whose time may begin later than the policy."""
    begins = policy.machine.begins
    if begins is None:
        return edges
    begun = max(edges.first, policy.encoder.attributes(person)[begins])
    return edges_of(policy.machine, begun, max(edges.last, begun))


def actions_named(policy: Policy, names: Iterable[str] | None = None) -> tuple[Action, ...]:
    """The actions of a policy by name; all of them where none is named.

    Raises:
        ValueError: there is no such action.
    """
    declared = {action.name: action for action in policy.machine.actions}
    if names is None:
        return tuple(declared.values())
    chosen = list(names)
    for name in chosen:
        if name not in declared:
            advice = suggest(name, declared, otherwise=f"there are: {', '.join(declared)}")
            raise ValueError(f"the policy has no action `{name}`: {advice}")
    if not chosen:
        raise ValueError("a history needs at least one action to be made of")
    return tuple(declared[name] for name in chosen)


def _day(event: Event) -> int:
    assert isinstance(event.date, datetime.date)
    return event.date.toordinal()


def _date(day: int) -> datetime.date:
    return datetime.date.fromordinal(day)

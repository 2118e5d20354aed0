"""The ways to do each chosen action that a search tries, and whether those are all there are.

A field that nothing in the policy reads needs one value. One with few values is tried with each.
Of others those are tried at which something may change: both ends, the numbers that the policy
compares with and one to either side of them, and amounts that bring a step, a cap or a grade.
Names are two, so that things can be of one name or of two; where a name only says which counter of
a cap is meant, so many that together they bring the best grade, or all that the score can hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Final

import attrs

from policylang.auditor.question import Unfit
from policylang.auditor.searching.reading import (
    constants_of,
    limited_by_scores,
    names_wanted,
    only_keys,
    read_fields,
    steps_of,
)
from policylang.auditor.witnesses.prices import cost_of, price_is_fixed
from policylang.model.machine import Action, Machine, Slot
from policylang.model.units import Kind
from policylang.model.values import held_name

#: A field with no more values than these is tried with each, where there is room for all ways.
_FEW: Final = 64
#: Most values of one field, and ways to do one action, where there are more.
_VALUES: Final = 9
MOST_WAYS: Final = 48
#: Names that are tried: two, and where caps count for each apart more, but not with so many other
#: values that there are more ways than this.
_NAMES: Final = tuple(map(held_name, "abcdefghijkl"))
_NAMED_WAYS: Final = 96
_LISTED: Final = (Kind.CHOICE, Kind.YES_NO, Kind.GRADE)


@attrs.frozen
class Way:
    """A way to do an action, with what it costs in held money and held hours.

    Dates among the values are counted from the day of the event: see `values_on`.
    """

    code: int
    values: tuple[int, ...]
    dates: tuple[int, ...]
    money: int
    hours: int
    #: The slot of a name for which any other would do as well, as long as it stands alike.
    named: int | None = None
    #: The slot of an amount that is all of a score, whatever that is, and the score.
    all_of: tuple[int, int] | None = None

    def values_on(self, day: int) -> tuple[int, ...]:
        """The held values of an event on a day."""
        if not self.dates:
            return self.values
        values = list(self.values)
        for slot in self.dates:
            values[slot] += day
        return tuple(values)


def with_all(
    machine: Machine, attributes: Sequence[int], way: Way, scores: Sequence[int]
) -> Way | None:
    """A way whose amount is all of a score, for somebody with some scores; None: that is too much.

    Too little is too much as well: there are ways with the least and with the most.
    """
    assert way.all_of is not None
    slot, score = way.all_of
    domain = machine.actions[way.code].fields[slot].domain
    if not domain.low < scores[score] < domain.high:
        return None
    values = (*way.values[:slot], scores[score], *way.values[slot + 1 :])
    money, hours = cost_of(machine, attributes, way.code, values)
    return attrs.evolve(way, values=values, money=money, hours=hours, all_of=None)


@attrs.frozen
class Ways:
    """Ways to do every chosen action; what was left out, in words, by action.

    `of_all` are those whose amount is all of a score, whatever that is.
    """

    every: tuple[Way, ...]
    left_out: tuple[str, ...]
    of_all: tuple[Way, ...] = ()


def ways_of(machine: Machine, attributes: Sequence[int]) -> Ways:
    """The ways to do every chosen action, cheapest of an action first."""
    every: list[Way] = []
    of_all: list[Way] = []
    left_out: list[str] = []
    for code, action in enumerate(machine.actions):
        if action.by == "choice":
            found, omitted = ways_to_do(machine, attributes, code)
            found, omitted = _with_names(machine, code, found, omitted)
            every += found
            of_all += _with_all_there_is(machine, code, found)
            if omitted:
                left_out.append(f"{omitted} of `{action.name}`")
    return Ways(tuple(every), tuple(left_out), tuple(of_all))


def _with_all_there_is(machine: Machine, code: int, ways: Sequence[Way]) -> Iterator[Way]:
    """For each way, but for an amount that a score limits, the one that takes all of the score."""
    for slot, score in limited_by_scores(machine, code).items():
        domain = machine.actions[code].fields[slot].domain
        if domain.high - domain.low < _FEW:
            continue  # there is a way for each
        for way in ways:
            if way.values[slot] == domain.low:
                yield attrs.evolve(way, all_of=(slot, score))


def _with_names(
    machine: Machine, code: int, ways: list[Way], omitted: str
) -> tuple[list[Way], str]:
    """The ways with more names than two, where caps count for each name apart."""
    fields = machine.actions[code].fields
    if not only_keys(machine):
        return ways, omitted
    read = read_fields(machine, code)  # of any event, so perhaps more than this action has
    names = [
        slot for slot, field in enumerate(fields) if slot in read and field.domain.kind is Kind.NAME
    ]
    if len(names) != 1:
        return ways, omitted
    slot = names[0]
    first = [way for way in ways if way.values[slot] == _NAMES[0]]
    count = min(names_wanted(machine, code, slot), _NAMED_WAYS // max(len(first), 1), len(_NAMES))
    found = [
        attrs.evolve(way, values=(*way.values[:slot], name, *way.values[slot + 1 :]), named=slot)
        for way in first
        for name in _NAMES[: max(count, 2)]
    ]
    said = f"names beyond {max(count, 2)} for `{fields[slot].name}`"
    return found, omitted.replace(f"some values of `{fields[slot].name}`", said)


def ways_to_do(
    machine: Machine, attributes: Sequence[int], code: int, most: int = MOST_WAYS
) -> tuple[list[Way], str]:
    """Ways to do one action, whoever does it; what was left out in words, empty if nothing.

    Raises:
        Unfit: what it costs depends on more than the event and the person.
    """
    action = machine.actions[code]
    if not price_is_fixed(action):
        raise Unfit(f"the cost of `{action.name}` depends on more than the event and the person")
    read = read_fields(machine, code)
    columns: list[Sequence[int]] = []
    omitted = []
    room = _FEW
    for slot, field in enumerate(action.fields):
        values, whole = _values(machine, action, slot, field, slot in read, room)
        columns.append(values)
        room = max(room // max(len(values), 1), 1)
        if not whole:
            omitted.append(field.name)
    dates = tuple(
        slot for slot, field in enumerate(action.fields) if field.domain.kind is Kind.DATE
    )
    crowded = _count(columns) > most
    combined = _spread(columns) if crowded else product(*columns)
    found = [_way(machine, attributes, code, each, dates) for each in islice(combined, most)]
    found.sort(key=lambda way: (way.money, way.hours, way.values))
    if omitted:
        return found, f"some values of {' and '.join(f'`{each}`' for each in omitted)}"
    return found, "some combinations of fields" if crowded else ""


def _way(
    machine: Machine,
    attributes: Sequence[int],
    code: int,
    values: tuple[int, ...],
    dates: tuple[int, ...],
) -> Way:
    money, hours = cost_of(machine, attributes, code, values)
    filled = (*values, *[0] * (machine.width - len(values)))
    return Way(code, filled, dates, money, hours)


def _count(columns: Sequence[Sequence[int]]) -> int:
    count = 1
    for column in columns:
        count *= len(column)
    return count


def _spread(columns: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """Combinations with first values as far as can be: one field off them, then two, and so on."""
    by_weight = sorted(
        islice(product(*(range(len(column)) for column in columns)), 20_000),
        key=lambda places: (sum(place > 0 for place in places), sum(places), places),
    )
    for places in by_weight:
        yield tuple(column[place] for column, place in zip(columns, places, strict=True))


def _values(
    machine: Machine, action: Action, slot: int, field: Slot, read: bool, room: int
) -> tuple[Sequence[int], bool]:
    """Values of a field, and whether no others can matter. Dates are days after the event."""
    low, high = field.domain.low, field.domain.high
    kind = field.domain.kind
    if kind is Kind.DATE:
        return (0, *_delays(machine, action)) if read else (0,), not read
    if kind is Kind.NAME:
        return _NAMES[:2] if read else _NAMES[:1], not read
    if not read:
        return (low,), True
    if high - low < room:
        return range(low, high + 1), True
    if kind in _LISTED:
        return range(low, min(high, low + room) + 1), high <= low + room
    named = {each + nudge for each in constants_of(machine, action, slot) for nudge in (-1, 0, 1)}
    stepped = steps_of(machine, action, slot)
    wanted = dict.fromkeys((low, high, *stepped, *sorted(named), low + 1))
    kept = [value for value in wanted if low <= value <= high][:_VALUES]
    return sorted(kept), False


def _delays(machine: Machine, action: Action) -> Iterator[int]:
    """Days from the event to a date of it: soon after, and lengths that its rules reckon with."""
    lengths = [each for each in constants_of(machine, action, None) if 1 < each <= 400]
    yield from dict.fromkeys((1, *lengths[:2]))

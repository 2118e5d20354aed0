"""The best history in an explored graph, at any prices.

Days follow one another and within a day every event costs at least an event, so best values are
found by going through the days and, within one, correcting values until none improves. An event
that brings more than it costs may do so again and again: if a state comes to lead to itself at a
gain, the gain has no end. Such a pump is the answer then: there is no best history.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

import attrs

from policylang.auditor.searching.frontier import Explored, Layer, Link
from policylang.auditor.searching.lives import Standing
from policylang.auditor.searching.ways import Way
from policylang.auditor.solving.solver import Pricing
from policylang.model.history import Row

#: What one event, and what one unit of gain, weighs against an event a day later.
_EVENT: Final = 2**32
_GAIN: Final = 2**64

#: What leads to a state on its day: the state before and the link; None at the day's beginning.
_Step = tuple[int, Link]


@attrs.frozen
class Pump:
    """Events after which a person is as before and has gained, and those that lead there."""

    before: tuple[Row, ...]
    again: tuple[Row, ...]


@attrs.frozen
class Path:
    """A history with its value in units of the pricing, and the day it is asked about."""

    value: int
    rows: tuple[Row, ...]
    day: int
    #: Where there is one: the history is the pump done once, and no value is the best.
    pump: Pump | None = None


#: Whether somebody has reached what they want, at the end of a day.
Goal = Callable[[Standing], bool]
#: Whether something may be done.
Allowed = Callable[[Way], bool]


def best_path(
    explored: Explored,
    pricing: Pricing,
    *,
    goal: Goal | None = None,
    allowed: Allowed | None = None,
    first: bool = False,
    within: int | None = None,
) -> Path | None:
    """The best history; without a goal the one that is best in the end.

    Args:
        goal: what is to be reached at the end of some day.
        first: of those who reach the goal, take the earliest day before the best value.
        within: with `first`, the least value that counts: a budget.

    Returns:
        None where the goal is not reached.
    """
    return _Paths(explored, pricing, allowed).run(goal, first=first, within=within)


def idle_path(explored: Explored, pricing: Pricing) -> Path:
    """What comes of doing nothing."""
    found = best_path(explored, pricing, allowed=lambda _: False)
    assert found is not None
    return found


def _gain_of(value: int) -> int:
    return -(-value // _GAIN)


class _Paths:
    def __init__(self, explored: Explored, pricing: Pricing, allowed: Allowed | None) -> None:
        self.explored, self.pricing = explored, pricing
        ways = explored.ways
        self.prices = [
            None
            if allowed is not None and not allowed(way)
            else pricing.money * way.money + pricing.hours * way.hours
            for way in ways
        ]
        #: Per day: what led to each state within it, and from which the night before.
        self.steps: list[list[_Step | None]] = []
        self.before: list[dict[int, int]] = []
        self.pump: Pump | None = None

    def run(self, goal: Goal | None, *, first: bool, within: int | None) -> Path | None:
        opening: dict[int, int] = {0: self._worth(self.explored.awards) * _GAIN}
        self.before.append({})
        best: tuple[int, int, int] | None = None
        for number, layer in enumerate(self.explored.layers):
            values = self._spread(layer, opening, number)
            if self.pump is not None:
                return Path(0, (*self.pump.before, *self.pump.again), layer.day, self.pump)
            if goal is not None:
                reached = [
                    (value, -place)
                    for place, value in values.items()
                    if (standing := layer.standings[place]) is not None and goal(standing)
                ]
                if reached:
                    value, place = max(reached)
                    good = within is None or _gain_of(value) >= within
                    if good and (best is None or value > best[0]):
                        best = value, number, -place
                    if best is not None and first:
                        break
            opening, sources = self._closed(layer, values)
            self.before.append(sources)
        if goal is None:
            value = opening[0]
            number = len(self.explored.layers) - 1
            best = value, number, self.before[-1][0]
        if best is None:
            return None
        value, number, place = best
        day = self.explored.layers[number].day
        return Path(_gain_of(value), tuple(self._rows(number, place)), day, self.pump)

    def _worth(self, awards: tuple[tuple[int, int], ...]) -> int:
        pricing = self.pricing
        return sum(
            pricing.grants.get(grant, 0) * worth + pricing.awards.get(grant, 0)
            for grant, worth in awards
        )

    def _spread(self, layer: Layer, opening: dict[int, int], number: int) -> dict[int, int]:
        values = dict(opening)
        steps: list[_Step | None] = [None] * len(layer.nodes)
        self.steps.append(steps)
        waiting = deque(values)
        queued = set(values)
        burden = _EVENT + number
        prices, gainful = self.prices, False
        while waiting:
            place = waiting.popleft()
            queued.discard(place)
            value = values[place]
            for link in layer.events[place]:
                price = prices[link.way]
                if price is None:
                    continue
                gain = (self._worth(link.awards) if link.awards else 0) - price
                then = value + gain * _GAIN - burden
                to = link.to
                if to in values and then <= values[to]:
                    continue
                gainful = gainful or gain > 0
                if gainful and to in values and (loop := self._loop(steps, to, place)) is not None:
                    self._note(number, to, (*loop, link))
                    return values
                values[to], steps[to] = then, (place, link)
                if to not in queued:
                    queued.add(to)
                    waiting.append(to)
        return values

    def _loop(self, steps: list[_Step | None], start: int, end: int) -> tuple[Link, ...] | None:
        """What led from one state to another today; None where it does not pass through it."""
        links: list[Link] = []
        while end != start:
            step = steps[end]
            if step is None:
                return None
            end = step[0]
            links.append(step[1])
        return tuple(reversed(links))

    def _note(self, number: int, place: int, loop: tuple[Link, ...]) -> None:
        layer = self.explored.layers[number]
        again = [self._row(layer, link) for link in loop]
        self.pump = Pump(tuple(self._rows(number, place)), tuple(again))

    def _closed(
        self, layer: Layer, values: dict[int, int]
    ) -> tuple[dict[int, int], dict[int, int]]:
        found: dict[int, int] = {}
        sources: dict[int, int] = {}
        for place, value in values.items():
            link = layer.nights[place]
            if link is None:
                continue
            total = value + (self._worth(link.awards) * _GAIN if link.awards else 0)
            if link.to not in found or total > found[link.to]:
                found[link.to], sources[link.to] = total, place
        return found, sources

    def _row(self, layer: Layer, link: Link) -> Row:
        way = self.explored.ways[link.way]
        return layer.day, way.code, way.values_on(layer.day)

    def _rows(self, number: int, place: int) -> list[Row]:
        """The events that led to a state of a day."""
        rows: list[Row] = []
        for day in range(number, -1, -1):
            layer, steps = self.explored.layers[day], self.steps[day]
            step = steps[place]
            while step is not None:
                rows.append(self._row(layer, step[1]))
                place = step[0]
                step = steps[place]
            place = self.before[day].get(place, 0)
        return rows[::-1]

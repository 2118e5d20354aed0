"""Histories in a graph, forward: the first that gains, and the way into a cycle that gains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Final

import attrs

from policylang.auditor.question import RanOut
from policylang.auditor.solving.cycles import Cycle, Sweeps
from policylang.auditor.solving.graph import Graph
from policylang.auditor.solving.plans import Planned

#: What a unit of gain weighs against an event: of histories that gain as much, the shorter ones.
_GAIN: Final = 2**64
#: Where a state of a step came from: a state of the step and an option, or (option -1) a state of
#: the step before.
_From = tuple[int, int]


@attrs.define(eq=False)
class Walk:
    """The best ways to every state, step by step; a step is a stage of the calendar.

    `values` are those of the states of the present step: gain first, then fewer events.
    """

    graph: Graph
    sweeps: Sweeps
    step: int
    layer: int
    values: dict[int, int]
    sources: list[dict[int, _From]] = attrs.field(factory=list)
    layers: list[int] = attrs.field(factory=list)

    def spread(self) -> None:
        """Do what can be done within the step."""
        layer = self.graph.layers[self.layer]
        values, sources = self.values, self.sources[-1]
        self.sweeps.take(layer)
        waiting = [(-value, state) for state, value in values.items()]
        heapify(waiting)
        while waiting:
            negative, state = heappop(waiting)
            if values[state] != -negative:
                continue
            for after, option, price in layer.ways[state]:
                value = -negative - price * _GAIN - 1
                if value > values.get(after, value - 1):
                    values[after], sources[after] = value, (state, option)
                    heappush(waiting, (-value, after))

    def closed(self) -> tuple[int, int]:
        """The best gain after the closing of the step, and the state that has it."""
        closing = self.graph.layers[self.layer].closing
        gain, state = max(
            (value + closing[state] * _GAIN, -state) for state, value in self.values.items()
        )
        return gain_of(gain), -state

    def opened(self) -> tuple[int, int]:
        """The best gain within the step, and the state that has it."""
        gain, state = max((value, -state) for state, value in self.values.items())
        return gain_of(gain), -state

    def go_on(self) -> None:
        """Go over to the next step."""
        layer = self.graph.layers[self.layer]
        values: dict[int, int] = {}
        sources: dict[int, _From] = {}
        for state, value in self.values.items():
            to = layer.onward[state]
            total = value + (layer.closing[state] + layer.opening[state]) * _GAIN
            if total > values.get(to, total - 1):
                values[to], sources[to] = total, (state, -1)
        self.step += 1
        self.layer = self.graph.after(self.layer)
        self.values = values
        self.sources.append(sources)
        self.layers.append(self.layer)

    def plan(self, state: int) -> tuple[Planned, ...]:
        """The events that lead to a state of the present step."""
        plan: list[Planned] = []
        first = self.step - len(self.sources) + 1
        for back in range(len(self.sources) - 1, -1, -1):
            layer = self.layers[back]
            while True:
                before, option = self.sources[back].get(state, (state, -2))
                state = before
                if option < 0:
                    break
                plan.append(Planned(first + back, self.graph.move(layer, before, option)))
        return tuple(reversed(plan))


def gain_of(value: int) -> int:
    """The gain in a value, without what breaks ties."""
    return -(-value // _GAIN)


def walk_from(graph: Graph, step: int, layer: int, values: Mapping[int, int]) -> Walk:
    """A walk that begins in a step with some gains."""
    begun = {state: value * _GAIN for state, value in values.items()}
    return Walk(graph, Sweeps(graph), step, layer, begun, [{}], [layer])


@attrs.frozen
class Gained:
    """A history that has gained: by the first day of a step, or (`late`) by its last."""

    step: int
    late: bool
    gain: int
    plan: tuple[Planned, ...]


def first_gain(graph: Graph) -> Gained | None:
    """The first history that gains anything; None where none does before the process ends.

    Raises:
        RanOut: none does for a very long time.
    """
    walk = walk_from(graph, 0, 0, {0: graph.begun})
    while True:
        gain, state = walk.opened()
        if gain > 0 and graph.layers[walk.layer].stops:
            return Gained(walk.step, False, gain, walk.plan(state))
        walk.spread()
        gain, state = walk.closed()
        if gain > 0:
            return Gained(walk.step, True, gain, walk.plan(state))
        if graph.after(walk.layer) == len(graph.layers):
            return None
        walk.go_on()


@attrs.frozen
class Pump:
    """A history that comes to a cycle and goes round it once.

    `entered` is the step in which it is at the beginning of the cycle, `step` that in which it is
    there again. `outlay` is what it has gained by then (mostly: spent), `gain` what the cycle
    brings, `value` what the history has gained by the end of the day before `step`.
    """

    entered: int
    step: int
    outlay: int
    gain: int
    value: int
    plan: tuple[Planned, ...]

    @property
    def rounds(self) -> int:
        """How often the cycle is gone round until the outlay is more than made good."""
        return max(-(-(1 - self.outlay) // self.gain), 0)


def pump_of(graph: Graph, cycle: Cycle) -> Pump:
    """The way into a cycle that has made good its outlay soonest, and once round.

    Raises:
        RanOut: there is no way within a very long time.
    """
    length = (len(graph.layers) - graph.loop) * len(cycle.states)
    walk = walk_from(graph, 0, 0, {0: graph.begun})
    best: tuple[int, int, int, int, tuple[Planned, ...]] | None = None
    try:
        while best is None or walk.step < best[0]:
            if walk.layer == graph.loop:
                for state in cycle.states:
                    if state not in walk.values:
                        continue
                    outlay = gain_of(walk.values[state])
                    rounds = max(-(-(1 - outlay) // cycle.gain), 0)
                    found = walk.step + length * rounds
                    if best is None or found < best[0]:
                        best = found, walk.step, outlay, state, walk.plan(state)
            walk.spread()
            walk.go_on()
    except RanOut:
        if best is None:
            raise
    _, entered, outlay, state, plan = best
    gain, value, more = _round(graph, entered, state, length)
    return Pump(entered, entered + length, outlay, gain, outlay + value, (*plan, *more))


def _round(graph: Graph, step: int, state: int, length: int) -> tuple[int, int, Sequence[Planned]]:
    """Once round a cycle: the gain, that by the day before the end, and the events."""
    walk = walk_from(graph, step, graph.loop, {state: 0})
    for _ in range(length):
        walk.spread()
        before = walk
        layer = graph.layers[before.layer]
        walk.go_on()
    gain = gain_of(walk.values[state])
    last = walk.sources[-1][state][0]
    return gain, gain - layer.opening[last], walk.plan(state)

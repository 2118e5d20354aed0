"""Everything a person can come to in an endless process: a finite graph, stage by stage.

The graph is a lasso: layers up to some stage, then layers that lead back to the first of a loop.
Every gain in it is less that of doing nothing over the same days, if that is the baseline. So that
this is the same each time, the loop begins where what doing nothing brings has begun to repeat, and
is as many rounds as it takes to repeat.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Final

import attrs

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.merging import Option, options_of
from policylang.auditor.decisions.process import Move, Process
from policylang.auditor.decisions.stages import Due, Stage
from policylang.auditor.question import RanOut, Unfit
from policylang.auditor.solving.forever import Endless, stops_inside
from policylang.auditor.solving.pricing import Pricing
from policylang.auditor.solving.stepping import stepper

#: Most stages of a lasso.
MOST_LAYERS: Final = 5_000
#: Most stages in which doing nothing has to come back to where it was.
_MOST_IDLE: Final = 100_000

#: A way from a state to another in the same stage: the other by number, the option, its price.
Way = tuple[int, int, int]


@attrs.define(eq=False)
class Layer:
    """What a person can be in during one stage, after what comes due at its beginning.

    By number of the state: the `ways` on within the stage, what the `closing` brings, what the
    `opening` of the next stage then brings, and the state there (`onward`).
    """

    stage: Stage
    #: Whether a day of it can be the last one before its closing.
    stops: bool
    states: list[State] = attrs.field(factory=list)
    index: dict[State, int] = attrs.field(factory=dict)
    ways: list[list[Way]] = attrs.field(factory=list)
    closing: list[int] = attrs.field(factory=list)
    opening: list[int] = attrs.field(factory=list)
    onward: list[int] = attrs.field(factory=list)
    _into: list[list[Way]] = attrs.field(factory=list)

    def number(self, state: State) -> int:
        """The number of a state, which is a new one where it was not there."""
        found = self.index.setdefault(state, len(self.states))
        if found == len(self.states):
            self.states.append(state)
            self.ways.append([])
        return found

    def into(self) -> list[list[Way]]:
        """By state: the state before, the option and its price, for every way that leads there."""
        if len(self._into) < len(self.states):
            self._into = [[] for _ in self.states]
            for before, ways in enumerate(self.ways):
                for after, option, price in ways:
                    self._into[after].append((before, option, price))
        return self._into


@attrs.define(eq=False)
class Graph:
    """The lasso. `loop` is the number of the layer that the last one leads to.

    Where nothing repeats it is the number of layers, and the last layer leads nowhere.
    """

    endless: Endless
    options: tuple[Option, ...]
    layers: list[Layer]
    loop: int
    #: How long the loop is, in calendar years.
    years: Fraction
    #: What comes due at the very beginning, less the baseline.
    begun: int

    @property
    def ends(self) -> bool:
        """Whether the process comes to an end."""
        return self.loop == len(self.layers)

    @property
    def states(self) -> int:
        """States in all layers."""
        return sum(len(layer.states) for layer in self.layers)

    def after(self, number: int) -> int:
        """The number of the layer that comes after one."""
        return number + 1 if number + 1 < len(self.layers) else self.loop

    def move(self, layer: int, state: int, option: int) -> Move:
        """What is done in a state by an option."""
        chosen = self.options[option]
        if not chosen.curve:
            return chosen.move
        move: Move = chosen.curve[self.layers[layer].states[state][chosen.place] // chosen.size][1]
        return move


def graph_of(
    endless: Endless,
    pricing: Pricing,
    *,
    baseline: bool = True,
    merged: bool = True,
    start: State | None = None,
) -> Graph:
    """All that can be reached.

    Args:
        baseline: gains are those beyond doing nothing.
        merged: actions that differ in price alone are put together.
        start: another state to begin in.

    Raises:
        RanOut: there are more states than the question allows.
        Unfit: doing nothing does not come back to where it was.
    """
    process = endless.process
    if start is not None:
        process = attrs.evolve(process, start=start)
    options: Sequence[Option]
    if merged:
        process, options = options_of(process, pricing.of)
    else:
        options = [Option(move, pricing.of(move)) for move in process.moves]
    endless = attrs.evolve(endless, process=process)
    return _Builder(endless, pricing, tuple(options), baseline).run()


class _Builder:
    """One building of a graph."""

    def __init__(
        self, endless: Endless, pricing: Pricing, options: tuple[Option, ...], baseline: bool
    ) -> None:
        self.endless, self.pricing, self.options = endless, pricing, options
        self.process: Process = endless.process
        self.steps = [(option, stepper(option, endless.process)) for option in options]
        self.baseline = baseline
        self.states = 0

    def run(self) -> Graph:
        """Follow doing nothing until it repeats itself, then everything else along."""
        steps, loop, gains = self._idle()
        stages = [self.endless.stage(step) for step in range(steps)]
        layers = [Layer(stage, stops_inside(stage)) for stage in stages]
        state, begun = self._opened(self.process.start, stages[0])
        rounds = 0 if loop == steps else (steps - loop) // self.endless.length
        graph = Graph(
            endless=self.endless,
            options=self.options,
            layers=layers,
            loop=loop,
            years=rounds * self.endless.years,
            begun=begun - gains[0][0] if self.baseline else begun,
        )
        done = [0] * steps
        layers[0].number(state)
        number = 0
        while True:
            self._spread(layers[number], done[number])
            spread = len(layers[number].states)  # a layer that leads to itself gets more
            self._lead_on(graph, number, done[number], gains)
            done[number] = spread
            number += 1
            if number == steps:
                if all(count == len(each.states) for count, each in zip(done, layers, strict=True)):
                    break
                number = loop
        return graph

    def _idle(self) -> tuple[int, int, list[tuple[int, int]]]:
        """How many layers there are, where the loop begins, and what doing nothing brings.

        That is told for each layer: what comes at its beginning, and at its end.
        """
        endless = self.endless
        state = self.process.start
        seen: dict[State, int] = {}
        gains: list[tuple[int, int]] = []
        while len(gains) < _MOST_IDLE:
            step = len(gains)
            past = step - endless.first
            if past >= 0 and not endless.length:
                return step, step, gains
            if past >= 0 and past % endless.length == 0:
                if state in seen:
                    return self._repeating(seen[state], gains)
                seen[state] = step
            stage = endless.stage(step)
            state, opening = self._opened(state, stage)
            state, closing = self._closed(state, stage)
            gains.append((opening, closing))
        raise Unfit("doing nothing does not come back to where it was for a very long time")

    def _repeating(
        self, begin: int, gains: list[tuple[int, int]]
    ) -> tuple[int, int, list[tuple[int, int]]]:
        """The shortest lasso of what doing nothing brings, of one that is long enough."""
        first, length = self.endless.first, self.endless.length
        if not self.baseline:
            return first + length, first, gains[: first + length]
        whole = len(gains) - begin
        period = next(
            each
            for each in range(length, whole + 1, length)
            if whole % each == 0
            and all(gains[n] == gains[n + each] for n in range(begin, len(gains) - each))
        )
        while begin > first and all(
            gains[n] == gains[n + period] for n in range(begin - length, begin)
        ):
            begin -= length
        if begin + period > MOST_LAYERS:
            raise Unfit("what doing nothing brings does not repeat for a very long time")
        return begin + period, begin, gains[: begin + period]

    def _spread(self, layer: Layer, done: int) -> None:
        """Find every state that events of a stage lead to, and the ways there."""
        process = self.process
        process.view.today = layer.stage.first
        most = process.question.states
        options = [] if layer.stage.rests else self.steps
        at = done
        while at < len(layer.states):
            state = layer.states[at]
            best: dict[State, tuple[int, int]] = {}
            for number, (option, step) in enumerate(options):
                if option.curve and state[option.place] // option.size >= len(option.curve):
                    continue
                after = step(state)
                if after == state:
                    continue
                price = option.price
                if option.curve:
                    price = option.curve[state[option.place] // option.size][0]
                if after not in best or price < best[after][1]:
                    best[after] = number, price
            ways = [(layer.number(after), *how) for after, how in best.items()]
            layer.ways[at] = ways
            at += 1
            if self.states + len(layer.states) - done > most:
                raise RanOut(f"more than {most:,} states can be reached (see --memory)")
        self.states += len(layer.states) - done

    def _lead_on(
        self, graph: Graph, number: int, done: int, gains: Sequence[tuple[int, int]]
    ) -> None:
        """What comes at the end of a stage, and then at the beginning of the next."""
        layer = graph.layers[number]
        last = graph.after(number) == len(graph.layers)
        following = layer if last else graph.layers[graph.after(number)]
        idle = gains[number][1] if self.baseline else 0
        later = gains[graph.after(number)][0] if self.baseline and not last else 0
        for state in layer.states[done:]:
            self.process.view.today = layer.stage.last
            closed, gain = self._closed(state, layer.stage)
            layer.closing.append(gain - idle)
            if last:
                layer.opening.append(0)
                layer.onward.append(-1)
                continue
            opened, gain = self._opened(closed, following.stage)
            layer.opening.append(gain - later)
            layer.onward.append(following.number(opened))

    def _opened(self, state: State, stage: Stage) -> tuple[State, int]:
        self.process.view.today = stage.first
        return self._come_due(self.process.renewed(state, stage), stage.opening)

    def _closed(self, state: State, stage: Stage) -> tuple[State, int]:
        self.process.view.today = stage.last
        return self._come_due(state, stage.closing)

    def _come_due(self, state: State, due: Sequence[Due]) -> tuple[State, int]:
        gain = 0
        for each in due:
            if not each.grant:
                state = self.process.react(state, each.number)
                continue
            worth = self.process.worth(each.number, state)
            if worth is not None:
                gain += self.pricing.grants.get(each.number, 0) * worth
        return state, gain


@attrs.frozen
class Best:
    """Of each state of a layer: the best from there, and where in the layer it goes on from."""

    values: list[int]
    lands: list[int]
    #: The next way to it: (state after, option); None where it goes on from here.
    steps: list[tuple[int, int] | None]


def best_in(layer: Layer, ends: Sequence[int], times: int = 1) -> Best:
    """The best way through a stage from each state, if going on from each is worth so much.

    Events only cost, so this is a search for shortest paths against their direction.

    Args:
        times: what prices are multiplied by.
    """
    values, lands = list(ends), list(range(len(ends)))
    steps: list[tuple[int, int] | None] = [None] * len(ends)
    into = layer.into()
    waiting = [(-value, state) for state, value in enumerate(values) if into[state]]
    heapify(waiting)
    while waiting:
        negative, state = heappop(waiting)
        if values[state] != -negative:
            continue
        for before, option, price in into[state]:
            value = -negative - times * price
            if value > values[before]:
                values[before], lands[before] = value, lands[state]
                steps[before] = state, option
                if into[before]:
                    heappush(waiting, (-value, before))
    return Best(values, lands, steps)

"""What can be gained in the long run: the best cycle of a graph, exactly.

METHOD. For a rate r let every loop be charged r, and raise the value of each state at the beginning
of the loop as long as going round once brings more (Bellman 1958, Ford 1956). If that ends, every
cycle gains at most r a loop: add up the inequalities round the cycle. If not, the ways that raised
values last close to a cycle, and one that does gains more than r: it is the new r (the same
argument as for ratios in Dinkelbach 1967; Lawler 1967 for cycles). Cycles are finitely many, so it
ends, with a cycle that gains r and the proof that none gains more.

The values for r = 0, together with those who stop at any time, are the **potential**: what can
still be gained at most. It is finite exactly if no cycle gains anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs

from policylang.auditor.question import RanOut
from policylang.auditor.solving.graph import Graph, Layer, best_in

#: Most states looked at by all sweeps, for each state that the question allows.
_SWEEPS: Final = 100
#: Less than any value that comes up.
_NEVER: Final = -(2**200)


@attrs.frozen
class Cycle:
    """The best cycle: its gain and the states at the beginning of each loop, as numbers there.

    The gain is in all, over as many loops as there are states; it begins and ends in the first.
    """

    gain: int
    states: tuple[int, ...]

    @property
    def rate(self) -> Fraction:
        """The gain of one loop, on average."""
        return Fraction(self.gain, len(self.states))


class Sweeps:
    """Counts the work, and stops it."""

    def __init__(self, graph: Graph) -> None:
        question = graph.endless.process.question
        self.left = self.most = question.states * _SWEEPS

    def take(self, layer: Layer) -> None:
        """One layer is gone through.

        Raises:
            RanOut: that was too much.
        """
        self.left -= len(layer.states)
        if self.left < 0:
            raise RanOut(f"the values have not settled after {self.most:,} steps")


def best_cycle(graph: Graph) -> Cycle | None:
    """The cycle with the greatest gain a loop; None where nothing repeats.

    Raises:
        RanOut: it takes too long.
    """
    if graph.ends:
        return None
    sweeps = Sweeps(graph)
    count = len(graph.layers[graph.loop].states)
    best: Cycle | None = None
    rate = _least(graph)
    values = [0] * count
    after: list[int | None] = [None] * count
    gains = [0] * count
    while True:
        went, lands, brought = _loop(graph, values, rate, sweeps)
        raised = [number for number in range(count) if went[number] > values[number]]
        if not raised:
            return best
        for number in raised:
            values[number], after[number], gains[number] = (
                went[number], lands[number], brought[number],
            )  # fmt: skip
        found = _closed(after, gains)
        if found is not None and found.rate > rate:
            best, rate = found, found.rate
            values = [0] * count
            after = [None] * count


def _least(graph: Graph) -> Fraction:
    """Less than any loop brings to somebody who does nothing in it."""
    return Fraction(
        sum(
            min(a + b for a, b in zip(layer.closing, layer.opening, strict=True))
            for layer in graph.layers[graph.loop :]
        )
        - 1
    )


def _loop(
    graph: Graph, values: Sequence[int], rate: Fraction, sweeps: Sweeps
) -> tuple[list[int], list[int], list[int]]:
    """Go round the loop once, against its direction.

    Returns:
        For each state at its beginning: the best value, in units of 1 / the rate's denominator,
        less the rate; where that leads; and what it brings on the way.
    """
    times = rate.denominator
    now: Sequence[int] = [value - rate.numerator for value in values]
    lands: Sequence[int] = range(len(values))
    brought: Sequence[int] = [0] * len(values)
    for number in range(len(graph.layers) - 1, graph.loop - 1, -1):
        layer = graph.layers[number]
        sweeps.take(layer)
        edges = [a + b for a, b in zip(layer.closing, layer.opening, strict=True)]
        ends = [times * gain + now[to] for gain, to in zip(edges, layer.onward, strict=True)]
        best = best_in(layer, ends, times)
        brought = [
            edges[land] + brought[layer.onward[land]] - (ends[land] - value) // times
            for value, land in zip(best.values, best.lands, strict=True)
        ]
        lands = [lands[layer.onward[land]] for land in best.lands]
        now = best.values
    return list(now), list(lands), list(brought)


def _closed(after: Sequence[int | None], gains: Sequence[int]) -> Cycle | None:
    """The best cycle in a graph where every state leads to one other, or nowhere."""
    seen = [0] * len(after)
    best: Cycle | None = None
    for begin in range(len(after)):
        path: list[int] = []
        at: int | None = begin
        while at is not None and not seen[at]:
            seen[at] = begin + 1
            path.append(at)
            at = after[at]
        if at is not None and seen[at] == begin + 1:
            states = path[path.index(at) :]
            found = Cycle(sum(gains[state] for state in states), tuple(states))
            if best is None or found.rate > best.rate:
                best = found
    return best


def potential(graph: Graph, *, anytime: bool = True) -> list[list[int]]:
    """By layer and state: the most that can still be gained, where one may stop at any time.

    There must be no cycle that gains. With `anytime` false only the last day counts; there must be
    one. No history gains more than `graph.begun` and the potential of
    the first state; and one gains as much.

    Raises:
        RanOut: it takes too long.
    """
    sweeps = Sweeps(graph)
    found: list[list[int]] = [[] for _ in graph.layers]
    if not graph.ends:
        values = [_NEVER] * len(graph.layers[graph.loop].states)
        while True:
            now = values
            for number in range(len(graph.layers) - 1, graph.loop - 1, -1):
                now = found[number] = _stopping(graph.layers[number], now, sweeps, anytime)
            if now == values:
                break
            values = now
    after: list[int] = found[graph.loop] if not graph.ends else []
    for number in range(graph.loop - 1, -1, -1):
        after = found[number] = _stopping(graph.layers[number], after, sweeps, anytime)
    return found


def _stopping(layer: Layer, after: Sequence[int], sweeps: Sweeps, anytime: bool) -> list[int]:
    sweeps.take(layer)
    least = 0 if layer.stops and anytime else _NEVER
    ends = []
    for closing, opening, to in zip(layer.closing, layer.opening, layer.onward, strict=True):
        end = closing + opening + after[to] if to >= 0 else closing
        ends.append(max(end, closing, least) if anytime else end)
    return best_in(layer, ends).values

"""The states that are reached, day by day, and how one leads to others.

What can be done does not depend on prices, so states are explored once and every question is then
asked of the graph (`paths.py`). Days are gone through in order; on each, events are added to what
was reached, those of fewest events first, until nothing new comes. Only where the steps allowed to
a day do not suffice are states left out: then those are kept that have gained most, that have most
points, and that differ most in where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from policylang.auditor.deeds.turns import in_turn
from policylang.auditor.question import RanOut
from policylang.auditor.searching.lives import Awards, Lives, Refused, Standing, State
from policylang.auditor.searching.ways import Way, with_all
from policylang.model.calendar import Period, period_end

#: Of the steps of a day, the share for going on to the next: states kept at its end.
_KEPT: Final = 4


@attrs.frozen
class Node:
    """A person on a day: a state, and the held hours spent in the calendar year, if they count."""

    state: State
    hours: int = 0


@attrs.frozen
class Link:
    """What leads on from a state: an event of that day (a way, by number), or the night (-1)."""

    to: int
    way: int
    awards: Awards


@attrs.define
class Layer:
    """The states of one day: links by number of the state, within the day and to the next."""

    day: int
    nodes: list[Node]
    events: list[list[Link]] = attrs.field(factory=list)
    nights: list[Link | None] = attrs.field(factory=list)
    standings: list[Standing | None] = attrs.field(factory=list)


@attrs.define
class Explored:
    """The graph. `whole` says that no state was left out that days and ways lead to.

    `ways` are those that were to be tried, and then those that take all of a score somewhere.
    """

    ways: list[Way]
    layers: list[Layer]
    awards: Awards
    whole: bool = True
    states: int = 0


@attrs.frozen
class Weights:
    """What states are kept for: the worth of a perk's or sanction's money, and of hours."""

    perks: frozenset[int]
    scale: int
    hour: int

    def of(self, awards: Awards) -> int:
        """The value of what is given."""
        return self.scale * sum(worth if grant in self.perks else -worth for grant, worth in awards)

    def cost(self, way: Way) -> int:
        """The price of an event."""
        return self.scale * way.money + self.hour * way.hours


def explore(
    lives: Lives,
    days: Sequence[int],
    ways: Sequence[Way],
    weights: Weights,
    *,
    steps: int,
    start: State | None = None,
    hours_a_year: int | None = None,
    strict: bool = False,
) -> Explored:
    """Everything that events on some days lead to.

    Args:
        steps: how many may be taken in all.
        start: a state on the first day to begin in, instead of that of somebody who begins.
        hours_a_year: held hours that can be spent in a calendar year.
        strict: give up rather than leave a state out.

    Raises:
        RanOut: `strict`, and there are too many states.
    """
    found = _Walk(lives, days, ways, weights, steps, hours_a_year, strict)
    return found.run(start)


class _Walk:
    def __init__(
        self,
        lives: Lives,
        days: Sequence[int],
        ways: Sequence[Way],
        weights: Weights,
        steps: int,
        hours_a_year: int | None,
        strict: bool,
    ) -> None:
        self.lives, self.days, self.weights = lives, days, weights
        self.strict, self.hours_a_year = strict, hours_a_year
        self.ends = lives.steps + steps
        self.ways = list(enumerate(ways))
        #: Ways whose amount was all of a score somewhere: their places among all.
        self.places: dict[Way, int] = {}
        self.found = Explored(list(ways), [], ())

    def run(self, start: State | None) -> Explored:
        """Day by day."""
        awards: Awards = ()
        if start is None:
            start, awards = self.lives.begin()
        self.found.awards = awards
        layer = Layer(self.days[0], [Node(start)])
        values = [0]
        for place in range(len(self.days)):
            then = self.days[place + 1] if place + 1 < len(self.days) else self.lives.last + 1
            left = self.ends - self.lives.steps
            share = max(left // (len(self.days) - place), 2)
            self._spread(layer, values, share)
            self.found.layers.append(layer)
            self.found.states += len(layer.nodes)
            layer, values = self._pass(layer, values, then, max(share // _KEPT, 1))
        return self.found

    # --- one day -------------------------------------------------------------------------------

    def _spread(self, layer: Layer, values: list[int], share: int) -> None:
        """Add what events of the day lead to, events one by one."""
        places = {node: number for number, node in enumerate(layer.nodes)}
        layer.events = [[] for _ in layer.nodes]
        done = 0
        fresh = list(range(len(layer.nodes)))
        ends = self.lives.steps + share
        while fresh:
            room = max(ends - self.lives.steps, 0) // max(len(self.ways), 1)
            if len(fresh) > room and self.ways:
                self._leave_out()
                fresh = self._promising(layer, values, fresh, room)
                if not fresh:
                    return
            done = len(layer.nodes)
            for number in fresh:
                self._do_all(layer, values, places, number)
            fresh = list(range(done, len(layer.nodes)))

    def _do_all(
        self, layer: Layer, values: list[int], places: dict[Node, int], number: int
    ) -> None:
        node, day = layer.nodes[number], layer.day
        links = layer.events[number]
        kept: set[object] = set()
        for place_of_way, tried in self.ways:
            index, way = place_of_way, tried
            if way.named is not None and not _is_first(kept, way, node.state):
                continue
            if way.all_of is not None:
                taking = self._taking_all(way, node.state)
                if taking is None:
                    continue
                index, way = taking
            hours = node.hours
            if self.hours_a_year is not None:
                hours += way.hours
                if hours > self.hours_a_year:
                    continue
            try:
                state, awards = self.lives.done(node.state, day, way.code, way.values_on(day))
            except Refused:
                continue
            then = Node(state, hours)
            if then == node and not awards:
                continue
            place = places.get(then)
            if place is None:
                place = places[then] = len(layer.nodes)
                layer.nodes.append(then)
                layer.events.append([])
                values.append(values[number] + self.weights.of(awards) - self.weights.cost(way))
            links.append(Link(place, index, awards))

    def _taking_all(self, way: Way, state: State) -> tuple[int, Way] | None:
        """A way that takes all of a score, as it is in a state, with its place; None: it is not."""
        lives = self.lives
        found = with_all(lives.plan.machine, lives.attributes, way, state.scores)
        if found is None:
            return None
        place = self.places.get(found)
        if place is None:
            place = self.places[found] = len(self.found.ways)
            self.found.ways.append(found)
        return place, found

    def _pass(
        self, layer: Layer, values: list[int], then: int, most: int
    ) -> tuple[Layer, list[int]]:
        """Go on to the next day, with so many states at most."""
        kept: list[int] = list(range(len(layer.nodes)))
        layer.nights = [None] * len(kept)
        layer.standings = [None] * len(kept)
        if len(kept) > most and not self.strict:
            self._leave_out()
            kept = self._promising(layer, values, kept, most)
            if 0 not in kept:
                kept = [0, *kept]  # who does nothing is always followed
        ahead = Layer(then, [])
        places: dict[Node, int] = {}
        reached: list[int] = []
        for number in kept:
            node = layer.nodes[number]
            state, awards, standing = self.lives.next_day(node.state, layer.day, then)
            same_year = period_end(layer.day, Period.YEAR) > then
            after = Node(state, node.hours if same_year and then <= self.lives.last else 0)
            value = values[number] + self.weights.of(awards)
            place = places.get(after)
            if place is None:
                place = places[after] = len(ahead.nodes)
                ahead.nodes.append(after)
                reached.append(value)
            reached[place] = max(reached[place], value)
            layer.nights[number] = Link(place, -1, awards)
            layer.standings[number] = standing
            if self.strict and self.lives.steps > self.ends:
                raise RanOut("there are too many states")
        return ahead, reached

    # --- what is kept --------------------------------------------------------------------------

    def _leave_out(self) -> None:
        if self.strict:
            raise RanOut("there are too many states")
        self.found.whole = False

    def _promising(
        self, layer: Layer, values: Sequence[int], numbers: Sequence[int], most: int
    ) -> list[int]:
        """So many of them, in turn from several orders; in order of number."""
        nodes = layer.nodes

        def scores(number: int) -> tuple[int, ...]:
            return nodes[number].state.scores

        def valued(number: int) -> tuple[int, int]:
            return (-values[number], number)

        orders = [
            sorted(numbers, key=valued),
            list(self._first_of_each(layer, sorted(numbers, key=valued))),
            sorted(numbers, key=lambda n: (-sum(scores(n)), *valued(n))),
            sorted(numbers, key=lambda n: (sum(scores(n)), *valued(n))),
        ]
        kept: set[int] = set()
        for number in in_turn(orders):
            if len(kept) >= most:
                break
            kept.add(number)
        return sorted(kept)

    def _first_of_each(self, layer: Layer, ordered: Sequence[int]) -> Iterator[int]:
        """Of those who stand alike, the first each; then the others."""
        seen: set[object] = set()
        others = []
        for number in ordered:
            state = layer.nodes[number].state
            face = state.scores, state.statuses
            if face in seen:
                others.append(number)
            else:
                seen.add(face)
                yield number
        yield from others


def _is_first(seen: set[object], way: Way, state: State) -> bool:
    """Whether no name like this one was tried: of names that stand alike, one stands for all."""
    assert way.named is not None
    name = way.values[way.named]
    stands = tuple(
        (slot, entries)
        for slot, counters in enumerate(state.caps)
        for key, entries in counters
        if key == name
    )
    others = (*way.values[: way.named], *way.values[way.named + 1 :])
    face = way.code, others, way.dates, stands
    if face in seen:
        return False
    seen.add(face)
    return True

"""The exact solver: dynamic programming forward over all states that can be reached.

Within a stage the events of a person are a path, on which every event costs something: money, or
at least an event. So the best way to each state is found as shortest paths are, best first. Between
stages caps begin anew, and what comes due is read off the state.

Every state that can be reached is reached: the best value over all of them is the best of all
histories, and if it is no gain there is none. Values are whole numbers in which gain counts first,
then fewer events, then earlier ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Final

import attrs

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.merging import Option, options_of
from policylang.auditor.decisions.process import Move, Process
from policylang.auditor.decisions.stages import Due, Stage
from policylang.auditor.question import RanOut

#: What one event, and what one unit of gain, weighs against an event a stage later.
_EVENT: Final = 2**32
_GAIN: Final = 2**64

#: How a state was reached in its stage: the state before and the option (-1: it was there at the
#: opening, from a state at the end of the stage before).
_Step = tuple[State, int]


@attrs.frozen
class Pricing:
    """What things are worth, in whole units that the caller chooses.

    `grants` weighs the money of each perk or sanction (losses negative), `awards` each time one is
    given, whatever its money.
    """

    money: int
    hours: int
    grants: Mapping[int, int]
    awards: Mapping[int, int] = attrs.field(factory=dict)

    def of(self, move: Move) -> int:
        """The price of a move."""
        return self.money * move.variant.money + self.hours * move.variant.hours


@attrs.frozen
class Planned:
    """An event of a plan: the stage it is in, by number, and what is done."""

    stage: int
    move: Move


@attrs.frozen
class Best:
    """The best that can be had by the end of a stage, and how."""

    value: int
    stage: int
    plan: tuple[Planned, ...]
    #: States kept, of all stages.
    states: int
    #: The best value at the end of each stage, whatever comes later.
    tops: tuple[int, ...] = ()


def solve(
    process: Process,
    pricing: Pricing,
    *,
    goal: Callable[[State], bool] | None = None,
    allowed: Callable[[Move], bool] | None = None,
    start: State | None = None,
    first: bool = False,
) -> Best | None:
    """The best history of a process.

    Args:
        goal: what a state must fulfil, in any stage; without it, the end is what counts.
        allowed: what may be done; everything, without it.
        start: another state to begin in.
        first: of those who reach the goal, take the earliest stage before the best value.

    Returns:
        None where the goal cannot be reached.

    Raises:
        RanOut: there are more states than the question allows.
    """
    if allowed is not None:
        process = attrs.evolve(process, moves=tuple(m for m in process.moves if allowed(m)))
    if start is not None:
        process = attrs.evolve(process, start=start)
    merged, options = options_of(process, pricing.of)
    return _Search(merged, pricing, options, goal).run(first=first)


def idle(process: Process, pricing: Pricing) -> Best:
    """What comes of doing nothing at all."""
    found = _Search(process, pricing, (), None).run()
    assert found is not None
    return found


def _gain_of(value: int) -> int:
    """The gain in a value, without what breaks ties."""
    return -(-value // _GAIN)


class _Search:
    """One run of the solver."""

    def __init__(
        self,
        process: Process,
        pricing: Pricing,
        options: Sequence[Option],
        goal: Callable[[State], bool] | None,
    ) -> None:
        self.process, self.pricing, self.options, self.goal = process, pricing, options, goal
        self.steps = [_stepper(option, process) for option in options]
        self.layers: list[dict[State, _Step]] = []
        #: Per stage: where each state at its opening came from.
        self.sources: list[dict[State, State]] = []
        #: Per stage: where each state after its closing came from.
        self.closings: list[dict[State, State]] = []
        self.tops: list[int] = []
        self.states = 0

    def run(self, *, first: bool = False) -> Best | None:
        """Go through the stages."""
        values = {self.process.start: 0}
        best: tuple[int, int, State] | None = None
        for number, stage in enumerate(self.process.stages):
            self.process.view.today = stage.first
            opened = self._opened(values, stage)
            values = self._spread(opened, number)
            if self.goal is not None:
                reached = [(v, s) for s, v in values.items() if self.goal(s)]
                if reached:
                    value, state = max(reached)
                    if best is None or value > best[0]:
                        best = value, number, state
                    if first:
                        break
            self.process.view.today = stage.last
            values = self._closed(values, stage)
            self.tops.append(_gain_of(max(values.values())))
        if self.goal is None:
            value, state = max((v, s) for s, v in values.items())
            best = value, len(self.process.stages) - 1, self.closings[-1][state]
        if best is None:
            return None
        value, number, state = best
        plan = self._plan(number, state)
        return Best(_gain_of(value), number, plan, self.states, tuple(self.tops))

    # --- one stage -----------------------------------------------------------------------------

    def _opened(self, values: Mapping[State, int], stage: Stage) -> dict[State, int]:
        """The states once a stage has begun and what is due has come."""
        found: dict[State, int] = {}
        source: dict[State, State] = {}
        for state, value in values.items():
            now, gain = self._come_due(self.process.renewed(state, stage), stage.opening)
            total = value + gain * _GAIN
            if now not in found or total > found[now]:
                found[now], source[now] = total, state
        self.sources.append(source)
        return found

    def _closed(self, values: Mapping[State, int], stage: Stage) -> dict[State, int]:
        """The states after what comes due at the end of a stage."""
        found: dict[State, int] = {}
        before: dict[State, State] = {}
        for state, value in values.items():
            now, gain = self._come_due(state, stage.closing) if stage.closing else (state, 0)
            total = value + gain * _GAIN
            if now not in found or total > found[now]:
                found[now], before[now] = total, state
        self.closings.append(before)
        return found

    def _come_due(self, state: State, due: Sequence[Due]) -> tuple[State, int]:
        gain = 0
        for each in due:
            if not each.grant:
                state = self.process.react(state, each.number)
                continue
            worth = self.process.worth(each.number, state)
            if worth is not None:
                gain += self.pricing.grants.get(each.number, 0) * worth
                gain += self.pricing.awards.get(each.number, 0)
        return state, gain

    def _spread(self, opened: Mapping[State, int], stage: int) -> dict[State, int]:
        """The best value of every state that events of a stage lead to, best states first."""
        values = dict(opened)
        steps: dict[State, _Step] = dict.fromkeys(opened, ((), -1))
        waiting = [(-value, state) for state, value in values.items()]
        heapify(waiting)
        burden = _EVENT + stage
        most = self.process.question.states - self.states
        moves = list(enumerate(zip(self.options, self.steps, strict=True)))
        while waiting:
            negative, state = heappop(waiting)
            if values[state] != -negative:
                continue
            for number, (option, step) in moves:
                now = step(state)
                if now == state:
                    continue
                price = option.price
                if option.curve:
                    price = option.curve[state[option.place] // option.size][0]
                value = -negative - price * _GAIN - burden
                if now not in values or value > values[now]:
                    values[now], steps[now] = value, (state, number)
                    heappush(waiting, (-value, now))
            if len(values) > most:
                limit = self.process.question.states
                raise RanOut(f"more than {limit:,} states can be reached")
        self.layers.append(steps)
        self.states += len(values)
        return values

    # --- how it was reached --------------------------------------------------------------------

    def _plan(self, stage: int, state: State) -> tuple[Planned, ...]:
        plan: list[Planned] = []
        for number in range(stage, -1, -1):
            before, option = self.layers[number][state]
            while option >= 0:
                plan.append(Planned(number, self._move(option, before)))
                state = before
                before, option = self.layers[number][state]
            state = self.sources[number][state]
            if number:
                state = self.closings[number - 1][state]
        return tuple(reversed(plan))

    def _move(self, number: int, state: State) -> Move:
        option = self.options[number]
        if not option.curve:
            return option.move
        move: Move = option.curve[state[option.place] // option.size][1]
        return move


def _stepper(option: Option, process: Process) -> Callable[[State], State]:
    """A quick way to apply a move: most are one gain under at most one cap."""
    move, layout = option.move, process.layout
    if move.hours is None and len(move.chains) == 1 and len(move.chains[0]) == 1:
        condition, effect = move.chains[0][0]
        plain = condition is None and effect.sign == 1 and isinstance(effect.size, int)
        if plain and len(effect.caps) == 1 and not (effect.caps[0].times or effect.caps[0].days):
            assert isinstance(effect.size, int)
            cap = effect.caps[0]
            return _capped_gain(effect.score, effect.size, cap.place, cap.limit, layout.ranges)
    return lambda state: process.step(state, move)


def _capped_gain(
    score: int, size: int, place: int, limit: int, ranges: Sequence[tuple[int | None, int | None]]
) -> Callable[[State], State]:
    low, high = ranges[score]

    def step(state: State) -> State:
        room = limit - state[place]
        if room <= 0:
            return state
        granted = min(size, room)
        after = state[score] + granted
        if high is not None and after > high:
            after = high
        if low is not None and after < low:
            after = low
        now = list(state)
        now[score], now[place] = after, state[place] + granted
        return tuple(now)

    return step

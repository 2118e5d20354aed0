"""The exact solver in plain Python: states are tuples, and everything a process can hold is solved.

Values are whole numbers in which gain counts first, then fewer events, then earlier ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Final

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.merging import Option
from policylang.auditor.decisions.process import Process
from policylang.auditor.decisions.stages import Due, Stage
from policylang.auditor.solving.plans import Best, Planned, move_in
from policylang.auditor.solving.pricing import Pricing
from policylang.auditor.solving.stepping import stepper
from policylang.auditor.solving.stopping import Interrupted, Stopped, pressed
from policylang.auditor.solving.watching import Watch

#: What one event, and what one unit of gain, weighs against an event a stage later.
_EVENT: Final = 2**32
_GAIN: Final = 2**64
#: States between two looks at the clock.
_TURNS: Final = 2_000

#: How a state was reached in its stage: the state before and the option (-1: it was there at the
#: opening, from a state at the end of the stage before).
_Step = tuple[State, int]


def gain_of(value: int) -> int:
    """The gain in a value, without what breaks ties."""
    return -(-value // _GAIN)


class Search:
    """One run of the solver.

    Args:
        most: most states that may be kept.
        reason: what is said where there are more.
    """

    def __init__(
        self,
        process: Process,
        pricing: Pricing,
        options: Sequence[Option],
        goal: Callable[[State], bool] | None,
        *,
        most: int = 400_000,
        reason: str = "",
    ) -> None:
        self.process, self.pricing, self.options, self.goal = process, pricing, options, goal
        self.steps = [stepper(option, process) for option in options]
        self.layers: list[dict[State, _Step]] = []
        #: Per stage: where each state at its opening came from.
        self.sources: list[dict[State, State]] = []
        #: Per stage: where each state after its closing came from.
        self.closings: list[dict[State, State]] = []
        self.tops: list[int] = []
        #: States kept of all stages, options tried in a state, and states since the last look up.
        self.states = self.tried = self.turns = 0
        self.most, self.reason = most, reason
        #: The best so far: its value, its stage, and the state there before what is due at its end.
        self.best: tuple[int, int, State] | None = None
        #: Whether the first stage in which the goal is reached is the last, and with which gain.
        self.first = False
        self.within: int | None = None
        #: The last stage that was gone through, and the values at its end.
        self.finished: tuple[int, dict[State, int]] | None = None
        self._watch = Watch(len(process.stages))

    def run(self, *, first: bool = False, within: int | None = None) -> Best | None:
        """Go through the stages.

        Args:
            first: stop at the first stage in which the goal is reached.
            within: only with a value of so much or more.

        Raises:
            Stopped: there are too many states, or somebody pressed Ctrl-C.
        """
        try:
            self._go(first, within)
        except KeyboardInterrupt:
            pressed()
            raise Interrupted("it was interrupted", *self._so_far()) from None
        return self._found()

    def _go(self, first: bool, within: int | None) -> None:
        self.first, self.within = first, within
        for number, values in self.reached():
            if self.goal is None:
                continue
            reached = [(v, s) for s, v in values.items() if self.goal(s)]
            if reached:
                value, state = max(reached)
                if within is not None and gain_of(value) < within:
                    continue
                if self.best is None or value > self.best[0]:
                    self.best = value, number, state
                if first:
                    return

    def reached(self) -> Iterator[tuple[int, dict[State, int]]]:
        """Go through the stages: of each the values of all states, before what is due at its end.

        Raises:
            Stopped: there are too many states.
        """
        values = {self.process.start: 0}
        for number, stage in enumerate(self.process.stages):
            self.process.view.today = stage.first
            values = self._spread(self._opened(values, stage), number)
            yield number, values
            self.process.view.today = stage.last
            values = self._closed(values, stage)
            self.finished = number, values
            self.tops.append(gain_of(max(values.values())))

    def _found(self) -> Best | None:
        if self.goal is None and self.finished is not None:
            number, values = self.finished
            value, state = max((v, s) for s, v in values.items())
            self.best = value, number, self.closings[number][state]
        if self.best is None:
            return None
        value, number, state = self.best
        plan = self._plan(number, state)
        return Best(gain_of(value), number, plan, self.states, tuple(self.tops))

    def _so_far(self) -> tuple[Best | None, int | None, int]:
        until = None if self.finished is None else self.process.stages[self.finished[0]].last
        return self._found(), until, self.states

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
        # Where ranges are left aside that may cut: late, while there are fewest points to be cut.
        late = len(self.process.stages) - stage if self.process.above else stage
        burden = _EVENT + late
        most = self.most - self.states
        moves = list(enumerate(zip(self.options, self.steps, strict=True)))
        if self.process.stages[stage].rests:
            moves = []
        while waiting:
            negative, state = heappop(waiting)
            if values[state] != -negative:
                continue
            if self._is_enough(-negative, state):
                break  # best first: of the stage's states that reach the goal none is better
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
                raise Stopped(self.reason, *self._so_far())
            self.tried += len(moves)
            self.turns += 1
            if self.turns >= _TURNS:
                self.turns = 0
                self._watch.tell(self.states + len(values), stage, self.tried)
        self.layers.append(steps)
        self.states += len(values)
        return values

    def _is_enough(self, value: int, state: State) -> bool:
        """Whether the first is asked for, and this state reaches the goal well enough."""
        if not self.first or self.goal is None:
            return False
        return (self.within is None or gain_of(value) >= self.within) and self.goal(state)

    # --- how it was reached --------------------------------------------------------------------

    def _plan(self, stage: int, state: State) -> tuple[Planned, ...]:
        plan: list[Planned] = []
        for number in range(stage, -1, -1):
            before, option = self.layers[number][state]
            while option >= 0:
                plan.append(Planned(number, move_in(self.options[option], before)))
                state = before
                before, option = self.layers[number][state]
            state = self.sources[number][state]
            if number:
                state = self.closings[number - 1][state]
        return tuple(reversed(plan))

"""A quick way to apply a move again and again: most are one gain under at most one cap."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from policylang.auditor.decisions.effects import CapUse, State
from policylang.auditor.decisions.merging import Option
from policylang.auditor.decisions.process import Process


def stepper(option: Option, process: Process) -> Callable[[State], State]:
    """A function from a state to the one after an option, as `Process.step` gives it.

    The day is the one that the view of the process has at the time.
    """
    move, layout = option.move, process.layout
    if move.hours is None and len(move.chains) == 1 and len(move.chains[0]) == 1:
        condition, effect = move.chains[0][0]
        plain = condition is None and effect.sign == 1 and isinstance(effect.size, int)
        if plain and effect.score in layout.lots:
            return lambda state: process.step(state, move)
        if plain and len(effect.caps) == 1 and not effect.caps[0].times:
            assert isinstance(effect.size, int)
            cap = effect.caps[0]
            if cap.days:
                return _gain_in_window(effect.score, effect.size, cap, process)
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


def _gain_in_window(
    score: int, size: int, cap: CapUse, process: Process
) -> Callable[[State], State]:
    low, high = process.layout.ranges[score]
    view = process.view

    def step(state: State) -> State:
        granted = min(size, cap.limit - cap.counted(state))
        if granted <= 0:
            return state
        before = state[score]
        after = before + granted
        if high is not None and after > high:
            after = high
        if low is not None and after < low:
            after = low
        if after == before:  # only the cap has counted it, which is good for nothing
            return state
        now = list(state)
        now[score], now[cap.place] = after, cap.counting(state, granted, view.today)
        return tuple(now)

    return step

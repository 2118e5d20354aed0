"""The exact solver over packed states: the same search as in `tuples`, in compiled loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import Final

import attrs
import numpy as np

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.merging import Option
from policylang.auditor.decisions.process import Process
from policylang.auditor.decisions.stages import Due
from policylang.auditor.solving import kernel
from policylang.auditor.solving.goals import AtLeast
from policylang.auditor.solving.layers import Layer, Loops, Memory, Work, new_layer
from policylang.auditor.solving.packing import Packing
from policylang.auditor.solving.parts import Unpackable
from policylang.auditor.solving.plans import Best, Planned, move_in
from policylang.auditor.solving.pricing import Pricing
from policylang.auditor.solving.stopping import Interrupted, Stopped, out_of, pressed
from policylang.auditor.solving.tables import Array, Program
from policylang.auditor.solving.watching import Watch

_CALLED: Final = (
    "open_stage", "wait_all", "spread_stage", "close_stage", "best_place", "fill_index",
)  # fmt: skip
_HELPERS: Final = (
    "unpack", "packed", "read", "apply_arm", "apply_chains", "come_due", "is_crowded", "fits",
    "slot_of", "rise", "sink",
)  # fmt: skip


@cache
def native() -> Loops:
    """The loops, compiled.

    Raises:
        ImportError: there is no numba.
    """
    from policylang.compiler.native import compiled

    text = resources.files("policylang.auditor.solving").joinpath("kernel.py").read_text("utf-8")
    return compiled(text, _CALLED, _HELPERS)


def plain() -> Loops:
    """The same loops as plain Python, for tests."""
    return {name: getattr(kernel, name) for name in _CALLED}


@attrs.frozen
class _Mark:
    """A state of a stage by its place, with its value."""

    gain: int
    burden: int
    stage: int
    place: int

    @property
    def value(self) -> tuple[int, int]:
        return self.gain, -self.burden


def _marked(layer: Layer, place: int, stage: int) -> _Mark:
    return _Mark(int(layer.gains[place]), int(layer.burdens[place]), stage, place)


class PackedSearch:
    """One run of the solver.

    Args:
        memory: most bytes that it may take.
        loops: `native()` or `plain()`.

    Raises:
        Unpackable: the process does not fit.
    """

    def __init__(
        self,
        process: Process,
        pricing: Pricing,
        options: Sequence[Option],
        goal: Callable[[State], bool] | None,
        *,
        memory: int,
        loops: Loops,
    ) -> None:
        self.process, self.pricing, self.options, self.goal = process, pricing, options, goal
        self.packing = Packing(process, options, pricing)
        self.loops, self.memory = loops, Memory(memory)
        self.kept: list[tuple[Array, Array]] = []
        self.tops: list[int] = []
        #: Options tried in a state, so far.
        self.steps = 0
        self.best: _Mark | None = None
        self._watch = Watch(len(process.stages))

    def run(self, *, first: bool = False, within: int | None = None) -> Best | None:
        """Go through the stages.

        Args:
            first: stop at the first stage in which the goal is reached.
            within: only with a value of so much or more.

        Raises:
            Unpackable: a state, or a value, has left what can be held exactly.
            Stopped: there is not enough memory, or somebody pressed Ctrl-C.
        """
        try:
            self._go(first, within)
        except KeyboardInterrupt:
            pressed()
            raise Interrupted("it was interrupted", *self._so_far()) from None
        except MemoryError:
            raise Stopped(out_of(self.process.question), *self._so_far()) from None
        return self._found()

    def _go(self, first: bool, within: int | None) -> None:
        before, size = self._first()
        for number, stage in enumerate(self.process.stages):
            program = self.packing.program(stage.first)
            work = Work(self.loops, self.memory, len(self.process.start), before, size)
            work.open(program, stage.opening, stage.begins)
            del before
            for found, steps in work.spread(program, number):
                self._watch.tell(self.memory.kept + found, number, self.steps + steps)
            before, size = self._keep(work)
            del work
            if self.goal is not None:
                mark = self._reached(program, before, size, number)
                if mark is not None and within is not None:
                    mark = mark if mark.gain * self.packing.unit >= within else None
                if mark is not None and (self.best is None or mark.value > self.best.value):
                    self.best = mark
                if mark is not None and first:
                    return
            if stage.closing:
                program = self.packing.program(stage.last)
                self._close(program, stage.closing, before, size)
            top = self._best(program, before, size, number)
            assert top is not None
            self.tops.append(top.gain * self.packing.unit)
            if self.goal is None:
                self.best = top

    def _keep(self, work: Work) -> tuple[Layer, int]:
        """What the next stage opens from; what leads back is kept."""
        layer, size, steps = work.closed()
        self.kept.append((layer.parents, layer.options))
        self.steps += steps
        return layer, size

    def _first(self) -> tuple[Layer, int]:
        layer, key = new_layer(1), self.packing.packed(self.process.start)
        layer.keys[0], layer.gains[0], layer.burdens[0] = key, 0, 0
        return layer, 1

    def _close(self, program: Program, closing: Sequence[Due], layer: Layer, size: int) -> None:
        dues, now = program.dues(closing), np.zeros(len(self.process.start), np.int64)
        if self.loops["close_stage"](program.tables, dues, layer, size, now) == kernel.LEFT:
            raise Unpackable("a value is too large")

    def _reached(self, program: Program, layer: Layer, size: int, stage: int) -> _Mark | None:
        """The best state that fulfils the goal."""
        goal, packing = self.goal, self.packing
        if isinstance(goal, AtLeast):
            part, least = (-1, 0) if goal.low is None else (goal.score, goal.low)
            return self._best(program, layer, size, stage, part, least)
        assert goal is not None
        marks = [  # any other is asked in Python, state by state
            _marked(layer, place, stage)
            for place in range(size)
            if goal(packing.unpacked(int(layer.keys[place])))
        ]
        return max(marks, key=lambda each: each.value, default=None)

    def _best(
        self,
        program: Program,
        layer: Layer,
        size: int,
        stage: int,
        part: int = -1,
        least: int = 0,
    ) -> _Mark | None:
        place = self.loops["best_place"](program.tables, layer, size, part, least)
        return _marked(layer, int(place), stage) if place >= 0 else None

    # --- how it was reached --------------------------------------------------------------------

    def _found(self) -> Best | None:
        mark = self.best
        if mark is None:
            return None
        gain = mark.gain * self.packing.unit
        return Best(gain, mark.stage, self._plan(mark), self.memory.kept, tuple(self.tops))

    def _so_far(self) -> tuple[Best | None, int | None, int]:
        done = len(self.tops)
        until = self.process.stages[done - 1].last if done else None
        return self._found(), until, self.memory.kept

    def _plan(self, mark: _Mark) -> tuple[Planned, ...]:
        """The events that lead to a state, found by going back, and gone through once more."""
        done: list[list[int]] = []
        place = mark.place
        for parents, options in reversed(self.kept[: mark.stage + 1]):
            done.append([])
            while options[place] >= 0:
                done[-1].append(int(options[place]))
                place = int(parents[place])
            place = int(parents[place])
        return self._retold([each[::-1] for each in reversed(done)])

    def _retold(self, done: Sequence[Sequence[int]]) -> tuple[Planned, ...]:
        """Options of each stage as events: what a cost curve is depends on the state."""
        process, state = self.process, self.process.start
        plan: list[Planned] = []
        for number, (stage, options) in enumerate(zip(process.stages, done, strict=False)):
            process.view.today = stage.first
            state = self._come_due(process.renewed(state, stage), stage.opening)
            for option in options:
                chosen = self.options[option]
                plan.append(Planned(number, move_in(chosen, state)))
                state = process.step(state, chosen.move)
            process.view.today = stage.last
            state = self._come_due(state, stage.closing)
        return tuple(plan)

    def _come_due(self, state: State, dues: Sequence[Due]) -> State:
        for due in dues:
            if not due.grant:
                state = self.process.react(state, due.number)
        return state

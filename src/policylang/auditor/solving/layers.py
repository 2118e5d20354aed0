"""The states of one stage as arrays, and what they take.

Of every stage only what leads back is kept: for each state where it came from and what was done,
six bytes. The stage being worked on takes more, and so does the one before while it opens. All of
it is counted, and kept under a limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import attrs
import numpy as np

from policylang.auditor.decisions.stages import Due
from policylang.auditor.solving import kernel
from policylang.auditor.solving.parts import Unpackable
from policylang.auditor.solving.tables import Array, Program

#: States worked on before a search looks up: for Ctrl-C, and to say how far it is.
_TURNS: Final = 100_000
#: States there is room for in a stage at first, and for each of the stage before.
_FEWEST, _MORE = 1 << 12, 8
#: Bytes of a state: while it is worked on, while the next stage opens from it, and for good.
_WORKED, _BEFORE, _KEPT = 38, 24, 6
#: States of a stage at most: places are numbers of 32 bits.
_MOST: Final = 2**30
#: Bytes of the index for each state, at most.
_INDEXED: Final = 8

#: The functions of `kernel`, compiled or plain.
Loops = Mapping[str, Callable[..., Any]]


class Layer(NamedTuple):
    """The states of a stage; `kernel` says what the arrays hold."""

    keys: Array
    gains: Array
    burdens: Array
    parents: Array
    options: Array
    heap: Array
    ranks: Array


def new_layer(size: int) -> Layer:
    """Room for states. Memory is taken by the system when it is first written to."""
    keys, gains, burdens = (np.empty(size, np.int64) for _ in range(3))
    parents, heap, ranks = (np.empty(size, np.int32) for _ in range(3))
    return Layer(keys, gains, burdens, parents, np.empty(size, np.int16), heap, ranks)


@attrs.define
class Memory:
    """What a search may take, and has taken, in bytes."""

    limit: int
    #: States of stages that are done with.
    kept: int = 0
    peak: int = 0

    def room(self, before: int) -> int:
        """States that a stage may have, while so many of the stage before are held."""
        free = self.limit - _KEPT * self.kept - _BEFORE * before
        return min(max(free // (_WORKED + _INDEXED), 0), _MOST)

    def take(self, before: int, states: int, index: int) -> None:
        """Note what is taken now: beside what is kept, two stages and an index."""
        now = _BEFORE * before + _WORKED * states + 4 * index
        self.peak = max(self.peak, _KEPT * self.kept + now)

    def keep(self, states: int) -> None:
        """A stage is done with."""
        self.kept += states


class Work:
    """One stage being worked on."""

    def __init__(self, loops: Loops, memory: Memory, width: int, before: Layer, size: int) -> None:
        self.loops, self.memory, self.before, self.size = loops, memory, before, size
        self.layer = new_layer(max(min(memory.room(size), _FEWEST + _MORE * size), 1))
        self.index = np.zeros(2 * _FEWEST, np.int32)
        self.counts = np.zeros(4, np.int64)
        #: A state taken apart, before and after an event.
        self.now, self.then = np.zeros(width, np.int64), np.zeros(width, np.int64)

    @property
    def found(self) -> int:
        """States found so far."""
        return int(self.counts[kernel.FOUND])

    def open(self, program: Program, dues: Sequence[Due], begins: Sequence[int]) -> None:
        """Begin the stage with what the one before has come to.

        Raises:
            MemoryError: there is not enough.
            Unpackable: a value has left its range.
        """
        begun, coming = np.array(begins, np.int64), program.begun(dues)
        while True:
            status = self.loops["open_stage"](
                program.tables, coming, begun, self.before, self.size, self.layer, self.index,
                self.counts, self.now,
            )  # fmt: skip
            if not self._goes_on(status, 1):
                break
        self.memory.take(self.size, self.found, len(self.index))
        del self.before
        self.size = 0

    def spread(self, program: Program, stage: int) -> Iterator[tuple[int, int]]:
        """Do all that can be done; now and then, how many states and steps there are so far.

        Raises: as `open`.
        """
        first, last = program.options
        self.loops["wait_all"](self.layer, self.counts)
        while True:
            status = self.loops["spread_stage"](
                program.tables, first, last, self.layer, self.index, self.counts, self.now,
                self.then, stage, _TURNS,
            )  # fmt: skip
            self.memory.take(0, self.found, len(self.index))
            yield self.found, int(self.counts[kernel.STEPS])
            if not self._goes_on(status, last - first):
                break

    def closed(self) -> tuple[Layer, int, int]:
        """What the next stage opens from, and what leads back; how many states and steps."""
        size, none = self.found, new_layer(0)
        self.layer = self.layer._replace(heap=none.heap, ranks=none.ranks)
        self.index = none.heap
        parents, options = self.layer.parents[:size].copy(), self.layer.options[:size].copy()
        self.memory.keep(size)
        layer = self.layer._replace(parents=parents, options=options)
        return layer, size, int(self.counts[kernel.STEPS])

    def _goes_on(self, status: int, more: int) -> bool:
        """Whether to call again; with more room, if that was missing."""
        if status == kernel.LEFT:
            raise Unpackable("a state or a value has left its range")
        if status == kernel.CROWDED:
            self._make_room(self.found + more)
        return bool(status != kernel.DONE)

    def _make_room(self, states: int) -> None:
        """Room for all the states that memory allows, or an index half as large again."""
        if states > len(self.layer.keys):
            most = self.memory.room(self.size)
            if states > most:
                raise MemoryError
            self._enlarge(most)
        if kernel.OF * states > kernel.USED * len(self.index):
            wanted = max(len(self.index) * 3 // 2, states * kernel.OF // kernel.USED + 1)
            del self.index  # before there is another
            self.index = np.zeros(wanted, np.int32)
            self.loops["fill_index"](self.layer.keys, self.index, self.found)

    def _enlarge(self, size: int) -> None:
        columns = list(self.layer)
        del self.layer
        for n, column in enumerate(columns):  # so that only one of them is there twice
            columns[n] = np.empty(size, column.dtype)
            columns[n][: self.found] = column[: self.found]
        self.layer = Layer(*columns)

"""Events of many people as arrays, and the kernel run over them."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from policylang.compiler.columnar.kernel import Kernel
from policylang.model.calendar import Period, period_end
from policylang.model.machine import Machine
from policylang.model.ticks import NEVER, ticks_between

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@attrs.frozen(eq=False)
class Crowd:
    """The events of many people in held integers, those of each person together and in order.

    The events of person p are those from `offsets[p]` up to, not including, `offsets[p + 1]`.
    """

    offsets: Int64
    #: Ordinals; action codes; a row for each value column; a row for each attribute.
    days: Int32
    codes: Int32
    fields: Int64
    attributes: Int64

    def __len__(self) -> int:
        return int(self.offsets.size) - 1


@attrs.frozen(eq=False)
class Scored:
    """Results by person: held points, and of perks and of sanctions the counts and held money."""

    scores: Int64
    #: Place of each one's grade, -1 for whoever is not scored; None: it follows from the score.
    ranks: Int64 | None
    #: Rows: perks, sanctions.
    counts: Int64
    money: Int64
    #: A row for each grant without a schedule, whose numbers `untriggered` gives.
    held: Flags
    untriggered: tuple[int, ...]


def run(
    kernel: Kernel,
    function: Callable[..., Any],
    machine: Machine,
    crowd: Crowd,
    *,
    since: int | None,
    as_of: int,
    threads: int | None = None,
) -> Scored | None:
    """Run a kernel over everybody; None where money or losses come near the end of 64 bits.

    Args:
        function: the kernel's `evaluate`, compiled or plain.
        since, as_of: ordinals, as for `Evaluator.run`.
        threads: as for `in_shares`.
    """
    starts, tick_days, tick_grants = _ticks(kernel, machine, crowd, since, as_of)
    base = min(int(crowd.days.min()) if crowd.days.size else as_of, as_of)
    ends = _period_ends(kernel.periods, base, as_of)
    numbers = np.array(kernel.numbers or (0,), np.int64)

    scored = _empty(kernel, len(crowd))

    def part(first: int, last: int) -> bool:
        """Fill in the people from `first` up to, not including, `last`."""
        longest = int(np.diff(crowd.offsets[first : last + 1]).max(initial=0))
        arena = [np.zeros(kernel.entries * longest, np.int64) for _ in range(3)]
        return bool(
            function(
                first, last, crowd.offsets, crowd.days, crowd.codes, crowd.fields,
                crowd.attributes, starts, tick_days, tick_grants, base, ends, numbers, as_of,
                np.zeros(kernel.cells, np.int64), *arena, scored.scores, _ranks(scored),
                scored.counts, scored.money, scored.held,
            )
        )  # fmt: skip

    return scored if in_shares(crowd, part, threads) else None


def in_shares(crowd: Crowd, part: Callable[[int, int], bool], threads: int | None) -> bool:
    """Do something for everybody, on several threads where that is worth it.

    Args:
        part: does it for the people from one number up to, not including, another, and holds no
            lock while it runs. Gives whether it could.
        threads: how many at most; by default as many as there are processors, if there is enough
            to do.
    """
    people = len(crowd)
    threads = min(_threads(crowd.days.size) if threads is None else threads, people)
    if threads < 2:
        return part(0, people)
    # Cut where the events are cut evenly, and finely: a processor that has other work to do takes
    # fewer shares.
    count = min(threads * _SHARES, people)
    shares = np.linspace(0, crowd.days.size, count + 1)[1:-1]
    cuts = [0, *(int(each) for each in np.searchsorted(crowd.offsets, shares)), people]
    with ThreadPoolExecutor(threads) as pool:
        return all(list(pool.map(part, cuts[:-1], cuts[1:])))


#: Shares for each thread.
_SHARES: Final = 8
#: Events from which on several threads are worth starting.
_MANY: Final = 1_000_000


def _threads(events: int) -> int:
    """How many threads are worth it for so many events."""
    if events < _MANY:
        return 1
    affinity = getattr(os, "sched_getaffinity", None)  # not on every system
    return (os.cpu_count() or 1) if affinity is None else len(affinity(0))


def _empty(kernel: Kernel, people: int) -> Scored:
    """Results that a kernel is to fill in; it leaves nothing out."""
    return Scored(
        np.empty(people, np.int64),
        np.empty(people, np.int64) if kernel.ranks else None,
        np.empty((2, people), np.int64),
        np.empty((2, people), np.int64),
        np.empty((len(kernel.untriggered), people), np.bool_),
        kernel.untriggered,
    )


def _ranks(scored: Scored) -> Int64:
    return np.zeros(0, np.int64) if scored.ranks is None else scored.ranks


#: Stands behind the last thing that is due.
_NEVER: Final = (NEVER, -1)


def _ticks(
    kernel: Kernel, machine: Machine, crowd: Crowd, since: int | None, as_of: int
) -> tuple[Int64, Int64, Int64]:
    """Where each person's ticks begin, their days, and places among the dated grants."""
    first = machine.header.opens if since is None else since
    people = len(crowd)
    begins = np.full(people, as_of if first is None else first, np.int64)
    if first is None:  # each begins with the first event, which may lie after the day asked about
        some = crowd.offsets[1:] > crowd.offsets[:-1]
        begins[some] = np.minimum(crowd.days[crowd.offsets[:-1][some]], as_of)
    places = {number: place for place, number in enumerate(kernel.dated)}
    due = ticks_between(machine, int(begins.min(initial=as_of)), as_of)
    pairs = np.array([*((day, places[number]) for day, number in due), _NEVER], np.int64)
    days, grants = np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])
    return np.searchsorted(days, begins).astype(np.int64), days, grants


def _period_ends(periods: tuple[Period, ...], base: int, last: int) -> Int64:
    """For each period a row: the first day after that which holds each day from `base` on."""
    ends = np.zeros((len(periods), last - base + 1), np.int64)
    for row, period in enumerate(periods):
        turns = [base]
        while turns[-1] <= last:
            turns.append(period_end(turns[-1], period))
        for start, end in pairwise(turns):
            ends[row, start - base : end - base] = end
    return ends

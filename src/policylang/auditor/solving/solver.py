"""The exact solver: dynamic programming forward over all states that can be reached.

Within a stage the events of a person are a path, on which every event costs something: money, or
at least an event. So the best way to each state is found as shortest paths are, best first. Between
stages caps begin anew, and what comes due is read off the state.

Every state that can be reached is reached: the best value over all of them is the best of all
histories, and if it is no gain there is none. Of histories with the same gain that of the fewest
events is found, and of those the earliest.

There are two of them, which find the same. `tuples` holds whatever a process can hold, and begins
at once. `packed` is many times as fast and takes a tenth of the memory; but it wants numba, half a
second to begin with, and states that pack into a number. So what is small is solved by the first;
what turns out to be large is begun anew by the second.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from typing import Final

import attrs

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.merging import Option, options_of
from policylang.auditor.decisions.process import Move, Process
from policylang.auditor.solving.plans import Best, Planned
from policylang.auditor.solving.pricing import Pricing
from policylang.auditor.solving.stopping import Interrupted, Stopped, out_of
from policylang.auditor.solving.tuples import Search, gain_of
from policylang.auditor.solving.watching import announce

__all__ = ["Best", "Planned", "Pricing", "idle", "reached", "solve"]

#: States after which the packed solver is worth its beginning, and the first time in a process.
PATIENCE, PATIENCE_AT_FIRST = 2_000, 20_000
_ADVICE: Final = "; many more do after `pip install 'policylang[audit]'`"


def solve(
    process: Process,
    pricing: Pricing,
    *,
    goal: Callable[[State], bool] | None = None,
    allowed: Callable[[Move], bool] | None = None,
    start: State | None = None,
    first: bool = False,
    within: int | None = None,
) -> Best | None:
    """The best history of a process.

    Args:
        goal: what a state must fulfil, in any stage; without it, the end is what counts.
        allowed: what may be done; everything, without it.
        start: another state to begin in.
        first: of those who reach the goal, take the earliest stage before the best value.
        within: with a goal, the least value that counts: a budget.

    Returns:
        None where the goal cannot be reached.

    Raises:
        Stopped: the states do not fit into the memory that the question allows, or somebody pressed
            Ctrl-C; with the best history so far.
    """
    if allowed is not None:
        process = attrs.evolve(process, moves=tuple(m for m in process.moves if allowed(m)))
    if start is not None:
        process = attrs.evolve(process, start=start)
    merged, options = options_of(process, pricing.of)
    question = process.question

    def in_tuples(most: int) -> Best | None:
        reason = f"{out_of(question)}{'' if is_packing_possible() else _ADVICE}"
        search = Search(merged, pricing, options, goal, most=most, reason=reason)
        return search.run(first=first, within=within)

    if process.moving or not is_packing_possible():
        return in_tuples(question.states)
    patience = PATIENCE if "policylang.compiler.native" in sys.modules else PATIENCE_AT_FIRST
    if patience < question.states:
        try:
            return in_tuples(patience)
        except Interrupted:
            raise
        except Stopped:  # it is large
            pass
    announce("loading the compiled solver")
    from policylang.auditor.solving.packed import PackedSearch, native
    from policylang.auditor.solving.parts import Unpackable

    try:
        search = PackedSearch(merged, pricing, options, goal, memory=question.room, loops=native())
        return search.run(first=first, within=within)
    except Unpackable:
        return in_tuples(question.states)


@cache
def is_packing_possible() -> bool:
    """Whether what the packed solver needs is installed."""
    return all(find_spec(name) is not None for name in ("numba", "numpy"))


def idle(process: Process, pricing: Pricing) -> Best:
    """What comes of doing nothing at all."""
    found = Search(process, pricing, (), None).run()
    assert found is not None
    return found


def reached(process: Process, pricing: Pricing) -> Iterator[tuple[int, dict[State, int]]]:
    """The states that can be reached in each stage, with the best gain of each.

    Of one stage after the other, by its number: after its events, before what is due at its end.
    Nothing is merged, so the states are those of the process.

    Raises:
        Stopped: they do not fit into the memory that the question allows.
    """
    options = tuple(Option(move, pricing.of(move)) for move in process.moves)
    question = process.question
    search = Search(process, pricing, options, None, most=question.states, reason=out_of(question))
    for number, values in search.reached():
        yield number, {state: gain_of(value) for state, value in values.items()}

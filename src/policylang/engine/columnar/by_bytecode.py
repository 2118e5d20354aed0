"""Crowds by bytecode, for policies that have no kernel of their own.

The loops are the same for all policies (see `compiler.bytecode`). They have room for lists of some
length: a person who needs more is evaluated alone, from the same arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from policylang.compiler import Evaluator
from policylang.compiler.bytecode.bytecode import Bytecode
from policylang.core import limits
from policylang.engine.columnar.arrays import Crowd, Int64, Scored, in_shares
from policylang.model.grading import ranks_of
from policylang.model.history import History
from policylang.model.machine import Machine
from policylang.model.result import Result

#: Entries that a list has room for: some for each event of whoever has the most, and some more.
_FOR_EACH_EVENT: Final = 4
_MORE: Final = 64
#: Never more than that: lists are looked through from end to end.
_MOST: Final = 4_096


def run(
    bytecode: Bytecode,
    function: Callable[..., Any],
    evaluator: Evaluator,
    crowd: Crowd,
    *,
    since: int | None,
    as_of: int,
    threads: int | None = None,
    room: int | None = None,
) -> Scored | None:
    """Run bytecode over everybody; None where money or points come near the end of 64 bits.

    Args:
        function: the `evaluate` of the loops, compiled or plain.
        since, as_of: ordinals, as for `Evaluator.run`.
        threads: as for `arrays.in_shares`.
        room: for how many entries lists have room; by default for what most people need.
    """
    people, machine = len(crowd), evaluator.machine
    firsts = _first_days(machine, crowd, since, as_of)
    found = np.empty((bytecode.width, people), np.int64)
    left = np.empty(people, np.bool_)
    if room is None:
        longest = int(np.diff(crowd.offsets).max(initial=0))
        room = min(_FOR_EACH_EVENT * longest + _MORE, _MOST)
    numbers, cells = bytecode.code.laid_out(room)
    code = np.array(numbers, np.int64)

    def part(first: int, stop: int) -> bool:
        """Fill in the people from `first` up to, not including, `stop`."""
        function(
            first, stop, code, crowd.offsets, crowd.days, crowd.codes, crowd.fields,
            crowd.attributes, firsts, as_of, np.zeros(cells, np.int64), found, left,
        )  # fmt: skip
        return True

    in_shares(crowd, part, threads)
    for person in np.flatnonzero(left):
        alone = _alone(evaluator, crowd, int(person), since, as_of)
        if alone is None:
            return None
        found[:, person] = alone
    return _scored(bytecode, machine, found)


def _first_days(machine: Machine, crowd: Crowd, since: int | None, as_of: int) -> Int64:
    """The first day of each, as `model.ticks.first_day` has it."""
    if since is not None:
        return np.full(len(crowd), since, np.int64)
    begun = np.zeros(len(crowd), np.int64)
    if machine.begins is not None:
        begun = crowd.attributes[machine.begins]
    known = np.maximum(begun, machine.header.opens or 0)
    days = np.full(len(crowd), as_of, np.int64)
    some = crowd.offsets[1:] > crowd.offsets[:-1]
    days[some] = np.minimum(crowd.days[crowd.offsets[:-1][some]], as_of)
    return np.where(known > 0, known, days)


def _alone(
    evaluator: Evaluator, crowd: Crowd, person: int, since: int | None, as_of: int
) -> list[int] | None:
    """The cells of the result of one person by the evaluator; None where one leaves 64 bits."""
    rows = slice(int(crowd.offsets[person]), int(crowd.offsets[person + 1]))
    history = History(
        crowd.days[rows].tolist(),
        crowd.codes[rows].tolist(),
        tuple(each[rows].tolist() for each in crowd.fields),
    )
    attributes = tuple(crowd.attributes[:, person].tolist())
    result = evaluator.run(history.until(as_of), attributes, since=since, as_of=as_of)
    cells = _cells_of(evaluator.machine, result, as_of)
    return cells if max(map(abs, cells)) <= limits.INT64_HIGH else None


def _cells_of(machine: Machine, result: Result, as_of: int) -> list[int]:
    """The result of one person in the order of `Bytecode`."""
    untriggered = [number for number, each in enumerate(machine.grants) if each.trigger is None]
    cells = [int(result.scored), *result.scores]
    cells += ranks_of(machine, result.scores, result.ranks, as_of)
    cells += [int(number in result.held) for number in untriggered]
    for kind in ("perk", "sanction"):
        given = [each for each in result.awards if machine.grants[each.grant].kind == kind]
        cells += [len(given), sum(each.worth for each in given)]
    return cells


def _scored(bytecode: Bytecode, machine: Machine, found: Int64) -> Scored:
    ranks = found[bytecode.ranks] if machine.gradings else np.zeros_like(found[0])
    held, given = bytecode.held, bytecode.given
    return Scored(
        found[bytecode.scores],
        np.where(found[0] != 0, ranks, -1),
        found[given : given + 4 : 2],
        found[given + 1 : given + 4 : 2],
        found[held:given] != 0,
        bytecode.untriggered,
    )

"""Rongcheng for a whole population: the columnar engine against code by hand, in one process."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from benchmarks.evaluation import Contenders
from benchmarks.measure import race, say, table
from benchmarks.workload import Resident, extreme, ordinary
from policylang.compiler.columnar.kernel import kernel_of
from policylang.engine.columnar.arrays import Crowd, Scored
from policylang.engine.columnar.arrays import run as score
from policylang.engine.columnar.kernels import compiled
from policylang.model.grading import rank_among


def crowd_of(people: list[Resident]) -> Crowd:
    """Residents as columns."""
    histories = [one.history for one in people]
    return Crowd(
        np.cumsum([0, *map(len, histories)]).astype(np.int64),
        np.array([day for each in histories for day in each.days], np.int32),
        np.array([code for each in histories for code in each.codes], np.int32),
        np.array([[value for each in histories for value in each.columns[0]]], np.int64),
        np.array([[one.loan for one in people]], np.int64),
    )


def run(people: int, rounds: int) -> None:
    """Check that both agree on everybody, then race them and print the table."""
    contenders = Contenders()
    machine = contenders.policy.machine
    begun = time.perf_counter()
    kernel = kernel_of(machine)
    function = compiled(kernel)

    def columnar(crowd: Crowd) -> Scored:
        scored = score(kernel, function, machine, crowd, since=None, as_of=contenders.last)
        assert scored is not None
        return scored

    columnar(crowd_of(ordinary(2)))
    say(f"the kernel was there after {time.perf_counter() - begun:.2f} s")
    everybody, far = ordinary(people), extreme(max(people // 4, 20))
    for some in (everybody, far):
        _check_equal(contenders, some, columnar(crowd_of(some)))
    say(f"equal on {len(everybody):,} people of 20 events, and on {len(far):,} of 0 to 120 events")
    crowd = crowd_of(everybody)

    def by_hand() -> None:
        for one in everybody:
            contenders.by_hand(one)

    ways: dict[str, Callable[[], object]] = {
        "by hand": by_hand,
        "columnar": lambda: columnar(crowd),
    }
    timings = race(ways, len(everybody), rounds)
    say(table("Rongcheng, 20 events, from columns", timings, "by hand", "person"))
    rate = 20 / timings["columnar"].median / 1e6
    say(f"  {rate:.0f} million events a second")


def _check_equal(contenders: Contenders, people: list[Resident], scored: Scored) -> None:
    grades = contenders.policy.machine.grades
    for number, one in enumerate(people):
        points, grade, awards, bicycles = contenders.by_hand(one)
        held = int(scored.scores[number])
        assert held == points, one
        assert grades[rank_among(grades, held)].name == grade, one
        assert int(scored.counts[0, number]) == len(awards), one
        assert int(scored.money[0, number]) == sum(cents for _, _, cents in awards), one
        assert bool(scored.held[0, number]) == bicycles, one

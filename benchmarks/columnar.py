"""Rongcheng for whole populations: the columnar engine against code by hand, in one process."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final

import attrs
import numpy as np

from benchmarks import crowds, crowds_by_hand, peers
from benchmarks.crowds import Size, crowd_for, crowd_of, residents_of
from benchmarks.crowds_by_hand import Found, Way
from benchmarks.evaluation import Contenders
from benchmarks.measure import RECORD, Timing, load, race, say, table
from benchmarks.workload import AS_OF, Resident, extreme, ordinary
from policylang import loads
from policylang.compiler.columnar.kernel import Kernel, kernel_of
from policylang.engine.columnar.arrays import Crowd, Scored
from policylang.engine.columnar.arrays import run as score
from policylang.engine.columnar.kernels import compiled
from policylang.model.grading import rank_among
from policylang.model.history import History
from policylang.model.machine import Machine

#: People of whom the code by hand sees no more, as its rate is the same for all.
_BY_HAND: Final = 10_000
_HAND, _ENGINE, _C = "by hand, in Python", "columnar, 1 thread", "by hand, in C"


@attrs.frozen
class Engine:
    """The columnar engine for one policy."""

    machine: Machine
    kernel: Kernel
    last: int

    def run(self, crowd: Crowd, threads: int | None = 1) -> Scored:
        """Everybody's results."""
        scored = score(
            self.kernel, compiled(self.kernel), self.machine, crowd,
            since=None, as_of=self.last, threads=threads,
        )  # fmt: skip
        assert scored is not None
        return scored


def run(*, quick: bool) -> None:
    """Check that all agree on everybody, then race them, size by size, and print the tables."""
    contenders = Contenders()
    machine = contenders.policy.machine
    engine = Engine(machine, kernel_of(machine), contenders.last)
    begun = time.perf_counter()
    engine.run(crowd_of(ordinary(2)))
    say(f"the kernel was there after {time.perf_counter() - begun:.2f} s")
    far = extreme(100 if quick else 2_500)
    check_by_hand(contenders, far, engine.run(crowd_of(far)))
    say(f"equal on {len(far):,} people of 0 to 120 events, at both ends of the range of the score")
    ways = {
        "by hand, in numba": crowds_by_hand.in_numba(),
        "numpy, rank by rank": crowds_by_hand.by_rank,
    }
    scalar = crowds_by_hand.in_c()
    if scalar is None:
        say("there is no gcc, so nothing is compared with C")
    else:
        ways = {_C: scalar, **ways}
    sizes = (Size("S", 500, 20),) if quick else (crowds.S, crowds.M, crowds.L)
    rates = {}
    for size in sizes:
        rounds = 3 if quick or size is crowds.L else 7
        rates[size.name] = _race(contenders, engine, ways, size, rounds)
    _linear(rates)
    for size in (Size("S", 500, 20),) if quick else (crowds.S, crowds.M):
        _race_peers(contenders, engine, size)
    if scalar is not None:
        _threads(engine, scalar, Size("M", 50_000, 20) if quick else crowds.M, 3 if quick else 9)
    _many_actions(Size("M", 2_000, 20) if quick else crowds.M, 3 if quick else 7)


# --- one after the other -----------------------------------------------------------------------


def _race(
    contenders: Contenders, engine: Engine, ways: Mapping[str, Way], size: Size, rounds: int
) -> Timing:
    crowd = crowd_for(size)
    some = residents_of(crowd, min(size.people, _BY_HAND * 20 // size.events))
    scored = engine.run(crowd)
    check_by_hand(contenders, some, scored)
    for name, way in ways.items():
        check_equal(name, way(crowd), scored)
    assert _same(engine.run(crowd, None), scored)
    of = "all" if len(some) == size.people else f"the first {len(some):,}"
    say(f"{size}; all agree, {of} with Python by hand; load {load()}")

    def rows() -> None:
        for one in some:
            contenders.by_hand(one)

    def generated() -> None:
        for one in some:
            contenders.encoded(one)

    runs: dict[str, Callable[[], object]] = {
        _HAND: rows,
        "generated Python": generated,
        _ENGINE: lambda: engine.run(crowd),
        **{name: _bound(way, crowd) for name, way in ways.items()},
    }
    few, events = len(some) * size.events, size.people * size.events
    items = {name: few if run in (rows, generated) else events for name, run in runs.items()}
    timings = race(runs, items, rounds)
    say(table(f"{size.name}, from columns", timings, _HAND, "event"))
    if _C in timings:
        ratio, least, most = timings[_ENGINE].times(timings[_C])
        say(f"  columnar, 1 thread: {ratio:.2f} times as fast as C ({least:.2f} to {most:.2f})")
        RECORD.figure(f"{size.name}: times as fast as C", ratio=ratio, least=least, most=most)
    say(f"  columnar, 1 thread: {1 / timings[_ENGINE].median / 1e6:.0f} million events a second")
    return timings[_ENGINE]


def _race_peers(contenders: Contenders, engine: Engine, size: Size) -> None:
    """The same from columns in what others would take for it, as far as that is installed."""
    ways, missing = peers.found()
    for name, what in missing.items():
        say(f"  {name}: there is no {what}, so it is not raced")
    crowd = crowd_for(size)
    scored = engine.run(crowd)
    for name, way in ways.items():
        check_equal(name, way(crowd), scored)
    some = residents_of(crowd, min(size.people, _BY_HAND))

    def rows() -> None:
        for one in some:
            contenders.by_hand(one)

    runs: dict[str, Callable[[], object]] = {
        _HAND: rows,
        _ENGINE: lambda: engine.run(crowd),
        **{name: _bound(way, crowd) for name, way in ways.items()},
    }
    events = size.people * size.events
    items = {name: len(some) * size.events if run is rows else events for name, run in runs.items()}
    timings = race(runs, items, 3)
    say(f"{size}; peers agree on everybody; load {load()}")
    say(table(f"{size.name}, peers", timings, _HAND, "event"))


def _bound(way: Callable[[Crowd], object], crowd: Crowd) -> Callable[[], object]:
    return lambda: way(crowd)


def _linear(rates: Mapping[str, Timing]) -> None:
    """What an event costs in the largest crowd, next to the middle one."""
    if "L" in rates:
        ratio = rates["M"].median / rates["L"].median
        say(f"cost: L at {ratio:.2f} of the rate of M (of two runs, not of interleaved rounds)")
        RECORD.figure("rate of L over that of M", ratio=ratio)


# --- several processors ------------------------------------------------------------------------


def _threads(engine: Engine, scalar: Way, size: Size, rounds: int) -> None:
    """Several threads, next to what the machine gives several threads of C in the same round."""
    crowd = crowd_for(size)
    count = os.cpu_count() or 1
    cut = np.linspace(0, len(crowd), count + 1).astype(int).tolist()
    parts = [_part(crowd, a, b) for a, b in pairwise(cut)]
    with ThreadPoolExecutor(count) as pool:
        runs: dict[str, Callable[[], object]] = {
            "C, one": lambda: [scalar(each) for each in parts],
            "C, all": lambda: list(pool.map(scalar, parts)),
            "one": lambda: engine.run(crowd, 1),
            "all": lambda: engine.run(crowd, count),
        }
        found = race(runs, crowd.days.size, rounds, time.perf_counter)
    pairs = [("C, all", "C, one"), ("all", "one")]
    cores, gained = (found[several].times(found[one]) for several, one in pairs)
    shares = [
        (b / a) / (d / c)
        for a, b, c, d in zip(
            *(found[name].seconds for name in ("all", "one", "C, all", "C, one")), strict=True
        )
    ]
    share = float(np.median(shares))
    say(
        f"{count} threads on {size.name}: {gained[0]:.2f} times one ({gained[1]:.2f} to "
        f"{gained[2]:.2f}), where C got {cores[0]:.2f} effective cores ({cores[1]:.2f} to "
        f"{cores[2]:.2f}): {share:.2f} of them ({min(shares):.2f} to {max(shares):.2f}); "
        f"wall clock, load {load()}"
    )
    RECORD.figure("threads", gain=gained[0], effective_cores=cores[0], share=share)


def _part(crowd: Crowd, first: int, last: int) -> Crowd:
    return attrs.evolve(
        crowd,
        offsets=crowd.offsets[first : last + 1].copy(),
        attributes=np.ascontiguousarray(crowd.attributes[:, first:last]),
    )


# --- many actions ------------------------------------------------------------------------------


def many(actions: int) -> str:
    """A policy like Rongcheng with so many actions, of four kinds in turn."""
    kinds = (
        "  loses {n}\n",
        "  earns {n}\n",
        (
            "  amount: money from 0 USD to 1,000,000 USD\n"
            "  earns 1 per {m} USD of amount, at most {n} points per calendar year\n"
        ),
        "  earns {n}, at most 5 times per calendar year\n",
    )
    blocks = "".join(
        f"action a{n} {{\n{kinds[n % len(kinds)].format(n=n % 9 + 2, m=10 * (n % 7 + 3))}}}\n"
        for n in range(actions)
    )
    return (
        'policy many {\n  title "Many"\n  currency USD\n  timezone "UTC"\n'
        "  in force from 2014-01-01\n}\n"
        "score credit {\n  starts at 1000\n  stays within 0 to 1300\n}\n"
        f"{blocks}"
        "grades of credit {\n  top from 1050\n  low below\n}\n"
        "perk prize {\n  for top\n  every year on 1 December\n  pays 50 USD\n}\n"
    )


def _many_actions(size: Size, rounds: int) -> None:
    """250 actions next to seven, each with the events of everybody spread over all of them."""
    crowd = crowd_for(size)
    draw = np.random.default_rng(11)
    runs: dict[str, Callable[[], object]] = {}
    for actions in (7, 250):
        policy = loads(many(actions))
        machine = policy.machine
        engine = Engine(machine, kernel_of(machine), AS_OF.toordinal())
        codes = draw.integers(0, actions, crowd.codes.size, np.int32)
        whole = np.where(codes % 4 == 2, draw.integers(1, 1001, codes.size) * 100, 0)
        own = attrs.evolve(
            crowd, codes=codes, fields=whole[None], attributes=crowd.attributes[:0].copy()
        )
        begun = time.perf_counter()
        scored = engine.run(own)
        say(f"{actions} actions: the first run took {time.perf_counter() - begun:.2f} s")
        for person in range(50):
            rows = slice(*own.offsets[person : person + 2].tolist())
            columns = (own.days[rows], own.codes[rows], own.fields[0, rows])
            days, these, values = (each.tolist() for each in columns)
            result = policy.evaluator.run(History(days, these, (values,)), (), as_of=engine.last)
            assert result.score == int(scored.scores[person]), person
        runs[f"{actions} actions"] = _bound(engine.run, own)
    timings = race(runs, crowd.days.size, rounds)
    say(table(f"{size.name}, many actions", timings, "7 actions", "event"))


# --- equality ----------------------------------------------------------------------------------


def check_equal(name: str, found: Found, scored: Scored) -> None:
    """Stop unless points, and number and money of perks, are those of the engine."""
    for mine, theirs in zip(found, (scored.scores, scored.counts[0], scored.money[0]), strict=True):
        assert np.array_equal(mine, theirs), name


def check_by_hand(contenders: Contenders, people: list[Resident], scored: Scored) -> None:
    """Stop unless the first people are as the code by hand has them."""
    grades = contenders.policy.machine.grades
    for number, one in enumerate(people):
        points, grade, awards, bicycles = contenders.by_hand(one)
        held = int(scored.scores[number])
        assert held == points, one
        assert grades[rank_among(grades, held)].name == grade, one
        assert int(scored.counts[0, number]) == len(awards), one
        assert int(scored.money[0, number]) == sum(cents for _, _, cents in awards), one
        assert bool(scored.held[0, number]) == bicycles, one


def _same(one: Scored, other: Scored) -> bool:
    names = ("scores", "counts", "money", "held")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)

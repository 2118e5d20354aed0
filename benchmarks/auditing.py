"""The auditor's solver over packed states: how many, how soon, in how much memory."""

from __future__ import annotations

import time
from importlib.util import find_spec
from statistics import median

import attrs

from benchmarks.measure import say
from benchmarks.ways import by_hand, many_ways, odd_ways
from policylang import loads
from policylang.auditor.asking import question_of
from policylang.auditor.decisions.merging import options_of
from policylang.auditor.decisions.process import process_of
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.solving.packed import PackedSearch, native
from policylang.auditor.solving.plans import Best
from policylang.auditor.solving.stopping import Stopped
from policylang.auditor.solving.tuples import Search
from policylang.auditor.witnesses.replay import Replayer

#: What the solver may take, and the states up to which both solvers are compared.
_MEMORY, _BOTH = 512 * 2**20, 60_000


@attrs.frozen
class _Run:
    best: Best
    steps: int
    peak: int
    seconds: tuple[float, ...]

    def __str__(self) -> str:
        states, middle = self.best.states, median(self.seconds)
        spread = f"({min(self.seconds):.2f} to {max(self.seconds):.2f})"
        return (
            f"{states:>11,} {middle:>8.2f} s {spread:<16} {self.steps / middle / 1e6:>6.1f} "
            f"{self.peak / states:>8.1f}"
        )


class _Asked:
    """The profit of a policy over some years."""

    def __init__(self, text: str, years: int) -> None:
        policy = loads(text)
        question = question_of(policy.machine, policy.encoder, horizon=f"{years} years")
        self.inquiry = Inquiry(
            policy.machine, question, Replayer(policy.machine, (), policy.evaluator)
        )
        self.pricing = self.inquiry.pricing()
        process = process_of(policy.machine, question)
        self.process, self.options = options_of(process, self.pricing.of)

    def run(self, rounds: int) -> _Run:
        """Solve it some times; processor time, as other work on the machine counts less then."""
        seconds = []
        for _ in range(rounds):
            begun = time.process_time()
            search = PackedSearch(
                self.process, self.pricing, self.options, None, memory=_MEMORY, loops=native()
            )
            best = search.run()
            seconds.append(time.process_time() - begun)
        assert best is not None
        return _Run(best, search.steps, search.memory.peak, tuple(seconds))

    def check(self, run: _Run, gain: int | None) -> None:
        """Hold it to the other solver, to a replay, and to what is known by hand."""
        if gain is not None:
            assert run.best.value == 100 * gain * self.inquiry.scale, (run.best.value, gain)
        self.inquiry.replayed(run.best, expected=run.best.value)
        if run.best.states <= _BOTH:
            other = Search(self.process, self.pricing, self.options, None).run()
            assert other is not None
            assert (other.value, other.states, other.tops, len(other.plan)) == (
                run.best.value, run.best.states, run.best.tops, len(run.best.plan),
            )  # fmt: skip


def run(rounds: int, years: tuple[int, ...]) -> None:
    """Check and time every case, and print the table."""
    if find_spec("numba") is None:
        say("auditing: numba is not installed")
        return
    _Asked(many_ways(2), 1).run(1)  # to compile, or to load what was compiled
    for title, policy, counts in (
        ("actions that differ in price and cap", many_ways, (5, 20, 100)),
        ("actions of kinds of their own", odd_ways, (2, 5)),
    ):
        say(f"{title}: states, seconds (least to most), million steps a second, bytes a state")
        for actions in counts:
            # Five kinds over 10 years are 30 million states: a minute, and more than the limit.
            for each in years if counts[-1] > 5 or actions < 5 else years[:2]:
                gain = by_hand(actions, each) if policy is many_ways else None
                _show(
                    f"  {actions:>3} actions, {each:>2} years", policy(actions), each, gain, rounds
                )


def _show(name: str, text: str, years: int, gain: int | None, rounds: int) -> None:
    asked = _Asked(text, years)
    try:
        found = asked.run(rounds)
    except Stopped as stop:
        say(f"{name} {stop.states:>11,} and then: {stop}")
        return
    asked.check(found, gain)
    say(f"{name} {found}")

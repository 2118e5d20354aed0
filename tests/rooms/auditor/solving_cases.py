"""What the solvers are asked, and what of their answers has to be the same."""

from __future__ import annotations

from collections.abc import Callable

import attrs
from benchmarks.ways import many_ways

from policylang import loads
from policylang.auditor.asking import question_of
from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.merging import Option, options_of
from policylang.auditor.decisions.process import Process
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.solving.layers import Loops
from policylang.auditor.solving.packed import PackedSearch
from policylang.auditor.solving.plans import Best
from policylang.auditor.solving.pricing import Pricing
from policylang.auditor.solving.tuples import Search
from policylang.auditor.witnesses.replay import Replayer

PLENTY = 2**26
Goal = Callable[[State], bool] | None


@attrs.frozen
class Case:
    """A process with prices, and what is to be reached."""

    process: Process
    options: tuple[Option, ...]
    pricing: Pricing
    goal: Goal = None
    first: bool = False

    def packed(self, loops: Loops, memory: int = PLENTY) -> Best | None:
        search = PackedSearch(
            self.process, self.pricing, self.options, self.goal, memory=memory, loops=loops
        )
        return search.run(first=self.first)

    def in_tuples(self, most: int = 400_000) -> Best | None:
        search = Search(self.process, self.pricing, self.options, self.goal, most=most)
        return search.run(first=self.first)


def told(best: Best | None, *, first: bool = False) -> tuple[object, ...] | None:
    """What has to be the same: the plan may be another one that is as good.

    Args:
        first: one may not have gone through all of the stage in which the goal is first reached.
    """
    if best is None:
        return None
    lateness = sum(each.stage for each in best.plan)
    states = -1 if first else best.states
    return best.value, best.stage, states, best.tops, len(best.plan), lateness


def many(actions: int, years: int, *, apart: bool = False) -> tuple[Inquiry, Case]:
    policy = loads(many_ways(actions))
    question = question_of(policy.machine, policy.encoder, horizon=f"{years} years")
    inquiry = Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))
    process, pricing = inquiry.process, inquiry.pricing()
    if apart:
        options = tuple(Option(move, pricing.of(move)) for move in process.moves)
        return inquiry, Case(process, options, pricing)
    return inquiry, Case(*options_of(process, pricing.of), pricing)

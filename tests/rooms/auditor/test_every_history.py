"""On small policies the solver says what going through every history says."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from random import Random

import attrs
import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.decisions import compact
from policylang.auditor.decisions.merging import Option, options_of
from policylang.auditor.decisions.process import process_of
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import bad_acts, price, profit
from policylang.auditor.question import STATE, Question, RanOut, Unfit
from policylang.auditor.solving.solver import idle, solve
from policylang.auditor.solving.tuples import Search
from policylang.auditor.witnesses.replay import Replayer
from policylang.core.errors import PolicyError
from policylang.model.finding import Verdict
from tests.rooms.auditor.every_history import Everything, TooMany, go_through
from tests.rooms.auditor.small_policies import SINCE, UNTIL, small_policy

#: Policies of each run, in parts that can run beside one another.
PARTS, EACH = 5, 100

#: Most states: what needs more is left to other tests.
STATES = 64_000

FIRST = datetime.date.fromisoformat(SINCE).toordinal()
LAST = datetime.date.fromisoformat(UNTIL).toordinal()


def made(seed: int) -> Policy | None:
    """A small policy; None where the checker refuses what was made."""
    try:
        return loads(small_policy(Random(seed)))
    except PolicyError:
        return None


def inquiry_of(policy: Policy) -> Inquiry:
    question = Question(FIRST, LAST, memory=STATES * STATE)
    return Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))


def answers(
    policy: Policy, most: int = 40
) -> tuple[dict[str, object], dict[str, object], Everything]:
    """What the solver says and what is so, by name of the figure."""
    inquiry = inquiry_of(policy)
    process = inquiry.process
    pricing = inquiry.pricing()
    every = go_through(policy.machine, FIRST, LAST, most=most)
    best = solve(process, pricing)
    assert best is not None
    said: dict[str, object] = {
        "best": best.value // inquiry.scale,
        "idle": idle(process, pricing).value // inquiry.scale,
    }
    true: dict[str, object] = {"best": every.best, "idle": every.idle}
    grading = policy.machine.gradings[0]
    for rank in price.better_grades(grading, process):
        goal = price.goal_of(grading, rank)
        cheapest = price.reach(inquiry, process, goal, price.CHEAPEST)
        first = price.reach(inquiry, process, goal, price.CHEAPEST, first=True)
        said[f"money of {rank}"] = cheapest and cheapest.money
        said[f"day of {rank}"] = first and first.day
        true[f"money of {rank}"] = every.cheapest.get(rank)
        true[f"day of {rank}"] = every.earliest.get(rank)
    return said, true, every


def accepted(texts: Iterable[str]) -> Iterator[tuple[str, Policy]]:
    """The policies that the checker accepts, with their texts."""
    for text in texts:
        try:
            yield text, loads(text)
        except PolicyError:
            continue


def is_noticed(pairs: Iterable[tuple[Policy, Policy]]) -> bool:
    """Whether the solver's best of some policy is not what every history of another brings."""
    for asked, policy in pairs:
        try:
            best = solve(inquiry_of(asked).process, inquiry_of(policy).pricing())
            every = go_through(policy.machine, FIRST, LAST)
        except (Unfit, RanOut, TooMany):
            continue
        assert best is not None
        if best.value // inquiry_of(policy).scale != every.best:
            return True
    return False


def gains_by_numbers(policy: Policy, text: str) -> bool | None:
    """Whether something is gained, where a process of numbers says what every history says.

    None where there is none, or there are too many histories.
    """
    inquiry = inquiry_of(policy)
    try:
        if not inquiry.process.lives_by_numbers:
            return None
        said, true, every = answers(policy)
    except (Unfit, RanOut, TooMany):
        return None
    assert said == true, text
    gains = every.best > every.idle
    assert profit.answer(inquiry).verdict is (Verdict.BROKEN if gains else Verdict.HOLDS), text
    return gains


@pytest.mark.parametrize("part", range(PARTS))
def test_the_solver_agrees_with_every_history(part: int) -> None:
    seen: Counter[str] = Counter()
    seed = part * 100_000
    while seen["exact"] < EACH:
        seed += 1
        policy = made(seed)
        if policy is None:
            continue
        try:
            said, true, every = answers(policy)
        except (Unfit, RanOut):
            seen["unfit"] += 1
            continue
        except TooMany:
            continue
        assert said == true, f"seed {seed}\n{small_policy(Random(seed))}"
        seen["exact"] += 1
        verdict = profit.answer(inquiry_of(policy)).verdict
        gains = every.best > every.idle
        assert verdict is (Verdict.BROKEN if gains else Verdict.HOLDS), f"seed {seed}"
        seen["gains"] += gains
        process = inquiry_of(policy).process
        seen["moving"] += bool(process.moving)
        seen["dated"] += "the date" in small_policy(Random(seed))
        seen["left out"] += bool(process.left_out)
    # Both answers are common, and so are the constructs that theorems speak of.
    assert seen["gains"] >= EACH // 10
    assert seen["exact"] - seen["gains"] >= EACH // 10
    assert seen["moving"] >= 1
    assert seen["dated"] >= 1
    assert seen["left out"] >= 1
    assert seen["unfit"] < 2 * EACH


def test_leaving_out_bad_acts_changes_nothing() -> None:
    """What `dominance` proves: the process with everything in it has the same optimum."""
    compared = held = 0
    for seed in range(1, 2000):
        policy = made(seed)
        if policy is None:
            continue
        inquiry = inquiry_of(policy)
        try:
            process = compact.process_of(policy.machine, inquiry.question)
            everything = process_of(policy.machine, inquiry.question, everything=True)
        except (Unfit, RanOut):
            continue
        if not process.left_out:
            continue
        try:
            best, whole = (solve(each, inquiry.pricing()) for each in (process, everything))
        except RanOut:
            continue
        assert best is not None
        assert whole is not None
        assert best.value == whole.value, f"seed {seed}"
        answer = bad_acts.answer(inquiry)
        # Unknown where such an act lowers a score on which something good to others waits.
        assert answer.verdict is not Verdict.BROKEN, seed
        held += answer.verdict is Verdict.HOLDS
        compared += 1
        if compared == 40:
            assert held >= 35
            return
    raise AssertionError


def test_merging_what_is_fungible_changes_nothing() -> None:
    """What `merging` proves: the process with every move apart has the same optimum."""
    compared = 0
    for seed in range(1, 3000):
        policy = made(seed)
        if policy is None:
            continue
        inquiry = inquiry_of(policy)
        try:
            process = inquiry.process
        except (Unfit, RanOut):
            continue
        pricing = attrs.evolve(inquiry.pricing(), hours=seed % 3)
        merged, options = options_of(process, pricing.of)
        if merged is process:
            continue
        apart = tuple(Option(move, pricing.of(move)) for move in process.moves)
        found, plain = (
            Search(of, pricing, each, None).run()
            for of, each in ((merged, options), (process, apart))
        )
        assert found is not None
        assert plain is not None
        assert found.value == plain.value, f"seed {seed}"
        compared += 1
        if compared == 60:
            return
    raise AssertionError


def test_a_longer_horizon_never_gains_less() -> None:
    compared = 0
    for seed in range(5000, 6000):
        policy = made(seed)
        if policy is None or any(each.kind == "sanction" for each in policy.machine.grants):
            continue
        inquiry = inquiry_of(policy)
        try:
            shorter = inquiry.until(LAST - 2).question
            short = solve(compact.process_of(policy.machine, shorter), inquiry.pricing())
            long = solve(compact.process_of(policy.machine, inquiry.question), inquiry.pricing())
        except (Unfit, RanOut):
            continue
        assert short is not None
        assert long is not None
        assert short.value <= long.value, f"seed {seed}"
        compared += 1
        if compared == 40:
            return
    raise AssertionError


def test_a_faulty_solver_would_be_noticed() -> None:
    """The comparison has teeth: with one move less, or one cap wider, it fails on some policy."""
    caught = 0
    for seed in range(1, 200):
        policy = made(seed)
        if policy is None:
            continue
        inquiry = inquiry_of(policy)
        try:
            process = inquiry.process
        except (Unfit, RanOut):
            continue
        try:
            every = go_through(policy.machine, FIRST, LAST)
        except TooMany:
            continue
        maimed = attrs.evolve(process, moves=process.moves[1:])
        best = solve(maimed, inquiry.pricing())
        assert best is not None
        caught += best.value // inquiry.scale != every.best
        if caught == 5:
            return
    raise AssertionError

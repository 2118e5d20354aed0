"""The search over people of the runtime says what going through every history says."""

from __future__ import annotations

import datetime
from collections import Counter
from random import Random

import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.fallbacks import gains
from policylang.auditor.fallbacks.answering import Fallback
from policylang.auditor.fallbacks.grades import goal_of, reach
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties.price import CHEAPEST
from policylang.auditor.question import Question, RanOut, Unfit
from policylang.auditor.searching import frontier, normal
from policylang.auditor.searching.paths import best_path, idle_path
from policylang.auditor.searching.search import Searcher
from policylang.auditor.solving.solver import idle, solve
from policylang.auditor.witnesses.replay import Disagreement, Replayer
from policylang.core.errors import PolicyError
from policylang.model.finding import Verdict
from tests.rooms.auditor.every_history import Everything, TooMany, go_through
from tests.rooms.auditor.rich_policies import rich_policy
from tests.rooms.auditor.small_policies import SINCE, UNTIL, small_policy

#: Policies of each run, in parts that can run beside one another.
PARTS, EACH = 4, 52

FIRST = datetime.date.fromisoformat(SINCE).toordinal()
LAST = datetime.date.fromisoformat(UNTIL).toordinal()


def made(text: str) -> Policy | None:
    """A policy; None where the checker refuses what was made."""
    try:
        return loads(text)
    except PolicyError:
        return None


def fallback_of(policy: Policy, last: int = LAST) -> Fallback:
    question = Question(FIRST, last)
    inquiry = Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))
    return Fallback(inquiry, Searcher(inquiry), "it is a test")


def answers(policy: Policy, last: int) -> tuple[dict[str, object], dict[str, object], Everything]:
    """What the search says and what is so, by name of the figure."""
    every = go_through(policy.machine, FIRST, last, most=100, nights=True)
    fallback = fallback_of(policy, last)
    inquiry, search = fallback.inquiry, fallback.searcher.whole
    assert search.proves, search.bound
    pricing = inquiry.pricing()
    best = best_path(search.explored, pricing)
    assert best is not None
    assert best.pump is None
    said: dict[str, object] = {
        "best": best.value // inquiry.scale,
        "idle": idle_path(search.explored, pricing).value // inquiry.scale,
    }
    true: dict[str, object] = {"best": every.best, "idle": every.idle}
    for rank in range(2):
        goal = goal_of(0, rank)
        cheapest = reach(fallback, search, goal, CHEAPEST)
        first = reach(fallback, search, goal, CHEAPEST, first=True)
        said[f"money of {rank}"] = cheapest and cheapest.money
        said[f"day of {rank}"] = first and first.day
        true[f"money of {rank}"] = every.cheapest.get(rank)
        true[f"day of {rank}"] = every.earliest.get(rank)
    return said, true, every


#: Words of a policy by which constructs are counted.
CONSTRUCTS = {
    "lots": "days", "refused": "refused when", "counted": "count of", "held": "no better than",
    "status": "begins marked", "formula": "is standing + 1", "net": "covers gains",
    "keyed": "per n", "quiet": "without", "upon": "  on a", "rising": "as soon as",
}  # fmt: skip


@pytest.mark.parametrize("part", range(PARTS))
def test_the_search_agrees_with_every_history(part: int) -> None:
    seen: Counter[str] = Counter()
    seed = part * 100_000
    while seen["compared"] < EACH:
        seed += 1
        text = rich_policy(Random(seed))
        policy = made(text)
        if policy is None:
            continue
        last = LAST - 1
        try:
            said, true, every = answers(policy, last)
        except TooMany:
            seen["too many"] += 1
            continue
        assert said == true, f"seed {seed}\n{text}"
        verdict = gains.profit(fallback_of(policy, last), "profit").verdict
        better = every.best > every.idle
        assert verdict is (Verdict.BROKEN if better else Verdict.HOLDS), f"seed {seed}"
        seen["compared"] += 1
        seen["gains"] += better
        seen["stretches"] += len(fallback_of(policy, last).searcher._every) < last - FIRST + 1
        for name, words in CONSTRUCTS.items():
            seen[name] += words in text
    assert seen["stretches"] >= EACH // 10
    # Both answers are common, and so is every construct.
    assert EACH // 10 <= seen["gains"] <= EACH - EACH // 10
    assert all(seen[name] for name in CONSTRUCTS), seen
    assert seen["too many"] < 2 * EACH


def test_the_search_agrees_with_the_exact_solver_where_both_answer() -> None:
    """With every day and every way it comes to the optimum; with fewer days, never to more."""
    compared = equal = 0
    for seed in range(1, 2000):
        policy = made(small_policy(Random(seed)))
        if policy is None:
            continue
        fallback = fallback_of(policy)
        inquiry, searcher = fallback.inquiry, fallback.searcher
        pricing = inquiry.pricing()
        try:
            exact, still = solve(inquiry.process, pricing), idle(inquiry.process, pricing)
        except (Unfit, RanOut):
            continue
        assert exact is not None
        search = searcher.whole
        found = best_path(search.explored, pricing)
        assert found is not None
        assert search.proves or found.value <= exact.value, f"seed {seed}"
        assert not search.proves or found.value == exact.value, f"seed {seed}"
        assert idle_path(search.explored, pricing).value == still.value, f"seed {seed}"
        thin = best_path(_explored(searcher, [FIRST, FIRST + 3, LAST], steps=300), pricing)
        assert thin is not None
        assert thin.value <= exact.value, f"seed {seed}"
        compared += 1
        equal += found.value == exact.value
        if compared == 35:
            assert equal >= 30
            return
    raise AssertionError


def _explored(searcher: Searcher, days: list[int], steps: int) -> frontier.Explored:
    return frontier.explore(
        searcher.lives, days, searcher.ways.every, searcher.weights, steps=steps
    )


def test_a_faulty_search_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison has teeth: with lots merged whatever their end, it fails on some policy."""

    def careless(lots: object, _: object) -> object:
        assert isinstance(lots, tuple)
        total = sum(lot[0] for lot in lots)
        return ((total, *lots[-1][1:]),) if total else ()

    monkeypatch.setattr(normal, "merged", careless)
    caught = 0
    for seed in range(1, 400):
        policy = made(rich_policy(Random(seed)))
        if policy is None or policy.machine.score.lots is None:
            continue
        try:
            said, true, _ = answers(policy, LAST - 1)
        except TooMany:
            continue
        except Disagreement:
            caught += 1
            continue
        caught += said != true
        if caught == 2:
            return
    raise AssertionError


NAMED = """
policy named { title "Named" source "t" currency EUR timezone "UTC" in force from SINCE }
score s { starts at 0 stays within 0 to RANGE }
action give { whom: name by choice costs 1 EUR earns 5, at most 5 per whom }
grades of s { gold from 20 base below }
perk v { for gold every year on 1 December pays 10 EUR }
""".replace("SINCE", SINCE)


def test_as_many_names_are_tried_as_caps_for_each_can_make_worth() -> None:
    policy = loads(NAMED.replace("RANGE", "20"))
    fallback = fallback_of(policy, LAST + 3 * 365)
    answer = gains.profit(fallback, "profit")
    assert answer.verdict is Verdict.BROKEN
    years = sum(
        FIRST <= datetime.date(year, 12, 1).toordinal() <= LAST + 3 * 365
        for year in range(2000, 2100)
    )
    assert answer.figures["best profit"] == f"{10 * years - 4}.00 EUR"
    assert "names beyond 4 for `whom` of `give`" in answer.summary
    # Of names that stand alike one is tried: so many are given something, never which of them.
    assert max(len(layer.nodes) for layer in fallback.searcher.whole.explored.layers) == 5
    cut = fallback_of(loads(NAMED.replace("RANGE", "1000"))).searcher.ways
    assert (len(cut.every), cut.left_out) == (12, ("names beyond 12 for `whom` of `give`",))


def test_names_that_something_else_reads_are_two() -> None:
    text = NAMED.replace("RANGE", "100").replace(
        "earns 5,", "earns 5 when count of give where whom is this whom ever >= 2,"
    )
    assert len(fallback_of(loads(text)).searcher.ways.every) == 2


def test_names_without_end_are_not_tried_one_by_one() -> None:
    asked = NAMED.replace("RANGE", "100").replace("earns 5,", "earns 5 when whom is given,")
    policy = loads(asked)
    question = Question(FIRST, LAST)
    fresh = Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))
    with pytest.raises(Unfit, match="more than 512 ways that differ"):
        _ = fresh.process


def test_an_action_without_fields_is_tried_beside_one_whose_fields_a_perk_reads() -> None:
    text = (
        NAMED.replace("RANGE", "100")
        .replace("{ whom: name by", "{ by")
        .replace("per whom", "per calendar year")
    )
    text += """
action buy { price: money from 0 EUR to 9 EUR by choice costs price earns 1 }
perk back { on buy pays price }
"""
    assert fallback_of(loads(text)).searcher.ways.every

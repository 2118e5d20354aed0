"""What is said of policies whose grade goes by a formula is so, and found where few states do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count, product
from random import Random

import attrs
import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.asking import question_of
from policylang.auditor.decisions import compact
from policylang.auditor.decisions.merging import Option, options_of
from policylang.auditor.decisions.readings import View
from policylang.auditor.decisions.telling import Ranges, _Needed, worth_telling
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import price, profit
from policylang.auditor.question import RanOut, Unfit
from policylang.auditor.solving.solver import idle, solve
from policylang.auditor.solving.tuples import Search
from policylang.auditor.witnesses.replay import Replayer
from policylang.core.errors import PolicyError
from policylang.model import expressions as e
from policylang.model.finding import Verdict
from tests.rooms.auditor.every_history import TooMany
from tests.rooms.auditor.formula_policies import expression, formula_policy
from tests.rooms.auditor.test_every_history import answers, inquiry_of

#: Policies of each run, in parts that can run beside one another.
PARTS, EACH = 3, 25


def policies(first: int, high: int = 3) -> Iterator[tuple[int, str, Policy]]:
    for seed in count(first):
        text = formula_policy(Random(seed), high)
        try:
            yield seed, text, loads(text)
        except PolicyError:
            continue


def is_cut(policy: Policy) -> bool:
    """Whether fewer points are told apart than people may have."""
    ranges = inquiry_of(policy).process.layout.ranges
    return any(
        each.formula is None and each.fixed_high != high
        for each, (_, high) in zip(policy.machine.scores, ranges, strict=False)
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_the_solver_agrees_with_every_history(part: int) -> None:
    seen: Counter[str] = Counter()
    for seed, text, policy in policies(part * 100_000):
        try:  # a `Disagreement` with a replay fails the test, too
            said, true, every = answers(policy)
        except TooMany:
            continue
        assert said == true, f"seed {seed}\n{text}"
        gains = every.best > every.idle
        verdict = profit.answer(inquiry_of(policy)).verdict
        assert verdict is (Verdict.BROKEN if gains else Verdict.HOLDS), f"seed {seed}"
        seen.update(["exact", type(inquiry_of(policy).process).__name__])
        seen["gains"] += gains
        seen["cut"] += is_cut(policy)
        if seen["exact"] == EACH:
            break
    assert seen["Process"] == EACH, seen
    assert min(seen["gains"], EACH - seen["gains"], seen["cut"]) >= EACH // 8, seen


_HUNDREDS = """policy hundreds {{
  title "Two scores of a hundred points"
  currency EUR
  timezone "UTC"
  in force from 2020-01-01
}}
score a {{ starts at 0 stays within 0 to 100 }}
score b {{ starts at 0 stays within 0 to 100 }}
score total {{ is {formula} stays within 0 to 200 }}
action give {{
  amount: money from 0 EUR to 500 EUR
  by choice
  costs amount
  earns 1 a per 10 EUR of amount
}}
action work {{
  time: hours from 0 to 24
  by choice
  costs time
  earns 1 b per 2 hours of time
}}
grades of total {{ gold from {bound} base below }}
perk gift {{ for gold every year on 1 December pays 60 EUR }}
"""


@pytest.mark.parametrize(
    ("formula", "bound", "most", "gain"),
    [("the smaller of a and b", 10, 11**2, "80.00 EUR"), ("a + b", 20, 21**2, "180.00 EUR")],
)
def test_of_two_scores_few_states_are_told_apart(
    formula: str, bound: int, most: int, gain: str
) -> None:
    policy = loads(_HUNDREDS.format(formula=formula, bound=bound))
    question = question_of(policy.machine, policy.encoder)
    inquiry = Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))
    best = solve(inquiry.process, inquiry.pricing())
    assert best is not None
    assert best.states <= most * len(inquiry.process.stages)
    assert len(inquiry.process.moves) == 2
    assert profit.answer(inquiry).figures["best profit"] == gain


def figures(policy: Policy) -> dict[str, object]:
    """What the solver says of larger policies."""
    inquiry = inquiry_of(policy)
    process, pricing = inquiry.process, inquiry.pricing()
    best = solve(process, pricing)
    assert best is not None
    said: dict[str, object] = {"best": best.value, "idle": idle(process, pricing).value}
    assert inquiry.replayed(best, expected=best.value)
    grading = policy.machine.gradings[0]
    for rank in price.better_grades(grading, process):
        for name, of in (("money", price.CHEAPEST), ("hours", price._QUICKEST)):
            found = price.reach(inquiry, process, price.goal_of(grading, rank), of)
            said[f"{name} of {rank}"] = found and (found.money, found.hours)
        first = price.reach(
            inquiry, process, price.goal_of(grading, rank), price.CHEAPEST, first=True
        )
        said[f"day of {rank}"] = first and first.day
    return said


def whole(machine: object, choices: object, grants: object, start: object, ranges: Ranges,
          view: object) -> Ranges:  # fmt: skip
    return ranges


def test_nothing_changes_where_all_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: Counter[str] = Counter()
    for seed, text, policy in policies(1_000_000, 7):
        if not is_cut(policy):
            continue
        with monkeypatch.context() as patched:
            patched.setattr(compact, "worth_telling", whole)
            patched.setattr(compact, "_needed", lambda moves, _: moves)
            try:
                right = figures(policy)
            except RanOut:
                continue
        assert figures(policy) == right, f"seed {seed}\n{text}"
        seen["compared"] += 1
        seen["gains"] += right["best"] != right["idle"]
        if seen["compared"] == 25:
            break
    assert seen["gains"] >= 10, seen


def test_merging_what_is_fungible_changes_nothing() -> None:
    seen: Counter[str] = Counter()
    for seed, text, policy in policies(3_000_000):
        inquiry = inquiry_of(policy)
        process, pricing = inquiry.process, inquiry.pricing()
        merged, options = options_of(process, pricing.of)
        if merged is process:
            continue
        apart = tuple(Option(move, pricing.of(move)) for move in process.moves)
        top = price.goal_of(policy.machine.gradings[0], 0)
        for goal in (top, None):
            found = Search(merged, pricing, options, goal).run(first=goal is not None)
            plain = Search(process, pricing, apart, goal).run(first=goal is not None)
            if found is None or plain is None:
                assert found is plain is None, f"seed {seed}\n{text}"
                continue
            assert (found.value, found.stage) == (plain.value, plain.stage), f"seed {seed}\n{text}"
        assert inquiry.replayed(found, expected=plain.value)
        seen["compared"] += 1
        seen["gains"] += plain.value > idle(process, pricing).value
        if seen["compared"] == 25:
            break
    assert seen["gains"] >= 5, seen


def test_a_cut_too_low_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def lower(*args: object) -> Ranges:
        cut = worth_telling(*args)  # type: ignore[arg-type]
        return tuple(
            (low, high if high is None or number == 0 else max(high - 1, 1))
            for number, (low, high) in enumerate(cut)
        )

    for seed, _, policy in policies(2_000_000):
        if not is_cut(policy):
            continue
        try:
            said, true, _ = answers(policy)
        except TooMany:
            continue
        assert said == true
        monkeypatch.setattr(compact, "worth_telling", lower)
        try:
            said, true, _ = answers(policy)
        except Unfit:
            said = {}
        monkeypatch.undo()
        if said != true:
            return
        assert seed < 2_002_000
    raise AssertionError


# --- the theorem ---------------------------------------------------------------------------------


def test_what_is_not_told_apart_makes_no_difference() -> None:
    machine = loads(formula_policy(Random(1))).machine
    assert [each.formula is None for each in machine.scores] == [False, True, True]
    seen: Counter[str] = Counter()
    for seed in range(1500):
        random = Random(seed)
        formula = expression(random, random.randint(1, 3))
        ends = sorted(random.sample(range(-3, 9), 2))
        fixed = {
            name: e.Constant(end) if random.random() < 0.5 else None
            for name, end in zip(("low", "high"), ends, strict=True)
        }
        scores = (attrs.evolve(machine.scores[0], formula=formula, **fixed), *machine.scores[1:])
        of = attrs.evolve(machine, scores=scores)
        start, most = (0, random.randint(0, 2), random.randint(0, 2)), random.randint(-2, 8)
        view = View(of, ())
        needed = _Needed(of, view, start)
        needed.of(e.Balance(0), most)
        for a, b in product(range(start[1], 15), range(start[2], 15)):
            cut = min(a, needed.most[1]), min(b, needed.most[2])
            if cut == (a, b):
                continue
            told = []
            for values in ((a, b), cut):
                view.scores = (0, *values)
                told.append(min(view.balance(0), most))
            assert told[0] == told[1], (seed, formula, a, b, cut)
            seen["alike"] += 1
        seen["cut"] += min(needed.most[1:]) < 15
    assert min(seen["cut"], seen["alike"] // 50) >= 200, seen

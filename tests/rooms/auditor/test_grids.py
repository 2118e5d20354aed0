"""What is reckoned for all values at once is what the runtime reckons for each."""

from __future__ import annotations

from collections import Counter
from itertools import product
from random import Random

import attrs
import pytest

from policylang import loads
from policylang.auditor.decisions.readings import View
from policylang.auditor.solving.grids import Unreckoned, numbers_of
from policylang.auditor.solving.parts import Part
from policylang.model import expressions as e
from policylang.runtime.expressions import value_of
from tests.rooms.auditor.formula_policies import expression, formula_policy

MACHINE = loads(formula_policy(Random(1))).machine


def part(low: int, high: int, *, is_open: bool = False) -> Part:
    return Part(low, 1, 0, 8, low, high, (False, is_open))


def condition(random: Random) -> e.Expression:
    compared = [
        e.Compare(random.choice(list(e.Relation)), expression(random, 2), expression(random, 1))
        for _ in range(2)
    ]
    dated = e.Compare(random.choice(list(e.Relation)), e.Today(), e.Constant(5))
    parts = (*compared, dated)
    return random.choice([e.All(parts), e.Any(parts), e.Not(parts[0]), e.All(()), e.Any(())])


def test_every_value_is_that_of_the_runtime() -> None:
    seen: Counter[str] = Counter()
    for seed in range(600):
        random = Random(seed)
        formula = expression(random, 2)
        scores = (attrs.evolve(MACHINE.scores[0], formula=formula), *MACHINE.scores[1:])
        view = View(attrs.evolve(MACHINE, scores=scores), (3,), fields=(2,), today=4 + seed % 3)
        root: e.Expression = e.Add(
            (e.Balance(0), expression(random, 3), e.FieldValue(0), e.AttributeValue(0))
        )
        if seed % 2:
            root = e.Either(condition(random), root, e.Balance(0))
        is_open = seed % 5 == 0
        parts = [part(random.randint(-3, 0), random.randint(1, 6)), part(0, 4, is_open=is_open)]
        right = []
        for a, b in product(*(each.values for each in parts)):
            view.scores = (0, a, b)
            right.append(0 if is_open and b == parts[1].lost else value_of(root, view))
        assert numbers_of(root, (1, 2), parts, view) == right, (seed, root)
        seen["various"] += len(set(right)) > 3
    assert seen["various"] >= 300, seen


@pytest.mark.parametrize(
    "root",
    [
        e.Lookup(0, (e.Balance(1),)),
        e.RankOf(0),
        e.Multiply((e.Balance(1), e.Constant(2**61))),
        e.Add((e.Balance(1), e.Constant(2**62))),
    ],
)
def test_what_is_more_than_that_is_left_to_the_runtime(root: e.Expression) -> None:
    with pytest.raises(Unreckoned):
        numbers_of(root, (1,), [part(0, 4)], View(MACHINE, ()))

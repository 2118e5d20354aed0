"""Where expressions break, held to trying every value."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from policylang import loads
from policylang.auditor.decisions.breakpoints import Line, Stand, steps
from policylang.auditor.decisions.readings import Trend
from policylang.auditor.question import Unfit
from policylang.model import expressions as e

LOW, HIGH = -3, 100
TEXT = (
    'policy lines {\n  title "L"\n  timezone "UTC"\n}\nscore credit {\n  starts at 0\n'
    "  stays within 0 to 100\n}\n"
    "table steps {\n  by n: number from -1000 to 1000\n  below 5: 3\n  5 to 20: 40\n  21 to 90: 7\n"
    "  from 91: 8\n}\n"
    "action act {\n  n: number from 0 to 200\n  earns 1 per 1 of steps of n\n}\n"
    "grades of credit {\n  A from 70\n  B from 20\n  C below\n}\n"
)
MACHINE = loads(TEXT).machine
X = e.Balance(0)


def line_of(expression: e.Expression, low: int = LOW, high: int = HIGH) -> Line:
    return Line(expression, X, Stand(MACHINE, (), scores=(0,)), low, high)


def amount(random: Random, depth: int) -> e.Expression:
    """An amount that rises, falls or leaps."""
    if depth == 0:
        return random.choice([X, e.Constant(random.randint(-20, 20)), X])
    part = amount(random, depth - 1)
    kind = random.randrange(8)
    if kind == 0:
        return e.Add((part, amount(random, depth - 1)))
    if kind == 1:
        return e.Divide(part, random.randint(2, 9), random.choice(list(e.Rounding)))
    if kind == 2:
        return e.Multiply((e.Constant(random.randint(-3, 3)), part))
    if kind == 3:
        return e.Least(part, e.Constant(random.randint(-10, 60)))
    if kind == 4:
        return e.Greatest(part, amount(random, depth - 1))
    if kind == 5:
        return e.Lookup(0, (e.Least(e.Greatest(part, e.Constant(-900)), e.Constant(900)),))
    if kind == 6:
        return e.Either(condition(random, depth - 1), part, amount(random, depth - 1))
    return e.Negate(part)


def condition(random: Random, depth: int) -> e.Expression:
    """A condition about amounts, or about the grade."""
    if random.random() < 0.2:
        return e.Compare(e.Relation.AT_MOST, e.RankOf(0), e.Constant(1))
    one = e.Compare(
        random.choice(list(e.Relation)), amount(random, depth), e.Constant(random.randint(-20, 80))
    )
    if random.random() < 0.3:
        return random.choice([e.All, e.Any])((one, condition(random, 0)))
    return e.Not(one) if random.random() < 0.2 else one


def decided(line: Line, at: int) -> list[int]:
    """What all conditions and choices inside an expression come to at a value."""
    found = []
    for part in e.every_part(line.expression):
        match part:
            case e.Compare() | e.RankOf():
                found.append(line._at(part, at))
            case e.Least(left, right) | e.Greatest(left, right):
                found.append(int(line._at(left, at) <= line._at(right, at)))
    return found


def test_between_breaks_nothing_is_decided_anew() -> None:
    compared = refused = broken = 0
    for seed in range(160):
        random = Random(seed)
        line = line_of(amount(random, random.randint(1, 3)))
        try:
            starts = line.starts()
        except Unfit:
            refused += 1
            continue
        compared += 1
        broken += len(starts) > 1
        ends = [*(start - 1 for start in starts[1:]), HIGH]
        for low, high in zip(starts, ends, strict=True):
            here = decided(line, low)
            alike = all(decided(line, at) == here for at in range(low, high + 1))
            assert alike or _only_ties(line, low, high), seed
            values = [line.value(at) for at in range(low, high + 1)]
            match line.trend(line.expression, low, high):
                case Trend.UP:
                    assert values == sorted(values), seed
                case Trend.DOWN:
                    assert values == sorted(values, reverse=True), seed
                case Trend.FLAT:
                    assert len(set(values)) == 1, seed
    assert compared >= 120
    assert broken >= 50
    assert refused >= 1


def _only_ties(line: Line, low: int, high: int) -> bool:
    """Whether what changes is only which of two equal amounts a choice takes."""
    values = [line.value(at) for at in range(low, high + 1)]
    return values in (sorted(values), sorted(values, reverse=True))


def test_a_staircase_is_as_counted() -> None:
    for by in (2, 3, 7, 50):
        for rounding in (e.Rounding.DOWN, e.Rounding.UP):
            line = line_of(e.Multiply((e.Constant(4), e.Divide(X, by, rounding))), 0, HIGH)
            places = [b for a, b in pairwise(range(HIGH + 1)) if line.value(a) != line.value(b)]
            found = steps(line, 0, HIGH)
            assert found is not None
            assert (found.first, found.count, found.size) == (places[0], len(places), 4)
            if len(places) > 1:
                assert found.every == by


def test_a_staircase_of_two_roundings_is_not_called_regular() -> None:
    uneven = e.Add((e.Divide(X, 4, e.Rounding.DOWN), e.Divide(X, 6, e.Rounding.DOWN)))
    found = steps(line_of(uneven, 0, HIGH), 0, HIGH)
    assert found is not None
    assert found.every == 0


def test_a_large_range_is_not_gone_through() -> None:
    far = 10**15
    line = line_of(e.Least(e.Divide(X, 5_000, e.Rounding.DOWN), e.Constant(10**9)), 0, far)
    assert line.starts() == [0, 5_000 * 10**9, 5_000 * (10**9 + 1)]
    found = steps(line, 0, 5_000 * 10**9)
    assert found is not None
    assert (found.first, found.every, found.count) == (5_000, 5_000, 10**9)

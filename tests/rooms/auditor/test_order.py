"""The theorems of one event more or less, held to histories made at random."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from policylang.api import Policy
from policylang.auditor.decisions import dominance
from policylang.auditor.decisions.order import check_order, only_gives, recalls_nothing
from policylang.auditor.deeds.trials import Trials, Tried
from policylang.auditor.question import Unfit
from policylang.model.history import Row
from policylang.model.machine import Machine
from tests.rooms.auditor.test_every_history import FIRST, LAST, inquiry_of, made

#: Histories of each policy.
HISTORIES = 12


def fitting(first: int) -> Iterator[tuple[int, Policy]]:
    """Small policies that the theorems speak of."""
    for seed in range(first, first + 1200):
        policy = made(seed)
        if policy is None:
            continue
        try:
            check_order(policy.machine, ())
        except Unfit:
            continue
        yield seed, policy


def row(machine: Machine, code: int, random: Random) -> Row:
    """An event of an action, with any values, on any day."""
    fields = machine.actions[code].fields
    values = [random.randint(field.domain.low, field.domain.high) for field in fields]
    blank = [0] * (machine.width - len(fields))
    return random.randint(FIRST, LAST), code, (*values, *blank)


def rows(machine: Machine, random: Random) -> list[Row]:
    """A history of anybody's events."""
    codes = [random.randrange(len(machine.actions)) for _ in range(random.randint(0, 8))]
    return sorted(row(machine, code, random) for code in codes)


def no_worse(one: Tried, two: Tried) -> bool:
    """Whether the first stands no worse than the second, in anything."""
    return (
        all(a >= b for a, b in zip(one.scores, two.scores, strict=True))
        and all(a <= b for a, b in zip(one.ranks, two.ranks, strict=True))
        and one.brought >= two.brought
        and one.perks >= two.perks
        and one.sanctions <= two.sanctions
    )


def compared(trials: Trials, more: list[Row], less: list[Row]) -> list[tuple[Tried, Tried]]:
    """Both histories as they stand on each of a few days."""
    days = range(FIRST + 1, LAST + 1, 2)
    pairs = [(trials.run(more, day), trials.run(less, day)) for day in days]
    return [(a, b) for a, b in pairs if a is not None and b is not None]


def test_doing_without_an_offence_is_never_worse() -> None:
    seen = differed = 0
    for seed, policy in fitting(1):
        machine = policy.machine
        random, trials = Random(seed), Trials(inquiry_of(policy))
        losing = [
            code
            for code, action in enumerate(machine.actions)
            if action.rules and dominance.only_loses(action)
        ]
        for code in losing:
            for _ in range(HISTORIES):
                history = [*rows(machine, random), row(machine, code, random)]
                without = [each for each in history if each[1] != code]
                for more, less in compared(trials, sorted(history), without):
                    assert no_worse(less, more), seed
                    differed += less.scores != more.scores
            seen += 1
        if seen >= 60:
            break
    assert seen >= 60
    assert differed >= 200


def test_one_good_act_more_is_never_worse() -> None:
    seen = differed = wasted = 0
    for seed, policy in fitting(4000):
        machine = policy.machine
        random, trials = Random(seed), Trials(inquiry_of(policy))
        giving = [
            code
            for code, action in enumerate(machine.actions)
            if action.rules and only_gives(action) and recalls_nothing(action)
        ]
        for code in giving:
            for _ in range(HISTORIES):
                history = rows(machine, random)
                longer = sorted([*history, row(machine, code, random)])
                for more, less in compared(trials, longer, history):
                    if is_cut(more):
                        wasted += not no_worse(more, less)
                        continue
                    assert no_worse(more, less), seed
                    differed += less.scores != more.scores
            seen += 1
        if seen >= 60:
            break
    assert seen >= 60
    assert differed >= 100
    # What is given above the end of a range uses up its cap: that the property leaves out.
    assert wasted >= 1


def is_cut(tried: Tried) -> bool:
    """Whether the end of a range swallowed something that was given."""
    return any(each.granted > each.applied >= 0 for each in tried.result.ledger or ())


def test_a_wider_theorem_would_be_noticed() -> None:
    """The comparison has teeth: of policies that are refused, some do break the property."""
    broken = 0
    for seed in range(1, 1500):
        policy = made(seed)
        if policy is None:
            continue
        machine = policy.machine
        try:
            check_order(machine, ())
            continue
        except Unfit:
            pass
        random, trials = Random(seed), Trials(inquiry_of(policy))
        for code, action in enumerate(machine.actions):
            if not action.rules or not dominance.only_loses(action):
                continue
            for _ in range(HISTORIES):
                history = [*rows(machine, random), row(machine, code, random)]
                without = [each for each in history if each[1] != code]
                pairs = compared(trials, sorted(history), without)
                broken += any(not no_worse(less, more) for more, less in pairs)
        if broken >= 5:
            return
    raise AssertionError

"""The theorems of one event more or less, held to histories made at random."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.decisions import dominance
from policylang.auditor.decisions.freely import nothing_free_helps
from policylang.auditor.decisions.order import (
    check_order,
    only_burdens,
    only_gives,
    recalls_nothing,
)
from policylang.auditor.deeds.trials import Trials, Tried
from policylang.auditor.question import Unfit
from policylang.auditor.witnesses.prices import cost_of
from policylang.core.errors import PolicyError
from policylang.model.history import Row
from policylang.model.machine import Machine
from tests.rooms.auditor.small_policies import small_policy
from tests.rooms.auditor.test_every_history import FIRST, LAST, inquiry_of, made

#: Histories of each policy.
HISTORIES = 12
Fits = Callable[[int], Iterator[tuple[int, Policy]]]


def with_statuses(text: str, random: Random) -> str:
    """A small policy in which events begin and end a status that something asks for."""
    begin = random.choice(
        ["begins banned for 2 days", "begins banned", "begins banned until 2018-02-02"]
    )
    asked = random.choice(
        ['  refused when banned "no"\n', '  refused when banned or standing < 1 "no"\n', "", "held"]
    )
    lines = text.split("\n")
    acts = [n for n, line in enumerate(lines) if line.startswith("action ")]
    ends = [lines.index("}", n) for n in acts]
    added: dict[int, str] = {random.choice(ends): f"  {begin}\n"}
    if asked not in ("", "held"):
        place = random.choice(ends)
        added[place] = added.get(place, "") + asked
    if random.random() < 0.3:
        place = random.choice(ends)
        added[place] = added.get(place, "") + "  ends banned\n"
    if random.random() < 0.3:
        place = random.choice(ends)
        added[place] = added.get(place, "") + "  earns 1 standing when banned\n"
    if asked == "held":
        added[lines.index("}", lines.index("grades of standing {"))] = (
            "  no better than low while banned\n"
        )
    text = "\n".join(added.get(n, "") + line for n, line in enumerate(lines))
    sanction = random.choice(
        ["", "sanction bad {\n  when banned\n  at the end of every week\n  costs 1 USD\n}\n"]
    )
    return f"{text}\nstatus banned {{}}\n{sanction}"


def fitting_with_statuses(first: int) -> Iterator[tuple[int, Policy]]:
    """The same with statuses, refusals, grades that are held down."""
    for seed in range(first, first + 3000):
        try:
            policy = loads(with_statuses(small_policy(Random(seed)), Random(seed)))
            check_order(policy.machine, ())
        except (PolicyError, Unfit):
            continue
        yield seed, policy


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


@pytest.mark.parametrize("fits", [fitting, fitting_with_statuses])
def test_doing_without_an_offence_is_never_worse(fits: Fits) -> None:
    seen = differed = 0
    for seed, policy in fits(1):
        machine = policy.machine
        random, trials = Random(seed), Trials(inquiry_of(policy))
        losing = [
            code
            for code, action in enumerate(machine.actions)
            if action.rules and only_burdens(machine, action)
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


@pytest.mark.parametrize("fits", [fitting, fitting_with_statuses])
def test_one_good_act_more_is_never_worse(fits: Fits) -> None:
    seen = differed = wasted = 0
    for seed, policy in fits(4000):
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
                    if is_cut(more) or is_cut(less):
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
    """Whether the end of a range swallowed something that was given or taken."""
    postings = tried.result.ledger or ()
    return any(each.granted != each.applied for each in postings if each.rule in tried.owners)


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


def test_what_is_free_does_not_help_where_that_is_proved() -> None:
    seen = free = 0
    for seed in range(7000, 9000):
        text = small_policy(Random(seed))
        try:
            policy = loads(with_statuses(text, Random(seed)) if seed % 2 else text)
        except PolicyError:
            continue
        machine, random, trials = policy.machine, Random(seed), Trials(inquiry_of(policy))
        if not nothing_free_helps(machine, (), FIRST):
            continue
        for _ in range(HISTORIES):
            history = rows(machine, random)
            priced = [
                each
                for each in history
                if machine.actions[each[1]].by != "choice" or any(cost_of(machine, (), *each[1:]))
            ]
            free += len(priced) < len(history)
            for more, less in compared(trials, history, priced):
                assert all(a <= b for a, b in zip(more.scores, less.scores, strict=True)), seed
        seen += 1
        if seen >= 120:
            break
    assert seen >= 120
    assert free >= 30

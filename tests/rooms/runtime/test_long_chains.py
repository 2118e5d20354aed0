"""Rules that set each other off: long chains work in every engine, too long ones are refused."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

import policylang
from policylang import PolicyError
from policylang.core import limits
from policylang.model.history import History
from policylang.model.result import Result
from policylang.runtime.interpreter import interpret
from policylang.runtime.plan import Plan
from policylang.runtime.readings import program_of
from policylang.runtime.timeline import evaluate
from policylang.runtime.tracker import Tracker

DAY = 737_000
HEAD = (
    "policy chain {}\n"
    "score points { starts at 0 stays within 0 to 1,000,000 }\n"
    "action push { earns 1 begins s0 for 3 days }\n"
    "status s0 {}\n"
)


def thresholds(count: int) -> str:
    """Each point that a rule gives is what the next rule waits for."""
    return "".join(f"rule r{n} {{ when points exceeds {n}\n earns 1 }}\n" for n in range(count))


def ladder(count: int) -> str:
    """Every rule is true at once, and what each does sets nothing off."""
    rules = (
        f"rule r{n} {{ when points exceeds 0\n begins s0 for 5 days }}\n" for n in range(count)
    )
    return "".join(rules)


def statuses(count: int) -> str:
    """Each status that a rule begins is what the next rule waits for."""
    return "".join(
        f"status s{n + 1} {{}}\nrule r{n} {{ as soon as s{n}\n begins s{n + 1} for 3 days }}\n"
        for n in range(count)
    )


def followers(count: int) -> str:
    """The same with rules that follow the start of a status."""
    return statuses(count).replace("as soon as s", "on the start of s")


KINDS = [thresholds, ladder, statuses, followers]


@pytest.fixture(autouse=True)
def usual_depth() -> Iterator[None]:
    """Calls may be as deep as Python usually lets them be."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000)
    yield
    sys.setrecursionlimit(before)


def results(policy: policylang.Policy) -> list[Result]:
    """What every engine, the oracle first, says of one push."""
    machine, history, days = policy.machine, History([DAY], [0], ()), (DAY, DAY + 10)
    since, as_of = days
    tracker = Tracker(machine, (), since=since)
    tracker.apply(DAY, 0, ())
    plan = Plan(machine, program_of(machine))
    return [
        interpret(machine, history, (), since=since, as_of=as_of, ledger=False),
        evaluate(plan, history, (), since=since, as_of=as_of, ledger=False),
        policy.evaluator.run(history, (), since=since, as_of=as_of),
        tracker.result(as_of),
    ]


@pytest.mark.parametrize("chain", KINDS)
@pytest.mark.parametrize("count", [1, 200])
def test_rules_set_each_other_off_one_by_one(chain: object, count: int) -> None:
    assert callable(chain)
    policy = policylang.loads(HEAD + chain(count))
    assert policy.machine.chain == count
    expected, *others = results(policy)
    assert expected.score == (count + 1 if chain is thresholds else 1)
    assert others == [expected] * 3


@pytest.mark.parametrize("chain", KINDS)
def test_the_longest_chain_that_is_allowed_is_run(chain: object) -> None:
    assert callable(chain)
    policy = policylang.loads(HEAD + chain(limits.CHAIN))
    machine, history = policy.machine, History([DAY], [0], ())
    plan = Plan(machine, program_of(machine))
    result = evaluate(plan, history, (), since=DAY, as_of=DAY, ledger=True)
    assert len(result.ledger or ()) == limits.CHAIN + 2


@pytest.mark.parametrize("chain", KINDS)
def test_a_longer_one_is_refused(chain: object) -> None:
    assert callable(chain)
    with pytest.raises(PolicyError) as error:
        policylang.loads(HEAD + chain(limits.CHAIN + 1))
    assert [each.code.number for each in error.value.diagnostics if each.is_error] == ["PL346"]


def test_the_oracle_runs_the_longest_chain_too() -> None:
    machine = policylang.loads(HEAD + followers(limits.CHAIN)).machine
    result = interpret(machine, History([DAY], [0], ()), (), since=DAY, as_of=DAY)
    assert len(result.ledger or ()) == limits.CHAIN + 2


def test_what_goes_off_again_and_again_is_counted_as_often() -> None:
    twice = "begins {0} ends {0} begins {0} ends {0}"
    rows = [
        f"status t{n} {{}}\nrule r{n} {{ on the start of t{n - 1}\n {twice.format(f't{n}')} }}\n"
        for n in range(1, 4)
    ]
    text = HEAD.replace("s0 for 3 days", "t0").replace("status s0", "status t0") + "".join(rows)
    policy = policylang.loads(text)
    pushed, *others = results(policy)
    assert others == [pushed] * 3
    # 1 + 2 + 4 rules go off; the bound takes the ends for what sets rules off as well
    assert 7 <= policy.machine.chain <= 1 + 5 + 21


def test_a_policy_with_short_chains_leaves_the_depth_of_calls_alone() -> None:
    results(policylang.loads(HEAD + thresholds(50)))
    assert sys.getrecursionlimit() == 1_000

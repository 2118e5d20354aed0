"""The state machine of a policy: laws of lives, and the tracker held to a replay."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

import policylang
from policylang import Policy
from policylang.core.data import data_dir
from policylang.testing import PersonLife, life_of
from tests.rooms.testing.test_strategies import RENEWAL, SHELF, SHIPPED

QUIET = settings(
    max_examples=12,
    stateful_step_count=10,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def run(machine: type[PersonLife]) -> None:
    run_state_machine_as_test(machine, settings=QUIET)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_lives_under_a_shipped_policy_equal_their_replay(path: object) -> None:
    run(life_of(policylang.load(path)))  # type: ignore[arg-type]


def test_a_life_begins_when_the_person_does() -> None:
    run(life_of(policylang.loads(RENEWAL)))


def test_a_law_that_does_not_hold_is_found() -> None:
    class Reader(life_of(policylang.loads(SHELF))):  # type: ignore[misc]
        @invariant()
        def nobody_loses(self) -> None:
            assert self.outcome.score >= 10

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Reader, settings=settings(QUIET, max_examples=200))


def test_a_tracker_that_goes_astray_is_found() -> None:
    class Forgetful(life_of(policylang.loads(SHELF))):  # type: ignore[misc]
        def do(self, action: str, **fields: object) -> None:
            super().do(action, **fields)
            self.events.append(self.events[-1])

    with pytest.raises(AssertionError, match="different outcomes"):
        run_state_machine_as_test(Forgetful, settings=settings(QUIET, max_examples=200))


@pytest.fixture(scope="module")
def rongcheng() -> Policy:
    return policylang.load(data_dir("policies") / "rongcheng.policy")


def test_a_life_can_be_led_by_hand(rongcheng: Policy) -> None:
    life = life_of(rongcheng, actions=["donate"], since="2015-03-01")()
    life.tracker = rongcheng.start()
    life.do("donate", amount="50 USD")
    life.wait(31)
    assert life.today == datetime.date(2015, 4, 1)
    assert life.outcome.score == 1001
    life.teardown()
    assert not hasattr(life, "do_volunteer")

"""What the solver says of statuses, counts, lots and the like is what every history says.

`small_schemes` makes the policies; `every_history` goes through them with the ordinary runtime.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from itertools import count, islice

import attrs
import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.decisions import ceilings, compact, lived
from policylang.auditor.decisions.days import Days
from policylang.auditor.decisions.lived import Lived
from policylang.auditor.decisions.process import process_of
from policylang.auditor.decisions.transitions import Process
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import profit
from policylang.auditor.question import STATE, Question, RanOut, Unfit
from policylang.auditor.solving.solver import solve
from policylang.core.errors import PolicyError
from policylang.model.finding import Verdict
from tests.rooms.auditor.every_history import TooMany, go_through
from tests.rooms.auditor.small_schemes import NAMES, small_scheme
from tests.rooms.auditor.test_every_history import FIRST, LAST, answers, inquiry_of, made

#: Policies of each run, in parts that can run beside one another.
PARTS, EACH = 3, 40


def schemes(first: int, about: str = "") -> Iterator[tuple[int, str, Policy]]:
    """Small schemes that the checker accepts: seed, what it is about, policy."""
    for seed in count(first):
        text, name = small_scheme(seed)
        if about not in ("", name):
            continue
        try:
            yield seed, name, loads(text)
        except PolicyError:
            continue


def optimum(process: Process, inquiry: Inquiry) -> int:
    best = solve(process, inquiry.pricing())
    assert best is not None
    return best.value


@pytest.mark.parametrize("part", range(PARTS))
def test_the_solver_agrees_with_every_history(part: int) -> None:
    seen: Counter[str] = Counter()
    for seed, name, policy in schemes(part * 100_000):
        try:  # a `Disagreement` with a replay fails the test, too
            said, true, every = answers(policy)
        except TooMany:
            continue
        assert said == true, f"seed {seed}, {name}\n{small_scheme(seed)[0]}"
        gains = every.best > every.idle
        verdict = profit.answer(inquiry_of(policy)).verdict
        assert verdict is (Verdict.BROKEN if gains else Verdict.HOLDS), f"seed {seed}"
        seen.update(["exact", name, type(inquiry_of(policy).process).__name__])
        seen["gains"] += gains
        if seen["exact"] == EACH:
            break
    assert seen["gains"] >= EACH // 5
    assert seen["exact"] - seen["gains"] >= EACH // 5
    assert seen["Lived"] >= EACH // 4
    assert seen["Process"] >= EACH // 8
    assert all(seen[name] for name in NAMES)


def test_both_kinds_of_process_agree() -> None:
    """What the compact process holds, the runtime lives: with the same optimum."""
    compared = 0
    for seed in range(1, 2000):
        policy = made(seed)
        if policy is None:
            continue
        inquiry = inquiry_of(policy)
        try:
            small = compact.process_of(policy.machine, inquiry.question)
        except Unfit:
            continue
        whole = lived.process_of(
            policy.machine, attrs.evolve(inquiry.question, memory=16_000 * STATE)
        )
        try:
            found = optimum(whole, inquiry)
        except RanOut:
            continue
        assert optimum(small, inquiry) == found, f"seed {seed}"
        compared += 1
        if compared == 25:
            return
    raise AssertionError


def test_both_kinds_of_process_agree_on_counts_without_an_end() -> None:
    compared = 0
    for seed in range(NAMES.index("counts"), 3000, len(NAMES)):
        text = re.sub(r"  refused when count of \w+ ever >= 3.*\n", "", small_scheme(seed)[0])
        try:
            policy = loads(text)
            inquiry = inquiry_of(policy)
            small = compact.process_of(policy.machine, inquiry.question)
        except (PolicyError, Unfit):
            continue
        whole = lived.process_of(policy.machine, inquiry.question)
        assert optimum(small, inquiry) == optimum(whole, inquiry), f"seed {seed}"
        compared += 1
        if compared == 25:
            return
    raise AssertionError


def test_leaving_out_bad_acts_changes_nothing_where_the_runtime_lives() -> None:
    compared = 0
    for seed, _, policy in schemes(700_000):
        inquiry = inquiry_of(policy)
        process = lived.process_of(policy.machine, inquiry.question)
        if not process.left_out:
            continue
        everything = process_of(policy.machine, inquiry.question, everything=True)
        assert optimum(process, inquiry) == optimum(everything, inquiry), f"seed {seed}"
        compared += 1
        if compared == 20:
            return


# --- the comparison has teeth ------------------------------------------------------------------


def _caught(wanted: str, first: int, *, runtime: bool = False) -> bool:
    """Whether some scheme of a kind shows that the solver is wrong.

    Args:
        runtime: look at the process that the runtime lives, where there may be another one.
    """
    for _, _, policy in islice(schemes(first, wanted), 60):
        inquiry = inquiry_of(policy)
        try:
            every = go_through(policy.machine, FIRST, LAST)
        except TooMany:
            continue
        process = inquiry.process
        if runtime:
            process = lived.process_of(policy.machine, inquiry.question)
        if optimum(process, inquiry) // inquiry.scale != every.best:
            return True
    return False


@pytest.mark.parametrize("wanted", ["status", "lots", "clock"])
def test_days_that_are_wrongly_alike_are_noticed(
    wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Days, "cuts", lambda _: set())
    assert _caught(wanted, 1, runtime=True)


def test_counts_that_stop_too_early_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def lower(needed: dict[object, int], leaf: object, value: int) -> None:
        needed[leaf] = max(needed.get(leaf, 0), value - 2)

    monkeypatch.setattr(ceilings, "_need", lower)
    assert _caught("counts", 1)


def test_refusals_that_are_forgotten_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    step = Process.step
    monkeypatch.setattr(
        Process,
        "step",
        lambda self, state, move: step(self, state, attrs.evolve(move, refusals=())),
    )
    assert _caught("refusal", 1)


# --- by hand -----------------------------------------------------------------------------------

_HEAD = (
    'policy bikes {\n  title "Bikes"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
)


def _process(text: str, until: str = "2018-12-31", **asked: object) -> tuple[Process, Inquiry]:
    policy = loads(_HEAD + text)
    first, last = (datetime.date.fromisoformat(day).toordinal() for day in ("2018-01-01", until))
    question = Question(first, last, **asked)  # type: ignore[arg-type]
    inquiry = Inquiry(policy.machine, question, inquiry_of(policy).replayer)
    return lived.process_of(policy.machine, question, budgeted=True), inquiry


_BAN = """
score credit { starts at 0 stays within 0 to 4 }
status banned {}
action sin { by choice earns 2 begins banned %s }
action ride { by choice costs 1 USD refused when banned "banned" earns 1 }
grades of credit { good from 4 low below }
perk gift { for good every month on day 1 pays 3 USD }
"""


def test_a_ban_for_months_makes_every_day_a_stage_and_one_to_a_date_does_not() -> None:
    moving, _ = _process(_BAN % "for 2 months")
    fixed, _ = _process(_BAN % "until 2018-03-15")
    assert isinstance(moving, Lived)
    assert isinstance(fixed, Lived)
    assert len(moving.stages) == 365
    # The first of each month, and the day after the ban.
    assert len(fixed.stages) == 13


def test_who_sins_last_rides_before() -> None:
    """Two rides for two dollars and a sin: the ban does not keep eleven gifts away."""
    process, inquiry = _process(_BAN % "until 2018-03-15")
    # Two sins make four points as well, and cost nothing: 11 gifts of 3 dollars.
    assert optimum(process, inquiry) == 33_00 * inquiry.scale


def test_a_ban_that_comes_first_costs_the_gifts_of_its_time() -> None:
    text = _BAN.replace("earns 2 begins", "earns 2, at most 2 ever begins")
    process, inquiry = _process(text % "until 2018-03-15")
    # One sin gives two points; two rides before it give the others.
    assert optimum(process, inquiry) == (33 - 2) * 100 * inquiry.scale


def test_hours_of_a_year_are_counted_where_the_runtime_lives() -> None:
    text = """
score credit { starts at 0 stays within 0 to 4 }
status tired {}
action work { by choice costs 2 hours earns 1 begins tired until 2018-01-10 }
action rest { by choice refused when tired "tired" }
grades of credit { good from 4 low below }
perk gift { for good every month on day 1 pays 3 USD }
"""
    few, inquiry = _process(text, hours_a_year=7 * 3600)
    enough, _ = _process(text, hours_a_year=8 * 3600)
    assert isinstance(few, Lived)
    assert optimum(few, inquiry) == 0
    assert optimum(enough, inquiry) == 33_00 * inquiry.scale


def test_points_that_run_out_with_the_month_leave_stages_of_months() -> None:
    text = """
score credit { starts at 0 stays at least 0 keeps lots }
action give {
  by choice
  costs 1 USD
  earns 1, at most 2 per calendar month, expires after 2 months at the end of the month
}
grades of credit { good from 4 low below }
perk gift { for good every month on day 1 pays 3 USD }
"""
    process, inquiry = _process(text)
    assert len(process.stages) == 12
    # Two dollars a month; from March on there are four points or more, and ten gifts. The last
    # two months' points would bring no gift any more.
    assert optimum(process, inquiry) == (30 - 2 * 11) * 100 * inquiry.scale


def test_the_third_of_a_year_counts_though_only_grades_look_at_the_score() -> None:
    text = """
score credit { starts at 0 stays within 0 to 9 }
action give { by choice costs 2 USD earns 4 when count of give this calendar year = 3 }
grades of credit { good from 4 low below }
perk gift { for good every month on day 1 pays 3 USD }
"""
    _, inquiry = _process(text)
    process = process_of(inquiry.machine, inquiry.question)
    assert not isinstance(process, Lived)
    assert optimum(process, inquiry) == (33 - 6) * 100 * inquiry.scale
    # It takes three in one year: two in the old one and one in the new one are nothing.
    _, later = _process(text, "2019-01-01")
    late = process_of(later.machine, later.question)
    assert optimum(late, inquiry) == (36 - 6) * 100 * inquiry.scale

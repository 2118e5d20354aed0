"""Actions for which others make up: leaving them out changes no best history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from random import Random

import attrs
import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.decisions import outdone
from policylang.auditor.decisions.process import process_of
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import price
from policylang.auditor.question import RanOut, Unfit
from policylang.auditor.solving.solver import idle, solve
from policylang.core.errors import PolicyError
from tests.rooms.auditor.every_history import Everything, TooMany, go_through
from tests.rooms.auditor.small_policies import small_policy
from tests.rooms.auditor.small_schemes import small_scheme
from tests.rooms.auditor.test_every_history import FIRST, LAST, inquiry_of

PARTS, EACH = 2, 30


def _plain(random: Random) -> str:
    """An action that gives and nothing else, whoever does it and however often."""
    cost = random.choice(["", f"  costs {random.randint(0, 3)} USD\n", "  costs 1 hours\n"])
    own = random.random() < 0.3
    field = "  own: yes or no = no\n" if own else ""
    when = " when not own" if own else ""
    gain = f"  earns {random.randint(1, 3)} standing{when}\n"
    return f"action plain {{\n{field}  by choice\n{cost}{gain}}}\n"


def _policies(first: int) -> Iterator[tuple[int, Policy]]:
    for seed in range(first, first + 100_000):
        random = Random(seed)
        text = small_policy(random) if seed % 2 else small_scheme(seed)[0]
        try:
            yield seed, loads(text + _plain(random))
        except PolicyError:
            continue


def _differences(policy: Policy) -> tuple[bool, list[str], Everything]:
    """Whether something more is left out, and where what is said of the rest is not so."""
    inquiry = inquiry_of(policy)
    process = inquiry.lean
    every = go_through(policy.machine, FIRST, LAST)
    best = solve(process, inquiry.pricing())
    assert best is not None
    said: dict[str, object] = {
        "best": best.value // inquiry.scale,
        "idle": idle(process, inquiry.pricing()).value,
    }
    true: dict[str, object] = {"best": every.best, "idle": every.idle * inquiry.scale}
    grading = policy.machine.gradings[0]
    said |= _reached(inquiry, policy)
    for rank in price.better_grades(grading, process):
        true[f"money of {rank}"] = every.cheapest.get(rank)
        true[f"day of {rank}"] = every.earliest.get(rank)
    more = set(process.left_out) > set(inquiry.process.left_out)
    return more, [name for name in true if said[name] != true[name]], every


def _reached(inquiry: Inquiry, policy: Policy) -> dict[str, object]:
    grading = policy.machine.gradings[0]
    process = process_of(policy.machine, inquiry.question, budgeted=True, lean=True)
    said: dict[str, object] = {}
    for rank in price.better_grades(grading, process):
        goal = price.goal_of(grading, rank)
        cheapest = price.reach(inquiry, process, goal, price.CHEAPEST)
        first = price.reach(inquiry, process, goal, price.CHEAPEST, first=True)
        said[f"money of {rank}"] = cheapest and cheapest.money
        said[f"day of {rank}"] = first and first.day
    return said


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_left_has_every_best_history(part: int) -> None:
    seen: Counter[str] = Counter()
    for seed, policy in _policies(part * 200_000):
        try:
            more, wrong, every = _differences(policy)
        except (Unfit, RanOut, TooMany):
            continue
        assert not wrong, f"seed {seed}"
        if more:
            seen["compared"] += 1
            seen["gains"] += every.best > every.idle
        if seen["compared"] == EACH:
            break
    assert seen["gains"] >= EACH // 8


def _caught(first: int) -> bool:
    """Whether some policy shows that too much is left out."""
    for _, (_, policy) in zip(range(400), _policies(first), strict=False):
        try:
            if _differences(policy)[1]:
                return True
        except (Unfit, RanOut, TooMany):
            continue
    return False


@pytest.mark.parametrize(("what", "first"), [("points", 213), ("costs", 1)])
def test_a_gift_that_is_not_as_good_is_noticed(
    what: str, first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    makes_up = outdone._makes_up

    def careless(gift: outdone._Gift, action: object, view: object) -> bool:
        better = {
            "points": attrs.evolve(gift, points=dict.fromkeys(range(9), 99)),
            "costs": attrs.evolve(gift, costs={}),
        }[what]
        return makes_up(better, action, view)  # type: ignore[arg-type]

    monkeypatch.setattr(outdone, "_makes_up", careless)
    assert _caught(first)


def test_a_gift_that_is_capped_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    only_gives = outdone._only_gives
    uncapped = partial(attrs.evolve, caps=())
    monkeypatch.setattr(outdone, "_only_gives", lambda rule: only_gives(uncapped(rule)))
    assert _caught(1)


# --- by hand -----------------------------------------------------------------------------------

_POLICY = """
policy forum { title "Forum" currency USD timezone "UTC" in force from 2018-01-01 }
score standing { starts at 1 stays at least 1 }
action answer { own: yes or no = no by choice earns 2 when not own }
action edit { by choice earns 2, at most 1,000 ever, at most 200 per calendar day }
action vote { by choice loses 1 }
grades of standing { old from 2,000 new below }
"""


def _left_out(text: str) -> list[str]:
    policy = loads(text)
    process = process_of(policy.machine, inquiry_of(policy).question, lean=True)
    return [policy.machine.actions[code].name for code in process.left_out]


def test_what_is_capped_is_made_up_for_by_what_is_not() -> None:
    assert _left_out(_POLICY) == ["edit", "vote"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("earns 2 when not own", "earns 1 when not own"),
        ("answer { own", "answer { costs 1 USD own"),
        ("earns 2 when not own", "earns 2 when not own refused when standing > 5"),
        ("earns 2 when not own", "earns 2 when not own, at most 4 per calendar day"),
        ("earns 2 when not own", "earns 2 when not own loses 1"),
        ("earns 2 when not own", "earns 2 when the date < 2018-01-30"),
    ],
)
def test_what_does_not_always_give_as_much_makes_up_for_nothing(old: str, new: str) -> None:
    assert old in _POLICY
    assert "edit" not in _left_out(_POLICY.replace(old, new))


def test_what_is_counted_is_kept() -> None:
    counted = "action medal { by choice earns 5 when count of edit ever >= 3 }"
    assert "edit" not in _left_out(_POLICY + counted)

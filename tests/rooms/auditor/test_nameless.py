"""Caps that count for each name apart: going through every history, the solver says what is so."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from policylang import loads
from policylang.auditor.decisions import compact
from policylang.auditor.decisions.nameless import nameless
from policylang.auditor.question import RanOut, Unfit
from policylang.core.errors import PolicyError
from tests.rooms.auditor.every_history import TooMany, go_through
from tests.rooms.auditor.test_every_history import FIRST, LAST, answers, inquiry_of

_HEAD = 'policy named { title "Named" currency USD timezone "UTC" in force from 2018-01-01 }\n'


def _cap(draw: Random) -> str:
    limit = draw.randint(1, 3)
    return draw.choice(
        [
            f", at most {limit} points per stop", f", at most {limit} times per stop",
            ", only the highest per stop", f", at most {limit} points per stop per calendar week",
            f", at most {limit} points per stop, at most {limit + 1} per calendar month",
            f", at most {limit} per calendar day", "",
        ]
    )  # fmt: skip


def _policy(seed: int) -> str:
    draw = Random(seed)
    high = draw.randint(4, 8)
    blocks = [_HEAD, f"score standing {{ starts at 0 stays within 0 to {high} }}\n"]
    for number in range(draw.randint(1, 2)):
        size = draw.choice(["size", "1", "2"])
        verb = draw.choice(["earns", "earns", "earns", "loses"])
        when = draw.choice(["", "", f" when standing < {draw.randint(1, high)}", " when size is 2"])
        refused = draw.choice(["", "", "refused when stop is given", "refused when standing >= 3"])
        blocks.append(
            f"action a{number} {{\n  stop: name\n  size: points from 1 to 2\n  by choice\n"
            f"  costs {draw.randint(0, 3)} USD\n  {refused}\n"
            f"  {verb} {size}{when}{_cap(draw)}\n}}\n"
        )
    top = draw.randint(2, high)
    blocks.append(f"grades of standing {{ top from {top} low below }}\n")
    blocks.append(
        f"perk gift {{ for {draw.choice(['top', 'top', 'low'])} every month on day 1 "
        f"pays {draw.randint(1, 9)} USD }}\n"
    )
    return "".join(blocks)


@pytest.mark.parametrize("part", range(3))
def test_the_solver_agrees_with_every_history_of_names(part: int) -> None:
    seen: Counter[str] = Counter()
    seed = part * 100_000
    while seen["freed"] < 25:
        seed += 1
        text = _policy(seed)
        try:
            policy = loads(text)
        except PolicyError:
            continue
        freed = nameless(policy.machine) is not policy.machine
        try:
            said, true, every = answers(policy)
        except (Unfit, RanOut):
            seen["unfit"] += freed
            continue
        except TooMany:
            continue
        assert said == true, f"seed {seed}\n{text}"
        seen["freed"] += freed
        seen["gains"] += freed and every.best > every.idle
        seen["kept"] += not freed
    assert seen["gains"] >= 5
    assert seen["unfit"] >= 1
    assert seen["kept"] >= 5


_NAMED = """\
score standing { starts at 0 stays within 0 to 10 }
action gift {
  stop: name
  size: points from 1 to 2
  kind: one of {small, large} = small
  by choice
  RULE
}
"""


@pytest.mark.parametrize(
    ("rule", "freed"),
    [
        ("earns size, at most 3 per stop", True),
        ("earns size, at most 3 times per stop", True),
        ("earns size, only the highest per stop", True),
        ("earns size when size is 2, at most 3 per stop", True),
        ("loses size, at most 3 per stop", False),
        ("earns size, at most 3 per stop, at most 5 per calendar year", False),
        ("earns size when stop is given, at most 3 per stop", False),
        ("earns size, at most 3 per kind", False),
        ("earns size", False),
    ],
)
def test_a_cap_is_left_aside_only_where_nothing_else_looks_at_the_name(
    rule: str, freed: bool
) -> None:
    machine = loads(_HEAD + _NAMED.replace("RULE", rule)).machine
    assert (nameless(machine) is not machine) is freed
    assert all(not each.caps for each in nameless(machine).rules) is (freed or rule == "earns size")


_BURDEN = (
    _HEAD
    + """\
score standing { starts at 0 stays within 0 to 3 }
score burden { starts at 0 stays within 0 to 6 }
action a {
  stop: name
  by choice
  costs 1 USD
  earns 1 standing
  earns 2 burden, at most 2 per stop
}
grades of standing { top from 3 low below }
perk gift { for top when burden <= 2 every month on day 1 pays 9 USD }
"""
)


def test_a_name_that_keeps_a_burden_down_is_given() -> None:
    policy = loads(_BURDEN)
    assert go_through(policy.machine, FIRST, LAST, most=400).best == 600
    assert nameless(policy.machine) is not policy.machine
    with pytest.raises(Unfit, match="each name apart"):
        compact.process_of(policy.machine, inquiry_of(policy).question)

"""What falls due, as a chain: its order, when it tells of new years, and what those empty."""

from __future__ import annotations

import datetime

import pytest

import policylang
from policylang.compiler import Evaluator, Variant
from policylang.compiler.calendar import LAST, Link, calendar_between, has_new_years
from policylang.model.history import History
from policylang.model.machine import Machine
from policylang.runtime.interpreter import interpret

POLICY = """policy p {{
  currency USD
  in force from 2018-03-01
}}
score s {{
  starts at 10
  stays within 0 to 99
}}
action visit {{
  earns {earns}
}}
grades of s {{
  high from 12
  low below
}}
{perks}
"""

YEARLY = "perk y { for high  every year on 1 January  pays 1 USD }"
MONTHLY = "perk m { for high  every month on day 1  pays 2 USD }"
ONCE = "perk o { once on 2019-01-01  pays 3 USD }"
VISITED = "when count of visit this calendar year >= 1"
CAPPED = "2, at most 4 per calendar year"


def machine_of(earns: str, *perks: str) -> Machine:
    return policylang.loads(POLICY.format(earns=earns, perks="\n".join(perks))).machine


def day(year: int, month: int, day_of_month: int) -> int:
    return datetime.date(year, month, day_of_month).toordinal()


def links(chain: Link | None) -> list[tuple[int, int]]:
    found = []
    while chain is not None:
        when, what, chain = chain
        found.append((when, what))
    return found


def test_a_new_year_comes_before_what_is_due_on_its_first_day() -> None:
    machine = machine_of(CAPPED, YEARLY, ONCE)
    new_year, last = 2, (LAST[0], LAST[1])
    assert links(calendar_between(machine, day(2018, 3, 1), day(2020, 1, 1))) == [
        (day(2019, 1, 1), new_year),
        (day(2019, 1, 1), 0),
        (day(2019, 1, 1), 1),
        (day(2020, 1, 1), new_year),
        (day(2020, 1, 1), 0),
        last,
    ]
    assert links(calendar_between(machine, day(2018, 3, 1), day(2018, 12, 31))) == [last]


@pytest.mark.parametrize(
    ("earns", "perks", "expected"),
    [
        (CAPPED, [YEARLY], True),
        (CAPPED, [MONTHLY], True),
        ("1 when count of visit this calendar year >= 2", [YEARLY], True),
        # Nothing starts again with a year.
        ("2, at most 4 per calendar month", [YEARLY], False),
        # A person with one event in a policy of fifty years would pay for each of them.
        (CAPPED, [ONCE], False),
        (CAPPED, [], False),
    ],
)
def test_the_calendar_tells_of_new_years_where_something_is_due_that_often(
    earns: str, perks: list[str], expected: bool
) -> None:
    assert has_new_years(machine_of(earns, *perks)) is expected


def test_a_chain_of_a_thousand_years_comes_and_goes() -> None:
    machine = machine_of(CAPPED, MONTHLY)
    chain = calendar_between(machine, day(2018, 3, 1), day(2999, 12, 31))
    assert len(links(chain)) == 10 + 13 * 981 + 1
    del chain  # nested twelve thousand deep


@pytest.mark.parametrize("perks", [[ONCE], [MONTHLY, YEARLY]])
@pytest.mark.parametrize(
    "earns",
    [
        CAPPED,
        "2, at most 2 times per calendar year",
        "2, at most 3 per calendar month, at most 7 per calendar year",
        "2, at most 3 in any 400 days, at most 5 per calendar year",
        "1 when count of visit this calendar year < 3",
    ],
)
@pytest.mark.parametrize(
    "held",
    [
        "",
        f'perk h {{ {VISITED}  grants "a" }}',
        f"perk d {{ {VISITED}  every year on 1 January  pays 1 USD }}",
        f"perk d {{ {VISITED}  every month on day 31  pays 1 USD }}",
    ],
)
def test_what_is_counted_by_the_year_starts_again_on_its_first_day(
    perks: list[str], earns: str, held: str
) -> None:
    machine = machine_of(earns, *perks, held)
    evaluator = Evaluator(machine)
    assert evaluator.flat
    days = [
        day(2018, 3, 1), day(2018, 12, 30), day(2018, 12, 31), day(2019, 1, 1), day(2019, 1, 1),
        day(2019, 12, 31), day(2021, 1, 1), day(2021, 2, 1), day(2021, 2, 2),
    ]  # fmt: skip
    for end in (0, 4, len(days)):
        history = History(days[:end], [0] * end, ())
        rows = [(datetime.date.fromordinal(each), "visit") for each in days[:end]]
        for as_of in (day(2021, 2, 2), day(2021, 12, 31), day(2022, 1, 1)):
            expected = interpret(machine, history, (), as_of=as_of, ledger=True)
            assert evaluator.run(history, (), as_of=as_of, ledger=True) == expected
            silent = expected._replace(ledger=None)
            assert evaluator.run(history, (), as_of=as_of) == silent
            assert evaluator.run_rows(rows, as_of=as_of) == silent


def test_the_text_says_what_a_new_year_empties() -> None:
    source = Evaluator(machine_of(CAPPED, YEARLY)).source_python
    assert source.count("# a new year\n") == 2 * len(Variant)
    assert "year_end" not in source

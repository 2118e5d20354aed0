"""What a policy says in plain words."""

from __future__ import annotations

import attrs
import pytest

import policylang
from policylang.core.data import data_dir
from policylang.model.expressions import All, Balance, Compare, Constant, Relation
from policylang.report import words
from policylang.report.formula import Formula
from policylang.report.policy import render_policy
from policylang.report.style import Style
from tests.rooms.report.painted import unpainted
from tests.rooms.report.samples import library

LIBRARY = library()
WIDE = Style(width=200)


def rows_of(text: str, title: str) -> list[list[str]]:
    """The rows of one table, cells split where at least two spaces stand."""
    _, _, section = text.partition(f"{title}\n\n")
    table, _, _ = section.partition("\n\n")
    return [[cell for cell in line.split("  ") if cell] for line in table.splitlines()]


def test_every_part_of_a_policy_is_in_it() -> None:
    text = render_policy(LIBRARY.machine, WIDE)
    assert text.startswith(
        "Borrowing points of the town library\n"
        "policy library; version 3; in force from 2018-01-01; days in Europe/Berlin, "
        "money in EUR\n"
        "Source: Rules of the library, 2018, section 4\n"
    )
    assert "Trust: starts at 100 points and stays within 90 to 120\n" in text
    for action in LIBRARY.machine.actions:
        assert f"`{action.name}`" in text


def test_grades_are_told_with_their_points() -> None:
    grades = rows_of(render_policy(LIBRARY.machine, WIDE), "Grades, best first")
    assert [row[:2] for row in grades[2:]] == [
        ["trusted", "110 and more"],
        ["usual", "95 to 109"],
        ["watched", "below 95"],
    ]


def test_assumed_and_reported_figures_are_told_apart_with_their_source() -> None:
    figures = rows_of(render_policy(LIBRARY.machine, WIDE), "Figures")
    told = [[cell.strip() for cell in row] for row in figures[2:]]
    assert told == [
        ["week_cap", "8 points", "reported", "section 4"],
        ["floor", "90", "assumed", "a guess"],
    ]


def test_the_table_has_no_column_that_would_be_empty() -> None:
    text = render_policy(policylang.loads("policy x { }\nscore s { starts at 1 }").machine)
    assert "Actions" not in text
    assert "Perks" not in text


def test_the_policy_is_shown_in_ascii_where_that_is_all_there_is() -> None:
    text = render_policy(LIBRARY.machine, Style(ascii=True))
    assert text.isascii()
    assert "\u2500" in render_policy(LIBRARY.machine)


@pytest.mark.parametrize("width", [20, 40, 80, 300])
def test_a_table_fits_the_terminal_as_far_as_it_can(width: int) -> None:
    text = render_policy(LIBRARY.machine, Style(width=width))
    assert max(map(len, text.splitlines())) <= max(width, 110)


def test_colour_changes_nothing_but_colour() -> None:
    painted = render_policy(LIBRARY.machine, Style(color=True))
    assert "\x1b[1mFigures\x1b[0m" in painted
    assert unpainted(painted) == render_policy(LIBRARY.machine)


def test_hostile_texts_are_spelled_out() -> None:
    title = "a\u202eb [red]c[/red] :bomb:"
    action = attrs.evolve(LIBRARY.machine.actions[0], label="迟付\n[bold] \x9b2J")
    machine = attrs.evolve(
        LIBRARY.machine,
        header=attrs.evolve(LIBRARY.machine.header, title=title),
        actions=(action, *LIBRARY.machine.actions[1:]),
    )
    text = render_policy(machine)
    assert text.startswith("a\\u202eb [red]c[/red] :bomb:\n")
    assert "[bold] \\x9b2J" in text
    assert "\x9b" not in text


def test_the_shipped_policy_tells_its_assumptions() -> None:
    policy = policylang.load(data_dir("policies") / "rongcheng.policy")
    text = render_policy(policy.machine, WIDE)
    assert "earns 1 per 50 USD of amount" in text
    assert "15 points per calendar year" in text
    assert "loses 20 when count of late_payment in the last 365 days is at least 3" in text
    assert "saves 1% of `loan` rounded down" in text
    assert "within 3 years, gain from perks <= cost of actions" in text
    assert "donations earn, but no rate was found" in text


# --- formulas ------------------------------------------------------------------------------

PERSON = """
policy p { currency EUR }
person {
  resident: yes or no
  class: one of {learner, full} = full
  born: date
  loan: money from 0 EUR to 1,000 EUR = 0 EUR
}
score s { starts at 50  stays within 0 to 100 }
action a {
  amount: money from 0 EUR to 1,000 EUR
  on_time: yes or no
  earns 1 per 50 EUR of amount when on_time and loan > 0 EUR and born < 2000-01-01
    and class is full and resident
}
grades of s { good from 60  ok from 20  bad below }
"""


def perk(clauses: str) -> policylang.api.Policy:
    return policylang.loads(f"{PERSON}\nperk p {{ {clauses} }}")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("resident", "`resident`"),
        ("not resident", "not `resident`"),
        ("class is learner", "`class` is learner"),
        ("class is not learner", "`class` is not learner"),
        ("born < 2000-01-01", "`born` is before 2000-01-01"),
        ("the date >= 2019-01-01", "the date is not before 2019-01-01"),
        ("s + 5 > 10", "the score + 5 is more than 10"),
        ("s - 5 > 10", "the score - 5 is more than 10"),
        ("loan * 2 > 10 EUR", "`loan` * 2 is more than 10.00 EUR"),
        ("grade is ok or better", "the score is at least 20"),
        ("grade is ok", "the score is at least 20 and the score is less than 60"),
        ("count of a ever >= 3", "count of `a` ever is at least 3"),
        (
            "sum of amount of a where on_time in the last 1 days >= 3 EUR",
            "sum of `amount` of `a` where `on_time` today is at least 3.00 EUR",
        ),
        (
            "count of a ever >= 3 and (resident or loan > 5 EUR)",
            "count of `a` ever is at least 3 and (`resident` or `loan` is more than 5.00 EUR)",
        ),
        (
            "not (resident and loan > 5 EUR)",
            "not (`resident` and `loan` is more than 5.00 EUR)",
        ),
    ],
)
def test_conditions_are_told_in_words(written: str, shown: str) -> None:
    machine = perk(f'when {written} grants "x"').machine
    assert words.whom(machine.grants[0], machine) == f"everybody, if {shown}"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("5 EUR", "5.00 EUR"),
        ("loan", "`loan`"),
        ("1% of loan", "1% of `loan` rounded down"),
        ("0.25% of loan rounded up", "0.25% of `loan` rounded up"),
        ("150% of loan", "150% of `loan` rounded down"),
        ("50% of (loan + 3 EUR)", "50% of (`loan` + 3.00 EUR) rounded down"),
        ("the smaller of loan and 3 EUR", "the smaller of `loan` and 3.00 EUR"),
        ("the larger of 2 * loan and 3 EUR", "the larger of 2 * `loan` and 3.00 EUR"),
    ],
)
def test_amounts_are_told_in_words(written: str, shown: str) -> None:
    machine = perk(f"once on 2018-06-01 pays {written}").machine
    assert words.brings(machine.grants[0], machine) == f"pays {shown}"


def test_what_always_or_never_holds_is_said_so() -> None:
    formula = Formula(LIBRARY.machine)
    assert formula.condition(Constant(1)) == "always"
    assert formula.condition(Constant(0)) == "never"
    holds = Compare(Relation.AT_LEAST, Balance(), Constant(5))
    assert formula.condition(All((Constant(1), holds))) == "the score is at least 5"
    assert formula.condition(All((Constant(1), Constant(1)))) == "always"


@pytest.mark.parametrize(
    ("clause", "shown"),
    [
        ("every year on 1 December", "every year on 1 December"),
        ("every month on day 15", "every month on day 15"),
        ("every month on the last day", "every month on the last day"),
        ("once on 2018-06-01", "once on 2018-06-01"),
        ("", "as long as it holds"),
    ],
)
def test_schedules_are_told_in_words(clause: str, shown: str) -> None:
    machine = perk(f'{clause} grants "x"').machine
    assert words.trigger(machine.grants[0].trigger, machine) == shown


@pytest.mark.parametrize(
    ("clause", "who"),
    [
        ("for good", "good"),
        ("for good, bad", "good, bad"),
        ("for ok or better", "good, ok"),
        ("for bad or better", "good to bad"),
        ("", "everybody"),
    ],
)
def test_grades_are_listed(clause: str, who: str) -> None:
    machine = perk(f'{clause} grants "x"').machine
    assert words.whom(machine.grants[0], machine) == who


def test_figures_are_put_into_rules_by_what_they_come_to() -> None:
    machine = policylang.loads(
        "assumed { fine = 5 points  more = fine + 3  late = 2 }\n"
        "policy p { }\n"
        "score s { starts at 50  stays within 0 to 100 }\n"
        "action late { loses more when count of late ever >= late, at most fine per day }\n"
    ).machine
    assert words.rule(machine.rules[0]) == ("loses 8 points when count of late ever is at least 2")
    assert words.cap(machine.rules[0].caps[0], machine) == "5 points per calendar day"


def test_a_figure_that_is_called_like_a_word_of_the_language_is_put_in_for_itself_alone() -> None:
    machine = policylang.loads(
        "assumed { year = 5  most = 7 points  days = 3 }\n"
        "policy p { }\n"
        "score s { starts at 50  stays within 0 to 100 }\n"
        "action a {\n"
        "  kind: one of {days, weeks}\n"
        "  earns year when kind is days, at most most per calendar year, at most 9 in any 30 days\n"
        "}\n"
    ).machine
    assert machine.rules[0].origin.said == (
        "earns 5 when kind is days, at most 7 points per calendar year, at most 9 in any 30 days"
    )


def test_what_is_put_in_is_no_longer_than_a_number() -> None:
    chain = "".join(f"  a{n + 1} = (a{n} + a{n}) * 0\n" for n in range(40))
    machine = policylang.loads(
        f"assumed {{\n  a0 = 1\n{chain}}}\n"
        "policy p { }\nscore s { starts at 50 }\n"
        "action a { size: number from 0 to 9  earns 1 when size > a40 }\n"
    ).machine
    assert machine.rules[0].origin.said == "earns 1 when size > 0"

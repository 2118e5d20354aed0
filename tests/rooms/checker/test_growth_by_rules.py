"""How far an open score can go when rules with triggers of their own add to it."""

from __future__ import annotations

import pytest

from policylang.core import limits
from tests.rooms.checker.policies import codes, machine

#: In force for the 365 days of 2018.
HEADER = 'policy p {\n  title "t"\n  in force from 2018-01-01\n  in force until 2018-12-31\n}\n'
OPEN = "score s {\n  starts at 10\n}\n"
STATES = "status ban {\n}\nstatus gold {\n}\n"
PERSON = "person {\n  born: date\n}\n"
ACTION = "action visit {\n  begins ban for 1 months\n}\n"
EVENTS = limits.EVENTS_PER_PERSON


def rule(trigger: str, *does: str, name: str = "r") -> str:
    return f"rule {name} {{\n  {trigger}\n" + "".join(f"  {each}\n" for each in does) + "}\n"


def bounds(*blocks: str, score: str = OPEN) -> tuple[int, int]:
    built = machine(PERSON, STATES, *blocks, header=HEADER, score=score)
    return built.scores[0].bounds


@pytest.mark.parametrize(
    ("trigger", "least"),
    [
        ("every year on 1 May", 1),
        ("every month on day 1", 12),
        ("once on 2018-05-01", 1),
        ("once on born", 1),
        ("every 1 days from 2018-01-01", 364),
        ("every 2 months from born", 6),
        ("at the end of every week", 52),
        ("at the end of every month", 12),
        ("after every 1 days without visit", 364),
        ("on visit", EVENTS),
        ("on the start of ban", EVENTS),
        ("as soon as ban", EVENTS),
    ],
)
def test_a_rule_counts_as_often_as_it_can_be_applied(trigger: str, least: int) -> None:
    low, high = bounds(ACTION, rule(trigger, "earns 3", "begins gold"))
    assert low == 10
    assert 10 + 3 * least <= high
    taken = bounds(ACTION, rule(trigger, "loses 3", "begins gold"))
    assert taken == (20 - high, 10)


@pytest.mark.parametrize(("gain", "grown"), [("", 0), ("  earns 3\n", 3)])
def test_a_start_that_depends_on_the_person_is_within_the_bounds(gain: str, grown: int) -> None:
    person = "person {\n  earlier: points from -4 to 12\n}\n"
    action = f"action visit {{\n{gain}}}\n"
    score = "score s {\n  starts at earlier\n}\n"
    built = machine(person, action, header=HEADER, score=score)
    assert built.scores[0].bounds == (-4, 12 + grown * EVENTS)


def test_dated_rules_count_days_and_not_events() -> None:
    _, high = bounds(ACTION, rule("every month on day 1", "earns 3", "begins gold"))
    assert high < 10 + 3 * 20
    _, often = bounds(ACTION, rule("at the end of every day", "earns 3", "begins gold"))
    assert often < 10 + 3 * 400


def test_a_rule_on_an_action_adds_to_what_the_action_does() -> None:
    action = "action visit {\n  earns 2\n  begins ban\n}\n"
    assert bounds(action, rule("on visit", "earns 3", "begins gold"))[1] == 10 + 5 * EVENTS


def test_a_status_that_begins_again_when_it_ends_counts_days() -> None:
    again = rule("on the end of ban", "begins ban for 1 days", "earns 3", "begins gold")
    assert bounds(ACTION, again)[1] >= 10 + 3 * 365


LOTS = OPEN.replace("10\n", "10\n  keeps lots\n")


def test_what_runs_out_may_set_the_rule_off_that_gave_it() -> None:
    gives = rule("when s falls to 0", "earns 5, expires after 1 days", "begins gold")
    action = "action visit {\n  loses 1\n  begins ban\n}\n"
    blocks = (PERSON, STATES, action, gives)
    assert codes(*blocks, header=HEADER, score=LOTS) == ["PL217"]
    ranged = LOTS.replace("10\n", "10\n  stays at most 1,000\n")
    assert codes(*blocks, header=HEADER, score=ranged) == []
    once = gives.replace("falls to 0", "reaches 5")
    assert codes(PERSON, STATES, action, once, header=HEADER, score=LOTS) == ["PL217"]


def test_what_runs_out_of_another_score_does_not() -> None:
    tier = "score tier {\n  starts at 0\n}\n"
    gives = rule("when tier reaches 50", "earns 5 s, expires after 1 days", "begins gold")
    action = "action visit {\n  earns 1 tier\n  begins ban\n}\n"
    assert bounds(tier, action, gives, score=LOTS)[1] > 10


@pytest.mark.parametrize(
    ("does", "expected"),
    [
        ("sets to 500", (10, 500)),
        ("raises to at least 500", (10, 500)),
        ("lowers to at most -500", (-500, 10)),
        ("clears", (0, 10)),
    ],
)
def test_a_rule_that_sets_goes_no_further_than_it_sets(
    does: str, expected: tuple[int, int]
) -> None:
    assert bounds(ACTION, rule("on visit", does, "begins gold")) == expected


def test_a_floor_that_depends_goes_no_further_than_it_can_be() -> None:
    action = "action visit {\n  n: points from 3 to 700\n  raises to at least n\n  begins ban\n}\n"
    assert bounds(action, rule("on visit", "loses 1", "begins gold")) == (10 - EVENTS, 700)


def test_what_runs_out_gives_back_no_more_than_was_given() -> None:
    action = "action visit {\n  earns 2, expires after 1 months\n  begins ban\n}\n"
    assert bounds(action, rule("on visit", "begins gold"), score=LOTS) == (10, 10 + 2 * EVENTS)


def test_a_rule_that_adds_too_much_too_often_is_refused() -> None:
    large = rule("at the end of every day", f"earns {10**17}", "begins gold")
    blocks = (PERSON, STATES, ACTION, large)
    assert codes(*blocks, header=HEADER, score=OPEN) == ["PL217"]
    kept = OPEN.replace("10\n", f"10\n  stays within 0 to {10**17}\n")
    assert codes(*blocks, header=HEADER, score=kept) == []

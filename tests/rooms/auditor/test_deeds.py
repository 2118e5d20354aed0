"""What offences, good acts and reserves come to, in figures worked out by hand."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from policylang import load, loads
from policylang.api import Policy
from policylang.auditor.asking import question_of
from policylang.auditor.deeds.valued import good_ways
from policylang.auditor.fallbacks.dispatch import Fallbacks
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import (
    bad_acts,
    banking,
    cliffs,
    free_offences,
    good_acts,
    volume_discounts,
)
from policylang.auditor.question import Question
from policylang.auditor.witnesses.replay import Replayer
from policylang.model.finding import Answer, Evidence, Verdict
from tests.rooms.auditor.test_dead_parts import POLICIES

HEAD = (
    'policy deeds {\n  title "Deeds"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
)
SCORE = "score credit {\n  starts at 0\n  stays within -100 to 100\n}\n"


def inquiry_of(policy: Policy) -> Inquiry:
    question = question_of(policy.machine, policy.encoder)
    replayer = Replayer(policy.machine, question.attributes, policy.evaluator)
    return Inquiry(policy.machine, question, replayer)


def asked(ask: Callable[[Inquiry], Answer], text: str, score: str = SCORE) -> Answer:
    return ask(inquiry_of(loads(HEAD + score + text)))


def rongcheng() -> Inquiry:
    return inquiry_of(load(next(path for path in POLICIES if path.stem == "rongcheng")))


# --- Rongcheng ---------------------------------------------------------------------------------


def test_offences_of_rongcheng_become_free_where_the_score_ends() -> None:
    answer = free_offences.answer(rongcheng())
    # 1,000 points: 200 tickets of 5; two bills of 10, then 49 of 20; a second fall to C is none.
    assert [row[:2] for row in answer.table[1:]] == [
        ("Traffic ticket", "200"), ("Late bill", "51"), ("Drunk driving", "1"),
    ]  # fmt: skip
    (finding,) = answer.findings
    assert [line.points for line in finding.lines] == [-151, 0]


def test_a_reserve_of_rongcheng() -> None:
    answer = banking.answer(rongcheng())
    # A begins at 960: 40 points are 8 tickets; three years of 15 + 10 points make 115, so 23. Bills
    # of 10, 10, 20 leave A after three; 115 points are 10 + 10 + 4 times 20.
    assert list(answer.table[1:]) == [
        ("Traffic ticket", "8", "23"), ("Late bill", "3", "6"), ("Drunk driving", "0", "0"),
    ]  # fmt: skip
    assert answer.figures["reserve"] == "1,075 points by 2016-01-01"


def test_cliffs_of_rongcheng() -> None:
    answer = cliffs.answer(rongcheng())
    assert answer.evidence is Evidence.PROVED_ALWAYS
    places = {row[0]: row[1:] for row in answer.table[1:]}
    assert places["`credit` 1,050"][1:3] == ("+50.00 USD", "+50.00 USD")
    assert "`amount` every 50.00 USD from 50.00 USD" in places
    assert "gets no more above it" in places["`amount` 750.00 USD"][0]
    assert places["event number 3 of `Late bill` in its time"][0] == (
        "`Late bill` asks for -20 instead of -10"
    )
    assert len(places) == 11


# --- each property -----------------------------------------------------------------------------


def test_a_cap_on_losses_frees_until_its_window_ends() -> None:
    text = "action offence {\n  loses 5, at most 10 points per calendar month\n}\n"
    answer = asked(free_offences.answer, text)
    (finding,) = answer.findings
    assert len(finding.lines) == 3
    assert finding.notes[0] == "on 2018-02-01 it costs again"


def test_a_fine_does_not_make_an_offence_dear_in_points() -> None:
    answer = asked(
        free_offences.answer,
        "action offence {\n  costs 30 USD\n  loses 5, at most 5 points ever\n}\n",
    )
    assert "its own cost of 30.00 USD stays" in answer.findings[0].notes


def test_an_offence_with_a_sanction_each_time_is_not_free() -> None:
    text = "action offence {\n  loses 5, at most 5 points ever\n}\n"
    sanction = "sanction fine {\n  on offence\n  costs 20 USD\n}\n"
    assert asked(free_offences.answer, text).findings
    assert not asked(free_offences.answer, text + sanction).findings


def test_demerits_are_told_from_credit() -> None:
    text = (
        "action offence {\n  earns 3, at most 3 points per calendar day\n}\n"
        "sanction ban {\n  when credit >= 9\n  every month on day 1\n  costs 5 USD\n}\n"
    )
    score = "score credit {\n  starts at 0\n  stays within 0 to 20\n}\n"
    machine = loads(HEAD + score + text).machine
    assert good_ways(machine, ()) == (-1,)
    assert asked(free_offences.answer, text, score).findings
    (burst,) = asked(volume_discounts.answer, text, score).findings
    assert burst.title == "2 of `offence` on one day cost 3 points, 1 day apart 6 points"


def test_flensburg_counts_one_act_once() -> None:
    policy = load(next(path for path in POLICIES if path.stem == "germany_flensburg"))
    answer = volume_discounts.answer(inquiry_of(policy))
    assert answer.table[1] == ("Offence with points", "2", "3 points", "3 points", "6 points")


def test_a_share_of_what_is_left_makes_later_offences_cheaper() -> None:
    text = "action offence {\n  multiplies by 90% truncated\n}\n"
    score = "score credit {\n  starts at 100\n  stays within 0 to 100\n}\n"
    answer = asked(volume_discounts.answer, text, score)
    assert answer.table[1] == ("offence", "2", "10 points", "19 points", "19 points")
    (finding,) = answer.findings
    assert finding.title == (
        "2 of `offence` cost 19 points, one 10 points: later ones cost less, also 1 day apart, as "
        "each takes a share of what is left"
    )


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        ("when credit falls below 75\n  raises to at least 120",
         "3 of `offence` leave somebody better off than 2: points of `credit`, on 2018-01-01"),
        ("at the end of every year\n  raises to at least 120 when credit < 75",
         "3 of `offence` leave somebody better off than 2: points of `credit`, on 2018-12-31"),
        ("once on 2018-03-01\n  raises to at least 120 when credit < 95",
         "2 of `offence` leave somebody better off than none: points of `credit`, on 2018-03-01"),
    ],
)  # fmt: skip
def test_what_comes_after_offences_is_looked_at(rule: str, title: str) -> None:
    score = "score credit {\n  starts at 100\n  stays within 0 to 200\n}\n"
    text = f"action offence {{\n  loses 10\n}}\nrule grace {{\n  {rule}\n}}\n"
    answer = asked(volume_discounts.answer, text, score)
    assert title in [each.title for each in answer.findings]
    (finding,) = answer.findings
    assert finding.beside is not None


def test_what_further_offences_do_not_take_is_said() -> None:
    score = "score credit {\n  starts at 100\n  stays within 0 to 200\n}\n"
    answer = asked(volume_discounts.answer, "action offence {\n  sets to 40\n}\n", score)
    assert (answer.verdict, answer.evidence) == (Verdict.ANSWERED, Evidence.SEARCHED)
    assert answer.summary.startswith("Further ones of `offence` take nothing more.")
    assert not answer.findings


def test_nothing_can_be_banked_above_the_end_of_the_range() -> None:
    text = (
        "action work {\n  by choice\n  costs 1 hours\n  earns 10\n}\n"
        "action theft {\n  loses 10\n}\ngrades of credit {\n  good from 20\n  poor below\n}\n"
    )
    full = "score credit {\n  starts at 20\n  stays within 0 to 20\n}\n"
    assert not asked(banking.answer, text, full).findings
    (finding,) = asked(banking.answer, text, full.replace("to 20", "to 40")).findings
    assert [line.balance for line in finding.lines] == [30, 20]
    assert finding.notes[0] == "by 2018-01-01 a reserve can be had that swallows at least 2 of them"


def test_a_backward_cliff_that_nobody_crosses_is_told_but_no_finding() -> None:
    text = (
        "action work {\n  by choice\n  costs 1 hours\n"
        "  earns 1, at most 1 points per calendar year\n}\n"
        "sanction fee {\n  when credit >= 90\n  every year on 1 July\n  costs 10 USD\n}\n"
        "perk prize {\n  when credit >= 1\n  every year on 1 July\n  pays 1 USD\n}\n"
        "grades of credit {\n  good from 20\n  poor below\n}\n"
    )
    answer = asked(cliffs.answer, text)
    assert answer.findings == ()
    assert answer.verdict is Verdict.ANSWERED
    assert "1 would go backward" in answer.summary


def test_a_table_makes_cliffs_for_every_choice() -> None:
    text = (
        "table price {\n  by kind: one of {slow, fast}, over: number from 0 to 50\n"
        "  slow, below 10: 1\n  slow, from 10: 4\n  fast, below 30: 2\n  fast, from 30: 9\n}\n"
        "action offence {\n  kind: one of {slow, fast}\n  over: number from 0 to 50\n"
        "  loses price of (kind, over)\n}\n"
    )
    rows = asked(cliffs.answer, text).table[1:]
    assert [row[:2] for row in rows] == [
        ("`over` 10", "`offence` asks for -4 instead of -1"),
        ("`over` 30", "`offence` asks for -9 instead of -2"),
    ]


def test_an_offence_that_brings_points_by_a_rule_is_found() -> None:
    text = (
        "action offence {\n  loses 10\n}\n"
        "rule mercy {\n  when credit falls to -20\n  sets credit to 30\n}\n"
    )
    (finding,) = asked(bad_acts.answer, text).findings
    assert finding.lines[-1].balance == 30
    assert len(finding.lines) == 2


def test_waiting_is_told_as_information() -> None:
    text = (
        "action offence {\n  loses 10\n}\n"
        "rule healing {\n  every year on 1 July\n  earns 2 when credit < 0\n}\n"
    )
    answer = asked(good_acts.answer, text)
    assert answer.findings == ()
    assert answer.table[1][:3] == ("`offence`", "credit", "-10")
    assert answer.table[1][-1] == "-6"  # two Julys by 2020-01-01


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_every_scheme_is_asked_everything(path: Path) -> None:
    """Whatever a scheme is made of: there is an answer, and every finding was replayed."""
    policy = load(path)
    machine = policy.machine
    person = tuple(
        min(each.domain.low + 10_000, each.domain.high) if each.default is None else each.default
        for each in machine.attributes
    )
    first = machine.header.opens or datetime.date(2020, 1, 1).toordinal()
    question = Question(first, first + 800, person)
    inquiry = Inquiry(machine, question, Replayer(machine, person, policy.evaluator))
    for ask in (bad_acts, banking, cliffs, free_offences, good_acts, volume_discounts):
        answer = ask.answer(inquiry)
        assert answer.summary
        assert all(finding.lines for finding in answer.findings)


def test_ways_of_scores_are_read_off_what_follows() -> None:
    found = {}
    for path in POLICIES:
        machine = load(path).machine
        person = tuple(each.domain.low for each in machine.attributes)
        ways = good_ways(machine, person)
        found[path.stem] = {s.name: way for s, way in zip(machine.scores, ways, strict=True)}
    assert found["rongcheng"] == {"credit": 1}
    assert found["germany_flensburg"] == {"total": 0, "entries": -1, "taken_off": 1}
    assert found["uk_totting"]["penalty"] == -1
    assert found["france_licence"]["licence"] == 1


def test_what_comes_with_an_event_has_cliffs_of_its_own() -> None:
    """A fee of 5 dollars for each begun ten days, and one of 50 from the hundredth day on."""
    text = (
        "action late {\n  days: number from 1 to 400\n  loses 1\n}\n"
        "sanction fee {\n  on late\n  costs 5 USD per started 10 of days\n}\n"
        "sanction debt {\n  on late\n  when days >= 100\n  costs 50 USD\n}\n"
    )
    rows = {row[0]: row for row in asked(cliffs.answer, text).table[1:]}
    assert rows["`days` every 10 from 11"][1:3] == ("`fee` steps", "-5.00 USD")
    assert rows["`days` 100"][1:3] == ("with debt", "-50.00 USD")


DEMERITS = "score demerits {\n  starts at 0\n  stays within 0 to 100\n}\n"
FEE = "sanction fee {\n  when demerits >= 3\n  every year on 31 December\n  costs 10 USD\n}\n"


@pytest.mark.parametrize(
    ("text", "unseen"),
    [
        # Three demerits with the third, which nobody who begins sees; and the perk for it pays.
        ("action x {\n  by choice\n  earns 3 when count of x ever >= 2\n}\n" + FEE, "x"),
        (
            "action x {\n  by choice\n}\nrule r {\n  on x\n  earns 3 when demerits >= 1\n}\n" + FEE,
            "x",
        ),
        ("action x {\n  by choice\n}\n" + FEE.replace("demerits", "count of x ever"), "x"),
        ("action x {\n  by choice\n  loses 3 when count of x ever >= 2\n}\n" + FEE, ""),
        ("action x {\n  by choice\n}\n" + FEE, ""),
    ],
)
def test_harm_that_does_not_show_at_first_is_named(text: str, unseen: str) -> None:
    answer = asked(bad_acts.answer, text, DEMERITS)
    if unseen:
        assert answer.verdict is Verdict.UNKNOWN, answer.summary
        assert answer.evidence is Evidence.SEARCHED
        assert f"what `{unseen}` may do to others was not looked at" in answer.summary
    else:
        assert answer.verdict is Verdict.HOLDS, answer.summary


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [("  earns 3 when count of x ever >= 2\n", Verdict.UNKNOWN), ("", Verdict.HOLDS)],
)
def test_the_search_does_not_call_demerits_no_wrong(rule: str, verdict: Verdict) -> None:
    """Demerits are earned, not lost."""
    text = DEMERITS + f"action x {{\n  by choice\n{rule}}}\n" + FEE
    answer = Fallbacks().answer(bad_acts.NAME, inquiry_of(loads(HEAD + text)), "it is not asked")
    assert answer.verdict is verdict, answer.summary
    assert ("`x`" in answer.summary) is bool(rule)

from __future__ import annotations

import datetime
from decimal import Decimal

import attrs
import pytest

from policylang.model.history import History
from policylang.model.ledger import LedgerReader
from policylang.model.outcome import Outcome, outcome_of
from policylang.model.result import Awarded, Posting, Result
from policylang.model.units import Denomination, Domain, Kind
from tests.rooms.model.machines import day, machine_of

MACHINE = machine_of("""
policy p "The policy" {
  title "t"
  currency KWD
  in force from 2018-01-01
}
score s {
  starts at 0
  stays within 0 to 100
  keeps 1 decimals
}
action visit "A visit" {
  source "By-law"
  earns 1.5, at most 2 per calendar month
}
grades of s {
  A from 50
  B from 20.5
  C below
}
perk money {
  once on 2018-06-01
  pays 1.250 KWD
  grants "a card"
}
sanction letter {
  for C
  imposes "a letter"
}
sanction fee {
  once on 2018-06-01
  costs 0.001 KWD
}
""")


def outcome(result: Result, history: History | None = None) -> Outcome:
    return outcome_of(MACHINE, result, as_of=day("2018-06-02"), person="ada", history=history)


def test_a_result_is_put_into_the_words_and_units_of_the_policy() -> None:
    june = day("2018-06-01")
    found = outcome(Result(15, (Awarded(june, 0, 1250), Awarded(june, 2, 1)), (1,), None))
    assert (found.policy, found.person, found.as_of) == ("p", "ada", datetime.date(2018, 6, 2))
    assert (found.score, found.grade, found.ledger) == (Decimal("1.5"), "C", None)
    (perk,), (sanction,), (holding,) = found.perks, found.sanctions, found.holdings
    assert (perk.name, perk.money, perk.currency) == ("money", Decimal("1.250"), "KWD")
    assert (perk.date, perk.texts) == (datetime.date(2018, 6, 1), ("a card",))
    assert (sanction.name, sanction.money) == ("fee", Decimal("0.001"))
    assert (holding.name, holding.kind, holding.texts) == ("letter", "sanction", ("a letter",))
    assert found.perk_money == Decimal("1.250")
    assert found.sanction_money == Decimal("0.001")


def test_a_ledger_entry_names_the_rule_its_line_and_what_cut_it() -> None:
    posting = Posting(day("2018-05-01"), 0, 0, asked=15, granted=5, applied=5, balance=20, cap=0)
    happened = History([day("2018-05-01")], [0], ())
    (entry,) = outcome(Result(20, (), (), (posting,)), happened).ledger or ()
    assert (entry.date, entry.event, entry.action) == (datetime.date(2018, 5, 1), 1, "visit")
    assert entry.label == "A visit"
    assert entry.rule == "earns 1.5, at most 2 per calendar month"
    assert (entry.file, entry.line, entry.source) == ("test.policy", 14, "By-law")
    changes = (entry.asked, entry.granted, entry.applied)
    assert changes == (Decimal("1.5"), Decimal("0.5"), Decimal("0.5"))
    assert (entry.balance, entry.grade) == (Decimal("2.0"), "C")
    assert (entry.cap, entry.cap_line) == ("at most 2 per calendar month", 14)
    assert (entry.range, entry.range_line) == (None, None)


def test_a_ledger_entry_names_the_range_where_it_cut() -> None:
    posting = Posting(day("2018-05-01"), 0, 0, asked=15, granted=15, applied=5, balance=0, cap=-1)
    (entry,) = LedgerReader(MACHINE).entries([posting], {0: 0})
    assert (entry.cap, entry.range, entry.range_line) == (None, "stays within 0 to 100", 9)


@pytest.mark.parametrize(("decimals", "shown"), [(0, 15), (1, Decimal("1.5"))])
def test_points_are_whole_numbers_where_the_score_keeps_no_decimals(
    decimals: int, shown: int | Decimal
) -> None:
    machine = attrs.evolve(MACHINE, denomination=Denomination("KWD", decimals))
    found = outcome_of(machine, Result(15, (), ()), as_of=day("2018-06-02"))
    assert found.score == shown
    assert isinstance(found.score, type(shown))


@pytest.mark.parametrize(
    ("kind", "scale"),
    [
        (Kind.POINTS, 10),
        (Kind.MONEY, 1000),
        (Kind.HOURS, 3600),
        (Kind.PERCENT, 10_000),
        (Kind.NUMBER, 1),
        (Kind.DATE, 1),
        (Kind.CHOICE, 1),
        (Kind.YES_NO, 1),
    ],
)
def test_a_unit_is_held_as_whole_parts(kind: Kind, scale: int) -> None:
    assert MACHINE.denomination.scale(kind) == scale
    assert Domain(kind, 0, 1).choices == ()

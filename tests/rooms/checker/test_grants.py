from __future__ import annotations

import datetime

import pytest

from policylang.model.machine import Monthly, Once, Schedule, Yearly
from tests.rooms.checker.policies import codes, diagnostics, machine

GRADED = "grades of s {\n  A from 50\n  B from 20\n  C below\n}\n"
UNDATED = 'policy p {\n  title "t"\n  currency USD\n}\n'


def grant(*clauses: str, kind: str = "perk") -> str:
    return f"{kind} x {{\n  " + "\n  ".join(clauses) + "\n}\n"


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["pays 5 USD", "every year on 1 May"], []),
        (["saves 5 USD", "once on 2018-05-01"], []),
        (['grants "tea"'], []),
        (['grants "tea"', 'grants "cake"'], []),
        (["pays 5 USD", 'grants "tea"', "every month on day 1"], []),
        ([], ["PL112"]),
        (["when s > 5"], ["PL112"]),
        (["pays 5 USD"], ["PL219"]),
        (["pays 0 USD", "every year on 1 May"], []),
        (["pays -1 USD", "every year on 1 May"], ["PL212"]),
        (["pays 5", "every year on 1 May"], ["PL204"]),
        (["pays 5 points", "every year on 1 May"], ["PL201"]),
        (["pays 1% of loan", "every year on 1 May"], []),
        (["pays loan - 1 USD", "every year on 1 May"], ["PL212"]),
        (['grants "tea"', "when s"], ["PL205"]),
        (['grants "tea"', "when amount > 5 USD"], ["PL101"]),
    ],
)
def test_a_perk_says_what_it_brings_and_money_says_when(
    clauses: list[str], expected: list[str]
) -> None:
    person = "person {\n  loan: money from 0 USD to 9 USD\n}\n"
    assert codes(person, grant(*clauses)) == expected


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["costs 5 USD", "every year on 1 May"], []),
        (['imposes "a letter"'], []),
        (["costs 5 USD"], ["PL219"]),
        ([], ["PL112"]),
    ],
)
def test_a_sanction_says_what_it_costs_and_when(clauses: list[str], expected: list[str]) -> None:
    assert codes(grant(*clauses, kind="sanction")) == expected


@pytest.mark.parametrize(
    ("when", "schedule", "expected"),
    [
        ("every year on 1 May", Yearly(5, 1), []),
        ("every year on 31 December", Yearly(12, 31), []),
        ("every year on 30 April", Yearly(4, 30), []),
        ("every year on 31 April", None, ["PL010"]),
        ("every year on 28 February", Yearly(2, 28), []),
        ("every year on 29 February", Yearly(2, 29), ["PL316"]),
        ("every year on 30 February", None, ["PL010"]),
        ("every year on 0 May", None, ["PL010"]),
        ("every month on day 1", Monthly(1), []),
        ("every month on day 28", Monthly(28), []),
        ("every month on day 29", Monthly(29), ["PL316"]),
        ("every month on day 31", Monthly(31), ["PL316"]),
        ("every month on day 32", None, ["PL010"]),
        ("every month on day 0", None, ["PL010"]),
        ("every month on the last day", Monthly(None), []),
        ("once on 2018-01-01", Once(datetime.date(2018, 1, 1).toordinal()), []),
        ("once on 2017-12-31", Once(datetime.date(2017, 12, 31).toordinal()), ["PL321"]),
    ],
)
def test_a_perk_is_due_on_days_that_exist(
    when: str, schedule: Schedule | None, expected: list[str]
) -> None:
    perk = grant('grants "tea"', when)
    assert codes(perk) == expected
    if schedule is not None:
        assert machine(perk).grants[0].trigger == schedule


def test_a_perk_is_due_while_the_policy_is_in_force() -> None:
    header = UNDATED.replace("}", "  in force until 2018-12-31\n}")
    for day, expected in (("2018-12-31", []), ("2019-01-01", ["PL321"])):
        assert codes(grant('grants "tea"', f"once on {day}"), header=header) == expected


def test_perks_that_come_again_need_a_first_day() -> None:
    yearly, monthly = grant('grants "tea"', "every year on 1 May"), "every month on day 1"
    assert codes(yearly, header=UNDATED) == ["PL315"]
    assert codes(grant('grants "tea"', monthly), header=UNDATED) == ["PL315"]
    assert codes(grant('grants "tea"', "once on 2018-05-01"), header=UNDATED) == []
    assert codes(grant('grants "tea"'), header=UNDATED) == []
    assert codes(yearly) == []


def test_of_several_undated_perks_the_first_is_shown() -> None:
    perks = [grant('grants "tea"', "every year on 1 May").replace("x", name) for name in "xy"]
    (found,) = diagnostics(*perks, header=UNDATED)
    assert "`x`" in found.message


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ([], []),
        (["in force from 2018-01-01"], []),
        (["in force until 2018-12-31"], []),
        (["in force from 2018-01-01", "in force until 2018-01-01"], []),
        (["in force from 2018-01-02", "in force until 2018-01-01"], ["PL318"]),
        (['timezone "Asia/Shanghai"'], []),
        (['timezone "UTC"'], []),
        (['timezone "Asia/Shangai"'], ["PL116"]),
        (['timezone "../../etc/passwd"'], ["PL116"]),
        (['timezone "/etc/localtime"'], ["PL116"]),
        (['timezone "Asia"'], ["PL116"]),
        (['timezone ""'], ["PL116"]),
        (['timezone "' + "x" * 5000 + '"'], ["PL116"]),
    ],
)
def test_the_header_names_days_and_a_zone_that_exist(
    clauses: list[str], expected: list[str]
) -> None:
    header = 'policy p {\n  title "t"\n  ' + "\n  ".join(clauses) + "\n}\n"
    assert codes(header=header) == expected


def test_the_header_is_kept() -> None:
    header = (
        'policy p "label" {\n  version "3"\n  source "a"\n  source "b"\n  currency JPY\n'
        '  timezone "Asia/Tokyo"\n  in force from 2018-01-01\n  in force until 2019-01-01\n}\n'
    )
    built = machine(header=header)
    kept = built.header
    assert (kept.name, kept.title, kept.version, kept.sources) == ("p", "label", "3", ("a", "b"))
    assert (kept.timezone, built.denomination.currency) == ("Asia/Tokyo", "JPY")
    opens = datetime.date(2018, 1, 1).toordinal()
    assert (kept.opens, kept.closes) == (opens, opens + 365)


def test_the_fingerprint_is_of_what_the_policy_says_and_not_of_how_it_is_written() -> None:
    action = "action x {\n  loses 1\n}\n"
    spaced = action.replace(" ", "\n  # a comment\n ")
    first, same, other = (
        machine(each).header.fingerprint for each in (action, spaced, action.replace("1", "2"))
    )
    assert first == same != other
    assert len(first) == 64


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("within 3 years, gain from perks <= cost of actions", []),
        ('source "a book"', ["PL112"]),
        ("splitting give never pays", []),
        ("splitting giv never pays", ["PL102"]),
        ("from C to A within 2 years", []),
        ("from C to A within 2 years for at most 5 USD and 100 hours a year", []),
        ("from C to Z within 2 years", ["PL103"]),
        ("from Z to A within 2 years", ["PL103"]),
        ("from A to C within 2 years", ["PL213"]),
        ("from A to A within 2 years", ["PL213"]),
        ("from C to A within 2 years for at most 5 USD a year", ["PL201"]),
        ("from C to A within 2 years for at most 5 hours", ["PL201"]),
        ("from C to A within 2 years for at most 5 USD and 6 USD", ["PL108"]),
    ],
)
def test_a_claim_claims_something(clause: str, expected: list[str]) -> None:
    give = (
        "action give {\n  amount: money from 0 USD to 9 USD\n  by choice\n  costs amount\n"
        "  earns 1 per 1 USD of amount\n}\n"
    )
    assert codes(give, GRADED, grant(clause, kind="claim")) == expected

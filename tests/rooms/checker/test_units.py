from __future__ import annotations

import pytest

from tests.rooms.checker.policies import (
    codes,
    diagnostics,
    machine,
    of_meaning,
    of_visit,
    underlined,
    visit,
)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("earns 5", []),
        ("earns 5 points", []),
        ("earns size", []),
        ("earns 5 USD", ["PL201"]),
        ("earns 2 hours", ["PL201"]),
        ("earns 5%", ["PL201"]),
        ("earns amount", ["PL201"]),
        ("earns number", ["PL201"]),
        ("earns day", ["PL201"]),
        ("earns paid", ["PL201"]),
        ("earns yes", ["PL201"]),
        ("earns kind", ["PL201"]),
        ("sets to 5", []),
        ("sets to 5 USD", ["PL201"]),
        ("multiplies by 2", []),
        ("multiplies by 95% rounded down", []),
        ("multiplies by rate rounded down", []),
        ("multiplies by amount", ["PL201"]),
        ("multiplies by number", ["PL201"]),
        ("multiplies by 2 points", ["PL201"]),
        ("costs 5 USD", []),
        ("costs 2 hours", []),
        ("costs amount", []),
        ("costs 5", ["PL204"]),
        ("costs 5 points", ["PL201"]),
        ("costs size", ["PL201"]),
        ("earns 1 per 50 USD of amount", []),
        ("earns 1 per 2 hours of time", []),
        ("earns 1 per 30 minutes of time", []),
        ("earns 1 per 2 of number", []),
        ("earns 1 per 2 of size", []),
        ("earns 1 per 2 points of size", []),
        ("earns 1 per 50 of amount", ["PL204"]),
        ("earns 1 per 2 hours of amount", ["PL208"]),
        ("earns 1 per 50 USD of time", ["PL208"]),
        ("earns 1 per 1% of rate", ["PL208"]),
        ("earns 1 per 1 of day", ["PL208"]),
        ("earns 1 per 1 of 5", ["PL208"]),
        ("earns 5 USD per 50 USD of amount", ["PL201"]),
    ],
)
def test_an_effect_is_in_the_unit_it_needs(clause: str, expected: list[str]) -> None:
    assert of_visit(clause) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("amount > 5 USD", []),
        ("amount > 5", ["PL204"]),
        ("5 < amount", ["PL204"]),
        ("amount > 5 points", ["PL202"]),
        ("amount > time", ["PL202"]),
        ("time > 90 minutes", []),
        ("time > 2", ["PL204"]),
        ("rate > 5%", []),
        ("rate > 5", ["PL204"]),
        ("size > 5", []),
        ("size > 5 points", []),
        ("size > number", ["PL202"]),
        ("number > 5", []),
        ("number > 5 points", ["PL202"]),
        ("day > 2018-05-01", []),
        ("day > 2018", ["PL204"]),
        ("day > the date", []),
        ("kind is minor", []),
        ("kind is not minor", []),
        ("kind > minor", ["PL202"]),
        ("kind is 5", ["PL202"]),
        ("paid is yes", []),
        ("paid", []),
        ("not paid", []),
        ("paid > no", ["PL202"]),
        ("paid is 1", ["PL202"]),
        ("s > 5", []),
        ("s > 5 USD", ["PL202"]),
        ("count of visit ever > 5", []),
        ("count of visit ever > 5 points", ["PL202"]),
        ("sum of amount of visit ever > 5 USD", []),
        ("sum of amount of visit ever > 5", ["PL204"]),
        ("amount", ["PL205"]),
        ("5", ["PL205"]),
        ("day", ["PL205"]),
        ("paid and amount", ["PL205"]),
        ("amount or paid", ["PL205"]),
        ("not amount", ["PL205"]),
        ("(amount > 5 USD) is paid", []),
    ],
)
def test_a_condition_compares_values_of_one_unit(condition: str, expected: list[str]) -> None:
    assert of_visit(f"loses 1 when {condition}") == expected


LEVEL = "table level {\n  by number: number from 0 to 9\n  below 5: 5%\n  otherwise: 10%\n}\n"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("amount + 5 USD", []),
        ("amount - amount", ["PL212"]),
        ("amount - amount + 1,000 USD", []),
        ("amount + 5", ["PL203"]),
        ("amount + size", ["PL203"]),
        ("amount + time", ["PL203"]),
        ("2 * amount", []),
        ("amount * number", []),
        ("amount * amount", ["PL203"]),
        ("amount * rate", ["PL203"]),
        ("amount * day", ["PL203"]),
        ("-amount + 5,000 USD", []),
        ("1% of amount", []),
        ("rate of amount", []),
        ("(rate) of amount", []),
        ("(5% when paid otherwise rate) of amount", []),
        ("(level of number) of amount", []),
        ("(amount) of amount", ["PL201"]),
        ("5 of amount", ["PL204"]),
        ("number of amount", ["PL201"]),
        ("amount of amount", ["PL201"]),
        ("the larger of amount and 5 USD", []),
        ("the larger of amount and 5", ["PL202"]),
        ("the larger of amount and time", ["PL202"]),
        ("the smaller of paid and paid", ["PL202"]),
    ],
)
def test_arithmetic_keeps_units_apart(value: str, expected: list[str]) -> None:
    assert codes(visit(f"costs {value}"), LEVEL) == expected


@pytest.mark.parametrize(
    ("value", "share"),
    [
        ("amount * rate", "rate of amount"),
        ("rate * (amount + 5 USD)", "rate of (amount + 5 USD)"),
        ("5% * size", "5% of size"),
        ("amount * (level of number)", "(level of number) of amount"),
    ],
)
def test_a_percentage_times_a_value_is_said_to_be_a_share(value: str, share: str) -> None:
    (found,) = diagnostics(visit(f"loses 1 when {value} is 5"), LEVEL)
    assert found.code.number == "PL203"
    assert found.help == f"a share is written `{share}`"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("day + 1", ["PL203"]),
        ("-day", ["PL203"]),
        ("-kind", ["PL203"]),
        ("-paid", ["PL203"]),
        ("1% of day rounded down", ["PL203"]),
        ("1% of rate rounded down", ["PL203"]),
        ("kind + kind", ["PL203"]),
    ],
)
def test_some_values_cannot_be_calculated_with(value: str, expected: list[str]) -> None:
    assert of_visit(f"loses 1 when {value} > 5") == expected


# --- sources of what is said ---------------------------------------------------------------


def test_money_for_points_is_explained_with_where_the_unit_comes_from() -> None:
    (written,) = diagnostics(visit("earns 5 USD"))
    assert written.message == "`5 USD` is money, but a rule earns points"
    assert written.help is not None
    assert "`1 per 50 USD of ...`" in written.help
    assert underlined(written) == ["5 USD"]
    (field,) = diagnostics(visit("loses amount"))
    assert underlined(field) == ["amount", "money from 0 USD to 1,000 USD"]


def test_a_number_without_its_unit_is_shown_as_it_should_be_written() -> None:
    (found,) = diagnostics(visit("loses 1 when amount > 1000000"))
    assert found.help == "write `1,000,000 USD`"
    (date,) = diagnostics(visit("loses 1 when day > 2018"))
    assert date.help == "write a date: `2018-12-01`"
    (perk,) = diagnostics("perk x {\n  every year on 1 May\n  pays 50\n}\n")
    assert perk.message == "`50` is a number, but what a perk pays is money"


def test_a_problem_is_reported_once_where_it_arises() -> None:
    assert of_visit("earns (zzz + 5 USD) * amount") == ["PL101"]
    assert of_visit("loses 1 when (amount > 5) and (time > 5 hours or paid)") == ["PL204"]
    assert of_meaning("(1 USD + 1) > 5 USD") == ["PL203"]


# --- money ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [("5 USD", []), ("5 EUR", ["PL206"]), ("5 QQQ", ["PL115"]), ("5 USB", ["PL115"])],
)
def test_a_policy_has_one_currency_that_exists(written: str, expected: list[str]) -> None:
    assert of_visit(f"costs {written}") == expected


def test_a_policy_with_money_names_its_currency_once() -> None:
    header = 'policy p {\n  title "t"\n}\n'
    found = diagnostics(visit("costs 5 USD"), header=header)
    assert [(each.code.number, each.help) for each in found] == [
        ("PL112", "add `currency USD` to the policy block")
    ]
    assert codes("action x {\n  loses 1\n}\n", header=header) == []


@pytest.mark.parametrize(
    ("currency", "expected"), [("USD", []), ("JPY", []), ("usd", ["PL115"]), ("XYZ", ["PL115"])]
)
def test_the_currency_is_an_iso_code(currency: str, expected: list[str]) -> None:
    header = f'policy p {{\n  title "t"\n  currency {currency}\n}}\n'
    assert codes("action x {\n  loses 1\n}\n", header=header) == expected


# --- decimals ------------------------------------------------------------------------------


@pytest.mark.parametrize(("currency", "finest"), [("USD", "0.01"), ("JPY", "1"), ("KWD", "0.001")])
def test_money_is_written_in_whole_coins(currency: str, finest: str) -> None:
    header = f'policy p {{\n  title "t"\n  currency {currency}\n}}\n'
    finer = f"0.{'0' * (len(finest) - 2) if '.' in finest else ''}1"
    action = "action x {{\n  costs {} {}\n  loses 1\n}}\n"
    assert codes(action.format(finest, currency), header=header) == []
    assert codes(action.format(finer, currency), header=header) == (
        [] if finer == finest else ["PL207"]
    )
    assert codes(action.format(f"{finer[:-1]}01", currency), header=header) == ["PL207"]


@pytest.mark.parametrize("decimals", range(7))
def test_points_have_as_many_decimals_as_the_score_keeps(decimals: int) -> None:
    score = f"score s {{\n  starts at 0\n  stays within 0 to 9\n  keeps {decimals} decimals\n}}\n"
    finest = "1" if decimals == 0 else f"0.{'0' * (decimals - 1)}1"
    assert codes(f"action x {{\n  earns {finest}\n}}\n", score=score) == []
    finer = f"0.{'0' * decimals}1"
    assert codes(f"action x {{\n  earns {finer}\n}}\n", score=score) == ["PL207"]
    assert codes(f"action x {{\n  earns 3.{'0' * decimals}0000\n}}\n", score=score) == []


@pytest.mark.parametrize(
    ("start", "expected"),
    [("1.00", []), ("1.000", ["PL207"]), ("1.0000", []), ("1,000", []), ("1000.000", [])],
)
def test_a_point_between_thousands_is_not_taken_for_one_before_decimals(
    start: str, expected: list[str]
) -> None:
    assert codes(score=f"score s {{\n  starts at {start}\n}}\n") == expected
    kept = f"score s {{\n  starts at {start}\n  keeps 3 decimals\n}}\n"
    assert codes(score=kept) == []


def test_a_score_keeps_at_most_twelve_decimals() -> None:
    score = "score s {{\n  starts at 0\n  keeps {} decimals\n}}\n"
    assert codes(score=score.format(12)) == []
    assert codes(score=score.format(13)) == ["PL207"]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("loses 1 when time > 0.01 hours", []),
        ("loses 1 when time > 0.001 hours", ["PL207"]),
        ("loses 1 when time > 0.5 minutes", []),
        ("loses 1 when time > 0.01 minutes", ["PL207"]),
        ("loses 1 when rate > 0.0001%", []),
        ("loses 1 when rate > 0.00001%", ["PL207"]),
        ("loses 1 when number > 1.0", []),
        ("loses 1 when number > 1.5", ["PL207"]),
        ("earns 0.5 * 2", []),
        ("earns 0.5 * 3", ["PL207"]),
        ("earns 0.5 + 0.5", []),
        ("earns 2 - 0.5 - 0.5", []),
        ("earns 0.5 * number", ["PL207"]),
    ],
)
def test_a_value_finer_than_its_unit_is_an_error_and_not_rounded(
    clause: str, expected: list[str]
) -> None:
    assert of_visit(clause) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.99999999999999999 * 1.00000000000000001", ["PL207"]),  # 1, if it were rounded
        ("0.99999999999999999 + 0.00000000000000001", []),
        ("123456789.123456789 * 1000000000", []),
        ("99999999999999999.9 * 10", []),
        ("1000000000 * 1000000000 * 0.0000000001", []),
        ("0.00000000000000001 * 0.00000000000000001 * 0.001", ["PL207"]),
        ("-(0.00000000000000001 * 0.00000000000000001) + 5", ["PL207"]),
    ],
)
def test_arithmetic_on_written_numbers_is_exact(value: str, expected: list[str]) -> None:
    score = "score s {\n  starts at 0\n}\n"
    assert codes(f"action x {{\n  sets to {value}\n}}\n", score=score) == expected


def test_written_numbers_are_calculated_without_losing_a_digit() -> None:
    score = "score s {\n  starts at 0\n}\n"
    sum_ = "123456789012345678 + 0.00000000000000001 + 0.99999999999999999 - 123456789012345678"
    built = machine(f"action x {{\n  sets to {sum_}\n}}\n", score=score).rules[0].effect
    assert built == machine("action x {\n  sets to 1\n}\n", score=score).rules[0].effect


# --- rounding ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("costs 1% of amount", []),
        ("costs 1% of amount rounded up", []),
        ("costs 1% of time", ["PL209"]),
        ("costs 1% of time rounded up", []),
        ("earns 50% of size", ["PL209"]),
        ("earns 50% of size truncated", []),
        ("earns 100% of size", []),
        ("earns 300% of size", []),
        ("earns 150% of size", ["PL209"]),
        ("earns 1 per 2 of number", []),
        ("multiplies by 95%", ["PL209"]),
        ("multiplies by 95% rounded to nearest", []),
        ("multiplies by 100%", []),
        ("multiplies by 0.5", ["PL209"]),
        ("multiplies by 0.5 truncated", []),
        ("multiplies by 3", []),
        ("multiplies by rate", ["PL209"]),
    ],
)
def test_what_may_not_come_out_even_says_how_it_is_rounded(
    clause: str, expected: list[str]
) -> None:
    found = of_visit(clause)
    assert [each for each in found if each != "PL317"] == expected


# --- amounts and steps ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("earns 0 - 0 + 1", []),
        ("earns -1", ["PL212"]),
        ("loses -5", ["PL212"]),
        ("earns size - 1", ["PL212"]),
        ("earns the larger of 0 and size - 1", []),
        ("earns 50 - size", []),
        ("earns 49 - size", ["PL212"]),
        ("costs amount - 0.01 USD", ["PL212"]),
        ("costs 1,000 USD - amount", []),
        ("earns 1 per 50 USD of amount - 0.01 USD", ["PL212"]),
        ("earns 1 per 50 USD of 1,000 USD - amount", []),
        ("earns 1 per 0.01 USD of amount", []),
        ("earns 1 per 0 USD of amount", ["PL218"]),
        ("earns 1 per -1 USD of amount", ["PL218"]),
        ("earns 1, at most 0 per calendar day", ["PL317"]),
        ("earns 1, at most -1 per calendar day", ["PL212"]),
    ],
)
def test_amounts_and_steps_are_never_negative(clause: str, expected: list[str]) -> None:
    assert of_visit(clause) == expected


def test_an_amount_that_is_always_negative_gets_other_advice_than_one_that_can_be() -> None:
    (always,) = diagnostics(visit("earns -1"))
    assert always.message == "this amount is negative"
    assert always.help == "write `loses` for `earns`, or the other way round"
    (sometimes,) = diagnostics(visit("earns size - 1"))
    assert sometimes.message == "this amount can be negative"


# --- ranges and defaults -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("money from 0 USD to 9 USD", []),
        ("money from 9 USD to 9 USD", []),
        ("money from 9 USD to 8.99 USD", ["PL213"]),
        ("money from -5 USD to 9 USD", []),
        ("money from 0 to 9", ["PL204", "PL204"]),
        ("money", ["PL211"]),
        ("hours", ["PL211"]),
        ("number", ["PL211"]),
        ("date", []),
        ("date from 2018-01-01 to 2018-12-31", []),
        ("date from 2018-12-31 to 2018-01-01", ["PL213"]),
        ("hours from 0 to 24", []),
        ("hours from 0 hours to 90 minutes", []),
        ("hours from 0 to 5 USD", ["PL201"]),
        ("percent from 0 to 100", []),
        ("percent from 0% to 100%", []),
        ("points from 0 to 5 points", []),
        ("number from 0 to 5 points", ["PL201"]),
        ("number from 0 to 5 = 5", []),
        ("number from 0 to 5 = 6", ["PL214"]),
        ("number from 1 to 5 = 0", ["PL214"]),
        ("number from 0 to 5 = 5 USD", ["PL201"]),
        ("number from 0 to 5 = 1 + 2", []),
        ("hours from 0 to 5 = 2", []),
        ("date = 2018-05-01", []),
        ("date from 2018-01-01 to 2018-12-31 = 2019-01-01", ["PL214"]),
        ("yes or no = yes", []),
        ("yes or no = 1", ["PL201"]),
        ("one of {a, b} = b", []),
        ("one of {a, b} = c", ["PL210"]),
        ("one of {a, b} = 1", ["PL210"]),
    ],
)
def test_a_field_has_a_range_and_perhaps_a_default_inside_it(
    field: str, expected: list[str]
) -> None:
    assert codes(f"action x {{\n  f: {field}\n  loses 1\n}}\n") == expected
    assert codes(f"person {{\n  f: {field}\n}}\n") == expected


def test_a_range_may_be_of_figures() -> None:
    figures = "assumed {\n  most = 9 USD\n  least = 1 USD\n}\n"
    for bounds, expected in (("least to most", []), ("most to least", ["PL213"])):
        assert codes(figures, f"person {{\n  f: money from {bounds}\n}}\n") == expected


def test_what_to_write_instead_of_a_negative_amount_depends_on_what_it_is() -> None:
    found = diagnostics(
        "action give {\n  by choice\n  costs -5 USD\n  earns -5\n}\n",
        "perk v {\n  every year on 1 May\n  pays -5 USD\n}\n",
    )
    helps = [each.help or "" for each in found if each.code.number == "PL212"]
    assert len(helps) == 3
    assert sum("`loses` for `earns`" in each for each in helps) == 1
    assert sum("a cost is paid" in each for each in helps) == 1
    assert sum("`pays` or `saves`" in each for each in helps) == 1

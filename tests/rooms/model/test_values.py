from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core import codes
from policylang.model.currencies import MINOR_DIGITS
from policylang.model.units import Denomination, Domain, Kind
from policylang.model.values import (
    InputProblem,
    decimal_of,
    example,
    read_value,
    show_number,
    show_range,
    show_value,
)

USD = Denomination("USD", 2)
WIDE = 10**15
KINDS = (Kind.POINTS, Kind.MONEY, Kind.HOURS, Kind.NUMBER, Kind.PERCENT)


def wide(kind: Kind) -> Domain:
    return Domain(kind, -WIDE, WIDE)


def read(raw: object, kind: Kind, denomination: Denomination = USD) -> int:
    return read_value(raw, wide(kind), denomination)


def refusal(raw: object, domain: Domain, denomination: Denomination = USD) -> InputProblem:
    with pytest.raises(InputProblem) as caught:
        read_value(raw, domain, denomination)
    return caught.value


# --- there and back ------------------------------------------------------------------------


@given(
    st.sampled_from(KINDS),
    st.integers(-WIDE, WIDE) | st.integers(-10_000, 10_000),
    st.sampled_from(["USD", "JPY", "KWD"]),
    st.integers(0, 6),
)
def test_a_value_that_is_shown_reads_back_as_it_was(
    kind: Kind, held: int, currency: str, decimals: int
) -> None:
    denomination = Denomination(currency, decimals)
    assert read(show_value(held, kind, denomination), kind, denomination) == held


@given(st.dates(datetime.date(1800, 1, 1), datetime.date(2999, 12, 31)))
def test_a_date_that_is_shown_reads_back_as_it_was(date: datetime.date) -> None:
    domain = Domain(Kind.DATE, 1, 3_000_000)
    assert read_value(show_value(date.toordinal(), domain, USD), domain, USD) == date.toordinal()
    assert read_value(date, domain, USD) == date.toordinal()


@pytest.mark.parametrize("held", [0, 1])
def test_choices_and_answers_read_back_as_they_were(held: int) -> None:
    for domain in (Domain(Kind.CHOICE, 0, 1, ("minor", "serious")), Domain(Kind.YES_NO, 0, 1)):
        assert read_value(show_value(held, domain, USD), domain, USD) == held


@given(st.sampled_from(KINDS), st.integers(-1000, 1000))
def test_a_plain_integer_counts_whole_units(kind: Kind, number: int) -> None:
    held = number * USD.scale(kind)
    assert read(number, kind) == held
    assert read(str(number), kind) == held
    assert read(Decimal(number), kind) == held


# --- how values are written ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "kind", "held"),
    [
        ("250", Kind.MONEY, 25_000),
        ("250.00", Kind.MONEY, 25_000),
        (" 250.5 USD ", Kind.MONEY, 25_050),
        ("1,234,567.89USD", Kind.MONEY, 123_456_789),
        ("-3", Kind.MONEY, -300),
        ("+3", Kind.MONEY, 300),
        (Decimal("0.01"), Kind.MONEY, 1),
        ("1.5", Kind.HOURS, 5400),
        ("1:30", Kind.HOURS, 5400),
        ("0:05", Kind.HOURS, 300),
        ("90 minutes", Kind.HOURS, 5400),
        ("1 hour", Kind.HOURS, 3600),
        ("2h", Kind.HOURS, 7200),
        ("1 second", Kind.HOURS, 1),
        ("2.5%", Kind.PERCENT, 25_000),
        ("0.0001", Kind.PERCENT, 1),
        ("5 points", Kind.POINTS, 500),
        ("1 point", Kind.POINTS, 100),
        ("0.01", Kind.POINTS, 1),
        ("7", Kind.NUMBER, 7),
        ("7.000", Kind.NUMBER, 7),
        (Decimal("7E+2"), Kind.NUMBER, 700),
    ],
)
def test_values_are_read_as_people_write_them(raw: object, kind: Kind, held: int) -> None:
    assert read(raw, kind) == held


@pytest.mark.parametrize(
    ("raw", "kind", "says"),
    [
        ("250 EUR", Kind.MONEY, "`250 EUR` is not an amount of USD"),
        ("0.001", Kind.MONEY, "`0.001` is finer than the smallest coin of USD"),
        (Decimal("0.001"), Kind.MONEY, "`0.001` is finer than the smallest coin of USD"),
        ("0.001", Kind.POINTS, "`0.001` is finer than the 2 decimals the score keeps"),
        ("0.00001", Kind.PERCENT, "`0.00001` is finer than the 4 decimals a percentage keeps"),
        ("0.0001", Kind.HOURS, "`0.0001` is finer than a second"),
        ("1:60", Kind.HOURS, "`1:60` is not a value in hours"),
        ("1.5", Kind.NUMBER, "`1.5` is finer than a whole number"),
        ("1,00", Kind.NUMBER, "`1,00` is not a whole number"),
        ("1.000,50", Kind.MONEY, "`1.000,50` is not an amount of USD"),
        ("", Kind.NUMBER, "`` is not a whole number"),
        ("3 hours", Kind.NUMBER, "`3 hours` is not a whole number"),
        ("three", Kind.NUMBER, "`three` is not a whole number"),
        (True, Kind.NUMBER, "`True` is not a whole number"),
        (None, Kind.NUMBER, "`None` is not a whole number"),
        (1.5, Kind.MONEY, "`1.5` is a binary fraction, which is not exact"),
        (1.0, Kind.NUMBER, "`1.0` is a binary fraction, which is not exact"),
        (Decimal("NaN"), Kind.NUMBER, "`NaN` is not a whole number"),
        (Decimal("Infinity"), Kind.NUMBER, "`Infinity` is not a whole number"),
        ("maybe", Kind.YES_NO, "`maybe` is neither yes nor no"),
        (1, Kind.YES_NO, "`1` is neither yes nor no"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(raw: object, kind: Kind, says: str) -> None:
    problem = refusal(raw, wide(kind))
    assert (problem.code, problem.message) == (codes.UNREADABLE_VALUE, says)


@pytest.mark.parametrize("raw", ["yes", "YES ", "true", True])
def test_yes_may_be_written_in_several_ways(raw: object) -> None:
    assert read_value(raw, Domain(Kind.YES_NO, 0, 1), USD) == 1


def test_a_choice_is_written_by_its_name_and_a_near_name_is_suggested() -> None:
    domain = Domain(Kind.CHOICE, 0, 1, ("minor", "serious"))
    assert read_value(" serious ", domain, USD) == 1
    problem = refusal("seriuos", domain)
    assert problem.message == "`seriuos` is not one of `minor`, `serious`"
    assert problem.help == "did you mean `serious`?"


# --- ranges --------------------------------------------------------------------------------


@given(st.sampled_from(KINDS), st.integers(-500, 500), st.integers(0, 500), st.data())
def test_both_ends_of_a_range_are_inside_and_one_step_beyond_is_not(
    kind: Kind, low: int, width: int, data: st.DataObject
) -> None:
    domain = Domain(kind, low, low + width)
    inside = data.draw(st.integers(low, low + width))
    for held in (low, inside, low + width):
        assert read_value(show_value(held, kind, USD), domain, USD) == held
    for held in (low - 1, low + width + 1):
        problem = refusal(show_value(held, kind, USD), domain)
        assert problem.code is codes.OUT_OF_RANGE
        assert problem.message.endswith(f"outside the declared range {show_range(domain, USD)}")


def test_a_range_is_shown_with_its_units() -> None:
    assert (
        show_range(Domain(Kind.MONEY, 0, 100_000_000), USD) == "from 0.00 USD to 1,000,000.00 USD"
    )
    assert show_range(Domain(Kind.HOURS, 0, 24 * 3600), USD) == "from 0 hours to 24 hours"


@pytest.mark.parametrize(
    ("held", "shown"),
    [
        (0, "0 hours"),
        (3600, "1 hour"),
        (5400, "1.5 hours"),
        (36, "0.01 hours"),
        (60, "1 minutes"),
        (120, "2 minutes"),
        (37, "37 seconds"),
        (-5400, "-1.5 hours"),
        (36_000_000, "10,000 hours"),
    ],
)
def test_hours_are_shown_as_shortly_as_they_can_be(held: int, shown: str) -> None:
    assert show_value(held, Kind.HOURS, USD) == shown


# --- hostile values ------------------------------------------------------------------------


HOSTILE: dict[str, object] = {
    "one digit too many": "9" * 37,
    "a million digits": "9" * 1_000_000,
    "too many decimals": "0." + "0" * 35 + "1",
    "a large exponent": Decimal("1E+36"),
    "a huge exponent": Decimal("1E+999999999999"),
    "a tiny exponent": Decimal("1E-999999999999"),
    "a tiny zero": Decimal("0E-999999999999"),
    "more after a clock time": "1:30" + " " * 30 + "x",
    "a clock time of very many hours": "1" * 5000 + ":30",
    "more after a long clock time": "0" * 20 + "1:30garbage",
    "an integer that cannot be written": 10**5000,
    "a negative one": -(10**5000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_numbers_are_refused_at_once(name: str) -> None:
    for kind in KINDS:
        problem = refusal(HOSTILE[name], wide(kind))
        assert problem.code in (codes.UNREADABLE_VALUE, codes.OUT_OF_RANGE)
        assert len(problem.message) < 200


def test_a_number_may_have_as_many_digits_as_are_looked_at() -> None:
    huge = Domain(Kind.NUMBER, -(10**40), 10**40)
    assert read_value("9" * 36, huge, USD) == 10**36 - 1
    assert read_value(Decimal("1E+35"), huge, USD) == 10**35
    assert read_value("1." + "0" * 34, huge, USD) == 1


@given(st.text(max_size=80), st.sampled_from([*KINDS, Kind.DATE, Kind.YES_NO]))
def test_any_text_is_read_or_refused_in_one_short_line(raw: str, kind: Kind) -> None:
    found = attempt(raw, kind)
    if isinstance(found, InputProblem):
        assert found.message.isprintable()
        assert len(found.message) < 200


def attempt(raw: str, kind: Kind) -> int | InputProblem:
    try:
        return read_value(raw, wide(kind), USD)
    except InputProblem as problem:
        return problem


def test_a_message_shows_no_control_characters() -> None:
    assert refusal("a\x1b[31m\n", wide(Kind.NUMBER)).message == "`a?[31m?` is not a whole number"


# --- currencies ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("USD", 2), ("CNY", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("TND", 3), ("ISK", 0)],
)
def test_money_is_held_in_the_smallest_coin(currency: str, digits: int) -> None:
    denomination = Denomination(currency)
    assert MINOR_DIGITS[currency] == digits
    assert read("1", Kind.MONEY, denomination) == 10**digits
    smallest = Decimal(1).scaleb(-digits)
    assert read(f"{smallest} {currency}", Kind.MONEY, denomination) == 1
    finer = refusal(f"{smallest / 10:f}", wide(Kind.MONEY), denomination)
    assert finer.message.endswith(f"finer than the smallest coin of {currency}")


def test_every_currency_is_three_capitals_with_up_to_three_decimals() -> None:
    for currency, digits in MINOR_DIGITS.items():
        assert len(currency) == 3
        assert currency.isupper()
        assert digits in (0, 2, 3)


@given(st.integers(-(10**18), 10**18), st.integers(0, 6))
def test_a_held_integer_is_an_exact_decimal(held: int, digits: int) -> None:
    number = decimal_of(held, 10**digits)
    assert number * 10**digits == held
    assert Decimal(show_number(held, 10**digits).replace(",", "")) == number


@pytest.mark.parametrize("kind", [*KINDS, Kind.DATE, Kind.YES_NO])
def test_the_example_of_a_kind_can_be_read(kind: Kind) -> None:
    domain = Domain(kind, 0, WIDE)
    read_value(example(domain, USD), domain, USD)


def test_the_example_of_a_choice_is_its_first() -> None:
    assert example(Domain(Kind.CHOICE, 0, 1, ("minor", "serious")), USD) == "minor"

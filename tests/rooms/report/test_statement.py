"""One person's statement: the ledger, the rules, and sentences whose numbers add up."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.report.reasons import reasons
from policylang.report.records import render_statement_json
from policylang.report.statement import render_statement
from policylang.report.style import Style
from tests.rooms.report.painted import unpainted
from tests.rooms.report.samples import library, outcome, tenths

LIBRARY = library()
TENTHS = tenths()

LIFE = (
    ("2018-01-02", "shelf_help", {"time": "5"}),
    ("2018-01-08", "gift"),
    ("2018-03-01", "ban"),
    ("2018-03-02", "late_return", {"days": 60}),
    ("2018-03-02", "late_return", {"days": 365}),
)

STATEMENT = """\
Statement for ada
Borrowing points of the town library (library, version 3), 2018-01-01 to 2018-03-31

date        event                        line  asked  granted  applied  balance  grade
2018-01-01  Starting score                                                  100  usual
2018-01-02  Helping to sort the shelves    29    +10       +8       +8      108  usual
            2 above `at most 8 points per calendar week`
2018-01-08  gift                           32    +30      +30      +12      120  trusted
            18 outside `stays within 90 to 120` (line 17)
2018-02-01  Perk: Book voucher, 5.00 EUR (line 42)
2018-03-01  Perk: Book voucher, 5.00 EUR (line 42)
2018-03-01  Ban                            35    -11      -11      -11      109  usual
2018-03-02  Book returned late             22     -9       -9       -9      100  usual
2018-03-02  Book returned late             22    -53      -53      -10       90  watched
            43 outside `stays within 90 to 120` (line 17)
2018-03-15  Sanction: Reminder fee, -2.50 EUR (line 51)
2018-03-31  Closing score                                                    90  watched

Rules in library.policy
  22  loses 1 per started 7 of days
  29  earns 2 per 1 hours of time, at most 8 points per calendar week
  32  earns 30
  35  drops to grade usual
  42  perk voucher: for trusted, every month on day 1, pays 5.00 EUR
  51  sanction fee: for watched, every month on day 15, costs 2.50 EUR

ada started with 100 points, earned 20 (gift 12, Helping to sort the shelves 8) and lost
30 (Book returned late 19, Ban 11), which makes 90 on 2018-03-31.
20 points were not added: 18 because of `stays within 90 to 120` (line 17) and 2 because
of `at most 8 points per calendar week` (line 29); 43 points were not taken because of
`stays within 90 to 120` (line 17).
That is grade watched (below 95), 5 points below usual; 2 perks were due so far and
brought 10.00 EUR; one sanction was due so far and cost 2.50 EUR.
"""


def test_a_statement_shows_every_step_and_says_why() -> None:
    found = outcome(LIBRARY, *LIFE, as_of="2018-03-31")
    since = datetime.date(2018, 1, 1)
    assert render_statement(found, LIBRARY.machine, Style(width=88), since=since) == STATEMENT


def test_colour_and_characters_change_nothing_else() -> None:
    found = outcome(LIBRARY, *LIFE, as_of="2018-03-31")
    style = Style(width=88, color=True, ascii=True)
    painted = render_statement(found, LIBRARY.machine, style, since=datetime.date(2018, 1, 1))
    assert painted != STATEMENT
    assert unpainted(painted) == STATEMENT


def test_what_holds_on_the_day_is_listed_and_explained() -> None:
    found = outcome(LIBRARY, ("2018-01-08", "gift"), as_of="2018-01-31")
    text = render_statement(found, LIBRARY.machine, Style(width=120))
    assert (
        "Holding on 2018-01-31\n"
        "  Perk: Six weeks instead of four, loans of six weeks (line 47)\n" in text
    )
    assert "  47  perk longer_loans: for trusted, as long as it holds, loans of six weeks\n" in text
    assert text.endswith(
        "That is grade trusted (110 and more), the best there is; Six weeks instead of four holds "
        "on that day.\n"
    )


def test_a_person_without_events_has_a_statement() -> None:
    found = outcome(TENTHS, as_of="2018-01-31")
    assert render_statement(found, TENTHS.machine) == (
        "Statement for ada\n"
        "Tenths (tenths), up to 2018-01-31\n"
        "\n"
        "date        event           line  asked  granted  applied  balance\n"
        "            Starting score                                     1.5\n"
        "2018-01-31  Closing score                                      1.5\n"
        "\n"
        "ada started with 1.5 points and neither earned nor lost any, which makes 1.5 on "
        "2018-01-31.\n"
    )


def test_a_person_without_a_name_is_called_this_person() -> None:
    found = TENTHS.evaluate([], as_of="2018-01-31", ledger=True)
    assert reasons(found, TENTHS.machine)[0].startswith("This person started with 1.5 points")


def test_hostile_names_are_spelled_out() -> None:
    found = outcome(TENTHS, ("2018-01-02", "a"), as_of="2018-01-31", name="\x1b[2Jada\nbob")
    text = render_statement(found, TENTHS.machine)
    assert "\x1b" not in text
    assert text.startswith("Statement for \\x1b[2Jada\\nbob\n")


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ([("2018-01-02", "a")], "earned 0.1 (a 0.1), which makes 1.6"),
        ([("2018-01-02", "b")], "lost 1.0 (b 1.0), which makes 0.5"),
        ([("2018-01-02", "a"), ("2018-01-02", "b")], "earned 0.1 (a 0.1) and lost 1.0 (b 1.0)"),
    ],
)
def test_the_first_sentence_tells_the_course(events: list[Any], sentence: str) -> None:
    found = outcome(TENTHS, *events, as_of="2018-01-31")
    assert sentence in reasons(found, TENTHS.machine)[0]


def test_one_point_is_one_point() -> None:
    found = outcome(TENTHS, ("2018-01-02", "b"), ("2018-01-03", "b"), as_of="2018-01-31")
    assert reasons(found, TENTHS.machine)[1].startswith("0.5 points were not taken because")
    twice = outcome(
        LIBRARY, *[("2018-01-02", "late_return", {"days": d}) for d in (63, 8)], as_of="2018-01-09"
    )
    assert reasons(twice, LIBRARY.machine)[1].startswith("1 point was not taken because")


# --- as JSON -------------------------------------------------------------------------------


def test_the_json_form_says_the_same_exactly() -> None:
    found = outcome(LIBRARY, *LIFE, as_of="2018-03-31")
    since = datetime.date(2018, 1, 1)
    value = json.loads(render_statement_json(found, LIBRARY.machine, since=since))
    assert value["format_version"] == 1
    assert (value["since"], value["as_of"]) == ("2018-01-01", "2018-03-31")
    assert (value["person"], value["start"], value["score"]) == ("ada", 100, 90)
    assert value["next_grade"] == {"name": "usual", "from": 95, "missing": 5}
    assert value["perk_money"] == "10.00"
    assert [award["money"] for award in value["sanctions"]] == ["2.50"]
    assert value["why"] == list(reasons(found, LIBRARY.machine))
    second = value["ledger"][1]
    assert second["range"] == {"text": "stays within floor to 120", "line": 17}
    assert [second[key] for key in ("asked", "granted", "applied", "balance")] == [30, 30, 12, 120]
    assert value["ledger"][0]["cap"] == {"text": "at most week_cap per calendar week", "line": 29}


def test_points_with_decimals_are_strings_in_json() -> None:
    found = outcome(TENTHS, ("2018-01-02", "a"), as_of="2018-01-31")
    value = json.loads(render_statement_json(found, TENTHS.machine), parse_float=pytest.fail)
    assert (value["start"], value["score"]) == ("1.5", "1.6")
    assert value["ledger"][0]["applied"] == "0.1"


# --- laws ----------------------------------------------------------------------------------

EVENTS = st.lists(
    st.one_of(
        st.just(("gift",)),
        st.just(("ban",)),
        st.tuples(st.just("shelf_help"), st.builds(lambda h: {"time": h}, st.integers(0, 12))),
        st.tuples(st.just("late_return"), st.builds(lambda d: {"days": d}, st.integers(1, 365))),
    ),
    max_size=12,
)


@given(EVENTS)
def test_the_sentences_add_up_for_any_history(events: list[tuple[Any, ...]]) -> None:
    dated = [(f"2018-01-{day:02}", *event) for day, event in enumerate(events, 1)]
    found = outcome(LIBRARY, *dated, as_of="2018-12-31")
    first = reasons(found, LIBRARY.machine)[0]
    start = number_after("started with ", first)
    first = first.replace("neither earned nor lost any", "")
    earned, lost = number_after("earned ", first), number_after("lost ", first)
    assert start + earned - lost == found.score == number_after("which makes ", first)
    cuts = sum(abs(entry.asked - entry.applied) for entry in found.ledger or ())
    told = [text for text in reasons(found, LIBRARY.machine) if " not " in text]
    assert sum(cut_in(text) for text in told) == cuts


def number_after(words: str, text: str) -> Decimal:
    """The number that follows certain words, 0 where they do not occur."""
    _, found, rest = text.partition(words)
    return Decimal(rest.split()[0].replace(",", "")) if found else Decimal(0)


def cut_in(sentence: str) -> Decimal:
    """All points a sentence says were not added or not taken."""
    words = sentence.replace(";", "").split()
    places = [place for place, word in enumerate(words) if word == "not"]
    return sum((Decimal(words[place - 3].replace(",", "")) for place in places), Decimal(0))

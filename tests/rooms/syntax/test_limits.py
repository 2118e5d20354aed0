"""Every limit on a policy text, on both sides."""

from __future__ import annotations

import pytest

from policylang.core import codes, limits
from policylang.core.source import SourceFile
from policylang.syntax import parse
from tests.rooms.syntax.reading import expression, problems, read, said, underlined

POLICY = "policy p { }\n"
HIDDEN = (
    "\0", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x85", "\x9b", "\u2028",
    "\u2029", "\u202e", "\u2066", "\ufeff", "\ud800", "\udfff", "\r",
)  # fmt: skip


def of_bytes(size: int, filler: str = " ") -> str:
    """A good policy of a number of bytes in UTF-8."""
    width = len(filler.encode())
    rest, odd = divmod(size - len(POLICY) - 2, width)
    return f"{POLICY}# {filler * rest}{' ' * odd}"


@pytest.mark.parametrize("filler", [" ", "é", "走", "\U0001f600"])
def test_a_policy_may_have_as_many_bytes_as_the_limit(filler: str) -> None:
    text = of_bytes(limits.POLICY_BYTES, filler)
    assert len(text.encode()) == limits.POLICY_BYTES
    read(text)


@pytest.mark.parametrize("filler", [" ", "é", "走", "\U0001f600"])
def test_a_policy_of_one_byte_more_is_refused(filler: str) -> None:
    (found,) = problems(of_bytes(limits.POLICY_BYTES, filler) + " ")
    assert found.code is codes.FILE_TOO_LARGE
    assert found.message == "a policy file has at most 4 MiB"
    assert found.help == "split it into several files and join them with `use`"


def test_words_are_counted_where_there_may_be_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "POLICY_WORDS", 100)
    longest = "policy p { " + 'title "t" ' * 48 + "}"
    read(longest + " " * 200)
    assert said(longest + " #" + " " * 200) == [
        "PL012 a policy file has at most 100 words and signs"
    ]


def test_a_policy_of_very_many_words_is_refused_before_it_is_parsed() -> None:
    assert limits.POLICY_WORDS == 1_000_000
    text = "+" * (limits.POLICY_WORDS + 1)
    assert said(text) == ["PL012 a policy file has at most 1,000,000 words and signs"]


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("place", ["{}", "# {}", 'policy p {{ title "{}" }}', "policy p{} {{ }}"])
def test_characters_that_cannot_be_seen_are_refused_wherever_they_stand(
    hidden: str, place: str
) -> None:
    (found,) = problems(f"{POLICY}{place.format(hidden)}")
    assert found.code is codes.NOT_TEXT
    assert found.message.endswith(f"that cannot be seen (number {ord(hidden)})")
    assert underlined(found) == [hidden]


def test_line_ends_of_two_characters_and_marks_of_the_direction_of_writing_are_text() -> None:
    read('policy p {\r\n  title "\u200fمكتبة\u200e"\r\n}\r\n')
    read("policy p {\t}")


# --- names and numbers ---------------------------------------------------------------------


@pytest.mark.parametrize("letter", ["a", "é", "走", "\U00020000"])
def test_a_name_may_have_as_many_characters_as_the_limit(letter: str) -> None:
    name = letter * limits.NAME_LENGTH
    assert expression(name).text == name


@pytest.mark.parametrize("letter", ["a", "é", "走", "\U00020000", "²"])
def test_a_longer_name_is_refused(letter: str) -> None:
    (found,) = problems(f"define d {{ means {letter * (limits.NAME_LENGTH + 1)} }}")
    assert found.code is codes.NAME_TOO_LONG
    assert found.message == "a name has at most 64 characters"
    assert underlined(found) == [letter * 40]


@pytest.mark.parametrize(
    "number", ["9" * 18, "999,999,999,999,999,999", "9.99999999999999999", "999999999.999999999"]
)
def test_a_number_may_have_as_many_digits_as_the_limit(number: str) -> None:
    assert f"{expression(number).value}" == number.replace(",", "")


@pytest.mark.parametrize(
    "number", ["9" * 19, "9,999,999,999,999,999,999", "9." + "9" * 18, "9" * 1000]
)
def test_a_longer_number_is_refused(number: str) -> None:
    (found,) = problems(f"define d {{ means {number} }}")
    assert (found.code, found.message) == (
        codes.NUMBER_TOO_LONG,
        "a number has at most 18 digits",
    )
    assert underlined(found) == [number[:40]]


def test_long_words_in_texts_and_comments_are_no_names_or_numbers() -> None:
    long = "x" * 100 + " " + "9" * 100
    read(f'policy p {{ title "{long}" }} # {long}')


def test_every_name_and_number_that_is_too_long_is_reported() -> None:
    text = f"define {'x' * 65} {{ means {'9' * 19} + {'y' * 65} }}"
    assert [each.code.number for each in problems(text)] == ["PL016", "PL013", "PL016"]


def test_no_more_is_reported_than_is_shown() -> None:
    for fault in ("x" * 65, "9" * 19, "}", "x = = 1", "earns"):
        text = "\n".join(f"action a{number} {{\n{fault}\n}}" for number in range(150))
        assert len(problems(text)) == limits.DIAGNOSTICS, fault


# --- nothing at all ------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " \n\t", "# only a comment", "\n# one\n# two\n"])
def test_a_text_without_blocks_is_no_policy(text: str) -> None:
    (found,) = problems(text)
    assert (found.code, found.message) == (codes.EMPTY_POLICY, "there is nothing in this policy")


@pytest.mark.parametrize("year", ["1800", "2999"])
def test_dates_of_the_first_and_last_year_are_dates(year: str) -> None:
    assert expression(f"{year}-01-01").value.year == int(year)
    assert expression(f"31 December {year}").value.year == int(year)


@pytest.mark.parametrize(
    "date",
    ["1799-12-31", "3000-01-01", "0000-01-01", "2018-02-29", "31 April 2018", "1 May 1799",
     "0 May 2018", "1 May 999999999999999999", "1  May\n\n  20188"],
)  # fmt: skip
def test_other_dates_are_refused(date: str) -> None:
    (found,) = problems(f"define d {{ means the date > {date} }}")
    assert found.code is codes.NO_SUCH_DATE
    shown = " ".join(date.split())
    assert found.message == f"there is no day `{shown}` between the years 1800 and 2999"
    assert underlined(found) == [date]


def test_a_tree_is_given_only_where_there_is_no_error() -> None:
    parsed = parse(SourceFile("a", "define d { means 2018-02-30 }"))
    assert parsed.tree is None

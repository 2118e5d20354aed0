from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core.source import NOWHERE, SourceFile, Span

texts = st.text(alphabet="ab\n\r é\U0001f600", max_size=40)


@given(texts, st.data())
def test_a_place_is_its_line_and_column_counted_from_one(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    before = text[:offset]
    line, column = SourceFile("a", text).place(offset)
    assert line == before.count("\n") + 1
    assert column == len(before) - (before.rfind("\n") + 1) + 1


@given(texts)
def test_a_line_is_its_text_without_its_end(text: str) -> None:
    source = SourceFile("a", text)
    for number, line in enumerate(text.split("\n"), 1):
        assert source.line(number) == line.rstrip("\r")


def test_a_span_knows_its_place_and_its_text() -> None:
    span = SourceFile("a.policy", "one\ntwo three\n").span(8, 13)
    assert (span.line, span.column, span.text) == (2, 5, "three")
    assert repr(span) == "a.policy:2:5"


def test_a_span_reaches_to_the_later_end_of_another() -> None:
    source = SourceFile("a", "one two three")
    assert source.span(0, 3).to(source.span(4, 7)).text == "one two"
    assert source.span(0, 13).to(source.span(4, 7)).text == "one two three"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n   b\t c", "a b c"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 57 + "..."),
        ("x" * 56 + " yyyyy", "x" * 56 + "..."),
        ("", ""),
    ],
)
def test_what_a_message_quotes_is_one_short_line(text: str, shown: str) -> None:
    assert SourceFile("a", text).span(0, len(text)).shown == shown


def test_spans_of_different_texts_differ() -> None:
    first, second = SourceFile("a", "x"), SourceFile("a", "x")
    assert first.span(0, 1) == first.span(0, 1)
    assert first.span(0, 1) != second.span(0, 1)


def test_a_node_built_by_hand_stands_nowhere() -> None:
    assert isinstance(NOWHERE, Span)
    assert (NOWHERE.text, NOWHERE.line, NOWHERE.column) == ("", 1, 1)

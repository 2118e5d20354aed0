from __future__ import annotations

import csv
import io
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core import limits
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine import csv_rows
from policylang.engine.columns import Columns, people_columns
from policylang.engine.readers import read_rows
from policylang.engine.rows import RawRow
from tests.rooms.engine.files import STRICT, bad, columns, encoder, good, rows_of
from tests.rooms.engine.streams import Made, repeated

HEADER = "person,date,action,amount\n"


def refused(text: str | bytes, wanted: Columns | None = None) -> list[Diagnostic]:
    with pytest.raises(HistoryError) as caught:
        rows_of(text, wanted=wanted)
    return list(caught.value.diagnostics)


def numbers(diagnostics: list[Diagnostic]) -> list[str]:
    return [each.code.number for each in diagnostics]


# --- cells -----------------------------------------------------------------------------------

cells = st.text(st.sampled_from("ab \"',\n\t;="), max_size=6)


@given(st.lists(st.tuples(cells, cells, cells, cells), max_size=6))
def test_whatever_the_csv_module_writes_is_read_back_trimmed(
    table: list[tuple[str, str, str, str]],
) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_MINIMAL, lineterminator="\n").writerows(table)
    found = rows_of(HEADER + text.getvalue())
    expected = [tuple(cell.strip() for cell in row) for row in table]
    assert [tuple(row.values.values()) for row in good(found)] == [r for r in expected if any(r)]
    assert bad(found) == []


@given(st.lists(st.tuples(cells, cells, cells, cells), max_size=6))
def test_a_row_begins_on_the_line_where_its_text_stands(
    table: list[tuple[str, str, str, str]],
) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    lines = (HEADER + text.getvalue()).split("\n")
    for row in good(rows_of(HEADER + text.getvalue())):
        assert "\n".join(lines[row.line - 1 :]).startswith(row.text)


def test_names_and_values_are_trimmed_and_capitals_kept() -> None:
    (row,) = rows_of(" person , date,action ,amount\nAnn B. ,2018-01-01, donate,  250 USD \n")
    assert row == RawRow(
        2,
        {"person": "Ann B.", "date": "2018-01-01", "action": "donate", "amount": "250 USD"},
        "Ann B. ,2018-01-01, donate,  250 USD ",
    )


def test_columns_may_stand_in_any_order() -> None:
    (row,) = good(rows_of("action,person,date\nticket,ann,2018-01-01\n"))
    assert row.values == {"person": "ann", "date": "2018-01-01", "action": "ticket"}


def test_blank_lines_and_rows_of_empty_cells_are_no_rows() -> None:
    found = rows_of("\n\n" + HEADER + "\n,,,\n  ,,\nann,2018-01-01,ticket,\n\n")
    assert [(row.line, row.values["person"]) for row in good(found)] == [(7, "ann")]
    assert bad(found) == []


def test_a_column_without_a_name_must_stay_empty() -> None:
    head = "person,date,action,amount,,\n"
    found = rows_of(head + "ann,2018-01-01,ticket,,,\nbob,2018-01-01,ticket,,,x\n")
    assert [row.values for row in good(found)] == [
        {"person": "ann", "date": "2018-01-01", "action": "ticket", "amount": ""}
    ]
    assert bad(found) == [(3, "PL421")]


@pytest.mark.parametrize("row", ["ann,2018-01-01,ticket", "ann,2018-01-01,ticket,,", "ann"])
def test_a_row_with_another_number_of_cells_is_refused(row: str) -> None:
    found = rows_of(HEADER + row + "\nbob,2018-01-01,ticket,\n")
    assert bad(found) == [(2, "PL421")]
    assert [each.values["person"] for each in good(found)] == ["bob"]
    assert [each.person for each in found if not isinstance(each, RawRow)] == ["ann"]


# --- quotation marks -------------------------------------------------------------------------


def test_line_breaks_inside_quotation_marks_keep_the_line_numbers_true() -> None:
    found = good(rows_of(HEADER + 'ann,2018-01-01,"tick\n\net",\nbob,2018-01-01,ticket,\n'))
    assert [(row.line, row.values["action"]) for row in found] == [(2, "tick\n\net"), (5, "ticket")]


@pytest.mark.parametrize(
    "row", ['ann,"2018-01-01,ticket,', '"ann,2018-01-01,ticket,', 'ann,2018-01-01,ticket,"']
)
def test_a_quotation_mark_that_is_never_closed_costs_one_row(row: str) -> None:
    found = rows_of(HEADER + row + "\n" + "bob,2018-01-01,ticket,\n" * 3)
    assert bad(found) == [(2, "PL418")]
    assert [each.line for each in good(found)] == [3, 4, 5]


def test_blanks_before_a_quotation_mark_do_not_count() -> None:
    (row,) = good(rows_of(HEADER + 'ann, "2018-01-01", "donate",  "1,000"\n'))
    assert tuple(row.values.values()) == ("ann", "2018-01-01", "donate", "1,000")


@pytest.mark.parametrize("row", ['"ann"x,2018-01-01,ticket,', '"ann" "b",2018-01-01,ticket,'])
def test_text_after_a_closed_quotation_mark_is_refused(row: str) -> None:
    found = rows_of(HEADER + row + "\nbob,2018-01-01,ticket,\n")
    assert bad(found) == [(2, "PL418")]
    assert [each.line for each in good(found)] == [3]


def test_a_row_may_hold_as_much_as_the_limit_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DATA_LINE_BYTES", 100)
    row = '"ab\n{}",2018-01-01,ticket,'
    fits = row.format("é" * ((100 - len(row.format("").encode())) // 2))
    assert len(fits.encode()) == 100
    assert bad(rows_of(HEADER + fits)) == []
    assert bad(rows_of(HEADER + fits.replace("ab\n", "abc\n")))[0] == (2, "PL418")


def test_a_row_may_go_over_as_many_lines_as_the_limit_and_no_more() -> None:
    row = '"a{}",2018-01-01,ticket,'
    most = csv_rows.ROW_LINES
    assert bad(rows_of(HEADER + row.format("\n" * (most - 1)))) == []
    assert bad(rows_of(HEADER + row.format("\n" * most)))[0] == (2, "PL418")


def test_a_quotation_mark_left_open_does_not_swallow_a_large_file() -> None:
    good_row = b"bob,2018-01-01,ticket,\n"
    open_row = b'"ann,2018-01-01,ticket,\n'
    block = open_row + good_row * 5_000
    head = HEADER.encode()
    source = Made(chain([head], (block for _ in range(5))))
    found = list(read_rows(source, columns(), format="csv"))
    assert [code for _, code in bad(found)].count("PL418") >= 3
    assert len(found) >= 24_000


def test_a_long_line_inside_quotation_marks_is_not_part_of_the_row() -> None:
    long = b"x" * (limits.DATA_LINE_BYTES + 1)
    raw = HEADER.encode() + b'"ann\n' + long + b'\nb",2018-01-01,ticket\nc,2018-01-01,ticket,\n'
    found = rows_of(raw)
    assert bad(found) == [(2, "PL418"), (3, "PL412"), (4, "PL421")]
    assert [row.line for row in good(found)] == [5]


def test_a_cell_larger_than_the_csv_module_takes_is_refused() -> None:
    cell = "x" * (csv.field_size_limit() + 1)
    assert bad(rows_of(f'{HEADER}"{cell}",2018-01-01,ticket,\n')) == [(2, "PL412")]


def test_line_ends_of_old_systems_are_told() -> None:
    assert bad(rows_of(HEADER + "a,2018-01-01,ticket,\rb,2018-01-01,ticket,")) == [(2, "PL418")]


# --- the header ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", " \n,,\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert numbers(refused(text)) == ["PL411"]


def test_a_header_alone_is_a_file_without_rows() -> None:
    assert rows_of(HEADER) == []


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("date,action", ["PL409"]),
        ("person,action", ["PL409"]),
        ("person,date", ["PL409"]),
        ("amount", ["PL409", "PL409", "PL409"]),
        ("person,date,action,amuont", ["PL404"]),
        ("person,date,action,note,remark", ["PL404", "PL404"]),
        ("person,date,action,date", ["PL418"]),
        ("person,date,action,amount,amount,amount", ["PL418", "PL418"]),
        ("person,date,timestamp,action", ["PL418"]),
        ("Person,date,action", ["PL409"]),
        ("Person,date,action,note", ["PL409", "PL404"]),
        ("person;date;action", ["PL409"]),
        ('"person,date,action', ["PL418"]),
        ("person,date,act\0ion", ["PL410"]),
        ("x" * (limits.DATA_LINE_BYTES + 1), ["PL412"]),
    ],
)
def test_everything_wrong_with_a_header_is_told(header: str, expected: list[str]) -> None:
    assert numbers(refused(header + "\nann,2018-01-01,ticket\n")) == expected


def test_a_header_that_is_not_text_is_told() -> None:
    assert numbers(refused(b"person,date,act\xffion\n")) == ["PL410"]


def test_a_misspelt_column_is_answered_with_the_near_name() -> None:
    (wrong,) = refused("person,date,action,amuont\n")
    assert wrong.help == "did you mean `amount`?"
    assert wrong.span is not None
    assert wrong.span.text == "amuont"
    assert repr(wrong.span) == "<stream>:1:20"


def test_a_column_in_capitals_is_recognised() -> None:
    (missing,) = refused("date,PERSON,action\n")
    assert missing.message == "there is no column `person`"
    assert missing.help == "is it `PERSON`? Call it `person`, letter by letter"
    assert missing.span is not None
    assert missing.span.text == "PERSON"


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_recognised(mark: str, name: str) -> None:
    (wrong,) = refused(mark.join(["person", "date", "action"]) + "\n")
    assert wrong.message == f"the columns are separated by {name}, not by commas"


def test_a_header_of_many_unknown_columns_gives_a_bounded_list() -> None:
    header = "person,date,action," + ",".join(f"x{number}" for number in range(100_000))
    assert len(refused(header + "\n")) == limits.DIAGNOSTICS


def test_the_place_of_a_problem_with_the_header_is_its_line() -> None:
    (missing,) = refused("\n\nperson,date\n")
    assert missing.span is not None
    assert missing.span.line == 3
    assert missing.span.source.line(3) == "person,date"


def test_timestamp_is_another_name_for_date() -> None:
    (row,) = good(rows_of("person,timestamp,action\nann,2018-01-01T10:00:00Z,ticket\n"))
    assert row.values["timestamp"] == "2018-01-01T10:00:00Z"


def test_an_attribute_without_default_is_a_needed_column() -> None:
    wanted = people_columns(encoder(STRICT).machine)
    assert numbers(refused("person,loan\nann,5\n", wanted)) == ["PL409"]
    assert numbers(refused("person,born,lone\n", wanted)) == ["PL423"]
    assert numbers(refused("person,born,loan,loan\n", wanted)) == ["PL418"]
    assert rows_of("person,born\n", wanted=wanted) == []


def test_a_header_that_never_ends_is_refused_at_once() -> None:
    source = Made(repeated(b"x", 50 * 1024 * 1024))
    with pytest.raises(HistoryError):
        list(read_rows(source, columns(), format="csv"))
    assert source.given < 2 * limits.DATA_LINE_BYTES

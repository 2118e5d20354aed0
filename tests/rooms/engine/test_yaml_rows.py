from __future__ import annotations

import tracemalloc

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policylang.core import limits
from policylang.core.errors import HistoryError
from policylang.engine import yaml_events, yaml_rows
from policylang.engine.rows import RawRow, Reject
from tests.rooms.engine.files import bad, good, rows_of

LOADERS = [yaml.SafeLoader]
if hasattr(yaml, "CSafeLoader"):
    LOADERS.append(yaml.CSafeLoader)  # type: ignore[arg-type]


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__, autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "_LOADER", request.param)


def refused(text: str | bytes) -> tuple[str, int]:
    """The code and the line of the one thing wrong with a whole file."""
    with pytest.raises(HistoryError) as caught:
        rows_of(text, "yaml")
    (only,) = caught.value.diagnostics
    assert only.span is not None
    return only.code.number, only.span.line


def test_rows_may_be_written_over_lines_or_on_one() -> None:
    text = """# who did what
- person: R-1
  date: 2018-12-01
  action: donate
  amount: 250 USD

- {person: "R-2", date: '2018-12-02', action: ticket, amount: ~, time: }
"""
    assert rows_of(text, "yaml") == [
        RawRow(
            2,
            {"person": "R-1", "date": "2018-12-01", "action": "donate", "amount": "250 USD"},
            "person: R-1\n  date: 2018-12-01\n  action: donate\n  amount: 250 USD",
        ),
        RawRow(
            7,
            {"person": "R-2", "date": "2018-12-02", "action": "ticket", "amount": "", "time": ""},
            "{person: \"R-2\", date: '2018-12-02', action: ticket, amount: ~, time: }",
        ),
    ]


@pytest.mark.parametrize(
    "written", ["017", "0x1F", "1_000", "2:30", "1e3", ".inf", "yes", "No", "2018-12-01", "250.10"]
)
def test_every_value_is_the_text_that_was_written(written: str) -> None:
    (row,) = good(rows_of(f"- a: {written}\n", "yaml"))
    assert row.values == {"a": written}


@pytest.mark.parametrize("written", ["~", "null", "Null", "NULL", ""])
def test_nothing_is_empty_text_unless_it_is_in_quotation_marks(written: str) -> None:
    (row,) = good(rows_of(f"- {{a: {written}, b: '{written}'}}\n", "yaml"))
    assert row.values == {"a": "", "b": written}


@given(
    st.lists(
        st.dictionaries(
            st.text("abc:#- &*!é😀\n\"'", max_size=5),
            st.one_of(st.none(), st.text("abc:#- &*!é😀\n\"'{}[]", max_size=9)),
            max_size=4,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_yaml_writes_is_read_back(rows: list[dict[str, str | None]]) -> None:
    text = yaml.safe_dump(rows, allow_unicode=True)
    found = rows_of(text, "yaml")
    assert [row.values for row in good(found)] == [
        {name: (value or "").strip() for name, value in sorted(row.items())} for row in rows
    ]


# --- what is not plain -----------------------------------------------------------------------

BOMB = "- &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"- &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(20)
)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (BOMB, 1),
        ("- person: ann\n- &x {person: bob}\n", 2),
        ("- person: ann\n- *x\n", 2),
        ("- person: ann\n  date: &day 2018-01-01\n", 2),
        ("- person: ann\n  <<: *base\n", 2),
        ("- person: !!python/object/apply:os.system ['true']\n", 1),
        ("- person: !!str ann\n", 1),
        ("- ! ann\n", 1),
        ("- !!map {person: ann}\n", 1),
        ("!!seq\n- person: ann\n", 1),
        ("&all\n- person: ann\n", 1),
        ("- &k person: ann\n", 1),
    ],
)
def test_anchors_aliases_and_tags_are_refused(text: str, line: int) -> None:
    assert refused(text) == ("PL415", line)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("- person: ann\n- &x {person: bob}\n", "&x"),
        ("- person: *x\n", "*x"),
        ("- {a: &day 2018-01-01}\n", "&day"),
        ("- {a: [*b, 2]}\n", "*b"),
        ("- a: !!str ann\n", "!!str"),
    ],
)
def test_the_mark_that_is_refused_is_pointed_at(text: str, word: str) -> None:
    with pytest.raises(HistoryError) as caught:
        rows_of(text, "yaml")
    (found,) = caught.value.diagnostics
    assert found.span is not None
    assert found.span.text == word


def test_a_bomb_takes_no_memory() -> None:
    tracemalloc.start()
    assert refused(BOMB)[0] == "PL415"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * 1024 * 1024


@pytest.mark.parametrize(("before", "after"), [("[", "]"), ("{a: ", "}")])
def test_nesting_up_to_the_limit_costs_one_row_and_beyond_it_the_file(
    before: str, after: str
) -> None:
    def nested(depth: int) -> str:
        inside = depth - 2  # the list of rows and the row
        return f"- a: {before * inside}{after * inside}\n- a: 1\n"

    fits = rows_of(nested(limits.DATA_NESTING), "yaml")
    assert bad(fits) == [(1, "PL418")]
    assert [row.line for row in good(fits)] == [2]
    assert refused(nested(limits.DATA_NESTING + 1)) == ("PL415", 1)


@pytest.mark.parametrize(
    "text",
    ["[" * 1_000_000, "- " * 500_000, "- " + "{a: " * 300_000, "- " + "? " * 500_000],
)
def test_a_million_brackets_are_refused_without_reading_on(text: str) -> None:
    tracemalloc.start()
    assert refused(text)[0] == "PL415"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 32 * 1024 * 1024


# --- what is not rows ------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "---\n", "~\n", "---\n...\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert refused(text)[0] == "PL411"


def test_an_empty_list_is_a_file_without_rows() -> None:
    assert rows_of("[]\n", "yaml") == []


def test_the_end_of_a_file_that_breaks_off_is_its_last_line() -> None:
    assert refused("- {a: 1}\n- {b: 2\n\n") == ("PL418", 2)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("person: ann\n", 1),
        ("\nann\n", 2),
        ("- a: 1\n---\n- a: 2\n", 2),
        ("- a: 1\n  b: [\n", 3),
        ("- a: 1\n b: 2\n", 2),
        ("- a: 'x\n- b: 1\n", 3),
        ('- a: "\\q"\n', 1),
        ("%NONSENSE\n%YAML 9.9\n- a: 1\n", 2),
    ],
)
def test_a_file_that_is_no_list_or_broken_is_refused(text: str, line: int) -> None:
    code, found = refused(text)
    assert code == "PL418"
    assert abs(found - line) <= 1  # the two parsers differ in where they notice


@pytest.mark.parametrize("escape", ["\\UFFFFFFFF", "\\U00110000"])
def test_an_escape_for_no_character_is_refused(escape: str) -> None:
    assert refused(f'- a: 1\n- b: "{escape}"\n') == ("PL418", 2)


@pytest.mark.parametrize(
    "row", ["- ann", "- [1, 2]", "-", "- {a: [1]}", "- {a: {b: 1}}", "- {a: 1, a: 2}", "- {[1]: 2}"]
)
def test_a_row_that_is_no_plain_object_costs_one_row(row: str) -> None:
    found = rows_of(f"- a: 1\n{row}\n- a: 3\n", "yaml")
    assert bad(found) == [(2, "PL418")]
    assert [each.line for each in good(found)] == [1, 3]


def test_a_row_may_have_as_many_values_as_the_limit_and_no_more() -> None:
    def row(size: int) -> str:
        return "- {" + ", ".join(f"a{number}: 1" for number in range(size)) + "}\n- a: 1\n"

    assert bad(rows_of(row(yaml_rows.ROW_VALUES), "yaml")) == []
    assert bad(rows_of(row(yaml_rows.ROW_VALUES + 1), "yaml")) == [(1, "PL418")]


def test_the_person_of_a_refused_row_is_known_where_it_can_be_read() -> None:
    (reject,) = rows_of("- person: ann\n  amount: [1]\n", "yaml")
    assert isinstance(reject, Reject)
    assert reject.person == "ann"
    assert reject.text == "person: ann\n  amount: [1]"


def test_line_numbers_count_the_lines_of_the_file() -> None:
    text = '- a: "x\u2028y"\n- a: "x\u0085y"\n\n- a: 3\n- 4\n'
    found = rows_of(text, "yaml")
    assert [each.line for each in good(found)] == [1, 2, 4]
    assert bad(found) == [(5, "PL418")]


# --- bytes -----------------------------------------------------------------------------------


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "YAML_BYTES", 20)
    assert len(rows_of("- a: 1" + "\n" * 14, "yaml")) == 1
    assert refused("- a: 1" + "\n" * 15) == ("PL425", 1)


def test_bytes_and_characters_that_are_no_text_are_told_with_their_line() -> None:
    assert refused(b"- a: 1\n- b: \xff\n") == ("PL410", 2)
    assert refused(b"- a: 1\n\n- b: \x00\n") == ("PL410", 3)
    assert refused("- a: 1\n".encode("utf-16")) == ("PL410", 1)


def test_a_byte_order_mark_is_left_out() -> None:
    assert [row.values for row in good(rows_of(b"\xef\xbb\xbf- a: 1\n", "yaml"))] == [{"a": "1"}]

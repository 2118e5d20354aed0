from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest

from policylang.core import codes
from policylang.engine.asked import Asked
from policylang.engine.batch import evaluate
from policylang.engine.excerpt import SHOWN
from policylang.engine.rejects import RejectLog
from policylang.engine.rows import Reject
from tests.rooms.engine.files import Recorder, encoder, stream

HISTORY = """person,date,action
ann,2018-01-01,steal
ann,2018-01-02,ticket
"=HYPERLINK(""x"",1)",2018-02-30,ticket
"ann
b",2018-01-03,ticket
"""


def rejects_of(text: str | bytes, format: str = "csv") -> list[list[str]]:
    written = io.StringIO()
    evaluate(Recorder(), encoder(), Asked(stream(text), format=format), rejects=written)
    return list(csv.reader(io.StringIO(written.getvalue())))


def test_every_rejected_row_is_written_with_its_place_and_reason() -> None:
    assert rejects_of(HISTORY) == [
        ["file", "line", "code", "reason", "row"],
        [
            "<stream>",
            "2",
            "PL402",
            "the policy has no action `steal`; its actions are `ticket`, `donate`, `help`",
            "ann,2018-01-01,steal",
        ],
        [
            "<stream>",
            "4",
            "PL406",
            "there is no day `2018-02-30` in the calendar",
            '"=HYPERLINK(""x"",1)",2018-02-30,ticket',
        ],
        [
            "<stream>",
            "5",
            "PL408",
            "`ann?b`, the name of a person, holds control characters",
            '"ann\nb",2018-01-03,ticket',
        ],
    ]


def test_without_rejects_the_header_stands_alone() -> None:
    assert rejects_of("person,date,action\n") == [["file", "line", "code", "reason", "row"]]


def test_a_written_row_can_be_mended_and_read_again() -> None:
    row = rejects_of(HISTORY)[1][4]
    assert rejects_of("person,date,action\n" + row.replace("steal", "ticket") + "\n")[1:] == []


@pytest.mark.parametrize("length", [SHOWN - 1, SHOWN, SHOWN + 1, 100_000])
def test_no_more_of_a_row_is_kept_than_is_shown(length: int) -> None:
    row = "ann,2018-01-01," + "x" * (length - 15)
    (_, reject) = rejects_of("person,date,action\n" + row)
    assert reject[4] == row[:SHOWN]


def test_bytes_that_are_no_text_are_spelt_out() -> None:
    (_, reject) = rejects_of(b"person,date,action\nann\xff,2018-01-01,ticket\n")
    assert reject[4] == "ann\\xff,2018-01-01,ticket"


def test_a_lone_half_of_a_pair_can_be_written() -> None:
    line = '{"person": "ann", "date": "\\ud800", "action": "\\ud800"}\n'
    (_, reject) = rejects_of(line, "jsonl")
    assert reject[2] == "PL402"
    assert "".join(reject).encode()


def test_a_file_name_that_is_no_text_can_be_written(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/h\xff.csv"
    Path(os.fsdecode(path)).write_text(HISTORY, encoding="utf-8")
    written = io.StringIO()
    evaluate(Recorder(), encoder(), Asked(os.fsdecode(path)), rejects=written)
    assert written.getvalue().encode().count(b"/h?.csv,") == 3


def test_a_reject_is_a_diagnostic_at_its_line() -> None:
    reject = Reject("h.csv", 7, codes.BAD_DATE, "no such day", "write another", "a,b\nc", "a")
    found = reject.diagnostic
    assert str(found) == "h.csv:7:1: error[PL406]: no such day"
    assert found.help == "write another"
    assert found.span is not None
    assert found.span.source.line(7) == "a,b"
    assert found.span.source.line(6) == ""


def test_a_log_counts_reasons() -> None:
    log = RejectLog()
    for code in (codes.BAD_DATE, codes.NO_SUCH_ACTION, codes.BAD_DATE):
        log.add(Reject("f", 1, code, "m", None, ""))
    assert log.reasons == {"PL406": 2, "PL402": 1}

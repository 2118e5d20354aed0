from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from policylang.core import codes
from policylang.engine.batch import evaluate
from policylang.engine.excerpt import SHOWN
from policylang.engine.rejects import RejectLog, rejects_file
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
    evaluate(Recorder(), encoder(), stream(text), format=format, rejects=written)
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


# --- the file --------------------------------------------------------------------------------


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_of_rejects_appears_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "rejects.csv"
    with rejects_file(target) as opened:
        opened.write("é\n")
        assert not target.exists()
    assert target.read_bytes() == "é\n".encode()
    assert names(tmp_path) == ["rejects.csv"]


def test_after_an_error_nothing_half_written_is_left(tmp_path: Path) -> None:
    target = tmp_path / "rejects.csv"
    target.write_text("old\n", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), rejects_file(target) as opened:
        opened.write("new\n")
        raise KeyboardInterrupt
    assert target.read_text(encoding="utf-8") == "old\n"
    assert names(tmp_path) == ["rejects.csv"]


def test_an_older_file_is_replaced_and_a_link_is_followed(tmp_path: Path) -> None:
    target = tmp_path / "real.csv"
    target.write_text("old\n", encoding="utf-8")
    link = tmp_path / "rejects.csv"
    link.symlink_to(target)
    with rejects_file(link) as opened:
        opened.write("new\n")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new\n"


def test_what_is_no_file_is_written_to_directly() -> None:
    with rejects_file("/dev/null") as opened:
        opened.write("new\n")
    assert not Path("/dev/null").is_file()


def test_a_file_in_a_folder_that_is_not_there_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), rejects_file(tmp_path / "none" / "rejects.csv"):
        pass

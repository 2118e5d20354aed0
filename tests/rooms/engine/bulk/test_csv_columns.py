"""CSV as columns: what the reader of rows would read, or nothing."""

from __future__ import annotations

import datetime
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policylang.core import limits
from policylang.engine.asked import Asked
from policylang.engine.bulk import choose, csv_columns
from tests.rooms.engine.bulk.runs import Came, at_once, in_columns
from tests.rooms.engine.events import damaged, histories
from tests.rooms.engine.files import as_csv


@pytest.fixture(autouse=True)
def _any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "WORTH", 0)


#: What makes a file odd: put somewhere into its text.
ODD = (
    '"', '""', ",", ",,", "\r", "\r\n", "\n", "\n\n", "\n,,,,,\n", " ", "\t", "\0", "é", "e\u0301",
    "\u2028", "\x1c", "\ufeff", "'", "\\", "#", "NULL", "\n \n", "1,5", "=1",
)  # fmt: skip

odd = st.tuples(st.sampled_from(ODD), st.integers(0, 400))
texts = st.builds(
    lambda rows, changes, ends: _changed(as_csv(rows).replace("\n", ends), changes),
    histories() | damaged(),
    st.just([]) | st.lists(odd, max_size=3),
    st.sampled_from(("\n", "\n", "\r\n")),
)


def _changed(text: str, changes: list[tuple[str, int]]) -> bytes:
    for what, at in changes:
        place = at % (len(text) + 1)
        text = text[:place] + what + text[place:]
    return text.encode()


def _agrees(text: bytes, rows: int) -> bool:
    """Whether columns did it; in any case nothing else comes out of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        path.write_bytes(text)
        asked = Asked(path, as_of=datetime.date(2018, 12, 31))
        came = in_columns(asked, Path(folder) / "parts", rows)
        assert not (Path(folder) / "parts").exists()
        if came is not None:
            assert _unmarked(came) == _unmarked(at_once(asked))
        return came is not None


def _unmarked(came: Came) -> Came:
    """Without the marks of rejected rows: those that a cell does not need are not told."""
    return attrs.evolve(came, rejects=[each.replace('"', "") for each in came.rejects])


@settings(deadline=None, max_examples=60)
@given(texts)
def test_at_once_it_is_what_the_rows_say(text: bytes) -> None:
    _agrees(text, 1_000)


@settings(deadline=None, max_examples=60)
@given(texts, st.integers(0, 3), st.sampled_from((7, 1_000)))
def test_cells_in_quotation_marks_are_what_the_rows_say(text: bytes, kind: int, rows: int) -> None:
    def quoted(cell: bytes, number: int) -> bytes:
        return cell if kind == 3 and number % 2 else b'"%b"' % cell

    lines = text.split(b"\n")
    cells = [line.removesuffix(b"\r").split(b",") for line in lines]
    ends = [b"\r" if line.endswith(b"\r") else b"" for line in lines]
    marked = [
        b",".join(quoted(cell, n) for n, cell in enumerate(row)) + end if any(row) else end
        for row, end in zip(cells, ends, strict=True)
    ]
    _agrees(b"\n".join(marked), rows)


def test_plain_quotation_marks_do_not_keep_a_file_from_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "events.csv"
    rows = [b'"ann%d",2018-01-05,"donate","250"\n' % n for n in range(40)]
    for block in range(34, 90):
        monkeypatch.setattr(csv_columns, "_LONGEST", block)
        path.write_bytes(HEADER + b"".join(rows))
        assert in_columns(Asked(path), tmp_path / "parts", 100) == at_once(Asked(path))
        path.write_bytes(HEADER + b"".join(rows) + b'"a""n",2018-01-05,donate,250\n')
        assert in_columns(Asked(path), tmp_path / "parts", 100) is None


@settings(deadline=None, max_examples=40)
@given(texts)
def test_in_parts_it_is_what_the_rows_say(text: bytes) -> None:
    _agrees(text, 1)


HEADER = b"person,date,action,amount\n"
ROW = b"ann,2018-01-05,donate,250\n"


@pytest.mark.parametrize(
    "text",
    [
        HEADER + ROW,
        HEADER + ROW[:-1],
        HEADER + ROW.replace(b"ann", b" ann \t") + ROW.replace(b"250", b" 250 USD"),
        HEADER.replace(b",", b" , ") + ROW,
        (HEADER + ROW).replace(b"\n", b"\r\n"),
        HEADER.replace(b"date", b' "date"') + ROW,
        HEADER + ROW + ROW.replace(b"ann", "Zoë 张".encode()),
    ],
)
def test_a_plain_file_is_read_as_columns(text: bytes) -> None:
    assert _agrees(text, 1)
    assert _agrees(text, 100)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        HEADER,
        b"\n" + HEADER + ROW,
        b"\xef\xbb\xbf" + HEADER + ROW,
        HEADER.replace(b"amount", b"") + ROW,
        HEADER.replace(b"amount", b'"amount') + ROW,
        HEADER.replace(b"amount", b"action") + ROW,
        HEADER + b'"a""n",2018-01-05,donate,250\n',
        HEADER + b'"a,n",2018-01-05,donate,250\n',
        HEADER + b'"a\nn",2018-01-05,donate,250\n',
        HEADER + b'a"n",2018-01-05,donate,250\n',
        HEADER + b'"a"n,2018-01-05,donate,250\n',
        HEADER + b'"ann,2018-01-05,donate,250\n',
        HEADER + b'"ann" ,2018-01-05,donate,250\n',
        HEADER + b'ann, "2018-01-05",donate,250\n',
        HEADER + ROW + b"\n" + ROW,
        HEADER + ROW + b",,,\n" + ROW,
        HEADER + ROW + b" , ,,\n" + ROW,
        HEADER + ROW[:-1] + b",7\n" + ROW,
        HEADER + ROW + b"ann,2018-01-05,donate\n",
        HEADER + ROW + b"ann\r,2018-01-05,donate,250\n",
        HEADER + ROW[:-1] + b"\r",
        HEADER + ROW + ROW.replace(b"ann", b"a\xffb"),
        HEADER + ROW + ROW.replace(b"ann", b"a\0b"),
        HEADER + ROW.replace(b"250", b"250" + b" " * limits.DATA_LINE_BYTES) + ROW,
        HEADER + ROW + b" " * (2 * limits.DATA_LINE_BYTES),
    ],
)
@pytest.mark.parametrize("rows", [1, 100])
def test_a_file_with_anything_unusual_is_left_to_the_reader_of_rows(
    tmp_path: Path, text: bytes, rows: int
) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(text)
    assert in_columns(Asked(path), tmp_path / "parts", rows) is None
    assert not (tmp_path / "parts").exists()


def test_a_carriage_return_between_two_blocks_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "events.csv"
    good = HEADER + ROW.replace(b"\n", b"\r\n") * 40
    for block in range(60, 90):
        monkeypatch.setattr(csv_columns, "_LONGEST", block)
        path.write_bytes(good)
        assert in_columns(Asked(path), tmp_path / "parts", 100) == at_once(Asked(path))
        path.write_bytes(good + ROW.replace(b"ann", b"a\rnn") + ROW)
        assert in_columns(Asked(path), tmp_path / "parts", 100) is None


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads cannot be counted here")
def test_lines_become_columns_without_threads_of_arrow() -> None:
    code = (
        "import os\n"
        "from pathlib import Path\n"
        "from policylang.engine.bulk import csv_columns\n"
        "from policylang.engine.bulk.plain_lines import UnusualError\n"
        "def threads():\n"
        "    names = [each.read_text() for each in Path('/proc/self/task').glob('*/comm')]\n"
        "    return [name for name in names if 'jemalloc' not in name]\n"
        "before, given_up = threads(), 0\n"
        "for lines in (b'ann,2018-01-05\\n', b'ann\\n') * 10:\n"
        "    try:\n"
        "        list(csv_columns._batches(iter([lines]), ['person', 'date'], {}))\n"
        "    except UnusualError:\n"
        "        given_up += 1\n"
        "print(given_up, len(threads()) - len(before))\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "10 1\n"  # Arrow has one that waits for signals


def test_rejected_rows_are_told_as_they_stand_in_the_file(tmp_path: Path) -> None:
    draw = random.Random(3)
    lines = [
        f"P{draw.randint(0, 20)},{draw.randint(2016, 2018)}-0{draw.randint(1, 9)}-11 , donate,"
        f" {draw.choice(('250', '1', 'much', ''))}\n"
        for _ in range(300)
    ]
    path = tmp_path / "events.csv"
    path.write_bytes(HEADER + "".join(lines).encode())
    came = in_columns(Asked(path), tmp_path / "parts", 40)
    assert came == at_once(Asked(path))
    assert came is not None
    assert came.summary.rejected > 50


def test_a_run_goes_on_from_its_copy(tmp_path: Path) -> None:
    class Ended(BaseException):
        pass

    def ending(step: str) -> None:
        if step == "part 1":
            raise Ended

    rows = "".join(f"P{n % 30},2018-01-{1 + n // 30:02},donate,{n}\n" for n in range(90))
    path, parts = tmp_path / "events.csv", tmp_path / "parts"
    path.write_text(HEADER.decode() + rows, encoding="utf-8")
    with pytest.raises(Ended):
        in_columns(Asked(path), parts, 40, on_step=ending)
    steps: list[str] = []
    came = in_columns(Asked(path), parts, 40, resume=True, on_step=steps.append)
    assert came == at_once(Asked(path))
    assert "copied" not in steps
    assert "part 1" not in steps
    assert "part 2" in steps

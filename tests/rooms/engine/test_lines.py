from __future__ import annotations

import io
import tracemalloc
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core import limits
from policylang.core.errors import HistoryError
from policylang.engine.lines import Line, read_lines
from tests.rooms.engine.streams import Made, repeated

MEGABYTE = 1024 * 1024


def lines_of(raw: bytes) -> list[Line]:
    return list(read_lines(io.BytesIO(raw), "f"))


def texts(raw: bytes) -> list[tuple[int, str]]:
    return [(line.number, line.text) for line in lines_of(raw) if line.problem is None]


def problems(raw: bytes) -> list[tuple[int, str]]:
    return [(line.number, line.problem.code.number) for line in lines_of(raw) if line.problem]


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\n\r\0\x03\ufeff", codec="utf-8")), max_size=8
    )
)
def test_lines_come_back_as_written_whatever_the_line_ends(texts_in: list[str]) -> None:
    for end in ("\n", "\r\n"):
        raw = "".join(text + end for text in texts_in).encode()
        assert texts(raw) == list(enumerate(texts_in, 1))


def test_a_byte_order_mark_is_left_out_once() -> None:
    assert texts(b"\xef\xbb\xbfa\n\xef\xbb\xbfb") == [(1, "a"), (2, "\ufeffb")]


def test_the_last_line_needs_no_line_end() -> None:
    assert texts(b"a\nb") == [(1, "a"), (2, "b")]


def test_only_one_line_end_is_taken_off() -> None:
    assert texts(b"a\r\r\n\r\n") == [(1, "a\r"), (2, "")]


def test_other_characters_that_look_like_line_ends_are_part_of_the_line() -> None:
    text = "a\x0bb\x0cc\x85d\u2028e"
    assert texts(text.encode()) == [(1, text)]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_line_may_be_as_long_as_the_limit_and_no_longer(
    end: bytes, mark: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DATA_LINE_BYTES", 10)
    assert texts(mark + b"x" * 10 + end) == [(1, "x" * 10)]
    assert problems(mark + b"x" * 11 + end) == [(1, "PL412")]


@pytest.mark.parametrize("length", range(8, 30))
def test_lines_after_a_long_one_keep_their_numbers(
    length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DATA_LINE_BYTES", 10)
    raw = b"a\n" + b"x" * length + b"\nb\n" + b"y" * length + b"\r\nc"
    expected = [(1, "a"), (3, "b"), (5, "c")]
    assert [each for each in texts(raw) if len(each[1]) == 1] == expected
    assert problems(raw) == ([(2, "PL412"), (4, "PL412")] if length > 10 else [])


def test_a_line_of_50_megabytes_is_never_held() -> None:
    pieces = chain([b"a\n"], repeated(b"x", 50 * MEGABYTE), [b"\nb\n"])
    source = Made(pieces)
    tracemalloc.start()
    found = [
        (line.number, line.text if line.problem is None else line.problem.code.number)
        for line in read_lines(io.BufferedReader(source), "f")
    ]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [(1, "a"), (2, "PL412"), (3, "b")]
    assert source.given > 50 * MEGABYTE
    assert peak < 8 * MEGABYTE


def test_a_long_line_is_skipped_only_when_the_next_one_is_asked_for() -> None:
    source = Made(repeated(b"x", 50 * MEGABYTE))
    first = next(read_lines(io.BufferedReader(source), "f"))
    assert first.problem is not None
    assert source.given < 2 * MEGABYTE


@pytest.mark.parametrize("damage", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"M\xfcller", b"a\0b"])
def test_a_line_that_is_not_text_is_told_and_the_others_are_read(damage: bytes) -> None:
    raw = b"a\n" + damage + b"\nb\n"
    assert texts(raw) == [(1, "a"), (3, "b")]
    assert problems(raw) == [(2, "PL410")]


def test_the_place_of_a_wrong_byte_is_told() -> None:
    (line,) = lines_of("Jür".encode() + b"gen \xfc")
    assert line.problem is not None
    assert line.problem.message == "byte 9 of the line (0xFC) is not UTF-8 text"


@pytest.mark.parametrize(
    "raw",
    [
        "a,b\n".encode("utf-16"),
        b"\xfe\xff\0a",
        b"PK\x03\x04rest",
        b"\x1f\x8brest",
    ],
)
def test_a_file_that_is_no_text_at_all_is_refused_as_a_whole(raw: bytes) -> None:
    with pytest.raises(HistoryError) as caught:
        lines_of(raw)
    assert [each.code.number for each in caught.value.diagnostics] == ["PL410"]


def test_the_progress_ends_at_the_size_of_the_stream() -> None:
    raw = b"person,date\n" * 100_000 + b"x" * (3 * MEGABYTE)
    seen: list[int] = []
    assert sum(1 for _ in read_lines(io.BytesIO(raw), "f", seen.append)) == 100_001
    assert seen == sorted(seen)
    assert seen[-1] == len(raw)
    assert len(seen) > 5

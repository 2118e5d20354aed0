"""Quotation marks are taken away where nothing would be read in another way without them."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.engine.bulk.plain_lines import UnusualError, plain_lines

#: A cell in marks without anything for which they are needed, between what ends cells.
_CELL = re.compile(rb'(?<![^,\n])"([^",\r\n]*)"(?![^,\r\n])')


def _read(text: bytes, block: int) -> bytes | None:
    try:
        return b"".join(plain_lines(io.BytesIO(text), block))
    except UnusualError:
        return None


@given(st.lists(st.sampled_from([b'"', b",", b"\n", b"\r\n", b"\r", b"a", b'"b"', b'""'])))
def test_what_is_left_is_what_a_pattern_leaves(pieces: list[bytes]) -> None:
    text = b"".join(pieces)
    plain = _CELL.sub(rb"\1", text)
    unusual = b'"' in plain or re.search(rb"\r(?!\n)", plain)
    assert _read(text, 100) == (None if unusual else plain)


@pytest.mark.parametrize(("length", "is_read"), [(7, True), (8, True), (9, False)])
@pytest.mark.parametrize("end", [b"", b"\n", b"\nx\n"])
def test_a_line_is_no_longer_than_a_block(length: int, is_read: bool, end: bytes) -> None:
    line = b'"' + b"x" * (length - 2) + b'"'
    assert _read(line + end, 8) == (line.strip(b'"') + end if is_read else None)

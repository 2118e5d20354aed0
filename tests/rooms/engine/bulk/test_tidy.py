"""Texts without blanks, as whoever reads rows sees them."""

from __future__ import annotations

import sys

import pyarrow as pa
import pytest

from policylang.engine.bulk.tidy import tidy, tidy_table
from policylang.engine.columns import BLANKS


def test_blanks_are_what_strip_takes_away() -> None:
    assert set(BLANKS) == {sign for sign in map(chr, range(sys.maxunicode + 1)) if sign.isspace()}


@pytest.mark.parametrize("form", [pa.array, lambda texts: pa.array(texts).dictionary_encode()])
def test_texts_lose_the_blanks_around_them(form: type) -> None:
    given = form([" ada", "ada", None, "\x1cad a\u3000", ""])
    assert tidy(given).to_pylist() == ["ada", "ada", None, "ad a", ""]
    assert tidy(pa.array([" 1", "2"]).slice(1)).to_pylist() == ["2"]
    plain = form(["a", "b"])
    assert tidy(plain) is plain


def test_a_table_keeps_what_is_no_text() -> None:
    table = pa.table({"n": [1, 2], "t": pa.chunked_array([["a "], ["b"]]).dictionary_encode()})
    assert tidy_table(table).to_pydict() == {"n": [1, 2], "t": ["a", "b"]}
    plain = table.select(["n"]).append_column("t", pa.array(["a", "b"]).dictionary_encode())
    assert tidy_table(plain) is plain

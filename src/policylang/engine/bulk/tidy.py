"""Columns as they are looked at by whoever reads rows: text without blanks around it."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from policylang.engine.columnar.kinds import is_text
from policylang.engine.columnar.texts import bytes_of
from policylang.engine.columns import BLANKS

#: The last blank and the first sign that is not printed, of those after it, in ASCII.
_SPACE: Final = 0x20
_DELETE: Final = 0x7F


def tidy_table(table: pa.Table) -> pa.Table:
    """A table whose texts have no blanks around them."""
    for place, column in enumerate(table.columns):
        if is_text(column.type):
            before = column.chunks  # other objects each time
            chunks = [tidy(chunk) for chunk in before]
            if any(new is not old for new, old in zip(chunks, before, strict=True)):
                plain = pa.chunked_array([_decoded(chunk) for chunk in chunks], pa.string())
                table = table.set_column(place, table.field(place).with_type(plain.type), plain)
    return table


def tidy(array: pa.Array) -> pa.Array:
    """The same array where there was nothing to take away."""
    if not is_text(array.type):
        return array
    words = array.dictionary if pa.types.is_dictionary(array.type) else array
    if _are_tight(words):
        return array
    trimmed = pc.utf8_trim(words, characters=BLANKS)
    if trimmed.equals(words):
        return array
    return pc.utf8_trim(_decoded(array), characters=BLANKS)


def _are_tight(texts: pa.Array) -> bool:
    """Whether no byte can be of a blank: all are signs of ASCII that are printed."""
    begins, data = bytes_of(texts)
    used = data[begins[0] : begins[-1]]  # bytes of other signs are below zero
    return not used.size or bool(used.min() > _SPACE and used.max() < _DELETE)


def _decoded(array: pa.Array) -> pa.Array:
    return array.cast(pa.string())

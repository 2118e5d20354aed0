"""What the values of a column are, whether it holds them or their places in a dictionary."""

from __future__ import annotations

import pyarrow as pa


def values_of(kind: pa.DataType) -> pa.DataType:
    """The type of the values of a column of some type."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def is_text(kind: pa.DataType) -> bool:
    """Whether they are texts, as Arrow has long had them (see `tables.plain_table`)."""
    kind = values_of(kind)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def is_name(kind: pa.DataType) -> bool:
    """Whether they may be names of persons: texts or whole numbers."""
    return is_text(kind) or bool(pa.types.is_integer(values_of(kind)))

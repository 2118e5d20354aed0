"""Arrow values as Python values, also where they lie beyond Python's calendar.

Databases know days such as `infinity`, and files may hold any number for a day.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from policylang.engine.floats import exact_text


def python_values(array: pa.Array) -> list[Any]:
    """The values. A day that Python does not know comes as text, which no reader takes for one.

    So does a binary fraction that is exactly what its digits say; any other stays what it is, and
    no reader takes it.
    """
    if pa.types.is_floating(array.type):
        return [_fraction(each) for each in array.to_pylist()]
    try:
        return list(array.to_pylist())
    except (OverflowError, ValueError):
        return [_value(each) for each in array]


def _fraction(value: float | None) -> str | float | None:
    text = None if value is None else exact_text(value)
    return text if isinstance(text, str) else value


def _value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        pass
    try:
        return scalar.cast(pa.string()).as_py()
    except pa.ArrowException:  # a list of such, a length of time: nothing of a policy is one
        return ()

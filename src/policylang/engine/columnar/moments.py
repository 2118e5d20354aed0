"""Arrow values as Python values, also where they lie beyond Python's calendar.

Databases know days such as `infinity`, and files may hold any number for a day.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa


def python_values(array: pa.Array) -> list[Any]:
    """The values. A day that Python does not know comes as text, which no reader takes for one."""
    try:
        return list(array.to_pylist())
    except (OverflowError, ValueError):
        return [_value(each) for each in array]


def _value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        pass
    try:
        return scalar.cast(pa.string()).as_py()
    except pa.ArrowException:  # a list of such, a length of time: nothing of a policy is one
        return ()

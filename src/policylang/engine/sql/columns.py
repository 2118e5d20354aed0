"""The columns of a table of results, whatever the database calls their types."""

from __future__ import annotations

from enum import Enum, auto

import attrs


class Content(Enum):
    """What a column holds: `str`, `datetime.date`, `int` or `decimal.Decimal`, or None."""

    TEXT = auto()
    DATE = auto()
    WHOLE = auto()
    DECIMAL = auto()


@attrs.frozen
class Column:
    """A column by name; `places` are the decimals of a `DECIMAL`."""

    name: str
    content: Content
    places: int = 0

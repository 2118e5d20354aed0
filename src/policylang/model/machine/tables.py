"""Tables and named periods: what expressions look up."""

from __future__ import annotations

from policylang.core.record import Record, record
from policylang.model.machine.origin import Origin


@record
class TableRow(Record):
    """For keys that all lie in `ranges` (held units, both ends included), the value."""

    ranges: tuple[tuple[int, int], ...]
    value: int
    origin: Origin


@record
class Table(Record):
    """The first row that fits gives the value. `rows` end with one that always fits.

    INVARIANT: every combination of keys within their declared domains fits a row.
    """

    name: str
    label: str
    rows: tuple[TableRow, ...]
    origin: Origin


@record
class NamedPeriod(Record):
    """Stretches of days (ordinals, both included), rising and apart; and seasons of every year.

    A season is (first month, first day, last month, last day) and may run over the new year.
    """

    name: str
    label: str
    stretches: tuple[tuple[int, int], ...]
    season: tuple[int, int, int, int] | None
    origin: Origin

"""What a score that is worked out is made of on a day: each part of its formula with its value."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from policylang.model.expressions import Expression
from policylang.model.machine import TableRow


@attrs.frozen
class Part:
    """A part of a formula and its held value, with what it is made of in turn.

    The parts of a sum add up to it; those of the smaller (or larger) of two are both; of a choice
    there is the value that was chosen.
    """

    expression: Expression
    held: int
    parts: tuple[Part, ...] = ()
    #: Of a table: the row that was used.
    row: TableRow | None = None
    #: Of a choice: whether its condition held.
    chosen: bool | None = None


#: Formulas taken apart, by number of the score; the value of each is that before its range cuts it.
Breakdown = Mapping[int, Part]

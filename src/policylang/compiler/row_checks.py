"""Statements that read a plain row and refuse, by `raise Unfit`, what only the careful path reads.

The type of a value is looked at as well as its range: a float or a yes would pass the comparison
and give a wrong number.
"""

from __future__ import annotations

import attrs

from policylang.compiler.naming import Names
from policylang.compiler.writer import Writer
from policylang.model.machine import Action, Slot


@attrs.frozen
class RowChecks:
    """Writes the checks of one machine's rows."""

    names: Names
    out: Writer

    @property
    def targets(self) -> str:
        """What a row is unpacked into."""
        return ", ".join(["when", "name", *self.names.columns])

    def write_day(self) -> None:
        """Read the day and the action of a row; days may not go back."""
        self._refuse("when.__class__ is not date")
        self.out.line("day = when.toordinal()")
        self._refuse("day < last")
        self.out.line("last = day")

    def write_fields(self, action: Action) -> None:
        """Check the fields of an action, and that the row has no others."""
        for number, column in enumerate(self.names.columns):
            if number < len(action.fields):
                self._field(column, action.fields[number])
            else:
                self._refuse(f"{column} is not None")

    def _field(self, column: str, slot: Slot) -> None:
        low, high = slot.domain.low, slot.domain.high
        unfit = f"{column}.__class__ is not int or {column} < {low} or {column} > {high}"
        if slot.default is None:
            self._refuse(unfit)
            return
        with self.out.block(f"if {column} is None"):
            self.out.line(f"{column} = {slot.default}")
        with self.out.block(f"elif {unfit}"):
            self.out.line("raise Unfit")

    def _refuse(self, test: str) -> None:
        with self.out.block(f"if {test}"):
            self.out.line("raise Unfit")

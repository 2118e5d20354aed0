"""What the frozen records of the syntax tree and the machine share."""

from __future__ import annotations

import attrs


class Record:
    """Equality, and a text for debugging, of a frozen attrs class that leaves both to this one.

    Fields with `eq=False`, such as spans, are left out. Written once here: written by attrs for a
    hundred classes, they were half the time that loading those took.
    """

    __slots__ = ()

    def _compared(self) -> tuple[object, ...]:
        fields = attrs.fields(type(self))  # type: ignore[arg-type]  # every subclass is attrs
        return tuple(getattr(self, field.name) for field in fields if field.eq)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash((type(self), self._compared()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._compared()!r}"

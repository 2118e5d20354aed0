"""Names in generated code. None is taken from a policy unless it is plain ASCII.

INVARIANT: whatever a policy calls things, a name here is a prefix of ours with letters, digits
and underscores behind it, and no two things share one.
"""

from __future__ import annotations

import re
from functools import cached_property

import attrs

from policylang.model.machine import Action, Machine

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}", re.ASCII)


@attrs.frozen(slots=False)
class Names:
    """What the values of a machine are called."""

    machine: Machine

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Of each value column: after the fields it holds, where they are few and plain."""
        taken: set[str] = set()
        names = []
        for slot in range(self.machine.width):
            held = [a.fields[slot].name for a in self.machine.actions if len(a.fields) > slot]
            fields = list(dict.fromkeys(held))
            name = "field_" + "_or_".join(fields)
            if len(fields) > 2 or not all(map(_PLAIN.fullmatch, fields)) or name in taken:
                name = f"field_{slot}"
            taken.add(name)
            names.append(name)
        return tuple(names)

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """Of each attribute of the person."""
        return tuple(
            f"person_{slot.name}" if _PLAIN.fullmatch(slot.name) else f"person_{number}"
            for number, slot in enumerate(self.machine.attributes)
        )

    @cached_property
    def tallies(self) -> tuple[str, ...]:
        """Of each count and sum."""
        return tuple(
            f"{'count' if tally.value is None else 'sum'}_{number}"
            for number, tally in enumerate(self.machine.tallies)
        )

    def cap(self, slot: int) -> str:
        """Of a cap."""
        return f"cap_{slot}"


def title(action: Action) -> str:
    """An action as a comment shows it."""
    line = action.origin.span.line
    return f"{action.name} (line {line})"

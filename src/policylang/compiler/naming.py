"""Names in generated code. None is taken from a policy unless it is plain ASCII.

INVARIANT: whatever a policy calls things, a name here is a prefix of ours with letters, digits
and underscores behind it, and no two things share one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import attrs

from policylang.model.machine import (
    Action,
    Machine,
    Occurrence,
    OfMoment,
    OfReaction,
    OfStatus,
)

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
    def tables(self) -> tuple[str, ...]:
        """Of the function of each table."""
        return _called("table", [table.name for table in self.machine.tables])

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Of the function of each named period."""
        return _called("in", [period.name for period in self.machine.periods])

    @cached_property
    def reactions(self) -> tuple[str, ...]:
        """Of the function of each reaction."""
        return _called("rule", [reaction.name for reaction in self.machine.reactions])

    @cached_property
    def grants(self) -> tuple[str, ...]:
        """Of the function of each perk and sanction."""
        return _called("worth_of", [grant.name for grant in self.machine.grants])

    @cached_property
    def moments(self) -> tuple[tuple[str, ...], ...]:
        """Of the function of each moment of each action: `on_offence_final`."""
        actions = self.machine.actions
        flat = _called(
            "on",
            [
                action.name if len(action.moments) == 1 else f"{action.name}_{moment.name}"
                for action in actions
                for moment in action.moments
            ],
        )
        names = iter(flat)
        return tuple(tuple(next(names) for _ in action.moments) for action in actions)

    @cached_property
    def scores(self) -> tuple[str, ...]:
        """Of the number of each score."""
        return _called("score", [score.name for score in self.machine.scores])

    @cached_property
    def statuses(self) -> tuple[str, ...]:
        """Of the number of each status."""
        return _called("status", [status.name for status in self.machine.statuses])

    @cached_property
    def tallies(self) -> tuple[str, ...]:
        """Of each count and sum."""
        return tuple(
            f"{'count' if tally.value is None else 'sum'}_{number}"
            for number, tally in enumerate(self.machine.tallies)
        )

    @cached_property
    def recalled(self) -> tuple[str, ...]:
        """Of the number of each tally, after what it looks at: `count_of_offence_final_0`."""
        return tuple(
            f"{tally.measure}_of_{self._occurrence(tally.occurrence)}_{number}"
            for number, tally in enumerate(self.machine.tallies)
        )

    def _occurrence(self, occurrence: Occurrence) -> str:
        match occurrence:
            case OfMoment(action, moment):
                return self.moments[action][moment].removeprefix("on_")
            case OfReaction(reaction):
                return self.reactions[reaction]
            case OfStatus(status, what):
                side = "start" if what == "begins" else "end"
                return f"{side}_of_{self.statuses[status].removeprefix('status_')}"

    def cap(self, slot: int) -> str:
        """Of a cap."""
        return f"cap_{slot}"


def _called(prefix: str, names: Sequence[str]) -> tuple[str, ...]:
    """Names after those of the policy: plain ones as they are, the others by number."""
    taken = set()
    found = []
    for number, name in enumerate(names):
        ours = f"{prefix}_{name}" if _PLAIN.fullmatch(name) and name not in taken else ""
        taken.add(name)
        found.append(ours or f"{prefix}_{number}")
    return tuple(found)


def title(action: Action) -> str:
    """An action as a comment shows it."""
    line = action.origin.span.line
    return f"{action.name} (line {line})"

"""What of a person later days can still see: states that are equal for the future become equal.

Everything here is a rewriting of saved parts after which nothing later can come out differently:

- entries that no window shows again are forgotten (the runtime does that itself),
- a counter of a cap that stands at nothing is as good as none,
- entries of counts that nothing can tell apart are one (`decisions.remembered`),
- neighbouring lots of one kind that run out on one day, or never, are one lot,
- events are numbered anew, and forgotten where nothing takes back what one event gave.
"""

from __future__ import annotations

from collections.abc import Sequence

from policylang.model.machine import Machine, Restore
from policylang.model.result import NO_EVENT
from policylang.runtime.lots import NO_RULE, SavedLot
from policylang.runtime.memory import Entries
from policylang.runtime.plan import Plan


def counting(counters: Sequence[tuple[int, Entries]]) -> tuple[tuple[int, Entries], ...]:
    """The counters of a cap without those that stand at nothing."""
    kept: list[tuple[int, Entries]] = []
    for key, entries in counters:
        if all(value for _, value in entries):
            kept.append((key, entries))
        elif any(value for _, value in entries):
            kept.append((key, tuple(entry for entry in entries if entry[1])))
    return tuple(kept)


def restoring(machine: Machine) -> frozenset[int]:
    """Scores of which a rule takes back the lots of one event."""
    return frozenset(
        rule.effect.score for rule in machine.rules if isinstance(rule.effect, Restore)
    )


def plainly_lasting(plan: Plan) -> frozenset[int]:
    """Rules whose lots simply run out: two on one day are taken back as one would be.

    Not where something waits for a condition, which may come true between the two.
    """
    if plan.becoming:
        return frozenset((NO_RULE,))
    conditional = {
        int(name.partition("_")[2])
        for name in plan.readings
        if name.startswith(("unless_", "held_"))
    }
    return frozenset((NO_RULE, *(rule for rule in plan.rules if rule not in conditional)))


def merged(lots: Sequence[SavedLot], plain: frozenset[int]) -> tuple[SavedLot, ...]:
    """Neighbours of one sign, end, rule and event put together."""
    found: list[SavedLot] = []
    for lot in lots:
        if found:
            last = found[-1]
            alike = last[1:] == lot[1:] and (last[0] > 0) == (lot[0] > 0)
            if alike and (lot[1] == 0 or lot[2] in plain):
                found[-1] = (last[0] + lot[0], *lot[1:])
                continue
        found.append(lot)
    return tuple(found)


def without_events(lots: Sequence[SavedLot]) -> tuple[SavedLot, ...]:
    """Lots of which nobody asks which event made them."""
    return tuple((left, expires, rule, NO_EVENT) for left, expires, rule, _ in lots)

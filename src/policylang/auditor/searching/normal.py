"""What of a person later days can still see: states that are equal for the future become equal.

Everything here is a rewriting of saved parts after which nothing later can come out differently:

- entries that no window shows again are forgotten (the runtime does that itself),
- a counter of a cap that stands at nothing is as good as none,
- a count that is only ever compared with fixed numbers need not go beyond the largest of them,
- neighbouring lots of one kind that run out on one day, or never, are one lot,
- events are numbered anew, and forgotten where nothing takes back what one event gave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policylang.model import expressions as e
from policylang.model.machine import Machine, Restore
from policylang.model.result import NO_EVENT
from policylang.runtime.lots import NO_RULE, SavedLot
from policylang.runtime.memory import Entries
from policylang.runtime.plan import Plan
from policylang.runtime.program import every_expression


def ceilings_of(machine: Machine) -> Mapping[int, int]:
    """By tally: the value beyond which nothing tells counts apart.

    Of counts that are read only to be compared with constants. Entries of a window are never
    negative, so a sum reaches a constant with them cut there if it does with them whole.
    """
    read: dict[int, int] = {}
    compared: dict[int, list[int]] = {}
    for expression in every_expression(machine):
        for part in e.every_part(expression):
            match part:
                case e.Recall(tally):
                    read[tally] = read.get(tally, 0) + 1
                case e.Compare(_, e.Recall(tally), e.Constant(value)) | e.Compare(
                    _, e.Constant(value), e.Recall(tally)
                ):
                    compared.setdefault(tally, []).append(value)
                case _:
                    pass
    return {
        tally: max(0, *values) + 1
        for tally, values in compared.items()
        if len(values) == read[tally]
        and machine.tallies[tally].measure == "count"
        and machine.tallies[tally].empty == 0
    }


def cut(entries: Entries, ceiling: int) -> Entries:
    """Entries of a count, none of which goes beyond a ceiling."""
    if all(entry[1] <= ceiling for entry in entries):
        return entries
    return tuple((heap, min(value, ceiling), *rest) for heap, value, *rest in entries)


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

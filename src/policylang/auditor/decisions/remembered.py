"""What is saved of a tally, in the form in which nothing later can tell more apart.

Entries of one stretch of the window, of events between which the filter never tells, are put
together where the tally adds up; none of them goes beyond the value from which on a higher one
makes no difference (`ceilings`). As no entry is negative, a sum reaches that value with entries cut
there if it does with them whole.
"""

from __future__ import annotations

from policylang.model import expressions as e
from policylang.model.machine import Tally
from policylang.runtime.memory import Entries


def told_apart(tally: Tally, entries: Entries, most: int | None) -> Entries:
    """The entries of a tally in that form.

    Args:
        most: its ceiling; None where there is none.
    """
    if not entries:
        return entries
    if tally.compares and tally.measure in ("count", "sum"):
        entries = _put_together(tally, entries)
    if most is None or all(entry[1] <= most for entry in entries):
        return entries
    return tuple((heap, min(value, most), *rest) for heap, value, *rest in entries)


def _put_together(tally: Tally, entries: Entries) -> Entries:
    """Entries of one heap that agree in every field that the filter reads, added up."""
    assert tally.where is not None
    read = {part.slot for part in e.every_part(tally.where) if isinstance(part, e.FieldValue)}
    found: dict[tuple[int, ...], int] = {}
    for heap, value, *fields in entries:
        key = (heap, *(field if slot in read else 0 for slot, field in enumerate(fields)))
        found[key] = found.get(key, 0) + value
    return tuple((key[0], value, *key[1:]) for key, value in sorted(found.items()) if value)

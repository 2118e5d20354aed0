"""What a kernel calls: divisions that round otherwise, and tables of the policy."""

from __future__ import annotations

from typing import Final

import attrs

from policylang.model.expressions import Lookup, every_part
from policylang.model.machine import Machine
from policylang.runtime.program import every_expression

_DIVISIONS: Final = """\
def divide_truncated(value, by):
    return value // by if value >= 0 else -(-value // by)


def divide_to_nearest(value, by):
    size = value if value >= 0 else -value
    whole = size // by
    rest = size - whole * by
    if rest >= by - rest:
        whole += 1
    return whole if value >= 0 else -whole


"""


@attrs.frozen
class Library:
    """Text of functions, their names, and where the rows of each table lie among the numbers."""

    text: str
    names: tuple[str, ...]
    tables: dict[int, int]


def library_for(machine: Machine, numbers: list[int]) -> Library:
    """What a machine needs.

    Args:
        numbers: what the kernel is handed; the rows of the tables that are used are added.
    """
    parts = (part for each in every_expression(machine) for part in every_part(each))
    places, arities = {}, set()
    for table in sorted({part.table for part in parts if isinstance(part, Lookup)}):
        rows = machine.tables[table].rows
        arities.add(len(rows[0].ranges))
        places[table] = len(numbers)
        for row in rows:
            numbers.extend((*(end for ends in row.ranges for end in ends), row.value))
    ways = [_look_up(arity) for arity in sorted(arities)]
    names = [f"look_up_{arity}" for arity in sorted(arities)]
    text = _DIVISIONS + "".join(ways)
    return Library(text, ("divide_truncated", "divide_to_nearest", *names), places)


def _look_up(arity: int) -> str:
    """A function that finds the first row that fits; INVARIANT: one does."""
    keys = [f"key_{place}" for place in range(arity)]
    tests = [
        f"numbers[at + {2 * n}] <= {k} <= numbers[at + {2 * n + 1}]" for n, k in enumerate(keys)
    ]
    return (
        f"def look_up_{arity}(numbers, at, {', '.join(keys)}):\n"
        f"    while not ({' and '.join(tests)}):\n"
        f"        at += {2 * arity + 1}\n"
        f"    return numbers[at + {2 * arity}]\n\n\n"
    )

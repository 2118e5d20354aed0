"""A table cut into shares of whole persons, for workers that do the same side by side."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policylang.engine.columnar.arrays import Int64
from policylang.engine.columnar.grouping import are_together, whose
from policylang.engine.columnar.kinds import is_name
from policylang.engine.columnar.placing import order_of
from policylang.engine.columns import PERSON

#: Rows of which each worker has at least as many: it starts in the time that these would take.
ENOUGH: Final = 40_000

Share = tuple[pa.Table, pa.Table | None]


def shares_of(
    events: pa.Table, people: pa.Table | None, processors: int | None = None
) -> list[Share]:
    """Events and people as one share for each processor that is worth it.

    The persons of each share come after those of the one before it, in order of their first
    event; who has none is in the last. One share, the tables as they are, where there is too
    little to do or a person is not plainly told.

    Args:
        processors: how many there are; by default those that this process may use.
    """
    rows = events.num_rows
    wanted = min(processors or _processors(), rows // ENOUGH)
    if wanted < 2 or not _plain(events) or (people is not None and not _plain(people)):
        return [(events, people)]
    names, places = whose(events.column(PERSON))
    ends = np.cumsum(np.bincount(places, minlength=len(names)))
    cuts = np.searchsorted(ends, np.linspace(0, rows, wanted + 1)[1:-1]) + 1
    edges = np.unique(np.concatenate(([0], cuts, [len(names)])))
    if not are_together(places):
        events = events.take(pa.array(order_of(places, len(names))))
    starts = np.concatenate(([0], ends))[edges]
    homes = None if people is None else _share_of(people, names, edges)
    found: list[Share] = []
    for share, (begin, end) in enumerate(pairwise(starts.tolist())):
        part = None
        if people is not None and homes is not None:
            part = people.take(pa.array(np.flatnonzero(homes == share)))
        found.append((events.slice(begin, end - begin), part))
    return found


def _share_of(people: pa.Table, names: pa.Array, edges: Int64) -> Int64:
    """The share that each row of a table of people belongs to."""
    at = pc.index_in(_texts(people), value_set=names.cast(pa.string()))
    places = at.fill_null(int(edges[-1]) - 1).to_numpy().astype(np.int64)
    found: Int64 = np.searchsorted(edges, places, side="right") - 1
    return found


def _plain(table: pa.Table) -> bool:
    """Whether every row has a person that is a text or a whole number."""
    column = table.column(PERSON)
    return column.null_count == 0 and is_name(column.type)


def _texts(table: pa.Table) -> pa.ChunkedArray:
    return table.column(PERSON).cast(pa.string())


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # not on every system
    return (os.cpu_count() or 1) if affinity is None else len(affinity(0))

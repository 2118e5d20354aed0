"""Orders of several persons."""

from __future__ import annotations

from policylang.core.record import Record, record
from policylang.model.expressions import Expression
from policylang.model.machine.origin import Origin


@record
class RankingKey(Record):
    """What subjects are ordered by: worked out for each as it stands at the end of the day.

    Its tallies that read `Tied` look only at events with those who are level on the keys before.
    """

    value: Expression
    descending: bool
    #: Whether it looks only at the tied.
    among_tied: bool
    origin: Origin


@record
class Ranking(Record):
    """An order of several subjects. Those level on every key share a place."""

    name: str
    label: str
    keys: tuple[RankingKey, ...]
    origin: Origin

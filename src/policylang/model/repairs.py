"""What closes a finding: changes of one line of a policy, with what each of them does beside."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import attrs

from policylang.model.finding import Finding

#: What a finding is told apart by: its property, and what is done in its history.
Mark = tuple[str, frozenset[str]]


class Way(StrEnum):
    """In which way a line is changed; in the order in which equally small changes are told."""

    CAP = "a lower cap"
    NEW_CAP = "a new cap"
    RATE = "a lower rate"
    WINDOW = "a longer window"
    COOL_DOWN = "a cool-down"
    BOUND = "a higher bound"
    PERK = "a smaller perk"


@attrs.frozen
class Edit:
    """Some text of a file, from `start` up to `end`, is replaced; an insertion has no length."""

    start: int
    end: int
    text: str


@attrs.frozen
class Burden:
    """How people fare under a changed policy, in its points and its currency."""

    people: int
    #: People with fewer points or less money (perks less sanctions); and with more of either and
    #: less of none.
    worse: int
    better: int
    #: The most points that anybody loses, and all points lost together.
    most_points: Decimal
    all_points: Decimal
    #: People whose grade is another one, and the money that all lose together.
    other_grade: int
    money: Decimal


@attrs.frozen
class Repair:
    """A change of one line that closes a finding."""

    way: Way
    line: int
    before: str
    after: str
    edit: Edit
    #: How much is taken away or added of what stood there, in hundredths of a percent.
    share: int
    #: Whether it is proved that the finding is gone, or a bounded search does not find it any more.
    proved: bool
    #: What a whole audit then finds that it did not before, and what else is gone.
    opens: frozenset[Mark]
    also_closes: frozenset[Mark]
    #: None where no histories were given.
    burden: Burden | None


@attrs.frozen
class Repaired:
    """A finding and what closes it, the best repair first; empty where nothing tried does."""

    finding: Finding
    repairs: tuple[Repair, ...]
    #: Audits made, and whether there would have been more to try.
    trials: int
    unfinished: bool

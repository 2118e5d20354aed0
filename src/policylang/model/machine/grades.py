"""Grades of a score: brackets, their versions, and what keeps a grade down."""

from __future__ import annotations

from policylang.core.record import Record, record
from policylang.model.expressions import Expression
from policylang.model.machine.origin import Origin


@record
class Grade(Record):
    """A bracket: from `low` (held points, included) up to the next better one; None is open."""

    name: str
    low: int | None
    origin: Origin


@record
class Brackets(Record):
    """The grades in force on the days from `opens` to `closes`, both included; None is open."""

    grades: tuple[Grade, ...]
    opens: int | None = None
    closes: int | None = None
    #: Whether from `opens` on they hold for earlier days too: chosen by the day asked about.
    past: bool = False


@record
class Hold(Record):
    """While `condition` holds, the grade is no better than `rank`, whatever the score."""

    condition: Expression
    rank: int
    origin: Origin


@record
class Grading(Record):
    """Grades of score number `score`: a version for every day, all with the same names in order."""

    score: int
    versions: tuple[Brackets, ...]
    holds: tuple[Hold, ...] = ()

    @property
    def grades(self) -> tuple[Grade, ...]:
        """The grades as last declared, best first."""
        return self.versions[-1].grades

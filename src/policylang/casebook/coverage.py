"""Coverage: which aims of a policy its cases reach.

Every case is run once more, by the plain interpreter, which tells what it decides on the way. What
it decides and what it comes to are marks; each aim has the mark that reaches it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from policylang.casebook.aims import Aim, Mark, Sort, aims_of
from policylang.core.source import Span
from policylang.model.expressions import Expression
from policylang.model.grading import brackets_on, rank_among
from policylang.model.machine import Machine, TableRow
from policylang.model.result import Result


class Aims:
    """All aims of a machine, and which marks reach which."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.all: list[Aim] = []
        self._numbers: dict[Mark, list[int]] = {}
        known: dict[tuple[Aim, Span], int] = {}
        for mark, aim in aims_of(machine):
            place = known.setdefault((aim, aim.origin.span), len(self.all))
            if place == len(self.all):
                self.all.append(aim)
            self._numbers.setdefault(mark, []).append(place)

    def reached_by(self, marks: Iterable[Mark]) -> frozenset[int]:
        """Numbers of the aims that these marks reach."""
        return frozenset(number for mark in marks for number in self._numbers.get(mark, ()))


@attrs.define
class Watcher:
    """Collects marks while cases are run. `decided` is what the interpreter tells."""

    machine: Machine
    marks: set[Mark] = attrs.field(factory=set)

    def decided(self, what: Expression | TableRow, held: bool) -> None:
        """A condition was decided, or a row of a table used."""
        self.marks.add((id(what.origin if isinstance(what, TableRow) else what), held))

    def came_to(self, result: Result, as_of: int) -> None:
        """A case was run up to a day, with this result."""
        for posting in result.ledger or ():
            self.marks.add(("rule", posting.rule))
            self.marks.add(("cap", posting.cap))
        self.marks.update(("grant", each.grant) for each in result.awards)
        self.marks.update(("grant", number) for number in result.held)
        self.marks.update(("refusal", each.action, each.refusal) for each in result.refused)
        if result.scored:
            self.marks.update(_brackets_of(self.machine, result, as_of))


def _brackets_of(machine: Machine, result: Result, as_of: int) -> Iterator[Mark]:
    """The bracket each score with grades lies in at the end of a day."""
    for number, graded in enumerate(machine.gradings):
        version = brackets_on(graded, as_of, as_of)
        place = next(n for n, each in enumerate(graded.versions) if each is version)
        rank = rank_among(version.grades, result.scores[graded.score])
        yield "bracket", number, place, rank


# --- what was reached ------------------------------------------------------------------------


@attrs.frozen
class Coverage:
    """The aims of one policy, and the numbers of those that were reached."""

    policy: Path
    aims: tuple[Aim, ...]
    reached: frozenset[int]

    def counts(self) -> dict[Sort, tuple[int, int]]:
        """How many aims of each sort were reached, of how many; sorts without any are left out."""
        found: dict[Sort, tuple[int, int]] = {}
        for sort in Sort:
            numbers = {number for number, aim in enumerate(self.aims) if aim.sort is sort}
            if numbers:
                found[sort] = len(numbers & self.reached), len(numbers)
        return found

    @property
    def missing(self) -> list[Aim]:
        """The aims that were not reached, in order of sort, then of the file."""
        return [aim for number, aim in enumerate(self.aims) if number not in self.reached]

    @property
    def percent(self) -> int:
        """How many of a hundred aims were reached, rounded down; all, where there are none."""
        return 100 * len(self.reached) // len(self.aims) if self.aims else 100

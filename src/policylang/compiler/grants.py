"""Statements for perks and sanctions: those due on a day, and those that hold at the end."""

from __future__ import annotations

import attrs

from policylang.compiler.branches import write_branches
from policylang.compiler.calendar import scheduled
from policylang.compiler.expressions import Expressions
from policylang.compiler.grades import ranked
from policylang.compiler.plan import read_by_grant, recalled
from policylang.compiler.writer import Writer
from policylang.model.machine import Grant, Machine


@attrs.frozen
class Grants:
    """Writes the grants of one machine."""

    machine: Machine
    expressions: Expressions
    #: Statements for a new calendar year.
    new_year: list[str]
    out: Writer

    @property
    def scheduled(self) -> bool:
        """Whether any grant is due on dates."""
        return any(grant.trigger is not None for grant in self.machine.grants)

    def write_due(self, until: str) -> None:
        """Deal with what is due up to the day a variable holds, in order."""
        if not self.scheduled:
            return
        dated = scheduled(self.machine)
        labels = [self.machine.grants[number].origin.text for number in dated]
        if self.new_year:
            labels.append("a new year")
        with self.out.block(f"while due_day <= {until}"):
            write_branches(self.out, "due", labels, lambda place: self._due(dated, place))
            self.out.line("due_day, due, later = later")

    def _due(self, dated: list[int], place: int) -> None:
        if place < len(dated):
            self._award(dated[place])
            return
        for statement in self.new_year:
            self.out.line(statement)

    def write_held(self) -> None:
        """Collect the grants without a schedule that hold on the day `as_of`."""
        self.out.line("held = ()")
        for number, grant in enumerate(self.machine.grants):
            if grant.trigger is None:
                self.out.line(f"# {grant.origin.text}")
                with self.out.at(grant.origin.span):
                    self._write(grant, "as_of", f"held += ({number},)")

    def _award(self, number: int) -> None:
        grant = self.machine.grants[number]
        with self.out.at(grant.origin.span):
            worth = "0"
            if grant.worth is not None:
                worth = attrs.evolve(self.expressions, day="due_day").text(grant.worth)
            self._write(grant, "due_day", f"awards.append((due_day, {number}, {worth}))")

    def _write(self, grant: Grant, day: str, statement: str) -> None:
        texts = attrs.evolve(self.expressions, day=day)
        for tally in recalled(read_by_grant(grant)):
            for line in texts.memories[tally].forget(day):
                self.out.line(line)
        tests = []
        if grant.ranks is not None:
            tests.append(ranked(self.machine.grades, grant.ranks))
        if grant.condition is not None:
            tests.append(texts.conjunct(grant.condition))
        if not tests:
            self.out.line(statement)
            return
        with self.out.block(f"if {' and '.join(tests)}"):
            self.out.line(statement)

"""What perks and sanctions ask and give: as sketches, and as statements among those of an event."""

from __future__ import annotations

from typing import Final

import attrs

from policylang.compiler.columnar.expressions import Expressions
from policylang.compiler.columnar.pen import Pen, Sketch
from policylang.compiler.columnar.remembered import Remembered
from policylang.compiler.plan import read_by_grant, recalled
from policylang.compiler.writer import Writer
from policylang.model.machine import Becomes, Grant, Machine, OfMoment, Upon

#: More money than one person's perks come to; a kernel that meets it gives up.
MOST_MONEY: Final = 2**62
#: The rows of the results.
_SIDES: Final = ("perk", "sanction")


@attrs.frozen
class Grants:
    """Writes the grants of one machine."""

    machine: Machine
    kept: Remembered
    texts: Expressions
    pen: Pen

    def due(self, number: int) -> Sketch:
        """A grant on the day on which it is due: a variable `due_day`."""
        body = Writer()
        self._award(self.machine.grants[number], attrs.evolve(self.texts, day="due_day"), body)
        return self.pen.sketched(body)

    def begin(self, out: Writer) -> None:
        """Nothing has been given."""
        for side in range(len(_SIDES)):
            out.line(f"count_{side} = 0")
            out.line(f"money_{side} = 0")

    def end(self, out: Writer) -> None:
        """Write down what has."""
        for side in range(len(_SIDES)):
            out.line(f"counts[{side}, person] = count_{side}")
            out.line(f"money[{side}, person] = money_{side}")

    def held(self, number: int, place: int) -> Sketch:
        """Whether a grant without a trigger holds in the end.

        Args:
            place: its row among the results.
        """
        texts, body = attrs.evolve(self.texts, day="as_of"), Writer()
        gets = self._gets(self.machine.grants[number], texts, body)
        body.line(f"held[{self.pen.constant(place)}, person] = {gets}")
        return self.pen.sketched(body)

    def upon(self, action: int, body: Writer) -> None:
        """Give what comes with every event of an action, once its rules are through."""
        for grant in self.machine.grants:
            if grant.trigger == Upon(OfMoment(action)):
                self._award(grant, self.texts, body)

    def stand(self, body: Writer) -> None:
        """Find out what holds already on the first day, of conditions that grants wait for."""
        for grant, cell in self._waiting:
            body.line(f"{self.pen.cell(cell)} = int({self._awaited(grant)})")

    def look(self, body: Writer) -> None:
        """Give what waits for a condition that has just become true; after every rule."""
        for grant, cell in self._waiting:
            body.line(f"holds = int({self._awaited(grant)})")
            with body.block(f"if holds > {self.pen.cell(cell)}"):
                self._award(grant, self.texts, body)
            body.line(f"{self.pen.cell(cell)} = holds")

    @property
    def _waiting(self) -> list[tuple[Grant, int]]:
        """What waits for a condition, with the cell that says whether it held."""
        grants = self.machine.grants
        return [(grants[number], cell) for number, cell in self.kept.standing.items()]

    def _awaited(self, grant: Grant) -> str:
        assert isinstance(grant.trigger, Becomes)
        return self.texts.text(grant.trigger.condition)

    def _award(self, grant: Grant, texts: Expressions, body: Writer) -> None:
        side = _SIDES.index(grant.kind)
        with body.block(f"if {self._gets(grant, texts, body)}"):
            body.line(f"count_{side} += 1")
            if grant.worth is not None:
                body.line(f"worth = {texts.number(grant.worth)}")
                with body.block(f"if worth > {MOST_MONEY} - money_{side}"):
                    body.line("return False")
                body.line(f"money_{side} += worth")

    def _gets(self, grant: Grant, texts: Expressions, body: Writer) -> str:
        """A test of who gets it, after what has to be forgotten first."""
        for tally in recalled(read_by_grant(grant)):
            for line in self.kept.tallies[tally].forget(texts.day):
                body.line(line)
        tests = []
        if self.machine.consent is not None:
            tests.append(f"bool({texts.text(self.machine.consent)})")
        if grant.ranks is not None:
            tests.append(texts.graded(grant.grading, grant.ranks))
        if grant.condition is not None:
            tests.append(f"bool({texts.text(grant.condition)})")
        return " and ".join(tests) or "True"

"""Instructions for an expression: what works it out, and the cell in which it then stands."""

from __future__ import annotations

from typing import Final

import attrs

from policylang.compiler.bytecode.assembly import Assembly, Place
from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.memories import Memories
from policylang.compiler.bytecode.places import PERIODS, Places
from policylang.model import expressions as e
from policylang.model.machine import Anchored, Between, Machine

_COMPARED: Final = {
    e.Relation.LESS: (n.BELOW, False),
    e.Relation.AT_MOST: (n.AT_MOST, False),
    e.Relation.MORE: (n.BELOW, True),
    e.Relation.AT_LEAST: (n.AT_MOST, True),
    e.Relation.EQUAL: (n.SAME, False),
    e.Relation.UNEQUAL: (n.DIFFERENT, False),
}
_DIVIDED: Final = {
    e.Rounding.DOWN: n.DIVIDE_DOWN,
    e.Rounding.UP: n.DIVIDE_UP,
    e.Rounding.TRUNCATE: n.DIVIDE_TRUNCATED,
    e.Rounding.NEAREST: n.DIVIDE_TO_NEAREST,
}


@attrs.frozen
class Sight:
    """Cells of the event in sight and of the one being applied; None where there is none."""

    event: int | None = None
    present: int | None = None


#: No event is in sight.
NO_SIGHT: Final = Sight()


@attrs.frozen
class Expressions:
    """Writes expressions as they are read with something in sight."""

    places: Places
    memories: Memories
    sight: Sight = NO_SIGHT

    @property
    def _machine(self) -> Machine:
        return self.places.machine

    @property
    def _to(self) -> Assembly:
        return self.places.assembly

    def seeing(self, sight: Sight) -> Expressions:
        """The same with something else in sight."""
        return attrs.evolve(self, sight=sight)

    # --- conditions --------------------------------------------------------------------------

    def unless(self, condition: e.Expression, to: Place) -> None:
        """Go on elsewhere unless a condition holds."""
        match condition:
            case e.All(parts):
                for part in parts:
                    self.unless(part, to)
            case e.Any(parts):
                holds = Place()
                for part in parts[:-1]:
                    fails = Place()
                    self.unless(part, fails)
                    self._to.emit(n.JUMP, holds)
                    self._to.here(fails)
                self.unless(parts[-1], to)
                self._to.here(holds)
            case e.Not(part):
                fails = Place()
                self.unless(part, fails)
                self._to.emit(n.JUMP, to)
                self._to.here(fails)
            case _:
                self._to.emit(n.IF_NOT, self.cell(condition), to)

    # --- values ------------------------------------------------------------------------------

    def into(self, cell: int, expression: e.Expression) -> None:
        """Put the value of an expression into a cell."""
        self._to.emit(n.COPY, cell, self.cell(expression))

    def cell(self, expression: e.Expression) -> int:
        """The cell in which the value of an expression stands."""
        match expression:
            case e.Constant(value):
                return self._to.constant(value)
            case e.FieldValue(slot):
                return n.ZERO if self.sight.event is None else self.sight.event + slot
            case e.PresentField(slot):
                return n.ZERO if self.sight.present is None else self.sight.present + slot
            case e.EventDay():
                width = self._machine.width
                return n.ZERO if self.sight.event is None else self.sight.event + width
            case e.AttributeValue(slot):
                return self.places.attributes + slot
            case e.InStatus(status):
                return self.places.statuses[status]
            case e.AsOf():
                return n.AS_OF
            case e.Today():
                return n.TODAY
            case e.Balance(score):
                return self._balance(score)
            case e.RankOf(grading):
                return self.rank(grading)
            case e.Recall(tally):
                return self._recall(tally)
            case e.All() | e.Any():
                return self._truth(expression)
            case e.Either(condition, then, otherwise):
                return self._either(condition, then, otherwise)
            case _:
                return self._worked_out(expression)

    def _worked_out(self, expression: e.Expression) -> int:
        """The cell of what one instruction makes of its parts."""
        match expression:
            case e.Add(parts):
                return self._sum(parts)
            case e.Multiply(parts):
                return self._in_turn(n.MULTIPLY, parts)
            case e.Least(left, right):
                return self._in_turn(n.LEAST, (left, right))
            case e.Greatest(left, right):
                return self._in_turn(n.GREATEST_OF, (left, right))
            case e.Compare(relation, left, right):
                step, turned = _COMPARED[relation]
                return self._in_turn(step, (right, left) if turned else (left, right))
            case e.Negate(part):
                return self._result(n.NEGATE, self.cell(part))
            case e.Not(part):
                return self._result(n.NOT, self.cell(part))
            case e.Divide(part, by, rounding):
                return self._result(_DIVIDED[rounding], self.cell(part), by)
            case e.Lookup(table, keys):
                cells = [self.cell(key) for key in keys]
                return self._result(n.LOOK_UP, self.places.tables[table], len(cells), *cells)
            case e.AddMonths(day, months, next_day):
                cells = [self.cell(day), self.cell(months)]
                return self._result(n.MONTHS_LATER, *cells, int(next_day))
            case e.MonthsBetween(first, last, next_day):
                cells = [self.cell(first), self.cell(last)]
                return self._result(n.MONTHS_FROM_TO, *cells, int(next_day))
            case e.PeriodEdge(day, period, edge):
                step = n.FIRST_DAY_OF if edge == "first" else n.LAST_DAY_OF
                return self._result(step, self.cell(day), PERIODS[period])
            case e.InPeriod(period, day):
                return self._result(n.LIES_IN, self.cell(day), self.places.periods[period])
            case e.StillCounting(score, day):
                lots = self.places.lots[score]
                assert lots is not None
                return self._result(n.COUNTING, lots, self.cell(day))
            case _:
                raise AssertionError(f"there are no instructions for {expression!r}")

    def _result(self, step: int, *operands: int | Place) -> int:
        result = self._to.temporary()
        self._to.emit(step, result, *operands)
        return result

    def _in_turn(self, step: int, parts: tuple[e.Expression, ...]) -> int:
        result = self.cell(parts[0])
        for part in parts[1:]:
            result = self._result(step, result, self.cell(part))
        return result

    def _sum(self, parts: tuple[e.Expression, ...]) -> int:
        result = self.cell(parts[0])
        for part in parts[1:]:
            if isinstance(part, e.Negate):
                result = self._result(n.SUBTRACT, result, self.cell(part.part))
            else:
                result = self._result(n.ADD, result, self.cell(part))
        return result

    def _truth(self, condition: e.Expression) -> int:
        result, end = self._to.temporary(), Place()
        self._to.emit(n.COPY, result, n.ZERO)
        self.unless(condition, end)
        self._to.emit(n.COPY, result, self._to.constant(1))
        self._to.here(end)
        return result

    def _either(self, condition: e.Expression, then: e.Expression, other: e.Expression) -> int:
        result, otherwise, end = self._to.temporary(), Place(), Place()
        self.unless(condition, otherwise)
        self.into(result, then)
        self._to.emit(n.JUMP, end)
        self._to.here(otherwise)
        self.into(result, other)
        self._to.here(end)
        return result

    # --- the person --------------------------------------------------------------------------

    def _balance(self, score: int) -> int:
        declared = self._machine.scores[score]
        if declared.formula is None:
            return self.places.scores[score]
        blind = self.seeing(NO_SIGHT)
        result = blind.cell(declared.formula)
        if declared.low is not None:
            result = self._result(n.GREATEST_OF, result, blind.cell(declared.low))
        if declared.high is not None:
            result = self._result(n.LEAST, result, blind.cell(declared.high))
        return result

    def rank(self, grading: int) -> int:
        """The cell of the place of the grade in a grading."""
        declared = self._machine.gradings[grading]
        balance = self._balance(declared.score)
        result = self._result(n.RANK, balance, self.places.gradings[grading])
        for hold in declared.holds:
            holds = self.seeing(NO_SIGHT).cell(hold.condition)
            self._to.emit(n.HOLD_DOWN, result, holds, hold.rank)
        return result

    def _recall(self, number: int) -> int:
        plan = self.places.plan.tallies[number]
        memory = self.memories.tallies[number]
        seen = self._seen(plan.tally.window)
        if not plan.compares:
            return self._result(n.RECALL, memory, *seen)
        assert plan.tally.where is not None
        there = self.seeing(Sight(self.places.counted, self.sight.present))
        each, end = Place(), Place()
        self._to.emit(n.EACH, memory, *seen)
        self._to.here(each)
        self._to.emit(n.EACH_NEXT, memory, end)
        there.unless(plan.tally.where, each)
        self._to.emit(n.EACH_TAKEN, memory, n.JUMP, each)
        self._to.here(end)
        return self._result(n.COPY, n.VALUE)

    def _seen(self, window: object) -> tuple[int, int, int]:
        """Cells of the anchor of a window, and of its first and last day."""
        match window:
            case Anchored(anchor):
                return self.cell(anchor), n.ZERO, n.ZERO
            case Between(first, last):
                start = n.ZERO if first is None else self.cell(first)
                return n.ZERO, start, n.TODAY if last is None else self.cell(last)
            case _:
                return n.ZERO, n.ZERO, n.ZERO

    def anchor(self, window: object) -> int:
        """The cell of the day on which the years of a window begin."""
        return self.cell(window.anchor) if isinstance(window, Anchored) else n.ZERO

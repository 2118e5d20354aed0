"""Cells and tables of what a policy declares: where each part of a person and of the policy is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policylang.compiler.bytecode.assembly import Assembly, Place, RoomOf, StartOf
from policylang.compiler.bytecode.loops import numbers as n
from policylang.model.calendar import LAST_DAY, Period
from policylang.model.expressions import Constant, Expression
from policylang.model.machine import Grading, NamedPeriod, Score, Spending, Table
from policylang.runtime.plan import Plan

PERIODS: Final = {period: number for number, period in enumerate(Period)}
_ORDERS: Final = {
    Spending.OLDEST: n.OLDEST,
    Spending.NEWEST: n.NEWEST,
    Spending.SOONEST: n.SOONEST,
}
#: Calls that may be under way at the same time, for each rule of the longest chain.
_CALLS: Final = 6


class Places:
    """Where everything of a machine lies."""

    def __init__(self, plan: Plan, assembly: Assembly) -> None:
        """Give everything its cells and its place in the code; tables are written here."""
        machine = plan.machine
        self.plan, self.machine, self.assembly = plan, machine, assembly
        self.attributes = assembly.cells(len(machine.attributes))
        #: Fields of the event being applied, and the day of its first moment; the same of an event
        #: that is looked back to.
        self.present = assembly.cells(machine.width + 1)
        self.counted = assembly.cells(machine.width + 1)
        self.scores = [assembly.cell() for _ in machine.scores]
        #: By score: cells with the ends of its range, None where it is open.
        self.ranges = [(self._end(each.low), self._end(each.high)) for each in machine.scores]
        self.statuses = [assembly.cells(3) for _ in machine.statuses]
        self.standing = [assembly.cell() for _ in plan.becoming]
        self.stack = assembly.area(1, _CALLS * (machine.chain + 3), always=True)
        self.coming = assembly.area(n.NEXT_FIELDS + machine.width + 1)
        #: Instructions that are called.
        self.looking = Place()
        self.score_ranges = [Place() for _ in machine.scores]
        self.fires = {each.name: Place() for each in plan.consequences}
        self.status_ends = [Place() for _ in machine.statuses]
        self.clock_lengths = [Place() for _ in plan.clocks]
        #: Rows of tables.
        self.score_rows = [Place() for _ in machine.scores]
        self.status_rows = [Place() for _ in machine.statuses]
        self.clock_rows = [Place() for _ in plan.clocks]
        self.lots = [None if each.lots is None else self._lots(number, each)
                     for number, each in enumerate(machine.scores)]  # fmt: skip
        self.tables = [self._table(each) for each in machine.tables]
        self.periods = [self._period(each) for each in machine.periods]
        self.gradings = [self._grading(each) for each in machine.gradings]
        self._score_table()
        self._status_table()

    def _end(self, expression: Expression | None) -> int | None:
        if isinstance(expression, Constant):
            return self.assembly.constant(expression.value)
        return None if expression is None else self.assembly.cell()

    # --- tables ------------------------------------------------------------------------------

    def _lots(self, number: int, score: Score) -> Place:
        assembly = self.assembly
        area, count, age = assembly.area(n.LOT_SIZE), assembly.cell(), assembly.cell()
        assert score.lots is not None
        row = assembly.here()
        assembly.emit(StartOf(area), RoomOf(area), count, age, _ORDERS[score.lots])
        if number in self.plan.remembers:
            gone = assembly.area(2)
            assembly.emit(StartOf(gone), RoomOf(gone), assembly.cell())
        else:
            assembly.emit(n.NONE, 0, 0)
        return row

    def _table(self, table: Table) -> Place:
        rows = self.assembly.here()
        for row in table.rows:
            self.assembly.emit(*(end for ends in row.ranges for end in ends), row.value)
        return rows

    def _period(self, period: NamedPeriod) -> Place:
        place = self.assembly.here()
        self.assembly.emit(len(period.stretches))
        self.assembly.emit(*(end for stretch in period.stretches for end in stretch))
        self.assembly.emit(*((0,) if period.season is None else (1, *period.season)))
        return place

    def _grading(self, grading: Grading) -> Place:
        emit, versions = self.assembly.emit, []
        for each in grading.versions:
            versions.append(self.assembly.here())
            past = each.past and each.opens is not None
            lows = []
            for grade in each.grades[:-1]:
                if grade.low is None:
                    break
                lows.append(grade.low)
            closes = LAST_DAY if each.closes is None else each.closes
            emit(each.opens or 0, closes, int(past), len(lows), *lows)
        place = self.assembly.here()
        emit(len(versions), *versions)
        return place

    def _score_table(self) -> None:
        assembly = self.assembly
        table = assembly.here()
        for number, row in enumerate(self.score_rows):
            assembly.here(row)
            lots = self.lots[number]
            low, high = self.ranges[number]
            assembly.emit(
                self.scores[number],
                n.NONE if lots is None else lots,
                self.score_ranges[number],
                n.NONE if low is None else low,
                n.NONE if high is None else high,
            )
        assembly.head(n.SCORES, table, len(self.score_rows))

    def _status_table(self) -> None:
        assembly = self.assembly
        table = assembly.here()
        for row, cell, end in zip(self.status_rows, self.statuses, self.status_ends, strict=True):
            assembly.here(row)
            assembly.emit(cell, cell + 1, cell + 2, end)
        assembly.head(n.STATUSES, table, len(self.status_rows))

    def write_head(self) -> None:
        """Write what the loops have to know of all this."""
        machine, header = self.machine, self.machine.header
        head = self.assembly.head
        head(n.ATTRIBUTES, self.attributes, len(machine.attributes))
        head(n.WIDTH, machine.width, self.present, self.counted)
        head(n.STACK, StartOf(self.stack), RoomOf(self.stack))
        head(n.COMING_AT, StartOf(self.coming), RoomOf(self.coming))
        head(n.OPENS, header.opens or 0, n.NEVER if header.closes is None else header.closes)
        caps: Sequence[int] = [len(rule.caps) for rule in machine.rules]
        head(n.SCRATCH, self.assembly.cells(max(caps, default=0)))
        head(n.LOOKING, self.looking)

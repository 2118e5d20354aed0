"""What expressions see of a person at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy

import attrs

from policylang.model.expressions import Expression
from policylang.model.machine import Brackets, Grading, Machine, TableRow
from policylang.model.periods import stretch_of
from policylang.model.result import NO_EVENT
from policylang.runtime.expressions import value_of
from policylang.runtime.interpreter.lots import Lots
from policylang.runtime.interpreter.past import Past, Taken

#: Told of everything that is decided: a condition and whether it held, a row of a table.
Watch = Callable[[Expression | TableRow, bool], None]


@attrs.define(eq=False)
class Sight:
    """A person as expressions see it: scores, statuses, the past, perhaps an event."""

    machine: Machine
    attributes: list[int]
    #: The day the result is for.
    as_of: int
    watch: Watch | None = None
    today: int = 0
    #: The event being applied: its number (or `NO_EVENT`), the day of its first moment, its fields.
    event: int = NO_EVENT
    event_day: int = 0
    fields: Sequence[int] = ()
    #: Where something past is looked at, the fields of the event being applied.
    present: Sequence[int] = ()
    #: Names of those the person is level with, in a ranking.
    tied: frozenset[int] = frozenset()
    scores: list[int] = attrs.field(factory=list)
    lots: dict[int, Lots] = attrs.field(factory=dict)
    #: Status number to the day it began and the day it ends (0: open).
    statuses: dict[int, tuple[int, int]] = attrs.field(factory=dict)
    past: Past = attrs.field(
        default=attrs.Factory(lambda self: Past(self.machine), takes_self=True)
    )

    def value(self, expression: Expression) -> int:
        """The value of an expression now."""
        return value_of(expression, self)

    def holds(self, condition: Expression | None) -> bool:
        """Whether a condition holds now; no condition always does."""
        held = condition is None or self.value(condition) != 0
        if self.watch is not None and condition is not None:
            self.watch(condition, held)
        return held

    @contextmanager
    def away_from_the_event(self) -> Iterator[None]:
        """Where no field of the event being applied can be seen."""
        fields, self.fields = self.fields, ()
        yield
        self.fields = fields

    # --- scores, grades, statuses ------------------------------------------------------------

    def balance(self, score: int) -> int:
        """A score, in held points."""
        formula = self.machine.scores[score].formula
        return self.scores[score] if formula is None else self.in_range(score, self.value(formula))

    def in_range(self, score: int, value: int) -> int:
        """What the range of a score makes of a value; where its ends cross, the upper holds."""
        declared = self.machine.scores[score]
        if declared.low is not None:
            value = max(value, self.value(declared.low))
        return value if declared.high is None else min(value, self.value(declared.high))

    def still_counting(self, score: int, day: int) -> int:
        """What of the lots of a score counts on a day."""
        return self.lots[score].counting_on(day, self.today)

    def rank(self, grading: int) -> int:
        """Place of the present grade: the bracket of the score, or worse where a hold says so."""
        graded = self.machine.gradings[grading]
        lows = [grade.low for grade in self._brackets(graded).grades]
        balance = self.balance(graded.score)
        bracket = next(rank for rank, low in enumerate(lows) if low is None or balance >= low)
        return max([bracket, *(hold.rank for hold in graded.holds if self.holds(hold.condition))])

    def _brackets(self, graded: Grading) -> Brackets:
        """The version in force: the latest that applies to the past, else that of the day."""
        past = [each for each in graded.versions if each.past and self.as_of >= (each.opens or 0)]
        present = [
            each
            for each in graded.versions
            if (each.opens is None or each.opens <= self.today)
            and (each.closes is None or self.today <= each.closes)
        ]
        return (past or present or graded.versions)[-1]

    def in_status(self, status: int) -> bool:
        """Whether the person is in a status."""
        return status in self.statuses

    @property
    def consents(self) -> bool:
        """Whether the person has a score now: their time has begun, and they consent."""
        begins = self.machine.begins
        begun = begins is None or self.attributes[begins] <= self.today
        return begun and self.holds(self.machine.consent)

    # --- the policy's tables and periods -----------------------------------------------------

    def in_period(self, period: int, day: int) -> bool:
        """Whether a day lies in a named period."""
        return day > 0 and stretch_of(self.machine.periods[period], day) is not None

    def look_up(self, table: int, keys: Sequence[int]) -> int:
        """The value of the first row of a table that fits."""
        row = self.row(table, keys)
        if self.watch is not None:
            self.watch(row, True)
        return row.value

    def row(self, table: int, keys: Sequence[int]) -> TableRow:
        """The first row of a table that fits."""
        for row in self.machine.tables[table].rows:
            if all(low <= key <= high for key, (low, high) in zip(keys, row.ranges, strict=True)):
                return row
        raise AssertionError("a table is complete")

    # --- the past ----------------------------------------------------------------------------

    def recall(self, tally: int) -> int:
        """What a tally of the machine holds today."""
        term = self.machine.tallies[tally]
        in_window = [
            each
            for each in self.past.happened
            if each.what == term.occurrence
            and self.past.covers(term.window, each, self.today, self.value)
        ]
        fitting = [
            each
            for each in in_window
            if term.where is None
            or self._looking_at(each, self.today if term.compares else each.day).value(term.where)
        ]
        values = [
            1 if term.value is None else self._looking_at(each, each.day).value(term.value)
            for each in fitting
        ]
        match term.measure:
            case "count" | "sum":
                return sum(values)
            case "latest":
                return values[-1] if values else term.empty
            case "first":
                return values[0] if values else term.empty
            case "most":
                return max(values, default=term.empty)
            case "least":
                return min(values, default=term.empty)

    def _looking_at(self, taken: Taken, day: int) -> Sight:
        """What a filter sees on a day: something past, beside the event being applied."""
        seen = copy(self)
        seen.today, seen.event_day, seen.fields = day, taken.event_day, taken.fields
        seen.present = self.fields
        seen.attributes = list(taken.attributes)
        return seen

    def is_tied(self, name: int) -> bool:
        """Whether a name is one of those the person is level with."""
        return name in self.tied

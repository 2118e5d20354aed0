"""Instructions for what is due: consequences, schedules, clocks, lifetimes, perks, sanctions."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from policylang.compiler.bytecode.assembly import Assembly, Item, Place
from policylang.compiler.bytecode.effects import Effects
from policylang.compiler.bytecode.expressions import Expressions, Sight
from policylang.compiler.bytecode.following import Following
from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.places import PERIODS, Places
from policylang.model.expressions import Balance, Expression
from policylang.model.machine import (
    EndOf,
    Grant,
    Lifetime,
    Monthly,
    OfMoment,
    Once,
    OnDay,
    Quiet,
    Recurring,
    Trigger,
    Upon,
    Yearly,
)
from policylang.runtime.plan import Consequence


@attrs.frozen
class Days:
    """Writes what falls due under one machine, and what is given."""

    places: Places
    following: Following
    effects: Effects
    #: Cells of how many were given and of their money: perks, then sanctions.
    given: int

    @property
    def _to(self) -> Assembly:
        return self.places.assembly

    @property
    def _reading(self) -> Expressions:
        return self.following.reading

    # --- consequences ------------------------------------------------------------------------

    def write_consequences(self) -> None:
        """Add what each reaction and each grant does when it comes about."""
        plan, machine = self.places.plan, self.places.machine
        for each in plan.consequences:
            self._to.here(self.places.fires[each.name])
            reading = self._reading.seeing(self._sight_of(each.trigger))
            if each.grants:
                self._award(machine.grants[each.number], reading)
            else:
                reaction, after = machine.reactions[each.number], Place()
                self._to.emit(n.BEGIN_BLOCK)
                self.effects.choices(reaction.choices, reading, applied=True)
                self._to.emit(n.UNLESS_APPLIED, after)
                self.following.occurs(plan.reactions[each.number])
                self._to.here(after)
            self._to.emit(n.RETURN)

    def _sight_of(self, trigger: Trigger) -> Sight:
        if isinstance(trigger, Upon) and isinstance(trigger.occurrence, OfMoment):
            return Sight(self.places.present, self.places.present)
        return Sight()

    # --- grants ------------------------------------------------------------------------------

    def _award(self, grant: Grant, reading: Expressions) -> None:
        end = Place()
        self._to.statement()
        self.unless_given(grant, reading, end)
        side = self.given if grant.kind == "perk" else self.given + 2
        worth = n.ZERO if grant.worth is None else reading.cell(grant.worth)
        self._to.emit(n.AWARD, side, side + 1, worth)
        self._to.here(end)

    def unless_given(self, grant: Grant, reading: Expressions, to: Place) -> None:
        """Go on elsewhere unless a grant is given."""
        self.unless_scored(to)
        if grant.ranks is not None:
            rank = self._reading.rank(grant.grading)
            ranks = tuple(grant.ranks)
            if ranks:
                first, last = self._to.constant(ranks[0]), self._to.constant(ranks[-1])
                self._test(n.AT_MOST, first, rank, to)
                self._test(n.AT_MOST, rank, last, to)
            else:
                self._to.emit(n.JUMP, to)
            for missing in sorted({*range(ranks[0], ranks[-1])} - {*ranks} if ranks else ()):
                self._test(n.DIFFERENT, rank, self._to.constant(missing), to)
        if grant.condition is not None:
            reading.unless(grant.condition, to)

    def unless_scored(self, to: Place) -> None:
        """Go on elsewhere unless the person has a score today."""
        machine = self.places.machine
        if machine.begins is not None:
            self._test(n.AT_MOST, self.places.attributes + machine.begins, n.TODAY, to)
        if machine.consent is not None:
            self._reading.unless(machine.consent, to)

    def _test(self, step: int, left: int, right: int, to: Place) -> None:
        result = self._to.temporary()
        self._to.emit(step, result, left, right)
        self._to.emit(n.IF_NOT, result, to)

    # --- schedules and clocks ----------------------------------------------------------------

    def write_due(self) -> None:
        """Add the tables of what falls due before the events of a day, and after them."""
        for at, due in (
            (n.DATED, self.places.plan.dated), (n.CLOSING, self.places.plan.closing),
        ):  # fmt: skip
            rows: list[Item] = []
            for each in due:
                fires = self.places.fires[each.name]
                if each.clock >= 0:
                    rows += [fires, self.places.clock_rows[each.clock], n.NONE, n.NONE]
                else:
                    schedule = self._schedule(each)
                    rows += [fires, n.NONE, schedule, self._to.cell(n.NEVER)]
            table = self._to.here()
            self._to.emit(*rows)
            self._to.head(at, table, len(due))
        self._write_clocks()

    def _schedule(self, each: Consequence) -> Place:
        numbers: tuple[int, int, int, int]
        date: Expression | None = None
        match each.trigger:
            case Once(day):
                numbers = n.ONCE, day, 0, 0
            case Yearly(month, day):
                numbers = n.YEARLY, month, day, 0
            case Monthly(day_or_last):
                numbers = n.MONTHLY, 0, day_or_last or 31, 0
            case EndOf(period):
                numbers = n.END_OF, PERIODS[period], 0, 0
            case OnDay(date):
                numbers = n.ON_DAY, 0, 0, 0
            case Recurring(date, months, days, next_day):
                numbers = n.RECURRING, months, days, int(next_day)
            case trigger:
                raise AssertionError(f"{trigger!r} names no days")
        place = self._dating(date)
        row = self._to.here()
        self._to.emit(*numbers, place)
        return row

    def _dating(self, date: Expression | None) -> Item:
        """Instructions that work out a date."""
        if date is None:
            return n.NONE
        place = self._to.here()
        self._to.statement()
        self._reading.into(n.DATE, date)
        self._to.emit(n.RETURN)
        return place

    def _write_clocks(self) -> None:
        rows: list[Item] = []
        quiet = [each.trigger for each in self.places.plan.dated if each.clock >= 0]
        for number, trigger in enumerate(quiet):
            assert isinstance(trigger, Quiet)
            length = self.places.clock_lengths[number]
            self._to.here(length)
            self._to.statement()
            self._reading.into(n.MONTHS, trigger.months)
            self._reading.into(n.DAYS, trigger.days)
            self._to.emit(n.RETURN)
            rows += [self._to.cells(n.CLOCK_CELLS), length, self._dating(trigger.start)]
            rows += [int(trigger.repeats), int(trigger.next_day)]
        table = self._to.here()
        for number, place in enumerate(self.places.clock_rows):
            self._to.here(place)
            self._to.emit(*rows[number * n.CLOCK_ROW : (number + 1) * n.CLOCK_ROW])
        self._to.head(n.CLOCKS, table, len(quiet))

    # --- lots that come to an end ------------------------------------------------------------

    def write_life(self, row: Place, life: Lifetime) -> None:
        """Add what becomes of lots of one kind when they come to their end."""
        verdict = self._to.here()
        cases: Iterable[tuple[Expression | None, int]] = (
            (life.unless, n.STAYS), (life.held, n.WAITS), (None, n.RUNS_OUT),
        )  # fmt: skip
        for condition, what in cases:
            if condition is None and what != n.RUNS_OUT:
                continue
            passed = Place()
            self._to.statement()
            if condition is not None:
                self._reading.unless(condition, passed)
            self._to.emit(n.COPY, n.VERDICT, self._to.constant(what), n.RETURN)
            self._to.here(passed)
        self._to.here(row)
        restless = life.rule.number in self.places.plan.restless
        self._to.emit(verdict, int(restless))

    # --- the day asked about -----------------------------------------------------------------

    def write_standing(self, at: int) -> None:
        """Add what works out where the person stands, into cells side by side.

        Whether there is a score, the scores, the ranks, and what is held.
        """
        machine, to = self.places.machine, self._to
        unscored = Place()
        to.statement()
        self.unless_scored(unscored)
        to.emit(n.COPY, at, to.constant(1))
        to.here(unscored)
        for score in range(len(machine.scores)):
            at += 1
            to.statement()
            self._reading.into(at, Balance(score))
        for grading in range(len(machine.gradings)):
            at += 1
            to.statement()
            to.emit(n.COPY, at, self._reading.rank(grading))
        for grant in machine.grants:
            if grant.trigger is None:
                at, passed = at + 1, Place()
                to.statement()
                self.unless_given(grant, self._reading, passed)
                to.emit(n.COPY, at, to.constant(1))
                to.here(passed)

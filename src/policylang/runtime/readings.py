"""A program put together from closures: one for each node of an expression, one for each rule."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import partial, reduce
from typing import Final

import attrs

from policylang.model import expressions as e
from policylang.model.calendar import add_months, months_between, period_last, period_start
from policylang.model.machine import (
    Arm,
    Begin,
    Change,
    Choice,
    End,
    Grant,
    Machine,
    Move,
    Restore,
    Rule,
    Table,
)
from policylang.runtime.program import (
    NOT_GIVEN,
    Answer,
    Fields,
    Program,
    Reading,
    Scene,
    parts_of_machine,
)

#: What the relations compare.
COMPARISONS: Final[dict[e.Relation, Callable[[int, int], bool]]] = {
    e.Relation.LESS: operator.lt,
    e.Relation.AT_MOST: operator.le,
    e.Relation.MORE: operator.gt,
    e.Relation.AT_LEAST: operator.ge,
    e.Relation.EQUAL: operator.eq,
    e.Relation.UNEQUAL: operator.ne,
}

#: Applies one rule.
_Act = Callable[[Scene, Fields], None]


def program_of(machine: Machine) -> Program:
    """The program of a machine, without generating any text."""
    return Program(
        moments=[[_deed(m.choices, machine) for m in a.moments] for a in machine.actions],
        reactions=[_deed(reaction.choices, machine) for reaction in machine.reactions],
        grants=[_worth(grant, machine) for grant in machine.grants],
        readings={
            part.name: reading(part.expression, machine) for part in parts_of_machine(machine)
        },
    )


# --- rules -----------------------------------------------------------------------------------


def _deed(choices: Sequence[Choice], machine: Machine) -> Answer:
    chains = [[_arm(arm, machine) for arm in choice.arms] for choice in choices]

    def deed(person: Scene, fields: Fields) -> bool:
        fired = False
        for chain in chains:
            for condition, act in chain:
                if condition is None or condition(person, fields):
                    act(person, fields)
                    fired = True
                    break
        return fired

    return deed


def _arm(arm: Arm, machine: Machine) -> tuple[Reading | None, _Act]:
    condition = None if arm.condition is None else reading(arm.condition, machine)
    return condition, _act(arm.rule, machine)


def _act(rule: Rule, machine: Machine) -> _Act:
    number = rule.number
    match rule.effect:
        case Change(_, amount, _, None):
            size = reading(amount, machine)
            return lambda person, fields: person.change(number, size(person, fields))
        case Change(_, amount, _, life):
            assert life is not None
            size, expires = reading(amount, machine), reading(life.expires, machine)
            return lambda person, fields: person.change(
                number, size(person, fields), expires(person, fields)
            )
        case Move(target):
            aim = reading(target, machine)
            return lambda person, fields: person.move(number, aim(person, fields))
        case Restore():
            return lambda person, _: person.restore(number)
        case Begin(_, None):
            return lambda person, _: person.begin(number, None)
        case Begin(_, until):
            assert until is not None
            day = reading(until, machine)
            return lambda person, fields: person.begin(number, day(person, fields))
        case End():
            return lambda person, _: person.end(number)


def _worth(grant: Grant, machine: Machine) -> Reading:
    worth = reading(grant.worth or e.Constant(0), machine)
    if grant.condition is None:
        return worth
    condition = reading(grant.condition, machine)
    return lambda p, fields: worth(p, fields) if condition(p, fields) else NOT_GIVEN


# --- expressions -----------------------------------------------------------------------------


def reading(expression: e.Expression, machine: Machine) -> Reading:
    """The closure of an expression."""
    return _Closures(machine).of(expression)


@attrs.frozen
class _Closures:
    """Makes the closures of one machine."""

    machine: Machine

    def of(self, expression: e.Expression) -> Reading:
        """The closure of a node."""
        match expression:
            case e.Constant(value):
                return lambda *_: value
            case e.FieldValue(slot):
                return lambda _, fields: fields[slot]
            case e.EventDay():
                return lambda _, fields: fields[-1]
            case e.PresentField(slot):
                return lambda p, _: p.present[slot]
            case e.AttributeValue(slot):
                return lambda p, _: p.attributes[slot]
            case e.Balance(score):
                return lambda p, _: p.balance(score)
            case e.RankOf(grading):
                return lambda p, _: p.rank(grading)
            case e.InStatus(status):
                return lambda p, _: int(p.in_status(status))
            case e.AsOf():
                return lambda p, _: p.as_of
            case e.Today():
                return lambda p, _: p.today
            case e.Recall(tally):
                return lambda p, _: p.recall(tally)
            case e.Tied(slot):
                return lambda p, fields: int(p.tied(fields[slot]))
            case _:
                return self._of_parts(expression)

    def _of_parts(self, expression: e.Expression) -> Reading:
        """The closure of a node made of as many parts as there are."""
        read = [self.of(part) for part in e.parts_of(expression)]
        match expression:
            case e.Add():
                return lambda p, fields: sum(part(p, fields) for part in read)
            case e.Multiply():
                return lambda p, fields: reduce(operator.mul, (part(p, fields) for part in read))
            case e.All():
                return lambda p, fields: int(all(part(p, fields) for part in read))
            case e.Any():
                return lambda p, fields: int(any(part(p, fields) for part in read))
            case e.Lookup(number):
                table = self.machine.tables[number]
                return lambda p, fields: look_up(table, [key(p, fields) for key in read])
            case e.Either():
                test, yes, no = read
                return lambda p, fields: yes(p, fields) if test(p, fields) else no(p, fields)
            case _ if len(read) == 1:
                return _of_one(expression, read[0])
            case _:
                return _of_two(expression, *read)


def _of_one(expression: e.Expression, part: Reading) -> Reading:
    match expression:
        case e.Negate():
            return lambda p, fields: -part(p, fields)
        case e.Not():
            return lambda p, fields: int(not part(p, fields))
        case e.Divide(_, by, rounding):
            return lambda p, fields: e.divide(part(p, fields), by, rounding)
        case e.StillCounting(score):
            return lambda p, fields: p.still_counting(score, part(p, fields))
        case e.InPeriod(number):
            return lambda p, fields: int(p.in_period(number, part(p, fields)))
        case e.PeriodEdge(_, period, edge):
            find = period_start if edge == "first" else period_last
            return lambda p, fields: find(part(p, fields), period)
        case _:
            raise AssertionError(f"no closure is defined for {expression!r}")


def _of_two(expression: e.Expression, left: Reading, right: Reading) -> Reading:
    match expression:
        case e.Compare(relation):
            holds = COMPARISONS[relation]
            return lambda p, fields: int(holds(left(p, fields), right(p, fields)))
        case e.Least():
            return lambda p, fields: min(left(p, fields), right(p, fields))
        case e.Greatest():
            return lambda p, fields: max(left(p, fields), right(p, fields))
        case e.AddMonths():
            ahead = partial(add_months, next_day=expression.next_day)
            return lambda p, fields: ahead(left(p, fields), right(p, fields))
        case e.MonthsBetween():
            between = partial(months_between, next_day=expression.next_day)
            return lambda p, fields: between(left(p, fields), right(p, fields))
        case _:
            raise AssertionError(f"no closure is defined for {expression!r}")


def look_up(table: Table, keys: Sequence[int]) -> int:
    """The value of the first row that fits. Every table has one."""
    for row in table.rows:
        if all(low <= key <= high for key, (low, high) in zip(keys, row.ranges, strict=True)):
            return row.value
    raise AssertionError(f"the table {table.name} has a hole")

"""A program put together from closures: one for each node of an expression, one for each rule."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Final

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
    Deed,
    Fields,
    Program,
    Reading,
    Scene,
    parts_of_machine,
)

_RELATIONS: Final[dict[e.Relation, Callable[[int, int], bool]]] = {
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


def _deed(choices: Sequence[Choice], machine: Machine) -> Deed:
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


def reading(expression: e.Expression, machine: Machine) -> Reading:  # noqa: C901, PLR0911, PLR0912 - one case a node
    """The closure of an expression."""

    def inner(part: e.Expression) -> Reading:
        return reading(part, machine)

    def of_all(parts: Sequence[e.Expression]) -> list[Reading]:
        return [reading(part, machine) for part in parts]

    match expression:
        case e.Constant(value):
            return lambda p, fields: value
        case e.FieldValue(slot):
            return lambda p, fields: fields[slot]
        case e.PresentField(slot):
            return lambda p, fields: p.present[slot]
        case e.AttributeValue(slot):
            return lambda p, fields: p.attributes[slot]
        case e.Balance(score):
            return lambda p, fields: p.balance(score)
        case e.StillCounting(score, part):
            day = inner(part)
            return lambda p, fields: p.still_counting(score, day(p, fields))
        case e.RankOf(grading):
            return lambda p, fields: p.rank(grading)
        case e.InStatus(status):
            return lambda p, fields: int(p.in_status(status))
        case e.InPeriod(period, part):
            day = inner(part)
            return lambda p, fields: int(p.in_period(period, day(p, fields)))
        case e.AsOf():
            return lambda p, fields: p.as_of
        case e.Today():
            return lambda p, fields: p.today
        case e.Recall(tally):
            return lambda p, fields: p.recall(tally)
        case e.Tied(slot):
            return lambda p, fields: int(p.tied(fields[slot]))
        case e.Lookup(table, keys):
            rows, read = machine.tables[table], of_all(keys)
            return lambda p, fields: look_up(rows, [key(p, fields) for key in read])
        case e.Either(condition, then, otherwise):
            test, yes, no = inner(condition), inner(then), inner(otherwise)
            return lambda p, fields: yes(p, fields) if test(p, fields) else no(p, fields)
        case e.AddMonths(part, months, next_day):
            day, count = inner(part), inner(months)
            return lambda p, fields: add_months(
                day(p, fields), count(p, fields), next_day=next_day
            )
        case e.MonthsBetween(first, last, next_day):
            start, stop = inner(first), inner(last)
            return lambda p, fields: months_between(
                start(p, fields), stop(p, fields), next_day=next_day
            )
        case e.PeriodEdge(part, period, edge):
            day, find = inner(part), period_start if edge == "first" else period_last
            return lambda p, fields: find(day(p, fields), period)
        case e.Add(parts):
            read = of_all(parts)
            return lambda p, fields: sum(part(p, fields) for part in read)
        case e.Negate(part):
            value_of = inner(part)
            return lambda p, fields: -value_of(p, fields)
        case e.Multiply(parts):
            read = of_all(parts)
            return lambda p, fields: reduce(operator.mul, (part(p, fields) for part in read))
        case e.Divide(part, by, rounding):
            value_of = inner(part)
            return lambda p, fields: e.divide(value_of(p, fields), by, rounding)
        case e.Least(left, right):
            one, other = inner(left), inner(right)
            return lambda p, fields: min(one(p, fields), other(p, fields))
        case e.Greatest(left, right):
            one, other = inner(left), inner(right)
            return lambda p, fields: max(one(p, fields), other(p, fields))
        case e.Compare(relation, left, right):
            one, other, holds = inner(left), inner(right), _RELATIONS[relation]
            return lambda p, fields: int(holds(one(p, fields), other(p, fields)))
        case e.All(parts):
            read = of_all(parts)
            return lambda p, fields: int(all(part(p, fields) for part in read))
        case e.Any(parts):
            read = of_all(parts)
            return lambda p, fields: int(any(part(p, fields) for part in read))
        case e.Not(part):
            value_of = inner(part)
            return lambda p, fields: int(not value_of(p, fields))


def look_up(table: Table, keys: Sequence[int]) -> int:
    """The value of the first row that fits. Every table has one."""
    for row in table.rows:
        if all(low <= key <= high for key, (low, high) in zip(keys, row.ranges, strict=True)):
            return row.value
    raise AssertionError(f"the table {table.name} has a hole")

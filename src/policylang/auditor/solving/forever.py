"""A decision process without an end: stages up to some day, then rounds of stages for ever.

From the day on after which no fixed day is named any more, nothing that a policy says depends on
the date but what comes due and which caps begin anew; and those follow the calendar. So if every
kind of calendar year (seven weekdays, leap or not) has the same sequence of such edges, the process
repeats by the year; if every week has, by the week. Where weeks and months, or days and leap years,
are mixed, neither is so, and the process is refused.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

import attrs

from policylang.auditor.decisions.process import Process, process_of
from policylang.auditor.decisions.readings import View, days_compared, reckons_with_date
from policylang.auditor.decisions.stages import Due, Stage
from policylang.auditor.question import Question, Unfit
from policylang.model import expressions as e
from policylang.model.machine import (
    Calendar,
    Change,
    Choice,
    Ever,
    Machine,
    Once,
    OnDay,
    Recurring,
    Shifted,
    Trigger,
    read_by,
)
from policylang.runtime.expressions import value_of
from policylang.runtime.program import every_expression

#: Days of a calendar year on average: 146,097 in 400 years.
DAYS_OF_A_YEAR: Final = Fraction(146_097, 400)
#: What may be read for ever: the day only to compare it with a fixed one.
_TIMELESS: Final = (
    e.Constant, e.FieldValue, e.AttributeValue, e.Balance, e.RankOf, e.Lookup, e.Either, e.Add,
    e.Negate, e.Multiply, e.Divide, e.Least, e.Greatest, e.Compare, e.All, e.Any, e.Not, e.Today,
)  # fmt: skip
#: What happens at the edges of a stage, whatever its days are.
_Edges = tuple[tuple[int, ...], tuple[Due, ...], tuple[Due, ...], tuple[bool, ...], tuple[int, ...]]


@attrs.frozen(eq=False)
class Endless:
    """A process with its stages: `first` of them, then rounds of `length` that repeat for ever.

    `length` is 0 where nothing comes after the first ones. `process` has more stages than one
    round: they say on which days the rounds are.
    """

    process: Process
    first: int
    length: int
    #: How long a round is, in calendar years.
    years: Fraction

    def stage(self, step: int) -> Stage:
        """The stage that stands for a step, by its edges; its days are those of an early round."""
        past = step - self.first
        return self.process.stages[step if past < 0 else self.first + past % self.length]

    def until(self, step: int) -> Process:
        """The process with so many stages as there are steps, all with the days of their own."""
        process = self.process
        while len(process.stages) <= step:
            question = process.question
            longer = attrs.evolve(question, until=question.until + 36_525)
            if longer.until > datetime.date(5000, 1, 1).toordinal():
                raise Unfit("what is found lies too far ahead to be shown")
            process = process_of(process.machine, longer)
        return process


def finite(process: Process) -> Endless:
    """A process up to its last day, as one that comes to an end.

    Raises:
        Unfit: it keeps more than scores and caps.
    """
    _check_plain(process)
    return Endless(process, len(process.stages), 0, Fraction(0))


def stops_inside(stage: Stage) -> bool:
    """Whether a day of a stage can be the last of all before its closing has come."""
    return not (stage.first == stage.last and stage.closing)


def endless_of(machine: Machine, question: Question) -> Endless:
    """The process of a policy for a person, for ever.

    Raises:
        Unfit: the policy does not repeat, or the exact model cannot hold it.
    """
    if machine.header.closes is not None:
        process = process_of(machine, attrs.evolve(question, until=machine.header.closes))
        _check_timeless(process)
        return Endless(process, len(process.stages), 0, Fraction(0))
    begin = max([question.since, *_named(machine, question.attributes)])
    year = datetime.date.fromordinal(begin).year + 1
    kinds: set[tuple[int, bool]] = set()
    last = year
    while len(kinds) < 14:
        kinds.add(_kind(last))
        last += 1
    until = datetime.date(last + 2, 1, 1).toordinal() - 1
    process = process_of(machine, attrs.evolve(question, until=until))
    if process.longest:  # what is given in the last years has to be seen by all its readings
        until += process.longest
        process = process_of(machine, attrs.evolve(question, until=until))
    _check_timeless(process)
    of_years = _grouped(
        process.stages, [datetime.date(y, 1, 1).toordinal() for y in range(year, last + 1)]
    )
    if len({edges for _, edges in of_years}) == 1:
        number, edges = of_years[0]
        return Endless(process, number, len(edges), Fraction(1))
    monday = begin + 1 + (-begin) % 7  # ordinal 1 is a Monday
    of_weeks = _grouped(process.stages, range(monday, until - 366, 7))
    if len({edges for _, edges in of_weeks}) == 1:
        number, edges = of_weeks[0]
        return Endless(process, number, len(edges), 7 / DAYS_OF_A_YEAR)
    raise Unfit("what comes due, or caps that begin anew, do not repeat by the year or the week")


def _kind(year: int) -> tuple[int, bool]:
    begin = datetime.date(year, 1, 1)
    return begin.weekday(), (datetime.date(year + 1, 1, 1) - begin).days == 366


def _grouped(stages: Sequence[Stage], cuts: Sequence[int]) -> list[tuple[int, tuple[_Edges, ...]]]:
    """Between each two cuts: the number of the first stage that begins there, and all edges."""
    found: list[tuple[int, tuple[_Edges, ...]]] = []
    at = 0
    while at < len(stages) and stages[at].first < cuts[0]:
        at += 1
    for cut in cuts[1:]:
        begin = at
        while at < len(stages) and stages[at].first < cut:
            at += 1
        found.append((begin, tuple(_edges(each) for each in stages[begin:at])))
    return found


def _edges(stage: Stage) -> _Edges:
    marks = stops_inside(stage), stage.rests, stage.ages, stage.fades
    return stage.begins, stage.opening, stage.closing, marks, stage.lasts


def _named(machine: Machine, attributes: tuple[int, ...]) -> Iterator[int]:
    """The fixed days on which a policy changes in any way, or begins to count from."""
    for expression in _read(machine):
        yield from days_compared(expression)
    view = View(machine, attributes)
    triggers: list[Trigger | None] = [each.trigger for each in machine.grants]
    triggers += [each.trigger for each in machine.reactions]
    for trigger in triggers:
        match trigger:
            case Once(day):
                yield day
            case OnDay(read) | Recurring(read):
                yield value_of(read, view)
            case _:
                pass
    for grading in machine.gradings:
        for version in grading.versions:
            yield from (day for day in (version.opens, version.closes) if day is not None)


def _read(machine: Machine) -> Iterator[e.Expression]:
    """Everything that a policy reads: in refusals, formulas, tallies and costs as in rules."""
    yield from every_expression(machine)
    yield from (cost.amount for action in machine.actions for cost in action.costs)


def _check_timeless(process: Process) -> None:
    """Refuse a process in which something depends on the day other than by the edges of stages."""
    machine = process.machine
    _check_plain(process)
    for cap in machine.caps:
        if cap.slot in process.layout.places and not isinstance(
            cap.window, Calendar | Shifted | Ever
        ):
            raise Unfit("a cap counts over a window that does not repeat by the calendar")
    for expression in _taking_part(process):
        if not all(isinstance(part, _TIMELESS) for part in e.every_part(expression)):
            raise Unfit("something is read that changes with the day")
        if reckons_with_date(expression):
            raise Unfit("something reckons with the date")


def _taking_part(process: Process) -> Iterator[e.Expression]:
    """What is read of the policy in a process: of actions left out, nothing."""
    machine = process.machine
    for score in machine.scores:
        yield from (each for each in (score.formula, score.low, score.high) if each is not None)
    for action in (machine.actions[code] for code in process.ways):
        yield from (refusal.condition for refusal in action.refusals)
        yield from (cost.amount for cost in action.costs)
        yield from _of_choices(action.choices)
    for number in process.reactions:
        yield from _of_choices(machine.reactions[number].choices)
    dues = (due for stage in process.stages for due in (*stage.opening, *stage.closing))
    for number in {due.number for due in dues if due.grant}:
        grant = machine.grants[number]
        yield from (each for each in (grant.condition, grant.worth) if each is not None)
    for grading in machine.gradings:  # a status that nothing chosen begins is never on
        holds = (hold.condition for hold in grading.holds)
        yield from (each for each in holds if not isinstance(each, e.InStatus))


def _of_choices(choices: Iterable[Choice]) -> Iterator[e.Expression]:
    for arm in (arm for choice in choices for arm in choice.arms):
        yield from () if arm.condition is None else (arm.condition,)
        effect = arm.rule.effect
        # How long points last, stages say.
        yield from (effect.amount,) if isinstance(effect, Change) else read_by(effect)


def _check_plain(process: Process) -> None:
    """Refuse a process whose states are more than scores and caps of the calendar."""
    if process.moving:
        raise Unfit("a cap moves with the day, so that years do not repeat")
    if len(process.start) != process.layout.scores + len(process.layout.places):
        raise Unfit("more than scores and caps has to be kept, and that may have no end")

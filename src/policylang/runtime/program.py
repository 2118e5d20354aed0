"""A policy as functions of one person: what a run calls, and what those functions may look at.

There are two programs of every machine: `readings.program_of` puts closures together, and the
compiler writes Python. Both have the parts listed by `parts_of_machine`, under the same names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import attrs

from policylang.core.source import Span
from policylang.model.expressions import Expression
from policylang.model.machine import (
    Anchored,
    Becomes,
    Between,
    Change,
    Machine,
    OnDay,
    Quiet,
    Recurring,
    Rule,
    Trigger,
    Window,
    read_by,
)

#: Fields of the event in sight, one for each value column of the machine, and then the day of its
#: first moment.
Fields = Sequence[int]


class Sight(Protocol):
    """One person on one day: what functions of a program read."""

    @property
    def today(self) -> int:
        """The day."""

    @property
    def as_of(self) -> int:
        """The day the result is for."""

    @property
    def attributes(self) -> Sequence[int]:
        """The person's attributes, in declared order."""

    @property
    def present(self) -> Fields:
        """Fields of the event being applied; all 0 where there is none."""

    def balance(self, score: int) -> int:
        """What a score holds now; a formula is worked out."""

    def still_counting(self, score: int, day: int) -> int:
        """What of a score that keeps lots counts on a day."""

    def rank(self, grading: int) -> int:
        """Place of the grade in a grading."""

    def in_status(self, status: int) -> bool:
        """Whether the person is in a status."""

    def recall(self, tally: int) -> int:
        """What a tally holds."""

    def in_period(self, period: int, day: int) -> bool:
        """Whether a day lies in a named period."""

    def tied(self, name: int) -> bool:
        """Whether the person is tied with somebody of that (held) name."""


class Scene(Sight, Protocol):
    """The same, and what functions of a program do."""

    def change(self, rule: int, size: int, expires: int | None = None) -> None:
        """Apply a `Change` of so many points; with a lifetime, until the day `expires`."""

    def move(self, rule: int, target: int) -> None:
        """Apply a `Move`."""

    def restore(self, rule: int) -> None:
        """Apply a `Restore`."""

    def begin(self, rule: int, until: int | None) -> None:
        """Apply a `Begin`; None is open."""

    def end(self, rule: int) -> None:
        """Apply an `End`."""


#: What an expression comes to for a person; the fields are those of the event in sight.
Reading = Callable[[Sight, Fields], int]
#: Applies rules.
Deed = Callable[[Scene, Fields], object]
#: Applies rules, and says whether there was one whose condition held.
Answer = Callable[[Scene, Fields], bool]

#: What a grant is worth to somebody who does not fulfil its condition.
NOT_GIVEN = -1


@attrs.frozen
class Program:
    """The functions of one machine.

    `moments` are by action and moment, `reactions` and `grants` by number. A function of a grant
    gives what it is worth (0 without a price), or `NOT_GIVEN`. `readings` are by name.
    """

    moments: Sequence[Sequence[Deed]]
    reactions: Sequence[Answer]
    grants: Sequence[Reading]
    readings: Mapping[str, Reading]


@attrs.frozen
class Part:
    """An expression that a run itself asks for: its name, and the policy text it stands for.

    `says` is what it is, for a comment. A tally has no place of its own: a traceback shows the
    score then.
    """

    name: str
    expression: Expression
    span: Span
    says: str
    placed: bool = True


def every_expression(machine: Machine) -> Iterator[Expression]:
    """Every expression of a machine that is asked for by itself; not those inside it."""
    yield from (part.expression for part in parts_of_machine(machine))
    choices = [choice for action in machine.actions for choice in action.choices]
    choices += [choice for reaction in machine.reactions for choice in reaction.choices]
    for arm in (arm for choice in choices for arm in choice.arms):
        yield from (() if arm.condition is None else (arm.condition,))
        yield from read_by(arm.rule.effect)
    for grant in machine.grants:
        yield from (each for each in (grant.condition, grant.worth) if each is not None)


def parts_of_machine(machine: Machine) -> Iterator[Part]:
    """Every expression outside conditions and amounts of rules and grants, in order of the file."""
    if machine.consent is not None:
        yield Part("consent", machine.consent, machine.score.origin.span, "who is scored")
    yield from _of_scores(machine)
    yield from _of_tallies(machine)
    yield from _of_actions(machine)
    for effect in machine.rules:
        yield from _of_rule(effect)
    for number, reaction in enumerate(machine.reactions):
        rule = f"rule {reaction.name}"
        yield from _of_trigger(f"reaction_{number}", reaction.trigger, reaction.origin.span, rule)
    for number, grant in enumerate(machine.grants):
        yield from _of_trigger(f"grant_{number}", grant.trigger, grant.origin.span, grant.name)
    for number, grading in enumerate(machine.gradings):
        for place, hold in enumerate(grading.holds):
            says = "when no better grade is given"
            yield Part(f"hold_{number}_{place}", hold.condition, hold.origin.span, says)
    for number, ranking in enumerate(machine.rankings):
        for place, key in enumerate(ranking.keys):
            says = f"ranking {ranking.name}: what it orders by"
            yield Part(f"ranking_{number}_{place}", key.value, key.origin.span, says)


def _of_scores(machine: Machine) -> Iterator[Part]:
    for number, score in enumerate(machine.scores):
        span = score.origin.span
        range_span = (score.range_origin or score.origin).span
        if score.formula is not None:
            yield Part(f"formula_{number}", score.formula, span, f"what score {score.name} is")
        else:
            yield Part(f"start_{number}", score.start, span, f"what score {score.name} starts at")
        if score.low is not None:
            says = f"the least score {score.name} may be"
            yield Part(f"low_{number}", score.low, range_span, says)
        if score.high is not None:
            says = f"the most score {score.name} may be"
            yield Part(f"high_{number}", score.high, range_span, says)


def _of_tallies(machine: Machine) -> Iterator[Part]:
    span = machine.score.origin.span
    for number, tally in enumerate(machine.tallies):
        if tally.where is not None:
            says = f"tally {number}: what it takes in"
            yield Part(f"where_{number}", tally.where, span, says, placed=False)
        if tally.value is not None:
            says = f"tally {number}: what it takes of that"
            yield Part(f"value_{number}", tally.value, span, says, placed=False)
        for part in _of_window(f"tally_{number}", tally.window, span, f"tally {number}"):
            yield attrs.evolve(part, placed=False)


def _of_window(name: str, window: Window, span: Span, whose: str) -> Iterator[Part]:
    match window:
        case Anchored(anchor):
            yield Part(f"{name}_anchor", anchor, span, f"{whose}: the day its years begin on")
        case Between(first, last):
            if first is not None:
                yield Part(f"{name}_first", first, span, f"{whose}: the first day it sees")
            if last is not None:
                yield Part(f"{name}_last", last, span, f"{whose}: the last day it sees")
        case _:
            pass


def _of_actions(machine: Machine) -> Iterator[Part]:
    for code, action in enumerate(machine.actions):
        for number, refusal in enumerate(action.refusals):
            says = f"when {action.name} is refused"
            yield Part(f"refusal_{code}_{number}", refusal.condition, refusal.origin.span, says)
        for number, moment in enumerate(action.moments):
            if moment.day is not None:
                says = f"the day of {moment.name} of {action.name}"
                yield Part(f"day_{code}_{number}", moment.day, moment.origin.span, says)


def _of_rule(rule: Rule) -> Iterator[Part]:
    for cap in rule.caps:
        if cap.key is not None:
            says = f"what a limit on rule {rule.number} counts apart by"
            yield Part(f"key_{rule.number}_{cap.slot}", cap.key, cap.origin.span, says)
        name, whose = f"cap_{rule.number}_{cap.slot}", f"limit on rule {rule.number}"
        yield from _of_window(name, cap.window, cap.origin.span, whose)
    effect = rule.effect
    if isinstance(effect, Change) and effect.lifetime is not None:
        life = effect.lifetime
        if life.unless is not None:
            says = f"when what rule {rule.number} did stays for good"
            yield Part(f"unless_{life.rule.number}", life.unless, life.rule.origin.span, says)
        if life.held is not None:
            says = f"while what rule {rule.number} did does not run out"
            yield Part(f"held_{life.rule.number}", life.held, life.rule.origin.span, says)


def _of_trigger(name: str, trigger: Trigger | None, span: Span, whose: str) -> Iterator[Part]:
    match trigger:
        case OnDay(day):
            yield Part(f"{name}_day", day, span, f"{whose}: its day")
        case Recurring(start):
            yield Part(f"{name}_start", start, span, f"{whose}: the day it is reckoned from")
        case Quiet():
            yield Part(f"{name}_months", trigger.months, span, f"{whose}: months it waits")
            yield Part(f"{name}_days", trigger.days, span, f"{whose}: and then days")
            if trigger.start is not None:
                yield Part(f"{name}_start", trigger.start, span, f"{whose}: a day it waits from")
        case Becomes(condition):
            yield Part(f"{name}_becomes", condition, span, f"{whose}: what it waits for")
        case _:
            pass

"""The wiring of a machine: what an occurrence touches, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import attrs

from policylang.model.expressions import (
    AsOf,
    Balance,
    EventDay,
    Expression,
    InPeriod,
    RankOf,
    Recall,
    StillCounting,
    Tied,
    Today,
    every_part,
)
from policylang.model.machine import (
    Becomes,
    Change,
    EndOf,
    Machine,
    Occurrence,
    OfMoment,
    OfReaction,
    OfStatus,
    Quiet,
    Rule,
    Since,
    Tally,
    Trigger,
    Upon,
)
from policylang.runtime.counters import Limit, limits_of
from policylang.runtime.depth import make_room
from policylang.runtime.program import Program, Reading, every_expression
from policylang.runtime.seen import Seen, seen_through


@attrs.frozen
class Consequence:
    """A reaction or a grant that something triggers. `name` is that of its readings."""

    place: int
    number: int
    grants: bool
    trigger: Trigger
    #: Number of its clock, where the trigger is a quiet period.
    clock: int = -1

    @property
    def name(self) -> str:
        """What the names of its readings begin with."""
        return f"{'grant' if self.grants else 'reaction'}_{self.number}"


@attrs.frozen
class Clock:
    """A quiet period."""

    months: Reading
    days: Reading
    start: Reading | None
    repeats: bool
    next_day: bool


@attrs.frozen
class Wires:
    """What an occurrence touches, first to last; `clears` are tallies that count from it."""

    takes: tuple[int, ...]
    clears: tuple[int, ...]
    upon: tuple[Consequence, ...]
    stops: tuple[int, ...]
    starts: tuple[int, ...]


@attrs.frozen
class TallyPlan:
    """A tally with its readings. A filter that compares is asked when the tally is read."""

    tally: Tally
    seen: Seen
    where: Reading | None
    value: Reading | None
    compares: bool


@attrs.frozen
class RulePlan:
    """A rule, its caps, and the number of the rule of its lifetime (-1: none)."""

    rule: Rule
    limits: tuple[Limit, ...]
    life: int
    sign: int


@attrs.frozen(slots=False)
class Plan:
    """A machine and its program, ready to be run for any number of people."""

    machine: Machine
    program: Program

    def __attrs_post_init__(self) -> None:
        make_room(self.machine)

    @cached_property
    def readings(self) -> Mapping[str, Reading]:
        """The readings of the program."""
        return self.program.readings

    @cached_property
    def keeps_events(self) -> bool:
        """Whether what is past may come out differently when it is asked about later.

        A rule reads the day asked about, grades are changed for the past, or an event may be
        withdrawn. Whoever follows a person then keeps the events.
        """
        machine = self.machine
        return (
            machine.voids
            or any(each.past for grading in machine.gradings for each in grading.versions)
            or any(
                isinstance(part, AsOf)
                for expression in every_expression(machine)
                for part in every_part(expression)
            )
        )

    @cached_property
    def consequences(self) -> tuple[Consequence, ...]:
        """Every reaction, and every grant with a trigger, by place in the file."""
        found = [
            Consequence(reaction.place, number, False, reaction.trigger)
            for number, reaction in enumerate(self.machine.reactions)
        ] + [
            Consequence(grant.place, number, True, grant.trigger)
            for number, grant in enumerate(self.machine.grants)
            if grant.trigger is not None
        ]
        found.sort(key=lambda each: (each.place, each.number))
        clocks = 0
        for at, each in enumerate(found):
            if isinstance(each.trigger, Quiet):
                found[at] = attrs.evolve(each, clock=clocks)
                clocks += 1
        return tuple(found)

    @cached_property
    def dated(self) -> tuple[Consequence, ...]:
        """Those that fall due on a day, before its events: schedules and quiet periods."""
        return tuple(
            each
            for each in self.consequences
            if not isinstance(each.trigger, Becomes | Upon | EndOf)
        )

    @cached_property
    def closing(self) -> tuple[Consequence, ...]:
        """Those at the end of a day."""
        return tuple(each for each in self.consequences if isinstance(each.trigger, EndOf))

    @cached_property
    def becoming(self) -> tuple[tuple[Consequence, Reading], ...]:
        """Those that wait for a condition, with it."""
        return tuple(
            (each, self.readings[f"{each.name}_becomes"])
            for each in self.consequences
            if isinstance(each.trigger, Becomes)
        )

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        """The quiet periods, by place."""
        return tuple(
            Clock(
                self.readings[f"{each.name}_months"],
                self.readings[f"{each.name}_days"],
                self.readings.get(f"{each.name}_start"),
                each.trigger.repeats,
                each.trigger.next_day,
            )
            for each in self.consequences
            if isinstance(each.trigger, Quiet)
        )

    @cached_property
    def tallies(self) -> tuple[TallyPlan, ...]:
        """The tallies, in order."""
        return tuple(
            TallyPlan(
                tally,
                seen_through(tally.window, self.machine, self.readings, f"tally_{number}"),
                self.readings.get(f"where_{number}"),
                self.readings.get(f"value_{number}"),
                _asked_when_read(tally),
            )
            for number, tally in enumerate(self.machine.tallies)
        )

    @cached_property
    def rules(self) -> Mapping[int, RulePlan]:
        """The rules by number."""
        return {
            rule.number: RulePlan(
                rule,
                limits_of(rule, self.machine, self.readings),
                _life(rule),
                rule.effect.sign if isinstance(rule.effect, Change) else 1,
            )
            for rule in self.machine.rules
        }

    @cached_property
    def caps(self) -> Mapping[int, Limit]:
        """One cap of each slot."""
        return {limit.cap.slot: limit for rule in self.rules.values() for limit in rule.limits}

    @cached_property
    def refusals(self) -> tuple[tuple[Reading, ...], ...]:
        """Conditions on which an event of every action is refused."""
        return tuple(
            tuple(self.readings[f"refusal_{code}_{n}"] for n in range(len(action.refusals)))
            for code, action in enumerate(self.machine.actions)
        )

    @cached_property
    def days(self) -> tuple[tuple[Reading | None, ...], ...]:
        """The day of every moment of every action; None is that of the event."""
        return tuple(
            tuple(self.readings.get(f"day_{code}_{n}") for n in range(len(action.moments)))
            for code, action in enumerate(self.machine.actions)
        )

    @cached_property
    def formulas(self) -> tuple[Reading | None, ...]:
        """The formula of every score; None where it is kept."""
        return tuple(self.readings.get(f"formula_{n}") for n in range(len(self.machine.scores)))

    @cached_property
    def ranges(self) -> tuple[tuple[Reading | None, Reading | None], ...]:
        """Lower and upper end of the range of every score."""
        return tuple(
            (self.readings.get(f"low_{n}"), self.readings.get(f"high_{n}"))
            for n in range(len(self.machine.scores))
        )

    @cached_property
    def holds(self) -> tuple[tuple[Reading, ...], ...]:
        """Conditions of the holds of every grading."""
        return tuple(
            tuple(self.readings[f"hold_{n}_{place}"] for place in range(len(grading.holds)))
            for n, grading in enumerate(self.machine.gradings)
        )

    @cached_property
    def consent(self) -> Reading | None:
        """Whether the person is scored."""
        return self.readings.get("consent")

    @cached_property
    def shown_ranks(self) -> range:
        """Gradings whose ranks a result carries: all or none."""
        shown = any(len(each.versions) > 1 or each.holds for each in self.machine.gradings)
        return range(len(self.machine.gradings) if shown else 0)

    @cached_property
    def remembers(self) -> frozenset[int]:
        """Scores of which something asks what counts on another day."""
        return frozenset(
            part.score
            for expression in every_expression(self.machine)
            for part in every_part(expression)
            if isinstance(part, StillCounting)
        )

    @cached_property
    def restless(self) -> frozenset[int]:
        """Rules of lifetimes whose conditions may come to hold without anything happening."""
        found = set()
        for rule in self.machine.rules:
            effect = rule.effect
            if isinstance(effect, Change) and effect.lifetime is not None:
                life = effect.lifetime
                conditions = [each for each in (life.unless, life.held) if each is not None]
                if not all(self._rests(condition) for condition in conditions):
                    found.add(life.rule.number)
        return frozenset(found)

    def _rests(self, expression: Expression) -> bool:
        """Whether what an expression comes to changes only with a score, status or attribute."""
        for part in every_part(expression):
            match part:
                case Balance(score):
                    formula = self.machine.scores[score].formula
                    if formula is not None:
                        return False
                case Today() | EventDay() | Recall() | RankOf() | StillCounting() | InPeriod():
                    return False
                case _:
                    pass
        return True

    @cached_property
    def moments(self) -> tuple[tuple[Wires, ...], ...]:
        """Of every moment of every action."""
        return tuple(
            tuple(self._wires(OfMoment(code, moment)) for moment in range(len(action.moments)))
            for code, action in enumerate(self.machine.actions)
        )

    @cached_property
    def reactions(self) -> tuple[Wires, ...]:
        """Of every reaction."""
        return tuple(self._wires(OfReaction(n)) for n in range(len(self.machine.reactions)))

    @cached_property
    def begins(self) -> tuple[Wires, ...]:
        """Of the beginning of every status."""
        return tuple(self._wires(OfStatus(n)) for n in range(len(self.machine.statuses)))

    @cached_property
    def ends(self) -> tuple[Wires, ...]:
        """Of the end of every status."""
        return tuple(self._wires(OfStatus(n, "ends")) for n in range(len(self.machine.statuses)))

    def _wires(self, occurrence: Occurrence) -> Wires:
        tallies = self.machine.tallies
        return Wires(
            takes=tuple(n for n, each in enumerate(tallies) if each.occurrence == occurrence),
            clears=tuple(n for n, each in enumerate(tallies) if _since(each) == occurrence),
            upon=tuple(
                each
                for each in self.consequences
                if isinstance(each.trigger, Upon) and each.trigger.occurrence == occurrence
            ),
            stops=self._clocks_with(occurrence, stops=True),
            starts=self._clocks_with(occurrence, stops=False),
        )

    def _clocks_with(self, occurrence: Occurrence, *, stops: bool) -> tuple[int, ...]:
        return tuple(
            each.clock
            for each in self.consequences
            if isinstance(each.trigger, Quiet)
            and occurrence in (each.trigger.without if stops else each.trigger.since)
        )


def _since(tally: Tally) -> Occurrence | None:
    return tally.window.occurrence if isinstance(tally.window, Since) else None


def _asked_when_read(tally: Tally) -> bool:
    where = tally.where
    return tally.compares or (
        where is not None and any(isinstance(part, Tied) for part in every_part(where))
    )


def _life(rule: Rule) -> int:
    effect = rule.effect
    if isinstance(effect, Change) and effect.lifetime is not None:
        return effect.lifetime.rule.number
    return -1

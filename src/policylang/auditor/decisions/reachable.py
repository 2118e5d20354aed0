"""What can come about at all: scores, grades, statuses and rules, whoever acts and for ever.

The set of states is closed from above: every score is followed apart, as the values it may take;
every cap may have let through any part of what is asked, every count may have come to anything. So
more is called reachable than is, and what is not called reachable is not, on any day, by anything
that anybody does. No day is looked at but the first in force and the last, so nothing depends on a
horizon: the set is closed under every event and every date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from policylang.auditor.decisions import bitsets
from policylang.auditor.decisions import possible as p
from policylang.auditor.decisions.possible import Possible, possible
from policylang.model import expressions as e
from policylang.model.calendar import LAST_DAY, add_months
from policylang.model.grading import rank_among
from policylang.model.machine import (
    Arm,
    Becomes,
    Begin,
    Change,
    Choice,
    Grade,
    Grant,
    Machine,
    Move,
    Occurrence,
    OfMoment,
    OfReaction,
    OfStatus,
    OnDay,
    Quiet,
    Recurring,
    Rule,
    Schedule,
    Trigger,
    Upon,
)
from policylang.model.ticks import NEVER, next_due
from policylang.model.units import Kind

#: Widest range of a score whose values are told apart, and most that rules look at one by one.
_WIDEST: Final = 100_000
_POINTWISE: Final = 4_000
_MANY: Final = 2**31


@attrs.define(eq=False)
class Reachable:
    """Everything that may come about under a policy for one person. Made by `reachable`."""

    machine: Machine
    #: The person's attributes; None: those of anybody.
    attributes: tuple[int, ...] | None
    first: int
    last: int
    #: Values of each score.
    scores: list[Possible] = attrs.field(init=False)
    #: Values of each score one by one, as bits from its least; None where they are a stretch.
    bits: list[tuple[int, int] | None] = attrs.field(init=False)
    statuses: set[int] = attrs.field(init=False, factory=set)
    rules: set[int] = attrs.field(init=False, factory=set)
    reactions: set[int] = attrs.field(init=False, factory=set)
    _looked: dict[int, tuple[object, set[int]]] = attrs.field(init=False, factory=dict)

    # --- reading -------------------------------------------------------------------------------

    def ranks(self, grading: int) -> set[int]:
        """The grades that may be had, by place."""
        return set(_At(self).ranks(grading))

    def grant(self, number: int) -> bool:
        """Whether a perk or sanction may be had."""
        grant = self.machine.grants[number]
        if grant.trigger is not None and not self.triggered(grant.trigger):
            return False
        action = _action_of(grant.trigger)
        return any(self._has(grant, at) for at in self._views(self._score_of(grant), action))

    def triggered(self, trigger: Trigger) -> bool:
        """Whether a trigger may go off."""
        match trigger:
            case OnDay() | Recurring():
                return True
            case Becomes(condition):
                return possible(condition, _At(self)).can_hold
            case Upon(occurrence):
                return self.occurs(occurrence)
            case Quiet():
                return self._runs(trigger)
            case _:
                assert isinstance(trigger, Schedule)
                due = next_due(trigger, self.first - 1)
                return due != NEVER and due <= self.last

    def occurs(self, occurrence: Occurrence) -> bool:
        """Whether something that is counted or waited for may happen."""
        match occurrence:
            case OfMoment():
                return True
            case OfReaction(number):
                return number in self.reactions
            case OfStatus(status):
                return status in self.statuses

    def values_of(self, expression: e.Expression, action: int = -1) -> Possible:
        """Every value that an expression may have, for events of an action if one is given."""
        return possible(expression, _At(self, action))

    # --- making --------------------------------------------------------------------------------

    def close(self) -> None:
        """Let everything happen that may, until nothing new comes about."""
        self._begin()
        while self._grow():
            pass

    def _begin(self) -> None:
        machine = self.machine
        self.scores, self.bits = [], []
        self.scores += [p.of((0,))] * len(machine.scores)
        self.bits += [None] * len(machine.scores)
        for number, score in enumerate(machine.scores):
            low, high = score.bounds
            ranged = (score.low is None or score.fixed_low is not None) and (
                score.high is None or score.fixed_high is not None
            )
            if score.formula is not None or score.lots is not None or not ranged:
                self.scores[number] = p.between(low, high)
                continue
            start = possible(score.start, _At(self))
            start = p.between(max(start.low, low), max(min(start.high, high), start.low, low))
            self.scores[number] = start
            if high - low <= _WIDEST:
                self.bits[number] = (low, 0)
                self._put(number, start)

    def _grow(self) -> bool:
        """Apply everything that may be applied once; whether something new came about."""
        before = self._seen()
        for choice, action in self._choices():
            self._apply(choice, action)
        return self._seen() != before

    def _seen(self) -> tuple[object, ...]:
        counts = len(self.statuses), len(self.rules), len(self.reactions)
        return (*self.scores, *self.bits, *counts)

    def _choices(self) -> Iterator[tuple[Choice, int]]:
        """Every choice that may be looked at, with the action whose fields it reads (-1: none)."""
        for code, action in enumerate(self.machine.actions):
            at = _At(self, code)
            if not any(possible(each.condition, at).must_hold for each in action.refusals):
                yield from ((choice, code) for choice in action.choices)
        for number, reaction in enumerate(self.machine.reactions):
            if self.triggered(reaction.trigger):
                code = _action_of(reaction.trigger)
                yield from ((choice, code) for choice in reaction.choices)
                own = {arm.rule.number for choice in reaction.choices for arm in choice.arms}
                if own & self.rules:
                    self.reactions.add(number)

    def _apply(self, choice: Choice, action: int) -> None:
        """Apply a choice wherever a score that it reads may be, and may come to be by it."""
        read = _read_score(choice, self.machine)
        done = self._done(choice, read)
        grows = True
        while grows:
            grows = False
            for at in self._views(read, action):
                if at.score >= 0:  # else all values at once, which are more each time
                    if at.value in done:
                        continue
                    done.add(at.value)
                    grows = True
                for arm in choice.arms:
                    condition = None if arm.condition is None else possible(arm.condition, at)
                    if condition is None or condition.can_hold:
                        self._take(arm, at)
                    if condition is None or condition.must_hold:
                        break

    def _done(self, choice: Choice, read: int | None) -> set[int]:
        """The values at which a choice was looked at, all else that it may read being as now."""
        if read is None or self.bits[read] is None:
            return set()
        others = (*self.scores[:read], *self.scores[read + 1 :])
        now = others, len(self.statuses), len(self.reactions)
        known, done = self._looked.get(id(choice), (None, set()))
        if known != now:
            done = set()
            self._looked[id(choice)] = now, done
        return done

    def _take(self, arm: Arm, at: _At) -> None:
        """Let one effect happen."""
        rule = arm.rule
        if any(cap.measure != "highest" and cap.limit == 0 for cap in rule.caps):
            return
        match rule.effect:
            case Change(sign, amount, score):
                found = possible(amount, at)
                if found.high <= 0:
                    return
                self._moved(score, _granted(found, rule), sign, at)
                if rule.effect.lifetime is not None:
                    self.rules.add(rule.effect.lifetime.rule.number)
            case Move(target, score):
                self._put(score, possible(target, at))
            case Begin(status):
                self.statuses.add(status)
            case _:
                pass
        self.rules.add(rule.number)

    def _moved(self, score: int, amounts: Possible, sign: int, at: _At) -> None:
        """A score after amounts are added, as often as it may be."""
        held = self.bits[score]
        low, high = self.machine.scores[score].bounds
        if held is None:
            now = self.scores[score]
            if self.machine.scores[score].formula is None:
                self.scores[score] = p.between(
                    now.low if sign > 0 else low, high if sign > 0 else now.high
                )
            return
        if at.score == score:
            moved = p.between(at.value, at.value)
            values = amounts.each()
            if values is None:
                ends = sorted((moved.low + sign * amounts.low, moved.high + sign * amounts.high))
                self._put(score, p.between(*ends))
            else:
                self._put(score, p.of(at.value + sign * each for each in values))
            return
        offset, bits = held
        after = bitsets.shifted_as_often_as_may_be(bits, amounts, sign, high - offset)
        self._keep(score, offset, after)

    def _put(self, score: int, targets: Possible) -> None:
        """A score brought to values."""
        declared = self.machine.scores[score]
        low, high = declared.bounds
        ends = min(max(targets.low, low), high), min(max(targets.high, low), high)
        held = self.bits[score]
        if held is None:
            if declared.formula is None:
                now = self.scores[score]
                self.scores[score] = p.between(min(now.low, ends[0]), max(now.high, ends[1]))
            return
        offset, bits = held
        values = targets.each()
        if values is None:
            bits |= ((1 << (ends[1] - ends[0] + 1)) - 1) << (ends[0] - offset)
        else:
            for value in values:
                bits |= 1 << (min(max(value, low), high) - offset)
        self._keep(score, offset, bits)

    def _keep(self, score: int, offset: int, bits: int) -> None:
        self.bits[score] = offset, bits
        least = offset + (bits & -bits).bit_length() - 1
        self.scores[score] = p.between(least, offset + bits.bit_length() - 1)

    # --- where things are looked at --------------------------------------------------------------

    def _views(self, score: int | None, action: int = -1) -> Iterator[_At]:
        """Where a score may be, one value after the other; else all at once."""
        held = None if score is None else self.bits[score]
        if score is None or held is None or held[1].bit_count() > _POINTWISE:
            yield _At(self, action)
            return
        offset, bits = held
        while bits:
            lowest = bits & -bits
            yield _At(self, action, score, offset + lowest.bit_length() - 1)
            bits ^= lowest

    def _score_of(self, grant: Grant) -> int | None:
        parts = [each for each in (grant.condition,) if each is not None]
        read = {
            part.score
            for each in parts
            for part in e.every_part(each)
            if isinstance(part, e.Balance)
        }
        if grant.ranks is not None:
            read.add(self.machine.gradings[grant.grading].score)
        return read.pop() if len(read) == 1 else None

    def _has(self, grant: Grant, at: _At) -> bool:
        if grant.ranks is not None and not set(grant.ranks) & set(at.ranks(grant.grading)):
            return False
        return grant.condition is None or possible(grant.condition, at).can_hold

    def _runs(self, clock: Quiet) -> bool:
        """Whether a clock may come due."""
        if any(self.occurs(each) for each in clock.since):
            return True
        if clock.start is None:
            return False
        match clock.start, clock.months, clock.days:
            case e.Constant(start), e.Constant(months), e.Constant(days) if not clock.repeats:
                due = add_months(start, months, next_day=clock.next_day) + days
                return due >= self.first
            case _:
                return True


@attrs.frozen
class _At:
    """What leaves may be: of events of an action, and with `score`, if given, at a value."""

    reach: Reachable
    action: int = -1
    score: int = -1
    value: int = 0

    def leaf(self, expression: e.Expression) -> Possible:
        """Every value of a leaf."""
        reach = self.reach
        match expression:
            case e.Balance(score):
                return self._score(score)
            case e.RankOf(grading):
                return p.of(self.ranks(grading))
            case e.FieldValue(slot) if self.action >= 0:
                return self._field(slot)
            case e.AttributeValue(slot):
                domain = reach.machine.attributes[slot].domain
                if reach.attributes is None or slot in reach.machine.changeable:
                    return p.between(domain.low, domain.high)
                return p.of((reach.attributes[slot],))
            case e.InStatus(status):
                return p.OPEN if status in reach.statuses else p.of((0,))
            case e.Today() | e.EventDay():
                return p.between(reach.first, reach.last)
            case e.AsOf():  # also a day after the last in force
                return p.between(reach.first, LAST_DAY)
            case e.InPeriod() | e.Tied():
                return p.OPEN
            case e.Recall(tally):
                return self._recall(tally)
            case e.Lookup(table, keys):
                return self._looked_up(table, keys)
            case _:
                return p.ANYTHING

    def _field(self, slot: int) -> Possible:
        domain = self.reach.machine.actions[self.action].fields[slot].domain
        if domain.kind in (Kind.DATE, Kind.NAME):
            return p.between(0, domain.high)  # or not given
        return p.between(domain.low, domain.high)

    def _score(self, score: int) -> Possible:
        if score == self.score:
            return p.of((self.value,))
        return self.reach.scores[score]

    def ranks(self, grading: int) -> set[int]:
        """The grades that may be had, by place; none worse than a hold allows for."""
        declared = self.reach.machine.gradings[grading]
        found: set[int] = set()
        for version in declared.versions:
            found |= self._brackets(version.grades, declared.score)
        for hold in declared.holds:
            if possible(hold.condition, _At(self.reach)).can_hold:
                found |= {max(rank, hold.rank) for rank in found}
        return found

    def _brackets(self, grades: tuple[Grade, ...], score: int) -> set[int]:
        if score == self.score:
            return {rank_among(grades, self.value)}
        held = self.reach.bits[score]
        span = self.reach.scores[score]
        found = set()
        above = span.high + 1
        for rank, grade in enumerate(grades):
            least = span.low if grade.low is None else max(grade.low, span.low)
            if least < above and bitsets.any_between(held, least, above - 1):
                found.add(rank)
            above = min(above, least)
        return found or {len(grades) - 1}

    def _recall(self, number: int) -> Possible:
        tally = self.reach.machine.tallies[number]
        if not self.reach.occurs(tally.occurrence):
            return p.of((tally.empty,))
        return p.between(0, _MANY) if tally.measure == "count" else p.ANYTHING

    def _looked_up(self, table: int, keys: Sequence[e.Expression]) -> Possible:
        spans = [possible(key, self) for key in keys]
        rows = [
            row.value
            for row in self.reach.machine.tables[table].rows
            if all(
                span.low <= high and span.high >= low
                for span, (low, high) in zip(spans, row.ranges, strict=True)
            )
        ]
        return p.of(rows) if rows else p.ANYTHING


def _action_of(trigger: Trigger | None) -> int:
    """The action whose event sets something off; -1 where it is something else."""
    match trigger:
        case Upon(OfMoment(action)):
            return action
        case _:
            return -1


def _granted(asked: Possible, rule: Rule) -> Possible:
    """What may be let through of what is asked."""
    if any(not cap.times for cap in rule.caps):
        return p.between(0, asked.high)
    return p.between(max(asked.low, 0), asked.high) if asked.values is None else asked


def _read_score(choice: Choice, machine: Machine) -> int | None:
    """The score that a choice looks at, where it is one."""
    read: set[int] = set()
    for arm in choice.arms:
        parts = [arm.condition] if arm.condition is not None else []
        match arm.rule.effect:
            case Change(_, amount):
                parts.append(amount)
            case Move(target):
                parts.append(target)
            case _:
                pass
        for part in parts:
            for each in e.every_part(part):
                match each:
                    case e.Balance(score):
                        read.add(score)
                    case e.RankOf(grading):
                        read.add(machine.gradings[grading].score)
    return read.pop() if len(read) == 1 else None


def reachable(machine: Machine, attributes: tuple[int, ...] | None) -> Reachable:
    """What may come about for a person.

    Args:
        attributes: of the person; None for anybody at all.
    """
    opens, closes = machine.header.opens, machine.header.closes
    first = 1 if opens is None else opens
    found = Reachable(machine, attributes, first, LAST_DAY if closes is None else closes)
    found.close()
    return found

"""A second reading of the language: policy text and history to a result, without a machine.

It follows "What happens when" of `docs/language.md` day by day, on the syntax tree and with exact
fractions. It is slow and knows nothing of the checker, the machine and the engines.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import ceil, floor

import attrs

from policylang.model.result import Awarded, Posting, Result
from policylang.syntax import nodes as tree
from tests.agreement.dates import is_monthly, same_period
from tests.agreement.histories import Case
from tests.agreement.meaning_blocks import Blocks, Schedule, every, only, schedule_of
from tests.agreement.meaning_values import Number, Value, holds, rounded, share_of, value_of


def read(policy: tree.PolicyFile, person: Case) -> Result:
    """Where a person stands at the end of the day asked about, with the ledger."""
    return _Life(Blocks(policy), person).result()


@attrs.frozen
class _Event:
    day: int
    action: str
    fields: dict[str, Value]


class _Life:
    """One person, from the first day of the timeline to the day asked about."""

    def __init__(self, policy: Blocks, person: Case) -> None:
        self.policy = policy
        self.as_of = person.as_of
        self.since = person.since
        self.attributes = policy.slots(policy.attributes, list(person.attributes))
        self.coming = list(self._events(person))
        self.past: list[_Event] = []
        self.fields: dict[str, Value] = {}
        self.today = 0
        self.entries: list[Posting] = []
        self.awards: list[Awarded] = []
        #: Per cap, the days on which it counted something, and how much.
        self.used: dict[int, list[tuple[int, Number]]] = {}
        (start,) = every(policy.score.clauses, tree.StartsAt)
        self.points = Fraction(value_of(start.value, self).number)

    def _events(self, person: Case) -> Iterator[_Event]:
        history = person.history
        for number, (day, code) in enumerate(zip(history.days, history.codes, strict=True)):
            action = self.policy.actions[code]
            values = [column[number] for column in history.columns]
            yield _Event(
                day, action.name.text, self.policy.slots(every(action.clauses, tree.Field), values)
            )

    # --- what expressions look at ------------------------------------------------------------

    @property
    def score(self) -> Value:
        """The score."""
        return Value(self.points, "points")

    def named(self, name: str) -> Value:
        """A field, an attribute, a figure, a definition, or the score."""
        for known in (self.fields, self.attributes):
            if name in known:
                return known[name]
        if name in self.policy.figures:
            return value_of(self.policy.figures[name], self)
        if name in self.policy.definitions:
            return value_of(self.policy.definitions[name], self)
        assert name == self.policy.score.name.text, name
        return self.score

    def choice(self, name: str) -> Value | None:
        """The field or attribute of this name, if its values are choices."""
        known = self.fields.get(name) or self.attributes.get(name)
        return known if known is not None and known.kind == "choice" else None

    def quantum(self, kind: str | None) -> Fraction:
        """The smallest part of a kind, in written units."""
        return Fraction(1, self.policy.parts.get(kind or "", 1))

    def recalled(self, node: tree.CountOf | tree.SumOf) -> Value:
        """A count or sum over the events so far, this one included."""
        outside, total = self.fields, Fraction(0)
        for event in self.past:
            self.fields = event.fields
            seen = event.action == node.of.name.text and _in_window(
                node.window, event.day, self.today
            )
            if seen and (node.where is None or holds(node.where, self)):
                total += (
                    1 if isinstance(node, tree.CountOf) else self.fields[node.field.text].number
                )
        self.fields = outside
        if isinstance(node, tree.CountOf):
            return Value(total, "number")
        return Value(total, self.policy.kind_of(node.of.name.text, node.field.text))

    def better_grades(self, name: str) -> int:
        """How many grades the score is above this one."""
        names = [row.name.text for row in self.policy.grades]
        return names.index(name) - self._rank()

    def _rank(self) -> int:
        for rank, row in enumerate(self.policy.grades):
            if row.bound is None or self.points >= value_of(row.bound, self).number:
                return rank
        raise AssertionError("the last grade takes the rest")

    # --- the timeline ------------------------------------------------------------------------

    def result(self) -> Result:
        """Go through the days."""
        self.coming = [event for event in self.coming if event.day <= self.as_of]
        for day in range(self._first_day(), self.as_of + 1):
            for number, grant in enumerate(self.policy.grants):
                self._due(number, grant, day)
            while self.coming and self.coming[0].day == day:
                self._apply(self.coming.pop(0))
        assert not self.coming
        self.today, self.fields = self.as_of, {}
        held = tuple(
            number
            for number, grant in enumerate(self.policy.grants)
            if schedule_of(grant) is None and self._gets(grant)
        )
        return Result(self._held(self.points), tuple(self.awards), held, tuple(self.entries))

    def _first_day(self) -> int:
        events = [event.day for event in self.coming]
        known = [self.since, self.policy.opens, *events[:1], self.as_of]
        return next(day for day in known if day is not None)

    def _held(self, points: Number) -> int:
        held = Fraction(points) * self.policy.parts["points"]
        assert held.denominator == 1
        return held.numerator

    def _due(self, number: int, grant: tree.GrantBlock, day: int) -> None:
        schedule, opens, closes = schedule_of(grant), self.policy.opens, self.policy.closes
        in_force = (opens is None or day >= opens) and (closes is None or day <= closes)
        if schedule is None or not in_force or not _falls_on(schedule, date.fromordinal(day)):
            return
        self.today, self.fields = day, {}
        if self._gets(grant):
            worth = only(grant.clauses, tree.Worth)
            money = value_of(worth.amount, self).number if worth else 0
            held = Fraction(money) * self.policy.parts["money"]
            self.awards.append(Awarded(day, number, int(held)))

    def _gets(self, grant: tree.GrantBlock) -> bool:
        for clause in grant.clauses:
            match clause:
                case tree.When(test):
                    if not holds(test, self):
                        return False
                case tree.ForGrades(grades, reach):
                    above = [self.better_grades(grade.text) for grade in grades]
                    if reach == "exactly" and 0 not in above:
                        return False
                    if reach == "or better" and above[0] < 0:
                        return False
                    if reach == "or worse" and above[0] > 0:
                        return False
        return True

    # --- events ------------------------------------------------------------------------------

    def _apply(self, event: _Event) -> None:
        self.past.append(event)
        self.today, self.fields = event.day, event.fields
        for chain in self.policy.chains[event.action]:
            for number, effect in chain:
                test = effect.condition.test if effect.condition else None
                if test is None or holds(test, self):
                    self._fire(number, effect)
                    break

    def _fire(self, number: int, effect: tree.Effect) -> None:
        asked = self._asked(effect.change)
        granted, cut_by = self._capped(number, effect, asked)
        before = self.points
        self.points = self._in_range(before + granted)
        changes = [self._held(x) for x in (asked, granted, self.points - before, self.points)]
        self.entries.append(Posting(self.today, len(self.past) - 1, number, *changes, cut_by))

    def _asked(self, change: object) -> Fraction:
        match change:
            case tree.Earns(amount, per):
                return self._times(amount, per)
            case tree.Loses(amount, per):
                return -self._times(amount, per)
            case tree.Sets(target):
                return Fraction(value_of(target, self).number) - self.points
            case tree.Multiplies(factor, rounding):
                by = value_of(factor, self)
                if by.kind == "percent":
                    product = share_of(by, self.score, rounding, self).number
                else:
                    product = rounded(self.points * by.number, self.quantum("points"), rounding)
                return Fraction(product) - self.points
            case tree.DropsTo(grade):
                return min(Fraction(0), self._best_of(grade.text) - self.points)
        raise TypeError(change)

    def _times(self, amount: tree.Expr, per: tree.Per | None) -> Fraction:
        points = Fraction(value_of(amount, self).number)
        if per is None:
            return points
        steps = Fraction(value_of(per.of, self).number) / value_of(per.step, self).number
        return points * (ceil(steps) if per.started else floor(steps))

    def _best_of(self, grade: str) -> Fraction:
        place = [row.name.text for row in self.policy.grades].index(grade)
        if place == 0:
            return self.points
        above = self.policy.grades[place - 1].bound
        return Fraction(value_of(above, self).number) - self.quantum("points")

    def _capped(self, number: int, effect: tree.Effect, asked: Fraction) -> tuple[Fraction, int]:
        slots = list(enumerate(effect.caps, self.policy.first_caps[number]))
        times = [(slot, cap) for slot, cap in slots if cap.times]
        points = [(slot, cap) for slot, cap in slots if not cap.times]
        for slot, cap in times:
            if self._used(slot, cap) >= value_of(cap.limit, self).number:
                return Fraction(0), slot
        size, cut_by = abs(asked), -1
        for slot, cap in points:
            room = value_of(cap.limit, self).number - self._used(slot, cap)
            if size > room:
                size, cut_by = Fraction(room), slot
        for slot, cap in slots:
            self.used.setdefault(slot, []).append((self.today, 1 if cap.times else size))
        return (size if asked >= 0 else -size), cut_by

    def _used(self, slot: int, cap: tree.AtMost) -> Number:
        used = self.used.get(slot, [])
        return sum(amount for day, amount in used if _in_window(cap.per[0], day, self.today))

    def _in_range(self, points: Fraction) -> Fraction:
        for within in every(self.policy.score.clauses, tree.StaysWithin):
            if within.high is not None:
                points = min(points, Fraction(value_of(within.high, self).number))
            if within.low is not None:
                points = max(points, Fraction(value_of(within.low, self).number))
        return points


def _in_window(window: object, day: int, today: int) -> bool:
    match window:
        case tree.Ever():
            return True
        case tree.SlidingWindow(length, "weeks"):
            return today - day < 7 * length
        case tree.SlidingWindow(length) | tree.AnyDays(length):
            return today - day < length
        case tree.CalendarWindow(period):
            return same_period(day, today, period)
        case _:
            raise AssertionError(f"not generated here: {window}")


def _falls_on(schedule: Schedule, today: date) -> bool:
    match schedule:
        case tree.OnceOn(tree.DateLiteral(day)):
            return today == day
        case tree.EveryMonth(day):
            return is_monthly(today, day)
        case tree.EveryYear(day, month):
            return today.month == month and is_monthly(today, day)

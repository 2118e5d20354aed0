"""The oracle: what a machine means, in the plainest code that says it.

Every other engine is held to `interpret` by the agreement tests. It follows the section "What
happens when" of `docs/language.md` step by step and looks at the whole past each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from policylang.model.expressions import Expression
from policylang.model.history import History
from policylang.model.machine import Change, Grant, Machine, Move, OfMoment, Rule, Window
from policylang.model.grading import rank_of
from policylang.model.result import Awarded, Posting, Result
from policylang.model.ticks import first_day, ticks_between
from policylang.runtime.expressions import value_of
from policylang.runtime.windows import Everything, Total

Memory = TypeVar("Memory", bound=Total)


def interpret(
    machine: Machine,
    history: History,
    attributes: Sequence[int],
    *,
    since: int | None = None,
    as_of: int,
    ledger: bool = True,
) -> Result:
    """Where a person stands at the end of the day `as_of`.

    Args:
        history: encoded events, days never decreasing; those after `as_of` are left out.
        attributes: held integers in declared order.
        since: first day of the timeline (see `model.ticks.first_day`).
        as_of: ordinal, not before the first day.
        ledger: whether the result keeps the postings.
    """
    history = history.until(as_of)
    person = Person(machine, attributes, Everything)
    due = list(ticks_between(machine, first_day(machine, since, history.days, as_of), as_of))
    awards: list[Awarded] = []
    postings: list[Posting] = []
    for event, (day, code) in enumerate(zip(history.days, history.codes, strict=True)):
        while due and due[0][0] <= day:
            awards += person.awarded(*due.pop(0))
        values = [column[event] for column in history.columns]
        postings += person.apply(event, day, code, values)
    for day, number in due:
        awards += person.awarded(day, number)
    kept = tuple(postings) if ledger else None
    return Result(person.score, tuple(awards), person.holds(as_of), kept)


class Person(Generic[Memory]):
    """The state of one person, and the steps that change it.

    `total` makes an empty total for a window: how the past is remembered.
    """

    def __init__(
        self, machine: Machine, attributes: Sequence[int], total: Callable[[Window], Memory]
    ) -> None:
        self.machine = machine
        self.attributes = attributes
        self.score = machine.score.fixed_start or 0
        self.tallies = [total(tally.window) for tally in machine.tallies]
        self.caps = [total(cap.window) for rule in machine.rules for cap in rule.caps]
        self.today = 0
        self.fields: Sequence[int] = ()

    # --- what expressions look at ------------------------------------------------------------

    def recall(self, tally: int) -> int:
        """What a tally of the machine holds today."""
        return self.tallies[tally].read(self.today)

    def holds_now(self, condition: Expression | None) -> bool:
        """Whether a condition holds at this moment; no condition always does."""
        return condition is None or value_of(condition, self) != 0

    # --- events ------------------------------------------------------------------------------

    def apply(self, event: int, day: int, code: int, values: Sequence[int]) -> list[Posting]:
        """Apply an event: take it into every count and sum, then its chains in order."""
        self.today, self.fields = day, values
        self._take_in(code)
        postings = []
        for choice in self.machine.actions[code].choices:
            for arm in choice.arms:
                if self.holds_now(arm.condition):
                    postings.append(self._fire(arm.rule, event))
                    break
        return postings

    def _take_in(self, code: int) -> None:
        for tally, total in zip(self.machine.tallies, self.tallies, strict=True):
            if tally.occurrence == OfMoment(code) and self.holds_now(tally.where):
                total.add(self.today, 1 if tally.value is None else value_of(tally.value, self))

    def _fire(self, rule: Rule, event: int) -> Posting:
        asked = self._asked(rule)
        granted, cap = self._capped(rule, asked)
        before = self.score
        self.score = self._in_range(before + granted)
        return Posting(
            self.today, event, rule.number, asked, granted, self.score - before, self.score, cap
        )

    def _asked(self, rule: Rule) -> int:
        if isinstance(rule.effect, Change):
            return rule.effect.sign * value_of(rule.effect.amount, self)
        assert isinstance(rule.effect, Move)
        return value_of(rule.effect.target, self) - self.score

    def _capped(self, rule: Rule, asked: int) -> tuple[int, int]:
        """What the caps of a rule leave of a change, and the slot of the one that cut it or -1."""
        times = [cap for cap in rule.caps if cap.times]
        points = [cap for cap in rule.caps if not cap.times]
        for cap in times:
            if self.caps[cap.slot].read(self.today) >= cap.limit:
                return 0, cap.slot
        for cap in times:
            self.caps[cap.slot].add(self.today, 1)
        size, cut_by = abs(asked), -1
        for cap in points:
            room = cap.limit - self.caps[cap.slot].read(self.today)
            if size > room:
                size, cut_by = room, cap.slot
        for cap in points:
            self.caps[cap.slot].add(self.today, size)
        return (size if asked >= 0 else -size), cut_by

    def _in_range(self, score: int) -> int:
        low, high = self.machine.score.fixed_low, self.machine.score.fixed_high
        if high is not None and score > high:
            return high
        return low if low is not None and score < low else score

    # --- perks and sanctions -----------------------------------------------------------------

    def awarded(self, day: int, number: int) -> Iterable[Awarded]:
        """What a scheduled grant comes to on a day it is due: one award or none."""
        grant = self.machine.grants[number]
        if self._gets(grant, day):
            yield Awarded(day, number, 0 if grant.worth is None else value_of(grant.worth, self))

    def holds(self, day: int) -> tuple[int, ...]:
        """Numbers of the grants without a schedule that hold at the end of a day."""
        return tuple(
            number
            for number, grant in enumerate(self.machine.grants)
            if grant.schedule is None and self._gets(grant, day)
        )

    def _gets(self, grant: Grant, day: int) -> bool:
        self.today, self.fields = day, ()
        ranked = grant.ranks is None or rank_of(self.machine, self.score) in grant.ranks
        return ranked and self.holds_now(grant.condition)

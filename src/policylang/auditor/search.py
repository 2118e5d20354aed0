"""The bounded search, for policies that the exact solver does not cover: it finds, it never proves.

Histories are made event by event from a few days and amounts that the policy itself names, and run
through the generated evaluator. Of each length the most promising are kept: those that have gained
most, and those with the most points. Whatever is shown is replayed through the interpreter too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Final

import attrs

from policylang.auditor.inquiry import Inquiry
from policylang.auditor.witnesses.replay import Disagreement, Replay, cost_of
from policylang.model import expressions as e
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import History, Row, columns_of
from policylang.model.machine import Action, Machine
from policylang.model.result import Result
from policylang.model.ticks import ticks_between
from policylang.model.units import Kind
from policylang.runtime.program import every_expression

#: Histories tried at most, events of one, histories kept of each length, ways to do one action.
_TRIES: Final = 4000
_LENGTH: Final = 4
_KEPT: Final = 8
MOST_WAYS: Final = 24
_VALUES: Final = 7
_DAYS: Final = 6


@attrs.frozen
class _Tried:
    """A history with what came of it; `value` as in `Inquiry.value_of`."""

    rows: tuple[Row, ...]
    value: int
    money: int
    scores: tuple[int, ...]

    @property
    def simplicity(self) -> tuple[int, int, tuple[Row, ...]]:
        """Fewest events, then least money, then earliest."""
        return len(self.rows), self.money, self.rows


def profit(inquiry: Inquiry, name: str, reason: str) -> Answer | None:
    """The simplest history found whose perks are worth more than it costs; None if none is found.

    Args:
        name: `profit`, or a claim; for a claim sanctions do not count, and what comes of doing
            nothing is not taken off.
        reason: why the exact solver does not answer.
    """
    hunt = _Hunt(inquiry, claim=name.startswith("claim "))
    found = hunt.run()
    if found is None:
        return None
    replay = inquiry.replay(found.rows)
    value = inquiry.value_of(replay, sanctions=not hunt.claim)
    if value != found.value:
        raise Disagreement("the replay of a history does not come to what was found")
    return Answer(
        name,
        Verdict.BROKEN,
        Evidence.REPLAYED,
        f"There is a history that gains. How much can be gained at most is not known: {reason}.",
        (_finding(inquiry, name, replay, hunt, found),),
        {"histories tried": f"{hunt.tries:,}"},
    )


def _finding(inquiry: Inquiry, name: str, replay: Replay, hunt: _Hunt, found: _Tried) -> Finding:
    gain = inquiry.money((found.value - hunt.base) // inquiry.scale)
    notes = []
    twice = _twice(inquiry, replay, hunt)
    if twice is not None and twice - hunt.base >= 2 * (found.value - hunt.base):
        notes.append("done twice it gains at least twice as much: nothing stops the pump so far")
    return inquiry.finding(
        name,
        f"perks are worth {gain} more than they cost",
        replay,
        severity=Severity.HIGH,
        evidence=Evidence.REPLAYED,
        notes=notes,
    )


def _twice(inquiry: Inquiry, replay: Replay, hunt: _Hunt) -> int | None:
    """The value of the events done twice, where all are on one day."""
    if len({row[0] for row in replay.rows}) != 1:
        return None
    again = inquiry.replay([*replay.rows, *replay.rows])
    if len(again.result.refused) > len(replay.result.refused):
        return None
    return inquiry.value_of(again, sanctions=not hunt.claim)


class _Hunt:
    """One search."""

    def __init__(self, inquiry: Inquiry, *, claim: bool) -> None:
        self.inquiry, self.claim = inquiry, claim
        self.machine = inquiry.machine
        self.tries = 0
        self.days = _days(inquiry)
        self.actions = [
            (code, action)
            for code, action in enumerate(self.machine.actions)
            if action.by == "choice"
        ]
        self.base = 0
        nothing = self._try(())
        self.start = nothing
        if nothing is not None and not claim:
            self.base = nothing.value

    def run(self) -> _Tried | None:
        """The simplest history that gains; the shortest are all tried before longer ones."""
        if self.start is None:
            return None
        kept = [self.start]
        if self.claim and self.start.value > 0:
            return self.start
        for _ in range(_LENGTH):
            tried = list(self._longer(kept))
            gaining = [each for each in tried if each.value > self.base]
            if gaining:
                return min(gaining, key=lambda each: each.simplicity)
            kept = _promising(tried)
            if not kept or self.tries >= _TRIES:
                return None
        return None

    def _longer(self, kept: Sequence[_Tried]) -> Iterator[_Tried]:
        """Every history with one event more, in turn from each that is kept."""
        ways = [self._extended(each) for each in kept]
        while ways and self.tries < _TRIES:
            for way in list(ways):
                rows = next(way, None)
                if rows is None:
                    ways.remove(way)
                elif (found := self._try(rows)) is not None:
                    yield found

    def _extended(self, tried: _Tried) -> Iterator[tuple[Row, ...]]:
        last = tried.rows[-1][0] if tried.rows else 0
        for day in self.days:
            if day < last:
                continue
            for code, action in self.actions:
                for values in islice(ways(action, self.machine, tried.scores), MOST_WAYS):
                    filled = (*values, *[0] * (self.machine.width - len(values)))
                    yield (*tried.rows, (day, code, filled))

    def _try(self, rows: tuple[Row, ...]) -> _Tried | None:
        """Run a history; None where one of its events is refused."""
        self.tries += 1
        inquiry, machine = self.inquiry, self.machine
        question = inquiry.question
        history: History = columns_of(rows, machine.width)
        result: Result = inquiry.replayer.evaluator.run(
            history, question.attributes, since=question.since, as_of=inquiry.last
        )
        if result.refused:
            return None
        costs = [cost_of(machine, question.attributes, code, v) for _, code, v in rows]
        money, hours = sum(c[0] for c in costs), sum(c[1] for c in costs)
        gains = 0
        for award in result.awards:
            perk = machine.grants[award.grant].kind == "perk"
            gains += award.worth if perk else 0 if self.claim else -award.worth
        value = (gains - money) * inquiry.scale - hours * question.hour.numerator
        return _Tried(rows, value, money, result.scores)


def _promising(tried: Sequence[_Tried]) -> list[_Tried]:
    """Those that have gained most, and those with most points."""
    by_value = sorted(tried, key=lambda each: (-each.value, each.simplicity))[:_KEPT]
    by_points = sorted(tried, key=lambda each: (-sum(each.scores), each.simplicity))
    return by_value + [each for each in by_points[:_KEPT] if each not in by_value]


# --- days and amounts that the policy names ----------------------------------------------------


def _days(inquiry: Inquiry) -> list[int]:
    """The first day, days that the policy names, and those on which something is due."""
    first, last = inquiry.question.since, inquiry.last
    named = {
        day
        for expression in every_expression(inquiry.machine)
        for part in e.every_part(expression)
        if isinstance(part, e.Constant)
        for day in (part.value, part.value + 1)
    }
    due = [day for day, _ in islice(ticks_between(inquiry.machine, first, last), _DAYS)]
    found = sorted({day for day in (*named, *due) if first < day <= last})
    return [first, *found[:_DAYS]]


def ways(action: Action, machine: Machine, scores: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Ways to do an action: amounts that its rules name, and amounts as large as a score."""
    named = _constants(action, machine)
    columns: list[list[int]] = []
    for field in action.fields:
        low, high = field.domain.low, field.domain.high
        if field.domain.kind in (Kind.CHOICE, Kind.YES_NO, Kind.NAME, Kind.DATE):
            columns.append(list(range(low, min(high, low + _VALUES) + 1)))
            continue
        values = dict.fromkeys((*scores, low, low + 1, *named, high))
        columns.append([v for v in values if low <= v <= high][:_VALUES])
    yield from product(*columns)


def _constants(action: Action, machine: Machine) -> list[int]:
    """Numbers that the rules of an action divide by or compare with, the smallest first."""
    expressions = [cost.amount for cost in action.costs]
    expressions += [refusal.condition for refusal in action.refusals]
    for choice in action.choices:
        for arm in choice.arms:
            expressions += [] if arm.condition is None else [arm.condition]
            amount = getattr(arm.rule.effect, "amount", None)
            expressions += [] if amount is None else [amount]
    expressions += [grant.worth for grant in machine.grants if grant.worth is not None]
    found: set[int] = set()
    for expression in expressions:
        for part in e.every_part(expression):
            match part:
                case e.Constant(value) if value > 0:
                    found |= {value}
                case e.Divide(_, by):
                    found |= {by, 10 * by}
    return sorted(found)

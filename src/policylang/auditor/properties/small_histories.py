"""Small histories, run by the generated evaluator: what shows where no form of the rules proves.

The events worth trying are those whose amounts the policy itself names: what its rules divide by or
compare with, what a cap lets through at most, and the ends of each range. Nothing is shown that the
interpreter has not replayed too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Final

import attrs

from policylang.auditor.deeds.events import own_expressions
from policylang.auditor.deeds.turns import in_turn
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.question import Unfit
from policylang.auditor.witnesses.prices import costs_of
from policylang.auditor.witnesses.replay import Replay
from policylang.model import expressions as e
from policylang.model.history import History, Row, columns_of
from policylang.model.machine import Action
from policylang.model.result import Result
from policylang.model.units import AMOUNTS, SUMMABLE

#: Ways to do one action at most; those among the events, values of one field, events in all.
_MOST: Final = 48
_WAYS: Final = 12
_VALUES: Final = 8
_EVENTS: Final = 60


@attrs.frozen
class Event:
    """Something that can happen on any day; what it costs at first in held money and held hours."""

    code: int
    values: tuple[int, ...]
    money: int
    hours: int

    def on(self, day: int) -> Row:
        """The event on a day."""
        return day, self.code, self.values


class SmallHistories:
    """Runs small histories of the person that an audit is about."""

    def __init__(self, inquiry: Inquiry) -> None:
        self.inquiry, self.machine = inquiry, inquiry.machine
        self.since = inquiry.question.since

    def result(self, rows: Sequence[Row], until: int) -> Result | None:
        """What comes of a history by a day; None where an event is refused, or there is no score.

        A history with a day on which the policy is not in force comes to nothing either.
        """
        if not self.since <= until <= self.inquiry.last or any(row[0] > until for row in rows):
            return None
        found = self.inquiry.replayer.evaluator.run(
            columns_of(rows, self.machine.width),
            self.inquiry.question.attributes,
            since=self.since,
            as_of=until,
        )
        return None if found.refused or not found.scored else found

    def scores(self, rows: Sequence[Row], until: int) -> tuple[int, ...] | None:
        """The scores that a history leads to."""
        found = self.result(rows, until)
        return None if found is None else found.scores

    def worth(self, result: Result) -> int:
        """Held money of perks less that of sanctions."""
        kinds = [self.machine.grants[award.grant].kind for award in result.awards]
        return sum(
            award.worth if kind == "perk" else -award.worth
            for kind, award in zip(kinds, result.awards, strict=True)
        )

    def costs(self, rows: Sequence[Row]) -> tuple[tuple[int, int], ...]:
        """Held money and held hours of each event of a history.

        Raises:
            Unfit: they cannot be told.
        """

        def scores_after(before: History, day: int) -> tuple[int, ...]:
            attributes, since = self.inquiry.question.attributes, self.since
            run = self.inquiry.replayer.evaluator.run
            return run(before, attributes, since=since, as_of=day).scores

        return costs_of(self.machine, self.inquiry.question.attributes, rows, scores_after)

    def events(self, *, chosen: bool) -> tuple[Event, ...]:
        """Events worth trying, those of each action in turn; only chosen ones, or of any kind."""
        pools = [
            islice(self.ways(code), _WAYS)
            for code, action in enumerate(self.machine.actions)
            if action.by == "choice" or not chosen
        ]
        return tuple(islice(in_turn(pools), _EVENTS))

    def ways(self, code: int) -> Iterator[Event]:
        """Ways to do an action; none where it has several dates, or a price that cannot be told."""
        action = self.machine.actions[code]
        if action.dated > 1:
            return
        named = _named(action)
        columns = []
        for field in action.fields:
            low, high = field.domain.low, field.domain.high
            if field.domain.kind not in AMOUNTS:
                columns.append(list(range(low, min(high, low + _VALUES - 1) + 1)))
                continue
            found = sorted({v for v in (*named, low, low + 1, high) if low <= v <= high})
            columns.append(found[: _VALUES - 1] + found[-1:] if len(found) > _VALUES else found)
        for values in islice(product(*columns), _MOST):
            event = self.event(code, values)
            if event is not None:
                yield event

    def event(self, code: int, values: Sequence[int]) -> Event | None:
        """An event with its price; None where the price cannot be told."""
        filled = (*values, *[0] * (self.machine.width - len(values)))
        try:
            ((money, hours),) = self.costs([(self.since, code, filled)])
        except Unfit:
            return None
        return Event(code, filled, money, hours)

    def replay(self, rows: Sequence[Row], until: int) -> Replay:
        """The same through both engines."""
        return self.inquiry.replay(rows, until=until)


def _named(action: Action) -> list[int]:
    """Amounts that the rules of an action name, with those around them at which rounding shows."""
    limits = [cap.limit for rule in action.rules for cap in rule.caps]
    found: set[int] = set()
    for part in (part for each in own_expressions(action) for part in e.every_part(each)):
        match part:
            case e.Constant(value) if value > 0:
                found |= {value}
            case e.Divide(_, by) if by > 1:
                found |= {by, by - 1, by // 2, *(by * limit for limit in limits)}
    return sorted(found | {limit for limit in limits if limit > 0})


def amounts_of(action: Action) -> list[int]:
    """The fields of an action that are amounts of which two make one larger one, by slot."""
    return [slot for slot, field in enumerate(action.fields) if field.domain.kind in SUMMABLE]

"""Histories run through the interpreter and the generated evaluator: no finding without.

A plan of the solver, or a history that a search found, becomes the lines of a finding here. Both
engines must agree on everything; what the solver promised is compared by the caller.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cached_property

import attrs

from policylang.auditor.decisions.readings import View
from policylang.auditor.question import Unfit
from policylang.compiler import Evaluator
from policylang.model import expressions as e
from policylang.model.finding import Line, RuleLine
from policylang.model.grading import ranks_of
from policylang.model.history import History, Row, columns_of
from policylang.model.ledger import points_of
from policylang.model.machine import (
    Action,
    EndOf,
    Machine,
    Monthly,
    Once,
    Origin,
    Yearly,
    rules_of,
)
from policylang.model.result import Awarded, Result
from policylang.model.units import HOUR, Kind
from policylang.model.values import decimal_of, show_value
from policylang.runtime.expressions import value_of
from policylang.runtime.interpreter import interpret

#: What a price may read to follow from the event and the person alone.
_OF_EVENT = (
    e.Constant, e.FieldValue, e.AttributeValue, e.Lookup, e.Either, e.Add, e.Negate, e.Multiply,
    e.Divide, e.Least, e.Greatest, e.Compare, e.All, e.Any, e.Not,
)  # fmt: skip


class Disagreement(Exception):  # noqa: N818 - what is in doubt is not shown
    """Two engines, or an engine and the solver, do not agree on a history."""


@attrs.frozen
class Replay:
    """A history with what came of it, in held units. `losses` are what sanctions cost."""

    rows: tuple[Row, ...]
    since: int
    until: int
    result: Result
    money: int
    hours: int
    gains: int
    losses: int
    #: Held money and held hours of each event.
    costs: tuple[tuple[int, int], ...] = ()

    @property
    def net(self) -> int:
        """Held money that perks bring, less sanctions, less what the actions cost."""
        return self.gains - self.losses - self.money


@attrs.define(slots=False, eq=False)
class Replayer:
    """Replays histories of one person under one policy."""

    machine: Machine
    attributes: tuple[int, ...]
    evaluator: Evaluator

    def replay(self, rows: Sequence[Row], since: int, until: int) -> Replay:
        """Run a history through both engines.

        Raises:
            Disagreement: they do not come to the same.
        """
        history: History = columns_of(rows, self.machine.width)
        plain = interpret(self.machine, history, self.attributes, since=since, as_of=until)
        quick = self.evaluator.run(history, self.attributes, since=since, as_of=until, ledger=True)
        if plain != quick:
            raise Disagreement("the interpreter and the generated evaluator do not agree")
        refused = {each.event for each in plain.refused}
        costs = costs_of(
            self.machine,
            self.attributes,
            rows,
            lambda before, day: (
                self.evaluator.run(before, self.attributes, since=since, as_of=day).scores
            ),
        )
        money = sum(cost[0] for n, cost in enumerate(costs) if n not in refused)
        hours = sum(cost[1] for n, cost in enumerate(costs) if n not in refused)
        worths = {"perk": 0, "sanction": 0}
        for award in plain.awards:
            worths[self.machine.grants[award.grant].kind] += award.worth
        return Replay(
            tuple(rows),
            since,
            until,
            plain,
            money,
            hours,
            worths["perk"],
            worths["sanction"],
            costs,
        )

    # --- in words ------------------------------------------------------------------------------

    def lines(self, replay: Replay) -> tuple[Line, ...]:
        """The lines of a replay, in order of day.

        What is due on a date stands before the events of the day, what follows from them after.
        """
        machine = self.machine
        dated = [
            (award.day, 2 if late else 0, n, self._award_line(replay, award, late=late))
            for n, award in enumerate(replay.result.awards)
            for late in (self._is_late(award.grant),)
        ]
        postings: dict[int, list[int]] = {}
        balances: dict[int, int] = {}
        for posting in replay.result.ledger or ():
            if posting.event >= 0 and self._about_first(posting.rule):
                postings.setdefault(posting.event, []).append(posting.applied)
                balances[posting.event] = posting.balance
        for number, (day, code, values) in enumerate(replay.rows):
            balance = balances.get(number, self._balance_on(replay, day, number))
            money, hours = replay.costs[number]
            action = machine.actions[code]
            shown = {
                slot.name: show_value(value, slot.domain, machine.denomination)
                for slot, value in zip(action.fields, values, strict=False)
            }
            line = Line(
                date=datetime.date.fromordinal(day),
                what=action.label,
                detail=", ".join(f"{name} {value}" for name, value in shown.items()),
                cost=self.as_money(money),
                hours=as_hours(hours),
                gain=Decimal(0),
                points=points_of(machine, sum(postings.get(number, ()))),
                balance=points_of(machine, balance),
                grade=self.grade(balance, replay.until),
                event=(action.name, shown),
            )
            dated.append((day, 1, number, line))
        dated.sort(key=lambda each: each[:3])
        return tuple(each[3] for each in dated)

    def rules(self, replay: Replay) -> tuple[RuleLine, ...]:
        """The rules and perks that a replay rests on, in order of the file."""
        rules, grants = self._rules, self.machine.grants
        used = [rules[n] for n in {posting.rule for posting in replay.result.ledger or ()}]
        awarded = {award.grant for award in replay.result.awards}
        used += [(f"{grants[n].kind} {grants[n].name}", grants[n].origin) for n in awarded]
        found = {
            (each.span.source.name, each.span.line, each.text): (each.assumed, owner)
            for owner, each in used
        }
        return tuple(RuleLine(*key, *found[key]) for key in sorted(found))

    @cached_property
    def _rules(self) -> dict[int, tuple[str, Origin]]:
        """By number, the block that a rule stands in and its place."""
        machine = self.machine
        blocks = [(f"action {each.name}", each.rules) for each in machine.actions]
        blocks += [(f"rule {each.name}", rules_of(each.choices)) for each in machine.reactions]
        return {rule.number: (owner, rule.origin) for owner, rules in blocks for rule in rules}

    def grade(self, balance: int, as_of: int) -> str | None:
        """The grade that goes with a balance of the first score, where nothing else decides it."""
        gradings = self.machine.gradings
        if not gradings or gradings[0].score or gradings[0].holds:
            return None
        scores = (balance, *[0] * (len(self.machine.scores) - 1))
        return gradings[0].grades[ranks_of(self.machine, scores, (), as_of)[0]].name

    def points(self, held: int) -> str:
        """Held points as they are written."""
        return f"{points_of(self.machine, held):,}"

    def as_money(self, held: int) -> Decimal:
        """Held money in units of the currency."""
        return decimal_of(held, self.machine.denomination.scale(Kind.MONEY))

    @property
    def _start(self) -> int:
        view = View(self.machine, self.attributes)
        score = self.machine.score
        return 0 if score.formula is not None else value_of(score.start, view)

    def _about_first(self, rule: int) -> bool:
        effect = next(each.effect for each in self.machine.rules if each.number == rule)
        return getattr(effect, "score", None) == 0

    def _balance_on(self, replay: Replay, day: int, event: int) -> int:
        """The first score on a day, after the events before one."""
        balance = self._start
        for posting in replay.result.ledger or ():
            late = posting.day > day or (posting.day == day and posting.event >= event)
            if self._about_first(posting.rule) and not late:
                balance = posting.balance
        return balance

    def _is_late(self, grant: int) -> bool:
        """Whether a grant comes after the events of its day."""
        return not isinstance(self.machine.grants[grant].trigger, Yearly | Monthly | Once)

    def _award_line(self, replay: Replay, award: Awarded, *, late: bool) -> Line:
        declared = self.machine.grants[award.grant]
        balance = self._balance_on(replay, award.day, len(replay.rows) if late else -1)
        sign = 1 if declared.kind == "perk" else -1
        return Line(
            date=datetime.date.fromordinal(award.day),
            what=declared.label,
            detail="",
            cost=Decimal(0),
            hours=Decimal(0),
            gain=self.as_money(sign * award.worth),
            points=points_of(self.machine, 0),
            balance=points_of(self.machine, balance),
            grade=self.grade(balance, replay.until),
        )


def price_is_fixed(action: Action) -> bool:
    """Whether what an event costs follows from its fields and the person."""
    return all(
        isinstance(part, _OF_EVENT) for cost in action.costs for part in e.every_part(cost.amount)
    )


def costs_of(
    machine: Machine,
    attributes: Sequence[int],
    rows: Sequence[Row],
    scores_after: Callable[[History, int], tuple[int, ...]],
) -> tuple[tuple[int, int], ...]:
    """What each event of a history costs, also where that depends on the scores before it.

    Args:
        scores_after: the scores that a history leads to by a day, asked for where need be.

    Raises:
        Unfit: it depends on more.
    """
    costs = []
    for number, (day, code, values) in enumerate(rows):
        before: tuple[int, ...] | None = None
        if not price_is_fixed(machine.actions[code]):
            before = scores_after(columns_of(rows[:number], machine.width), day)
        costs.append(cost_of(machine, attributes, code, values, before))
    return tuple(costs)


def cost_of(
    machine: Machine,
    attributes: Sequence[int],
    code: int,
    values: Sequence[int],
    scores: Sequence[int] | None = None,
) -> tuple[int, int]:
    """What an event costs in held money and held hours.

    Args:
        scores: those before the event; None where they are not known.

    Raises:
        Unfit: that depends on more than the event, the person and such scores.
    """
    action = machine.actions[code]
    if not price_is_fixed(action):
        _check_price(action, machine, known=scores is not None)
    view = View(machine, attributes, scores=scores or (), fields=values)
    money = hours = 0
    for cost in action.costs:
        amount = value_of(cost.amount, view)
        if cost.kind == "money":
            money += amount
        else:
            hours += amount
    return money, hours


def _check_price(action: Action, machine: Machine, *, known: bool) -> None:
    """Refuse a price that depends on what the scores before an event do not tell.

    What comes at the end of a day comes after its events, so scores of that day do not tell either.
    """
    parts = [part for cost in action.costs for part in e.every_part(cost.amount)]
    plain = all(isinstance(part, (*_OF_EVENT, e.Balance, e.RankOf)) for part in parts)
    ranked = any(isinstance(part, e.RankOf) for part in parts)
    held = ranked and any(each.holds or len(each.versions) > 1 for each in machine.gradings)
    late = any(isinstance(each.trigger, EndOf) for each in machine.reactions)
    if not known or not plain or held or late:
        raise Unfit(f"the cost of `{action.name}` depends on more than the event and the person")


def as_hours(held: int) -> Decimal:
    """Held hours (seconds) in hours, to two decimals where they are not whole."""
    whole = Decimal(held) / HOUR
    return whole if whole == whole.to_integral_value() else round(whole, 2)

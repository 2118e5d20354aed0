"""Histories run through the interpreter and the generated evaluator: no finding without.

A plan of the solver, or a history that a search found, becomes the lines of a finding here. Both
engines must agree on everything; what the solver promised is compared by the caller.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

import attrs

from policylang.auditor.decisions.readings import View
from policylang.auditor.witnesses.balances import Balances, FirstScore
from policylang.auditor.witnesses.prices import as_hours, costs_of
from policylang.compiler import Evaluator
from policylang.core.counting import counted
from policylang.model.finding import Line, RuleLine
from policylang.model.grading import ranks_of
from policylang.model.history import History, Row, columns_of
from policylang.model.ledger import points_of
from policylang.model.machine import (
    Becomes,
    EndOf,
    Machine,
    Origin,
    Upon,
    rules_of,
)
from policylang.model.result import Awarded, Result
from policylang.model.slots import given_texts
from policylang.model.units import Kind
from policylang.model.values import decimal_of, show_value
from policylang.runtime.expressions import value_of
from policylang.runtime.interpreter import interpret


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
        ledger = replay.result.ledger or ()
        balances = Balances(self._first, self._start, ledger)
        dated = [
            (award.day, 2 if late else 0, n, self._award_line(replay, balances, award, late=late))
            for n, award in enumerate(replay.result.awards)
            for late in (self._is_late(award.grant),)
        ]
        for number, (day, code, values) in enumerate(replay.rows):
            balance = balances.after(number, day)
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
                points=points_of(machine, balances.points.get(number, 0)),
                balance=points_of(machine, balance),
                grade=self.grade(balance, replay.until),
                event=(action.name, given_texts(action.fields, values, machine.denomination)),
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

    def in_points(self, held: int) -> str:
        """The same with what they are: `1 point`, `20 points`."""
        return counted(points_of(self.machine, held), "point")

    def as_money(self, held: int) -> Decimal:
        """Held money in units of the currency."""
        return decimal_of(held, self.machine.denomination.scale(Kind.MONEY))

    @property
    def _start(self) -> int:
        view = View(self.machine, self.attributes)
        score = self.machine.score
        return 0 if score.formula is not None else value_of(score.start, view)

    @cached_property
    def _first(self) -> FirstScore:
        return FirstScore(self.machine)

    def _is_late(self, grant: int) -> bool:
        """Whether a grant comes after the events of its day."""
        return isinstance(self.machine.grants[grant].trigger, EndOf | Upon | Becomes | None)

    def _award_line(
        self, replay: Replay, balances: Balances, award: Awarded, *, late: bool
    ) -> Line:
        declared = self.machine.grants[award.grant]
        balance = balances.ending(award.day) if late else balances.beginning(award.day)
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

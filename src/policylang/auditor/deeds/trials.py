"""A history run through the generated evaluator alone: quick, and replayed before it is shown."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Final

import attrs

from policylang.auditor.inquiry import Inquiry
from policylang.auditor.witnesses.prices import cost_of
from policylang.model.grading import ranks_of
from policylang.model.history import History, Row, columns_of
from policylang.model.result import Result

#: Most events of a history whose result is kept.
_KEPT: Final = 16


@attrs.frozen
class Tried:
    """A history and what came of it by a day. Money and hours are held units."""

    rows: tuple[Row, ...]
    until: int
    result: Result
    ranks: tuple[int, ...]
    #: Perks less sanctions, and what the events themselves cost.
    brought: int
    cost: int
    hours: int
    #: Perks and sanctions without a price: numbers of those that hold, or were given on a date.
    perks: frozenset[tuple[int, int]]
    sanctions: frozenset[tuple[int, int]]

    @property
    def scores(self) -> tuple[int, ...]:
        """Every score, in held points."""
        return self.result.scores

    def asked(self, score: int, rules: Container[int] | None = None) -> list[int]:
        """What caps let through to a score on the day of each event, before its range cuts it.

        Args:
            rules: only what these did; all, without it.
        """
        return self._summed(score, rules, "granted")

    def applied(self, score: int) -> list[int]:
        """What each event changed a score by on its day."""
        return self._summed(score, None, "applied")

    def _summed(self, score: int, rules: Container[int] | None, column: str) -> list[int]:
        found = [0] * len(self.rows)
        for posting in self.result.ledger or ():
            event = posting.event
            if event < 0 or posting.day != self.rows[event][0]:
                continue
            if self.owners.get(posting.rule) == score and (rules is None or posting.rule in rules):
                found[event] += getattr(posting, column)
        return found

    #: The score that each rule changes, by number of the rule.
    owners: dict[int, int] = attrs.field(factory=dict, eq=False, repr=False)


@attrs.define(eq=False)
class Trials:
    """Histories of one inquiry."""

    inquiry: Inquiry
    tries: int = 0
    owners: dict[int, int] = attrs.field(init=False)
    _known: dict[tuple[tuple[Row, ...], int], Tried | None] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.owners = {
            rule.number: rule.effect.score
            for rule in self.inquiry.machine.rules
            if hasattr(rule.effect, "score")
        }

    def run(self, rows: Sequence[Row], until: int | None = None) -> Tried | None:
        """What comes of a history by a day (the last of the question); None if one is refused.

        Nothing comes of a history on whose last day the person has no score.
        """
        last = self.inquiry.last if until is None else until
        dated = tuple(sorted(rows, key=lambda row: row[0]))
        if len(dated) > _KEPT:
            return self._run(dated, last)
        if (dated, last) not in self._known:
            self._known[dated, last] = self._run(dated, last)
        return self._known[dated, last]

    def _run(self, rows: tuple[Row, ...], last: int) -> Tried | None:
        self.tries += 1
        inquiry, machine = self.inquiry, self.inquiry.machine
        history: History = columns_of(rows, machine.width)
        result: Result = inquiry.replayer.evaluator.run(
            history,
            inquiry.question.attributes,
            since=inquiry.question.since,
            as_of=last,
            ledger=True,
        )
        if result.refused or not result.scored:
            return None
        costs = [cost_of(machine, inquiry.question.attributes, c, v) for _, c, v in rows]
        given = {"perk": 0, "sanction": 0}
        unpriced: dict[str, set[tuple[int, int]]] = {"perk": set(), "sanction": set()}
        for award in result.awards:
            grant = machine.grants[award.grant]
            given[grant.kind] += award.worth
            if grant.worth is None:
                unpriced[grant.kind].add((award.grant, award.day))
        for number in result.held:
            unpriced[machine.grants[number].kind].add((number, 0))
        return Tried(
            rows=rows,
            until=last,
            result=result,
            ranks=ranks_of(machine, result.scores, result.ranks, last),
            brought=given["perk"] - given["sanction"],
            cost=sum(cost[0] for cost in costs),
            hours=sum(cost[1] for cost in costs),
            perks=frozenset(unpriced["perk"]),
            sanctions=frozenset(unpriced["sanction"]),
            owners=self.owners,
        )

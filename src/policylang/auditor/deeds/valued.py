"""Which way each score is good: credit, of which more is better, or demerits.

A grading puts the highest points first. Where there is none, what follows from a score decides: a
perk for many points, or a sanction for few, makes it credit; the reverse makes it demerits. Rules
that begin a status hand on what the status is good for, and formulas and moves what they are made
of. A status that neither a perk nor a sanction asks for, begun at a score, is taken for a burden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from policylang.auditor.decisions.readings import Trend, View, trend
from policylang.model import expressions as e
from policylang.model.machine import Becomes, Begin, Change, Choice, End, Machine, Move

#: How often what is known is handed on: through formulas, statuses and rules.
_ROUNDS = 4


def good_ways(machine: Machine, attributes: tuple[int, ...]) -> tuple[int, ...]:
    """For each score +1 where more is better, -1 where it is worse, 0 where nothing tells.

    Where nothing tells of any score, all are taken for credit.
    """
    return _Ways(machine, attributes).run()


class _Ways:
    def __init__(self, machine: Machine, attributes: tuple[int, ...]) -> None:
        self.machine, self.view = machine, View(machine, attributes)
        self.scores = {grading.score: 1 for grading in machine.gradings}
        self.statuses: dict[int, int] = {}

    def run(self) -> tuple[int, ...]:
        """Hand on what is known until nothing is added."""
        for _ in range(2):
            for _ in range(_ROUNDS):
                self._from_grants()
                self._from_rules()
                self._from_formulas()
            for status in range(len(self.machine.statuses)):
                self.statuses.setdefault(status, -1)
        unsaid = 0 if self.scores else 1
        return tuple(self.scores.get(n, unsaid) for n in range(len(self.machine.scores)))

    def _from_grants(self) -> None:
        for grant in self.machine.grants:
            sign = 1 if grant.kind == "perk" else -1
            for part in (grant.condition, grant.worth):
                if part is not None:
                    self._learn(part, sign)

    def _from_rules(self) -> None:
        machine = self.machine
        for reaction in machine.reactions:
            if isinstance(reaction.trigger, Becomes):
                good = self._worth_of(reaction.choices)
                self._learn(reaction.trigger.condition, good)
        choices = [choice for action in machine.actions for choice in action.choices]
        choices += [choice for reaction in machine.reactions for choice in reaction.choices]
        for choice in choices:
            for arm in choice.arms:
                if arm.condition is not None:
                    self._learn(arm.condition, self._worth_of((choice,)))
                effect = arm.rule.effect
                if isinstance(effect, Move) and effect.score in self.scores:
                    self._learn(effect.target, self.scores[effect.score])

    def _worth_of(self, choices: tuple[Choice, ...]) -> int:
        """Whether effects that begin or end statuses are good for the person."""
        for choice in choices:
            for arm in choice.arms:
                match arm.rule.effect:
                    case Begin(status):
                        return self.statuses.get(status, 0)
                    case End(status):
                        return -self.statuses.get(status, 0)
                    case Change():
                        return 0
        return 0

    def _from_formulas(self) -> None:
        for number, score in enumerate(self.machine.scores):
            if score.formula is not None and number in self.scores:
                self._learn(score.formula, self.scores[number])

    def _learn(self, expression: e.Expression, sign: int) -> None:
        """Take in that more of an expression is good (+1), bad (-1) or neither."""
        if not sign:
            return
        expression = _at_present(expression)
        for leaf in set(_leaves(expression)):
            found = _safe_trend(expression, leaf, self.view)
            if found not in (Trend.UP, Trend.DOWN):
                continue
            good = sign if found is Trend.UP else -sign
            match leaf:
                case e.Balance(score):
                    self.scores.setdefault(score, good)
                case e.InStatus(status):
                    self.statuses.setdefault(status, good)


def _at_present(expression: e.Expression) -> e.Expression:
    """The expression with what still counts on another day read as what counts now."""
    match expression:
        case e.StillCounting(score):
            return e.Balance(score)
        case e.All(parts):
            return e.All(tuple(_at_present(part) for part in parts))
        case e.Any(parts):
            return e.Any(tuple(_at_present(part) for part in parts))
        case e.Add(parts):
            return e.Add(tuple(_at_present(part) for part in parts))
        case e.Compare(relation, left, right):
            return e.Compare(relation, _at_present(left), _at_present(right))
        case _:
            return expression


def _leaves(expression: e.Expression) -> Iterator[e.Balance | e.InStatus]:
    for part in e.every_part(expression):
        if isinstance(part, e.Balance | e.InStatus):
            yield part


def _safe_trend(expression: e.Expression, leaf: e.Balance | e.InStatus, view: View) -> Trend:
    """The trend in one leaf, all others standing still."""
    if isinstance(leaf, e.InStatus):
        return _status_trend(expression, leaf)
    return trend(expression, _only(leaf), view)


def _only(leaf: e.Expression) -> Callable[[e.Expression], Trend]:
    return lambda each: Trend.UP if each == leaf else Trend.FLAT


def _status_trend(expression: e.Expression, leaf: e.InStatus) -> Trend:
    """Whether a condition asks for a status (up) or for its absence (down)."""
    match expression:
        case e.InStatus() if expression == leaf:
            return Trend.UP
        case e.Not(part):
            return _status_trend(part, leaf).flipped()
        case e.All(parts) | e.Any(parts):
            found = Trend.FLAT
            for part in parts:
                found = found.joined(_status_trend(part, leaf))
            return found
        case _:
            return Trend.FLAT

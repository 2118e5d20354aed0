"""What a change of a policy costs people: everybody in a file of histories, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from policylang.compiler import Evaluator
from policylang.engine.asked import Asked
from policylang.engine.batch import everybody, history_of
from policylang.engine.intake import Intake, take_in
from policylang.model.history import Encoder
from policylang.model.machine import Machine
from policylang.model.outcome import Outcome, outcome_of
from policylang.model.repairs import Burden


class Histories:
    """The people of a file, evaluated once under the policy as it stands."""

    def __init__(self, encoder: Encoder, asked: Asked) -> None:
        """Read the files.

        Raises:
            HistoryError: a file cannot be read.
            OSError: it cannot be opened.
        """
        self.intake: Intake = take_in(encoder, asked)
        self.before = self._outcomes(encoder.machine)

    def burden_of(self, machine: Machine) -> Burden:
        """What a changed policy costs them."""
        after = self._outcomes(machine)
        pairs = list(zip(self.before, after, strict=True))
        lost = [_points(old) - _points(new) for old, new in pairs]
        paid = [_money(old) - _money(new) for old, new in pairs]
        worse = sum(points > 0 or money > 0 for points, money in zip(lost, paid, strict=True))
        better = sum(
            (points < 0 or money < 0) and points <= 0 and money <= 0
            for points, money in zip(lost, paid, strict=True)
        )
        falls = [each for each in lost if each > 0]
        return Burden(
            people=len(pairs),
            worse=worse,
            better=better,
            most_points=max(falls, default=Decimal(0)),
            all_points=sum(falls, Decimal(0)),
            other_grade=sum(old.grade != new.grade for old, new in pairs),
            money=sum((each for each in paid if each > 0), Decimal(0)),
        )

    def _outcomes(self, machine: Machine) -> Sequence[Outcome]:
        intake, as_of = self.intake, self.intake.as_of
        if as_of is None:
            return ()
        evaluator = Evaluator(machine)
        found = []
        for person, group, attributes in everybody(intake):
            history = history_of(person, group, intake, machine.width, as_of)
            result = evaluator.run(history, attributes, since=intake.since, as_of=as_of)
            found.append(outcome_of(machine, result, as_of=as_of, person=person, history=history))
        return found


def _points(outcome: Outcome) -> Decimal:
    return Decimal(0) if outcome.score is None else Decimal(outcome.score)


def _money(outcome: Outcome) -> Decimal:
    return outcome.perk_money - outcome.sanction_money

"""What a history comes to in one quick run: by the generated evaluator alone.

A history that is shown is replayed by the interpreter as well, see `witnesses.replay`.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from policylang.auditor.question import Question
from policylang.auditor.witnesses.prices import cost_of
from policylang.compiler import Evaluator
from policylang.model.history import Row, columns_of
from policylang.model.result import Result


@attrs.frozen
class Trial:
    """What came of a run, in held units, as in a `Replay`; no engine has looked at it but one."""

    result: Result
    money: int
    hours: int
    gains: int
    losses: int

    @property
    def net(self) -> int:
        """Held money that perks bring, less sanctions, less what the actions cost."""
        return self.gains - self.losses - self.money


def trial(
    evaluator: Evaluator, question: Question, rows: Sequence[Row], until: int
) -> Trial | None:
    """Run a history up to a day; None where an event of it is refused.

    Raises:
        Unfit: what an event costs depends on more than the event and the person.
    """
    machine = evaluator.machine
    history = columns_of(rows, machine.width)
    result = evaluator.run(history, question.attributes, since=question.since, as_of=until)
    if result.refused:
        return None
    costs = [cost_of(machine, question.attributes, code, values) for _, code, values in rows]
    worths = {"perk": 0, "sanction": 0}
    for award in result.awards:
        worths[machine.grants[award.grant].kind] += award.worth
    money, hours = sum(cost[0] for cost in costs), sum(cost[1] for cost in costs)
    return Trial(result, money, hours, worths["perk"], worths["sanction"])

"""The same inquiry about somebody else: who begins with another score, or has fallen already."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from policylang.auditor.inquiry import Inquiry
from policylang.auditor.witnesses.replay import Replay, Replayer
from policylang.compiler import Evaluator
from policylang.model.expressions import Constant
from policylang.model.history import Row


def begun_with(inquiry: Inquiry, score: int, value: int) -> Inquiry:
    """The same inquiry about somebody who begins with some held points of a score."""
    machine = inquiry.machine
    scores = tuple(
        attrs.evolve(each, start=Constant(value)) if number == score else each
        for number, each in enumerate(machine.scores)
    )
    changed = attrs.evolve(machine, scores=scores)
    replayer = Replayer(changed, inquiry.question.attributes, Evaluator(changed))
    return Inquiry(changed, inquiry.question, replayer)


@attrs.define(slots=False, eq=False)
class _After(Replayer):
    """Replays what comes after some events of the first day, and prices that alone."""

    before: tuple[Row, ...]

    def replay(self, rows: Sequence[Row], since: int, until: int) -> Replay:
        whole = super().replay((*self.before, *rows), since, until)
        alone = super().replay(self.before, since, since)
        return attrs.evolve(whole, money=whole.money - alone.money, hours=whole.hours - alone.hours)


def after(inquiry: Inquiry, rows: Sequence[Row]) -> Inquiry:
    """The same inquiry about somebody to whom some events have happened on the first day."""
    of = inquiry.replayer
    replayer = _After(of.machine, of.attributes, of.evaluator, tuple(rows))
    return Inquiry(inquiry.machine, inquiry.question, replayer)

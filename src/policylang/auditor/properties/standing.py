"""The same question for somebody who begins with another score, and how people get there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from policylang.auditor.decisions.relevance import choices_upon
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties.trials import Event, Trials
from policylang.auditor.witnesses.replay import Replayer
from policylang.compiler import Evaluator
from policylang.model.expressions import Constant
from policylang.model.history import Row
from policylang.model.machine import Begin, Change, Machine, Move, rules_of

#: How often one offence is done at most to fall somewhere.
TIMES: Final = 40


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


def harms(machine: Machine, code: int) -> bool:
    """Whether an event can take points, move a score or begin a status, or a rule upon it can."""
    return any(
        isinstance(rule.effect, Begin | Move)
        or (isinstance(rule.effect, Change) and rule.effect.sign < 0)
        for rule in rules_of(choices_upon(machine, code))
    )


def offences(trials: Trials) -> Iterator[Event]:
    """Of each action that can take points or begin a status, the event that leaves fewest points.

    By whatever it comes about: choice, chance or authority.
    """
    day = trials.since
    start = trials.scores((), day)
    for code in range(len(trials.machine.actions)):
        if start is None or not harms(trials.machine, code):
            continue
        tried = [(trials.scores((event.on(day),), day), event) for event in trials.ways(code)]
        left = [
            (scores[0], event.money, event.hours, event.values, event)
            for scores, event in tried
            if scores is not None and scores[0] <= start[0]
        ]
        if left:
            yield min(left, key=lambda each: each[:4])[4]


def falls(trials: Trials, event: Event) -> Iterator[tuple[tuple[Row, ...], int]]:
    """One event done again and again on the first day, and the first score each time."""
    day = trials.since
    for times in range(1, TIMES + 1):
        rows = (event.on(day),) * times
        scores = trials.scores(rows, day)
        if scores is None:
            return
        yield rows, scores[0]

"""Which form a policy is compiled to: one flat function, or a program for `runtime.timeline`.

A flat function lives through a history in one loop, with a variable for everything it remembers.
It is several times as fast, and can do only what needs neither an agenda nor chains of
consequences.
"""

from __future__ import annotations

from collections.abc import Iterator

from policylang.model.expressions import (
    Constant,
    InStatus,
    PresentField,
    StillCounting,
    Tied,
    every_part,
)
from policylang.model.machine import (
    Action,
    Calendar,
    Change,
    Ever,
    Grant,
    Machine,
    Monthly,
    Move,
    OfMoment,
    Once,
    Rule,
    Sliding,
    Tally,
    Window,
    Yearly,
)
from policylang.runtime.program import every_expression


def is_flat(machine: Machine) -> bool:
    """Whether a machine is compiled to a flat function."""
    return (
        not (machine.reactions or machine.statuses or machine.changeable)
        and machine.begins is None
        and machine.consent is None
        and _plain_score(machine)
        and _plain_grades(machine)
        and all(_plain_action(action) for action in machine.actions)
        and all(_plain_rule(rule) for rule in machine.rules)
        and all(_plain_tally(tally) for tally in machine.tallies)
        and all(_plain_grant(grant) for grant in machine.grants)
        and not any(isinstance(part, _NEEDS_A_PERSON) for part in _parts(machine))
    )


#: Expressions that read what a flat function has no variable for.
_NEEDS_A_PERSON = (InStatus, StillCounting, Tied, PresentField)


def _parts(machine: Machine) -> Iterator[object]:
    for expression in every_expression(machine):
        yield from every_part(expression)


def _plain_score(machine: Machine) -> bool:
    score = machine.score
    return (
        len(machine.scores) == 1
        and score.lots is None
        and score.formula is None
        and isinstance(score.start, Constant)
        and all(end is None or isinstance(end, Constant) for end in (score.low, score.high))
    )


def _plain_grades(machine: Machine) -> bool:
    return len(machine.gradings) <= 1 and all(
        len(grading.versions) == 1
        and not grading.holds
        and grading.versions[0].opens is None
        and grading.versions[0].closes is None
        for grading in machine.gradings
    )


def _plain_action(action: Action) -> bool:
    return len(action.moments) == 1 and action.moments[0].day is None and not action.refusals


def _plain_rule(rule: Rule) -> bool:
    effect = rule.effect
    plain = isinstance(effect, Move) or (isinstance(effect, Change) and effect.lifetime is None)
    return plain and all(
        cap.key is None and cap.measure in ("points", "times") and _plain_window(cap.window)
        for cap in rule.caps
    )


def _plain_tally(tally: Tally) -> bool:
    return (
        isinstance(tally.occurrence, OfMoment)
        and tally.measure in ("count", "sum")
        and tally.empty == 0
        and _plain_window(tally.window)
    )


def _plain_window(window: Window) -> bool:
    return isinstance(window, Sliding | Ever) or (
        isinstance(window, Calendar) and not window.previous
    )


def _plain_grant(grant: Grant) -> bool:
    return grant.trigger is None or isinstance(grant.trigger, Yearly | Monthly | Once)

"""What expressions of a machine may rely on: that what they name exists, and may be read there."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from policylang.core import limits
from policylang.model.expressions import (
    AsOf,
    AttributeValue,
    Balance,
    Constant,
    Divide,
    EventDay,
    Expression,
    FieldValue,
    InPeriod,
    InStatus,
    Lookup,
    PresentField,
    RankOf,
    Recall,
    StillCounting,
    Tied,
    Today,
    every_part,
)
from policylang.model.machine import Machine


@attrs.frozen
class Sight:
    """What is in sight where an expression stands.

    `event` says that there is an event, and `fields` counts those of it; `this` counts those of the
    event being applied, where another one is counted. `person_only` allows only attributes beside
    them, with `today` also the date; `watched` only what a change changes.
    """

    event: bool = False
    fields: int = 0
    this: int = 0
    person_only: bool = False
    today: bool = False
    watched: bool = False
    tied: bool = False


def faults(machine: Machine, root: Expression, sight: Sight) -> Iterator[str]:
    """What is wrong with an expression, in words."""
    for part in every_part(root):
        yield from _missing(machine, part, sight)
        match part:
            case Balance() | RankOf() | InStatus() | StillCounting() if sight.person_only:
                yield "an expression about the person reads what changes with the history"
            case Recall() if sight.person_only or sight.watched:
                yield "an expression reads the history where it may not"
            case Today() | AsOf() if (sight.person_only and not sight.today) or sight.watched:
                yield "an expression reads the date where it may not"
            case EventDay() if not sight.event:
                yield "an expression reads the day of an event where there is none"
            case Tied() if not sight.tied:
                yield "an expression asks who is tied outside a filter"
            case Divide(_, by) if by <= 0:
                yield "a divisor is not positive"
            case Constant(value) if not limits.INT64_LOW <= value <= limits.INT64_HIGH:
                yield "a constant leaves 64 bits"
            case _:
                pass


def _missing(machine: Machine, part: Expression, sight: Sight) -> Iterator[str]:
    match part:
        case FieldValue(slot) | Tied(slot) if not 0 <= slot < sight.fields:
            yield f"field {slot} does not exist there"
        case PresentField(slot) if not 0 <= slot < sight.this:
            yield f"field {slot} of the event being applied does not exist there"
        case AttributeValue(slot) if not 0 <= slot < len(machine.attributes):
            yield f"attribute {slot} does not exist"
        case Balance(score) | StillCounting(score, _) if not 0 <= score < len(machine.scores):
            yield f"score {score} does not exist"
        case StillCounting(score, _) if machine.scores[score].lots is None:
            yield f"score {score} keeps no lots that could still count"
        case RankOf(grading) if not 0 <= grading < len(machine.gradings):
            yield f"grading {grading} does not exist"
        case InStatus(status) if not 0 <= status < len(machine.statuses):
            yield f"status {status} does not exist"
        case InPeriod(period, _) if not 0 <= period < len(machine.periods):
            yield f"period {period} does not exist"
        case Recall(tally) if not 0 <= tally < len(machine.tallies):
            yield f"tally {tally} cannot be read there"
        case Lookup(table, keys) if not 0 <= table < len(machine.tables):
            yield f"table {table} does not exist"
        case Lookup(table, keys) if any(
            len(row.ranges) != len(keys) for row in machine.tables[table].rows
        ):
            yield f"table {table} has other keys"
        case _:
            pass

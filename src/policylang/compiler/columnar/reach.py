"""Which policies a kernel can carry, and what stands in the way of the others.

Whatever stands in the way, the policy is left to the evaluator of one person: the results are the
same, and the reason is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from policylang.core import limits
from policylang.model import expressions as e
from policylang.model.machine import (
    Calendar,
    Cap,
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
    Slot,
    Tally,
    Window,
    Yearly,
)
from policylang.model.units import Kind
from policylang.runtime.program import every_expression

#: Most arms of one choice, rows of one table and grades: beyond, compiling would take too long.
_MOST_ARMS: Final = 50
_MOST_GRADES: Final = 100
#: What reads of a person what no cell holds.
_OF_THE_PERSON: Final = (e.InStatus, e.StillCounting, e.Tied, e.PresentField)
#: What asks for the calendar in the middle of an expression.
_OF_THE_CALENDAR: Final = (e.AddMonths, e.MonthsBetween, e.PeriodEdge, e.InPeriod)


def why_not(machine: Machine) -> str | None:
    """The construct that keeps a policy out of the columnar engine; None where nothing does."""
    return next((reason for reason, stands in _OBSTACLES if stands(machine)), None)


def _slots(machine: Machine) -> Iterator[Slot]:
    yield from machine.attributes
    for action in machine.actions:
        yield from action.fields


def _named(machine: Machine) -> bool:
    return any(slot.domain.kind is Kind.NAME for slot in _slots(machine))


def _reads(machine: Machine, kinds: tuple[type, ...]) -> bool:
    return any(
        isinstance(part, kinds)
        for expression in every_expression(machine)
        for part in e.every_part(expression)
    )


def _moving_range(machine: Machine) -> bool:
    score = machine.score
    ends = (score.low, score.high)
    return any(end is not None and not isinstance(end, e.Constant) for end in ends)


def _odd_window(machine: Machine) -> bool:
    windows: list[Window] = [tally.window for tally in machine.tallies]
    windows += [cap.window for cap in machine.caps]
    return not all(map(_is_plain_window, windows))


def _is_plain_window(window: Window) -> bool:
    return isinstance(window, Sliding | Ever) or (
        isinstance(window, Calendar) and not window.previous
    )


def _is_plain_cap(cap: Cap) -> bool:
    return cap.key is None and cap.measure != "highest"


def _is_plain_rule(rule: Rule) -> bool:
    effect = rule.effect
    return isinstance(effect, Move) or (isinstance(effect, Change) and effect.lifetime is None)


def _is_plain_tally(tally: Tally) -> bool:
    return (
        isinstance(tally.occurrence, OfMoment)
        and tally.measure in ("count", "sum")
        and tally.empty == 0
    )


def _is_plain_grant(grant: Grant) -> bool:
    return grant.trigger is None or isinstance(grant.trigger, Yearly | Monthly | Once)


def _wide(machine: Machine) -> bool:
    low, high = machine.score.bounds
    # Such a limit less what was lost may come to more than there is room for.
    limit = max((cap.limit for cap in machine.caps if cap.measure == "net"), default=0)
    return high - low > limits.INT64_HIGH or limit > limits.INT64_HIGH // 4


def _crowded(machine: Machine) -> bool:
    arms = (len(choice.arms) for action in machine.actions for choice in action.choices)
    return max(arms, default=0) > _MOST_ARMS or len(machine.grades) > _MOST_GRADES


#: In the order in which they are looked for: the plainest to say comes first.
_OBSTACLES: Final[tuple[tuple[str, Callable[[Machine], bool]], ...]] = (
    ("rules with triggers of their own", lambda m: bool(m.reactions)),
    ("statuses", lambda m: bool(m.statuses)),
    ("attributes that may change", lambda m: bool(m.changeable)),
    ("a time of each person's own", lambda m: m.begins is not None),
    ("consent", lambda m: m.consent is not None),
    ("several scores", lambda m: len(m.scores) > 1),
    ("points that run out", lambda m: m.score.lots is not None),
    ("a score that is a formula", lambda m: m.score.formula is not None),
    ("events with several dates", lambda m: any(len(a.moments) > 1 for a in m.actions)),
    ("events that are refused", lambda m: any(a.refusals for a in m.actions)),
    ("fields that hold names", _named),
    ("grades that change or are held", lambda m: any(
        len(each.versions) > 1 or each.holds for each in m.gradings)),
    ("moments that are worked out", lambda m: any(a.moments[0].day is not None for a in m.actions)),
    ("history terms other than counts and sums", lambda m: not all(
        map(_is_plain_tally, m.tallies))),
    ("windows other than calendar periods and days", _odd_window),
    ("caps for each of several, or on the highest", lambda m: not all(map(_is_plain_cap, m.caps))),
    ("effects other than on points", lambda m: not all(map(_is_plain_rule, m.rules))),
    ("perks or sanctions due otherwise than on dates", lambda m: not all(
        map(_is_plain_grant, m.grants))),
    ("conditions on more than points, events and dates", lambda m: _reads(m, _OF_THE_PERSON)),
    ("dates that are reckoned in months or periods", lambda m: _reads(m, _OF_THE_CALENDAR)),
    ("a range of the score that moves", _moving_range),
    ("a range or a limit as wide as 64 bits", _wide),
    ("a choice or grades with very many lines", _crowded),
)  # fmt: skip

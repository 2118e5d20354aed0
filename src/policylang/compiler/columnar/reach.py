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
    Becomes,
    Begin,
    Calendar,
    Cap,
    Change,
    End,
    Ever,
    Grading,
    Machine,
    Monthly,
    Move,
    OfMoment,
    Once,
    Rule,
    Sliding,
    Slot,
    Tally,
    Trigger,
    Upon,
    Window,
    Yearly,
)
from policylang.model.units import Kind
from policylang.runtime.program import every_expression

#: Most arms of one choice, rows of one table and grades: beyond, compiling would take too long.
_MOST_ARMS: Final = 50
_MOST_GRADES: Final = 100
#: Beyond what engines in columns reckon with.
_WIDE: Final = "a range or a limit as wide as 64 bits"
#: What reads of a person what no cell holds.
_OF_THE_PERSON: Final = (e.StillCounting, e.Tied, e.PresentField)
#: What asks for the calendar in the middle of an expression.
_OF_THE_CALENDAR: Final = (e.AddMonths, e.MonthsBetween, e.PeriodEdge, e.InPeriod)
#: What changes while a day passes, not only through rules.
_OF_TIME: Final = (e.Recall, e.Today, e.InStatus)


def why_not(machine: Machine) -> str | None:
    """What keeps a policy out of the columnar engine altogether; None where nothing does."""
    return _WIDE if _wide(machine) else None


def why_no_kernel(machine: Machine) -> str | None:
    """The construct for which a policy has no kernel of its own; None where it has one."""
    return next((reason for reason, stands in _OBSTACLES if stands(machine)), None)


def _slots(machine: Machine) -> Iterator[Slot]:
    yield from machine.attributes
    for action in machine.actions:
        yield from action.fields


def _named(machine: Machine) -> bool:
    return any(slot.domain.kind is Kind.NAME for slot in _slots(machine))


def _has(expression: e.Expression, kinds: tuple[type, ...]) -> bool:
    return any(isinstance(part, kinds) for part in e.every_part(expression))


def _reads(machine: Machine, kinds: tuple[type, ...]) -> bool:
    return any(_has(expression, kinds) for expression in every_expression(machine))


def _moving_range(machine: Machine) -> bool:
    ends = (end for score in machine.scores for end in (score.low, score.high))
    return any(end is not None and not isinstance(end, e.Constant) for end in ends)


def _is_plain_grading(grading: Grading) -> bool:
    """Whether one version says it all, and what holds grades down is no matter of the history."""
    return len(grading.versions) == 1 and not any(
        _has(hold.condition, (e.Recall, e.RankOf)) for hold in grading.holds
    )


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
    plain = isinstance(effect, Move | Begin | End)
    return plain or (isinstance(effect, Change) and effect.lifetime is None)


def _is_plain_tally(tally: Tally) -> bool:
    return (
        isinstance(tally.occurrence, OfMoment)
        and tally.measure in ("count", "sum")
        and tally.empty == 0
    )


def _odd_grants(machine: Machine) -> bool:
    return not all(_is_plain_trigger(each.trigger, machine) for each in machine.grants)


def _is_plain_trigger(trigger: Trigger | None, machine: Machine) -> bool:
    match trigger:
        case None | Yearly() | Monthly() | Once() | Upon(OfMoment()):
            return True
        case Becomes(condition):
            held = any(grading.holds for grading in machine.gradings)
            return not _has(condition, (*_OF_TIME, e.RankOf) if held else _OF_TIME)
        case _:
            return False


def _wide(machine: Machine) -> bool:
    # Such a limit less what was lost may come to more than there is room for.
    limit = max((cap.limit for cap in machine.caps if cap.measure == "net"), default=0)
    widths = (high - low for low, high in (score.bounds for score in machine.scores))
    return max(widths) > limits.INT64_HIGH or limit > limits.INT64_HIGH // 4


def _crowded(machine: Machine) -> bool:
    arms = [len(choice.arms) for action in machine.actions for choice in action.choices]
    grades = [len(grading.grades) for grading in machine.gradings]
    return max(arms, default=0) > _MOST_ARMS or max(grades, default=0) > _MOST_GRADES


#: In the order in which they are looked for: the plainest to say comes first.
_OBSTACLES: Final[tuple[tuple[str, Callable[[Machine], bool]], ...]] = (
    ("rules with triggers of their own", lambda m: bool(m.reactions)),
    ("a time of each person's own", lambda m: m.begins is not None),
    ("points that run out", lambda m: any(each.lots is not None for each in m.scores)),
    ("a score that is a formula", lambda m: any(each.formula is not None for each in m.scores)),
    ("events with several dates", lambda m: any(len(a.moments) > 1 for a in m.actions)),
    ("moments that are worked out", lambda m: any(a.moments[0].day is not None for a in m.actions)),
    ("fields that hold names", _named),
    ("grades that change, or are held by what has happened", lambda m: not all(
        map(_is_plain_grading, m.gradings))),
    ("history terms other than counts and sums", lambda m: not all(
        map(_is_plain_tally, m.tallies))),
    ("windows other than calendar periods and days", _odd_window),
    ("caps for each of several, or on the highest", lambda m: not all(map(_is_plain_cap, m.caps))),
    ("effects other than on points and statuses", lambda m: not all(map(_is_plain_rule, m.rules))),
    ("perks or sanctions that wait for something other than dates, events and points", _odd_grants),
    ("conditions on more than points, events and dates", lambda m: _reads(m, _OF_THE_PERSON)),
    ("dates that are reckoned in months or periods", lambda m: _reads(m, _OF_THE_CALENDAR)),
    ("a range of the score that moves", _moving_range),
    (_WIDE, _wide),
    ("a choice or grades with very many lines", _crowded),
)  # fmt: skip

"""Actions that all come to one line of arithmetic: no branch between them, only other numbers.

Most actions of most schemes earn or lose a fixed number of points, or some for each step of a
field, perhaps up to a limit in a year; or they bring the score down to some points, or up. Written
as

    granted = base + value // step * times
    granted = min(granted, limit - counter)
    score = max(floor, min(ceiling, score + granted))

they differ in numbers alone, so that they are one shape (see `shapes`). `value // step` is written
as a product and a shift, which gives the same for every value the field may have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from policylang.compiler.columnar.memory import Running
from policylang.compiler.columnar.pen import Pen
from policylang.compiler.writer import Writer
from policylang.core import limits
from policylang.model import expressions as e
from policylang.model.machine import (
    Action,
    Becomes,
    Cap,
    Change,
    Machine,
    Move,
    Score,
    Sliding,
    Upon,
)

#: No sum or product on the way is larger than that, so that none leaves 64 bits.
_MOST: Final = 2**60
#: Room where there is no limit.
_ALL_THE_ROOM: Final = 2**62


@attrs.frozen
class Steady:
    """An action as one line of arithmetic."""

    base: int = 0
    #: Column of the field; None where there is none.
    column: int | None = None
    #: The largest value of the field, and of how much of it each step consists.
    most: int = 0
    step: int = 1
    times: int = 0
    cap: Cap | None = None
    floor: int | None = None
    ceiling: int | None = None

    def factor(self, shift: int) -> int | None:
        """What to multiply a value with, that shifting by so many bits gives `value // step`.

        None where that goes wrong for some value. With `v = q * step + r` the product exceeds
        `v * 2**shift / step` by `v * over / step`, which must not make up for the `step - r` that
        are missing to the next whole number: `v * over < 2**shift`.
        """
        factor = -(-(2**shift) // self.step)
        over = factor * self.step - 2**shift
        right = self.most * over < 2**shift and self.most * factor <= limits.INT64_HIGH
        return factor if right else None


@attrs.frozen
class Steadies:
    """The steady actions of a machine, by code."""

    score: Score
    members: Mapping[int, Steady]
    shift: int

    def write(self, code: int, caps: Sequence[Running], pen: Pen, out: Writer) -> None:
        """Add the statements of one. They are the same for all but for what fills the gaps."""
        steady = self.members[code]
        granted = pen.constant(steady.base)
        fields = [each for each in self.members.values() if each.column is not None]
        if fields:
            factor, some = steady.factor(self.shift), steady
            if steady.column is None:  # some other's numbers, so that fewer differ; and nothing
                factor, some = 0, fields[0]
            assert factor is not None
            assert some.column is not None
            value = f"fields[{pen.constant(some.column)}, event]"
            granted += f" + (({value} * {pen.constant(factor)}) >> {self.shift})"
            granted += f" * {pen.constant(some.times)}"
        out.line(f"granted = {granted}")
        limited = [each.cap for each in self.members.values() if each.cap is not None]
        if limited:
            self._limit(steady, caps[(steady.cap or limited[0]).slot], pen, out)
        out.line("score += granted")
        self._cut(steady, pen, out)

    def _limit(self, steady: Steady, counter: Running, pen: Pen, out: Writer) -> None:
        """No more than there is room for. Who has no limit adds nothing to some counter."""
        most = _ALL_THE_ROOM if steady.cap is None else steady.cap.limit
        out.line(f"room = {pen.constant(most)} - {counter.total('day')}")
        with out.block("if granted > room"):
            out.line("granted = room")
        for line in counter.take(f"granted & {pen.constant(0 if steady.cap is None else -1)}"):
            out.line(line)

    def _cut(self, steady: Steady, pen: Pen, out: Writer) -> None:
        each = list(self.members.values())
        if self.score.fixed_high is not None or any(one.ceiling is not None for one in each):
            ceiling = _least(steady.ceiling, self.score.fixed_high)
            text = pen.constant(_MOST * 2 if ceiling is None else ceiling)
            with out.block(f"if score > {text}"):
                out.line(f"score = {text}")
        if self.score.fixed_low is not None or any(one.floor is not None for one in each):
            floor = _greatest(steady.floor, self.score.fixed_low)
            text = pen.constant(-_MOST * 2 if floor is None else floor)
            with out.block(f"if score < {text}"):
                out.line(f"score = {text}")


def steadies_of(machine: Machine, taken_in: Mapping[int, Sequence[int]]) -> Steadies:
    """Find those for which all is proved, if there are several.

    Args:
        taken_in: which tallies take in events of an action, by code.
    """
    score = machine.score
    found = {}
    if _is_alone(machine) and _within(score):
        for code, action in enumerate(machine.actions):
            plain = not (taken_in.get(code) or action.refusals)
            steady = _steady(action, score) if plain else None
            if steady is not None:
                found[code] = steady
    shift = max(
        range(62, 0, -1), key=lambda bits: sum(s.factor(bits) is not None for s in found.values())
    )
    exact = {code: steady for code, steady in found.items() if steady.factor(shift) is not None}
    return Steadies(score, exact if len(exact) > 1 else {}, shift)


def _is_alone(machine: Machine) -> bool:
    """Whether there is one score, and nothing that rules or events set off."""
    waits = any(isinstance(each.trigger, Becomes | Upon) for each in machine.grants)
    return len(machine.scores) == 1 and not waits


def _within(score: Score) -> bool:
    """Whether the score always lies in its range, and sums with it stay small."""
    # INVARIANT: it starts in its range, also where the start depends on a person (PL311).
    return score.bounds[0] >= -_MOST and score.bounds[1] <= _MOST


def _steady(action: Action, score: Score) -> Steady | None:
    if not action.choices:
        return Steady()
    if len(action.choices) > 1 or len(action.choices[0].arms) > 1:
        return None
    (arm,) = action.choices[0].arms
    if arm.condition is not None:
        return None
    match arm.rule.effect, arm.rule.caps:
        case Move(target), ():
            return _moved(target, score)
        case Change(sign, amount), caps:
            changed = _changed(amount, action, sign)
            if changed is None or not caps:
                return changed
            (cap, *more) = caps
            if more or cap.times or isinstance(cap.window, Sliding) or sign < 0:
                return None
            return attrs.evolve(changed, cap=cap) if cap.limit <= _MOST else None
        case _:
            return None


def _moved(target: e.Expression, score: Score) -> Steady | None:
    match target:
        case e.Least(e.Balance(), e.Constant(value)) if abs(value) <= _MOST:
            return Steady(ceiling=value)  # the lower end is looked at after it
        case e.Greatest(e.Balance(), e.Constant(value)) if abs(value) <= _MOST:
            return Steady(floor=_least(value, score.fixed_high))
        case _:
            return None


def _changed(amount: e.Expression, action: Action, sign: int) -> Steady | None:
    """A fixed amount, or one for each step of a field."""
    match amount:
        case e.Constant(value):
            return Steady(base=sign * value) if value <= _MOST else None
        case e.Multiply((e.Constant(times), part)) | e.Multiply((part, e.Constant(times))):
            pass
        case _:
            times, part = 1, amount
    match part:
        case e.Divide(e.FieldValue(column), step, e.Rounding.DOWN | e.Rounding.TRUNCATE):
            pass
        case e.FieldValue(column):
            step = 1
        case _:
            return None
    field = action.fields[column]
    values = [
        field.domain.low,
        field.domain.high,
        *(() if field.default is None else (field.default,)),
    ]
    if min(values) < 0 or max(values) // step * abs(times) > _MOST:
        return None
    return Steady(column=column, most=max(values), step=step, times=sign * times)


def _least(one: int | None, other: int | None) -> int | None:
    ends = [end for end in (one, other) if end is not None]
    return min(ends, default=None)


def _greatest(one: int | None, other: int | None) -> int | None:
    ends = [end for end in (one, other) if end is not None]
    return max(ends, default=None)

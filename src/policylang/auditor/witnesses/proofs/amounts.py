"""Which amounts stand for all others, found anew by whoever checks a proof.

THEOREM. Let every part of an action's rules that reads its fields, and nothing that differs from
person to person or from day to day, come to the same for two events, and let the second cost no
more. Then whatever the first does to anybody, the second does for no more.

METHOD. The box of all fields is cut into cells, at the listed amounts and then in halves, until in
each of them interval arithmetic shows that what the rules read stays the same all over the cell,
and that no event in it costs less than a way for which the rules read just that. Where there is no
such way among the listed ones, the first event of the cell becomes one, and is tried as they are:
a list is only a hint of where to cut. Intervals can only be too wide, so a cell may be cut once too
often, but is never taken for alike when it is not. Nothing of this is taken from the auditor, which
finds its amounts in another way (`decisions.variants`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Final

import attrs

from policylang.auditor.witnesses.proofs.form import Proof
from policylang.auditor.witnesses.refusal import Refused
from policylang.model import expressions as e
from policylang.model.machine import Action, Change, Machine, Rule, read_by
from policylang.model.units import HOUR

#: Most cells that the amounts of one action are cut into.
MOST_CELLS: Final = 50_000

#: Both ends included.
Interval = tuple[int, int]
Cell = tuple[Interval, ...]

#: What differs between states and days, while fields and attributes stay.
_DIFFERS: Final = (e.Balance, e.RankOf, e.Today, e.InStatus)
_NO_LIMIT: Final = 2**80


def every_way(
    proof: Proof,
    machine: Machine,
    attributes: Sequence[int],
    action: Action,
    listed: Sequence[tuple[int, ...]],
) -> Sequence[tuple[int, ...]]:
    """The fields of events that stand for every way to do an action, the listed ones first.

    Raises:
        Refused: that would take too long to see.
    """
    return _Amounts(proof, machine, attributes, action).every_way(listed)


@attrs.define(eq=False)
class _Amounts:
    proof: Proof
    machine: Machine
    attributes: Sequence[int]
    action: Action

    def every_way(self, listed: Sequence[tuple[int, ...]]) -> Sequence[tuple[int, ...]]:
        reads = list(self._reads())
        found = list(listed)
        #: For what the rules can read: the least price of a way for which they do.
        least: dict[tuple[Interval, ...], int] = {}

        def know(values: tuple[int, ...]) -> None:
            point = tuple((value, value) for value in values)
            key, price = self._does(reads, point), self._price(point)[0]
            least[key] = min(least.get(key, price), price)

        for values in listed:
            know(values)
        cuts = [sorted({values[slot] for values in listed}) for slot in range(len(listed[0]))]
        waiting: list[Cell] = [self._box()]
        for _ in range(MOST_CELLS):
            if not waiting:
                return found
            cell = waiting.pop()
            does = self._does(reads, cell)
            if all(low == high for low, high in does):
                price = self._price(cell)[0]
                is_point = all(low == high for low, high in cell)
                if does not in least or (is_point and price < least[does]):
                    found.append(tuple(low for low, _ in cell))
                    know(found[-1])
                if least[does] <= price:
                    continue
            waiting.extend(_halves(cell, cuts))
        raise Refused(f"what all amounts of `{self.action.name}` do is too much for this check")

    def _box(self) -> Cell:
        """All there is of each field; of one that nothing reads any value stands for the others."""
        expressions = [cost.amount for cost in self.action.costs]
        expressions += [each for each, _ in self._reads()]
        read = {
            part.slot
            for each in expressions
            for part in e.every_part(each)
            if isinstance(part, e.FieldValue)
        }
        domains = [field.domain for field in self.action.fields]
        return tuple(
            (domain.low, domain.high if slot in read else domain.low)
            for slot, domain in enumerate(domains)
        )

    def _reads(self) -> Iterator[tuple[e.Expression, int]]:
        """What rules read fields by, each with a size from which on all sizes are alike."""
        for refusal in self.action.refusals:
            yield from ((part, _NO_LIMIT) for part in _of_fields(refusal.condition))
        for arm in (arm for choice in self.action.choices for arm in choice.arms):
            if arm.condition is not None:
                yield from ((part, _NO_LIMIT) for part in _of_fields(arm.condition))
            for each in read_by(arm.rule.effect):
                parts = list(_of_fields(each))
                whole = isinstance(arm.rule.effect, Change) and parts == [each]
                yield from ((part, self._full(arm.rule) if whole else _NO_LIMIT) for part in parts)

    def _full(self, rule: Rule) -> int:
        """The size of a change from which on it fills its limits, or goes from end to end.

        A limit on points grants no more than its limit, whatever is asked, and counts what it
        grants. Where none counts points, what an end of the score cuts is counted nowhere.
        """
        assert isinstance(rule.effect, Change)
        full = [cap.limit for cap in rule.caps if cap.measure == "points"]
        if not full:
            score = self.machine.scores[rule.effect.score]
            top = self.proof.tops[rule.effect.score]
            high = score.fixed_high if top is None else top
            if score.fixed_low is not None and high is not None:
                full.append(high - score.fixed_low)
        return max(1, min(full, default=_NO_LIMIT))

    def _does(self, reads: Sequence[tuple[e.Expression, int]], cell: Cell) -> tuple[Interval, ...]:
        found = []
        for each, full in reads:
            low, high = self._over(each, cell)
            found.append((min(low, full), min(high, full)))
        return tuple(found)

    def _price(self, cell: Cell) -> Interval:
        """The least and the most that events of a cell cost, in the unit of the bounds."""
        low = high = 0
        for cost in self.action.costs:
            unit = HOUR * self.proof.hour.denominator
            unit = unit if cost.kind == "money" else self.proof.hour.numerator
            least, most = self._over(cost.amount, cell)
            low, high = low + unit * least, high + unit * most
        return low, high

    def _over(self, expression: e.Expression, cell: Cell) -> Interval:
        """An interval that holds all values of an expression over a cell."""
        parts = [self._over(part, cell) for part in e.parts_of(expression)]
        match expression:
            case e.Constant(value):
                return value, value
            case e.FieldValue(slot):
                return cell[slot]
            case e.AttributeValue(slot):
                return self.attributes[slot], self.attributes[slot]
            case e.Add():
                return sum(low for low, _ in parts), sum(high for _, high in parts)
            case e.Negate():
                return -parts[0][1], -parts[0][0]
            case e.Multiply():
                return reduce(_product, parts)
            case e.Divide(_, by, rounding):
                low, high = parts[0]
                return e.divide(low, by, rounding), e.divide(high, by, rounding)
            case e.Least() | e.All():
                return min(low for low, _ in parts), min(high for _, high in parts)
            case e.Greatest() | e.Any():
                return max(low for low, _ in parts), max(high for _, high in parts)
            case e.Not():
                return 1 - parts[0][1], 1 - parts[0][0]
            case e.Compare(relation):
                return _compared(relation, *parts)
            case e.Either():
                holds, then, otherwise = parts
                if holds[0] == holds[1]:
                    return then if holds[0] else otherwise
                return min(then[0], otherwise[0]), max(then[1], otherwise[1])
            case e.Lookup(table):
                return self._looked_up(table, parts)
            case _:
                raise Refused(f"`{self.action.name}` reads more than this check can follow")

    def _looked_up(self, table: int, keys: Sequence[Interval]) -> Interval:
        found: list[int] = []
        for row in self.machine.tables[table].rows:
            pairs = list(zip(row.ranges, keys, strict=True))
            if all(low <= most and least <= high for (low, high), (least, most) in pairs):
                found.append(row.value)
            if all(low <= least and most <= high for (low, high), (least, most) in pairs):
                break  # no later row is looked at
        return min(found), max(found)


def _of_fields(expression: e.Expression) -> Iterator[e.Expression]:
    """The largest parts that read fields, and nothing that differs between states and days."""
    every = list(e.every_part(expression))
    if not any(isinstance(part, e.FieldValue) for part in every):
        return
    if any(isinstance(part, _DIFFERS) for part in every):
        for part in e.parts_of(expression):
            yield from _of_fields(part)
    else:
        yield expression


def _halves(cell: Cell, cuts: Sequence[Sequence[int]]) -> Iterator[Cell]:
    """A cell in two: at a listed amount inside it, else in the middle of its longest side."""
    best, slot, at = (0, 0), 0, 0
    for number, (low, high) in enumerate(cell):
        first, last = bisect_right(cuts[number], low), bisect_right(cuts[number], high)
        if (last - first, high - low) > best:
            best, slot = (last - first, high - low), number
            middle = (low + high) // 2 + 1
            at = cuts[number][(first + last) // 2] if last > first else middle
    low, high = cell[slot]
    yield (*cell[:slot], (at, high), *cell[slot + 1 :])
    yield (*cell[:slot], (low, at - 1), *cell[slot + 1 :])


def _product(one: Interval, other: Interval) -> Interval:
    ends = [a * b for a in one for b in other]
    return min(ends), max(ends)


def _compared(relation: e.Relation, left: Interval, right: Interval) -> Interval:
    """0, 1 or both: whether a relation holds between what lies in two intervals."""
    less = left[1] < right[0], left[0] < right[1]
    more = left[0] > right[1], left[1] > right[0]
    alike = left == right and left[0] == left[1]
    apart = less[0] or more[0]
    match relation:
        case e.Relation.LESS:
            always, ever = less
        case e.Relation.AT_LEAST:
            always, ever = not less[1], not less[0]
        case e.Relation.MORE:
            always, ever = more
        case e.Relation.AT_MOST:
            always, ever = not more[1], not more[0]
        case e.Relation.EQUAL:
            always, ever = alike, not apart
        case e.Relation.UNEQUAL:
            always, ever = apart, not alike
    return int(always), int(ever)

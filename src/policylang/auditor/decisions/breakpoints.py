"""Where an expression breaks as one quantity rises: exactly, and without trying every value.

An expression of the machine is made of comparisons, look-ups and choices over parts that rise or
fall. From the innermost outwards each decision is settled: as long as what it compares goes one way
over a stretch, the place where it turns is found by halving, which is exact for whole numbers. What
is left between two breaks rises, falls or stays; roundings in it make a staircase, whose first
steps and whose regularity are found in the same way.

What goes both ways within a stretch in which nothing is decided (a product of two such amounts) is
refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

import attrs

from policylang.auditor.decisions.readings import Trend, View
from policylang.auditor.question import Unfit
from policylang.model import expressions as e
from policylang.model.grading import brackets_on, rank_among
from policylang.model.machine import Grade, Machine
from policylang.runtime.expressions import value_of

#: Most stretches that one expression is cut into.
MOST = 2000


@attrs.define(slots=False)
class Stand(View):
    """Where somebody stands, as an expression sees it: one quantity can be put to any value.

    Nothing has happened before, and no status is on, unless the quantity says otherwise.
    """

    variable: e.Expression | None = None
    at: int = 0

    def balance(self, score: int) -> int:
        """A score, in held points."""
        return self.at if self.variable == e.Balance(score) else self.scores[score]

    def rank(self, grading: int) -> int:
        """Place of the grade, by the score alone."""
        declared = self.machine.gradings[grading]
        return rank_among(self.grades(grading), self.balance(declared.score))

    def grades(self, grading: int) -> tuple[Grade, ...]:
        """The grades that count on the day."""
        return brackets_on(self.machine.gradings[grading], self.today, self.as_of).grades

    def in_status(self, status: int) -> bool:
        """Whether a status is on."""
        return bool(self.at) and self.variable == e.InStatus(status)

    def recall(self, tally: int) -> int:
        """What a history term holds."""
        if self.variable == e.Recall(tally):
            return self.at
        return self.machine.tallies[tally].empty

    def still_counting(self, score: int, day: int) -> int:
        """What counts of a score: all of it."""
        return self.balance(score)

    def in_period(self, period: int, day: int) -> bool:
        """Named periods are left aside."""
        return False

    def is_tied(self, name: int) -> bool:
        """There is nobody beside."""
        return False


@attrs.define
class Line:
    """An expression over one quantity from `low` to `high`."""

    expression: e.Expression
    variable: e.Expression
    stand: Stand
    low: int
    high: int

    def value(self, at: int) -> int:
        """The value where the quantity is so much."""
        return _value(self.expression, self.variable, self.stand, at)

    def starts(self) -> list[int]:
        """Where each stretch begins within which nothing in the expression is decided anew.

        Raises:
            Unfit: something goes both ways, or there are more than `MOST` stretches.
        """
        found = [self.low]
        for part in _inner_first(self.expression):
            if not self._depends(part):
                continue
            for test in self._decisions(part):
                found = self._cut(found, part, test)
                if len(found) > MOST:
                    raise Unfit(f"a quantity decides in more than {MOST} places")
        return found

    def trend(self, expression: e.Expression, low: int, high: int) -> Trend:
        """Which way a part goes over a stretch within which nothing in it is decided anew."""
        of = partial(self.trend, low=low, high=high)
        if not self._depends(expression):
            return Trend.FLAT
        if expression == self.variable:
            return Trend.UP
        match expression:
            case e.Add(parts):
                found = _joined(of(part) for part in parts)
                return self._of_slope(expression, low, high) if found is Trend.MIXED else found
            case e.Negate(part):
                return of(part).flipped()
            case e.Divide(part):
                return of(part)
            case e.Multiply(parts):
                return self._product(parts, low, high)
            case e.Least(left, right):
                return of(left if self._at(left, low) <= self._at(right, low) else right)
            case e.Greatest(left, right):
                return of(left if self._at(left, low) >= self._at(right, low) else right)
            case e.Either(condition, then, otherwise):
                return of(then if self._at(condition, low) else otherwise)
            case e.Compare() | e.All() | e.Any() | e.Not() | e.Lookup() | e.RankOf() | e.InStatus():
                return Trend.FLAT
            case _:
                raise Unfit("something is reckoned that is more than an amount")

    def first(self, wanted: Callable[[int], bool], low: int, high: int) -> int | None:
        """The first place of a stretch where something holds that then goes on; None: nowhere."""
        if not wanted(high):
            return None
        if wanted(low):
            return low
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if wanted(middle) else (middle, high)
        return high

    def next_change(self, at: int, high: int) -> int | None:
        """The next place of a stretch where the value is another than at one; None: none.

        The value must go one way over the stretch.
        """
        here = self.value(at)
        return self.first(lambda each: self.value(each) != here, at, high)

    # --- cutting -------------------------------------------------------------------------------

    def _decisions(self, part: e.Expression) -> list[Decision]:
        """What a part decides: differences whose sign matters."""
        match part:
            case e.Compare(_, left, right) | e.Least(left, right) | e.Greatest(left, right):
                return [Decision(e.Add((left, e.Negate(right))))]
            case e.Lookup(table, keys):
                rows = self.stand.machine.tables[table].rows
                edges = {
                    (number, edge)
                    for row in rows
                    for number, (low, high) in enumerate(row.ranges)
                    for edge in (low, high + 1)
                }
                return [
                    Decision(e.Add((keys[number], e.Constant(-edge))))
                    for number, edge in sorted(edges)
                    if self._depends(keys[number])
                ]
            case e.RankOf(grading):
                score = e.Balance(self.stand.machine.gradings[grading].score)
                return [
                    Decision(e.Add((score, e.Constant(-grade.low))))
                    for grade in self.stand.grades(grading)
                    if grade.low is not None
                ]
            case _:
                return []

    def _cut(self, starts: Sequence[int], part: e.Expression, decision: Decision) -> list[int]:
        """Cut stretches where the sign of a difference changes."""
        found: list[int] = []
        ends = [*(start - 1 for start in starts[1:]), self.high]
        for low, high in zip(starts, ends, strict=True):
            found.append(low)
            way = self.trend(decision.difference, low, high)
            if way is Trend.MIXED:
                raise Unfit("two amounts are weighed against each other that both move")
            if way is Trend.FLAT:
                continue
            sign = 1 if way is Trend.UP else -1

            def least(at: int, sign: int = sign) -> int:
                return sign * self._at(decision.difference, at)

            edges = {
                self.first(lambda at: least(at) >= 0, low, high),
                self.first(lambda at: least(at) > 0, low, high),
            }
            found += sorted(each for each in edges if each is not None and each > low)
        return found

    def _product(self, parts: Sequence[e.Expression], low: int, high: int) -> Trend:
        moving = [part for part in parts if self.trend(part, low, high) is not Trend.FLAT]
        if not moving:
            return Trend.FLAT
        ways = [self.trend(part, low, high) for part in moving]
        others = [part for part in parts if part not in moving]
        sign = 1
        for part in others:
            sign *= self._at(part, low)
        if len(moving) > 1:
            alike = all(way is ways[0] for way in ways) and ways[0] is not Trend.MIXED
            ends = [self._at(part, end) for part in moving for end in (low, high)]
            if not alike or min(ends) < 0:
                return Trend.MIXED
        if sign == 0:
            return Trend.FLAT
        return ways[0] if sign > 0 else ways[0].flipped()

    def _of_slope(self, expression: e.Expression, low: int, high: int) -> Trend:
        """The trend of a sum of rising and falling parts, where all of them are straight."""
        slope = self._slope(expression, low, high)
        if slope is None:
            return Trend.MIXED
        return Trend.UP if slope > 0 else Trend.DOWN if slope else Trend.FLAT

    def _slope(self, expression: e.Expression, low: int, high: int) -> int | None:
        """How much a part adds with each unit of the quantity; None where that is not always so."""
        if expression == self.variable:
            return 1
        match expression:
            case e.Add(parts):
                slopes = [self._slope(part, low, high) for part in parts]
                return None if None in slopes else sum(each for each in slopes if each is not None)
            case e.Negate(part):
                slope = self._slope(part, low, high)
                return None if slope is None else -slope
            case e.Multiply(parts):
                return self._slope_of_product(parts, low, high)
            case e.Least(left, right):
                first = self._at(left, low) <= self._at(right, low)
                return self._slope(left if first else right, low, high)
            case e.Greatest(left, right):
                first = self._at(left, low) >= self._at(right, low)
                return self._slope(left if first else right, low, high)
            case e.Either(condition, then, otherwise):
                return self._slope(then if self._at(condition, low) else otherwise, low, high)
            case _:
                return 0 if self.trend(expression, low, high) is Trend.FLAT else None

    def _slope_of_product(self, parts: Sequence[e.Expression], low: int, high: int) -> int | None:
        moving = [part for part in parts if self.trend(part, low, high) is not Trend.FLAT]
        if len(moving) > 1:
            return None
        slope = self._slope(moving[0], low, high) if moving else 0
        for part in parts:
            if slope is not None and part not in moving:
                slope *= self._at(part, low)
        return slope

    def _at(self, part: e.Expression, at: int) -> int:
        return _value(part, self.variable, self.stand, at)

    def _depends(self, part: e.Expression) -> bool:
        return depends(part, self.variable, self.stand.machine)


@attrs.frozen
class Decision:
    """A difference whose sign decides something."""

    difference: e.Expression


def depends(part: e.Expression, variable: e.Expression, machine: Machine) -> bool:
    """Whether an expression can change with a quantity; a grade changes with its score."""
    for each in e.every_part(part):
        if each == variable:
            return True
        match each, variable:
            case e.RankOf(grading), e.Balance(score) if machine.gradings[grading].score == score:
                return True
            case e.StillCounting(score), e.Balance(other) if score == other:
                return True
    return False


def _value(expression: e.Expression, variable: e.Expression, stand: Stand, at: int) -> int:
    """An expression where one quantity is put to a value."""
    stand.variable, stand.at = variable, at
    match variable:
        case e.FieldValue(slot):
            stand.fields = _put(stand.fields, slot, at)
        case e.AttributeValue(slot):
            stand.attributes = _put(stand.attributes, slot, at)
        case _:
            pass
    return value_of(expression, stand)


def _put(values: Sequence[int], slot: int, value: int) -> tuple[int, ...]:
    return (*values[:slot], value, *values[slot + 1 :])


def _inner_first(expression: e.Expression) -> Iterator[e.Expression]:
    for part in e.parts_of(expression):
        yield from _inner_first(part)
    yield expression


def _joined(trends: Iterator[Trend]) -> Trend:
    found = Trend.FLAT
    for each in trends:
        found = found.joined(each)
    return found


@attrs.frozen
class Steps:
    """How a value goes over a stretch: `count` steps, the first at `first`.

    `every` is how far apart they are, if that is always the same, else 0; `size` is how much each
    adds, if that is the same, else 0. Where the first follow one on another, `every` is 1 and no
    more is said.
    """

    first: int
    count: int
    every: int
    size: int


def steps(line: Line, low: int, high: int) -> Steps | None:
    """The staircase of a stretch; None where the value stays.

    Steps are called regular only where one rounding makes them.
    """
    first = line.next_change(low, high)
    if first is None:
        return None
    places = [first]
    while len(places) < 10 and (after := line.next_change(places[-1], high)) is not None:
        places.append(after)
    sizes = {line.value(place) - line.value(place - 1) for place in places}
    gaps = {b - a for a, b in pairwise(places)}
    total = line.value(high) - line.value(low)
    if gaps == {1}:
        return Steps(first, len(places), 1, 0)
    if len(sizes) > 1 or len(gaps) > 1:
        return Steps(first, len(places), 0, next(iter(sizes)) if len(sizes) == 1 else 0)
    size = sizes.pop()
    count, rest = divmod(total, size)
    every = gaps.pop() if gaps else 0
    last = first + (count - 1) * every
    rounded = [
        each
        for each in e.every_part(line.expression)
        if isinstance(each, e.Divide) and depends(each, line.variable, line.stand.machine)
    ]
    even = (
        len(rounded) == 1
        and not rest
        and last <= high
        and (count == 1 or line.value(last) != line.value(last - 1))
    )
    return Steps(first, count, every if even else 0, size if even else 0)

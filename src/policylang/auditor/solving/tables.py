"""What can be done, and what comes due, as tables of numbers (`kernel` says what is in them).

What depends on scores is worked out beforehand for every value that they can have, by the runtime
itself, so that nothing is said twice of what a policy means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any, Final, NamedTuple

import attrs
import numpy as np

from policylang.auditor.decisions.effects import Chain, formulas_anew
from policylang.auditor.decisions.merging import Option
from policylang.auditor.decisions.process import Process
from policylang.auditor.decisions.readings import fields_of
from policylang.auditor.decisions.stages import Due
from policylang.auditor.solving import kernel
from policylang.auditor.solving.grids import Unreckoned, numbers_of
from policylang.auditor.solving.parts import AMOUNT, Part, Unpackable
from policylang.auditor.solving.pricing import Pricing
from policylang.model import expressions as e
from policylang.model.machine import Machine
from policylang.runtime.expressions import value_of

#: Most numbers in the tables of one kind of day.
_NUMBERS: Final = 2**20
#: Most chains of one event.
_CHAINS: Final = 64

Array = Any  # of numpy; its types say nothing of shapes


class Tables(NamedTuple):
    """What can be done, on days of one kind; `kernel` says what is in them."""

    parts: Array
    rows: Array
    numbers: Array


@attrs.frozen(eq=False)
class Program:
    """The tables, and where in them what is looked for from outside is."""

    tables: Tables
    #: The first row of the options, which stand together, and the row after the last.
    options: tuple[int, int]
    #: Rows by number of the rule, and by number of the grant.
    reactions: Mapping[int, int]
    grants: Mapping[int, int]
    #: The row of what brings formulas up to date; None where there are none.
    anew: int | None = None

    def begun(self, opening: Sequence[Due]) -> Array:
        """What comes due when a stage begins, once formulas are up to date."""
        dues = self.dues(opening)
        return dues if self.anew is None else np.concatenate([[(0, self.anew)], dues])

    def dues(self, dues: Sequence[Due]) -> Array:
        """What comes due, as the kernel takes it."""
        found = [
            (1, self.grants[due.number]) if due.grant else (0, self.reactions[due.number])
            for due in dues
        ]
        return np.array(found, np.int64).reshape(len(found), 2)


class Writer:
    """Writes the tables of one kind of day; the view stands on such a day.

    Args:
        grants: numbers of those that are due on dates.
        unit: what all prices and gains are multiples of; the tables hold them in such units.
    """

    def __init__(
        self,
        process: Process,
        options: Sequence[Option],
        pricing: Pricing,
        grants: Sequence[int],
        parts: Sequence[Part],
        unit: int,
    ) -> None:
        self.process, self.options, self.pricing = process, options, pricing
        self.grants, self.parts, self.unit = grants, parts, unit
        self.rows: list[tuple[int, ...]] = []
        self.numbers: list[int] = []
        #: Rows of expressions with the values of the fields that they read.
        self.written: dict[tuple[e.Expression, tuple[int, ...]], int] = {}

    def program(self) -> Program:
        """The tables. What a row refers to is written before it, in rows that stand together."""
        grants = self._grants()
        reactions = {
            number: self._add([self._chains(chains, ())])[0]
            for number, chains in self.process.reactions.items()
        }
        formulas = formulas_anew(self.process.layout)
        anew = self._add([self._chains(formulas, ())])[0] if formulas else None
        options = self._add([self._option(option) for option in self.options])
        parts = [part.row for part in self.parts]
        tables = Tables(
            np.array(parts, np.int64).reshape(len(parts), 9),
            np.array(self.rows, np.int64).reshape(len(self.rows), kernel.WIDTH),
            np.array(self.numbers, np.int64),
        )
        return Program(tables, options, reactions, grants, anew)

    def _add(self, rows: Sequence[tuple[int, ...]]) -> tuple[int, int]:
        """Write rows; the number of the first, and the one after the last."""
        first = len(self.rows)
        self.rows += [(*row, *[0] * (kernel.WIDTH - len(row))) for row in rows]
        return first, len(self.rows)

    def _grants(self) -> dict[int, int]:
        # Whenever something is due, the state holds what formulas come to.
        view = attrs.evolve(self.process.view, settled=True)
        process, pricing = attrs.evolve(self.process, view=view), self.pricing
        found: dict[int, int] = {}
        largest: dict[int, int] = {}
        for number in self.grants:
            grant = process.machine.grants[number]
            scores = {
                score
                for each in (grant.condition, grant.worth)
                if each is not None
                for score in scores_of(each, process.machine)
            }
            if grant.ranks is not None:
                scores.add(process.machine.gradings[grant.grading].score)
            weight = pricing.grants.get(number, 0) // self.unit
            award = pricing.awards.get(number, 0) // self.unit

            def gain(
                state: Sequence[int], number: int = number, weight: int = weight, award: int = award
            ) -> int:
                worth = process.worth(number, tuple(state))
                return 0 if worth is None else weight * worth + award

            begin = len(self.numbers)
            found[number] = self._reading(scores, gain, kernel.GREATEST)
            largest[number] = max(map(abs, self.numbers[begin:]))
        for stage in process.stages:
            for dues in (stage.opening, stage.closing):
                if sum(largest[due.number] for due in dues if due.grant) > kernel.GREATEST:
                    raise Unpackable("perks are worth too much")
        return found

    def _option(self, option: Option) -> tuple[int, ...]:
        move, curve, unit = option.move, -1, self.unit
        prices = [price // unit for price, _ in option.curve] or [option.price // unit]
        if not all(0 <= price <= kernel.GREATEST for price in prices):
            raise Unpackable("a price is too large, or negative")
        if option.curve:
            curve = len(self.numbers)
            self.numbers += prices
        place, most = move.hours or (0, 0)
        hours = move.variant.hours if move.hours is not None else 0
        if not 0 <= hours <= AMOUNT or most > AMOUNT:
            raise Unpackable("hours are too many")
        first, last = self._chains(move.chains, move.variant.values)
        price = 0 if option.curve else prices[0]
        return first, last, price, hours, place, most, curve, max(option.place, 0), option.size

    def _chains(self, chains: Sequence[Chain], fields: Sequence[int]) -> tuple[int, int]:
        if len(chains) > _CHAINS:
            raise Unpackable("an event has too many rules")
        return self._add([self._arms(chain, fields) for chain in chains])

    def _arms(self, chain: Chain, fields: Sequence[int]) -> tuple[int, int]:
        rows = []
        for condition, effect in chain:
            reading = -1 if condition is None else self._expression(condition, fields)
            amount, size = 0, -1
            if isinstance(effect.size, int):
                amount = effect.size
            else:
                size = self._expression(effect.size, fields)
            if abs(amount) > AMOUNT or any(abs(cap.limit) > AMOUNT for cap in effect.caps):
                raise Unpackable("an amount is too large")
            caps = self._add([(cap.place, cap.limit, int(cap.times)) for cap in effect.caps])
            rows.append((*caps, reading, effect.score, effect.sign, amount, size))
        return self._add(rows)

    def _expression(self, expression: e.Expression, fields: Sequence[int]) -> int:
        read = tuple(fields[slot] for slot in sorted(fields_of(expression)))
        if (expression, read) in self.written:
            return self.written[expression, read]
        view = self.process.view

        def value(state: Sequence[int]) -> int:
            view.scores, view.fields = state, fields
            return value_of(expression, view)

        scores = sorted(read_through(expression, self.process.machine))
        parts = [self.parts[score] for score in scores]
        self._check_room(parts)
        view.fields = fields
        try:
            numbers = numbers_of(expression, scores, parts, view)
        except Unreckoned:
            numbers = self._one_by_one(scores, parts, value)
        row = self._table(scores, numbers, AMOUNT)
        self.written[expression, read] = row
        return row

    def _reading(
        self, scores: Iterable[int], value: Callable[[Sequence[int]], int], most: int
    ) -> int:
        """A new table of a value for all values of some scores; its row."""
        read = sorted(scores)
        parts = [self.parts[score] for score in read]
        return self._table(read, self._one_by_one(read, parts, value), most)

    def _one_by_one(
        self, read: Sequence[int], parts: Sequence[Part], value: Callable[[Sequence[int]], int]
    ) -> list[int]:
        self._check_room(parts)
        state, lost = list(self.process.start), tuple(part.lost for part in parts)
        found = []
        for values in product(*(part.values for part in parts)):
            for score, each in zip(read, values, strict=True):
                state[score] = each
            is_lost = any(one == other for one, other in zip(values, lost, strict=True))
            found.append(0 if is_lost else int(value(state)))
        return found

    def _check_room(self, parts: Sequence[Part]) -> None:
        if len(self.numbers) + prod(len(part.values) for part in parts) > _NUMBERS:
            raise Unpackable("what is looked at has too many values")

    def _table(self, read: Sequence[int], numbers: Sequence[int], most: int) -> int:
        """A table of numbers for all values of some scores, the last of which goes fastest."""
        if any(abs(number) > most for number in numbers):
            raise Unpackable("an amount is too large")
        offset = len(self.numbers)
        self.numbers += numbers
        sizes = [len(self.parts[score].values) for score in read]
        strides = [prod(sizes[place + 1 :]) for place in range(len(sizes))]
        first, last = self._add(list(zip(read, strides, strict=True)))
        return self._add([(first, last, offset)])[0]


def read_through(expression: e.Expression, machine: Machine) -> set[int]:
    """The scores that an expression depends on once formulas are worked out."""
    found = scores_of(expression, machine)
    while formulas := {n for n in found if machine.scores[n].formula is not None}:
        found -= formulas
        for number in formulas:
            formula = machine.scores[number].formula
            assert formula is not None
            found |= scores_of(formula, machine)
    return found


def scores_of(expression: e.Expression, machine: Machine) -> set[int]:
    """The scores that an expression depends on, also through grades."""
    found = set()
    for part in e.every_part(expression):
        match part:
            case e.Balance(score):
                found.add(score)
            case e.RankOf(grading):
                found.add(machine.gradings[grading].score)
            case _:
                pass
    return found

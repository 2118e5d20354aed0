"""A decision process as tables over packed states: each state one number of at most 62 bits.

A part of a state is a group of bits: a score from its lower end on, what a cap has counted (in
units of what it can count at a time), the hours of a year. What depends on scores is worked out
beforehand for every value they can have, by the runtime itself, so that nothing is translated.

What does not pack is refused, and the solver over tuples does the work: caps over moving windows,
more bits than there are, more scores looked at together than a table can hold. So is whatever this module has not heard
of: `_KNOWN` says of what a process consists for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, product
from math import gcd
from typing import Any, Final, NamedTuple

import attrs
import numpy as np

from policylang.auditor.decisions.effects import CapUse, Chain, Effect, Layout, State
from policylang.auditor.decisions.merging import Option
from policylang.auditor.decisions.process import Move, Process
from policylang.auditor.decisions.stages import Due, Stage
from policylang.auditor.decisions.variants import Variant
from policylang.auditor.solving import kernel
from policylang.auditor.solving.pricing import Pricing
from policylang.model import expressions as e
from policylang.runtime.expressions import value_of

#: Bits of a state.
_BITS: Final = 62
#: Bits of a score without an end, where others leave so many; what leaves them stops the search.
_OPEN: Final = 16
#: No value at all.
_NOWHERE: Final = -(2**62)
#: Most numbers in tables of what depends on scores.
_NUMBERS: Final = 2**21
#: No amount, and no end of a range, is larger; so what one event adds up to is exact.
_AMOUNT: Final = 2**50
#: Most chains of one event.
_CHAINS: Final = 64
#: Most options, as rows number them in 16 bits.
_OPTIONS: Final = 2**15 - 1

#: What the parts of a process are, as far as this module knows them.
_KNOWN: Final[dict[type, frozenset[str]]] = {
    kind: frozenset(names.split())
    for kind, names in {
        CapUse: "place limit times days",
        Due: "number grant place",
        Effect: "score sign size caps",
        Layout: "scores places ranges",
        Move: "action variant chains hours",
        Option: "move price place size curve",
        Process: (
            "machine question layout view start stages moves ways left_out monotone reactions "
            "moving"
        ),
        Stage: "first last begins opening closing",
        Variant: "values money hours",
    }.items()
}
#: Expressions that depend on scores, the date and what stays the same.
_READABLE: Final = (
    e.Constant, e.FieldValue, e.AttributeValue, e.Balance, e.RankOf, e.Lookup, e.Either, e.Add,
    e.Negate, e.Multiply, e.Divide, e.Least, e.Greatest, e.Compare, e.All, e.Any, e.Not, e.Today,
)  # fmt: skip

Array = Any  # of numpy; its types say nothing of shapes


class Unpackable(Exception):  # noqa: N818 - an answer, not a failure
    """A process that does not fit; the text says why."""


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

    def dues(self, dues: Sequence[Due]) -> Array:
        """What comes due, as the kernel takes it."""
        found = [
            (1, self.grants[due.number]) if due.grant else (0, self.reactions[due.number])
            for due in dues
        ]
        return np.array(found, np.int64).reshape(len(found), 2)


@attrs.frozen
class Part:
    """A group of bits: so many values from `base` on, in steps of `unit`.

    A score without an end has as many values as bits are left for it, and one that is `lost`.
    """

    base: int
    unit: int
    shift: int
    bits: int
    low: int
    high: int
    is_open: tuple[bool, bool] = (False, False)

    @property
    def mask(self) -> int:
        """The bits, moved down."""
        return (1 << self.bits) - 1

    @property
    def lost(self) -> int:
        """What stands for values that the bits cannot hold; where they hold all, no value."""
        return self.high + 1 if any(self.is_open) else _NOWHERE

    @property
    def row(self) -> tuple[int, ...]:
        """The part as the kernel takes it."""
        below = self.lost if self.is_open[0] else self.low
        above = self.lost if self.is_open[1] else self.high
        first = (self.base, self.unit, self.shift, self.mask, self.low, self.high)
        return *first, below, above, self.lost


class Packing:
    """How a process with its options is packed.

    Raises:
        Unpackable: it does not fit.
    """

    def __init__(self, process: Process, options: Sequence[Option], pricing: Pricing) -> None:
        self.process, self.options, self.pricing = process, options, pricing
        dues = [due for stage in process.stages for due in (*stage.opening, *stage.closing)]
        self.grants = sorted({due.number for due in dues if due.grant})
        self.chains = [chain for option in options for chain in option.move.chains]
        self.chains += [chain for each in process.reactions.values() for chain in each]
        self._check_known()
        self.parts = _parts_of(process, options, self.chains)
        #: What all prices and gains are multiples of.
        self.unit = self._unit()
        self.dated = [part for part in self._expressions() if _is_dated(part)]
        self._programs: dict[tuple[int, ...], Program] = {}

    # --- states ------------------------------------------------------------------------------

    def packed(self, state: State) -> int:
        """The number of a state.

        Raises:
            Unpackable: it has none.
        """
        key = 0
        for value, part in zip(state, self.parts, strict=True):
            digit, rest = divmod(value - part.base, part.unit)
            if rest or not 0 <= digit <= part.mask or not part.low <= value <= part.high:
                raise Unpackable("a state lies outside the ranges")
            key |= digit << part.shift
        return key

    def unpacked(self, key: int) -> State:
        """The state of a number."""
        return tuple(part.base + part.unit * (key >> part.shift & part.mask) for part in self.parts)

    # --- tables ------------------------------------------------------------------------------

    def program(self, day: int) -> Program:
        """The tables on a day; days on which all comparisons come out alike share them."""
        view = self.process.view
        view.today = day
        kind = tuple(value_of(each, view) for each in self.dated)
        if kind not in self._programs:
            self._programs[kind] = _Writer(self).program()
        return self._programs[kind]

    # --- whether it fits ---------------------------------------------------------------------

    def _check_known(self) -> None:
        for kind, names in _KNOWN.items():
            if names != {field.name for field in attrs.fields(kind)}:
                raise Unpackable(f"{kind.__name__} is not what it was")
        process = self.process
        if process.moving:
            raise Unpackable("a cap over a moving window")
        if not all(isinstance(value, int) for value in process.start):
            raise Unpackable("a state is more than numbers")
        if len(self.options) > _OPTIONS:
            raise Unpackable("too many options")
        if not all(isinstance(part, _READABLE) for part in self._expressions()):
            raise Unpackable("an expression reads more than scores and the date")

    def _unit(self) -> int:
        pricing = self.pricing
        prices = [price for option in self.options for price, _ in option.curve]
        prices += [option.price for option in self.options]
        weights = [pricing.grants.get(number, 0) for number in self.grants]
        awards = [pricing.awards.get(number, 0) for number in self.grants]
        return gcd(*prices, *weights, *awards) or 1

    def _expressions(self) -> Iterator[e.Expression]:
        """Every part of every expression that is looked at when events happen or things are due."""
        process = self.process
        roots: list[Any] = [
            part for chain in self.chains for arm in chain for part in _read_by(arm)
        ]
        for number in self.grants:
            roots += [process.machine.grants[number].condition]
            roots += [process.machine.grants[number].worth]
        for root in roots:
            if root is not None:
                yield from e.every_part(root)


def _read_by(arm: tuple[e.Expression | None, Effect]) -> Iterable[e.Expression | None]:
    condition, effect = arm
    return condition, None if isinstance(effect.size, int) else effect.size


def _is_dated(part: e.Expression) -> bool:
    """Whether it compares the date with a fixed day."""
    return isinstance(part, e.Compare) and e.Today() in (part.left, part.right)


# --- parts ---------------------------------------------------------------------------------------


def _parts_of(
    process: Process, options: Sequence[Option], chains: Sequence[Chain]
) -> tuple[Part, ...]:
    ends = [*process.layout.ranges]
    units = [1] * len(ends)
    uses = [cap for chain in chains for _, effect in chain for cap in effect.caps]
    for place in range(len(ends), len(process.start)):
        most, unit = _counted(place, uses, chains, options)
        ends.append((0, most))
        units.append(unit)
    held = [
        None if low is None or high is None else ((high - low) // unit).bit_length()
        for (low, high), unit in zip(ends, units, strict=True)
    ]
    left = _BITS - sum(bits for bits in held if bits is not None)
    width = min(_OPEN, left // max(held.count(None), 1))
    if left < 0 or (None in held and width < 2):
        raise Unpackable("a state has more than 62 bits")
    bits = [width if each is None else each for each in held]
    shifts = accumulate(bits, initial=0)
    parts = tuple(
        _part(start, low, high, unit, shift, each)
        for start, (low, high), unit, shift, each in zip(
            process.start, ends, units, shifts, bits, strict=False
        )
    )
    if any(abs(end) > _AMOUNT for part in parts for end in (part.low, part.high)):
        raise Unpackable("a range has very large ends")
    return parts


def _part(start: int, low: int | None, high: int | None, unit: int, shift: int, bits: int) -> Part:
    if low is not None and high is not None:
        return Part(low, unit, shift, bits, low, high)
    values = (1 << bits) - 1  # and one that is lost
    if low is not None:
        base = low
    else:
        base = start - values // 2 if high is None else high - values + 1
    return Part(base, unit, shift, bits, base, base + values - 1, (low is None, high is None))


def _counted(
    place: int, uses: Sequence[CapUse], chains: Sequence[Chain], options: Sequence[Option]
) -> tuple[int, int]:
    """The most that is counted at a place, and what all that is counted there are multiples of."""
    hours = [o.move.variant.hours for o in options if o.move.hours and o.move.hours[0] == place]
    if hours:
        (most,) = {o.move.hours[1] for o in options if o.move.hours and o.move.hours[0] == place}
        unit = gcd(*hours) or 1
        return most // unit * unit, unit
    caps = [cap for cap in uses if cap.place == place]
    limits = [max(cap.limit, 0) for cap in caps]
    if any(cap.days for cap in caps):
        raise Unpackable("a cap over a moving window")
    sizes = [
        effect.size
        for chain in chains
        for _, effect in chain
        if any(cap.place == place for cap in effect.caps)
    ]
    # A gain under several caps may be cut by another one, to anything.
    alone = all(
        len(effect.caps) == 1
        for chain in chains
        for _, effect in chain
        if any(cap.place == place for cap in effect.caps)
    )
    if not alone or any(cap.times for cap in caps):
        return max(limits, default=0), 1
    whole = [size for size in sizes if isinstance(size, int)]
    return max(limits, default=0), (gcd(*whole, *limits) or 1) if len(whole) == len(sizes) else 1


# --- tables --------------------------------------------------------------------------------------


class _Writer:
    """Writes the tables of one kind of day; the view stands on such a day."""

    def __init__(self, packing: Packing) -> None:
        self.packing, self.process = packing, packing.process
        self.rows: list[tuple[int, ...]] = []
        self.numbers: list[int] = []

    def program(self) -> Program:
        """The tables. What a row refers to is written before it, in rows that stand together."""
        packing, process = self.packing, self.process
        grants = self._grants()
        reactions = {
            number: self._add([self._chains(chains, ())])[0]
            for number, chains in process.reactions.items()
        }
        options = self._add([self._option(option) for option in packing.options])
        parts = [part.row for part in packing.parts]
        tables = Tables(
            np.array(parts, np.int64).reshape(len(parts), 9),
            np.array(self.rows, np.int64).reshape(len(self.rows), kernel.WIDTH),
            np.array(self.numbers, np.int64),
        )
        return Program(tables, options, reactions, grants)

    def _add(self, rows: Sequence[tuple[int, ...]]) -> tuple[int, int]:
        """Write rows; the number of the first, and the one after the last."""
        first = len(self.rows)
        self.rows += [(*row, *[0] * (kernel.WIDTH - len(row))) for row in rows]
        return first, len(self.rows)

    def _grants(self) -> dict[int, int]:
        process, pricing = self.process, self.packing.pricing
        found: dict[int, int] = {}
        largest: dict[int, int] = {}
        for number in self.packing.grants:
            grant = process.machine.grants[number]
            scores = {
                score
                for each in (grant.condition, grant.worth)
                if each is not None
                for score in _scores_of(each, process)
            }
            if grant.ranks is not None:
                scores.add(process.machine.gradings[grant.grading].score)
            weight = pricing.grants.get(number, 0) // self.packing.unit
            award = pricing.awards.get(number, 0) // self.packing.unit

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
        move, curve = option.move, -1
        unit = self.packing.unit
        prices = [price // unit for price, _ in option.curve] or [option.price // unit]
        if not all(0 <= price <= kernel.GREATEST for price in prices):
            raise Unpackable("a price is too large, or negative")
        if option.curve:
            curve = len(self.numbers)
            self.numbers += prices
        place, most = move.hours or (0, 0)
        hours = move.variant.hours if move.hours is not None else 0
        if not 0 <= hours <= _AMOUNT or most > _AMOUNT:
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
            if abs(amount) > _AMOUNT or any(abs(cap.limit) > _AMOUNT for cap in effect.caps):
                raise Unpackable("an amount is too large")
            caps = self._add([(cap.place, cap.limit, int(cap.times)) for cap in effect.caps])
            rows.append((*caps, reading, effect.score, effect.sign, amount, size))
        return self._add(rows)

    def _expression(self, expression: e.Expression, fields: Sequence[int]) -> int:
        view = self.process.view

        def value(state: Sequence[int]) -> int:
            view.scores, view.fields = state, fields
            return value_of(expression, view)

        return self._reading(_scores_of(expression, self.process), value, _AMOUNT)

    def _reading(
        self, scores: Iterable[int], value: Callable[[Sequence[int]], int], most: int
    ) -> int:
        """A new table of a value for all values of some scores; its row."""
        read = sorted(scores)
        parts = [self.packing.parts[score] for score in read]
        lost = [any(part.is_open) for part in parts]
        sizes = [part.high - part.low + 1 + more for part, more in zip(parts, lost, strict=True)]
        strides = list(accumulate(reversed(sizes), lambda one, other: one * other, initial=1))
        if len(self.numbers) + strides[-1] > _NUMBERS:
            raise Unpackable("what is looked at has too many values")
        offset = len(self.numbers)
        state = list(self.process.start)
        for values in product(
            *(range(part.low, part.low + size) for part, size in zip(parts, sizes, strict=True))
        ):
            for score, each in zip(read, values, strict=True):
                state[score] = each
            self.numbers.append(int(value(state)))
        if any(abs(number) > most for number in self.numbers[offset:]):
            raise Unpackable("an amount is too large")
        first, last = self._add(list(zip(read, reversed(strides[:-1]), strict=True)))
        return self._add([(first, last, offset)])[0]


def _scores_of(expression: e.Expression, process: Process) -> set[int]:
    """The scores that an expression depends on, also through grades."""
    found = set()
    for part in e.every_part(expression):
        match part:
            case e.Balance(score):
                found.add(score)
            case e.RankOf(grading):
                found.add(process.machine.gradings[grading].score)
            case _:
                pass
    return found

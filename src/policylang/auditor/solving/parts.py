"""The parts of a packed state: which bits hold a score, or what a cap has counted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import gcd
from typing import Final

import attrs

from policylang.auditor.decisions.effects import CapUse, Chain
from policylang.auditor.decisions.merging import Option
from policylang.auditor.decisions.process import Process
from policylang.auditor.decisions.spans import Spans

#: Bits of a state.
_BITS: Final = 62
#: Bits of a score without an end, where others leave so many; what leaves them stops the search.
_OPEN: Final = 16
#: No value at all.
_NOWHERE: Final = -(2**62)
#: No amount, and no end of a range, is larger; so what one event adds up to is exact.
AMOUNT: Final = 2**50


class Unpackable(Exception):  # noqa: N818 - an answer, not a failure
    """A process that does not fit; the text says why."""


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
    def values(self) -> range:
        """All its values, and the one that stands for what is lost, if there is one."""
        return range(self.low, self.high + 1 + any(self.is_open))

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


def parts_of(
    process: Process, options: Sequence[Option], chains: Sequence[Chain]
) -> tuple[Part, ...]:
    """The parts of a state, in order.

    Raises:
        Unpackable: they need too many bits.
    """
    ends = [*process.layout.ranges]
    for number in process.layout.formulas:
        ends[number] = _of_formula(number, process)
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
    if any(abs(end) > AMOUNT for part in parts for end in (part.low, part.high)):
        raise Unpackable("a range has very large ends")
    return parts


def _of_formula(number: int, process: Process) -> tuple[int | None, int | None]:
    """The ends of a formula: those that are told apart, or else what it may come to at all."""
    low, high = process.layout.ranges[number]
    found = Spans(process.layout.ranges, process.view).score(number)
    if low is None and found.low >= -AMOUNT:
        low = found.low if high is None else min(found.low, high)
    if high is None and found.high <= AMOUNT:
        high = found.high if low is None else max(found.high, low)
    return low, high


def _part(start: int, low: int | None, high: int | None, unit: int, shift: int, bits: int) -> Part:
    if low is not None and high is not None:
        return Part(low, unit, shift, bits, low, high)
    values = (1 << bits) - 1  # and one that is lost
    middle = start - values // 2 if high is None else high - values + 1
    base = middle if low is None else low
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

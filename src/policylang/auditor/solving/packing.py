"""A decision process over packed states: each state one number of at most 62 bits.

A part of a state is a group of bits: a score from its lower end on, what a cap has counted (in
units of what it can count at a time), the hours of a year. What can be done is written in tables.

What does not pack is refused, and the solver over tuples does the work: caps over moving windows,
more bits than there are, more scores looked at together than a table can hold. So is whatever this
module has not heard of: `_KNOWN` says of what a process consists for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import gcd
from typing import Final

from attrs import fields

from policylang.auditor.decisions.effects import CapUse, Effect, Layout, State
from policylang.auditor.decisions.merging import Option
from policylang.auditor.decisions.process import Move, Process
from policylang.auditor.decisions.readings import OF_STATE, is_dated
from policylang.auditor.decisions.stages import Due, Stage
from policylang.auditor.decisions.variants import Variant
from policylang.auditor.solving.parts import Unpackable, parts_of
from policylang.auditor.solving.pricing import Pricing
from policylang.auditor.solving.tables import Program, Writer
from policylang.model import expressions as e
from policylang.runtime.expressions import value_of

#: Most options, as rows number them in 16 bits.
_OPTIONS: Final = 2**15 - 1

#: What the parts of a process are, as far as this module knows them.
_KNOWN: Final[dict[type, frozenset[str]]] = {
    kind: frozenset(names.split())
    for kind, names in {
        CapUse: "place limit times days",
        Due: "number grant place",
        Effect: "score sign size caps kind",
        Layout: "scores places ranges formulas lots statuses kinds lasts within",
        Move: "action variant chains hours refusals",
        Option: "move price place size curve",
        Process: (
            "machine question layout view start stages moves ways left_out monotone reactions "
            "moving soonest above aims together longest"
        ),
        Stage: "first last begins opening closing place rests ages fades lasts run next_run",
        Variant: "values money hours",
    }.items()
}


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
        self.parts = parts_of(process, options, self.chains)
        #: What all prices and gains are multiples of.
        self.unit = self._unit()
        self.dated = [part for part in self._expressions() if is_dated(part)]
        self._kind: tuple[int, ...] | None = None
        self._program: Program | None = None

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
        if self._program is None or kind != self._kind:
            writer = Writer(
                self.process, self.options, self.pricing, self.grants, self.parts, self.unit
            )
            self._kind, self._program = kind, writer.program()
        return self._program

    # --- whether it fits ---------------------------------------------------------------------

    def _check_known(self) -> None:
        for kind, names in _KNOWN.items():
            if names != {field.name for field in fields(kind)}:
                raise Unpackable(f"{kind.__name__} is not what it was")
        process = self.process
        if not process.by_scores:
            raise Unpackable("more than scores and caps matters")
        if process.moving:
            raise Unpackable("a cap over a moving window")
        if not all(isinstance(value, int) for value in process.start):
            raise Unpackable("a state is more than numbers")
        if len(self.options) > _OPTIONS:
            raise Unpackable("too many options")
        if not all(isinstance(part, OF_STATE) for part in self._expressions()):
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
        scores = process.machine.scores
        roots = [scores[number].formula for number in process.layout.formulas]
        roots += [part for chain in self.chains for arm in chain for part in _read_by(arm)]
        for number in self.grants:
            roots += [process.machine.grants[number].condition]
            roots += [process.machine.grants[number].worth]
        for root in roots:
            if root is not None:
                yield from e.every_part(root)


def _read_by(arm: tuple[e.Expression | None, Effect]) -> Iterable[e.Expression | None]:
    condition, effect = arm
    return condition, None if isinstance(effect.size, int) else effect.size

"""What a score is made of that is worked out, in words: each part with its value and its line.

45  CRS (line 10)
    30  Language, row `high: 30 points` (line 4)
    12  the smaller of these
        12  Experience, `years >= 5` does not hold (line 8)
        40
     3  `bonus` of `language`, row `from 20: 3 points` (line 12)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from policylang.model.breakdown import Breakdown, Part
from policylang.model.expressions import (
    Add,
    Constant,
    Divide,
    Either,
    Expression,
    Greatest,
    Least,
    Multiply,
    parts_of,
)
from policylang.model.ledger import Points, points_of
from policylang.model.machine import Definition, Machine
from policylang.model.units import WHOLE, Kind
from policylang.model.values import show_value
from policylang.report.amounts import shown
from policylang.report.formula import Formula


@attrs.frozen
class Told:
    """A part in words: its value, what it is, where that stands; and what it is made of."""

    value: str
    text: str
    #: File and line; None for what has no place of its own.
    place: tuple[str, int] | None
    parts: tuple[Told, ...]


def told(
    machine: Machine, breakdown: Breakdown, scores: Mapping[str, Points | None]
) -> dict[str, Told]:
    """Each score that is worked out, by its name.

    Args:
        scores: what each came to once its range had cut it, by name.
    """
    teller = _Teller(machine)
    found = {}
    for number, part in breakdown.items():
        score = machine.scores[number]
        span = score.origin.span
        inside = teller.inside(part, Kind.POINTS) or (teller.part(part, Kind.POINTS),)
        worth, came_to = points_of(machine, part.held), scores[score.name]
        text = score.label
        if score.range_origin is not None and worth != came_to:
            text += f", {shown(came_to)} because it `{score.range_origin.said}`"
        found[score.name] = Told(shown(worth), text, (span.source.name, span.line), inside)
    return found


class _Teller:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        #: Definitions by what they mean; those of no more than one value stay unnamed.
        self.definitions: dict[Expression, Definition] = {
            each.value: each
            for each in machine.definitions
            if each.value is not None and parts_of(each.value)
        }
        self.names = {value: each.name for value, each in self.definitions.items()}

    def part(self, part: Part, kind: Kind) -> Told:
        """A part in words.

        Args:
            kind: of its value, where it does not tell itself.
        """
        defined = self.definitions.get(part.expression)
        kind = (defined and defined.kind) or self._kind(part.expression) or kind
        value = show_value(part.held, kind, self.machine.denomination)
        text, place = self._text(part, defined, kind)
        return Told(value, text, place, self.inside(part, kind))

    def inside(self, part: Part, kind: Kind) -> tuple[Told, ...]:
        """What a part is made of, in words."""
        return tuple(self.part(each, self._kind_in(part, each, kind)) for each in part.parts)

    def _text(
        self, part: Part, defined: Definition | None, kind: Kind
    ) -> tuple[str, tuple[str, int] | None]:
        """What a part is, and where it stands: in a definition, a table, a choice."""
        span = None if defined is None else defined.origin.span
        text = self._written(part.expression, kind) if defined is None else defined.label
        if part.row is not None:
            span = part.row.origin.span
            text += f", row `{part.row.origin.said}`"
        if part.chosen is not None and isinstance(part.expression, Either):
            span = span or part.expression.span
            condition = part.expression.text or Formula(self.machine, names=self.names).condition(
                part.expression.condition
            )
            holds = "holds" if part.chosen else "does not hold"
            said = f"`{condition}` {holds}"
            text = said if defined is None else f"{text}, {said}"
        if isinstance(part.expression, Constant):
            text = ""
        return text, None if span is None else (span.source.name, span.line)

    def _written(self, expression: Expression, kind: Kind) -> str:
        """An expression; what is made of the parts below it is not written out."""
        match expression:
            case Add():
                return "the sum of these"
            case Least():
                return "the smaller of these"
            case Greatest():
                return "the larger of these"
        return Formula(self.machine, names=self.names).amount(expression, kind)

    def _kind(self, expression: Expression) -> Kind | None:
        found = Formula(self.machine).kind(expression)
        plain = found if isinstance(found, Kind) or found is None else found.kind
        return None if plain is Kind.NUMBER else plain

    def _kind_in(self, whole: Part, part: Part, kind: Kind) -> Kind:
        """Of what kind a part is that does not tell itself: in a product a number or a share."""
        match whole.expression:
            case Divide(Multiply((*_, rate)), by) if by % WHOLE == 0 and rate is part.expression:
                return Kind.PERCENT
            case Multiply() | Divide() if self._kind(whole.expression) is not None:
                return Kind.NUMBER
        return kind


def lines(each: Told, one_file: str | None) -> Iterator[str]:
    """A line for each part, with its value in front; parts stand below what they make up."""
    widest = max((len(part.value) for part in each.parts), default=0)
    yield f"{each.value}  {_label(each, one_file)}".rstrip()
    for part in each.parts:
        margin = " " * (4 + widest - len(part.value))
        yield from (f"{margin}{line}" for line in lines(part, one_file))


def _label(each: Told, one_file: str | None) -> str:
    if each.place is None:
        return each.text
    file, line = each.place
    where = f"line {line}" if file == one_file else f"{file}:{line}"
    return f"{each.text} ({where})"


def record(each: Told) -> dict[str, Any]:
    """The same as plain values."""
    file, line = each.place or (None, None)
    return {
        "value": each.value,
        "text": each.text,
        "file": file,
        "line": line,
        "parts": [record(part) for part in each.parts],
    }

"""What can be expected of a person on a day, each in one canonical wording.

An outcome has the same wording, so that a test is a comparison of two texts, a report shows both,
and an update writes one in place of the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Final

import attrs

from policylang.casebook.case import Expectation
from policylang.casebook.words import a_text
from policylang.core import codes, limits
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.core.suggest import suggest
from policylang.engine.yaml_tree import Mapping, Node, Sequence, Text, listed, refused
from policylang.model.machine import Machine
from policylang.model.outcome import Award, Outcome
from policylang.model.units import Domain, Kind
from policylang.model.values import InputProblem, read_value, shortened, show_value

#: The wording of "there is none".
NONE: Final = "none"


@attrs.frozen
class Wanted:
    """One thing that is expected: what it is called, its value, and where that is written."""

    what: str
    value: str
    node: Node
    #: The same of an outcome.
    look: Callable[[Outcome], str]


def wanted_of(expectation: Expectation, machine: Machine) -> list[Wanted]:
    """Everything that is expected on a day, in the order it is written.

    Raises:
        HistoryError: a name the policy does not have (PL456), a key without meaning (PL451), or a
            value that cannot be read (PL453).
    """
    expectation.wants.only(tuple(_ASPECTS), "an expectation")
    reader = _Reader(machine)
    found: list[Wanted] = []
    wrong: list[Diagnostic] = []
    for key, value in expectation.wants.pairs:
        try:
            found.extend(_ASPECTS[key.value](reader, value))
        except HistoryError as error:
            wrong.extend(error.diagnostics)
    if wrong:
        raise HistoryError(wrong)
    return found


@attrs.frozen
class _Reader:
    """Reads what is expected under one policy. A method for each thing that can be."""

    machine: Machine

    # --- scores and grades -------------------------------------------------------------------

    def score(self, node: Node) -> Iterator[Wanted]:
        """The first score: `score: 995`."""
        yield Wanted("score", self._points(node), node, lambda outcome: _number(outcome.score))

    def grade(self, node: Node) -> Iterator[Wanted]:
        """The grade of the first score that has grades: `grade: A`."""
        names = [grade.name for grade in self.machine.grades]
        grade = self._known(node, names, "grade", or_none=True)
        yield Wanted("grade", grade, node, lambda outcome: outcome.grade or NONE)

    # --- perks and sanctions -----------------------------------------------------------------

    def perks(self, node: Node) -> Iterator[Wanted]:
        """Perks got so far: the names of all of them, or how often each."""
        yield self._awards(node, "perk", lambda outcome: outcome.perks)

    def sanctions(self, node: Node) -> Iterator[Wanted]:
        """Sanctions so far, in the same way."""
        yield self._awards(node, "sanction", lambda outcome: outcome.sanctions)

    def _awards(self, node: Node, kind: str, of: Callable[[Outcome], Iterable[Award]]) -> Wanted:
        names = [grant.name for grant in self.machine.grants if grant.kind == kind]
        if isinstance(node, Mapping):
            given = {self._known(key, names, kind): _count(value) for key, value in node.pairs}
            return Wanted(f"{kind}s", _times(given, names), node, lambda outcome: _times(
                Counter(award.name for award in of(outcome)), names))  # fmt: skip
        text = _names(self._each_known(node, names, kind), names)
        return Wanted(f"{kind}s", text, node, lambda outcome: _names(
            {award.name for award in of(outcome)}, names))  # fmt: skip

    def holds(self, node: Node) -> Iterator[Wanted]:
        """Perks and sanctions without a date that hold on the day: the names of all of them."""
        names = [grant.name for grant in self.machine.grants]
        text = _names(self._each_known(node, names, "perk or sanction"), names)
        yield Wanted("perks and sanctions that hold", text, node, lambda outcome: _names(
            {holding.name for holding in outcome.holdings}, names))  # fmt: skip

    def perk_money(self, node: Node) -> Iterator[Wanted]:
        """All money of perks so far: `perk money: 50 USD`."""
        text = self._value(node, Kind.MONEY)
        yield Wanted("money of perks", text, node, lambda outcome: self._money(outcome.perk_money))

    def sanction_money(self, node: Node) -> Iterator[Wanted]:
        """All money of sanctions so far."""
        yield Wanted("money of sanctions", self._value(node, Kind.MONEY), node,
                     lambda outcome: self._money(outcome.sanction_money))  # fmt: skip

    # --- values and names --------------------------------------------------------------------

    def _points(self, node: Node) -> str:
        return NONE if _is_none(node) else self._value(node, Kind.POINTS)

    def _value(self, node: Node, kind: Kind) -> str:
        domain = Domain(kind, limits.INT64_LOW, limits.INT64_HIGH)
        try:
            held = read_value(a_text(node, kind), domain, self.machine.denomination)
        except InputProblem as wrong:
            raise refused(node, codes.CASE_VALUE, wrong.message, wrong.help) from None
        return self._shown(held, kind)

    def _money(self, amount: Decimal) -> str:
        scale = self.machine.denomination.scale(Kind.MONEY)
        return self._shown(int(amount * scale), Kind.MONEY)

    def _shown(self, held: int, kind: Kind) -> str:
        """A value without commas, which YAML would take for the end of it."""
        return show_value(held, kind, self.machine.denomination).replace(",", "")

    def _known(self, node: Node, names: list[str], noun: str, *, or_none: bool = False) -> str:
        name = a_text(node, noun)
        if name in names or (or_none and name == NONE):
            return name
        has = f"it has {listed(tuple(names))}" if names else f"it has no {noun}"
        message = f"the policy has no {noun} `{shortened(name)}`"
        raise refused(node, codes.CASE_NAME_UNKNOWN, message, suggest(name, names, otherwise=has))

    def _each_known(self, node: Node, names: list[str], noun: str) -> list[str]:
        if isinstance(node, Sequence):
            return [self._known(each, names, noun) for each in node.items]
        if _is_none(node):
            return []
        return [self._known(node, names, noun)]


def _is_none(node: Node) -> bool:
    return isinstance(node, Text) and node.value.strip() == NONE


def _number(points: int | Decimal) -> str:
    return f"{points:f}" if isinstance(points, Decimal) else str(points)


def _names(found: Iterable[str], names: Iterable[str]) -> str:
    """`[a, b]` in the order of the policy."""
    found = set(found)
    return f"[{', '.join(name for name in names if name in found)}]" if found else NONE


def _times(found: dict[str, int] | Counter[str], names: Iterable[str]) -> str:
    """`{a: 2, b: 1}` in the order of the policy."""
    parts = [f"{name}: {found[name]}" for name in names if found.get(name)]
    return f"{{{', '.join(parts)}}}" if parts else NONE


def _count(node: Node) -> int:
    written = a_text(node, "how often")
    if written.isascii() and written.isdigit() and len(written) <= limits.NUMBER_DIGITS:
        return int(written)
    message = f"`{shortened(written)}` does not say how often"
    raise refused(node, codes.CASE_VALUE, message, "write a whole number: `heating: 2`")


#: What can be expected, by its name in a case file.
_ASPECTS: Final[dict[str, Callable[[_Reader, Node], Iterator[Wanted]]]] = {
    "score": _Reader.score,
    "grade": _Reader.grade,
    "perks": _Reader.perks,
    "sanctions": _Reader.sanctions,
    "holds": _Reader.holds,
    "perk money": _Reader.perk_money,
    "sanction money": _Reader.sanction_money,
}

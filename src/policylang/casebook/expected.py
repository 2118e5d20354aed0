"""What can be expected of a person on a day, each in one canonical wording.

An outcome has the same wording, so that a test is a comparison of two texts, a report shows both,
and an update writes one in place of the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from typing import Final

import attrs

from policylang.casebook.case import Expectation
from policylang.casebook.tree import MappingNode, Node, ScalarNode, SequenceNode, listed, refused
from policylang.casebook.words import a_date, a_mapping, a_text
from policylang.core import codes, limits
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.core.exact import EXACT
from policylang.core.suggest import suggest
from policylang.model.ledger import Points, points_of
from policylang.model.machine import Grade, Machine
from policylang.model.outcome import Award, Outcome
from policylang.model.units import Domain, Kind
from policylang.model.values import InputProblem, decimal_of, read_value, shortened, show_value

#: The wording of "there is none".
NONE: Final = "none"
#: How somebody stands to a status.
IN: Final = "in"
NOT_IN: Final = "not in"
UNTIL: Final = "until "
#: What the most of an amount is written with.
AT_MOST: Final = "at most "


@attrs.frozen
class Wanted:
    """One thing that is expected: what it is called, its value, and where that is written."""

    what: str
    value: str
    node: Node
    #: The same of an outcome.
    look: Callable[[Outcome], str]


def wanted_of(
    expectation: Expectation, machine: Machine, spent: Callable[[], Decimal]
) -> list[Wanted]:
    """Everything that is expected on a day, in the order it is written.

    Args:
        spent: the money that the events have cost by that day, asked for where it is needed.

    Raises:
        HistoryError: a name the policy does not have (PL456), a key without meaning (PL451), or a
            value that cannot be read (PL453).
    """
    expectation.wants.only(tuple(ASPECTS), "an expectation")
    reader = _Reader(machine, spent)
    found: list[Wanted] = []
    wrong: list[Diagnostic] = []
    for key, value in expectation.wants.pairs:
        try:
            found.extend(ASPECTS[key.value](reader, value))
        except HistoryError as error:
            wrong.extend(error.diagnostics)
    if wrong:
        raise HistoryError(wrong)
    return found


@attrs.frozen
class _Reader:
    """Reads what is expected under one policy. A method for each thing that can be."""

    machine: Machine
    spent: Callable[[], Decimal]

    # --- scores, grades, statuses ------------------------------------------------------------

    def score(self, node: Node) -> Iterator[Wanted]:
        """The first score: `score: 995`."""
        yield Wanted("score", self._points(node), node, lambda outcome: _number(outcome.score))

    def scores(self, node: Node) -> Iterator[Wanted]:
        """Scores by their names: `scores: {licence: 12, register: 3}`."""
        names = [score.name for score in self.machine.scores]
        for key, value in a_mapping(node, "scores").pairs:
            name = self._known(key, names, "score")
            yield Wanted(f"score `{name}`", self._points(value), value, partial(_score_in, name))

    def grade(self, node: Node) -> Iterator[Wanted]:
        """The grade of the first score that has grades: `grade: A`."""
        grade = self._grade(node, self.machine.grades)
        yield Wanted("grade", grade, node, lambda outcome: outcome.grade or NONE)

    def grades(self, node: Node) -> Iterator[Wanted]:
        """Grades by the names of their scores: `grades: {licence: valid}`."""
        gradings = {self.machine.scores[each.score].name: each for each in self.machine.gradings}
        for key, value in a_mapping(node, "grades").pairs:
            name = self._known(key, list(gradings), "score with grades")
            grade = self._grade(value, gradings[name].grades)
            yield Wanted(f"grade of `{name}`", grade, value, partial(_grade_in, name))

    def _grade(self, node: Node, grades: tuple[Grade, ...]) -> str:
        return self._known(node, [grade.name for grade in grades], "grade", or_none=True)

    def status(self, node: Node) -> Iterator[Wanted]:
        """Statuses by name: `status: {banned: in, probation: not in, new: until 2025-05-20}`.

        A name alone, or a list of names, says that the person is in these; `none` in no status.
        """
        names = [status.name for status in self.machine.statuses]
        if _is_none(node) and NONE not in names:
            yield Wanted("statuses", NONE, node, _statuses)
            return
        if not isinstance(node, MappingNode):
            for each in node.items if isinstance(node, SequenceNode) else (node,):
                name = self._known(each, names, "status")
                yield Wanted(f"status `{name}`", IN, each, partial(_status_in, name, False))
            return
        for key, value in node.pairs:
            name = self._known(key, names, "status")
            wanted = _standing(value)
            dated = wanted.startswith(UNTIL)
            yield Wanted(f"status `{name}`", wanted, value, partial(_status_in, name, dated))

    def scored(self, node: Node) -> Iterator[Wanted]:
        """Whether the person has a score at all: `scored: no`."""
        written = a_text(node, "scored")
        if written not in ("yes", "no"):
            message = f"`{shortened(written)}` is neither yes nor no"
            raise refused(node, codes.CASE_VALUE, message, "write `yes` or `no`")
        yield Wanted("answer whether the person is scored", written, node,
                     lambda outcome: "yes" if outcome.scored else "no")  # fmt: skip

    def refused(self, node: Node) -> Iterator[Wanted]:
        """The events that were refused so far, by day: `refused: [2024-05-01]`."""
        items = node.items if isinstance(node, SequenceNode) else () if _is_none(node) else (node,)
        days = [a_date(item).isoformat() for item in items]
        yield Wanted("list of refused events", _days(days), node, lambda outcome: _days(
            each.date.isoformat() for each in outcome.refusals))  # fmt: skip

    # --- perks and sanctions -----------------------------------------------------------------

    def perks(self, node: Node) -> Iterator[Wanted]:
        """Perks got so far: the names of all of them, or how often each."""
        yield self._awards(node, "perk", lambda outcome: outcome.perks)

    def sanctions(self, node: Node) -> Iterator[Wanted]:
        """Sanctions so far, in the same way."""
        yield self._awards(node, "sanction", lambda outcome: outcome.sanctions)

    def _awards(self, node: Node, kind: str, of: Callable[[Outcome], Iterable[Award]]) -> Wanted:
        names = [grant.name for grant in self.machine.grants if grant.kind == kind]
        if isinstance(node, MappingNode):
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
        text = self._wanted_money(node)
        yield Wanted("money of perks", text, node, lambda outcome: self._money(outcome.perk_money))

    def sanction_money(self, node: Node) -> Iterator[Wanted]:
        """All money of sanctions so far."""
        yield Wanted("money of sanctions", self._wanted_money(node), node,
                     lambda outcome: self._money(outcome.sanction_money))  # fmt: skip

    def gain(self, node: Node) -> Iterator[Wanted]:
        """What is gained so far: perks less sanctions, less what the events cost.

        `gain: 40 USD`, or the most that it may be: `gain: at most 0 USD`.
        """
        most = a_text(node, "gain").startswith(AT_MOST)
        held = self._held(node, Kind.MONEY, after=AT_MOST if most else "")
        wanted = f"{AT_MOST if most else ''}{self._money(self._of(held))}"

        def look(outcome: Outcome) -> str:
            try:
                gain = outcome.perk_money - outcome.sanction_money - self.spent()
            except InputProblem as wrong:
                raise refused(node, codes.CASE_VALUE, wrong.message, wrong.help) from None
            return wanted if most and gain <= self._of(held) else self._money(gain)

        yield Wanted("gain", wanted, node, look)

    # --- values and names --------------------------------------------------------------------

    def _points(self, node: Node) -> str:
        if _is_none(node):
            return NONE
        return _number(points_of(self.machine, self._held(node, Kind.POINTS)))

    def _held(self, node: Node, kind: Kind, *, after: str = "") -> int:
        domain = Domain(kind, limits.INT64_LOW, limits.INT64_HIGH)
        text = a_text(node, kind).removeprefix(after)
        try:
            return read_value(text, domain, self.machine.denomination)
        except InputProblem as wrong:
            raise refused(node, codes.CASE_VALUE, wrong.message, wrong.help) from None

    def _wanted_money(self, node: Node) -> str:
        return self._money(self._of(self._held(node, Kind.MONEY)))

    def _of(self, held: int) -> Decimal:
        return decimal_of(held, self.machine.denomination.scale(Kind.MONEY))

    def _money(self, amount: Decimal) -> str:
        """Money without commas, which YAML would take for the end of it."""
        held = int(EXACT.multiply(amount, self.machine.denomination.scale(Kind.MONEY)))
        return show_value(held, Kind.MONEY, self.machine.denomination).replace(",", "")

    def _known(self, node: Node, names: list[str], noun: str, *, or_none: bool = False) -> str:
        name = a_text(node, noun)
        if name in names or (or_none and name == NONE):
            return name
        has = f"it has {listed(tuple(names))}" if names else f"it has no {noun}"
        message = f"the policy has no {noun} `{shortened(name)}`"
        raise refused(node, codes.CASE_NAME_UNKNOWN, message, suggest(name, names, otherwise=has))

    def _each_known(self, node: Node, names: list[str], noun: str) -> list[str]:
        if isinstance(node, SequenceNode):
            return [self._known(each, names, noun) for each in node.items]
        if _is_none(node):
            return []
        return [self._known(node, names, noun)]


def _is_none(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value.strip() == NONE


def _number(points: Points | None) -> str:
    if points is None:
        return NONE
    return f"{points:f}" if isinstance(points, Decimal) else str(points)


def _score_in(name: str, outcome: Outcome) -> str:
    return _number(outcome.scores[name])


def _grade_in(name: str, outcome: Outcome) -> str:
    return outcome.grades[name] or NONE


def _standing(node: Node) -> str:
    """`in`, `not in`, or `until` and the first day that the person is not in it any more."""
    written = a_text(node, "status")
    if written in (IN, NOT_IN):
        return written
    if not written.startswith(UNTIL):
        help = "write `in`, `not in` or `until 2025-05-20`"
        message = f"`{shortened(written)}` does not say whether the person is in it"
        raise refused(node, codes.CASE_VALUE, message, help)
    day = (
        attrs.evolve(node, value=written.removeprefix(UNTIL))
        if isinstance(node, ScalarNode)
        else node
    )
    return f"{UNTIL}{a_date(day).isoformat()}"


def _status_in(name: str, dated: bool, outcome: Outcome) -> str:
    """How the person stands to a status; with its end if that was asked about."""
    found = next((each for each in outcome.statuses if each.name == name), None)
    if found is None:
        return NOT_IN
    return f"{UNTIL}{found.until.isoformat()}" if dated and found.until else IN


def _statuses(outcome: Outcome) -> str:
    """The names of all statuses the person is in."""
    return f"[{', '.join(each.name for each in outcome.statuses)}]" if outcome.statuses else NONE


def _days(days: Iterable[str]) -> str:
    text = ", ".join(days)
    return f"[{text}]" if text else NONE


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
ASPECTS: Final[dict[str, Callable[[_Reader, Node], Iterator[Wanted]]]] = {
    "score": _Reader.score,
    "scores": _Reader.scores,
    "grade": _Reader.grade,
    "grades": _Reader.grades,
    "status": _Reader.status,
    "scored": _Reader.scored,
    "refused": _Reader.refused,
    "perks": _Reader.perks,
    "sanctions": _Reader.sanctions,
    "holds": _Reader.holds,
    "perk money": _Reader.perk_money,
    "sanction money": _Reader.sanction_money,
    "gain": _Reader.gain,
}

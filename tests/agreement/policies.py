"""Whole policies, well formed by construction: every block of the language, small ranges.

`policy_files` gives syntax trees. What the checker still refuses is thrown away by `machines`; a
test holds the share of it down.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Final

import attrs
from hypothesis import strategies as st

from policylang.checker.check import check
from policylang.core.source import SourceFile
from policylang.model.machine import Machine
from policylang.model.units import PERCENT, Denomination, Kind
from policylang.syntax import nodes as tree
from policylang.syntax import parse
from policylang.syntax.printer import to_text
from tests.agreement import grants, rules
from tests.agreement.chooser import Chooser, entropy
from tests.agreement.conditions import condition
from tests.agreement.quantities import quantity
from tests.agreement.terms import OPEN_END, Term
from tests.agreement.texts import TEXTS, notes, text
from tests.agreement.world import DATES, ERA, TURNS, Deed, Sight, Slot, World

_ACTIONS: Final = ("visit", "late", "give", "def", "actions", "走访")
_CHOICES: Final = (("minor", "serious"), ("None", "low", "x_1"), ("only",))
_KINDS: Final = (
    Kind.NUMBER, Kind.MONEY, Kind.HOURS, Kind.POINTS, Kind.CHOICE, Kind.YES_NO, Kind.PERCENT,
    Kind.DATE, Kind.CHOICE, Kind.MONEY, Kind.YES_NO,
)  # fmt: skip


#: When policies come into force.
_OPENS: Final = (ERA[0] - 400, ERA[0] + 150)
#: Bytes of choices that are enough for most policies.
POLICY_BYTES: Final = 2_400


def policy_files() -> st.SearchStrategy[tree.PolicyFile]:
    """Policies as syntax trees. Nearly all of them check without errors."""
    return entropy(POLICY_BYTES).map(policy_of)


def machines() -> st.SearchStrategy[Machine]:
    """Checked policies, from the canonical text of generated trees."""
    return policy_files().map(machine_of).filter(lambda machine: machine is not None)


def policy_of(choices: bytes) -> tree.PolicyFile:
    """The policy that some choices make."""
    return _Author(Chooser(choices)).policy()


def machine_of(policy: tree.PolicyFile) -> Machine | None:
    """The machine of a policy, by way of its text; None where the checker refuses it."""
    written = to_text(policy)
    parsed = parse(SourceFile("generated.policy", written))
    assert parsed.tree is not None, (parsed.diagnostics, written)
    return check(parsed.tree).machine


class _Author:
    """Writes one policy, block by block: first what is declared, then what uses it."""

    def __init__(self, choose: Chooser) -> None:
        self.choose = choose
        decimals = choose.among((0, 0, 0, 1, 2, 3))
        denomination = Denomination(choose.among(("USD", "JPY", "KWD")), decimals)
        score = Term(tree.Name("trust"), Kind.POINTS, (0, 0), (0, 0))
        self.decimals = decimals
        self.world = World(choose, denomination, score, choose.chance(85), condition)

    def policy(self) -> tree.PolicyFile:
        """The whole policy."""
        choose, world = self.choose, self.world
        header = self._header()
        score = self._score()
        person = self._person() if choose.chance(70) else None
        deeds = self._deeds()
        table = grants.grades(world, self.score_name)
        definitions = [each for each in self._definitions() if each is not None]
        actions = [rules.action(world, deed, fields) for deed, fields in deeds]
        perks = [grants.grant(world, f"grant_{n}") for n in range(choose.how_many(15, 25, 30, 30))]
        claims = [grants.claim(world, f"claim_{n}") for n in range(choose.how_many(65, 25, 10))]
        blocks: list[tree.Item] = [header, *self._figures(), score, *actions]
        blocks += [block for block in (person, table) if block is not None]
        blocks += [*definitions, *perks, *claims]
        first = choose.number(0, len(blocks) - 1) if choose.chance(30) else 0
        return tree.PolicyFile((*blocks[first:], *blocks[:first]))

    # --- header and score --------------------------------------------------------------------

    def _header(self) -> tree.PolicyBlock:
        choose = self.choose
        clauses: list[object] = [*notes(choose)]
        if choose.chance(30):
            clauses.append(tree.Title(tree.Text(choose.among(TEXTS))))
        if choose.chance(30):
            clauses.append(tree.Version(tree.Text(choose.among(TEXTS))))
        if self.world.has_money:
            clauses.append(tree.Currency(tree.Name(self.world.denomination.currency)))
        if choose.chance(50):
            zone = choose.among(("UTC", "Asia/Shanghai", "Europe/Berlin"))
            clauses.append(tree.Timezone(tree.Text(zone)))
        opens = choose.among(TURNS) if choose.chance(30) else choose.number(*_OPENS)
        later = [day for day in TURNS if day > opens + 60]
        closes = opens + choose.number(100, 500)
        if later and choose.chance(50):
            closes = choose.among(later)
        if choose.chance(65):
            clauses.append(tree.InForce("from", _date(opens)))
            self.world.opens = opens
        if choose.chance(40):
            clauses.append(tree.InForce("until", _date(closes)))
            self.world.closes = closes
        return tree.PolicyBlock(tree.Name("generated"), text(choose, 30), tuple(clauses))

    def _score(self) -> tree.ScoreBlock:
        choose, world = self.choose, self.world
        self.score_name = world.name()
        unit = world.denomination.scale(Kind.POINTS)
        start = choose.number(-3, 30) * unit + choose.number(0, unit - 1)
        world.start = start
        low, high = start - choose.number(0, 15) * unit, start + choose.number(0, 15) * unit + 1
        form = choose.weighted(both=60, floor=15, ceiling=10, open=15)
        has_floor, has_ceiling = form in ("both", "floor"), form in ("both", "ceiling")
        bounds = (low if has_floor else -OPEN_END, high if has_ceiling else OPEN_END)
        near = (max(bounds[0], start - 15 * unit), min(bounds[1], start + 15 * unit))
        world.score = Term(tree.Name(self.score_name), Kind.POINTS, bounds, near)
        clauses: list[object] = [*notes(choose)]
        clauses.append(tree.StartsAt(world.plain(Kind.POINTS, start)))
        if form != "open":
            floor = world.plain(Kind.POINTS, low) if has_floor else None
            ceiling = world.plain(Kind.POINTS, high) if has_ceiling else None
            clauses.append(tree.StaysWithin(floor, ceiling))
        if self.decimals or choose.chance(10):
            clauses.append(tree.KeepsDecimals(self.decimals))
        if choose.chance(20):
            clauses.reverse()
        return tree.ScoreBlock(tree.Name(self.score_name), text(choose, 30), tuple(clauses))

    # --- what is declared --------------------------------------------------------------------

    def _person(self) -> tree.PersonBlock:
        slots, fields = self._slots(self.choose.number(1, 4))
        self.world.attributes = tuple(slots)
        return tree.PersonBlock((*notes(self.choose), *fields))

    def _deeds(self) -> list[tuple[Deed, tuple[tree.Field, ...]]]:
        made = []
        for name in _ACTIONS[: 1 + self.choose.how_many(20, 40, 30, 10)]:
            slots, fields = self._slots(self.choose.how_many(15, 30, 35, 20))
            made.append((Deed(name, tuple(slots)), tuple(fields)))
        self.world.deeds = tuple(deed for deed, _ in made)
        return made

    def _slots(self, count: int) -> tuple[list[Slot], list[tree.Field]]:
        slots, fields = [], []
        for _ in range(count):
            kind = self.choose.among(_KINDS)
            if kind is Kind.MONEY and not self.world.has_money:
                kind = Kind.NUMBER
            slot, written = self._typed(self.world.name(), kind)
            fields.append(
                tree.Field(
                    tree.Name(slot.name), text(self.choose, 20), written, self._default(slot)
                )
            )
            slots.append(slot)
        return slots, fields

    def _typed(
        self, name: str, kind: Kind
    ) -> tuple[Slot, tree.QuantityType | tree.ChoiceType | tree.YesNoType]:
        choose, world = self.choose, self.world
        if kind is Kind.YES_NO:
            return Slot(name, kind, (0, 1)), tree.YesNoType()
        if kind is Kind.CHOICE:
            choices = choose.among(_CHOICES)
            names = tuple(tree.Name(choice) for choice in choices)
            return Slot(name, kind, (0, len(choices) - 1), choices), tree.ChoiceType(names)
        if kind is Kind.DATE and choose.chance(40):
            return Slot(name, kind, DATES), tree.QuantityType("date", None)
        low, high = self._range(kind)
        ends = [world.plain(kind, low), world.plain(kind, high)]
        if kind in (Kind.HOURS, Kind.PERCENT) and choose.chance(40):  # the unit is understood
            ends = [_without_unit(end) for end in ends]
        written = tree.QuantityType(kind.value, tree.Range(*ends))
        return Slot(name, kind, (low, high)), written

    def _range(self, kind: Kind) -> tuple[int, int]:
        choose = self.choose
        if kind is Kind.DATE:
            low = choose.number(*ERA)
            return low, low + choose.number(0, 60)
        unit = self.world.denomination.scale(kind)
        if kind is Kind.PERCENT:
            return choose.among((0, 5, 50)) * PERCENT, choose.among((100, 75, 150)) * PERCENT
        low = choose.among((0, 0, 0, 1, -3)) * unit
        if kind is Kind.HOURS:
            return max(0, low), choose.number(1, 8) * unit + choose.among((0, unit // 4))
        return low, low + choose.number(0 if choose.chance(10) else 1, 12) * unit

    def _default(self, slot: Slot) -> tree.Expr | None:
        choose = self.choose
        if not choose.chance(40):
            return None
        if slot.kind is Kind.CHOICE:
            return tree.Name(choose.among(slot.choices))
        if slot.kind is Kind.YES_NO:
            return tree.YesNo(choose.chance(50))
        return self.world.plain(slot.kind, choose.among(slot.bounds))

    # --- definitions and figures -------------------------------------------------------------

    def _definitions(self) -> list[tree.DefineBlock | None]:
        return [self._definition() for _ in range(self.choose.how_many(35, 35, 20, 10))]

    def _definition(self) -> tree.DefineBlock | None:
        choose, world = self.choose, self.world
        world.settled = set()
        if choose.chance(60):
            meaning = condition(world, Sight(), 2)
        else:
            kind = choose.among((*world.kinds, Kind.DATE))
            meaning = quantity(world, kind, Sight(), 2, firm=True)
        if meaning is None:
            return None
        name = world.name()
        named = attrs.evolve(meaning, node=tree.Name(name), bare=False)
        world.definitions.append((named, frozenset(world.settled)))
        clauses = (*notes(choose), tree.Means(meaning.node))
        return tree.DefineBlock(tree.Name(name), text(choose, 30), clauses)

    def _figures(self) -> list[tree.FiguresBlock]:
        """The figures that were asked for, in one block or two, in the order they were made."""
        choose = self.choose
        figures = [
            tree.Figure(tree.Name(name), value, text(choose, 40))
            for name, _, value in self.world.figures
        ]
        if not figures:
            return []
        if choose.chance(20):  # a figure may be used before it is declared
            figures.reverse()
        cut = choose.number(0, len(figures)) if choose.chance(40) else 0
        return [
            tree.FiguresBlock(
                choose.among(("assumed", "reported")),
                text(choose, 60),
                tuple(part)
                if choose.chance(80)
                else (tree.Source(tree.Text(choose.among(TEXTS))), *part),
            )
            for part in (figures[:cut], figures[cut:])
            if part
        ]


def _date(day: int) -> tree.DateLiteral:
    return tree.DateLiteral(datetime.date.fromordinal(day))


def _without_unit(end: tree.Expr) -> tree.Expr:
    if isinstance(end, tree.Quantity) and end.unit in ("hours", "%"):
        return tree.Quantity(Decimal(end.value))
    return end

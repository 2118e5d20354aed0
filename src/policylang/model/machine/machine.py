"""The machine itself: everything a checked policy says."""

from __future__ import annotations

from policylang.core.record import Record, record
from policylang.model.expressions import Expression
from policylang.model.machine.consequences import Grant, Reaction
from policylang.model.machine.declarations import Action, Definition, Score, Slot, Status
from policylang.model.machine.grades import Grade, Grading
from policylang.model.machine.notes import Claim, Figure
from policylang.model.machine.rankings import Ranking
from policylang.model.machine.rules import Cap, Rule, rules_of
from policylang.model.machine.tables import NamedPeriod, Table
from policylang.model.machine.windows import Tally
from policylang.model.units import Denomination


@record
class Header(Record):
    """What the policy is. `opens` and `closes` are the first and last day in force (ordinals)."""

    name: str
    title: str
    version: str | None
    sources: tuple[str, ...]
    assumed: tuple[str, ...]
    timezone: str
    opens: int | None
    closes: int | None
    #: SHA-256 of the canonical text: what a saved state or result belongs to.
    fingerprint: str


@record
class Machine(Record):
    """A checked policy. `checker.laws` lists what may be relied on."""

    header: Header
    denomination: Denomination
    attributes: tuple[Slot, ...]
    actions: tuple[Action, ...]
    #: At least one. The first is what is shown where one number is.
    scores: tuple[Score, ...]
    #: In order of the file; empty where the policy has no grades. The first belongs to the first
    #: score that has grades.
    gradings: tuple[Grading, ...]
    tallies: tuple[Tally, ...]
    grants: tuple[Grant, ...]
    figures: tuple[Figure, ...]
    definitions: tuple[Definition, ...]
    claims: tuple[Claim, ...]
    reactions: tuple[Reaction, ...] = ()
    statuses: tuple[Status, ...] = ()
    tables: tuple[Table, ...] = ()
    periods: tuple[NamedPeriod, ...] = ()
    rankings: tuple[Ranking, ...] = ()
    #: Attributes that the data may change at a date, by slot.
    changeable: tuple[int, ...] = ()
    #: The attribute whose date a person's timeline begins on, by slot. Before that date a person
    #: has no score, grade, perk or sanction.
    begins: int | None = None
    #: While it does not hold (attributes only) a person has no score, grade, perk or sanction.
    consent: Expression | None = None
    #: Whether an event may be withdrawn by a `void`.
    voids: bool = False
    #: Most times that reactions go off one because of the other after one change from outside.
    chain: int = 0

    @property
    def score(self) -> Score:
        """The first score."""
        return self.scores[0]

    @property
    def grades(self) -> tuple[Grade, ...]:
        """The grades of the first grading, best first; empty where there is none."""
        return self.gradings[0].grades if self.gradings else ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in order of number: those of the actions, then those of the reactions."""
        acted = [choice for action in self.actions for choice in action.choices]
        reacted = [choice for reaction in self.reactions for choice in reaction.choices]
        return rules_of(acted + reacted)

    @property
    def caps(self) -> tuple[Cap, ...]:
        """One cap of each slot, in order of slot."""
        slots = {cap.slot: cap for rule in self.rules for cap in rule.caps}
        return tuple(slots[slot] for slot in sorted(slots))

    @property
    def width(self) -> int:
        """Most fields any action has: the number of value columns of an encoded history."""
        return max((len(action.fields) for action in self.actions), default=0)

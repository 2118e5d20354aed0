"""What a caller and a person scored see: where somebody stands, and every step that led there."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal

import attrs

from policylang.core.exact import exact_sum
from policylang.model.machine import Cap, Grant, Machine
from policylang.model.result import Awarded, Posting, Result
from policylang.model.units import Kind
from policylang.model.values import decimal_of


@attrs.frozen
class Entry:
    """One line of the ledger: a rule that was applied to an event, with the numbers behind it.

    Points are exact: int where the score keeps no decimals, else Decimal.
    """

    date: datetime.date
    #: Which event of the history, counted from 1.
    event: int
    action: str
    label: str
    #: The clause as the policy has it, and where it stands.
    rule: str
    file: str
    line: int
    source: str | None
    #: Changes of the score: what the rule asked, what its caps granted, what the range let through.
    asked: int | Decimal
    granted: int | Decimal
    applied: int | Decimal
    balance: int | Decimal
    grade: str | None
    #: The cap that cut it (clause and line), if one did.
    cap: str | None
    cap_line: int | None
    #: The range that cut it (clause and line), if it did.
    range: str | None
    range_line: int | None


@attrs.frozen
class Unmoved:
    """An event that no rule was applied to. It may still count in a count or sum."""

    date: datetime.date
    #: Which event of the history, counted from 1.
    event: int
    action: str
    label: str


@attrs.frozen
class Award:
    """A perk or sanction that was due on a date. `money` is None where it has no price.

    For a perk, money is what the person gains; for a sanction, what it costs them.
    """

    date: datetime.date
    name: str
    label: str
    kind: str
    money: Decimal | None
    currency: str
    texts: tuple[str, ...]
    file: str
    line: int
    source: str | None


@attrs.frozen
class Holding:
    """A perk or sanction without a schedule that holds on the day asked about."""

    name: str
    label: str
    kind: str
    texts: tuple[str, ...]
    file: str
    line: int
    source: str | None


@attrs.frozen
class Outcome:
    """Where one person stands at the end of a day, under one policy.

    `perks` and `sanctions` are those due on dates, in order; `holdings` those that hold on the
    day itself. `ledger` is None where it was not asked for; `unmoved` are the events without a
    line in it.
    """

    policy: str
    person: str | None
    as_of: datetime.date
    score: int | Decimal
    grade: str | None
    perks: tuple[Award, ...]
    sanctions: tuple[Award, ...]
    holdings: tuple[Holding, ...]
    ledger: tuple[Entry, ...] | None = None
    unmoved: tuple[Unmoved, ...] = ()

    @property
    def perk_money(self) -> Decimal:
        """All money of the perks together, in the policy's currency."""
        return exact_sum(award.money for award in self.perks if award.money is not None)

    @property
    def sanction_money(self) -> Decimal:
        """All money of the sanctions together, in the policy's currency."""
        return exact_sum(award.money for award in self.sanctions if award.money is not None)


def rank_of(machine: Machine, score: int) -> int | None:
    """Position of the grade a score (held points) falls in, 0 for the best; None without grades."""
    for rank, grade in enumerate(machine.grades):
        if grade.low is None or score >= grade.low:
            return rank
    return None


def grade_of(machine: Machine, score: int) -> str | None:
    """Name of the grade a score (held points) falls in; None without grades."""
    rank = rank_of(machine, score)
    return None if rank is None else machine.grades[rank].name


def outcome_of(
    machine: Machine,
    result: Result,
    *,
    as_of: int,
    person: str | None = None,
    codes: list[int] | None = None,
    days: list[int] | None = None,
) -> Outcome:
    """Put a raw result into the words and units of the policy.

    Args:
        as_of: ordinal of the day the result is for.
        codes: action code of each event of the history; needed where the result has a ledger.
        days: ordinal of the day of each event; with it, events without a line are listed.
    """
    awards = [_award(machine, awarded) for awarded in result.awards]
    ledger: tuple[Entry, ...] | None = None
    unmoved: tuple[Unmoved, ...] = ()
    if result.ledger is not None:
        reader = LedgerReader(machine)
        actions = codes or []
        ledger = tuple(reader.entry(each, actions[each.event]) for each in result.ledger)
        moved = {posting.event for posting in result.ledger}
        unmoved = tuple(_unmoved(machine, actions, days or [], moved))
    return Outcome(
        policy=machine.header.name,
        person=person,
        as_of=datetime.date.fromordinal(as_of),
        score=_points(machine, result.score),
        grade=grade_of(machine, result.score),
        perks=tuple(award for award in awards if award.kind == "perk"),
        sanctions=tuple(award for award in awards if award.kind == "sanction"),
        holdings=tuple(_holding(machine.grants[number]) for number in result.held),
        ledger=ledger,
        unmoved=unmoved,
    )


def _unmoved(
    machine: Machine, codes: list[int], days: list[int], moved: set[int]
) -> Iterator[Unmoved]:
    for event, (code, day) in enumerate(zip(codes, days, strict=False)):
        if event not in moved:
            action = machine.actions[code]
            date = datetime.date.fromordinal(day)
            yield Unmoved(date, event + 1, action.name, action.label)


def _points(machine: Machine, held: int) -> int | Decimal:
    scale = machine.denomination.scale(Kind.POINTS)
    return held if scale == 1 else decimal_of(held, scale)


def _award(machine: Machine, awarded: Awarded) -> Award:
    grant = machine.grants[awarded.grant]
    denomination = machine.denomination
    money = None
    if grant.worth is not None:
        money = decimal_of(awarded.worth, denomination.scale(Kind.MONEY))
    return Award(
        date=datetime.date.fromordinal(awarded.day),
        name=grant.name,
        label=grant.label,
        kind=grant.kind,
        money=money,
        currency=denomination.currency,
        texts=grant.texts,
        file=grant.origin.span.source.name,
        line=grant.origin.span.line,
        source=grant.origin.source,
    )


def _holding(grant: Grant) -> Holding:
    span = grant.origin.span
    return Holding(
        grant.name, grant.label, grant.kind, grant.texts, span.source.name, span.line,
        grant.origin.source,
    )  # fmt: skip


class LedgerReader:
    """Turns postings into entries; looks rules and caps up once."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.rules = machine.rules
        self.caps: dict[int, Cap] = {cap.slot: cap for rule in self.rules for cap in rule.caps}

    def entries(self, postings: Iterable[Posting], code: int) -> tuple[Entry, ...]:
        """Ledger entries of postings that all belong to events of one action."""
        return tuple(self.entry(posting, code) for posting in postings)

    def entry(self, posting: Posting, code: int) -> Entry:
        """The ledger entry of a posting of an event of an action."""
        machine = self.machine
        rule = self.rules[posting.rule]
        action = machine.actions[code]
        cap = self.caps.get(posting.cap)
        bound = machine.score.range_origin if posting.applied != posting.granted else None
        return Entry(
            date=datetime.date.fromordinal(posting.day),
            event=posting.event + 1,
            action=action.name,
            label=action.label,
            rule=rule.origin.text,
            file=rule.origin.span.source.name,
            line=rule.origin.span.line,
            source=rule.origin.source,
            asked=_points(machine, posting.asked),
            granted=_points(machine, posting.granted),
            applied=_points(machine, posting.applied),
            balance=_points(machine, posting.balance),
            grade=grade_of(machine, posting.balance),
            cap=cap.origin.text if cap else None,
            cap_line=cap.origin.span.line if cap else None,
            range=bound.text if bound else None,
            range_line=bound.span.line if bound else None,
        )

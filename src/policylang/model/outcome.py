"""What a caller and a person scored see: where somebody stands, and what that brings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal

import attrs

from policylang.core.exact import exact_sum
from policylang.model import result as raw
from policylang.model.grading import ranks_of
from policylang.model.history import History, dated_places
from policylang.model.ledger import Entry, LedgerReader, Points, points_of
from policylang.model.machine import Action, Grant, Machine
from policylang.model.units import Kind
from policylang.model.values import decimal_of
from policylang.model.withdrawals import Withdrawn


@attrs.frozen
class Unmoved:
    """An event that no rule was applied to. It may still count in a count or sum.

    `awaits` names those of its dates that lie after the day asked about or are not given.
    """

    date: datetime.date
    #: Which event of the history, counted from 1.
    event: int
    action: str
    label: str
    awaits: tuple[str, ...] = ()


@attrs.frozen
class Award:
    """A perk or sanction that was due on a date.

    `money` is None where it has no price, `currency` empty where the policy names none. For a perk,
    money is what the person gains; for a sanction, what it costs them.
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
class InStatus:
    """A status the person is in. `until` is the first day they are not; None is open."""

    name: str
    label: str
    since: datetime.date
    until: datetime.date | None


@attrs.frozen
class Refused:
    """An event that the policy refused: it was not applied and does not count.

    `rule` is the clause as the policy has it, `text` what the policy says to it, if anything.
    """

    date: datetime.date
    #: Which event of the history, counted from 1.
    event: int
    action: str
    label: str
    text: str
    rule: str
    file: str
    line: int
    source: str | None


@attrs.frozen
class Withdrawal:
    """An event that was withdrawn, and when. Everything is as if it had not happened."""

    date: datetime.date
    #: Which event of the history, counted from 1.
    event: int
    action: str
    label: str
    #: The day of the withdrawal.
    withdrawn: datetime.date


@attrs.frozen
class Outcome:
    """Where one person stands at the end of a day, under one policy.

    `perks` and `sanctions` are those due on dates, in order; `holdings` those that hold on the
    day itself. `ledger` is None where it was not asked for; `unmoved` are the events without a
    line in it. Whoever is not scored, because the policy asks for a consent that is not given or
    because their time has not begun, has no score and no grade: None.
    """

    policy: str
    person: str | None
    as_of: datetime.date
    #: The first score of the policy, and the first grade.
    score: Points | None
    grade: str | None
    perks: tuple[Award, ...]
    sanctions: tuple[Award, ...]
    holdings: tuple[Holding, ...]
    ledger: tuple[Entry, ...] | None = None
    unmoved: tuple[Unmoved, ...] = ()
    #: Every score by its name, in order of the policy.
    scores: Mapping[str, Points | None] = attrs.field(factory=dict)
    #: The grade of each score that has grades, by the name of the score.
    grades: Mapping[str, str | None] = attrs.field(factory=dict)
    statuses: tuple[InStatus, ...] = ()
    refusals: tuple[Refused, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()

    @property
    def scored(self) -> bool:
        """Whether the person has a score at all."""
        return self.score is not None

    @property
    def perk_money(self) -> Decimal:
        """All money of the perks together, in the policy's currency."""
        return exact_sum(award.money for award in self.perks if award.money is not None)

    @property
    def sanction_money(self) -> Decimal:
        """All money of the sanctions together, in the policy's currency."""
        return exact_sum(award.money for award in self.sanctions if award.money is not None)


def outcome_of(
    machine: Machine,
    result: raw.Result,
    *,
    as_of: int,
    person: str | None = None,
    history: History | None = None,
) -> Outcome:
    """Put a raw result into the words and units of the policy.

    Args:
        as_of: ordinal of the day the result is for.
        history: the settled history that was run. Needed where the result has a ledger; with it,
            events without a line are listed, and numbers of events are those of what was given.
    """
    awards = [_award(machine, awarded) for awarded in result.awards]
    happened = History([], [], ()) if history is None else history
    ledger = None if result.ledger is None else _ledger(machine, result.ledger, happened, as_of)
    points = [points_of(machine, held) if result.scored else None for held in result.scores]
    ranks = ranks_of(machine, result.scores, result.ranks, as_of) if result.scored else ()
    names: list[str | None] = [
        grading.grades[rank].name for grading, rank in zip(machine.gradings, ranks, strict=False)
    ] or [None] * len(machine.gradings)
    return Outcome(
        policy=machine.header.name,
        person=person,
        as_of=_date(as_of),
        score=points[0],
        grade=names[0] if names else None,
        perks=tuple(award for award in awards if award.kind == "perk"),
        sanctions=tuple(award for award in awards if award.kind == "sanction"),
        holdings=tuple(_holding(machine.grants[number]) for number in result.held),
        ledger=ledger,
        unmoved=() if result.ledger is None else _unmoved(machine, happened, result, as_of),
        scores={s.name: each for s, each in zip(machine.scores, points, strict=False)},
        grades={
            machine.scores[grading.score].name: name
            for grading, name in zip(machine.gradings, names, strict=True)
        },
        statuses=tuple(_standing(machine, each) for each in result.statuses),
        refusals=tuple(_refused(machine, each, happened) for each in result.refused),
        withdrawn=tuple(_withdrawal(machine, each) for each in happened.withdrawn),
    )


def _ledger(
    machine: Machine, postings: Iterable[raw.Posting], history: History, as_of: int
) -> tuple[Entry, ...]:
    reader = LedgerReader(machine, as_of)
    return tuple(
        reader.entry(each, history.codes[each.event], history.number(each.event))
        if each.event != raw.NO_EVENT
        else reader.entry(each, None)
        for each in postings
    )


def _unmoved(
    machine: Machine, history: History, result: raw.Result, as_of: int
) -> tuple[Unmoved, ...]:
    """Events without a line in the ledger that were not refused."""
    moved = {posting.event for posting in result.ledger or ()}
    moved.update(refused.event for refused in result.refused)
    return tuple(
        Unmoved(
            _date(day), history.number(event) + 1, machine.actions[code].name,
            machine.actions[code].label, _awaited(machine.actions[code], history, event, as_of),
        )
        for event, (code, day) in enumerate(zip(history.codes, history.days, strict=True))
        if event not in moved
    )  # fmt: skip


def _awaited(action: Action, history: History, event: int, as_of: int) -> tuple[str, ...]:
    """The dates of an event that have not come by a day."""
    return tuple(
        action.fields[place].name
        for place in dated_places(action)
        if not 0 < history.columns[place][event] <= as_of
    )


def _standing(machine: Machine, standing: raw.Standing) -> InStatus:
    status = machine.statuses[standing.status]
    until = _date(standing.until) if standing.until else None
    return InStatus(status.name, status.label, _date(standing.since), until)


def _refused(machine: Machine, refused: raw.RefusedEvent, history: History) -> Refused:
    action = machine.actions[refused.action]
    refusal = action.refusals[refused.refusal]
    origin = refusal.origin
    return Refused(
        date=_date(refused.day),
        event=history.number(refused.event) + 1,
        action=action.name,
        label=action.label,
        text=refusal.text,
        rule=origin.text,
        file=origin.span.source.name,
        line=origin.span.line,
        source=origin.source,
    )


def _withdrawal(machine: Machine, withdrawn: Withdrawn) -> Withdrawal:
    action = machine.actions[withdrawn.code]
    return Withdrawal(
        _date(withdrawn.day), withdrawn.number + 1, action.name, action.label,
        _date(withdrawn.since),
    )  # fmt: skip


def _date(day: int) -> datetime.date:
    return datetime.date.fromordinal(day)


def _award(machine: Machine, awarded: raw.Awarded) -> Award:
    grant = machine.grants[awarded.grant]
    denomination = machine.denomination
    money = None
    if grant.worth is not None:
        money = decimal_of(awarded.worth, denomination.scale(Kind.MONEY))
    return Award(
        date=_date(awarded.day),
        name=grant.name,
        label=grant.label,
        kind=grant.kind,
        money=money,
        currency=denomination.currency if denomination.has_money else "",
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

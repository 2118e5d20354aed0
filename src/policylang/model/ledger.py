"""Every step that led to a score, in the words and units of the policy."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, Literal

import attrs

from policylang.model.grading import brackets_on, rank_among
from policylang.model.machine import (
    Action,
    Begin,
    Cap,
    Change,
    Choice,
    End,
    Machine,
    OfMoment,
    Reaction,
    Rule,
    Upon,
)
from policylang.model.result import NO_EVENT, OVERDUE, Posting
from policylang.model.units import Kind
from policylang.model.values import decimal_of

#: Points as outcomes hold them: int where scores keep no decimals.
Points = int | Decimal

#: Scores with more decimals than these show no zeros at the end.
_FEW_DECIMALS: Final = 6


def points_of(machine: Machine, held: int) -> Points:
    """Held points exactly: an int where scores keep no decimals, else a Decimal.

    Up to six decimals are always all there, so that columns of numbers line up; of more, those at
    the end that are zero are left out.
    """
    scale = machine.denomination.scale(Kind.POINTS)
    if scale == 1:
        return held
    value = decimal_of(held, scale)
    if machine.denomination.decimals <= _FEW_DECIMALS:
        return value
    digits = machine.denomination.decimals
    while digits and not held % 10:
        held, digits = held // 10, digits - 1
    return decimal_of(held, 10**digits)


@attrs.frozen
class StatusStep:
    """What a rule did to a status: it begins or goes on until a day, or it ends.

    `until` is the first day on which the person is not in it any more; None is open.
    """

    name: str
    label: str
    begins: bool
    until: datetime.date | None


@attrs.frozen
class Entry:
    """One line of the ledger: a rule that was applied, with the numbers behind it.

    Points are exact: int where the score keeps no decimals, else Decimal.
    """

    date: datetime.date
    #: Which event of the history, counted from 1; None where no event brought it about.
    event: int | None
    #: The action of the event; None where there is no event.
    action: str | None
    #: What stands for it in a statement: the action or the rule block that the clause is in.
    label: str
    #: The clause as the policy has it, and where it stands.
    rule: str
    file: str
    line: int
    source: str | None
    #: Changes of the score: what the rule asked, what its caps granted, what the range let through.
    asked: Points
    granted: Points
    applied: Points
    balance: Points
    grade: str | None
    #: The cap that cut it (clause and line), if one did.
    cap: str | None
    cap_line: int | None
    #: The range that cut it (clause and line), if it did.
    range: str | None
    range_line: int | None
    #: Name of the score it is about.
    score: str = ""
    #: An effect of an action or a rule block, or points that ran out or came back by themselves.
    cause: Literal["action", "rule", "lifetime"] = "action"
    #: The moment of the event that it belongs to, where the action has several.
    moment: str | None = None
    #: What it did to a status; the points are then 0.
    status: StatusStep | None = None
    #: Whether nothing was added because it would have run out already.
    overdue: bool = False


@attrs.frozen
class _Home:
    """Where a rule belongs."""

    block: Action | Reaction
    moment: str | None = None
    lifetime: bool = False

    @property
    def cause(self) -> Literal["action", "rule", "lifetime"]:
        if self.lifetime:
            return "lifetime"
        return "action" if isinstance(self.block, Action) else "rule"


class LedgerReader:
    """Turns postings into entries; looks rules and caps up once."""

    def __init__(self, machine: Machine, as_of: int | None = None) -> None:
        """Prepare to read the ledger of a result.

        Args:
            as_of: ordinal of the day the result is for, where grades are changed for the past.
        """
        self.machine = machine
        self.as_of = as_of
        self.rules = machine.rules
        self.caps: dict[int, Cap] = {cap.slot: cap for rule in self.rules for cap in rule.caps}
        self.homes = _homes(machine)
        self.gradings = {grading.score: grading for grading in reversed(machine.gradings)}

    def entries(self, postings: Iterable[Posting], codes: Mapping[int, int]) -> tuple[Entry, ...]:
        """Ledger entries of postings.

        Args:
            codes: action codes by number of event, as far as they are known.
        """
        return tuple(self.entry(each, codes.get(each.event)) for each in postings)

    def entry(self, posting: Posting, code: int | None, number: int | None = None) -> Entry:
        """The ledger entry of a posting.

        Args:
            code: of the action of its event; None where there is no event, or it is not known.
            number: which of the events given it is, from 0, where that is not its place.
        """
        machine = self.machine
        rule = self.rules[posting.rule]
        home = self.homes[posting.rule]
        action = self._action(home, code) if posting.event != NO_EVENT else None
        cap = self.caps.get(posting.cap)
        about = score_of(rule)
        score = machine.scores[about]
        bound = score.range_origin if posting.applied != posting.granted else None
        event = posting.event if number is None else number
        return Entry(
            date=datetime.date.fromordinal(posting.day),
            event=event + 1 if posting.event != NO_EVENT else None,
            action=None if action is None else action.name,
            label=home.block.label,
            rule=rule.origin.text,
            file=rule.origin.span.source.name,
            line=rule.origin.span.line,
            source=rule.origin.source,
            asked=0 if is_status(rule) else points_of(machine, posting.asked),
            granted=points_of(machine, posting.granted),
            applied=points_of(machine, posting.applied),
            balance=points_of(machine, posting.balance),
            grade=None if is_status(rule) else self._grade(about, posting),
            cap=cap.origin.text if cap else None,
            cap_line=cap.origin.span.line if cap else None,
            range=bound.text if bound else None,
            range_line=bound.span.line if bound else None,
            score=score.name,
            cause=home.cause,
            moment=home.moment,
            status=self._status(rule, posting),
            overdue=posting.cap == OVERDUE,
        )

    def _action(self, home: _Home, code: int | None) -> Action | None:
        if isinstance(home.block, Action):
            return home.block
        return None if code is None else self.machine.actions[code]

    def _grade(self, score: int, posting: Posting) -> str | None:
        """The grade after it, where that follows from the balance alone."""
        grading = self.gradings.get(score)
        if grading is None or grading.holds:
            return None
        as_of = posting.day if self.as_of is None else self.as_of
        grades = brackets_on(grading, posting.day, as_of).grades
        return grades[rank_among(grades, posting.balance)].name

    def _status(self, rule: Rule, posting: Posting) -> StatusStep | None:
        if not isinstance(rule.effect, Begin | End):
            return None
        status = self.machine.statuses[rule.effect.status]
        begins = isinstance(rule.effect, Begin)
        until = datetime.date.fromordinal(posting.asked) if begins and posting.asked > 0 else None
        return StatusStep(status.name, status.label, begins, until)


def score_of(rule: Rule) -> int:
    """Number of the score a rule is about; that of the first for one about a status."""
    return 0 if isinstance(rule.effect, Begin | End) else rule.effect.score


def is_status(rule: Rule) -> bool:
    """Whether a rule is about a status."""
    return isinstance(rule.effect, Begin | End)


def _homes(machine: Machine) -> dict[int, _Home]:
    """Where each rule belongs, by its number."""
    homes: dict[int, _Home] = {}
    for action in machine.actions:
        several = len(action.moments) > 1
        for moment in action.moments:
            _settle(homes, moment.choices, _Home(action, moment.name if several else None))
    for reaction in machine.reactions:
        _settle(homes, reaction.choices, _Home(reaction, _moment_upon(reaction, machine)))
    return homes


def _settle(homes: dict[int, _Home], choices: Iterable[Choice], home: _Home) -> None:
    for choice in choices:
        for arm in choice.arms:
            homes[arm.rule.number] = home
            effect = arm.rule.effect
            if isinstance(effect, Change) and effect.lifetime is not None:
                homes[effect.lifetime.rule.number] = attrs.evolve(home, lifetime=True)


def _moment_upon(reaction: Reaction, machine: Machine) -> str | None:
    trigger = reaction.trigger
    if isinstance(trigger, Upon) and isinstance(trigger.occurrence, OfMoment):
        moments = machine.actions[trigger.occurrence.action].moments
        return moments[trigger.occurrence.moment].name if len(moments) > 1 else None
    return None

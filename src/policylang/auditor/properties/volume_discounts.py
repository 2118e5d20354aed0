"""Volume discounts: whether several offences cost less than as many times one.

PROPERTY. For each offence and n of 2, 3 and 5: n events of it on one day take no fewer points, and
bring no less in sanctions of their own, than n events on days apart; and n events on days apart no
less than n times one. Range ends do not count: what they swallow is the matter of `free offences`.

METHOD. Histories run and replayed, on one day under one name and under several (of acts, stops,
accounts), and one, forty and four hundred days apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

import attrs

from policylang.auditor.deeds.compared import Better, Pair, compare
from policylang.auditor.deeds.events import moved, named_apart
from policylang.auditor.deeds.offences import Deed, deeds, worst_offences
from policylang.auditor.deeds.trials import Trials, Tried
from policylang.auditor.deeds.valued import good_ways
from policylang.auditor.inquiry import Inquiry, date
from policylang.core.counting import counted
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row
from policylang.model.machine import Change, Machine, OfMoment, Upon

NAME = "volume discounts"
_NUMBERS: Final = (2, 3, 5)
_APART: Final = (1, 40, 400)
#: How many events are compared with how many fewer in what is left of it later, how far apart.
_FEWER: Final = ((2, 1), (3, 2), (3, 1), (5, 3), (5, 1), (2, 0), (3, 0), (5, 0))
_LATER: Final = (0, 40)
#: Most ways of one offence that are compared.
_WAYS: Final = 4


@attrs.frozen
class _Cost:
    """What events cost: points taken by their own rules, and money of sanctions with them."""

    points: int
    money: int

    def below(self, other: _Cost) -> bool:
        """Whether it is less in something and more in nothing."""
        no_more = self.points <= other.points and self.money <= other.money
        return no_more and self != other


@attrs.frozen
class _Compared:
    """An offence once, several times on one day, and as often on days apart."""

    offence: Deed
    number: int
    one: _Cost
    together: _Cost
    rows: tuple[Row, ...]
    apart: _Cost
    days: int
    #: Whether its rules take amounts only, not a share of what is left.
    only_adds: bool

    @property
    def is_burst(self) -> bool:
        """Whether several at once cost less than the same one after the other."""
        return self.together.below(self.apart)

    @property
    def is_discount(self) -> bool:
        """Whether each later one costs less than the first, though not nothing."""
        times = _Cost(self.one.points * self.number, self.one.money * self.number)
        return self.apart.below(times) and self.apart != self.one

    @property
    def is_swallowed(self) -> bool:
        """Whether several cost no more than one."""
        return self.number > 1 and self.one in (self.apart, self.together)


def answer(inquiry: Inquiry) -> Answer:
    """What several offences cost, at once and one after the other."""
    trials = Trials(inquiry)
    good = good_ways(inquiry.machine, inquiry.question.attributes)
    offences = _offences(deeds(trials, good))
    if not offences:
        text = "No event was found that does harm, and nothing good, to whoever does it."
        return Answer(NAME, Verdict.ANSWERED, Evidence.SEARCHED, text)
    findings: list[Finding] = []
    rows, swallowed = [], []
    for ways in offences:
        compared = [each for way in ways for each in _compared(trials, way, good)]
        burst = next((each for each in compared if each.is_burst), None)
        later = next((each for each in compared if each.is_discount), None)
        nothing = next((each for each in compared if each.is_swallowed), None)
        outdone = next(_outdone(trials, ways[0], good), None)
        if burst is not None:
            findings.append(_burst(inquiry, burst))
        elif later is not None:
            findings.append(_discount(inquiry, later))
        if outdone is not None:
            findings.append(_better_with_more(inquiry, outdone))
        if nothing is not None:
            swallowed.append(f"`{inquiry.machine.actions[ways[0].code].name}`")
        shown = burst or later or nothing or next(iter(compared), None)
        rows += [] if shown is None else [_row(inquiry, shown)]
    return Answer(
        NAME,
        Verdict.BROKEN if findings else Verdict.ANSWERED,
        Evidence.REPLAYED if findings else Evidence.SEARCHED,
        _summary(findings, swallowed),
        tuple(findings),
        table=(("offence", "how often", "one", "on one day", "days apart"), *rows),
    )


def _summary(findings: Sequence[Finding], swallowed: Sequence[str]) -> str:
    if findings:
        return "Several offences cost less than as many times one, or leave somebody better off."
    looked = "2, 3 and 5 offences of one kind, on one day and apart, and what comes due after them"
    if swallowed:
        further = f"Further ones of {', '.join(swallowed)} take nothing more."
        return f"{further} Nothing else was found cheaper in {looked}."
    return f"Nothing was found that comes cheaper by the number, in {looked}."


def _outdone(trials: Trials, way: Deed, good: tuple[int, ...]) -> Iterator[Better]:
    """Where more events of an offence leave somebody better off than fewer, then or later."""
    machine, last = trials.inquiry.machine, trials.inquiry.last
    for (more, fewer), apart in product(_FEWER, _LATER):
        days = [way.row[0] + apart * n for n in range(more)]
        if days[-1] > last:
            continue
        rows = tuple(
            moved(machine, named_apart(machine, way.row, n), day) for n, day in enumerate(days)
        )
        pair = Pair(rows, rows[:fewer], way.code, more - fewer)
        for found in compare(trials, [pair], good):
            if _is_no_more_burdened(trials, found):
                yield found


def _is_no_more_burdened(trials: Trials, found: Better) -> bool:
    """Whether more events bring no status that fewer do not: it may be what they cost."""
    more = trials.run(found.pair.more, found.day)
    less = trials.run(found.pair.less, found.day)
    assert more is not None
    assert less is not None
    return {each.status for each in more.result.statuses} <= {
        each.status for each in less.result.statuses
    }


def _compared(trials: Trials, offence: Deed, good: tuple[int, ...]) -> Iterator[_Compared]:
    machine, last = trials.inquiry.machine, trials.inquiry.last
    day = offence.row[0]
    only_adds = _only_adds(machine, offence)

    def cost_of(rows: tuple[Row, ...]) -> _Cost | None:
        # A move that the range cuts short, once the score is there, would look like a discount.
        return _cost(trials, rows, good, swallowed=only_adds)

    one = cost_of((offence.row,))
    if one is None:
        return
    for number in _NUMBERS:
        names = [named_apart(machine, offence.row, n) for n in range(number)]
        at_once = [
            (cost, rows)
            for rows in ((offence.row,) * number, tuple(names))
            if (cost := cost_of(rows)) is not None
        ]
        spread = [
            (cost, days)
            for days in _APART
            if day + days * (number - 1) <= last
            and (
                cost := cost_of(
                    tuple(moved(machine, row, day + days * n) for n, row in enumerate(names))
                )
            )
            is not None
        ]
        if at_once and spread:
            together, rows = min(at_once, key=lambda each: (each[0].points, each[0].money))
            apart, days = max(spread, key=lambda each: (each[0].points, each[0].money))
            yield _Compared(offence, number, one, together, rows, apart, days, only_adds)


def _cost(
    trials: Trials, rows: tuple[Row, ...], good: tuple[int, ...], *, swallowed: bool
) -> _Cost | None:
    """What events cost on their own days; None where one is refused.

    Args:
        swallowed: whether a range may have cut what they took; if not, None where it did.
    """
    tried = trials.run(rows, until=rows[-1][0])
    if tried is None or (not swallowed and _is_swallowed(tried)):
        return None
    own = {rule.number for rule in trials.inquiry.machine.actions[rows[0][1]].rules}
    points = -sum(way * sum(tried.asked(n, own)) for n, way in enumerate(good))
    machine, money = trials.inquiry.machine, 0
    for award in tried.result.awards:
        grant = machine.grants[award.grant]
        if grant.kind == "sanction" and grant.trigger == Upon(OfMoment(rows[0][1])):
            money += award.worth
    return _Cost(points, money)


def _is_swallowed(tried: Tried) -> bool:
    return any(
        posting.applied != posting.granted
        for posting in tried.result.ledger or ()
        if posting.event >= 0 and posting.rule in tried.owners
    )


def _offences(found: Sequence[Deed]) -> list[list[Deed]]:
    """For each offence the worst ways to do it, as far as they take differently many points."""
    ways = []
    for worst in worst_offences(found):
        losses: dict[int, Deed] = {worst.loss: worst}
        for each in found:
            if each.code == worst.code and each.is_offence and each.loss > 0:
                losses.setdefault(each.loss, each)
        ways.append([losses[loss] for loss in sorted(losses, reverse=True)[:_WAYS]])
    return ways


def _only_adds(machine: Machine, offence: Deed) -> bool:
    """Whether all its rules take amounts, not a share of what is left."""
    rules = machine.actions[offence.code].rules
    return all(isinstance(rule.effect, Change) for rule in rules)


def _burst(inquiry: Inquiry, found: _Compared) -> Finding:
    label = inquiry.machine.actions[found.offence.code].label
    day = found.offence.row[0]
    title = (
        f"{found.number} of `{label}` on one day cost {_shown(inquiry, found.together)}, "
        f"{counted(found.days, 'day')} apart {_shown(inquiry, found.apart)}"
    )
    return inquiry.finding(
        NAME,
        title,
        inquiry.replay(found.rows, until=day),
        severity=Severity.MEDIUM,
        evidence=Evidence.REPLAYED,
        notes=(f"one alone costs {_shown(inquiry, found.one)}",),
    )


def _discount(inquiry: Inquiry, found: _Compared) -> Finding:
    machine, day = inquiry.machine, found.offence.row[0]
    label = machine.actions[found.offence.code].label
    rows = [
        moved(machine, named_apart(machine, found.offence.row, n), day + found.days * n)
        for n in range(found.number)
    ]
    return inquiry.finding(
        NAME,
        f"{found.number} of `{label}` cost {_shown(inquiry, found.apart)}, "
        f"one {_shown(inquiry, found.one)}: later ones cost less, also "
        f"{counted(found.days, 'day')} apart"
        f"{'' if found.only_adds else ', as each takes a share of what is left'}",
        inquiry.replay(rows, until=rows[-1][0]),
        severity=Severity.LOW,
        evidence=Evidence.REPLAYED,
        notes=(f"the last of them is on {date(rows[-1][0])}",),
    )


def _better_with_more(inquiry: Inquiry, found: Better) -> Finding:
    pair, label = found.pair, inquiry.machine.actions[found.pair.code].label
    return inquiry.finding(
        NAME,
        f"{len(pair.more)} of `{label}` leave somebody better off than {len(pair.less) or 'none'}: "
        f"{found.what}, on {date(found.day)}",
        inquiry.replay(pair.more, until=found.day),
        severity=Severity.MEDIUM,
        evidence=Evidence.REPLAYED,
        beside=(
            "with fewer of them" if pair.less else "without any",
            inquiry.replay(pair.less, until=found.day),
        ),
    )


def _shown(inquiry: Inquiry, cost: _Cost) -> str:
    points = inquiry.replayer.in_points(cost.points)
    return f"{points} and {inquiry.money(cost.money)}" if cost.money else points


def _row(inquiry: Inquiry, found: _Compared) -> tuple[str, ...]:
    label = inquiry.machine.actions[found.offence.code].label
    costs = (found.one, found.together, found.apart)
    return label, str(found.number), *(_shown(inquiry, each) for each in costs)

"""Splitting: whether several small events bring more than one large one.

PROPERTY. For each chosen action that only gives points, on one day and before any cap binds: no
number of events brings as many points as one event for less, in money and in hours, or more points
for no more.

METHOD. A knapsack: for each number of points the least that several events cost which reach it,
whatever is left over. All events of the action are in it that no cheaper one is as good as.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from math import gcd
from typing import Final

import attrs

from policylang.auditor.decisions.process import Process, plain_gain
from policylang.auditor.decisions.variants import Variant
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.question import Unfit
from policylang.auditor.witnesses.replay import Replay
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row

NAME = "splitting"


#: Most steps of the knapsack of one action; most ways to pay for as many points; most parts.
_MOST_STEPS: Final = 1_000_000
_MOST_PRICES: Final = 50
_MOST_PARTS: Final = 400
#: Most splits that are replayed where a limit cuts the parts of the first ones.
_MOST_TRIED: Final = 20


@attrs.frozen
class _Split:
    """Events that are worth as much as one and cost less, or more and cost no more."""

    parts: tuple[Variant, ...]
    whole: Variant


@attrs.frozen
class _Sum:
    """The last of several events, what all of them cost, and the others."""

    money: int
    hours: int
    last: Variant
    before: _Sum | None

    @property
    def parts(self) -> Iterator[Variant]:
        """All events, the last one first."""
        each: _Sum | None = self
        while each is not None:
            yield each.last
            each = each.before

    def no_more(self, money: int, hours: int) -> bool:
        """Whether it costs no more."""
        return self.money <= money and self.hours <= hours


def answer(inquiry: Inquiry) -> Answer:
    """Whether splitting an event pays, for every action it can be asked of."""
    process = inquiry.process
    findings: list[Finding] = []
    asked, open_ = [], []
    for code in process.ways:
        sizes = _sizes(process, code)
        if sizes is None:
            continue
        name = f"`{inquiry.machine.actions[code].name}`"
        asked.append(name)
        try:
            tried = list(islice(_splits(sizes), _MOST_TRIED))
        except Unfit:
            open_.append(name)
            continue
        found = next((each for split in tried if (each := _finding(inquiry, code, split))), None)
        if found is not None:
            findings.append(found)
        elif tried:
            open_.append(name)
    if not asked:
        raise Unfit("no chosen action only gives points")
    names = ", ".join(asked)
    if findings:
        text = f"Several events bring more than one that costs as much: looked at for {names}."
        return Answer(NAME, Verdict.BROKEN, Evidence.REPLAYED, text, tuple(findings))
    if open_:
        text = f"Not decided for {', '.join(open_)}: there are too many sums, or limits cut them."
        return Answer(NAME, Verdict.UNKNOWN, Evidence.SEARCHED, text)
    text = f"No number of events costs less than one that is worth as many points: {names}."
    return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)


def _sizes(process: Process, code: int) -> dict[int, Variant] | None:
    """By points, the cheapest single event of an action; None where it is no plain gain.

    Only sizes that every cap lets through in one window.
    """
    sizes: dict[int, Variant] = {}
    for move in process.ways[code]:
        points = plain_gain(move)
        if points is None:
            return None
        if any(cap.limit < points for _, effect in move.chains[0] for cap in effect.caps):
            continue
        variant, held = move.variant, sizes.get(points)
        if held is None or (variant.money <= held.money and variant.hours <= held.hours):
            sizes[points] = variant
        elif variant.money < held.money or variant.hours < held.hours:
            return None  # one takes less money, the other fewer hours
    return sizes or None


def _splits(sizes: dict[int, Variant]) -> Iterator[_Split]:
    """Splits that pay, those of the fewest points first.

    Raises:
        Unfit: there are too many sums to look at.
    """
    best = _undominated(sizes)
    if not best:
        return
    unit = gcd(*best)
    most = max(best) // unit + 1
    if most * len(best) > _MOST_STEPS:
        raise Unfit("there are too many sums")
    #: By number of points: the least that events cost that reach it; and several events.
    any_: list[list[_Sum]] = [[]]
    for wanted in range(1, most + 1):
        several: list[_Sum] = []
        single: list[_Sum] = []
        for points, variant in best.items():
            left = wanted - points // unit
            if left <= 0:
                _keep(single, _Sum(variant.money, variant.hours, variant, None))
                continue
            for other in any_[left]:
                money, hours = other.money + variant.money, other.hours + variant.hours
                _keep(several, _Sum(money, hours, variant, other))
        for each in several:
            _keep(single, each)
        any_.append(single)
        for points in (wanted * unit, (wanted - 1) * unit):
            if points in best:
                yield from _better(several, best[points], more=points < wanted * unit)


def _better(several: list[_Sum], whole: Variant, *, more: bool) -> Iterator[_Split]:
    """Sums that cost less than one event, or no more where they bring more."""
    for each in several:
        alike = (each.money, each.hours) == (whole.money, whole.hours)
        pays = bool(whole.money or whole.hours) if more and alike else not alike
        if pays and each.no_more(whole.money, whole.hours):
            yield _Split(tuple(each.parts), whole)


def _undominated(sizes: dict[int, Variant]) -> dict[int, Variant]:
    """The events that bring something, and more than any that costs no more."""
    found: dict[int, Variant] = {}
    for points in sorted((each for each in sizes if each > 0), reverse=True):
        one = sizes[points]
        if not any(v.money <= one.money and v.hours <= one.hours for v in found.values()):
            found[points] = one
    return found


def _keep(found: list[_Sum], new: _Sum) -> None:
    """Add a sum unless one costs no more, and drop those that cost no less."""
    if any(each.no_more(new.money, new.hours) for each in found):
        return
    found[:] = [each for each in found if not new.no_more(each.money, each.hours)]
    found.append(new)
    if len(found) > _MOST_PRICES:
        raise Unfit("there are too many ways to pay")


def _together(inquiry: Inquiry, code: int, variants: Sequence[Variant]) -> Replay:
    rows = [_row(inquiry, code, each.values) for each in variants]
    return inquiry.replay(rows, until=inquiry.question.since)


def _row(inquiry: Inquiry, code: int, values: tuple[int, ...]) -> Row:
    """An event on the first day."""
    filled = (*values, *[0] * (inquiry.machine.width - len(values)))
    return inquiry.question.since, code, filled


def _finding(inquiry: Inquiry, code: int, split: _Split) -> Finding | None:
    """The finding; None where a limit cuts what the parts bring, or they are too many to show."""
    if len(split.parts) > _MOST_PARTS:
        return None
    action = inquiry.machine.actions[code]
    none = _together(inquiry, code, ()).result.scores
    apart = _together(inquiry, code, split.parts)
    whole = _together(inquiry, code, [split.whole])
    brought = max(a - n for a, n in zip(apart.result.scores, none, strict=True))
    in_one = max(a - n for a, n in zip(whole.result.scores, none, strict=True))
    saves = (apart.money, apart.hours) != (whole.money, whole.hours)
    if apart.result.refused or brought < in_one or (brought == in_one and not saves):
        return None
    in_points = inquiry.replayer.in_points
    by_money = apart.money != whole.money or (not saves and whole.money > 0)

    def cost(replay: Replay) -> str:
        return inquiry.money(replay.money) if by_money else inquiry.hours(replay.hours)

    count = "two" if len(split.parts) == 2 else f"{len(split.parts):,}"
    less = f"it costs {cost(whole)}"
    if brought > in_one:
        less = f"{in_points(in_one)} for {cost(whole)}"
    return inquiry.finding(
        NAME,
        f"`{action.label}` in {count} events is worth {in_points(brought)} for "
        f"{cost(apart)}; in one {less}",
        apart,
        severity=Severity.MEDIUM,
        evidence=Evidence.REPLAYED,
    )

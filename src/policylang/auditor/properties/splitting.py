"""Splitting: whether several small events bring more than one large one.

PROPERTY. For each chosen action that only gives points, on one day and before any cap binds: no two
events cost less, in money and in hours, than the one event that is worth as many points.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from policylang.auditor.decisions.process import Process, plain_gain
from policylang.auditor.decisions.variants import Variant
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.question import Unfit
from policylang.auditor.witnesses.replay import Disagreement, Replay
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row

NAME = "splitting"


@attrs.frozen
class _Split:
    """Two events that are worth as much as one and cost less."""

    parts: tuple[Variant, Variant]
    whole: Variant
    points: int


def answer(inquiry: Inquiry) -> Answer:
    """Whether splitting an event pays, for every action it can be asked of."""
    process = inquiry.process
    findings: list[Finding] = []
    asked = []
    for code in process.ways:
        sizes = _sizes(process, code)
        if sizes is None:
            continue
        asked.append(inquiry.machine.actions[code].name)
        split = next(iter(_splits(sizes)), None)
        if split is not None:
            findings.append(_finding(inquiry, code, split))
    if not asked:
        raise Unfit("no chosen action only gives points")
    names = ", ".join(f"`{name}`" for name in asked)
    if findings:
        text = f"Several events bring more than one that costs as much: looked at for {names}."
        return Answer(NAME, Verdict.BROKEN, Evidence.REPLAYED, text, tuple(findings))
    text = f"Two events never cost less than one that is worth as many points: {names}."
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
    """Splits that pay, those of the fewest points first."""
    for points in sorted(sizes):
        whole = sizes[points]
        for one in sorted(sizes):
            two = points - one
            if two < one or two not in sizes:
                continue
            parts = sizes[one], sizes[two]
            money = parts[0].money + parts[1].money
            hours = parts[0].hours + parts[1].hours
            no_more = money <= whole.money and hours <= whole.hours
            if no_more and (money, hours) != (whole.money, whole.hours):
                yield _Split(parts, whole, points)


def _together(inquiry: Inquiry, code: int, variants: list[Variant]) -> Replay:
    rows = [_row(inquiry, code, each.values) for each in variants]
    return inquiry.replay(rows, until=inquiry.question.since)


def _row(inquiry: Inquiry, code: int, values: tuple[int, ...]) -> Row:
    """An event on the first day."""
    filled = (*values, *[0] * (inquiry.machine.width - len(values)))
    return inquiry.question.since, code, filled


def _finding(inquiry: Inquiry, code: int, split: _Split) -> Finding:
    action = inquiry.machine.actions[code]
    apart = _together(inquiry, code, list(split.parts))
    whole = _together(inquiry, code, [split.whole])
    if apart.result.scores != whole.result.scores:
        raise Disagreement("two events do not come to what one does")
    points = inquiry.replayer.points
    cost = inquiry.money if apart.money != whole.money else inquiry.hours
    paid, saved = (
        (whole.money, apart.money) if apart.money != whole.money else (whole.hours, apart.hours)
    )
    return inquiry.finding(
        NAME,
        f"`{action.label}` in two events is worth {points(split.points)} points for "
        f"{cost(saved)}; in one it costs {cost(paid)}",
        apart,
        severity=Severity.MEDIUM,
        evidence=Evidence.REPLAYED,
    )

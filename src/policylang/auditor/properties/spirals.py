"""Spirals: an offence that takes away what would undo it.

PROPERTY. After one kind of offence, done up to forty times on the first day, some chosen action
that brings points to somebody without it still brings points to whoever has done it, at no more
than ten times the price. Where nothing does to somebody who begins, as they have all the points
there are, it is compared with somebody who begins with as many as the event leaves.

METHOD. From the form of the rules: where no event can be an offence (`deeds.harm`), or where one
act surely always earns (`decisions.earning`). Else small histories: the offence, then each act that
earns, a day, a month, a year later and at the end, each compared with the same act without the
offence. That finds, and never proves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, product
from typing import Final

import attrs

from policylang.auditor.decisions import earning
from policylang.auditor.decisions.readings import View
from policylang.auditor.deeds.harm import harms_nobody
from policylang.auditor.deeds.valued import good_ways
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.falling.after import begun_with
from policylang.auditor.properties.small_histories import Event, SmallHistories
from policylang.auditor.properties.standing import falls, offences
from policylang.auditor.witnesses.replay import Disagreement
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row
from policylang.model.units import HOUR

NAME = "spirals"
#: Days after the offence on which acts are tried, besides the last one.
_LATER: Final = (0, 1, 31, 366)
#: How many times dearer points have to become.
_DEARER: Final = 10
#: How often an event is done where those who begin lower are compared with.
_FEW: Final = 5


@attrs.frozen
class _Spiral:
    """An offence after which nothing earns, or earns at a price that is so many times as high."""

    rows: tuple[Row, ...]
    act: Event
    day: int
    times: Fraction | None
    #: The score with which somebody begins whom it is compared with; None: as everybody does.
    begun: int | None = None


def answer(inquiry: Inquiry) -> Answer:
    """Whether some offence takes away every act that earns."""
    trials = SmallHistories(inquiry)
    days, machine = _days(inquiry), inquiry.machine
    attributes = inquiry.question.attributes
    if harms_nobody(machine, good_ways(machine, attributes), View(machine, attributes)):
        text = "No event takes points away or brings a sanction: there is nothing to make up for."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    acts = list(_acts(trials))
    for act in acts:
        action = machine.actions[act.code]
        if earning.earns_whatever_was_done(machine, action):
            text = f"`{action.label}` brings points whatever was done before, always at its price."
            return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    chosen = [code for code, action in enumerate(machine.actions) if action.by == "choice"]
    if not any(earning.may_earn(machine, code) for code in chosen):
        text = "Nothing that a person chooses can bring points, so nothing that does can be lost."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    findings = []
    for event in offences(trials):
        tried = _spirals(trials, event, acts, days) if acts else _lower(trials, event, days)
        found = next(tried, None)
        if found is not None:
            findings.append(_finding(inquiry, trials, found))
    if findings:
        text = "There are acts after which what would make up for them is out of reach."
        return Answer(NAME, Verdict.BROKEN, Evidence.REPLAYED, text, tuple(findings))
    text = (
        "after every offence that was tried, what brings points still does"
        if acts
        else "after every offence that was tried, what brings points to others as low still does"
    )
    return Answer(NAME, Verdict.UNKNOWN, Evidence.SEARCHED, text)


def _acts(trials: SmallHistories) -> Iterator[Event]:
    """Of each chosen action, the event that brings most of the first score at the least price."""
    day = trials.since
    start = trials.scores((), day)
    if start is None:
        return
    for code, action in enumerate(trials.machine.actions):
        if action.by != "choice":
            continue
        found = []
        for event in trials.ways(code):
            scores = trials.scores((event.on(day),), day)
            if scores is not None and scores[0] > start[0]:
                found.append((-scores[0], event.money, event.hours, event.values, event))
        if found:
            yield min(found, key=lambda each: each[:4])[4]


def _spirals(
    trials: SmallHistories, event: Event, acts: Sequence[Event], days: Sequence[int]
) -> Iterator[_Spiral]:
    """The fewest times an event has to be done for every act to be lost on all days."""
    for rows, _ in falls(trials, event):
        least: Fraction | None = None
        shown: tuple[Event, int] | None = None
        for day, act in product(days, acts):
            before = _price(trials, (), act, day)
            if before is None:
                continue
            shown = shown or (act, day)
            after = _price(trials, rows, act, day)
            if after is None:
                continue
            times = _times(before, after)
            least = times if least is None else min(least, times)
            if least < _DEARER:
                break
        if shown is not None and (least is None or least >= _DEARER):
            yield _Spiral(rows, *shown, least)


def _lower(trials: SmallHistories, event: Event, days: Sequence[int]) -> Iterator[_Spiral]:
    """The same compared with somebody who begins with the score that the events leave."""
    seen: set[int] = set()
    for rows, score in islice(falls(trials, event), _FEW):
        if score in seen:
            continue
        seen.add(score)
        other = SmallHistories(begun_with(trials.inquiry, 0, score))
        ways = list(_acts(other))
        shown: tuple[Event, int] | None = None
        lost = bool(ways)
        for day, act in product(days, ways):
            if _price(other, (), act, day) is None:
                continue
            shown = shown or (act, day)
            if _price(trials, rows, act, day) is not None:
                lost = False
                break
        if lost and shown is not None:
            yield _Spiral(rows, *shown, None, score)


def _times(before: Fraction, after: Fraction) -> Fraction:
    """How many times as dear points are; what was free and is not any more is as dear as can be."""
    if not before:
        return Fraction(_DEARER) if after else Fraction(1)
    return after / before


def _price(trials: SmallHistories, rows: tuple[Row, ...], act: Event, day: int) -> Fraction | None:
    """The price of a point by an act on a day after a history; None where it brings none.

    An hour counts with its price, or as a unit of money where it has none.
    """
    done = (*rows, act.on(day))
    without, result = trials.result(rows, day), trials.result(done, day)
    if without is None or result is None or result.score <= without.score:
        return None
    money, held = trials.costs(done)[-1]
    lost = trials.worth(without) - trials.worth(result)
    spent = money + lost + Fraction(held, HOUR) * (trials.inquiry.question.hour or 1)
    return max(spent, Fraction(0)) / (result.score - without.score)


def _finding(inquiry: Inquiry, trials: SmallHistories, found: _Spiral) -> Finding:
    """The finding, with the same act done by somebody without the offence beside it."""
    replay = trials.replay((*found.rows, found.act.on(found.day)), found.day)
    refused = bool(replay.result.refused)
    if refused:  # what is refused did not happen, and is no part of a history
        replay = trials.replay(found.rows, found.day)
    without = "without it"
    if found.begun is not None:
        without = f"somebody who begins with {inquiry.replayer.in_points(found.begun)}"
        inquiry = begun_with(inquiry, 0, found.begun)
    plain = inquiry.replay((found.act.on(found.day),), until=found.day)
    offence = inquiry.machine.actions[found.rows[0][1]].label
    act = inquiry.machine.actions[found.act.code].label
    start = inquiry.replay((), until=found.day).result.score
    if plain.result.score <= start:
        raise Disagreement("the replay of an act that earns does not earn")
    often = "" if len(found.rows) == 1 else f"{len(found.rows)} times "
    if found.times is None:
        title = f"after {often}`{offence}` nothing that a person chooses brings points any more"
        notes = [f"tried on {', '.join(date(d).isoformat() for d in _days(inquiry))}"]
    else:
        title = (
            f"after {often}`{offence}` points cost at least {float(found.times):,.0f} times as much"
        )
        notes = []
    notes.append(f"`{act}` is the act shown{', and is refused' if refused else ''}")
    return trials.inquiry.finding(
        NAME,
        title,
        replay,
        severity=Severity.MEDIUM,
        evidence=Evidence.REPLAYED,
        notes=notes,
        beside=(without, plain),
    )


def _days(inquiry: Inquiry) -> list[int]:
    """The days on which acts are tried."""
    days = {inquiry.question.since + n for n in _LATER}
    return sorted({*(day for day in days if day < inquiry.last), inquiry.last})

"""The table of all cliffs, and a finding for each that is backward and that histories show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Final

import attrs

from policylang.auditor.decisions.breakpoints import Stand
from policylang.auditor.deeds.offences import deeds
from policylang.auditor.deeds.trials import Trials
from policylang.auditor.deeds.valued import good_ways
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.cliffs.amounts import of_amounts, of_counts
from policylang.auditor.properties.cliffs.cliff import Change, Cliff
from policylang.auditor.properties.cliffs.days import days_of
from policylang.auditor.properties.cliffs.effects import of_effects
from policylang.auditor.properties.cliffs.grants import of_attributes, of_fields, of_scores
from policylang.auditor.properties.cliffs.sides import Sides, sides_of
from policylang.core.counting import counted
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.runtime.expressions import value_of

NAME = "cliffs"
#: Most cliffs that are listed.
_MOST: Final = 300


def answer(inquiry: Inquiry) -> Answer:
    """Every cliff of the policy, for the person asked about."""
    machine = inquiry.machine
    trials = Trials(inquiry)
    good = good_ways(machine, inquiry.question.attributes)
    left: list[str] = []
    if any(grading.holds for grading in machine.gradings):
        left.append("grades that more than a score decides")
    days, all_days = days_of(machine, inquiry.question.since)
    if not all_days:
        left.append(f"what changes after {date(days[-1])}")
    sources: tuple[Callable[[Stand], Iterator[Cliff]], ...] = (
        lambda stand: of_scores(inquiry, stand, good, left),
        lambda stand: of_effects(trials, stand, good, left),
        lambda stand: of_attributes(inquiry, stand, left),
        lambda stand: of_fields(inquiry, stand, left),
        lambda stand: of_amounts(trials, stand, good, left),
        lambda stand: of_counts(trials, stand, left),
    )
    found: list[Cliff] = []
    for source in sources:
        found += islice(_over(days, source, inquiry), _MOST + 1 - len(found))
    backward = [cliff for cliff in found if cliff.worse]
    every = deeds(trials, good) if backward else []
    shown = [(cliff, sides_of(cliff, trials, every, good)) for cliff in backward]
    findings = tuple(_finding(inquiry, cliff, sides) for cliff, sides in shown if sides is not None)
    unseen = sum(sides is None for _, sides in shown)
    complete = not (findings or unseen or left or len(found) > _MOST)
    return Answer(
        NAME,
        Verdict.BROKEN if findings else Verdict.ANSWERED,
        Evidence.PROVED_ALWAYS if complete else Evidence.REPLAYED,
        _summary(found, findings, unseen, left),
        findings,
        table=_table(inquiry, found[:_MOST]),
    )


def _over(
    days: Sequence[int], source: Callable[[Stand], Iterator[Cliff]], inquiry: Inquiry
) -> Iterator[Cliff]:
    """The cliffs of every day, each once, with the days from or up to which it is there."""
    seen: dict[Cliff, list[int]] = {}
    for number, day in enumerate(days):
        for cliff in islice(source(_stand(inquiry, day)), _MOST + 1):
            seen.setdefault(cliff, []).append(number)
    for cliff, on in seen.items():
        place = cliff.place
        if on[0] > 0:
            place += f", from {date(days[on[0]])}"
        if on[-1] < len(days) - 1:
            place += f", up to {date(days[on[-1] + 1] - 1)}"
        yield attrs.evolve(cliff, place=place)


def _stand(inquiry: Inquiry, day: int) -> Stand:
    """Where somebody who begins stands on a day."""
    machine, question = inquiry.machine, inquiry.question
    stand = Stand(machine, question.attributes, today=question.since, as_of=question.since)
    stand.event_day = question.since
    stand.scores = tuple(
        0 if score.formula is not None else value_of(score.start, stand) for score in machine.scores
    )
    stand.today = stand.as_of = stand.event_day = day
    return stand


def _summary(
    found: Sequence[Cliff], findings: Sequence[Finding], unseen: int, left: Sequence[str]
) -> str:
    where = "where one unit more changes something"
    if len(found) > _MOST:
        parts = [f"There are more than {_MOST} places {where}, of which the first are listed."]
    else:
        is_one = len(found) == 1
        parts = [f"There {'is' if is_one else 'are'} {counted(len(found), 'place')} {where}."]
    if findings:
        parts.append(f"Backward: {len(findings)} of them.")
    elif not unseen:
        parts.append("None of them goes backward.")
    if unseen:
        parts.append(
            f"{unseen} would go backward (marked `worse`), but no history was found that shows it."
        )
    if left:
        parts.append(f"Not looked at: {'; '.join(dict.fromkeys(left))}.")
    return " ".join(parts)


def _table(inquiry: Inquiry, found: Sequence[Cliff]) -> tuple[tuple[str, ...], ...]:
    if not found:
        return ()
    rows = [
        (
            cliff.place,
            "; ".join(part for part in (cliff.what, _gifts(inquiry, cliff)) if part),
            _signed(inquiry, cliff.each_time) if cliff.changes else "",
            _yearly(inquiry, cliff),
            "worse" if cliff.worse else "",
        )
        for cliff in found
    ]
    return ("from", "what changes", "each time", "a year", ""), *rows


def _gifts(inquiry: Inquiry, cliff: Cliff) -> str:
    """The perks and sanctions that come, go, or change."""
    words = [
        f"{_verb(each)} {inquiry.machine.grants[each.grant].label}"
        for each in cliff.changes
        if "steps" not in cliff.what
    ]
    return ", ".join(words)


def _verb(change: Change) -> str:
    if change.below is None:
        return "with"
    return "without" if change.above is None else "another"


def _yearly(inquiry: Inquiry, cliff: Cliff) -> str:
    """What it comes to in a year; `about`, to the smallest coin, where years differ."""
    if not cliff.on_average:
        return _signed(inquiry, cliff.yearly)
    return f"about {_signed(inquiry, round(cliff.yearly))}"


def _bare(inquiry: Inquiry, cliff: Cliff) -> str:
    """The same without a sign."""
    if not cliff.on_average:
        return inquiry.money(abs(cliff.yearly))
    return f"about {inquiry.money(abs(round(cliff.yearly)))}"


def _signed(inquiry: Inquiry, money: int | Fraction) -> str:
    if not money:
        return ""
    return f"{'+' if money > 0 else ''}{inquiry.money(money)}"


def _finding(inquiry: Inquiry, cliff: Cliff, sides: Sides) -> Finding:
    until = sides[0].until
    more, less = (inquiry.replay(each.rows, until=until) for each in sides)
    in_points = inquiry.replayer.in_points
    sides_shown = [
        f"{in_points(each.result.score)}, {inquiry.money(each.gains - each.losses)}"
        for each in (more, less)
    ]
    shown = less if "costs fewer" in cliff.worse or not more.rows else more
    note = f"by {date(until)} on the one side {sides_shown[0]} of perks less sanctions, "
    note += f"on the other {sides_shown[1]}"
    yearly = f", by {_bare(inquiry, cliff)} a year" if cliff.yearly else ""
    return inquiry.finding(
        NAME,
        f"{cliff.place}: {cliff.worse}{yearly}",
        shown,
        severity=Severity.MEDIUM,
        evidence=Evidence.REPLAYED,
        notes=(note,),
    )

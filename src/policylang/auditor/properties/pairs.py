"""Pairs of small histories that an invariance would have come to the same, the smallest first."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import combinations, islice
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from policylang.auditor.decisions.readings import days_compared
from policylang.auditor.properties.small_histories import Event, SmallHistories, amounts_of
from policylang.model.calendar import add_months, period_end, year_start
from policylang.model.history import Row
from policylang.model.machine import (
    DATED,
    Calendar,
    Cap,
    CapWindow,
    Shifted,
    Sliding,
    SlidingMonths,
)
from policylang.model.ticks import days_due
from policylang.runtime.program import every_expression

#: Most pairs that are tried for one invariance, most days, most parts of one amount.
_PAIRS: Final = 2_000
_DAYS: Final = 12
_PARTS: Final = (2, 3, 5, 10)


@attrs.frozen
class Pair:
    """Two histories that cost the same, and come to different scores by a day."""

    rows: tuple[Row, ...]
    other: tuple[Row, ...]
    until: int
    scores: tuple[int, ...]
    other_scores: tuple[int, ...]

    @property
    def more(self) -> int:
        """By how much the first history has more of the first score."""
        return self.scores[0] - self.other_scores[0]

    def turned(self) -> Pair:
        """The same with the history that has more points first."""
        if self.scores >= self.other_scores:
            return self
        return Pair(self.other, self.rows, self.until, self.other_scores, self.scores)


#: Two histories before they are tried, and the last day of both.
_Candidate = tuple[tuple[Row, ...], tuple[Row, ...], int]


def smallest(pairs: Iterable[Pair], trials: SmallHistories) -> Pair | None:
    """Of some pairs the one of fewest events, then least money and hours, then earliest."""

    def size(pair: Pair) -> tuple[int, int, int, tuple[Row, ...]]:
        prices = trials.costs(pair.rows)
        events = max(len(pair.rows), len(pair.other))
        return events, sum(p[0] for p in prices), sum(p[1] for p in prices), pair.rows

    return min(pairs, key=size, default=None)


def differing(trials: SmallHistories, candidates: Iterable[_Candidate]) -> Iterator[Pair]:
    """Those candidates that do not come to the same."""
    for number, (rows, other, until) in enumerate(candidates):
        if number >= _PAIRS:
            return
        scores, others = trials.scores(rows, until), trials.scores(other, until)
        if scores is not None and others is not None and scores != others:
            yield Pair(rows, other, until, scores, others)


def in_other_order(trials: SmallHistories) -> Iterator[_Candidate]:
    """Two events of one day, and the same the other way round."""
    day = trials.since
    pool = sorted(trials.events(chosen=False), key=lambda each: (each.money, each.hours))
    for one, two in combinations(pool, 2):
        yield (one.on(day), two.on(day)), (two.on(day), one.on(day)), day


def in_parts(trials: SmallHistories, code: int) -> Iterator[_Candidate]:
    """Events of one action on one day that share an amount, and one event that has all of it."""
    action, day = trials.machine.actions[code], trials.since
    amounts = amounts_of(action)
    if len(amounts) != 1:
        return
    (slot,) = amounts
    most = action.fields[slot].domain.high
    ways = [each for each in trials.ways(code) if each.values[slot] > 0]
    for one in ways:
        for parts in _PARTS:
            yield from _parts(trials, [one] * parts, slot, most, day)
    for one, two in combinations(ways, 2):
        alike = (
            one.values[:slot] == two.values[:slot]
            and one.values[slot + 1 :] == two.values[slot + 1 :]
        )
        if alike:
            yield from _parts(trials, [one, two], slot, most, day)


def _parts(
    trials: SmallHistories, parts: list[Event], slot: int, most: int, day: int
) -> Iterator[_Candidate]:
    amount = sum(each.values[slot] for each in parts)
    first = parts[0]
    whole = trials.event(first.code, (*first.values[:slot], amount, *first.values[slot + 1 :]))
    money, hours = sum(each.money for each in parts), sum(each.hours for each in parts)
    if amount <= most and whole is not None and (whole.money, whole.hours) == (money, hours):
        yield tuple(each.on(day) for each in parts), (whole.on(day),), day


def over_an_edge(trials: SmallHistories, code: int, cap: Cap) -> Iterator[_Candidate]:
    """One event twice, far enough apart for a cap to begin anew, and a day too close for it."""
    days = _edge(cap.window, trials.since)
    if days is None or days[1] > trials.inquiry.last:
        return
    early, late, closer = days
    for event in _fullest(trials, code):
        apart = (event.on(early), event.on(late))
        yield apart, (event.on(closer), event.on(late)), late


def _edge(window: CapWindow, since: int) -> tuple[int, int, int] | None:
    """Two days between which a window is left, and a day for the first one at which it is not."""
    match window:
        case Calendar(period):
            begins = period_end(since, period)
            return begins - 1, begins, begins
        case Shifted(month, day):
            begins = since + 1
            while year_start(begins, month, day) != begins:
                begins += 1
            return begins - 1, begins, begins
        case Sliding(days):
            return since, since + days, since + 1
        case SlidingMonths(months, exact, next_day):
            later = add_months(since, months, next_day=next_day) + exact
            return since, later, since + 1
        case _:
            return None


def _fullest(trials: SmallHistories, code: int) -> Iterator[Event]:
    """Ways to do an action, those that bring most of the first score first, then the cheapest."""
    day, found = trials.since, []
    for event in trials.ways(code):
        scores = trials.scores((event.on(day),), day)
        if scores is not None:
            found.append((-scores[0], event.money, event.hours, event.values, event))
    found.sort(key=lambda each: each[:4])
    yield from (each[4] for each in found)


def a_day_apart(trials: SmallHistories) -> Iterator[_Candidate]:
    """One event on days that the policy names, or on which a rule is due, and a day before."""
    pool = trials.events(chosen=True)
    for day in _days(trials):
        for event in pool:
            yield (event.on(day),), (event.on(day - 1),), day + 1


def _days(trials: SmallHistories) -> list[int]:
    machine, first, last = trials.machine, trials.since, trials.inquiry.last
    named = {day for each in every_expression(machine) for day in days_compared(each)}
    for reaction in machine.reactions:
        if isinstance(reaction.trigger, DATED):
            due = islice(days_due(reaction.trigger, first, last), _DAYS)
            named |= {each for day in due for each in (day, day + 1)}
    return sorted(day for day in named if first < day < last)[:_DAYS]


def moments(day: int, zone: str) -> tuple[str, str]:
    """Two times a minute apart: the end of the day before, and the beginning of a day."""
    begins = datetime.datetime.combine(
        datetime.date.fromordinal(day), datetime.time(), ZoneInfo(zone)
    )
    before = begins.replace(hour=23, minute=59) - datetime.timedelta(days=1)
    return before.isoformat(timespec="minutes"), begins.isoformat(timespec="minutes")

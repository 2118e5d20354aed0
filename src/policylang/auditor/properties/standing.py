"""Offences that somebody begins with, as small histories, and how far one falls by them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policylang.auditor.deeds.harm import can_harm
from policylang.auditor.properties.small_histories import Event, SmallHistories
from policylang.model.history import Row

#: How often one offence is done at most to fall somewhere.
TIMES: Final = 40


def offences(trials: SmallHistories) -> Iterator[Event]:
    """Of each action that can take points or begin a status, the event that leaves fewest points.

    By whatever it comes about: choice, chance or authority.
    """
    day = trials.since
    start = trials.scores((), day)
    for code in range(len(trials.machine.actions)):
        if start is None or not can_harm(trials.machine, code):
            continue
        tried = [(trials.scores((event.on(day),), day), event) for event in trials.ways(code)]
        left = [
            (scores[0], event.money, event.hours, event.values, event)
            for scores, event in tried
            if scores is not None and scores[0] <= start[0]
        ]
        if left:
            yield min(left, key=lambda each: each[:4])[4]


def falls(trials: SmallHistories, event: Event) -> Iterator[tuple[tuple[Row, ...], int]]:
    """One event done again and again on the first day, and the first score each time."""
    day = trials.since
    for times in range(1, TIMES + 1):
        rows = (event.on(day),) * times
        scores = trials.scores(rows, day)
        if scores is None:
            return
        yield rows, scores[0]

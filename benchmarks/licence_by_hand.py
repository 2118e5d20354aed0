"""The French licence written by hand, as one would write it for this one policy.

A heap holds what is to come, in the order of a day: points that come back, then the rules with a
date, then moments of events. It knows what a general engine cannot: that gains never run out, so
that only losses need to be kept apart, and that an invalid licence stays so.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from heapq import heappop, heappush
from typing import Any

#: An offence is committed day, final day, kind, km/h too fast, place and stop; a course its day.
Offence = tuple[int, int, int, int, int, int]
#: Points, the most points, the day the licence became invalid (0: it is not), courses refused.
Answer = tuple[int, int, int, int]

SPEEDING, CRIME, OUTSIDE_TOWN = 0, 6, 1
COME_BACK, FULL_RETURN, YEAR, PROBATION_OVER, MOMENT = range(5)


def later(day: int, months: int) -> int:
    """So many months later, or on the last day of that month."""
    date = datetime.date.fromordinal(day)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(date.day, last)).toordinal()


def price(kind: int, over: int) -> int:
    """Points withdrawn."""
    if kind == SPEEDING:
        return 1 if over < 20 else 2 if over < 30 else 3 if over < 40 else 4 if over < 50 else 6
    return (3, 4, 4, 4, 6, 6)[kind - 1]


def class_of(kind: int, over: int, place: int) -> int:
    """Class of the contravention."""
    if kind == SPEEDING and over >= 50:
        return 5
    return 3 if kind == SPEEDING and over < 20 and place == OUTSIDE_TOWN else 4


class Licence:
    """One licence and what is to come for it."""

    def __init__(self, licensed: int, *, accompanied: bool) -> None:
        self.points = self.most = 6
        self.licensed, self.years, self.added = (
            (licensed, 2, 3) if accompanied else (licensed, 3, 2)
        )
        self.invalid = self.refused = self.last_course = self.clock = 0
        #: Points lost that are to come back, oldest first: [points, event].
        self.lost: list[list[int]] = []
        self.stops: dict[int, int] = {}
        self.committed: list[int] = []
        self.finals = self.serious = self.returns = self.committed_since = 0
        self.agenda: list[tuple[int, int, int, int, Any]] = []

    def run(self, events: Sequence[Offence | int], as_of: int) -> Answer:
        """Live through events, which come by day, up to the end of a day."""
        agenda = self.agenda
        for year in range(1, self.years + 1):
            heappush(agenda, (later(self.licensed + 1, 12 * year), YEAR, 0, 0, None))
        over = later(self.licensed, 12 * self.years) + 1
        heappush(agenda, (over, PROBATION_OVER, 0, 0, None))
        for number, given in enumerate(events):
            day = given if isinstance(given, int) else given[0]
            heappush(agenda, (day, MOMENT, number, 0, given))
        while agenda and agenda[0][0] <= as_of:
            day, what, number, moment, event = heappop(agenda)
            if what == MOMENT and isinstance(event, int):
                self.course(day, number, moment)
            elif what == MOMENT:
                self.offence(day, number, moment, event)
            elif what == COME_BACK:
                if not self.invalid and any(each is event for each in self.lost):
                    self.give_back(event)
            elif what == FULL_RETURN:
                self.full_return(day)
            elif what == YEAR and self.finals == 0:
                self.most = min(self.most + self.added, 12)
                self.points = min(self.points + self.added, self.most)
            elif what == PROBATION_OVER:
                self.most = 12
                if not self.invalid and self.returns and not self.committed_since:
                    self.gain(12 - self.points)
        return self.points, self.most, self.invalid, self.refused

    def gain(self, points: int) -> None:
        """Win points, up to the most; they make good the oldest loss first."""
        points = min(points, self.most - self.points)
        self.points += points
        while points and self.lost:
            used = min(points, self.lost[0][0])
            self.lost[0][0] -= used
            points -= used
            if not self.lost[0][0]:
                del self.lost[0]

    def give_back(self, loss: list[int]) -> None:
        """A loss is undone."""
        self.lost = [each for each in self.lost if each is not loss]
        self.points = min(self.points + loss[0], self.most)

    def full_return(self, day: int) -> None:
        """Nothing was committed for long enough, unless the clock was stopped or set anew."""
        if self.clock == day:
            self.clock = 0
            if not self.invalid:
                self.gain(12 - self.points)
                self.returns += 1
                self.serious = self.committed_since = 0

    def course(self, day: int, number: int, moment: int) -> None:
        """A course, and on the next day its points."""
        if moment:
            if not self.invalid:
                self.gain(4)
        elif self.invalid or (self.last_course and later(day, -12) < self.last_course):
            self.refused += 1
        else:
            self.last_course = day
            heappush(self.agenda, (day + 1, MOMENT, number, 1, day))

    def offence(self, day: int, number: int, moment: int, event: Offence) -> None:
        """An offence when it is committed, when it is final, and half a year after that."""
        _, final, kind, over, _, _ = event
        if moment == 0:
            self.committed.append(day)
            self.committed_since += 1
            self.clock = 0
            if final:
                heappush(self.agenda, (max(final, day), MOMENT, number, 1, event))
                heappush(self.agenda, (later(final, 6) + 1, MOMENT, number, 2, event))
        elif moment == 1:
            self.lose(day, number, event)
            self.clock = later(day, 36 if self.serious else 24) + 1
            heappush(self.agenda, (self.clock, FULL_RETURN, 0, 0, None))
        elif price(kind, over) == 1 and not self.invalid and self.quiet_after(final):
            for loss in [each for each in self.lost if each[1] == number]:
                self.give_back(loss)

    def quiet_after(self, final: int) -> bool:
        """Whether nothing was committed in the six months after a day."""
        return not any(final < each <= later(final, 6) for each in self.committed)

    def lose(self, day: int, number: int, event: Offence) -> None:
        """The points of an offence are withdrawn, of one stop at most eight."""
        _, _, kind, over, place, stop = event
        classed = class_of(kind, over, place)
        self.finals += 1
        self.serious += classed >= 4 or kind == CRIME
        points = price(kind, over)
        if stop:
            points = min(points, 8 - self.stops.get(stop, 0))
            self.stops[stop] = self.stops.get(stop, 0) + points
        points = min(points, self.points)
        self.points -= points
        if classed <= 4 and kind != CRIME and points:
            loss = [points, number]
            self.lost.append(loss)
            heappush(self.agenda, (later(day, 120) + 1, COME_BACK, number, 0, loss))
        if self.points == 0 and not self.invalid:
            self.invalid = day

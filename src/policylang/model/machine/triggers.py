"""When a rule, a perk or a sanction is looked at."""

from __future__ import annotations

from typing import Final

from policylang.core.record import Record, record
from policylang.model.calendar import Period
from policylang.model.expressions import Expression
from policylang.model.machine.occurrences import Occurrence, OfMoment, OfStatus


@record
class Yearly(Record):
    """Every year on a day of a month; the last day of the month where it is shorter."""

    month: int
    day: int


@record
class Monthly(Record):
    """Every month on a day, the last day of the month where it is shorter; None: the last day."""

    day: int | None


@record
class Once(Record):
    """On one day (ordinal)."""

    day: int


@record
class OnDay(Record):
    """On a day that depends on the person: reads attributes and constants."""

    day: Expression


@record
class Recurring(Record):
    """Every `months` months and every `days` days (one of them is 0) after `start`, not on it.

    `start` reads attributes and constants. Each is reckoned from `start`, not from the one before.
    """

    start: Expression
    months: int
    days: int
    #: Where a month is too short: the first day of the next one, instead of its last.
    next_day: bool = False


@record
class EndOf(Record):
    """At the end of the last day of every calendar period, after the events of that day."""

    period: Period


#: Days that are known beforehand, as far as the person is.
Schedule = Yearly | Monthly | Once | OnDay | Recurring | EndOf
#: Those whose days are the same for everybody.
DATED: Final = (Yearly, Monthly, Once, EndOf)


@record
class Quiet(Record):
    """When nothing of `without` has happened for a time.

    A clock. An occurrence of `since` starts it, anew if it runs: it is due `months` months and then
    `days` days later, both worked out at that moment, after the effects of that moment. Where both
    are 0 (made of what is missing) it does not run; else they are a day or more. One of `without`
    stops it; what is in both stops it and then starts it. `start` (attributes and constants; 0:
    none) is a day from which it runs without any occurrence.

    When it comes due it stops. One that `repeats` then runs another turn, whose length is worked
    out after the effects of that day, unless those have started it anew: it is due the months of
    all turns after its start, and then the days of all turns. Turns that are over before the first
    day have come to nothing.
    """

    without: tuple[Occurrence, ...]
    since: tuple[Occurrence, ...]
    months: Expression
    days: Expression
    start: Expression | None = None
    repeats: bool = False
    #: Where a month is too short: the first day of the next one, instead of its last.
    next_day: bool = False


@record
class Becomes(Record):
    """As soon as a condition becomes true through a change of a score, status or attribute.

    The condition reads scores, grades, statuses, attributes and constants. What is true at the
    start has not become true.
    """

    condition: Expression


@record
class Upon(Record):
    """With an occurrence: a moment of an event, a status that is entered or ends.

    With a moment, after the effects of the action itself.
    """

    occurrence: OfMoment | OfStatus


#: What a rule waits for, and a perk or sanction, if it does not hold all the time.
Trigger = Schedule | Quiet | Becomes | Upon

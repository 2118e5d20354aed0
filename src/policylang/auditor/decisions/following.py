"""Which perks and sanctions follow from the scores of a day, so that what is proved of those holds.

Where order and days do not matter to scores (`forms`), they do not matter to a perk that looks at
scores alone, on any day; nor days to one that has no date of its own.
"""

from __future__ import annotations

from policylang.auditor.decisions.forms import fits
from policylang.auditor.decisions.readings import OF_EVENT
from policylang.model import expressions as e
from policylang.model.machine import DATED, Grant, Machine, OnDay, Recurring

#: What an expression may read to be the same for whoever has the same scores on a day.
_OF_SCORES = (
    *(each for each in OF_EVENT if each is not e.FieldValue), e.Balance, e.RankOf, e.Today,
    e.AsOf, e.AddMonths, e.MonthsBetween, e.PeriodEdge, e.InPeriod,
)  # fmt: skip


def grants_beyond_scores(machine: Machine) -> list[Grant]:
    """The perks and sanctions that may not follow from the scores of a day alone.

    They are given with something that happens, or read a count, a status or when points came; so
    that the order of events may matter to them where it does not to scores.
    """
    return [each for each in machine.grants if not _follows_scores(each, machine)]


def _follows_scores(grant: Grant, machine: Machine) -> bool:
    if not isinstance(grant.trigger, (*DATED, OnDay, Recurring, type(None))):
        return False
    if grant.ranks is not None and machine.gradings[grant.grading].holds:
        return False
    read = [each for each in (grant.condition, grant.worth) if each is not None]
    holds = any(grading.holds for grading in machine.gradings)
    return all(fits(each, _OF_SCORES) for each in read) and not (
        holds and any(isinstance(part, e.RankOf) for each in read for part in e.every_part(each))
    )


def dated_grants(machine: Machine) -> list[Grant]:
    """The perks and sanctions that look at a score on a date: it matters by when points come."""
    return [
        each
        for each in machine.grants
        if each.trigger is not None
        and (
            each.ranks is not None
            or any(
                isinstance(part, e.Balance | e.RankOf)
                for read in (each.condition, each.worth)
                if read is not None
                for part in e.every_part(read)
            )
        )
    ]

"""How often things can happen to one person: the bounds that the proof on scores counts with."""

from __future__ import annotations

from collections.abc import Mapping

from policylang.checker.declared.book import Book
from policylang.checker.declared.names import DATES
from policylang.checker.proofs.moves import Way
from policylang.checker.proofs.thresholds import Chains
from policylang.checker.rules.lowered import Lowered
from policylang.checker.rules.reactions import LoweredReaction
from policylang.core import codes, limits
from policylang.model.calendar import Period
from policylang.model.machine import (
    Becomes,
    EndOf,
    Monthly,
    OfMoment,
    Once,
    Quiet,
    Recurring,
    Trigger,
    Upon,
    Yearly,
)


def days_of(book: Book) -> int:
    """Days on which something dated can happen: those in force, or the whole calendar."""
    first = DATES[0] if book.opens is None else book.opens
    last = DATES[1] if book.closes is None else book.closes
    return max(1, last - first + 1)


_SHORTEST = {
    Period.DAY: 1,
    Period.WEEK: 7,
    Period.MONTH: 28,
    Period.QUARTER: 90,
    Period.YEAR: 365,
}


def most_dated(trigger: Trigger, book: Book) -> int:
    """Most times that days of the calendar bring a trigger about; 0 for changes and events.

    A date of the person may change, so `once on` such a date counts for every day.
    """
    days = days_of(book)
    match trigger:
        case Once():
            return 1
        case Yearly():
            return days // 365 + 2
        case Monthly():
            return days // 28 + 2
        case EndOf(period):
            return days // _SHORTEST[period] + 2
        case Recurring(_, months, 0) if months > 0:
            return days // 28 + 2
        case Quiet():
            return days
        case _:
            return 0 if isinstance(trigger, Upon | Becomes) else days


def most_changes(lowered: Lowered, book: Book) -> int:
    """Most changes that come from outside: from events, days, the ends of lots and statuses."""
    events = max((len(action.chains) for action in lowered.actions), default=0)
    upon = sum(
        len(each.chains)
        for each in lowered.reactions
        if isinstance(each.trigger, Upon) and isinstance(each.trigger.occurrence, OfMoment)
    )
    dated = sum(most_dated(each.trigger, book) * len(each.chains) for each in lowered.reactions)
    direct = limits.EVENTS_PER_PERSON * (events + upon + 1) + dated
    ends = days_of(book) * len(book.statuses)  # a status ends by itself at most once a day
    return 2 * direct + ends  # what is given for a time runs out once


def most_at_once(lowered: Lowered, chains: Chains, book: Book) -> int:
    """Most times that rules go off one because of the other after one change from outside.

    Reports PL346 where that is more than a run of the policy allows for.
    """
    times = 0
    made: dict[Way, int] = {}
    for ending in chains.within:
        often = min(_ENDLESS, 1 + sum(made.get(way, 0) for way in ending.wanted))
        times += often
        if times > limits.CHAIN:
            _report_long(lowered.reactions[ending.number], book)
            return 0
        for way in ending.makes:
            changes = often * len(lowered.reactions[ending.number].chains)
            made[way] = made.get(way, 0) + changes
    return times


def _report_long(reaction: LoweredReaction, book: Book) -> None:
    book.report.add(
        codes.CHAIN_TOO_LONG,
        f"one change could make rules go off more than {limits.CHAIN:,} times",
        reaction.block.name.span,
        "with this rule it becomes too many",
        help="let rules that differ only in numbers be one, with a table or a formula",
    )


#: More than can ever be counted: sums beyond it need not be exact.
_ENDLESS = 2**80


def most_set_off(lowered: Lowered, chains: Chains, book: Book) -> Mapping[int, int]:
    """Most times each rule that changes set off goes off, by its number.

    At most once more than the moves it waits for are made: by changes from outside, and by the
    rules that end before it. Each effect of those can also have an end.
    """
    times = dict.fromkeys(chains.endless, _ENDLESS)
    outside = most_changes(lowered, book) if chains.order else 0
    made: dict[Way, int] = {}
    for ending in chains.order:
        inside = sum(made.get(way, 0) for way in ending.wanted)
        often = min(_ENDLESS, outside + inside + 1)
        times[ending.number] = often
        for way in ending.makes:
            changes = 2 * often * len(lowered.reactions[ending.number].chains)
            made[way] = made.get(way, 0) + changes
    return times

"""Free offences: when one more costs nothing.

PROPERTY. For each offence: the least number of events of it on one day after which one more changes
no score, status, grade, perk or sanction up to the last day; and whether one event of another
action brings that about.

METHOD. Histories run and replayed: a finding is one where five offences or fewer are enough, or one
other event. What is not found so is told in the table, with the number of events tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from policylang.auditor.deeds.events import moved
from policylang.auditor.deeds.offences import Deed, deeds, is_harmless, worst_offences
from policylang.auditor.deeds.trials import Trials, Tried
from policylang.auditor.deeds.valued import good_ways
from policylang.auditor.inquiry import Inquiry, date
from policylang.model.calendar import Period, period_end
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row
from policylang.model.result import Posting

NAME = "free offences"
#: Most offences before the free one that make a finding.
_FEW: Final = 5
#: Most offences of one day that are tried, and most that may be the first free one.
_MOST: Final = 1000
_LOOKED_AT: Final = 12


@attrs.frozen
class _Free:
    """After `before` another event of an offence costs nothing on that day."""

    offence: Deed
    before: tuple[Row, ...]
    why: str
    #: Whether it is the end of the score's range, or a score that is there already.
    by_range: bool


def answer(inquiry: Inquiry) -> Answer:
    """After how many events each offence is free."""
    trials = Trials(inquiry)
    good = good_ways(inquiry.machine, inquiry.question.attributes)
    every = deeds(trials, good)
    offences = worst_offences(every)
    if not offences and is_harmless(inquiry.machine, good):
        text = "There are no offences: no event takes points away or brings a burden."
        return Answer(NAME, Verdict.ANSWERED, Evidence.PROVED_ALWAYS, text)
    if not offences:
        text = "No event was found that does harm, and nothing good, to whoever does it."
        return Answer(NAME, Verdict.ANSWERED, Evidence.SEARCHED, text)
    found: list[_Free] = []
    rows = []
    for offence in offences:
        free, tried = _repeated(trials, offence)
        other = None if free and not free.before else _after_another(trials, offence, every)
        rows.append(_row(inquiry, offence, free, other, tried))
        if free is not None and len(free.before) <= _FEW:
            found.append(free)
        if other is not None:
            found.append(other)
    findings = list(_findings(inquiry, trials, found))
    return Answer(
        NAME,
        Verdict.BROKEN if findings else Verdict.ANSWERED,
        Evidence.REPLAYED,
        "There are offences that cost nothing any more."
        if findings
        else f"{_none_of(len(offences))} free after {_FEW} of them on one day, nor after one "
        "event of another action.",
        tuple(findings),
        table=(("offence", "free after", "because"), *rows),
    )


def _none_of(number: int) -> str:
    return "The one offence is not" if number == 1 else f"None of {number:,} offences is"


def _repeated(trials: Trials, offence: Deed) -> tuple[_Free | None, int]:
    """The first event of an offence on one day that is free, and how many were tried."""
    number = 16
    looked = 0
    while True:
        rows = (offence.row,) * number
        tried = trials.run(rows, until=offence.row[0])
        if tried is None:
            return None, 0  # further events are refused: they do not happen
        idle = _idle(tried)
        for place in idle:
            if looked == _LOOKED_AT:
                return None, place
            looked += 1
            if _is_free(trials, rows[:place], offence.row):
                why, by_range = _why(trials, tried, place)
                return _Free(offence, rows[:place], why, by_range), number
        if number == _MOST:
            return None, number
        number, looked = (min(number * 8, _MOST)), 0


def _idle(tried: Tried) -> list[int]:
    """The events that change no score, by place."""
    changes = [tried.applied(score) for score in range(len(tried.scores))]
    return [n for n in range(len(tried.rows)) if not any(each[n] for each in changes)]


def _is_free(trials: Trials, before: Sequence[Row], row: Row) -> bool:
    """Whether an event changes nothing but what it costs by itself, that day and up to the last."""
    for until in (row[0], None):
        less, more = trials.run(before, until), trials.run([*before, row], until)
        if less is None or more is None or _standing(less) != _standing(more):
            return False
    return True


def _standing(tried: Tried) -> tuple[object, ...]:
    result = tried.result
    statuses = tuple((each.status, each.until) for each in result.statuses)
    return tried.scores, tried.ranks, statuses, tried.brought, tried.perks, tried.sanctions


def _after_another(trials: Trials, offence: Deed, every: Sequence[Deed]) -> _Free | None:
    """One event of another action after which an offence is free, though not by the range."""
    done: set[int] = {offence.code}
    for other in every:
        if other.code in done:
            continue
        before = (other.row,)
        tried = trials.run([*before, offence.row], until=offence.row[0])
        if tried is None or 1 not in _idle(tried) or not _is_free(trials, before, offence.row):
            continue
        why, by_range = _why(trials, tried, 1)
        if not by_range:
            return _Free(offence, before, why, by_range)
        done.add(other.code)
    return None


def _why(trials: Trials, tried: Tried, event: int) -> tuple[str, bool]:
    """Why an event changes nothing, and whether the range of a score is the reason."""
    postings = [
        each
        for each in tried.result.ledger or ()
        if each.event == event and each.rule in tried.owners
    ]
    machine = trials.inquiry.machine
    for posting in postings:
        if posting.granted != posting.asked and posting.cap >= 0:
            cap = next(cap for cap in machine.caps if cap.slot == posting.cap)
            return f"a cap is used up: `{cap.origin.said}`", False
        if posting.applied != posting.granted:
            score = machine.scores[tried.owners[posting.rule]]
            return f"`{score.name}` is at the end of its range", True
    if any(_is_arrived(each) for each in postings):
        return "the score is where it would bring it already", True
    return "its rules do not apply any more", False


def _is_arrived(posting: Posting) -> bool:
    return posting.asked == 0


def _findings(inquiry: Inquiry, trials: Trials, found: Sequence[_Free]) -> Iterator[Finding]:
    """A finding for each; those that one score's end brings about are one, shown by the soonest."""
    groups: dict[object, list[_Free]] = {}
    for number, free in enumerate(found):
        groups.setdefault(free.why if free.by_range else number, []).append(free)
    for group in groups.values():
        first = min(group, key=lambda each: len(each.before))
        label = inquiry.machine.actions[first.offence.code].label
        rows = [*first.before, first.offence.row]
        notes = [_until(inquiry, trials, first)]
        if first.offence.cost:
            notes.append(f"its own cost of {inquiry.money(first.offence.cost)} stays")
        alike = [inquiry.machine.actions[each.offence.code].label for each in group]
        others = [f"`{each}`" for each in dict.fromkeys(alike) if each != label]
        if others:
            notes.append(f"the same happens with {', '.join(others)}")
        yield inquiry.finding(
            NAME,
            f"{_after(inquiry, first)}`{label}` costs nothing: {first.why}",
            inquiry.replay(rows, until=first.offence.row[0]),
            severity=Severity.LOW if first.by_range else Severity.MEDIUM,
            evidence=Evidence.REPLAYED,
            notes=notes,
        )


def _after(inquiry: Inquiry, free: _Free) -> str:
    if not free.before:
        return "for somebody who begins, "
    code = free.before[0][1]
    if code == free.offence.code:
        return f"after {len(free.before)} on one day, one more "
    return f"after one `{inquiry.machine.actions[code].label}`, "


def _until(inquiry: Inquiry, trials: Trials, free: _Free) -> str:
    """The first of a few later days on which it costs again."""
    day = free.offence.row[0]
    later = [day + 1, *(period_end(day, each) for each in (Period.WEEK, Period.MONTH, Period.YEAR))]
    for each in sorted({day for day in later if day <= inquiry.last}):
        if not _is_free(trials, free.before, moved(inquiry.machine, free.offence.row, each)):
            return f"on {date(each)} it costs again"
    return "it is still free on the days looked at after that"


def _row(
    inquiry: Inquiry, offence: Deed, free: _Free | None, other: _Free | None, tried: int
) -> tuple[str, str, str]:
    label = inquiry.machine.actions[offence.code].label
    if free is not None:
        return label, f"{len(free.before):,}", free.why
    if other is not None:
        return label, f"one {inquiry.machine.actions[other.before[0][1]].label}", other.why
    return label, f"not after {tried:,} on one day" if tried else "it cannot be done again", ""

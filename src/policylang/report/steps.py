"""What stands in a statement, in which order, and how each step is called."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from heapq import merge

from policylang.model.ledger import Entry, Points, points_of
from policylang.model.machine import Machine
from policylang.model.outcome import Award, Outcome, Refused, Unmoved, Withdrawal

#: Everything that has a line in a statement.
Step = Award | Entry | Unmoved | Refused | Withdrawal


def in_order(outcome: Outcome) -> list[Step]:
    """Everything in order of date; on one day what is due comes before what happens.

    What events did stands in the order of the ledger; events without a line there stand among
    them by their number.
    """
    awards: list[Award] = sorted((*outcome.perks, *outcome.sanctions), key=lambda award: award.date)
    silent: list[Unmoved | Refused | Withdrawal] = sorted(
        (*outcome.unmoved, *outcome.refusals, *outcome.withdrawn),
        key=lambda each: (each.date, each.event),
    )
    placed = merge(
        _placed(outcome.ledger or ()),
        (((each.date, each.event), each) for each in silent),
        key=lambda each: each[0],
    )
    happened = (each for _, each in placed)
    return list(merge(awards, happened, key=lambda step: step.date))


def _placed(ledger: tuple[Entry, ...]) -> Iterator[tuple[tuple[datetime.date, int], Step]]:
    """Entries with a place that never goes back, however late a moment of an event is."""
    place = (datetime.date.min, 0)
    for entry in ledger:
        place = max(place, (entry.date, entry.event or 0))
        yield place, entry


def starts(outcome: Outcome, machine: Machine) -> dict[str, Points]:
    """With how many points each score started, but for those that are formulas.

    Nobody starts who has no score and no line in the ledger. Where the start depends on the person,
    it is what the first entry of the ledger went out from.
    """
    found: dict[str, Points] = {}
    if not (outcome.scored or outcome.ledger):
        return found
    for score in machine.scores:
        if score.formula is not None:
            continue
        first = next((each for each in outcome.ledger or () if _is_about(each, score.name)), None)
        now = outcome.scores.get(score.name)
        if score.fixed_start is not None:
            found[score.name] = points_of(machine, score.fixed_start)
        elif first is not None:
            found[score.name] = first.balance - first.applied
        elif now is not None:
            found[score.name] = now
    return found


def _is_about(entry: Entry, score: str) -> bool:
    return entry.score == score and entry.status is None


def title_of(entry: Entry) -> str:
    """What brought an entry about: an action, its moment, a rule block, time alone."""
    if entry.cause == "lifetime":
        return f"{entry.label}: {'came back' if entry.asked > 0 else 'ran out'}"
    if entry.moment is not None and entry.cause == "action":
        return f"{entry.label} ({entry.moment})"
    return entry.label


def told(step: Entry | Unmoved | Refused | Withdrawal, as_of: datetime.date) -> str:
    """What is said of a step without numbers, as things stand on a day."""
    match step:
        case Unmoved():
            return f"{step.label}: no rule was applied{_not_yet(step, as_of)}"
        case Refused():
            text = f", {step.text}" if step.text else ""
            return f"{step.label}: refused{text} (line {step.line})"
        case Withdrawal():
            return f"{step.label}: withdrawn on {step.withdrawn.isoformat()}, does not count"
        case Entry():
            return f"{title_of(step)}: {_status(step)} (line {step.line})"


def _not_yet(step: Unmoved, as_of: datetime.date) -> str:
    """Which dates of an event are still to come."""
    if not step.awaits:
        return ""
    awaited = " or ".join(f"`{name}`" for name in step.awaits)
    return f", not yet {awaited} on {as_of.isoformat()}"


def _status(entry: Entry) -> str:
    status = entry.status
    assert status is not None
    if entry.cap is not None:
        return f"`{status.label}` did not begin, because of `{entry.cap}`"
    if not status.begins:
        return f"`{status.label}` ended"
    if status.until is None:
        return f"`{status.label}` until it is ended"
    if status.until <= entry.date:
        return f"`{status.label}` would have ended already"
    return f"`{status.label}` until {status.until.isoformat()}, that day not included"

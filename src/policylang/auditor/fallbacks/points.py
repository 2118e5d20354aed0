"""Points for nothing, and splitting, as far as a search goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

from policylang.auditor.fallbacks.answering import Fallback
from policylang.auditor.inquiry import unknown
from policylang.auditor.searching.ways import Way
from policylang.core.counting import counted
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row
from policylang.model.machine import Machine
from policylang.model.units import SUMMABLE

#: Days on which the first score is looked at after one event.
_DAYS = 12


def free_points(fallback: Fallback, name: str) -> Answer:
    """Whether an event that costs nothing raises the first score, on that day or on a later one."""
    machine = fallback.inquiry.machine
    if not _are_good(machine):
        return unknown(name, "nothing in the policy says that more points are better")
    findings = list(_free(fallback, name))
    searcher = fallback.searcher
    if findings:
        text = "Points can be had for nothing."
        return Answer(name, Verdict.BROKEN, Evidence.REPLAYED, text, tuple(findings))
    ways = searcher.ways
    free = [way for way in ways.every if not way.money and not way.hours]
    if not free and not ways.left_out:
        text = "Nothing that a person chooses is free of cost."
        return Answer(name, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    return Answer(
        name,
        Verdict.UNKNOWN,
        Evidence.SEARCHED,
        "No event was found that costs nothing and raises the score for somebody who begins, in "
        f"{counted(len(ways.every), 'way')} to act. No proof, because {fallback.reason}.",
    )


def _are_good(machine: Machine) -> bool:
    """Whether the policy says that more points are better, or says nothing of them at all."""
    good = machine.gradings or any(grant.kind == "perk" for grant in machine.grants)
    return bool(good or not (machine.statuses or machine.grants))


def _free(fallback: Fallback, name: str) -> Iterator[Finding]:
    """Of each action, the first way that costs nothing and raises the first score."""
    inquiry, searcher = fallback.inquiry, fallback.searcher
    day, found = inquiry.question.since, set()
    days = [day, *searcher.later_days(_DAYS)]
    still = [searcher.lives.standing_after((), each) for each in days]
    for way in searcher.ways.every:
        if way.money or way.hours or way.code in found:
            continue
        row: Row = (day, way.code, way.values_on(day))
        for then, without in zip(days, still, strict=True):
            standing = searcher.lives.standing_after((row,), then)
            if standing is None or without is None:
                break
            gained = standing.scores[0] - without.scores[0]
            if gained > 0:
                finding = _finding(fallback, name, row, then, gained)
                if finding is not None:
                    found.add(way.code)
                    yield finding
                    break


def _finding(fallback: Fallback, name: str, row: Row, then: int, gained: int) -> Finding | None:
    """The finding, with whether it can be done again; None for somebody who is not scored."""
    inquiry = fallback.inquiry
    replay, still = inquiry.replay([row], until=then), inquiry.replay((), until=then)
    if not (replay.result.scored and still.result.scored):
        return None
    action = inquiry.machine.actions[row[1]]
    twice = fallback.searcher.lives.standing_after((row, row), then)
    again = twice is not None and twice.scores[0] - still.result.score > gained
    stated = "what it costs may be nothing" if action.costs else "no cost is stated for it"
    return inquiry.finding(
        name,
        f"`{action.label}` gives {inquiry.replayer.in_points(gained)} for nothing",
        replay,
        severity=Severity.MEDIUM if again else Severity.LOW,
        evidence=Evidence.REPLAYED,
        notes=(f"{stated}; it can be done again and again",) if again else (stated,),
    )


def splitting(fallback: Fallback, name: str) -> Answer:
    """Whether an amount in two events brings more points than in one that costs as much."""
    machine = fallback.inquiry.machine
    if not _are_good(machine):
        return unknown(name, "nothing in the policy says that more points are better")
    findings: list[Finding] = []
    asked, several = [], []
    for code, action in enumerate(machine.actions):
        slots = [n for n, field in enumerate(action.fields) if field.domain.kind in SUMMABLE]
        if action.by == "choice" and len(slots) > 1:
            several.append(action.name)
        if action.by != "choice" or len(slots) != 1:
            continue
        asked.append(action.name)
        ways = [way for way in fallback.searcher.ways.every if way.code == code]
        findings += list(_splits(fallback, name, ways, slots[0]))[:1]
    if findings:
        text = "Two events bring more points than one that costs as much."
        return Answer(name, Verdict.BROKEN, Evidence.REPLAYED, text, tuple(findings))
    if not asked and several:
        names = ", ".join(f"`{each}`" for each in several)
        return unknown(name, f"there are several amounts in one event of {names}")
    if not asked:
        text = "No chosen action has an amount that could be split."
        return Answer(name, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    names = ", ".join(f"`{each}`" for each in asked)
    return Answer(
        name,
        Verdict.UNKNOWN,
        Evidence.SEARCHED,
        f"No two events were found that bring more points than one which costs as much: a few "
        f"amounts of {names} on the first day. No proof, because {fallback.reason}.",
    )


def _splits(fallback: Fallback, name: str, ways: Sequence[Way], slot: int) -> Iterator[Finding]:
    """Splits that pay; all other fields are the same in both parts."""
    inquiry = fallback.inquiry
    day, in_points = inquiry.question.since, inquiry.replayer.in_points
    for one, two in combinations_with_replacement(ways, 2):
        first, second = one.values_on(day), two.values_on(day)
        alike = first[:slot] == second[:slot] and first[slot + 1 :] == second[slot + 1 :]
        if not alike or min(first[slot], second[slot]) < 1:
            continue
        values = (*first[:slot], first[slot] + second[slot], *first[slot + 1 :])
        if values[slot] > inquiry.machine.actions[one.code].fields[slot].domain.high:
            continue
        parts, whole = [(day, one.code, first), (day, one.code, second)], (day, one.code, values)
        apart, single = inquiry.tried(parts, until=day), inquiry.tried([whole], until=day)
        if apart is None or single is None:
            continue
        gained = apart.result.score - single.result.score
        if gained > 0 and apart.money <= single.money and apart.hours <= single.hours:
            yield inquiry.finding(
                name,
                f"`{inquiry.machine.actions[one.code].label}` in two events is worth "
                f"{in_points(gained)} more than in one",
                inquiry.replay(parts, until=day),
                severity=Severity.MEDIUM,
                evidence=Evidence.REPLAYED,
            )
            return

"""Claims that are not about gain: that splitting never pays, and that there is a way up.

PROPERTY. `splitting A never pays`: events of A on one day bring no more points than the one event
that has their amounts together and costs as much. `from G to H within T for at most M and N a
year`: from every score of grade G some history of chosen actions that costs no more reaches H.

METHOD. The first by the theorem of `decisions.forms`, refuted by a pair of histories. The second by
the exact solver from the worst score of G, which is enough where more points are never worse, or
else from each score; it is refuted where people can fall into G to where there is no way
(`properties.falling`). Where an offence is not followed, nothing is said to hold.
"""

from __future__ import annotations

import re
from typing import Final

import attrs

from policylang.auditor.asking import spending_of
from policylang.auditor.decisions import forms
from policylang.auditor.decisions.forms import Sums
from policylang.auditor.inquiry import Inquiry, date, reason_of, unknown
from policylang.auditor.properties import invariances
from policylang.auditor.properties.falling.after import after, begun_with
from policylang.auditor.properties.falling.ground import Ground
from policylang.auditor.properties.falling.offences import Offences, falls, worst_offences
from policylang.auditor.properties.price import budget_in_words, earliest
from policylang.auditor.properties.small_histories import SmallHistories, amounts_of
from policylang.auditor.question import RanOut, Unfit
from policylang.model.finding import Answer, Evidence, Severity, Verdict
from policylang.model.history import Row
from policylang.model.machine import Claim, Grading

#: Most scores of a grade that are looked at one by one.
_EACH: Final = 100
SPLITTING: Final = re.compile(r"splitting (\S+) never pays")
CLIMB: Final = re.compile(
    r"from (\S+) to (\S+) within ([\d,]+) (day|month|year)s?(?: for at most (.+))?"
)


def about_splitting(claim: Claim, name: str, action: str, inquiry: Inquiry) -> Answer:
    """Whether an action never brings more in several parts."""
    machine, trials = inquiry.machine, SmallHistories(inquiry)
    code = next((n for n, each in enumerate(machine.actions) if each.name == action), None)
    if code is None or len(amounts_of(machine.actions[code])) != 1:
        return unknown(name, f"`{action}` has no single amount that could be split")
    (slot,) = amounts_of(machine.actions[code])
    adds_up = forms.costs_add_up(machine.actions[code], slot)
    if adds_up and Sums.SUPER in forms.sums(machine, machine.actions[code], slot):
        text = f"{claim.label}: so it is, by the form of the rules."
        return Answer(name, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    more, _ = invariances.parts(trials, code)
    if more.pair is None:
        text = (
            "no small history in parts brings more, and the form of the rules does not prove that "
            "none does"
        )
        return Answer(name, Verdict.UNKNOWN, Evidence.SEARCHED, text)
    replay, other = invariances.replayed(more.pair, trials)
    finding = inquiry.finding(
        name,
        f"the claim is refuted: {more.title}",
        replay,
        severity=Severity.HIGH,
        evidence=Evidence.REPLAYED,
        beside=(more.caption, other),
    )
    text = f"{claim.label}: that is not so."
    return Answer(name, Verdict.BROKEN, Evidence.REPLAYED, text, (finding,))


@attrs.frozen
class _Way:
    """What a claim about a way up says: ranks, and what may be spent."""

    grading: Grading
    start: int
    goal: int


def about_climbing(claim: Claim, name: str, words: re.Match[str], inquiry: Inquiry) -> Answer:
    """Whether there is a way from one grade to another within what may be spent."""
    gradings = inquiry.machine.gradings
    names = [grade.name for grade in gradings[0].grades] if gradings else []
    if words[1] not in names or words[2] not in names:
        return unknown(name, "it is about a grade that there is not")
    way = _Way(gradings[0], names.index(words[1]), names.index(words[2]))
    money, hours = (None, None) if words[5] is None else spending_of(words[5], inquiry.machine)
    question = attrs.evolve(inquiry.question, money=money, hours_a_year=hours)
    asked = Inquiry(inquiry.machine, question, inquiry.replayer)
    ground = Ground(asked)
    try:
        return _climbed(claim, name, way, ground)
    except Unfit as problem:
        return unknown(name, reason_of(problem))
    except RanOut as limit:
        return unknown(name, f"the exact solver stopped: {limit}")


def _climbed(claim: Claim, name: str, way: _Way, ground: Ground) -> Answer:
    asked = ground.inquiry
    low, high = _ends(way, asked)
    if low is None:
        return unknown(name, "the worst grade has no worst score")
    if any(not due.grant for due in ground.process.stages[0].opening):
        # Who begins with a score does not have it once that has come; who falls to it does.
        raise Unfit("a rule comes due on the first day, before anything can be done")
    offences = worst_offences(ground, only=False)
    until = f"by {date(asked.last)}{budget_in_words(asked)}"
    said, least = _without_way(way, ground, low, high)
    rows = _fall(way, ground, offences, least, beside=not said)
    if not said and rows is None:
        if offences.skipped:
            return _open(name, offences, f"from every score of the grade there is a way {until}")
        text = f"{claim.label}: so it is, from every score of the grade, {until}."
        return Answer(name, Verdict.HOLDS, Evidence.PROVED, text)
    if rows is None:
        text = f"{said} {until}, but nobody was found to fall to where there is none"
        return _open(name, offences, text)
    said = said or "not everybody who falls there has a way up"
    finding = asked.finding(
        name,
        f"the claim is refuted: {said} {until}",
        asked.replay(rows, until=asked.question.since),
        severity=Severity.HIGH,
        evidence=Evidence.PROVED,
        notes=("what is shown is how people fall to where there is no way",),
    )
    text = f"{claim.label}: that is not so."
    return Answer(name, Verdict.BROKEN, Evidence.PROVED, text, (finding,))


def _open(name: str, offences: Offences, text: str) -> Answer:
    """The answer that leaves a claim open, with the offences that were not followed."""
    words = f".{offences.in_words}" if offences.skipped else ""
    return attrs.evolve(unknown(name, f"{text}{words}"), left_out=offences.left_out)


def _ends(way: _Way, asked: Inquiry) -> tuple[int | None, int | None]:
    """The worst and the best score of the grade a claim begins with."""
    score = asked.machine.scores[way.grading.score]
    low = way.grading.grades[way.start].low
    if low is None or (score.fixed_low is not None and low < score.fixed_low):
        low = score.fixed_low
    above = way.grading.grades[way.start - 1].low if way.start else None
    return low, None if above is None else above - 1


def _without_way(way: _Way, ground: Ground, low: int, high: int | None) -> tuple[str, int | None]:
    """From where there is no way, in words (empty: nowhere), and where the way up begins if known.

    Raises:
        Unfit: more points are not always better, and there are too many scores to look at each.
    """
    numbers, replayer = ground.numbers, ground.inquiry.replayer
    none = "from no score of the grade there is a way"
    if numbers is not None and numbers.monotone:
        if _is_reached(way, ground, low):
            return "", None
        if high is not None and not _is_reached(way, ground, high):
            return none, None
        least = _first_reached(way, ground, low, high)
        if least is None:
            return "there is no way from any score of the grade", None
        return f"the way up begins at {replayer.in_points(least)}", least
    if high is None or high - low >= _EACH:
        raise Unfit("more points are not always better, so one score does not speak for all")
    lost = [value for value in range(low, high + 1) if not _is_reached(way, ground, value)]
    if len(lost) > high - low:
        return none, None
    told = ", ".join(replayer.points(value) for value in lost[:3])
    return (f"there is no way from {told}{' and more' * (len(lost) > 3)}" if lost else ""), None


def _is_reached(way: _Way, ground: Ground, value: int) -> bool:
    """Whether the better grade can be reached from a score; the way is replayed."""
    begun = begun_with(ground.inquiry, way.grading.score, value)
    there = ground.begun_with(way.grading.score, value, begun)
    return earliest(begun, there, ground.goal(there, 0, way.goal)) is not None


def _first_reached(way: _Way, ground: Ground, low: int, high: int | None) -> int | None:
    """The least score from which there is a way; more points are never worse, so by halving."""
    if high is None:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if _is_reached(way, ground, middle):
            high = middle
        else:
            low = middle
    return high


def _fall(
    way: _Way, ground: Ground, offences: Offences, least: int | None, *, beside: bool
) -> tuple[Row, ...] | None:
    """The fewest events of one action that lead to a score of the grade without a way up.

    Args:
        least: the score from which on there is a way, for who has nothing but scores; if known.
        beside: look only at what leaves more behind than scores.
    """
    found: list[tuple[int, int, tuple[Row, ...]]] = []
    for worst in offences.followed:
        for fall in falls(ground, worst):
            value = fall.scores[way.grading.score]
            known = beside or (least is not None and value >= least)
            if ground.rank(fall.process, 0) != way.start or (known and not fall.behind):
                continue
            goal = ground.goal(fall.process, 0, way.goal)
            if earliest(after(ground.inquiry, fall.rows), fall.process, goal) is None:
                found.append((len(fall.rows), -value, fall.rows))
                break
    return min(found)[2] if found else None

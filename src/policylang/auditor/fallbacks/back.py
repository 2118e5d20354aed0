"""The way back after an offence, as far as a search goes: from the state that the offence leaves.

An offence is an event on the first day, of any action, after which the first score is lower, or
the grade worse, than for somebody who does nothing. From the worst of each action the search
begins anew; a grade that no state of it has again is a trap, proved where nothing was left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from policylang.auditor.fallbacks.answering import Fallback
from policylang.auditor.fallbacks.grades import standing_of
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.price import CHEAPEST, budget_in_words
from policylang.auditor.searching.lives import Awards, Refused, Standing, State
from policylang.auditor.searching.paths import Goal, Path, best_path
from policylang.auditor.searching.search import Search
from policylang.auditor.searching.ways import Way, ways_to_do
from policylang.auditor.solving.solver import Pricing
from policylang.auditor.witnesses.replay import Disagreement, Replay
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row

#: Ways to do one offence that are tried, and offences that are looked at.
_WAYS = 24
_OFFENCES = 12


@attrs.frozen
class Offence:
    """The worst single event of an action: where somebody stood before it and after it."""

    way: Way
    row: Row
    state: State
    before: Standing
    after: Standing
    #: Held money of sanctions that came with it.
    fined: int = 0


@attrs.frozen
class _Back:
    """What it takes to undo an offence, and the grade again; None where no way was found."""

    offence: Offence
    search: Search
    undo: Replay | None
    climb: Replay | None
    fallen: bool


def way_back(fallback: Fallback, name: str) -> Answer:
    """What it takes to undo each offence, and which of them trap."""
    inquiry = fallback.inquiry
    offences, left_out = _offences(fallback)
    whole = not left_out
    told = f" Not looked at: {'; '.join(left_out)}." if left_out else ""
    if not offences:
        if whole:
            text = "No single event takes points or the grade from somebody who begins."
            return Answer(name, Verdict.HOLDS, Evidence.PROVED, text)
        text = (
            "No single event was found that takes points or the grade from somebody who begins. "
            f"No proof, because {fallback.reason}.{told}"
        )
        return Answer(name, Verdict.UNKNOWN, Evidence.SEARCHED, text, left_out=left_out)
    backs = [_back(fallback, offence, len(offences)) for offence in offences]
    rows = [_row(inquiry, each) for each in backs]
    findings = [finding for each in backs for finding in _findings(fallback, name, each)]
    proved = all(each.search.proves for each in backs)
    text = (
        f"After one such event on {date(inquiry.question.since)}, by {date(inquiry.last)}"
        f"{budget_in_words(inquiry)}: "
    )
    lost = any(each.fallen and each.climb is None for each in backs)
    text += (
        "not everybody gets back."
        if lost and proved
        else ("no way back was found for everybody." if lost else "the grade can be had again.")
    )
    if not proved:
        least = min(backs, key=lambda each: (each.search.proves, each.search.days))
        text = f"{text} {fallback.bound_of(least.search)}"
    text += told
    verdict, evidence = Verdict.ANSWERED, Evidence.REPLAYED
    if findings:
        verdict, evidence = Verdict.BROKEN, Evidence.PROVED if proved else Evidence.REPLAYED
    elif lost:  # that no way was found is a trap only where nothing was left out
        verdict, evidence = Verdict.UNKNOWN, Evidence.SEARCHED
    elif proved and whole:
        verdict, evidence = Verdict.HOLDS, Evidence.PROVED
    return Answer(
        name,
        verdict,
        evidence,
        text,
        tuple(findings),
        {each[0]: ", ".join(each[1:]) for each in rows},
        (("after", "score", "least to undo it", "the grade again on"), *rows),
        left_out,
    )


def _offences(fallback: Fallback) -> tuple[list[Offence], tuple[str, ...]]:
    """The worst event of each action that takes points or the grade, on the first day.

    And what was not looked at, in words: ways to do an action, its later dates, or all of it.
    """
    inquiry, lives = fallback.inquiry, fallback.searcher.lives
    machine, day = inquiry.machine, inquiry.question.since
    begun, given = lives.begin()
    before = lives.standing_after((), day)
    assert before is not None
    found: list[Offence] = []
    left: list[str] = []
    for code in range(len(machine.actions)):
        worst: Offence | None = None
        ways, left_out = ways_to_do(machine, inquiry.question.attributes, code, _WAYS)
        action = machine.actions[code]
        if left_out:
            left.append(f"{left_out} of `{action.name}`")
        if len(action.moments) > 1:
            left.append(f"the later dates of `{action.name}`")
        for way in ways:
            row = (day, code, way.values_on(day))
            after = lives.standing_after((row,), day)
            if after is None or not _is_worse(after, before):
                continue
            if worst is not None and not _is_worse(after, worst.after):
                continue
            try:
                state, awards = lives.done(begun, day, code, way.values_on(day))
            except Refused:
                continue
            fined = _fines(fallback, (*given, *awards))
            worst = Offence(way, row, state, before, after, fined)
        if worst is not None and len(found) < _OFFENCES:
            found.append(worst)
        elif worst is not None:
            left.append(f"`{action.name}`")
    return found, tuple(left)


def _fines(fallback: Fallback, awards: Awards) -> int:
    grants = fallback.inquiry.machine.grants
    return sum(worth for grant, worth in awards if grants[grant].kind == "sanction")


def _is_worse(one: Standing, other: Standing) -> bool:
    """Whether somebody stands worse: the first grade, where there is one, then the first score."""
    ranks = one.ranks[:1], other.ranks[:1]
    if ranks[0] != ranks[1]:
        return ranks[0] > ranks[1]
    return one.scores[0] < other.scores[0]


def _back(fallback: Fallback, offence: Offence, among: int) -> _Back:
    inquiry = fallback.inquiry
    search = fallback.searcher.run(start=offence.state, budget=True, among=among)

    def undone(standing: Standing) -> bool:
        return standing.scores[0] >= offence.before.scores[0]

    def again(standing: Standing) -> bool:
        return standing.scored and standing.ranks[:1] <= offence.before.ranks[:1]

    fallen = offence.after.ranks[:1] > offence.before.ranks[:1]
    # What sanctions take on the way is spent as well.
    fines = {n for n, grant in enumerate(inquiry.machine.grants) if grant.kind == "sanction"}
    pricing = Pricing(
        inquiry.scale, inquiry.question.hour.numerator, dict.fromkeys(fines, -inquiry.scale)
    )
    thrifty = attrs.evolve(CHEAPEST, grants=dict.fromkeys(fines, -CHEAPEST.money))
    undo = _replayed(fallback, search, offence, undone, pricing)
    climb = _replayed(fallback, search, offence, again, thrifty, first=True) if fallen else None
    return _Back(offence, search, undo, climb, fallen)


def _replayed(
    fallback: Fallback,
    search: Search,
    offence: Offence,
    goal: Goal,
    pricing: Pricing,
    *,
    first: bool = False,
) -> Replay | None:
    """The cheapest or the earliest way, within the money that there is."""
    most = fallback.inquiry.question.money
    within = None
    if most is not None:
        fines = dict.fromkeys(pricing.grants, -CHEAPEST.money)
        pricing, within = attrs.evolve(CHEAPEST, grants=fines), -((most + 1) * CHEAPEST.money - 1)
    path = best_path(search.explored, pricing, goal=goal, first=first, within=within)
    if path is None:
        return None
    replay = fallback.inquiry.replay([offence.row, *path.rows], until=path.day)
    _check(fallback, offence, path, replay, goal, pricing)
    return replay


def _check(
    fallback: Fallback,
    offence: Offence,
    path: Path,
    replay: Replay,
    goal: Goal,
    pricing: Pricing,
) -> None:
    spent = pricing.money * _paid(replay, offence)
    spent += pricing.hours * (replay.hours - offence.way.hours)
    if not goal(standing_of(replay, fallback)) or spent != -path.value:
        raise Disagreement("the replay of a way back does not come to what was worked out")


# --- in words ------------------------------------------------------------------------------------


def _name(inquiry: Inquiry, standing: Standing) -> str:
    """Name of the first grade; empty without grades."""
    if not inquiry.machine.gradings:
        return ""
    return inquiry.machine.gradings[0].versions[-1].grades[standing.ranks[0]].name


def _row(inquiry: Inquiry, back: _Back) -> tuple[str, ...]:
    points, offence = inquiry.replayer.points, back.offence
    moved = f"{points(offence.before.scores[0])} to {points(offence.after.scores[0])}"
    proves = back.search.proves
    undone = "cannot be undone" if proves else "no way was found"
    if back.undo is not None:
        undone = _spent(inquiry, back.undo, offence)
    again = "it is kept"
    if back.fallen:
        again = "not within it" if proves else "no way was found"
        if back.climb is not None:
            again = date(back.climb.until).isoformat()
    label = inquiry.machine.actions[offence.way.code].label
    return label, f"{moved} {_name(inquiry, offence.after)}".strip(), undone, again


def _paid(replay: Replay, offence: Offence) -> int:
    """Held money spent after an offence: on actions, and for sanctions."""
    return replay.money + replay.losses - offence.way.money - offence.fined


def _spent(inquiry: Inquiry, replay: Replay, offence: Offence) -> str:
    money, hours = _paid(replay, offence), replay.hours - offence.way.hours
    parts = [inquiry.money(money)] if money or not hours else []
    return " + ".join([*parts, *([inquiry.hours(hours)] if hours else [])])


def _findings(fallback: Fallback, name: str, back: _Back) -> Iterator[Finding]:
    inquiry, offence = fallback.inquiry, back.offence
    label = inquiry.machine.actions[offence.way.code].label
    fine = offence.way.money + offence.fined
    if back.fallen and back.climb is None and back.search.proves:
        yield inquiry.finding(
            name,
            f"after one `{label}`, nothing that a person chooses brings the grade "
            f"{_name(inquiry, offence.before)} back by {date(inquiry.last)}",
            inquiry.replay([offence.row], until=inquiry.question.since),
            severity=Severity.MEDIUM,
            evidence=Evidence.PROVED,
        )
    if back.undo is not None and fine:
        hours = back.undo.hours - offence.way.hours
        price = inquiry.question.hour * hours / 3600 + _paid(back.undo, offence)
        if price < fine:
            yield inquiry.finding(
                name,
                f"the points of `{label}` come back for {_spent(inquiry, back.undo, offence)}, "
                f"less than its fine of {inquiry.money(fine)}",
                back.undo,
                severity=Severity.LOW,
                evidence=Evidence.REPLAYED,
            )

"""Traps: grades out of which no choice leads, within the horizon or for ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import attrs

from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.falling.after import after
from policylang.auditor.properties.falling.ground import Ground
from policylang.auditor.properties.falling.offences import Fall, Offences, falls, worst_offences
from policylang.auditor.properties.price import budget_in_words
from policylang.auditor.properties.traps.climb import Aim, Climb, climb, climbed, closed_in
from policylang.auditor.properties.traps.told import HEADINGS, Step, Trap, finding, row
from policylang.auditor.question import RanOut
from policylang.auditor.solving.closure import closed_below
from policylang.model.finding import Answer, Evidence, Finding, Verdict
from policylang.model.machine import Grading

NAME = "traps"
#: The part of the memory of a question that one way up may take, as there are many of them.
_SHARE = 8


@attrs.define
class _Found:
    """What is known so far."""

    rows: list[tuple[str, ...]] = attrs.field(factory=list)
    findings: list[Finding] = attrs.field(factory=list)
    #: Grades without a way out into which nobody was seen to fall.
    unseen: list[str] = attrs.field(factory=list)


def answer(inquiry: Inquiry) -> Answer:
    """Out of which grades there is no way, and what the way out of the others takes."""
    if not any(len(grading.grades) > 1 for grading in inquiry.machine.gradings):
        text = "There are no grades to climb."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    ground = Ground(inquiry, among=_SHARE)
    offences = worst_offences(ground, only=False)
    found = _Found()
    for number, grading in enumerate(inquiry.machine.gradings):
        steps = list(_steps(ground, number, grading))
        found.rows += [row(inquiry, grading, step) for step in steps]
        start = ground.rank(ground.process, number)
        below = [rank for rank in range(len(grading.grades)) if rank > start]
        if grading.score == 0:
            _look_for_traps(ground, offences, number, below, steps, found)
        else:  # nobody looks for a fall of another score than the first
            lost = {s.rank for s in steps for each in (s.best, s.worst) if each and each.trapped}
            found.unseen += [grading.grades[rank].name for rank in below if rank in lost]
    return _told(inquiry, offences, found)


def _told(inquiry: Inquiry, offences: Offences, found: _Found) -> Answer:
    findings = found.findings
    always = bool(findings) and all(f.evidence is Evidence.PROVED_ALWAYS for f in findings)
    until = "" if always else f" by {date(inquiry.last)}{budget_in_words(inquiry)}"
    verdict, evidence = Verdict.BROKEN, Evidence.PROVED_ALWAYS if always else Evidence.PROVED
    text = f"There are grades that people fall into and do not get out of{until or ' any more'}."
    if not findings:
        verdict = Verdict.HOLDS
        text = f"No grade keeps those who fall into it by one kind of offence{until}."
    if not findings and (offences.left_out or found.unseen):
        verdict, evidence = Verdict.UNKNOWN, Evidence.SEARCHED
        text = f"No grade was found that people fall into and do not get out of{until}."
        if found.unseen:
            told = ", ".join(found.unseen)
            text += f" There is no way out of {told}, but nobody was seen to fall there."
    return Answer(
        NAME,
        verdict,
        evidence,
        text + offences.in_words,
        tuple(findings),
        {each[0]: ", ".join(each[1:]) for each in found.rows},
        (HEADINGS, *found.rows) if found.rows else (),
        offences.left_out,
    )


# --- the ways up ---------------------------------------------------------------------------------


def _steps(ground: Ground, number: int, grading: Grading) -> Iterator[Step]:
    """Every grade but the best, the worst one first; none where nobody can begin with a score."""
    score = ground.machine.scores[grading.score]
    if score.formula is not None:
        return
    met: Climb | None = None
    for rank in range(len(grading.grades) - 1, 0, -1):
        aim, low = _aim(grading, number, rank - 1), grading.grades[rank].low
        if score.fixed_low is not None:
            low = score.fixed_low if low is None else max(low, score.fixed_low)
        if (score.fixed_high is not None and aim.low > score.fixed_high) or (
            score.fixed_low is not None and aim.low - 1 < score.fixed_low
        ):
            continue  # nobody can have it
        ways = partial(climb, ground, aim, met=met)
        best = ways(aim.low - 1, ever=True)
        worst = None if low is None else ways(low)
        yield Step(rank, best, worst)
        met = best if best.limit else met  # what one way met the next ones would meet as well


def _aim(grading: Grading, number: int, rank: int) -> Aim:
    low = grading.grades[rank].low
    assert low is not None
    return Aim(number, rank, grading.score, low)


# --- falls ---------------------------------------------------------------------------------------


def _look_for_traps(
    ground: Ground,
    offences: Offences,
    number: int,
    below: Sequence[int],
    steps: Sequence[Step],
    found: _Found,
) -> None:
    """Note the findings that grades are traps: one for those of one kind, by the shortest fall.

    Raises:
        RanOut: none is known to be one, and of some it is not known.
    """
    grading, stepped = ground.machine.gradings[number], {step.rank: step for step in steps}
    every = [fall for worst in offences.followed for fall in falls(ground, worst)]
    traps: list[Trap] = []
    limits: list[RanOut] = []
    for rank in below:
        fallen = shortest(ground, every, number, rank)
        for fall in fallen:
            try:
                trap = trap_of(ground, number, rank, stepped.get(rank), fall)
            except RanOut as limit:
                limits.append(limit)
                continue
            traps += [] if trap is None else [trap]
        step = stepped.get(rank)
        if not fallen and step is not None and step.best.trapped and offences.followed:
            found.unseen.append(grading.grades[rank].name)
    if limits and not traps:
        raise limits[0]
    kinds: dict[object, list[Trap]] = {}
    for trap in traps:
        never = trap.never
        kind = None if never is None else attrs.evolve(never, level=0, words="")
        kinds.setdefault(kind, []).append(trap)
    found.findings += [finding(NAME, ground.inquiry, grading, each) for each in kinds.values()]


def shortest(ground: Ground, every: Sequence[Fall], number: int, rank: int) -> list[Fall]:
    """Of each action, and kind, the fewest events that lead into a grade; of as many, the best."""
    score = ground.machine.gradings[number].score
    found: dict[object, tuple[tuple[int, int], Fall]] = {}
    for fall in every:
        if ground.rank(fall.process, number) != rank:
            continue
        key = len(fall.rows), -fall.scores[score]
        kind = fall.rows[0] if fall.behind else fall.rows[0][1]
        if kind not in found or key < found[kind][0]:
            found[kind] = key, fall
    return [fall for _, fall in sorted(found.values(), key=lambda each: each[0])]


def trap_of(ground: Ground, number: int, rank: int, step: Step | None, fall: Fall) -> Trap | None:
    """How people fall into a grade and stay there; None where they do not.

    Raises:
        RanOut: whether they do is not known.
    """
    grading = ground.machine.gradings[number]
    aim = _aim(grading, number, rank - 1)
    here = climbed(
        after(ground.inquiry, fall.rows),
        fall.process,
        aim,
        ground.goal(fall.process, number, rank - 1),
        closed_below(fall.process, grading.score, aim.low),
        ever=True,
    )
    if here.limit is not None and here.earliest is None:
        raise RanOut(here.limit)
    if not here.trapped:
        return None
    if here.never is None:
        here = attrs.evolve(here, never=closed_in(ground.inquiry, fall.rows, aim))
    best = None if step is None else step.best.never
    # What leads nobody above a score leads nobody with less above it either.
    of_every = any(
        each is not None and each.by != "set" and each.level >= aim.low - 1
        for each in (here.never, best)
    )
    score = None if here.never and of_every else fall.scores[grading.score]
    return Trap(rank, fall, here.never, score)

"""Pumps on points: several events that together cost nothing and leave more points than before.

PROPERTY. No two or three chosen events, none of which raises the first score for nothing by itself,
cost neither money nor hours in sum, what is paid upon them taken off, and raise the first score.

METHOD. Where nothing is paid upon an event, such events cost nothing each. That none of those helps
is proved by the form of the rules (`decisions.freely`), or in the exact process, where it is looked
at whether one of them can raise the score in any state. Else small histories:
bought and given back on one day, on the next, or a month later.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, permutations, product
from typing import Final

import attrs

from policylang.auditor.decisions import dominance
from policylang.auditor.decisions.freely import nothing_free_helps
from policylang.auditor.decisions.process import Move, Process
from policylang.auditor.inquiry import Inquiry, reason_of
from policylang.auditor.properties.small_histories import Event, SmallHistories
from policylang.auditor.question import Unfit
from policylang.auditor.witnesses.replay import Disagreement, Replay
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row
from policylang.model.machine import Machine, Upon

NAME = "point pumps"
#: Histories tried at most, of two events and of three; days between the events.
_TRIES: Final = 4_000
_APART: Final = (0, 1, 31)


@attrs.frozen
class _Pump:
    """Events that cost nothing in sum, and by how much they raise the first score."""

    rows: tuple[Row, ...]
    until: int
    gained: int


def answer(inquiry: Inquiry) -> Answer:
    """Whether points can be pumped."""
    paid = any(isinstance(grant.trigger, Upon) for grant in inquiry.machine.grants)
    reason = "something is paid upon events, or a cost can be negative"
    if not paid and _costs_are_costs(inquiry.machine):
        question = inquiry.question
        try:
            if nothing_free_helps(inquiry.machine, question.attributes, question.since) or _proved(
                inquiry, inquiry.process
            ):
                text = "Events that cost nothing in sum cost nothing each, and none raises a score."
                return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
            reason = "what an event that costs nothing brings depends on what was done before"
        except Unfit as problem:
            reason = reason_of(problem)
    trials = SmallHistories(inquiry)
    found = next(_pumps(trials, paid=paid), None)
    if found is None:
        text = f"no few events that cost nothing in sum raise the score, and {reason}"
        return Answer(NAME, Verdict.UNKNOWN, Evidence.SEARCHED, text)
    text = (
        "Points can be pumped: some events cost nothing in sum and leave more points than before."
    )
    return Answer(NAME, Verdict.BROKEN, Evidence.REPLAYED, text, (_finding(trials, found),))


def _costs_are_costs(machine: Machine) -> bool:
    return all(
        dominance.never_negative(cost.amount, action)
        for action in machine.actions
        if action.by == "choice"
        for cost in action.costs
    )


def _proved(inquiry: Inquiry, process: Process) -> bool:
    """Whether of the events that cost nothing only those can raise the score that do so alone."""
    if not process.plain or (process.reactions and not process.monotone):
        return False  # having fewer points might bring some later
    trials = SmallHistories(inquiry)
    for move in process.moves:
        if move.variant.money or move.variant.hours or not _can_raise(move):
            continue
        event = trials.event(move.action, move.variant.values)
        if event is None or not _raises_alone(trials, event):
            return False
    return True


def _can_raise(move: Move) -> bool:
    """Whether an event could raise the first score in some state."""
    return any(
        effect.score == 0 and effect.sign >= 0 and effect.size != 0
        for chain in move.chains
        for _, effect in chain
    )


def _raises_alone(trials: SmallHistories, event: Event) -> bool:
    """Whether an event raises the score for nothing: that is no pump but a gift (`free points`)."""
    return _raise(trials, (event.on(trials.since),), trials.since) is not None


def _pumps(trials: SmallHistories, *, paid: bool) -> Iterator[_Pump]:
    """Pumps, those of two events before those of three."""
    pool = [
        event
        for event in trials.events(chosen=True)
        if (paid or not (event.money or event.hours)) and not _raises_alone(trials, event)
    ]
    for number in (2, 3):
        candidates = (
            (events, apart)
            for events, apart in product(permutations(pool, number), _APART)
            if len({event.code for event in events}) > 1
        )
        for events, apart in islice(candidates, _TRIES):
            first, *others = events
            day = trials.since + apart
            rows = (first.on(trials.since), *(event.on(day) for event in others))
            gained = _raise(trials, rows, day)
            if gained is not None:
                yield _Pump(rows, day, gained)


def _raise(trials: SmallHistories, rows: tuple[Row, ...], until: int) -> int | None:
    """By how much events raise the first score; None where they do not, or cost something."""
    without, result = trials.result((), until), trials.result(rows, until)
    if without is None or result is None or result.score <= without.score:
        return None
    costs = trials.costs(rows)
    machine = trials.machine
    back = sum(
        award.worth if machine.grants[award.grant].kind == "perk" else -award.worth
        for award in result.awards
        if isinstance(machine.grants[award.grant].trigger, Upon)
    )
    if sum(cost[0] for cost in costs) > back or any(cost[1] for cost in costs):
        return None
    return result.score - without.score


def _finding(trials: SmallHistories, found: _Pump) -> Finding:
    inquiry, in_points = trials.inquiry, trials.inquiry.replayer.in_points
    replay = trials.replay(found.rows, found.until)
    if replay.result.score - trials.replay((), found.until).result.score != found.gained:
        raise Disagreement("the replay of a pump does not come to what was found")
    names = ", then ".join(f"`{inquiry.machine.actions[code].label}`" for _, code, _ in found.rows)
    again = _again(trials, found)
    more = again is not None and again > found.gained
    notes = [] if again is None else [f"done twice it leaves {in_points(again)} more"]
    return inquiry.finding(
        NAME,
        f"{names}: {in_points(found.gained)} more, and nothing spent in sum",
        replay,
        severity=Severity.MEDIUM if more else Severity.LOW,
        evidence=Evidence.REPLAYED,
        notes=notes,
    )


def _again(trials: SmallHistories, found: _Pump) -> int | None:
    """By how much the events done twice raise the score; None where that costs something."""
    apart = found.until - trials.since + 1
    later = tuple((day + apart, code, values) for day, code, values in found.rows)
    until = later[-1][0]
    if until > trials.inquiry.last:
        return None
    raised = _raise(trials, (*found.rows, *later), until)
    if raised is None:
        return None
    replay: Replay = trials.replay((*found.rows, *later), until)
    return raised if replay.result.score - trials.replay((), until).result.score == raised else None

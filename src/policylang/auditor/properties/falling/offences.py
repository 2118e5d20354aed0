"""The worst events of each action that does harm, and what comes of doing them again and again.

An action can do harm if a rule of it, or upon it, can take points or begin a status, or if it
leaves a grade (`deeds.harm` has the form). Of the ways to do one, those that leave the same
statuses are of a kind; the worst of a kind leaves the worst grade, then the fewest points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from policylang.auditor.decisions import lived
from policylang.auditor.decisions.process import Process
from policylang.auditor.decisions.readings import View
from policylang.auditor.decisions.relevance import relevant_parts
from policylang.auditor.decisions.variants import ways_of
from policylang.auditor.deeds.harm import can_harm, only_harms
from policylang.auditor.properties.falling.ground import Ground
from policylang.auditor.properties.small_histories import Event, SmallHistories
from policylang.auditor.question import RanOut, Unfit
from policylang.model.grading import ranks_of
from policylang.model.history import Row
from policylang.model.machine import Machine
from policylang.model.result import Result

#: How often one offence is done at most to fall somewhere.
TIMES = 40
#: How many of an offence are tried where one does no harm.
_SEVERAL = (2, 3, 5, 10, TIMES)


@attrs.frozen
class Worst:
    """The worst event of a kind, and how it leaves somebody who begins, at the end of the day."""

    event: Event
    row: Row
    scores: tuple[int, ...]

    @property
    def code(self) -> int:
        """Its action."""
        return self.event.code


@attrs.frozen
class Fall:
    """Events of the first day, the scores at its end, and who goes on from there."""

    rows: tuple[Row, ...]
    scores: tuple[int, ...]
    process: Process = attrs.field(eq=False)
    #: What its kind leaves behind besides scores; empty where that is nothing.
    behind: str


@attrs.frozen
class Offences:
    """Those that are followed, and by name of an action why another one is not."""

    followed: tuple[Worst, ...]
    skipped: Mapping[str, str]

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of those that are not followed."""
        return tuple(self.skipped)

    @property
    def reasons(self) -> str:
        """Which are not followed and why, as a list; empty if all are."""
        reasons: dict[str, list[str]] = {}
        for name, reason in self.skipped.items():
            reasons.setdefault(reason, []).append(f"`{name}`")
        return "; ".join(f"{', '.join(names)} ({reason})" for reason, names in reasons.items())

    @property
    def in_words(self) -> str:
        """The same as a sentence after a space; empty if all are followed."""
        return f" Not looked at: {self.reasons}." if self.skipped else ""


def worst_offences(ground: Ground, *, only: bool) -> Offences:
    """The worst events of each action that does harm, on the first day, as far as it is followed.

    Args:
        only: leave out what can do something else than harm, and keep one kind of each action.

    Raises:
        Unfit: there is no process in which anybody goes on.
    """
    machine, trials = ground.inquiry.machine, SmallHistories(ground.inquiry)
    since = ground.inquiry.question.since
    begun = trials.result((), since)
    _ = ground.process
    found: list[Worst] = []
    skipped: dict[str, str] = {}
    for code, action in enumerate(machine.actions):
        if begun is None or not (only_harms if only else can_harm)(machine, code):
            continue
        try:
            kinds = list(_kinds(ground, trials, code, begun, only=only))
            if kinds:
                ground.fallen((kinds[0].row,), kinds[0].scores)
        except (Unfit, RanOut) as problem:
            skipped[action.name] = str(problem)
            continue
        found += kinds[:1] if only else kinds
    return Offences(tuple(found), skipped)


def _kinds(
    ground: Ground, trials: SmallHistories, code: int, begun: Result, *, only: bool
) -> Iterator[Worst]:
    """The worst event of each kind of an action, those first that leave the worst grade.

    Args:
        only: one event has to take the grade or points; else a status that makes a difference
            later is enough, or that more of such events do harm.

    Raises:
        Unfit: not every way to do it could be gone through.
    """
    machine, since = ground.inquiry.machine, trials.since
    relevant = relevant_parts(ground.machine).statuses
    best: dict[object, tuple[tuple[object, ...], Worst]] = {}
    for values in _ways(ground, code):
        event = trials.event(code, values)
        if event is None:
            raise Unfit("what it costs depends on more than the event and the person")
        row = event.on(since)
        result = trials.result((row,), since)
        if result is None:
            continue  # it is refused
        left, told = (
            tuple((s.status, s.until) for s in each.statuses if s.status in relevant)
            for each in (result, begun)
        )
        harm = _is_worse(machine, result, begun, since)
        if not harm and (only or (left == told and not _harms_later(trials, row, begun))):
            continue
        ranks = ranks_of(machine, result.scores, result.ranks, since)
        key = tuple(-rank for rank in ranks[:1]), result.scores[0], event.money, event.hours
        if left not in best or key < best[left][0]:
            best[left] = key, Worst(event, row, result.scores)
    yield from (each for _, each in sorted(best.values(), key=lambda each: each[0]))


def _is_worse(machine: Machine, result: Result, begun: Result, day: int) -> bool:
    """Whether somebody has fewer points of the first score than before, or a worse grade."""
    after, before = (ranks_of(machine, r.scores, r.ranks, day) for r in (result, begun))
    worse = any(a > b for a, b in zip(after, before, strict=True))
    return worse or result.scores[0] < begun.scores[0]


def _harms_later(trials: SmallHistories, row: Row, begun: Result) -> bool:
    """Whether several such events do harm of which one does none."""
    tried = (trials.result((row,) * times, trials.since) for times in _SEVERAL)
    return any(
        each is not None and _is_worse(trials.machine, each, begun, trials.since) for each in tried
    )


def _ways(ground: Ground, code: int) -> Iterator[tuple[int, ...]]:
    """The fields of one event for each thing that an action can do to somebody who begins.

    Raises:
        Unfit: there are too many, or they cannot be told apart.
    """
    machine = ground.machine
    view = View(machine, ground.inquiry.question.attributes)
    view.today = ground.inquiry.question.since
    reads = list(lived.reads_in(machine, relevant_parts(machine), code))
    try:
        for variant in ways_of(machine.actions[code], reads, view):
            yield variant.values
    except Unfit as problem:
        raise Unfit(f"not every way to do it could be gone through: {problem}") from None


def falls(ground: Ground, worst: Worst) -> Iterator[Fall]:
    """One offence done again and again on the first day, up to `TIMES` times, as far as it goes.

    Raises:
        Unfit: no process follows it.
    """
    trials, since = SmallHistories(ground.inquiry), ground.inquiry.question.since
    behind = "" if ground.numbers is None else ground.left_behind(worst.code)
    if ground.numbers is None:
        behind = "more than scores"
    for times in range(1, TIMES + 1):
        rows = (worst.row,) * times
        result = trials.result(rows, since)
        if result is None:
            return
        yield Fall(rows, result.scores, ground.fallen(rows, result.scores), behind)

"""Histories that show parts at work: what rules they apply, what perks and grades they reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from policylang.auditor.deeds.climbing import climb
from policylang.auditor.deeds.events import moved, ways_of
from policylang.auditor.deeds.offences import Deed, good_acts
from policylang.auditor.deeds.trials import Trials, Tried
from policylang.auditor.properties.dead_parts.part import Kind
from policylang.model.grading import brackets_on, rank_among
from policylang.model.history import Row
from policylang.model.machine import Begin, Machine

#: Ways of one action that are tried, events of one kind in a row, and pairs of events.
_WAYS: Final = 8
_ROWS: Final = 400
_PAIRS: Final = 300
#: Most events of a climb that others are put after.
_CLIMBED: Final = 100
#: A part: its kind, its number, and for grades their grading.
Key = tuple[Kind, int, int]


@attrs.frozen
class Shown:
    """A history that shows a part at work by a day."""

    rows: tuple[Row, ...]
    until: int


@attrs.frozen
class Living:
    """The simplest history tried that shows each part: by choice alone, and by anybody."""

    chosen: dict[Key, Shown]
    anybody: dict[Key, Shown]


def living(trials: Trials, every: list[Deed], by_choice: set[Key], by_anybody: set[Key]) -> Living:
    """Run histories, shortest first, and note what each shows, until all is shown that is wanted.

    Args:
        by_choice: parts to be shown by choice alone.
        by_anybody: parts to be shown whoever acts.
    """
    machine = trials.inquiry.machine
    found = Living({}, {})
    for rows in _histories(trials, every):
        tried = trials.run(rows)
        if tried is None:
            continue
        into = [found.anybody]
        if all(machine.actions[code].by == "choice" for _, code, _ in rows):
            into.append(found.chosen)
        for key, day, events in _shown(tried, machine):
            for each in into:
                if key not in each:
                    each[key] = _up_to(tried, day, events)
        if by_choice <= found.chosen.keys() and by_anybody <= found.anybody.keys():
            break
    return found


def _shown(tried: Tried, machine: Machine) -> Iterator[tuple[Key, int, int]]:
    """What a history shows at work, by which day, and how many of its events are enough."""
    rules = {rule.number: rule for rule in machine.rules}
    gradings = [(n, grading) for n, grading in enumerate(machine.gradings) if not grading.holds]
    result, last, every = tried.result, tried.until, len(tried.rows)
    for within in range(len(machine.gradings)):
        yield (Kind.GRADE, tried.ranks[within], within), last, every
    for standing in result.statuses:
        yield (Kind.STATUS, standing.status, 0), last, every
    for number in result.held:
        yield (Kind(machine.grants[number].kind), number, 0), last, every
    for award in result.awards:
        kind = Kind(machine.grants[award.grant].kind)
        yield (kind, award.grant, 0), award.day, every
    for number, (day, code, _) in enumerate(tried.rows):
        yield (Kind.ACTION, code, 0), day, number + 1
    for posting in result.ledger or ():
        events = every if posting.event < 0 else posting.event + 1
        shown = posting.day, events
        effect = rules[posting.rule].effect
        yield (Kind.RULE, posting.rule, 0), *shown
        if isinstance(effect, Begin):
            yield (Kind.STATUS, effect.status, 0), *shown
        if posting.cap >= 0 and posting.granted != posting.asked:
            yield (Kind.CAP, posting.cap, 0), *shown
        for within, grading in gradings:
            if tried.owners.get(posting.rule) == grading.score:
                grades = brackets_on(grading, posting.day, tried.until).grades
                yield (Kind.GRADE, rank_among(grades, posting.balance), within), *shown


def _up_to(tried: Tried, day: int, events: int) -> Shown:
    """The first events of a history, those up to a day, lived through to its end."""
    rows = tuple(row for row in tried.rows[:events] if row[0] <= day)
    return Shown(rows, day)


def _histories(trials: Trials, every: list[Deed]) -> Iterator[list[Row]]:
    machine, last = trials.inquiry.machine, trials.inquiry.last
    first = trials.inquiry.question.since
    acts = [*_few(every), *_refused(trials, every)]
    yield []
    for act in acts:
        yield [act.row]
    for number in (2, 4, 16):
        for act in acts:
            yield [act.row] * number
    good = good_acts(every, machine)
    for grading in machine.gradings:
        climbed = climb(trials, good, grading.score)
        yield climbed
        for act in acts if len(climbed) <= _CLIMBED else ():
            day = climbed[-1][0] if climbed else first
            yield [*climbed, moved(machine, act.row, min(day + 1, last))]
    for act in acts:
        yield [act.row] * _ROWS
    pairs = ((one, two) for one in acts for two in acts if one is not two)
    for number, (one, two) in enumerate(pairs):
        if number == _PAIRS:
            return
        yield [one.row, two.row]
        yield [one.row, moved(machine, two.row, min(first + 40, last))]


def _refused(trials: Trials, every: list[Deed]) -> list[Deed]:
    """Actions of which every event is refused to a beginner: they may follow on something else."""
    machine, first = trials.inquiry.machine, trials.inquiry.question.since
    known = {deed.code for deed in every}
    nothing = (0,) * len(machine.scores)
    return [
        Deed(row, nothing, 0, 0, gives=False, burdens=False, relieves=False, rewarded=False)
        for code in range(len(machine.actions))
        if code not in known
        for row in ways_of(machine, code, first, 2)
    ]


def _few(every: list[Deed]) -> list[Deed]:
    """Of each action ways that ask for different things, a few of them."""
    found: dict[tuple[int, tuple[int, ...], bool], Deed] = {}
    counts: dict[int, int] = {}
    for deed in every:
        key = deed.code, deed.asked, deed.burdens
        if key not in found and counts.get(deed.code, 0) < _WAYS:
            counts[deed.code] = counts.get(deed.code, 0) + 1
            found[key] = deed
    return list(found.values())

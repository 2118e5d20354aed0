"""A lived process that begins otherwise: with another start, or after events of the first day.

The runtime itself lives through those events, whoever brings them about, from its own first day on.
So whatever they leave behind (a status, a lot, a count, a clock, what a limit has counted) is there
as it is meant. What is kept of it is what anything that comes later can look at, as in every state.

THEOREM. A stage may hold several days, also after such events, if it is cut besides wherever
something that they left runs out: a status or a lot.

PROOF. As in `days`. What they left is the same on all days between two of these cuts: windows that
move, clocks and moments to come make each day a stage already, and are refused where they do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.life import Life
from policylang.auditor.decisions.lived import Lived
from policylang.auditor.decisions.relevance import choices_upon
from policylang.auditor.decisions.stages import Stage
from policylang.auditor.question import Unfit
from policylang.model.history import Row
from policylang.model.machine import Change, Machine, rules_of
from policylang.runtime.plan import Plan
from policylang.runtime.readings import program_of


def begun_under(process: Lived, machine: Machine) -> Lived:
    """The process of somebody who begins under a machine that differs in its start values alone."""
    life = _fresh(process, machine)
    return attrs.evolve(process, start=_with_hours(life.born(process.question.since), process))


def fallen(process: Lived, rows: Sequence[Row]) -> Lived:
    """The process of somebody who begins, and to whom some events then happen on the first day.

    What comes due on that day has come before them.

    Raises:
        Unfit: the policy refuses one of them, or they leave something behind that is not held.
    """
    machine, since = process.machine, process.question.since
    for code in {code for _, code, _ in rows}:
        _check(machine, code, process)
    life = _fresh(process, machine)
    life.begin(since)
    life.advance(since)
    for number, (_, code, fields) in enumerate(rows):
        life.event(number, since, code, fields)
    if life.person.refused:
        raise Unfit("the policy refuses one of the events")
    _keep_apart(life)
    state = life.taken()
    first, *later = process.stages
    stages = _cut((attrs.evolve(first, opening=()), *later), set(_ends(life)))
    # Nobody else's steps are those of somebody whose lots are told apart more finely.
    return attrs.evolve(
        process, start=_with_hours(state, process), stages=stages, life=life, seen={}
    )


def telling(process: Lived, values: Mapping[int, int]) -> Lived:
    """The process in which scores are told apart at least up to some values."""
    life = _fresh(process, process.machine)
    for score, value in values.items():
        if score in life.most_points:
            life.most_points[score] = max(life.most_points[score], value)
    start = _with_hours(life.born(process.question.since), process)
    return attrs.evolve(process, start=start, life=life, seen={})


def _fresh(process: Lived, machine: Machine) -> Life:
    """Another person of the same kind, of whom the same is kept."""
    plan = Plan(machine, program_of(machine))
    life = Life(plan, process.question.attributes, process.life.relevant)
    life.most_points = dict(process.life.most_points)
    return life


def _check(machine: Machine, code: int, process: Lived) -> None:
    """Refuse what leaves something behind that no later stage is cut for.

    Raises:
        Unfit: it has a date to come, or gives or takes for a time that depends on a condition.
    """
    action = machine.actions[code]
    if len(action.moments) > 1:
        raise Unfit(f"`{action.name}` has several dates")
    kept = {rule.number for rule in process.life.relevant.rules}
    for rule in rules_of(choices_upon(machine, code)):
        life = rule.effect.lifetime if isinstance(rule.effect, Change) else None
        conditional = life is not None and (life.held is not None or life.unless is not None)
        if conditional and rule.number not in kept:
            raise Unfit(f"`{action.name}` gives or takes points as long as a condition holds")


def _keep_apart(life: Life) -> None:
    """Keep the order and the number of points, where events have left lots that run out."""
    for number, lots in life.person.lots.items():
        saved = lots.saved()
        if any(left < 0 for left, _, _, _ in saved):
            life.unspent.discard(number)
        if any(expires for _, expires, _, _ in saved):
            life.most_points.pop(number, None)


def _ends(life: Life) -> Iterator[int]:
    """The days on which something runs out."""
    yield from (until for _, until in life.person.statuses.values() if until)
    for lots in life.person.lots.values():
        yield from (expires for _, expires, _, _ in lots.saved() if expires)


def _cut(stages: Iterable[Stage], days: set[int]) -> tuple[Stage, ...]:
    """Stages that begin besides on some days; on those nothing comes due by its date."""
    found: list[Stage] = []
    for stage in stages:
        inside = sorted(day for day in days if stage.first < day <= stage.last)
        starts = [stage.first, *inside]
        ends = [*(day - 1 for day in inside), stage.last]
        for start, end in zip(starts, ends, strict=True):
            found.append(
                attrs.evolve(
                    stage,
                    first=start,
                    last=end,
                    begins=stage.begins if start == stage.first else (),
                    opening=stage.opening if start == stage.first else (),
                    closing=stage.closing if end == stage.last else (),
                )
            )
    return tuple(found)


def _with_hours(state: State, process: Lived) -> State:
    """A state with no hours spent, if they are counted."""
    return (*state, *process.start[len(state) :])

"""Pumps on points alone: free events that, done one after the other, leave more than there was.

PROPERTY. In no state that can be reached, on no day, is there a sequence of chosen events that
costs neither money nor hours, counts on no limit, lowers no score and raises one.

Such a sequence can be done again and again, until a score comes to its end: exchanges from one
score to another and back, a loss that the end of a range swallows beside a gain, buying and
returning. `free points` asks the same of one event, the first score and the first day, but also of
events that a limit counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.process import Move, Process
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.question import RanOut, Unfit
from policylang.auditor.solving.forever import endless_of
from policylang.auditor.solving.graph import Graph, graph_of
from policylang.auditor.solving.plans import rows_of
from policylang.auditor.solving.solver import Planned, Pricing
from policylang.auditor.solving.walks import walk_from
from policylang.auditor.witnesses.replay import Disagreement
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict

NAME: Final = "points pump"
#: Money and hours both cost something, nothing else counts.
_COSTS: Final = Pricing(1, 1, {})
#: Most states looked at from all states together.
_MOST: Final = 2_000_000

#: Most states looked at on the first day alone.
_SOON: Final = 2_000

#: A way within a stage, as state numbers and options: (state before, option).
_Path = tuple[tuple[int, int], ...]


def answer(inquiry: Inquiry) -> Answer:
    """Whether somebody can make points out of nothing, as often as they like."""
    process = inquiry.process
    if not any(_is_free(move) and _can_raise(move) for move in process.moves):
        _check_amounts(process)
        text = "Nothing that costs neither money nor hours raises any score."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    if _cut(process):
        return _of_gains(inquiry, process)
    row = _at_once(process)
    if row:
        return _broken(_shown(inquiry, process, (), row))
    graph = graph_of(
        endless_of(inquiry.machine, inquiry.question), _COSTS, baseline=False, merged=False
    )
    found = next(_pumps(graph), None)
    if found is None:
        text = (
            "In no state that can ever be reached do events that cost nothing bring points beyond "
            "what their limits count."
        )
        figures = {"states": f"{graph.states:,}"}
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text, figures=figures)
    return _broken(_finding(inquiry, graph, *found))


def _broken(finding: Finding) -> Answer:
    text = "Points can be made out of nothing, again and again."
    return Answer(NAME, Verdict.BROKEN, Evidence.REPLAYED, text, (finding,))


def _cut(process: Process) -> bool:
    """Whether points above the best grade are not told apart: then all rules only give."""
    return any(
        high != score.fixed_high
        for score, (_, high) in zip(process.machine.scores, process.layout.ranges, strict=True)
    )


def _of_gains(inquiry: Inquiry, process: Process) -> Answer:
    """The answer where all rules only give: whether a free one is under no limit.

    Raises:
        Unfit: that cannot be told.
    """
    free = [move for move in process.moves if _is_free(move) and _can_raise(move)]
    if all(effect.caps for move in free for chain in move.chains for _, effect in chain):
        _check_amounts(process)
        text = "Of what costs neither money nor hours, limits count all that it brings."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    for move in free:
        try:
            return _broken(_shown(inquiry, process, (), (Planned(0, move),)))
        except Disagreement:
            continue  # it gives nothing to begin with
    raise Unfit("what an event that costs nothing brings depends on what was done before")


def _check_amounts(process: Process) -> None:
    """Refuse a process whose amounts were not all looked at, as nothing that they bring matters."""
    full = any(low == high for low, high in process.layout.ranges)
    if (
        _cut(process)
        and full
        and any(process.machine.actions[code].fields for code in process.ways)
    ):
        raise Unfit("everybody has the best grade, and points above are not told apart")


def _at_once(process: Process) -> tuple[Planned, ...]:
    """A pump on the first day, from the start: the fewest events; empty if none is found soon."""
    scores, begin = process.layout.scores, process.start
    process.view.today = process.stages[0].first
    free = [move for move in process.moves if _is_free(move)]
    ways: dict[State, tuple[Planned, ...]] = {begin: ()}
    waiting = [begin]
    for at in waiting:
        for move in free:
            after = process.step(at, move)
            if after in ways:
                continue
            ways[after] = (*ways[at], Planned(0, move))
            waiting.append(after)
            if _beats(after, begin, scores):
                return ways[after]
        if len(waiting) > _SOON:
            break
    return ()


def _is_free(move: Move) -> bool:
    return not move.variant.money and not move.variant.hours


def _can_raise(move: Move) -> bool:
    return any(
        effect.sign >= 0 and effect.size != 0 for chain in move.chains for _, effect in chain
    )


def _pumps(graph: Graph) -> Iterator[tuple[int, int, _Path]]:
    """Every pump, the earliest first: layer, state and the way; from each state the shortest."""
    scores = graph.endless.process.layout.scores
    left = _MOST
    for number, layer in enumerate(graph.layers):
        for begin in range(len(layer.states)):
            came: dict[int, tuple[int, int]] = {begin: (-1, -1)}
            waiting = [begin]
            for at in waiting:
                left -= 1
                if left < 0:
                    raise RanOut("too many ways that cost nothing")
                for after, option, price in layer.ways[at]:
                    if price or after in came:
                        continue
                    came[after] = at, option
                    waiting.append(after)
                    if _beats(layer.states[after], layer.states[begin], scores):
                        yield number, begin, _path(came, after)


def _beats(new: State, old: State, scores: int) -> bool:
    """Whether a state has more points than another, and limits have counted the same."""
    return new[scores:] == old[scores:] and all(
        a >= b for a, b in zip(new[:scores], old[:scores], strict=True)
    )


def _path(came: dict[int, tuple[int, int]], state: int) -> _Path:
    path: list[tuple[int, int]] = []
    while came[state][0] >= 0:
        path.append(came[state])
        state = came[state][0]
    return tuple(reversed(path))


def _finding(inquiry: Inquiry, graph: Graph, layer: int, state: int, path: _Path) -> Finding:
    """The pump shown by a replay: the cheapest way to where it can be done, then once round."""
    walk = walk_from(graph, 0, 0, {0: 0})
    walk.spread()
    while walk.layer != layer or state not in walk.values:
        walk.go_on()
        walk.spread()
    entry = walk.plan(state)
    pump = tuple(Planned(walk.step, graph.move(layer, at, option)) for at, option in path)
    return _shown(inquiry, graph.endless.until(walk.step), entry, pump)


def _shown(
    inquiry: Inquiry, process: Process, entry: tuple[Planned, ...], pump: tuple[Planned, ...]
) -> Finding:
    """A pump as a finding, after a way to where it can be done.

    Raises:
        Disagreement: the replay does not have more points after it.
    """
    day = process.stages[pump[0].stage].first
    before = inquiry.replay(rows_of(process, entry), until=day)
    replay = inquiry.replay(rows_of(process, (*entry, *pump)), until=day)
    old, new = before.result.scores, replay.result.scores
    if replay.money != before.money or replay.hours != before.hours:
        raise Disagreement("the replay of a pump costs something")
    if not all(a >= b for a, b in zip(new, old, strict=True)) or new == old:
        raise Disagreement("the replay of a pump has no more points")
    risen = [
        f"`{score.name}` by {inquiry.replayer.points(a - b)}"
        for score, a, b in zip(inquiry.machine.scores, new, old, strict=True)
        if a > b
    ]
    events = f"the last {len(pump)} events" if len(pump) > 1 else "the last event"
    return inquiry.until(day).finding(
        NAME,
        f"points out of nothing, again and again: {' and '.join(risen)} each time",
        replay,
        severity=Severity.HIGH,
        evidence=Evidence.REPLAYED,
        notes=(f"{events}, on {date(day)}, can be repeated: no score falls, no limit counts",),
    )

"""The stages of a compact process in which points run out and statuses end.

Late ones: of each stretch of days what it opens with, in which nothing is done, and then its last
day, on which everything is. Early ones are the stretches: everything is done on the first day. Lots
age after what comes due, statuses also after events that look at them. See `lasting`, `statuses`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import partial

import attrs

from policylang.auditor.decisions.lasting import NOT_GIVEN, Lasting, may_cut
from policylang.auditor.decisions.stages import MOST_STAGES, Stage
from policylang.auditor.decisions.transitions import Process
from policylang.auditor.question import Unfit
from policylang.model.machine import Choice

#: Where in the order of stages, and on which day, something is looked at.
_Reading = tuple[int, int]


@attrs.frozen
class Aging:
    """How a process ages.

    Args:
        late: whether things are done on last days of stretches, or on first days.
        watched: whether events look at statuses.
    """

    lasting: Lasting
    late: bool
    watched: bool

    def closed(self, firsts: AbstractSet[int], last: int) -> set[int]:
        """First days of stretches, and those on which a status ends that is begun at their edges.

        Raises:
            Unfit: there are too many.
        """
        found, waiting = set(firsts), [*firsts, last + 1]
        if self.late and not self.watched:
            return found
        while waiting:
            day = waiting.pop()
            for kind in self.lasting.statuses:
                for begun in self._edges(kind, day, last):
                    end = self.lasting.end(kind, begun)
                    if begun < end <= last and end not in found:
                        found.add(end)
                        waiting.append(end)
            if len(found) > MOST_STAGES:
                raise Unfit(f"there are more than {MOST_STAGES:,} stages")
        return found

    def _edges(self, kind: int, first: int, last: int) -> Iterator[int]:
        """The days beside the beginning of a stretch on which a status of a kind may be begun."""
        both = kind in self.lasting.dated
        if first > self.lasting.days[0] and (self.late or both):
            yield first - 1
        if first <= last and (not self.late or both):
            yield first

    def stages(self, stretches: Sequence[Stage], aim: int | None = None) -> tuple[Stage, ...]:
        """The stages for stretches of days.

        Args:
            aim: the stretch, by number, after whose first day there is the one reading of lots.
        """
        if self.late:
            found = list(_halves(stretches, aim))
        else:
            found = [attrs.evolve(each, place=n) for n, each in enumerate(stretches)]
        of_lots = _readings(found, aim)
        of_statuses = _readings(found)
        if not self.late:
            of_statuses = [(each.place, each.first) for each in found]
        elif self.watched:
            acts = [(each.place, each.first) for each in found if not each.rests]
            of_statuses = sorted({*of_statuses, *acts})
        ages, fades = ({place for place, _ in each} for each in (of_lots, of_statuses))
        return tuple(
            attrs.evolve(
                each,
                ages=each.place - 1 in ages,
                fades=each.place - 1 in fades,
                lasts=self._lasts(each, of_lots, of_statuses),
            )
            for each in found
        )

    def table(self, stages: Sequence[Stage]) -> dict[tuple[int, int], int]:
        """By kind and day, how many readings see what is given then."""
        found, dated = {}, self.lasting.dated
        for stage in stages:
            for kind, lasts in enumerate(stage.lasts):
                if kind not in dated:
                    if not stage.rests:
                        found[kind, stage.first] = lasts
                    continue
                if any(each.number == dated[kind] and not each.grant for each in stage.opening):
                    found[kind, stage.first] = lasts
                if any(each.number == dated[kind] and not each.grant for each in stage.closing):
                    found[kind, stage.last] = lasts
        return found

    def _lasts(
        self, stage: Stage, of_lots: Sequence[_Reading], of_statuses: Sequence[_Reading]
    ) -> tuple[int, ...]:
        """By kind, how many readings see what is given in a stage, with its own."""
        found = []
        for kind in range(len(self.lasting.ends)):
            if stage.rests and kind not in self.lasting.dated:
                found.append(0)
                continue
            number = self.lasting.dated.get(kind)
            closing = any(each.number == number and not each.grant for each in stage.closing)
            day = stage.last if closing else stage.first
            end = self.lasting.end(kind, day)
            readings = of_statuses if kind in self.lasting.statuses else of_lots
            seen = sum(place >= stage.place and when < end for place, when in readings)
            found.append(seen if end > day else NOT_GIVEN)
        return tuple(found)


def aged(process: Process, aging: Aging, choices: Sequence[Choice]) -> Process:
    """The process with the stages that lots and statuses need, instead of stretches of days.

    Args:
        choices: all rules that take part.
    """
    stretches, scores = process.stages, process.machine.scores
    cut = [
        scores[score].name
        for score in process.layout.lots
        if may_cut(score, scores[score].fixed_high, aging.lasting, choices, process.start[score])
    ]
    whole = attrs.evolve(
        process,
        above=f"the range of `{cut[0]}` may cut points of which others run out" if cut else "",
        longest=aging.lasting.longest,
    )
    aims = [partial(_staged, whole, aging, stretches, n) for n in range(len(stretches))]
    return _staged(attrs.evolve(whole, aims=aims if aging.late else ()), aging, stretches)


def _staged(
    process: Process, aging: Aging, stretches: Sequence[Stage], aim: int | None = None
) -> Process:
    stages = aging.stages(stretches, aim)
    layout = attrs.evolve(process.layout, lasts=aging.table(stages))
    return attrs.evolve(process, layout=layout, stages=stages)


def _halves(stretches: Sequence[Stage], aim: int | None) -> Iterator[Stage]:
    """Of each stretch what it opens with, and then its last day, on which things are done."""
    place = 0
    for number, each in enumerate(stretches):
        if aim is not None and number > aim:
            return
        acts = each.first if number == aim else each.last
        begins = each.begins
        if each.opening or each.first < acts:
            until = max(each.first, acts - 1)
            yield Stage(each.first, until, begins, each.opening, (), place, rests=True)
            place, begins = place + 1, ()
        yield Stage(acts, acts, begins, (), () if number == aim else each.closing, place)
        place += 1


def _readings(stages: Sequence[Stage], aim: int | None = None) -> list[_Reading]:
    """What comes due; or the one reading after the last stage."""
    if aim is not None:
        return [(stages[-1].place, stages[-1].first)]
    found = [(each.place, each.first) for each in stages if each.opening]
    return [*found, *((each.place, each.last) for each in stages if each.closing)]
